/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-workflow-details.h"
#include "workflow/figment-analysis.h"

G_BEGIN_DECLS

/*
 * What is written beside an exported workflow, so that it can be taken in again as it was. NAME.figment.json has what a
 * person decided: a FigmentMapping, with what is said of the workflow as one more member,
 *
 *   { "version": 1, "roles": …, "controls": …, "order": …,
 *     "workflow": { "name": "Fox", "mode": "text-to-image", "description": "…", "tags": "fox, owl", "output": "9",
 *                 "shape": "0f3a…", "editor": false } }
 *
 * It is taken for a graph of that figment_graph_dup_shape () only: controls name nodes, and what was put right changes
 * what is sent. NAME.editor.json has the graph as ComfyUI's editor keeps it; "editor" says whether there is one of this
 * export, as there may be some of older ones. Any thread.
 */
#define FIGMENT_SIDECAR_EDITOR "editor"
#define FIGMENT_SIDECAR_CONTROLS "figment"

/* What is numbered higher is nothing that Figment wrote. */
#define FIGMENT_SIDECAR_MAX_NUMBER 999999

/* "a.json" and "editor" give "a.editor.json", and with a number from 2 on "a.editor-2.json". */
GFile    *figment_sidecar_get_file (GFile           *file,
                                    const char      *part,
                                    guint            number);

/* The last that are beside @file: each export takes the next number, and the last is the one that counts. */
void      figment_sidecar_find_last
                                   (GFile           *file,
                                    GCancellable    *cancellable,
                                    guint           *editor,
                                    guint           *controls);

/* The workflow that a file of such a name belongs to; NULL for other names. */
GFile    *figment_sidecar_get_owner
                                   (GFile           *beside);

/*
 * The text for NAME.figment.json. @mappings may be NULL. @editor: whether the editor's graph is written beside it.
 * @says: (out): whether anything in it is not to be seen from the graph itself.
 */
char     *figment_sidecar_write    (const FigmentWorkflowDetails *details,
                                    const char                   *api_json,
                                    const char                   *mappings,
                                    gboolean                      editor,
                                    gboolean                     *says);

/*
 * Takes into @workflow, which was made from @file and which nobody else has yet, what is beside that. What is no such
 * thing changes nothing, and is told in @notes (element-type utf8), in full sentences.
 */
void      figment_sidecar_load     (GFile           *file,
                                    FigmentWorkflow *workflow,
                                    FigmentGraph    *graph,
                                    FigmentAnalysis *analysis,
                                    GCancellable    *cancellable,
                                    GPtrArray       *notes);

G_END_DECLS
