/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-generation.h"
#include "model/figment-result.h"
#include "store/figment-database.h"

G_BEGIN_DECLS

/**
 * FigmentGenerationStore:
 *
 * The tables generations, transitions, outputs, durations and generation_fts. Main thread. Writes take a snapshot of
 * the generation at the moment of the call and finish when it is on disk; reads are immediate.
 *
 * Signal "output-trashed" (gint64 id of the output, gint64 since when in µs since 1970, or 0): it has gone to the trash
 * or come back, which is on disk. Signal "changed" (gint64 id of the generation): after those of its outputs, or since
 * it is a favourite or none any more; whoever shows it asks anew.
 */
#define FIGMENT_TYPE_GENERATION_STORE (figment_generation_store_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGenerationStore, figment_generation_store, FIGMENT, GENERATION_STORE, GObject)

FigmentGenerationStore *figment_generation_store_new              (FigmentDatabase        *database);

/* Inserts a new row and sets the generation's id, or writes state, evidence, error, times, position, prompt id, server
 * and favourite of a known one. A change of state is also recorded in "transitions". */
void                    figment_generation_store_save_async       (FigmentGenerationStore *self,
                                                                   FigmentGeneration      *generation,
                                                                   GCancellable           *cancellable,
                                                                   GAsyncReadyCallback     callback,
                                                                   gpointer                user_data);
gboolean                figment_generation_store_save_finish      (FigmentGenerationStore *self,
                                                                   GAsyncResult           *result,
                                                                   GError                **error);

/* The graph as it is about to be sent (input files under their names on the server). In one transaction with the state
 * "submitted", the prompt id and the client id that it will be sent under. */
void                    figment_generation_store_save_sent_async  (FigmentGenerationStore *self,
                                                                   FigmentGeneration      *generation,
                                                                   const char             *sent_graph,
                                                                   const char             *client_id,
                                                                   GCancellable           *cancellable,
                                                                   GAsyncReadyCallback     callback,
                                                                   gpointer                user_data);
gboolean                figment_generation_store_save_sent_finish (FigmentGenerationStore *self,
                                                                   GAsyncResult           *result,
                                                                   GError                **error);

/* The list of outputs that are to be fetched, in one transaction with the generation's state; NULL forgets it. */
void                    figment_generation_store_save_plan_async  (FigmentGenerationStore *self,
                                                                   FigmentGeneration      *generation,
                                                                   const char             *plan,
                                                                   GCancellable           *cancellable,
                                                                   GAsyncReadyCallback     callback,
                                                                   gpointer                user_data);
gboolean                figment_generation_store_save_plan_finish (FigmentGenerationStore *self,
                                                                   GAsyncResult           *result,
                                                                   GError                **error);
char                   *figment_generation_store_dup_plan         (FigmentGenerationStore *self,
                                                                   gint64                  id);

/* One output is at its final place on disk. Idempotent by (generation, position). Sets the output's id. */
void                    figment_generation_store_add_output_async  (FigmentGenerationStore *self,
                                                                    FigmentGeneration      *generation,
                                                                    FigmentOutput          *output,
                                                                    GCancellable           *cancellable,
                                                                    GAsyncReadyCallback     callback,
                                                                    gpointer                user_data);
gboolean                figment_generation_store_add_output_finish (FigmentGenerationStore *self,
                                                                    GAsyncResult           *result,
                                                                    GError                **error);

/* Reads. Arrays hold FigmentGeneration (transfer full), newest first unless said otherwise. list_open and load give
 * all; what list_page and search give has everything but the request's two graphs. */
GPtrArray              *figment_generation_store_list_open        (FigmentGenerationStore *self,
                                                                   GError                **error);
GPtrArray              *figment_generation_store_list_page        (FigmentGenerationStore *self,
                                                                   gint64                  before_id,
                                                                   guint                   limit,
                                                                   GError                **error);
GPtrArray              *figment_generation_store_search           (FigmentGenerationStore *self,
                                                                   const char             *words,
                                                                   gint64                  before_id,
                                                                   guint                   limit,
                                                                   GError                **error);
FigmentGeneration      *figment_generation_store_load_latest      (FigmentGenerationStore *self,
                                                                   gint64                  workflow_id,
                                                                   GError                **error);
FigmentGeneration      *figment_generation_store_load             (FigmentGenerationStore *self,
                                                                   gint64                  id,
                                                                   GError                **error);
char                   *figment_generation_store_dup_sent_graph   (FigmentGenerationStore *self,
                                                                   gint64                  id);
char                   *figment_generation_store_dup_client_id    (FigmentGenerationStore *self,
                                                                   gint64                  id);

/* Prompts that something was generated with, for writing them again. */
char                  **figment_generation_store_list_prompts     (FigmentGenerationStore *self,
                                                                   gboolean                negative,
                                                                   guint                   limit,
                                                                   GError                **error);

/* Results that something else can be made of. */
GPtrArray              *figment_generation_store_list_results     (FigmentGenerationStore *self,
                                                                   const FigmentMediaKind *kinds,
                                                                   guint                   n_kinds,
                                                                   guint                   limit,
                                                                   GError                **error);

/* Files of outputs, for moving the library: those below @folder, and that one of them is at another place now. */
typedef struct
{
  gint64  id;   /* of the output */
  char   *path; /* (owned) */
} FigmentOutputPlace;

GPtrArray              *figment_generation_store_list_places      (FigmentGenerationStore *self,
                                                                   const char             *folder,
                                                                   GError                **error);
void                    figment_generation_store_save_place_async  (FigmentGenerationStore *self,
                                                                    gint64                  output_id,
                                                                    const char             *path,
                                                                    GCancellable           *cancellable,
                                                                    GAsyncReadyCallback     callback,
                                                                    gpointer                user_data);
gboolean                figment_generation_store_save_place_finish (FigmentGenerationStore *self,
                                                                    GAsyncResult           *result,
                                                                    GError                **error);

/* Only this column, so that the object at hand may be older than the row. Tells with "changed". */
void                    figment_generation_store_save_favourite_async  (FigmentGenerationStore *self,
                                                                        gint64                  generation_id,
                                                                        gboolean                favourite,
                                                                        GAsyncReadyCallback     callback,
                                                                        gpointer                user_data);
gboolean                figment_generation_store_save_favourite_finish (FigmentGenerationStore *self,
                                                                        GAsyncResult           *result,
                                                                        GError                **error);

/*
 * That outputs of a generation are in the trash since @at (µs since 1970), or not any more (0), in one transaction. A
 * generation goes with the last of its outputs and comes back with the first; one that has none goes by itself. What is
 * there is in no list. Tells all with "output-trashed" and "changed".
 */
void                    figment_generation_store_save_trashed_async  (FigmentGenerationStore *self,
                                                                      gint64                  generation_id,
                                                                      GPtrArray              *outputs,
                                                                      gint64                  at,
                                                                      GAsyncReadyCallback     callback,
                                                                      gpointer                user_data);
gboolean                figment_generation_store_save_trashed_finish (FigmentGenerationStore *self,
                                                                      GAsyncResult           *result,
                                                                      GError                **error);
GPtrArray              *figment_generation_store_list_trashed        (FigmentGenerationStore *self,
                                                                      gint64                  generation_id,
                                                                      GError                **error);
gboolean                figment_generation_store_is_trashed          (FigmentGenerationStore *self,
                                                                      gint64                  generation_id);

/* Small facts about the queue as a whole, such as its pause. */
char                   *figment_generation_store_dup_setting      (FigmentGenerationStore *self,
                                                                   const char             *name);
void                    figment_generation_store_set_setting      (FigmentGenerationStore *self,
                                                                   const char             *name,
                                                                   const char             *value);

/*
 * How long things took: per workflow (its graph's shape hashed where workflow_id is 0) and server. Milliseconds, 0:
 * none yet.
 */
void                    figment_generation_store_add_duration     (FigmentGenerationStore *self,
                                                                   const char             *workflow_key,
                                                                   const char             *server,
                                                                   gint64                  work,
                                                                   gint64                  milliseconds);
gint64                  figment_generation_store_estimate         (FigmentGenerationStore *self,
                                                                   const char             *workflow_key,
                                                                   const char             *server,
                                                                   gint64                  work);

G_END_DECLS
