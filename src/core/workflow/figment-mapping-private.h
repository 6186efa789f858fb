/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-mapping.h"

G_BEGIN_DECLS

/* figment-mapping-repair.c: what was put right, as JSON. @repairs: of FigmentRepair */
void       _figment_mapping_parse_repairs (GPtrArray *repairs,
                                           JsonArray *array);
JsonArray *_figment_mapping_write_repairs (GPtrArray *repairs);

/* figment-mapping-tie.c: how seeds go together. @ties: of FigmentPlace (owned) -> FigmentTie */
GHashTable *_figment_mapping_new_ties     (void);
void        _figment_mapping_parse_ties   (GHashTable     *ties,
                                           JsonArray      *array);
JsonArray  *_figment_mapping_write_ties   (GHashTable     *ties);
GHashTable *_figment_mapping_get_ties     (FigmentMapping *self);

G_END_DECLS
