/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-server-group.h"

#include <glib/gi18n.h>

#include "engine/figment-connection-test.h"
#include "net/figment-remote-error.h"
#include "ui/settings/figment-server-group-private.h"

/* The Test button and the list of steps. */

static void
clear_steps (FigmentServerGroup *self)
{
  for (guint i = 0; i < self->step_rows->len; i++)
    adw_expander_row_remove (self->steps, g_ptr_array_index (self->step_rows, i));
  g_ptr_array_set_size (self->step_rows, 0);
}

static char *
format_step (const FigmentConnectionStep *step)
{
  const char *details = NULL;

  if (step->error == NULL)
    return g_strdup (step->detail != NULL ? step->detail : "");
  if (step->error->domain == FIGMENT_REMOTE_ERROR)
    details = figment_remote_error_get_details (step->error);
  return details != NULL ? g_strdup_printf ("%s\n%s", step->error->message, details)
                         : g_strdup (step->error->message);
}

static void
step_cb (FigmentConnectionTest       *test,
         const FigmentConnectionStep *step,
         gpointer                     user_data)
{
  FigmentServerGroup *self = user_data;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (step->ok ? "object-select-symbolic" : "dialog-warning-symbolic");
  g_autofree char *text = format_step (step);

  if (g_cancellable_is_cancelled (self->testing))
    return;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), step->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), step->ok ? 2 : 0);
  gtk_widget_add_css_class (icon, step->ok ? "success" : "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  step->ok ? _("Works") : _("Failed"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (step->milliseconds >= 0)
    {
      g_autofree char *time = g_strdup_printf (_("%d ms"), (int) step->milliseconds);
      GtkWidget *label = gtk_label_new (time);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  adw_expander_row_add_row (self->steps, row);
  g_ptr_array_add (self->step_rows, row);
}

static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  const gboolean good =
    figment_connection_test_run_finish (FIGMENT_CONNECTION_TEST (source), result, &error);
  FigmentServerGroup *self;

  if (error != NULL)
    return;
  self = user_data;
  g_clear_object (&self->testing);
  gtk_spinner_stop (self->spinner);
  gtk_button_set_label (self->test, _("_Test"));
  adw_expander_row_set_subtitle (self->steps, good ? _("Everything works") : _("Something does not work"));
}

/* Ends it without a word. */
void
_figment_server_group_stop_test (FigmentServerGroup *self)
{
  if (self->testing == NULL)
    return;
  g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
}

/* What was found of another server, or with other keys, is not worth reading any more. */
void
_figment_server_group_forget_test (FigmentServerGroup *self)
{
  if (self->testing != NULL)
    {
      _figment_server_group_stop_test (self);
      gtk_spinner_stop (self->spinner);
      gtk_button_set_label (self->test, _("_Test"));
    }
  clear_steps (self);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), FALSE);
}

static void
test_cb (GtkButton          *button,
         FigmentServerGroup *self)
{
  g_autoptr(FigmentConnectionTest) test = NULL;
  g_autoptr(FigmentEndpoint) endpoint = NULL;

  if (self->testing != NULL)
    {
      _figment_server_group_stop_test (self);
      gtk_spinner_stop (self->spinner);
      gtk_button_set_label (self->test, _("_Test"));
      adw_expander_row_set_subtitle (self->steps, _("Stopped"));
      return;
    }
  endpoint = _figment_server_group_parse (self, NULL);
  if (endpoint == NULL)
    return;
  clear_steps (self);
  self->testing = g_cancellable_new ();
  test = figment_connection_test_new (
    endpoint, _figment_server_group_is_comfy (self) ? FIGMENT_CONNECTION_TEST_COMFY : FIGMENT_CONNECTION_TEST_LM);
  g_signal_connect_object (test, "step", G_CALLBACK (step_cb), self, 0);
  gtk_spinner_start (self->spinner);
  gtk_button_set_label (self->test, _("S_top"));
  gtk_widget_set_visible (GTK_WIDGET (self->steps), TRUE);
  adw_expander_row_set_subtitle (self->steps, figment_endpoint_get_url (endpoint));
  adw_expander_row_set_expanded (self->steps, TRUE);
  figment_connection_test_run_async (test, self->testing, run_cb, self);
}

void
_figment_server_group_bind_test (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
}
