/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/*
 * The same text for two graphs that do the same: nodes by their ids, with classes, links and literals. Order, titles,
 * members that a server ignores and ways to write a number do not count.
 */
char *figment_graph_dup_digest (FigmentGraph *self);

/* The same text for two graphs that differ in literals only: two runs of one workflow. */
char *figment_graph_dup_shape  (FigmentGraph *self);

G_END_DECLS
