/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-delete.h"

#include <glib/gi18n-lib.h>

#include "ui/compat/figment-compat.h"

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (figment_removal_run_finish (FIGMENT_REMOVAL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *response = figment_compat_confirm_finish (result, &error);

  if (response != NULL)
    figment_removal_run_async (g_task_get_source_object (task), TRUE, deleted_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/* Returns: (transfer full) */
static char *
build_heading (FigmentRemoval *removal)
{
  const guint n = figment_removal_get_n (removal);
  const char *path = n == 1 ? figment_output_get_info (figment_removal_get_output (removal))->path : NULL;
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;

  if (name != NULL)
    /* Translators: the name of a file. */
    return g_strdup_printf (_("Delete “%s” for good?"), name);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u result for good?", "Delete %u results for good?", n),
                          n);
}

static void
trashed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  const FigmentResponse responses[] = { { "delete", _("_Delete for Good"), FIGMENT_RESPONSE_DESTRUCTIVE } };
  FigmentRemoval *removal = FIGMENT_REMOVAL (source);
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *heading = NULL, *body = NULL;

  if (figment_removal_run_finish (removal, result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED)
      || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_error (task, error);
      return;
    }
  heading = build_heading (removal);
  /* Translators: %s is the system's word for what is wrong. */
  body = g_strdup_printf (_("It cannot be moved to the trash (%s), so it could not be brought back."), error->message);
  g_clear_error (&error);
  figment_compat_confirm_async (g_task_get_task_data (task), heading, body, NULL, responses, G_N_ELEMENTS (responses),
                                g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

void
figment_delete_async (FigmentRemoval      *removal,
                      GtkWindow           *parent,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (FIGMENT_IS_REMOVAL (removal));
  g_return_if_fail (GTK_IS_WINDOW (parent));

  task = g_task_new (removal, cancellable, callback, user_data);
  g_task_set_source_tag (task, figment_delete_async);
  g_task_set_task_data (task, g_object_ref (parent), g_object_unref);
  figment_removal_run_async (removal, FALSE, trashed_cb, g_steal_pointer (&task));
}

gboolean
figment_delete_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, figment_delete_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
