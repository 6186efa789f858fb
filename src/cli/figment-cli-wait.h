/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A command is a list of steps, each waiting for the one before. Pass figment_cli_wait_cb and the address of a
 * GAsyncResult pointer that is NULL to an asynchronous call, then figment_cli_wait () runs the main loop until the
 * result is there: signals, sockets and timers go on meanwhile.
 */
void          figment_cli_wait_cb (GObject       *source,
                                   GAsyncResult  *result,
                                   gpointer       user_data);
GAsyncResult *figment_cli_wait    (GAsyncResult **result);

G_END_DECLS
