/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * The nodes that the practice server has: their catalog and what they do. Pure apart from the files that saving nodes
 * write; runs in the server's worker thread. The server (queue, socket, validation, cache) does not know any class by
 * name; this side does not know HTTP.
 */

/* What flows through a link. Reference counted, immutable. */
typedef struct _FigmentPracticeValue FigmentPracticeValue;
FigmentPracticeValue *figment_practice_value_ref   (FigmentPracticeValue *self);
void                  figment_practice_value_unref (FigmentPracticeValue *self);

typedef struct _FigmentPracticeContext FigmentPracticeContext;
struct _FigmentPracticeContext
{
  const char *input_dir;
  const char *output_dir;
  const char *temp_dir;
  const char *prompt;        /* JSON text of the whole graph, for metadata */
  JsonObject *extra_pnginfo; /* (nullable) further metadata: "workflow" … */
  guint       step_ms;       /* how long one sampling step takes at least, 0: no wait */
  guint       preview_size;  /* px of the longer side of previews, 0: none wanted */
  gpointer    user_data;
  gboolean    disk_full;     /* mood: saving nodes raise OSError */
  gboolean    out_of_memory; /* mood: samplers raise OutOfMemoryError */
  gboolean    flood;         /* mood: previews of more than 1 MB */

  gboolean  (*interrupted)   (FigmentPracticeContext *context);   /* asked at each step */
  void      (*progress)      (FigmentPracticeContext *context,
                              double                  value,
                              double                  max,
                              GBytes                 *preview);   /* (nullable) JPEG */
  void      (*text)          (FigmentPracticeContext *context,
                              const char             *text);
  void      (*image)         (FigmentPracticeContext *context,    /* SaveImageWebsocket */
                              GBytes                 *png);
};

/* The catalog as /object_info answers it; "choices" of loaders included, files of input_dir listed afresh. */
JsonNode *figment_practice_nodes_object_info (const char             *input_dir);

/*
 * Runs one node. @inputs: its literal inputs by name, links left out. @links: input name -> FigmentPracticeValue. On
 * success @outputs gets a GPtrArray of FigmentPracticeValue, one a slot, and @ui what "executed" shows (NULL:
 * nothing). Errors are shown as execution_error: the domain's quark is the exception_type ("RuntimeError"),
 * %G_IO_ERROR_CANCELLED means that interrupted () said so. An output slot may be %NULL in the array: an
 * ExecutionBlocker. The domain "ExecutionBlocked" is no error of the node: all its outputs become ExecutionBlockers
 * that say the error's message.
 */
gboolean  figment_practice_nodes_execute     (FigmentPracticeContext *context,
                                              const char             *node_id,
                                              const char             *class_type,
                                              JsonObject             *inputs,
                                              GHashTable             *links,
                                              GPtrArray             **outputs,
                                              JsonNode              **ui,
                                              GError                **error);

/*
 * The file that a value of a file picker means, "sub/name.png [temp]" and the like. NULL: outside the folders. For the
 * server's check that it exists ("Invalid image file") and for its cache, which has to notice other bytes under a name.
 */
char     *figment_practice_nodes_resolve_file (const char       *input_dir,
                                               const char       *output_dir,
                                               const char       *temp_dir,
                                               const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeValue, figment_practice_value_unref)

G_END_DECLS
