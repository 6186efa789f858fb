/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "practice/figment-practice-nodes.h"

G_BEGIN_DECLS

/*
 * A double of the practice server's nodes, so that tests of the protocol depend on nothing that the real ones compute.
 * "RigRaise" fails with ValueError, "RigBlock" makes ExecutionBlockers, "RigText" sends text.
 */

void  fake_nodes_set_catalog    (JsonNode *catalog);
guint fake_nodes_get_n_executed (void);

G_END_DECLS
