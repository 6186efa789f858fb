/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The desktop's trash, and the way back out of it. Both wait for the disk: for worker threads. */

/* @in_trash: (out) (transfer full) (nullable): where the file lies now; NULL where only the desktop knows, as in a
 * sandbox */
gboolean figment_trash_put       (const char   *path,
                                  char        **in_trash,
                                  GError      **error);

/* Nothing is ever overwritten: %G_IO_ERROR_EXISTS where the place is taken. */
gboolean figment_trash_take_back (const char   *in_trash,
                                  const char   *path,
                                  GError      **error);

G_END_DECLS
