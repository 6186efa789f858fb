/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

/**
 * FigmentInputFile:
 *
 * A file of the user's that has to be on the server before the run, and the input that gets its name there.
 */
typedef struct
{
  char       *node_id; /* (owned) */
  char       *input;   /* (owned) */
  char       *path;    /* (owned) local, absolute */
  FigmentFit  fit;     /* what is done to a picture before it is sent; the file itself stays as it is */
  int         width;   /* px, of the shape to fit into; 0 with FIGMENT_FIT_NONE */
  int         height;  /* px */
} FigmentInputFile;

/**
 * FigmentRequest:
 *
 * Everything that one generation was asked for with, complete at the moment of queueing: wildcards are resolved, the
 * seed is drawn, the graph is bound. Immutable once handed on, reference counted, any thread. Fields are filled by
 * whoever makes it, between figment_request_new () and the first hand-over.
 */
typedef struct
{
  gatomicrefcount  ref_count;

  FigmentMode      mode;
  gint64           workflow_id;     /* 0: not from the store */
  char            *workflow_name;   /* (owned) (nullable) */
  char            *original_prompt; /* (owned) what the user typed */
  char            *enhanced_prompt; /* (owned) (nullable) what the language model made of it */
  char            *negative_prompt; /* (owned) (nullable) */
  char            *sent_prompt;     /* (owned) what stands in the graph */
  char            *params;          /* (owned) JSON object: role or "node.input" -> value, for "reuse settings" */
  char            *graph;           /* (owned) JSON: the bound API graph, before input files got their server names */
  char            *editor_graph;    /* (owned) (nullable) JSON: sent as extra_pnginfo.workflow */
  char            *output_node_id;  /* (owned) (nullable) the node whose result counts */
  char            *output_dir;      /* (owned) (nullable) where outputs go; NULL: the library folder */
  GPtrArray       *input_files;     /* (owned) FigmentInputFile */
  gboolean         no_previews;     /* the server need not send pictures of work in progress; not kept over a restart */
} FigmentRequest;

#define FIGMENT_TYPE_REQUEST (figment_request_get_type ())
GType           figment_request_get_type       (void);
FigmentRequest *figment_request_new            (FigmentMode     mode,
                                                const char     *graph);
FigmentRequest *figment_request_ref            (FigmentRequest *self);
void            figment_request_unref          (FigmentRequest *self);
void            figment_request_add_input_file (FigmentRequest *self,
                                                const char     *node_id,
                                                const char     *input,
                                                const char     *path);
void            figment_request_fit_input_file (FigmentRequest *self,
                                                FigmentFit      fit,
                                                int             width,
                                                int             height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentRequest, figment_request_unref)

G_END_DECLS
