/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

FigmentDatabase *_figment_generation_store_get_database (FigmentGenerationStore *self);

G_END_DECLS
