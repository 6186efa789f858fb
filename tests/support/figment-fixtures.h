/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Recorded traffic of real servers, which lives outside the project: the environment variable FIGMENT_SHARED names the
 * folder above fixtures/. Tests skip without it.
 */
typedef void (*FigmentFixtureRowFunc) (const char *scenario,
                                       const char *file,
                                       JsonObject *row,
                                       gpointer    user_data);

char     *figment_fixture_dup_dir  (const char            *set);
gboolean  figment_fixture_skip     (const char            *set);
GBytes   *figment_fixture_load     (const char            *set,
                                    const char            *path);
guint     figment_fixture_foreach  (const char            *set,
                                    const char            *scenario,
                                    const char            *prefix,
                                    FigmentFixtureRowFunc  func,
                                    gpointer               user_data);

G_END_DECLS
