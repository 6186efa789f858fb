/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-window.h"

#include <glib/gi18n-lib.h>

#include "ui/compat/figment-compat.h"
#include "ui/figment-busy.h"
#include "ui/figment-window-private.h"

typedef enum
{
  CLOSE_ASK,
  CLOSE_BACKGROUND,
  CLOSE_STOP,
} CloseWithJobs;

typedef struct
{
  FigmentWindow *window;   /* (owned) */
  GtkWidget     *remember; /* (owned) a check button */
} AskData;

static void
ask_data_free (AskData *data)
{
  g_object_unref (data->window);
  g_object_unref (data->remember);
  g_free (data);
}

static void
close_now (FigmentWindow *self,
           CloseWithJobs  how)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  self->closing = TRUE;
  if (how == CLOSE_STOP)
    figment_busy_stop (figment_session_get_queue (self->session));
  figment_application_wait_for_queue (FIGMENT_APPLICATION (application), how == CLOSE_STOP);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
ask_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  AskData *data = user_data;
  g_autofree char *answer = figment_compat_confirm_finish (result, NULL);

  data->window->asking = FALSE;
  if (answer != NULL && !g_cancellable_is_cancelled (data->window->cancellable))
    {
      const CloseWithJobs how = g_str_equal (answer, "stop") ? CLOSE_STOP : CLOSE_BACKGROUND;

      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (data->remember)))
        g_settings_set_enum (figment_session_get_settings (data->window->session), "close-with-jobs", how);
      close_now (data->window, how);
    }
  ask_data_free (data);
}

static void
ask (FigmentWindow *self,
     guint          n_busy)
{
  const FigmentResponse responses[] = {
    { "stop", _("_Stop"), FIGMENT_RESPONSE_DESTRUCTIVE },
    { "background", _("_Keep Running"), FIGMENT_RESPONSE_SUGGESTED },
  };
  AskData *data = g_new0 (AskData, 1);
  g_autofree char *heading = NULL;

  data->window = g_object_ref (self);
  data->remember = g_object_ref_sink (gtk_check_button_new_with_mnemonic (_("_Do not ask again")));
  gtk_widget_set_halign (data->remember, GTK_ALIGN_CENTER);
  heading = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u job is not finished", "%u jobs are not finished",
                                          n_busy),
                             n_busy);
  self->asking = TRUE;
  figment_compat_confirm_async (GTK_WINDOW (self), heading,
                                _("Figment can finish them without its window and then quit by itself. Stopping ends "
                                  "what is being generated; what waits stays in the queue, paused."),
                                data->remember, responses, G_N_ELEMENTS (responses), self->cancellable, ask_cb, data);
}

/* Returns: whether the window stays for now, or goes on another way than by closing */
gboolean
_figment_window_keep_open (FigmentWindow *self)
{
  const guint n_busy = figment_busy_count (figment_session_get_queue (self->session));
  const CloseWithJobs how =
    (CloseWithJobs) g_settings_get_enum (figment_session_get_settings (self->session), "close-with-jobs");

  if (self->closing || n_busy == 0)
    return FALSE;
  if (self->asking)
    return TRUE;
  if (how == CLOSE_ASK)
    ask (self, n_busy);
  else
    close_now (self, how);
  return TRUE;
}
