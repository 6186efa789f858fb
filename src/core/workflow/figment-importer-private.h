/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph.h"

G_BEGIN_DECLS

gboolean      _figment_importer_refuse_bytes (GBytes      *bytes,
                                              const char  *name,
                                              GError     **error);
void          _figment_importer_explain_text (GBytes      *bytes,
                                              const char  *name,
                                              GError     **error);
FigmentGraph *_figment_importer_find_graph   (JsonNode    *root,
                                              const char  *name,
                                              GError     **error);

G_END_DECLS
