/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

FigmentDatabase *_figment_generation_store_get_database (FigmentGenerationStore *self);
void             _figment_generation_store_tell_trashed (FigmentGenerationStore *self,
                                                         gint64                  output_id,
                                                         gint64                  at);
void             _figment_generation_store_tell_changed (FigmentGenerationStore *self,
                                                         gint64                  generation_id);

G_END_DECLS
