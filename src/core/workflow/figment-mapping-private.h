/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-mapping.h"

G_BEGIN_DECLS

/* figment-mapping-repair.c: what was put right, as JSON. @repairs: of FigmentRepair */
void       _figment_mapping_parse_repairs (GPtrArray *repairs,
                                           JsonArray *array);
JsonArray *_figment_mapping_write_repairs (GPtrArray *repairs);

G_END_DECLS
