/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-queue-group.h"

struct _FigmentQueueGroup
{
  FigmentSettingsGroup  parent_instance;

  AdwComboRow          *in_flight;
  GtkSwitch            *resume;
  GtkSwitch            *notify;
  AdwComboRow          *close;
};

G_DEFINE_FINAL_TYPE (FigmentQueueGroup, figment_queue_group, FIGMENT_TYPE_SETTINGS_GROUP)

/* What the entries of the combo row stand for, in their order. */
static const char *const close_nicks[] = { "ask", "background", "stop", NULL };

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
figment_queue_group_set_up (FigmentSettingsGroup *group,
                            FigmentSession       *session)
{
  FigmentQueueGroup *self = FIGMENT_QUEUE_GROUP (group);
  GSettings *settings = figment_session_get_settings (session);

  gtk_widget_set_sensitive (GTK_WIDGET (self), settings != NULL);
  if (settings == NULL)
    return;
  g_settings_bind_with_mapping (settings, "queue-in-flight", self->in_flight, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_number, set_number, NULL, NULL);
  g_settings_bind (settings, "queue-resume", self->resume, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
  figment_settings_group_bind_choice (settings, "close-with-jobs", self->close, close_nicks);
}

static void
figment_queue_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_QUEUE_GROUP);
  G_OBJECT_CLASS (figment_queue_group_parent_class)->dispose (object);
}

static void
figment_queue_group_class_init (FigmentQueueGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_queue_group_dispose;
  FIGMENT_SETTINGS_GROUP_CLASS (klass)->set_up = figment_queue_group_set_up;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-queue-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentQueueGroup, in_flight);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueueGroup, resume);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueueGroup, notify);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueueGroup, close);
}

static void
figment_queue_group_init (FigmentQueueGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
