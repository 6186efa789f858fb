/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-author.h"

G_BEGIN_DECLS

/* What is being read, and what was found in it. */
typedef struct
{
  FigmentGraph *graph;
  GPtrArray    *fields;  /* of FigmentAuthorField */
  GPtrArray    *outputs; /* of char */
  GHashTable   *known;   /* (owned) "node input" that is in @fields */
} FigmentAuthorReader;

/* The new field at the literal that @input of @node_id holds or is linked to; NULL where there is none, or one is. */
FigmentAuthorField *_figment_author_add_field  (FigmentAuthorReader *self,
                                                FigmentAuthorSource  source,
                                                const char          *node_id,
                                                const char          *input);
void                _figment_author_add_output (FigmentAuthorReader *self,
                                                const char          *node_id);

void                _figment_author_read_app   (FigmentAuthorReader *self,
                                                JsonNode            *editor);
void                _figment_author_read_nodes (FigmentAuthorReader *self);
void                _figment_author_read_titles
                                               (FigmentAuthorReader *self);
void                _figment_author_read_placeholders
                                               (FigmentAuthorReader *self);

G_END_DECLS
