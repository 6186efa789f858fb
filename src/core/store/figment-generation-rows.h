/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-generation.h"
#include "store/figment-sqlite.h"

G_BEGIN_DECLS

/**
 * FigmentGenerationRow:
 *
 * What a generation was like at one moment, on its way to the store's thread. The row id is shared by all snapshots of
 * one generation that were taken before its first save came back, so that the second of two quick saves finds the row
 * that the first has made.
 */
typedef struct _FigmentGenerationRow FigmentGenerationRow;

FigmentGenerationRow *figment_generation_row_new         (FigmentGeneration       *generation);
void                  figment_generation_row_free        (FigmentGenerationRow    *self);
gint64                figment_generation_row_get_id      (FigmentGenerationRow    *self);
gboolean              figment_generation_row_save        (FigmentGenerationRow    *self,
                                                          FigmentSqlite           *database,
                                                          GError                 **error);
void                  figment_generation_row_undo        (FigmentGenerationRow    *self);
gboolean              figment_generation_row_save_plan   (FigmentGenerationRow    *self,
                                                          const char              *plan,
                                                          FigmentSqlite           *database,
                                                          GError                 **error);
gboolean              figment_generation_row_save_sent   (FigmentGenerationRow    *self,
                                                          const char              *sent_graph,
                                                          const char              *client_id,
                                                          FigmentSqlite           *database,
                                                          GError                 **error);
gboolean              figment_generation_row_save_output (FigmentGenerationRow    *self,
                                                          const FigmentOutputInfo *info,
                                                          gint64                  *output_id,
                                                          FigmentSqlite           *database,
                                                          GError                 **error);

/* What to SELECT for figment_generation_rows_read (). Lists do without the graphs, which are most of a row. */
#define FIGMENT_GENERATION_ROWS_BRIEF                                                                                  \
  "id, mode, workflow_id, workflow_name, state, evidence, prompt_id, server, queue_position, created_at, started_at, " \
  "finished_at, favourite, cached, error, output_node_id, output_dir, original_prompt, enhanced_prompt, "              \
  "negative_prompt, sent_prompt, input_files, params, details, accepted"
#define FIGMENT_GENERATION_ROWS_FULL FIGMENT_GENERATION_ROWS_BRIEF ", graph, editor_graph"

GPtrArray            *figment_generation_rows_read       (FigmentSqlite           *database,
                                                          FigmentStatement        *rows,
                                                          gboolean                 full,
                                                          GError                 **error);
GPtrArray            *figment_generation_rows_read_outputs (FigmentSqlite         *database,
                                                          gint64                   generation_id,
                                                          gboolean                 trashed,
                                                          GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentGenerationRow, figment_generation_row_free)

G_END_DECLS
