/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-wildcards.h"

G_BEGIN_DECLS

/**
 * FigmentWildcardFolder:
 *
 * The lists of words in a folder, as they are at present. Main thread; reads in another one.
 *
 * Properties: "path" (construct only), "wildcards" (read only, notifies when they were read, at first and after each
 * change).
 */
#define FIGMENT_TYPE_WILDCARD_FOLDER (figment_wildcard_folder_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWildcardFolder, figment_wildcard_folder, FIGMENT, WILDCARD_FOLDER, GObject)

FigmentWildcardFolder *figment_wildcard_folder_new           (const char            *path);
const char            *figment_wildcard_folder_get_path      (FigmentWildcardFolder *self);
FigmentWildcards      *figment_wildcard_folder_get_wildcards (FigmentWildcardFolder *self);

/* Makes the folder where there is none, so that somebody can put files into it. */
gboolean               figment_wildcard_folder_make          (FigmentWildcardFolder *self,
                                                              GError               **error);

G_END_DECLS
