/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/**
 * FigmentGenerationList:
 *
 * What has ended, from the library, as a GListModel of FigmentGeneration, newest first, that grows by a page whenever
 * figment_generation_list_load_more () is called. With words, only what they are found in. Make a new one for other
 * words. Main thread.
 */
#define FIGMENT_TYPE_GENERATION_LIST (figment_generation_list_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGenerationList, figment_generation_list, FIGMENT, GENERATION_LIST, GObject)

FigmentGenerationList *figment_generation_list_new       (FigmentGenerationStore *store,
                                                          const char             *words);
gboolean               figment_generation_list_load_more (FigmentGenerationList  *self);
void                   figment_generation_list_refresh   (FigmentGenerationList  *self,
                                                          gint64                  id);

G_END_DECLS
