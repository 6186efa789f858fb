/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-notifier.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-busy.h"
#include "ui/figment-words.h"

/* Of the notification of success: a newer one takes the place of an older one. */
#define DONE_ID "done"

/* Characters of the prompt that a notification shows. */
#define PROMPT_LENGTH 80

struct _FigmentNotifier
{
  GObject         parent_instance;

  GtkApplication *application; /* owns this object */
  FigmentSession *session;     /* (owned) */
  guint           n_done;      /* since a window was last in use */
};

G_DEFINE_FINAL_TYPE (FigmentNotifier, figment_notifier, G_TYPE_OBJECT)

static gboolean
is_in_use (FigmentNotifier *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  return window != NULL && gtk_window_is_active (window);
}

/* The picture itself where there is one; a shell that shows no pictures shows the program's icon. */
static GIcon *
choose_icon (FigmentGeneration *generation)
{
  g_autoptr(FigmentOutput) output = g_list_model_get_item (figment_generation_get_outputs (generation), 0);
  const FigmentOutputInfo *info = output != NULL ? figment_output_get_info (output) : NULL;
  g_autoptr(GFile) file = NULL;

  if (info == NULL || info->kind != FIGMENT_MEDIA_IMAGE || info->path == NULL)
    return g_themed_icon_new (FIGMENT_APP_ID);
  file = g_file_new_for_path (info->path);
  return g_file_icon_new (file);
}

static void
send (FigmentNotifier   *self,
      FigmentGeneration *generation,
      const char        *id,
      const char        *title,
      const char        *body)
{
  g_autoptr(GNotification) notification = g_notification_new (title);
  g_autoptr(GIcon) icon = choose_icon (generation);
  const gint64 number = figment_generation_get_id (generation);

  g_notification_set_body (notification, body);
  g_notification_set_icon (notification, icon);
  g_notification_set_default_action_and_target (notification, "app.show-generation", "x", number);
  g_notification_add_button_with_target (notification, _("Open"), "app.show-generation", "x", number);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
tell_failure (FigmentNotifier   *self,
              FigmentGeneration *generation)
{
  const gboolean lost = figment_generation_get_state (generation) == FIGMENT_GENERATION_LOST;
  const char *reason = lost ? figment_generation_get_evidence (generation) : figment_generation_get_error (generation);
  g_autofree char *prompt = figment_words_prompt (generation, PROMPT_LENGTH);
  g_autofree char *body = g_strdup_printf ("%s\n%s", prompt, reason != NULL ? reason : "");
  g_autofree char *id = g_strdup_printf ("failed-%" G_GINT64_FORMAT, figment_generation_get_id (generation));

  send (self, generation, id, lost ? _("A generation was lost") : _("A generation failed"), g_strchomp (body));
}

static void
tell_success (FigmentNotifier   *self,
              FigmentGeneration *generation)
{
  g_autofree char *prompt = figment_words_prompt (generation, PROMPT_LENGTH);
  g_autofree char *title = NULL;

  if (self->n_done == 1)
    title = g_strdup_printf (_("%s: done"), figment_words_mode (figment_generation_get_request (generation)->mode));
  else
    title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u generation is done", "%u generations are done",
                                          self->n_done),
                             self->n_done);
  send (self, generation, DONE_ID, title, prompt);
  self->n_done = 0;
}

static void
finished_cb (FigmentNotifier   *self,
             FigmentGeneration *generation)
{
  const FigmentGenerationState state = figment_generation_get_state (generation);

  if (is_in_use (self) || !g_settings_get_boolean (figment_session_get_settings (self->session), "notify"))
    {
      self->n_done = 0;
      return;
    }
  if (state == FIGMENT_GENERATION_FAILED || state == FIGMENT_GENERATION_LOST)
    tell_failure (self, generation);
  else if (state == FIGMENT_GENERATION_DONE)
    self->n_done++;
  /* A batch is told of when its last one has ended. */
  if (self->n_done > 0 && state == FIGMENT_GENERATION_DONE
      && figment_busy_count (figment_session_get_queue (self->session)) == 0)
    tell_success (self, generation);
}

/* Whoever looks at the window has been told. */
static void
is_active_cb (FigmentNotifier *self,
              GParamSpec      *pspec,
              GtkWindow       *window)
{
  if (!gtk_window_is_active (window))
    return;
  self->n_done = 0;
  g_application_withdraw_notification (G_APPLICATION (self->application), DONE_ID);
}

static void
window_added_cb (FigmentNotifier *self,
                 GtkWindow       *window)
{
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (is_active_cb), self, G_CONNECT_SWAPPED);
}

static void
figment_notifier_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_NOTIFIER (object)->session);
  G_OBJECT_CLASS (figment_notifier_parent_class)->dispose (object);
}

static void
figment_notifier_class_init (FigmentNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = figment_notifier_dispose;
}

static void
figment_notifier_init (FigmentNotifier *self)
{
}

FigmentNotifier *
figment_notifier_new (GtkApplication *application,
                      FigmentSession *session)
{
  FigmentNotifier *self = g_object_new (FIGMENT_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->session = g_object_ref (session);
  g_signal_connect_object (figment_session_get_queue (session), "finished", G_CALLBACK (finished_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added_cb), self, G_CONNECT_SWAPPED);
  return self;
}
