/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-settings-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/settings/figment-diagnostics-group.h"
#include "ui/settings/figment-library-group.h"
#include "ui/settings/figment-mode-row.h"
#include "ui/settings/figment-server-group.h"
#include "ui/settings/figment-wildcards-row.h"
#include "ui/widgets/figment-after-paint.h"

/**
 * FigmentSettingsPage:
 *
 * Everything that can be set, in groups; what needs more than a binding is a group of its own. Main thread.
 */
struct _FigmentSettingsPage
{
  GtkWidget           parent_instance;

  FigmentSession     *session; /* (owned) (nullable) */
  GtkWidget          *page;
  GtkWidget          *defaults; /* this and the next five are below what is seen at first */
  GtkWidget          *prompts;
  GtkWidget          *queue;
  GtkWidget          *library;
  GtkWidget          *appearance;
  GtkWidget          *diagnostics;
  AdwComboRow        *in_flight;
  GtkSwitch          *resume;
  GtkSwitch          *notify;
  AdwComboRow        *close;
  AdwComboRow        *style;
};

G_DEFINE_FINAL_TYPE (FigmentSettingsPage, figment_settings_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_SESSION = 1,
} FigmentSettingsPageProperty;
static GParamSpec *props[PROP_SESSION + 1];

/* What the entries of the combo rows stand for, in their order. */
static const char *const close_nicks[] = { "ask", "background", "stop", NULL };
static const char *const style_nicks[] = { "system", "light", "dark", NULL };

static gboolean
get_position (GValue   *value,
              GVariant *variant,
              gpointer  user_data)
{
  const char *const *nicks = user_data;

  for (guint i = 0; nicks[i] != NULL; i++)
    {
      if (g_str_equal (nicks[i], g_variant_get_string (variant, NULL)))
        {
          g_value_set_uint (value, i);
          return TRUE;
        }
    }
  return FALSE;
}

static GVariant *
set_nick (const GValue       *value,
          const GVariantType *type,
          gpointer            user_data)
{
  const char *const *nicks = user_data;
  const guint position = g_value_get_uint (value);

  return position < g_strv_length ((char **) nicks) ? g_variant_new_string (nicks[position]) : NULL;
}

/* The first entry is "one". */
static gboolean
get_number (GValue   *value,
            GVariant *variant,
            gpointer  user_data)
{
  g_value_set_uint (value, g_variant_get_uint32 (variant) - 1);
  return TRUE;
}

static GVariant *
set_number (const GValue       *value,
            const GVariantType *type,
            gpointer            user_data)
{
  const guint position = g_value_get_uint (value);

  return position != GTK_INVALID_LIST_POSITION ? g_variant_new_uint32 (position + 1) : NULL;
}

static void
bind_settings (FigmentSettingsPage *self)
{
  GSettings *settings = figment_session_get_settings (self->session);

  if (settings == NULL)
    {
      gtk_widget_set_sensitive (self->queue, FALSE);
      gtk_widget_set_sensitive (self->appearance, FALSE);
      return;
    }
  g_settings_bind_with_mapping (settings, "queue-in-flight", self->in_flight, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_number, set_number, NULL, NULL);
  g_settings_bind (settings, "queue-resume", self->resume, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "close-with-jobs", self->close, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_position, set_nick, (gpointer) close_nicks, NULL);
  g_settings_bind_with_mapping (settings, "style", self->style, "selected", G_SETTINGS_BIND_DEFAULT, get_position,
                                set_nick, (gpointer) style_nicks, NULL);
}

/* Measuring all groups in one frame takes longer than an answer to a click may: each comes with a frame of its own. */
static void
show_next (GtkWidget *widget,
           gpointer   user_data)
{
  FigmentSettingsPage *self = FIGMENT_SETTINGS_PAGE (widget);
  GtkWidget *const groups[] = { self->defaults, self->prompts,    self->queue,
                                self->library,  self->appearance, self->diagnostics };
  const guint next = GPOINTER_TO_UINT (user_data);

  gtk_widget_set_visible (groups[next], TRUE);
  if (next + 1 < G_N_ELEMENTS (groups))
    figment_after_paint (widget, show_next, GUINT_TO_POINTER (next + 1));
}

static void
figment_settings_page_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  FigmentSettingsPage *self = FIGMENT_SETTINGS_PAGE (object);

  switch ((FigmentSettingsPageProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_settings_page_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  FigmentSettingsPage *self = FIGMENT_SETTINGS_PAGE (object);

  switch ((FigmentSettingsPageProperty) prop_id)
    {
    case PROP_SESSION:
      if (self->session == NULL && g_set_object (&self->session, g_value_get_object (value)))
        {
          bind_settings (self);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_settings_page_dispose (GObject *object)
{
  FigmentSettingsPage *self = FIGMENT_SETTINGS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_SETTINGS_PAGE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_settings_page_parent_class)->dispose (object);
}

static void
figment_settings_page_class_init (FigmentSettingsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_settings_page_get_property;
  object_class->set_property = figment_settings_page_set_property;
  object_class->dispose = figment_settings_page_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_DIAGNOSTICS_GROUP);
  g_type_ensure (FIGMENT_TYPE_LIBRARY_GROUP);
  g_type_ensure (FIGMENT_TYPE_MODE_ROW);
  g_type_ensure (FIGMENT_TYPE_SERVER_GROUP);
  g_type_ensure (FIGMENT_TYPE_WILDCARDS_ROW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, page);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, defaults);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, prompts);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, queue);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, library);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, appearance);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, diagnostics);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, in_flight);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, resume);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, notify);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, close);
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, style);
}

static void
figment_settings_page_init (FigmentSettingsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  figment_after_paint (GTK_WIDGET (self), show_next, GUINT_TO_POINTER (0));
}
