/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/* By what the author of a workflow said which of its inputs are to be controls. */
typedef enum
{
  FIGMENT_AUTHOR_APP_MODE,    /* the form of ComfyUI's App mode: extra.linearData of what its editor saves */
  FIGMENT_AUTHOR_NODE,        /* a node made for it: SwarmInput…, ETN_Parameter, ComfyUIDeployExternal… */
  FIGMENT_AUTHOR_TITLE,       /* a title: "<Prompt:prompt:1>", "$prompt.text!:what to paint", "VC_BASIC …" */
  FIGMENT_AUTHOR_PLACEHOLDER, /* a word that another program fills in: "{{prompt}}", "%seed%" */
} FigmentAuthorSource;

/* One control that the author wants. */
typedef struct
{
  char                *node_id;     /* (owned) */
  char                *input;       /* (owned) */
  FigmentAuthorSource  source;
  char                *label;       /* (owned) (nullable) */
  char                *description; /* (owned) (nullable) */
  char                *group;       /* (owned) (nullable) heading to stand under */
  double               min;         /* NaN: not said; so for the next two */
  double               max;
  double               step;
  gboolean             advanced;    /* not to be seen at first */
} FigmentAuthorField;

/**
 * FigmentAuthor:
 *
 * What the author of a workflow says of its form. Immutable, reference counted, any thread.
 */
typedef struct _FigmentAuthor FigmentAuthor;

/* @editor: the workflow as ComfyUI's editor saves it, which alone has the form of App mode, or NULL. */
FigmentAuthor *figment_author_new         (FigmentGraph  *graph,
                                           JsonNode      *editor);
FigmentAuthor *figment_author_ref         (FigmentAuthor *self);
void           figment_author_unref       (FigmentAuthor *self);

/* In the order that the author wants them. The element-types are FigmentAuthorField and utf8: ids of nodes. */
GPtrArray     *figment_author_get_fields  (FigmentAuthor *self);
GPtrArray     *figment_author_get_outputs (FigmentAuthor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentAuthor, figment_author_unref)

G_END_DECLS
