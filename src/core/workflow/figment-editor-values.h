/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/*
 * What goes along as extra_pnginfo.workflow, so that the files reopen in ComfyUI's own editor: the workflow as the
 * editor saves it, with the values that were sent.
 *
 * @editor: JSON as the editor saved it; @before: the graph that it was converted to; @after: the same with the values
 * that are sent. Where a value stands among a node's "widgets_values" is told by the values around it, which are those
 * of @before. What cannot be found, or is in a subgraph's instance that shares its definition with another one, stays.
 * NULL where @editor is no such thing.
 */
char *figment_editor_write_values (const char   *editor,
                                   FigmentGraph *before,
                                   FigmentGraph *after);

G_END_DECLS
