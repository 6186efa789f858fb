/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-window.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-delete.h"
#include "ui/figment-window-private.h"
#include "ui/widgets/figment-toast.h"

/* What any page does to what is in the library: throwing away, with a way back, and favourites. */

/* s: long enough to find the button with the keyboard */
#define UNDO_SECONDS 10

/* One removal and the window that offers the way back. */
typedef struct
{
  FigmentWindow  *window;  /* (owned) */
  FigmentRemoval *removal; /* (owned) */
} DeleteData;

static DeleteData *
delete_data_new (FigmentWindow  *window,
                 FigmentRemoval *removal)
{
  DeleteData *data = g_new (DeleteData, 1);

  *data = (DeleteData) { g_object_ref (window), g_object_ref (removal) };
  return data;
}

static void
delete_data_free (DeleteData *data)
{
  g_object_unref (data->window);
  g_object_unref (data->removal);
  g_free (data);
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_removal_undo_finish (FIGMENT_REMOVAL (source), result, &error)
      && !g_cancellable_is_cancelled (self->cancellable))
    _figment_window_toast (self, error->message);
}

static void
undo_cb (AdwToast   *toast,
         DeleteData *data)
{
  figment_removal_undo_async (data->removal, undone_cb, g_object_ref (data->window));
}

static void
delete_data_free_closure (gpointer  data,
                          GClosure *closure)
{
  delete_data_free (data);
}

static void
say_deleted (FigmentWindow  *self,
             FigmentRemoval *removal)
{
  const guint n = figment_removal_get_n (removal);
  const gboolean can_undo = figment_removal_can_undo (removal);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (n == 0)
    text = g_strdup (_("Removed from the library"));
  else if (can_undo)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u result is in the trash", "%u results are in the trash",
                                         n),
                            n);
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u result is deleted", "%u results are deleted", n), n);
  toast = figment_toast_new (text);
  if (can_undo)
    {
      adw_toast_set_button_label (toast, _("_Undo"));
      adw_toast_set_timeout (toast, UNDO_SECONDS);
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), delete_data_new (self, removal),
                             delete_data_free_closure, 0);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (figment_delete_finish (result, &error))
    say_deleted (self, FIGMENT_REMOVAL (source));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _figment_window_toast (self, error->message);
}

/* "x": a generation with all that came of it. */
void
_figment_window_delete_action (GSimpleAction *action,
                               GVariant      *parameter,
                               gpointer       user_data)
{
  FigmentWindow *self = user_data;
  g_autoptr(FigmentGeneration) generation = _figment_window_find_generation (self, g_variant_get_int64 (parameter));
  g_autoptr(FigmentRemoval) removal = NULL;

  if (generation == NULL)
    return;
  removal = figment_removal_new (figment_session_get_generations (self->session), generation, NULL);
  figment_delete_async (removal, GTK_WINDOW (self), self->cancellable, deleted_cb, g_object_ref (self));
}

static void
save_favourite_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(FigmentWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_generation_store_save_favourite_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    _figment_window_toast (self, error->message);
}

/* "(xb)": whether a generation is one. */
void
_figment_window_favourite_action (GSimpleAction *action,
                                  GVariant      *parameter,
                                  gpointer       user_data)
{
  FigmentWindow *self = user_data;
  gint64 generation_id;
  gboolean favourite;

  g_variant_get (parameter, "(xb)", &generation_id, &favourite);
  figment_generation_store_save_favourite_async (figment_session_get_generations (self->session), generation_id,
                                                 favourite, save_favourite_cb, g_object_ref (self));
}
