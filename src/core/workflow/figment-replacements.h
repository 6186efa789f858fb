/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/**
 * FigmentReplacements:
 *
 * What to take on one server for choices that it does not have: the same model lies in another folder there, or is
 * called otherwise. Filled by hand or by a repair; not thread safe while it is.
 */
typedef struct _FigmentReplacements FigmentReplacements;

FigmentReplacements *figment_replacements_new     (void);
/* Rubbish makes an empty one. @json: { "wanted": "taken" } */
FigmentReplacements *figment_replacements_parse   (const char          *json);
void                 figment_replacements_free    (FigmentReplacements *self);
char                *figment_replacements_to_json (FigmentReplacements *self);
guint                figment_replacements_get_size
                                                  (FigmentReplacements *self);

/* @taken NULL forgets it. */
void                 figment_replacements_set     (FigmentReplacements *self,
                                                   const char          *wanted,
                                                   const char          *taken);
const char          *figment_replacements_get     (FigmentReplacements *self,
                                                   const char          *wanted);

/*
 * A copy of @graph in which every choice that @catalog does not have is replaced by what is kept for it, or by the only
 * one of the same name in another folder; @graph itself where nothing is to be done. @applied (element-type utf8) gets
 * "wanted → taken" for each, and may be NULL.
 */
FigmentGraph        *figment_replacements_apply   (FigmentReplacements *self,
                                                   FigmentGraph        *graph,
                                                   FigmentCatalog      *catalog,
                                                   GPtrArray           *applied);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentReplacements, figment_replacements_free)

G_END_DECLS
