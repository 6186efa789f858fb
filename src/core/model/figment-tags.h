/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A person's words for something, separated by commas: "owl, Night sky". One that differs by upper and lower case alone
 * is the same.
 */

/* Returns: (transfer full): each word once, as it was first written */
GStrv     figment_tags_list    (const char *tags);

/* Returns: (transfer full) (nullable): the same, written as it should be; NULL: there is none */
char     *figment_tags_tidy    (const char *tags);

gboolean  figment_tags_has     (const char *tags,
                                const char *tag);

/* Returns: (transfer full) (nullable): with @tag as the last one, or without it */
char     *figment_tags_toggle  (const char *tags,
                                const char *tag);

/* Returns: (transfer full): those of all FigmentWorkflow in @workflows, in the order of the alphabet */
GStrv     figment_tags_collect (GListModel *workflows);

G_END_DECLS
