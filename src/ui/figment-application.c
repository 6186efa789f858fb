/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-application.h"

#include <glib/gi18n-lib.h>

#include "figment-session.h"
#include "practice/figment-practice-comfy.h"
#include "ui/compat/figment-compat.h"
#include "ui/figment-busy.h"
#include "ui/figment-notifier.h"
#include "ui/figment-trouble-window.h"
#include "ui/figment-window.h"

/* How long what was cancelled on closing has to end, in seconds; the server is not waited for in vain. */
#define STOP_SECONDS 4

struct _FigmentApplication
{
  AdwApplication        parent_instance;

  FigmentSession       *session;   /* (owned) (nullable) until it is open, and after it is closed */
  FigmentPracticeComfy *practice;  /* (owned) (nullable) */
  FigmentNotifier      *notifier;  /* (owned) (nullable) lives with the session */
  GPtrArray            *files;     /* (owned) GFile: to import as soon as there is a window */
  gboolean              begin_with_practice;
  gboolean              opening;
  gboolean              closing;
  gboolean              reopen;    /* somebody has started Figment again while it was closing */
  gboolean              waiting;   /* for the queue, without a window; holds the application */
  gulong                queue_id;
  guint                 drained_id; /* an idle: the last one has ended */
  guint                 limit_id;   /* a timeout */
};

G_DEFINE_FINAL_TYPE (FigmentApplication, figment_application, ADW_TYPE_APPLICATION)

static void open_session (FigmentApplication *self);
static void close_session (FigmentApplication *self);

/* FigmentSessionPracticeFunc: starts the server, or returns the address of the one that runs. */
static gboolean
start_practice (FigmentEndpoint **comfy,
                FigmentEndpoint **lm,
                gpointer          user_data,
                GError          **error)
{
  FigmentApplication *self = user_data;

  if (self->practice == NULL)
    {
      g_autoptr(FigmentPracticeComfy) practice = figment_practice_comfy_new (NULL);

      if (!figment_practice_comfy_start (practice, 0, error))
        return FALSE;
      self->practice = g_steal_pointer (&practice);
    }
  *comfy = figment_endpoint_new (figment_practice_comfy_get_url (self->practice), NULL, NULL, error);
  *lm = NULL;
  return *comfy != NULL;
}

static FigmentWindow *
find_window (FigmentApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (; windows != NULL; windows = windows->next)
    if (FIGMENT_IS_WINDOW (windows->data))
      return windows->data;
  return NULL;
}

static void
stop_waiting (FigmentApplication *self)
{
  if (!self->waiting)
    return;
  self->waiting = FALSE;
  g_clear_handle_id (&self->drained_id, g_source_remove);
  g_clear_handle_id (&self->limit_id, g_source_remove);
  if (self->session != NULL)
    g_clear_signal_handler (&self->queue_id, figment_session_get_queue (self->session));
  if (find_window (self) == NULL)
    close_session (self);
  g_application_release (G_APPLICATION (self));
}

static gboolean
limit_cb (gpointer user_data)
{
  FigmentApplication *self = user_data;

  self->limit_id = 0;
  stop_waiting (self);
  return G_SOURCE_REMOVE;
}

static gboolean
drained_cb (gpointer user_data)
{
  FigmentApplication *self = user_data;

  self->drained_id = 0;
  if (figment_busy_count (figment_session_get_queue (self->session)) == 0)
    stop_waiting (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: others listen to the end of the last one, too, and tell the desktop of it. */
static void
queue_changed_cb (FigmentApplication *self)
{
  if (self->drained_id == 0)
    self->drained_id = g_idle_add (drained_cb, self);
}

/**
 * figment_application_wait_for_queue:
 * @briefly: what is under way has been cancelled, and has a few seconds to end
 *
 * Keeps the process until nothing in the queue moves any more, also without a window; then it ends by itself.
 */
void
figment_application_wait_for_queue (FigmentApplication *self,
                                    gboolean            briefly)
{
  g_return_if_fail (FIGMENT_IS_APPLICATION (self));
  g_return_if_fail (self->session != NULL);

  if (self->waiting)
    return;
  self->waiting = TRUE;
  g_application_hold (G_APPLICATION (self));
  self->queue_id = g_signal_connect_swapped (figment_session_get_queue (self->session), "finished",
                                             G_CALLBACK (queue_changed_cb), self);
  if (briefly)
    self->limit_id = g_timeout_add_seconds (STOP_SECONDS, limit_cb, self);
  queue_changed_cb (self);
}

static void
show_window (FigmentApplication *self)
{
  FigmentWindow *window = find_window (self);

  if (window == NULL)
    window = figment_window_new (self, self->session);
  gtk_window_present (GTK_WINDOW (window));
  figment_window_import_files (window, self->files);
  g_ptr_array_set_size (self->files, 0);
}

static void
try_again_cb (FigmentApplication *self)
{
  open_session (self);
}

static void
show_style (FigmentApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  const guint style = (guint) g_settings_get_enum (figment_session_get_settings (self->session), "style");

  adw_style_manager_set_color_scheme (adw_application_get_style_manager (ADW_APPLICATION (self)),
                                      schemes[MIN (style, G_N_ELEMENTS (schemes) - 1)]);
}

static void
open_session_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(FigmentApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  self->opening = FALSE;
  self->session = figment_session_open_finish (result, &error);
  if (self->session == NULL)
    {
      GtkWindow *window = figment_trouble_window_new (GTK_APPLICATION (self), error);

      g_signal_connect_object (window, "try-again", G_CALLBACK (try_again_cb), self, G_CONNECT_SWAPPED);
      gtk_window_present (window);
      g_application_release (G_APPLICATION (self));
      return;
    }
  figment_session_set_practice_func (self->session, start_practice, self);
  self->notifier = figment_notifier_new (GTK_APPLICATION (self), self->session);
  g_signal_connect_object (figment_session_get_settings (self->session), "changed::style", G_CALLBACK (show_style),
                           self, G_CONNECT_SWAPPED);
  show_style (self);
  show_window (self);
  figment_queue_start (figment_session_get_queue (self->session));
  g_application_release (G_APPLICATION (self));
}

static void
open_session (FigmentApplication *self)
{
  g_autoptr(FigmentEndpoint) comfy = NULL, lm = NULL;
  g_autoptr(GError) error = NULL;
  FigmentSessionOptions options = { 0 };

  self->reopen = self->closing;
  if (self->opening || self->closing)
    return;
  if (self->begin_with_practice)
    {
      if (start_practice (&comfy, &lm, self, &error))
        {
          options.comfy = comfy;
          options.lm = lm;
          options.practice = TRUE;
        }
      else
        g_printerr ("%s\n", error->message);
    }
  self->opening = TRUE;
  g_application_hold (G_APPLICATION (self));
  figment_session_open_async (&options, NULL, open_session_cb, g_object_ref (self));
}

static void
close_session_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(FigmentApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_session_close_finish (FIGMENT_SESSION (source), result, &error))
    g_debug ("session: %s", error->message);
  self->closing = FALSE;
  if (self->reopen)
    open_session (self);
  g_application_release (G_APPLICATION (self));
}

/* Waits until everything is on disk, and only then lets the process end. */
static void
close_session (FigmentApplication *self)
{
  g_autoptr(FigmentSession) session = g_steal_pointer (&self->session);

  if (session == NULL)
    return;
  self->closing = TRUE;
  g_clear_object (&self->notifier);
  g_application_hold (G_APPLICATION (self));
  figment_session_close_async (session, close_session_cb, g_object_ref (self));
}

static void
figment_application_window_removed (GtkApplication *application,
                                    GtkWindow      *window)
{
  FigmentApplication *self = FIGMENT_APPLICATION (application);

  GTK_APPLICATION_CLASS (figment_application_parent_class)->window_removed (application, window);
  if (FIGMENT_IS_WINDOW (window) && find_window (self) == NULL && !self->waiting)
    close_session (self);
}

static void
figment_application_activate (GApplication *application)
{
  FigmentApplication *self = FIGMENT_APPLICATION (application);

  if (self->session != NULL)
    show_window (self);
  else
    open_session (self);
}

static void
figment_application_open (GApplication *application,
                          GFile       **files,
                          int           n_files,
                          const char   *hint)
{
  FigmentApplication *self = FIGMENT_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (self->files, g_object_ref (files[i]));
  figment_application_activate (application);
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
  if (!g_variant_dict_contains (options, "practice"))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (g_application_get_is_remote (application))
    g_action_group_activate_action (G_ACTION_GROUP (application), "practise", NULL);
  else
    self->begin_with_practice = TRUE;
  return -1;
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  FigmentApplication *self = user_data;
  GtkWindow *window = GTK_WINDOW (find_window (self));

  if (window != NULL)
    gtk_window_close (window);
  else if (self->waiting)
    stop_waiting (self);
  else
    g_application_quit (G_APPLICATION (self));
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autofree char *versions =
    g_strdup_printf ("Figment %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n", FIGMENT_VERSION,
                     gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                     adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                     glib_minor_version, glib_micro_version);

  figment_compat_present_about (gtk_application_get_active_window (user_data), versions);
}

/* Made when it is wanted: GtkApplication would make it with the window, from a resource "gtk/help-overlay.ui". */
static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  g_autoptr(GtkBuilder) builder =
    gtk_builder_new_from_resource ("/io/github/figment_app/Figment/shell/figment-help-overlay.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (window, gtk_application_get_active_window (user_data));
  gtk_window_present (window);
}

/* From a later command line, or from the desktop, which may just have started the program for it. */
static void
practise_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  FigmentApplication *self = user_data;

  if (self->session == NULL)
    {
      self->begin_with_practice = TRUE;
      open_session (self);
      return;
    }
  show_window (self);
  g_action_group_activate_action (G_ACTION_GROUP (find_window (self)), "practise", NULL);
}

/* From a notification. */
static void
show_generation_action (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  FigmentApplication *self = user_data;

  if (self->session == NULL)
    {
      figment_application_activate (G_APPLICATION (self));
      return;
    }
  show_window (self);
  g_action_group_activate_action (G_ACTION_GROUP (find_window (self)), "show-generation", parameter);
}

static void
figment_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "about", .activate = about_action },
    { .name = "practise", .activate = practise_action },
    { .name = "show-generation", .activate = show_generation_action, .parameter_type = "x" },
  };
  static const GActionEntry shortcuts = { .name = "shortcuts", .activate = shortcuts_action };
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "app.shortcuts", { "<Control>question" } },
    { "window.close", { "<Control>w" } },
    { "win.go-to-page('home')", { "<Control>1" } },
    { "win.go-to-page('text-to-image')", { "<Control>2" } },
    { "win.go-to-page('text-to-video')", { "<Control>3" } },
    { "win.go-to-page('image-to-video')", { "<Control>4" } },
    { "win.go-to-page('gallery')", { "<Control>5" } },
    { "win.go-to-page('workflows')", { "<Control>6" } },
    { "win.go-to-page('settings')", { "<Control>7" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.generate", { "<Control>Return", "<Control>KP_Enter" } },
    { "win.generate-front", { "<Control><Shift>Return", "<Control><Shift>KP_Enter" } },
    { "win.interrupt", { "<Control><Alt>Return" } },
    { "win.search", { "<Control>f" } },
    { "win.import-workflow", { "<Control>o" } },
    { "win.show-menu", { "F10" } },
  };
  GActionMap *map = G_ACTION_MAP (application);

  G_APPLICATION_CLASS (figment_application_parent_class)->startup (application);
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), application);
  /* From libadwaita 1.8 on AdwApplication has this one itself, for the dialog that replaces the window. */
  if (g_action_map_lookup_action (map, "shortcuts") == NULL)
    g_action_map_add_action_entries (map, &shortcuts, 1, application);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action, accels[i].keys);
}

static void
figment_application_dispose (GObject *object)
{
  FigmentApplication *self = FIGMENT_APPLICATION (object);

  g_clear_handle_id (&self->drained_id, g_source_remove);
  g_clear_handle_id (&self->limit_id, g_source_remove);
  g_clear_object (&self->notifier);
  g_clear_object (&self->session);
  g_clear_object (&self->practice);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  G_OBJECT_CLASS (figment_application_parent_class)->dispose (object);
}

static void
figment_application_class_init (FigmentApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = figment_application_dispose;
  application_class->startup = figment_application_startup;
  application_class->activate = figment_application_activate;
  application_class->open = figment_application_open;
  application_class->handle_local_options = figment_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = figment_application_window_removed;
}

static void
figment_application_init (FigmentApplication *self)
{
  static const GOptionEntry entries[] = {
    { "practice", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Use the built-in practice server instead of ComfyUI"), NULL },
    { "version", 'V', 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[WORKFLOW…]"));
}

FigmentApplication *
figment_application_new (void)
{
  return g_object_new (FIGMENT_TYPE_APPLICATION, "application-id", FIGMENT_APP_ID, "resource-base-path",
                       "/io/github/figment_app/Figment", "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
