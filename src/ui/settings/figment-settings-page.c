/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-settings-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/settings/figment-appearance-group.h"
#include "ui/settings/figment-defaults-group.h"
#include "ui/settings/figment-diagnostics-group.h"
#include "ui/settings/figment-library-group.h"
#include "ui/settings/figment-prompts-group.h"
#include "ui/settings/figment-queue-group.h"
#include "ui/settings/figment-server-group.h"
#include "ui/widgets/figment-after-paint.h"

/**
 * FigmentSettingsPage:
 *
 * Everything that can be set, in groups. Main thread.
 */
struct _FigmentSettingsPage
{
  GtkWidget           parent_instance;

  FigmentSession     *session; /* (owned) (nullable) */
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (FigmentSettingsPage, figment_settings_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_SESSION = 1,
} FigmentSettingsPageProperty;
static GParamSpec *props[PROP_SESSION + 1];

static AdwPreferencesGroup *
new_server_group (FigmentSession *session,
                  const char     *service,
                  const char     *title,
                  const char     *description)
{
  return g_object_new (FIGMENT_TYPE_SERVER_GROUP, "session", session, "service", service, "title", title, "description",
                       description, NULL);
}

/* NULL behind the last one. */
static AdwPreferencesGroup *
new_group (FigmentSession *session,
           guint           position)
{
  switch (position)
    {
    case 0: return new_server_group (session, "comfy", "ComfyUI", _("The server that makes pictures and video"));
    case 1:
      return new_server_group (session, "lm", "LM Studio",
                               _("The language model that rewrites prompts; empty if none is wanted"));
    case 2: return g_object_new (FIGMENT_TYPE_DEFAULTS_GROUP, "session", session, NULL);
    case 3: return g_object_new (FIGMENT_TYPE_PROMPTS_GROUP, "session", session, NULL);
    case 4: return g_object_new (FIGMENT_TYPE_QUEUE_GROUP, "session", session, NULL);
    case 5: return g_object_new (FIGMENT_TYPE_LIBRARY_GROUP, "session", session, NULL);
    case 6: return g_object_new (FIGMENT_TYPE_APPEARANCE_GROUP, "session", session, NULL);
    case 7: return g_object_new (FIGMENT_TYPE_DIAGNOSTICS_GROUP, "session", session, NULL);
    default: return NULL;
    }
}

/* To make all groups at once takes longer than an answer to a click may: each comes with a frame of its own. */
static void
add_group (GtkWidget *widget,
           gpointer   user_data)
{
  FigmentSettingsPage *self = FIGMENT_SETTINGS_PAGE (widget);
  const guint position = GPOINTER_TO_UINT (user_data);
  AdwPreferencesGroup *group = new_group (self->session, position);

  if (group == NULL)
    return;
  adw_preferences_page_add (self->page, group);
  figment_after_paint (widget, add_group, GUINT_TO_POINTER (position + 1));
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
          add_group (GTK_WIDGET (self), GUINT_TO_POINTER (0));
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

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentSettingsPage, page);
}

static void
figment_settings_page_init (FigmentSettingsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
