/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-wait.h"

void
figment_cli_wait_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

/* Returns: (transfer none): *@result, for the finish function; owned by the caller's pointer */
GAsyncResult *
figment_cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}
