/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "practice/figment-practice-nodes.h"

G_BEGIN_DECLS

/**
 * PracticeGraph:
 *
 * Runs API graphs with the practice nodes, without server, queue or cache, in a folder of its own.
 */
typedef struct
{
  FigmentPracticeContext  context;
  char                   *folder;
  char                   *input_dir;
  char                   *output_dir;
  char                   *temp_dir;
  GHashTable             *results;       /* node id -> GPtrArray of FigmentPracticeValue */
  GPtrArray              *previews;      /* GBytes */
  GPtrArray              *images;        /* GBytes sent by SaveImageWebsocket */
  guint                   n_progress;
  double                  last_value;
  double                  last_max;
  guint                   interrupt_at;  /* progress call after which interrupted () says yes, 0: never */
} PracticeGraph;

void        practice_graph_init  (PracticeGraph  *self);
void        practice_graph_clear (PracticeGraph  *self);
gboolean    practice_graph_run   (PracticeGraph  *self,
                                  const char     *graph,
                                  const char     *node_id,
                                  JsonNode      **ui,
                                  GError        **error);
GPtrArray  *practice_graph_save  (PracticeGraph  *self,
                                  const char     *graph,
                                  const char     *node_id);
void        practice_remove_tree (const char     *path);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PracticeGraph, practice_graph_clear)

G_END_DECLS
