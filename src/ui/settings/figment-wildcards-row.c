/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-wildcards-row.h"

#include <glib/gi18n-lib.h>

struct _FigmentWildcardsRow
{
  AdwActionRow           parent_instance;

  FigmentSession        *session; /* (owned) (nullable) */
  FigmentWildcardFolder *folder;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (FigmentWildcardsRow, figment_wildcards_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  PROP_SESSION = 1,
} FigmentWildcardsRowProperty;
static GParamSpec *props[PROP_SESSION + 1];

static void
show (FigmentWildcardsRow *self)
{
  FigmentWildcards *lists = figment_wildcard_folder_get_wildcards (self->folder);
  const guint n = lists != NULL ? figment_wildcards_get_n_lists (lists) : 0;
  g_autofree char *path = g_filename_display_name (figment_wildcard_folder_get_path (self->folder));
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u list", "%u lists", n), n);
  /* Translators: how many lists of words, the path of a folder. */
  g_autofree char *text = g_strdup_printf (_("%s in %s"), count, path);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
}

static void
launch_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GtkWidget) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    gtk_widget_activate_action (self, "win.toast", "s", error->message);
}

static void
open_cb (FigmentWildcardsRow *self)
{
  const char *path = figment_wildcard_folder_get_path (self->folder);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr(GAppLaunchContext) context =
    G_APP_LAUNCH_CONTEXT (gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self))));
  g_autoptr(GError) error = NULL;

  if (figment_wildcard_folder_make (self->folder, &error))
    g_app_info_launch_default_for_uri_async (uri, context, NULL, launch_cb, g_object_ref (self));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
set_session (FigmentWildcardsRow *self,
             FigmentSession      *session)
{
  if (self->session != NULL || !g_set_object (&self->session, session))
    return;
  self->folder = g_object_ref (figment_session_get_wildcard_folder (session));
  g_signal_connect_object (self->folder, "notify::wildcards", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
figment_wildcards_row_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  switch ((FigmentWildcardsRowProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, FIGMENT_WILDCARDS_ROW (object)->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_wildcards_row_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  switch ((FigmentWildcardsRowProperty) prop_id)
    {
    case PROP_SESSION: set_session (FIGMENT_WILDCARDS_ROW (object), g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_wildcards_row_dispose (GObject *object)
{
  FigmentWildcardsRow *self = FIGMENT_WILDCARDS_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_WILDCARDS_ROW);
  g_clear_object (&self->folder);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_wildcards_row_parent_class)->dispose (object);
}

static void
figment_wildcards_row_class_init (FigmentWildcardsRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_wildcards_row_get_property;
  object_class->set_property = figment_wildcards_row_set_property;
  object_class->dispose = figment_wildcards_row_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-wildcards-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
figment_wildcards_row_init (FigmentWildcardsRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
