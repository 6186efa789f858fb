/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-compat.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define CANCEL_ID "cancel"

void
figment_compat_announce (GtkWidget  *widget,
                         const char *text)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}

static AdwResponseAppearance
to_appearance (FigmentResponseLook look)
{
  switch (look)
    {
    case FIGMENT_RESPONSE_SUGGESTED: return ADW_RESPONSE_SUGGESTED;
    case FIGMENT_RESPONSE_DESTRUCTIVE: return ADW_RESPONSE_DESTRUCTIVE;
    case FIGMENT_RESPONSE_PLAIN:
    default: return ADW_RESPONSE_DEFAULT;
    }
}

static void
return_response (GTask      *task,
                 const char *response)
{
  if (g_str_equal (response, CANCEL_ID))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Dismissed"));
  else
    g_task_return_pointer (task, g_strdup (response), g_free);
}

static const char *
get_dismissal (const FigmentResponse *responses,
               guint                  n_responses)
{
  for (guint i = 0; i < n_responses; i++)
    if (responses[i].look != FIGMENT_RESPONSE_PLAIN)
      return _("_Cancel");
  return _("_Close");
}

#if ADW_CHECK_VERSION(1, 5, 0)

static void
choose_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  return_response (task, adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result));
}

static void
ask (GtkWindow             *parent,
     const char            *heading,
     const char            *body,
     GtkWidget             *extra,
     const FigmentResponse *responses,
     guint                  n_responses,
     GTask                 *task)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));

  adw_alert_dialog_add_response (dialog, CANCEL_ID, get_dismissal (responses, n_responses));
  for (guint i = 0; i < n_responses; i++)
    {
      adw_alert_dialog_add_response (dialog, responses[i].id, responses[i].label);
      adw_alert_dialog_set_response_appearance (dialog, responses[i].id, to_appearance (responses[i].look));
      if (responses[i].look == FIGMENT_RESPONSE_SUGGESTED)
        adw_alert_dialog_set_default_response (dialog, responses[i].id);
    }
  adw_alert_dialog_set_close_response (dialog, CANCEL_ID);
  adw_alert_dialog_set_extra_child (dialog, extra);
  adw_alert_dialog_choose (dialog, GTK_WIDGET (parent), g_task_get_cancellable (task), choose_cb, task);
}

#else

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             GTask            *task)
{
  return_response (task, response);
  g_object_unref (task);
}

static void
drop_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static gboolean
cancel_question_cb (GCancellable *cancellable,
                    gpointer      user_data)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (user_data), CANCEL_ID);
  gtk_window_destroy (GTK_WINDOW (user_data));
  return G_SOURCE_REMOVE;
}

static void
ask (GtkWindow             *parent,
     const char            *heading,
     const char            *body,
     GtkWidget             *extra,
     const FigmentResponse *responses,
     guint                  n_responses,
     GTask                 *task)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));

  adw_message_dialog_add_response (dialog, CANCEL_ID, get_dismissal (responses, n_responses));
  for (guint i = 0; i < n_responses; i++)
    {
      adw_message_dialog_add_response (dialog, responses[i].id, responses[i].label);
      adw_message_dialog_set_response_appearance (dialog, responses[i].id, to_appearance (responses[i].look));
      if (responses[i].look == FIGMENT_RESPONSE_SUGGESTED)
        adw_message_dialog_set_default_response (dialog, responses[i].id);
    }
  adw_message_dialog_set_close_response (dialog, CANCEL_ID);
  adw_message_dialog_set_extra_child (dialog, extra);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  if (g_task_get_cancellable (task) != NULL)
    {
      GSource *source = g_cancellable_source_new (g_task_get_cancellable (task));

      g_source_set_callback (source, G_SOURCE_FUNC (cancel_question_cb), dialog, NULL);
      g_source_attach (source, NULL);
      g_object_set_data_full (G_OBJECT (dialog), "figment-cancel", source, drop_source);
    }
  gtk_window_present (GTK_WINDOW (dialog));
}

#endif

/**
 * figment_compat_confirm_async:
 * @extra: (nullable): shown below the text; the caller keeps a reference to read it afterwards
 * @responses: copied
 *
 * Asks a question over @parent.
 */
void
figment_compat_confirm_async (GtkWindow             *parent,
                              const char            *heading,
                              const char            *body,
                              GtkWidget             *extra,
                              const FigmentResponse *responses,
                              guint                  n_responses,
                              GCancellable          *cancellable,
                              GAsyncReadyCallback    callback,
                              gpointer               user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_compat_confirm_async);
  ask (parent, heading, body, extra, responses, n_responses, task);
}

/* Returns: (transfer full): the id of the response, or %NULL with %G_IO_ERROR_CANCELLED */
char *
figment_compat_confirm_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, figment_compat_confirm_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

#if ADW_CHECK_VERSION(1, 5, 0)
#define ABOUT_TYPE ADW_TYPE_ABOUT_DIALOG
#else
#define ABOUT_TYPE ADW_TYPE_ABOUT_WINDOW
#endif

/**
 * figment_compat_present_about:
 * @debug_info: (nullable): versions, for a report of a fault
 */
void
figment_compat_present_about (GtkWindow  *parent,
                              const char *debug_info)
{
  GObject *about = g_object_new (ABOUT_TYPE,
                                 "application-icon", FIGMENT_APP_ID,
                                 "application-name", "Figment",
                                 "version", FIGMENT_VERSION,
                                 "developer-name", _("The Figment contributors"),
                                 "comments", _("Generate pictures and videos with your own servers."),
                                 "license-type", GTK_LICENSE_GPL_3_0,
                                 /* Translators: put your names here, one a line */
                                 "translator-credits", _("translator-credits"),
                                 "debug-info", debug_info != NULL ? debug_info : "",
                                 "debug-info-filename", "figment-versions.txt",
                                 NULL);

#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_present (ADW_DIALOG (about), GTK_WIDGET (parent));
#else
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_present (GTK_WINDOW (about));
#endif
}
