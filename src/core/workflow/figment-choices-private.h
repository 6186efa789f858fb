/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"

G_BEGIN_DECLS

/**
 * FigmentChoices:
 *
 * A list of the catalog's choices as people read them, with the JSON that each stands for. Immutable, reference
 * counted, main thread: all fields that have the same list share one.
 */
typedef struct _FigmentChoices FigmentChoices;

FigmentChoices    *_figment_choices_new       (FigmentCatalog            *catalog,
                                               const char *const         *json,
                                               guint                      n);
FigmentChoices    *_figment_choices_intersect (FigmentChoices            *self,
                                               FigmentChoices            *other);
FigmentChoices    *_figment_choices_ref       (FigmentChoices            *self);
void               _figment_choices_unref     (FigmentChoices            *self);
const char *const *_figment_choices_get_shown (FigmentChoices            *self);
guint              _figment_choices_get_size  (FigmentChoices            *self);
gboolean           _figment_choices_has       (FigmentChoices            *self,
                                               const char                *shown);
JsonNode          *_figment_choices_dup_json  (FigmentChoices            *self,
                                               const char                *shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentChoices, _figment_choices_unref)

G_END_DECLS
