/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-application.h"

#include <glib/gi18n.h>

#include "figment-session.h"
#include "practice/figment-practice-comfy.h"
#include "ui/figment-window.h"

/**
 * FigmentApplication:
 *
 * Opens the session, owns it, and hands it to the window.
 */
struct _FigmentApplication
{
  AdwApplication        parent_instance;

  FigmentSession       *session;  /* (owned) (nullable) until it is open */
  FigmentPracticeComfy *practice; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (FigmentApplication, figment_application, ADW_TYPE_APPLICATION)

static void
open_session_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(FigmentApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  GtkWindow *window;

  self->session = figment_session_open_finish (result, &error);
  g_application_release (G_APPLICATION (self));
  if (self->session == NULL)
    {
      g_printerr ("%s\n", error->message);
      g_application_quit (G_APPLICATION (self));
      return;
    }
  window = GTK_WINDOW (figment_window_new (self, self->session));
  gtk_window_present (window);
  figment_queue_start (figment_session_get_queue (self->session));
}

static const char *
choose_server (FigmentApplication *self)
{
  if (self->practice == NULL)
    return "http://127.0.0.1:8188";
  return figment_practice_comfy_get_url (self->practice);
}

static void
figment_application_activate (GApplication *application)
{
  FigmentApplication *self = FIGMENT_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr(FigmentEndpoint) endpoint = NULL;
  FigmentSessionOptions options = { 0 };

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  endpoint = figment_endpoint_new (choose_server (self), NULL, NULL, NULL);
  options.comfy = endpoint;
  g_application_hold (application);
  figment_session_open_async (&options, NULL, open_session_cb, g_object_ref (self));
}

static int
figment_application_handle_local_options (GApplication *application,
                                          GVariantDict *options)
{
  FigmentApplication *self = FIGMENT_APPLICATION (application);
  g_autoptr(GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Figment %s\n", FIGMENT_VERSION);
      return 0;
    }
  if (g_variant_dict_contains (options, "practice"))
    {
      self->practice = figment_practice_comfy_new (NULL);
      if (!figment_practice_comfy_start (self->practice, 0, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
    }
  return -1;
}

static void
figment_application_dispose (GObject *object)
{
  FigmentApplication *self = FIGMENT_APPLICATION (object);

  g_clear_object (&self->session);
  g_clear_object (&self->practice);
  G_OBJECT_CLASS (figment_application_parent_class)->dispose (object);
}

static void
figment_application_class_init (FigmentApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = figment_application_dispose;
  application_class->activate = figment_application_activate;
  application_class->handle_local_options = figment_application_handle_local_options;
}

static void
figment_application_init (FigmentApplication *self)
{
  static const GOptionEntry entries[] = {
    { "practice", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Use the built-in practice server instead of ComfyUI"), NULL },
    { "version", 'V', 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

FigmentApplication *
figment_application_new (void)
{
  return g_object_new (FIGMENT_TYPE_APPLICATION, "application-id", FIGMENT_APP_ID, "resource-base-path",
                       "/io/github/figment_app/Figment", NULL);
}
