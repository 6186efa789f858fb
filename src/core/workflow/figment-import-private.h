/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "json/figment-json-relax.h"
#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/* What was found in a document. */
typedef struct
{
  JsonNode   *graph;       /* (owned) (nullable) API format */
  char       *graph_path;  /* (owned) (nullable) "input.workflow", "" for the document itself */
  JsonNode   *editor;      /* (owned) (nullable) the editor's format */
  char       *editor_path; /* (owned) (nullable) */
  char       *name;        /* (owned) (nullable) what the document calls it */
  guint       n_graphs;    /* of the kind that counts */
  gboolean    numbered;    /* nodes that stood in a list were given their ids */
} FigmentFinding;

void       _figment_finding_clear      (FigmentFinding     *self);

/* figment-import-find.c */
void       _figment_import_find        (JsonNode           *root,
                                        FigmentFinding     *finding);
gboolean   _figment_import_has_any     (JsonNode           *root);

/* figment-import-text.c */
JsonNode  *_figment_import_read_text   (GBytes             *bytes,
                                        const char         *name,
                                        GPtrArray          *warnings,
                                        GError            **error);

/* figment-import-repair.c */
JsonNode  *_figment_import_repair      (JsonNode           *graph,
                                        FigmentCatalog     *catalog,
                                        GPtrArray          *warnings);

/* figment-import-explain.c */
const char *
           _figment_import_describe    (const guint8       *data,
                                        gsize               size,
                                        gboolean           *media);
gboolean   _figment_import_refuse      (GBytes             *bytes,
                                        const char         *name,
                                        GError            **error);
void       _figment_import_explain_text
                                       (GBytes             *bytes,
                                        const char         *name,
                                        const GError       *reason,
                                        GError            **error);
void       _figment_import_explain_media
                                       (const char         *name,
                                        const char         *what,
                                        const char         *program,
                                        GError            **error);
void       _figment_import_explain_other
                                       (JsonNode           *root,
                                        const char         *name,
                                        GError            **error);
const char *
           _figment_import_find_program
                                       (JsonNode           *root);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigmentFinding, _figment_finding_clear)

G_END_DECLS
