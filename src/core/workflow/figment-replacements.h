/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

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
FigmentReplacements *figment_replacements_copy    (FigmentReplacements *self);
/* %NULL is as good as an empty one. */
gboolean             figment_replacements_equal   (FigmentReplacements *self,
                                                   FigmentReplacements *other);
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
 * What to take of @choices for @wanted, which is not among them: what is kept for it, or the same path with the slashes
 * of the server's system. NULL where nobody has said. @self: (nullable)
 */
const char          *figment_replacements_find    (FigmentReplacements *self,
                                                   const char          *wanted,
                                                   const char *const   *choices);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentReplacements, figment_replacements_free)

G_END_DECLS
