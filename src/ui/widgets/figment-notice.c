/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-notice.h"

/**
 * FigmentNotice:
 *
 * A bar that says in one line what is the matter and offers what can be done about it. Main thread.
 */
struct _FigmentNotice
{
  GtkWidget  parent_instance;

  char      *text;         /* (owned) (nullable) */
  char      *action_label; /* (owned) (nullable): no button without one */
  gboolean   revealed;

  GtkWidget *revealer;
  GtkWidget *buttons;
  GtkWidget *button;
};

static void buildable_iface_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentNotice, figment_notice, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_iface_init))

typedef enum
{
  PROP_TEXT = 1,
  PROP_REVEALED,
  PROP_ACTION_LABEL,
  PROP_ACTION_NAME,
} FigmentNoticeProperty;

static GParamSpec *props[PROP_ACTION_NAME + 1];

static GtkBuildableIface *parent_buildable_iface;

/* A child in a .ui file with type="action" becomes a further button. */
static void
figment_notice_add_child (GtkBuildable *buildable,
                          GtkBuilder   *builder,
                          GObject      *child,
                          const char   *type)
{
  if (g_strcmp0 (type, "action") == 0)
    gtk_box_append (GTK_BOX (FIGMENT_NOTICE (buildable)->buttons), GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
buildable_iface_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = figment_notice_add_child;
}

static void
set_action_label (FigmentNotice *self,
                  const char    *label)
{
  if (g_strcmp0 (self->action_label, label) == 0)
    return;
  g_free (self->action_label);
  self->action_label = g_strdup (label);
  gtk_widget_set_visible (self->button, label != NULL && *label != '\0');
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTION_LABEL]);
}

static void
figment_notice_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  FigmentNotice *self = FIGMENT_NOTICE (object);

  switch ((FigmentNoticeProperty) prop_id)
    {
    case PROP_TEXT: g_value_set_string (value, self->text); break;
    case PROP_REVEALED: g_value_set_boolean (value, self->revealed); break;
    case PROP_ACTION_LABEL: g_value_set_string (value, self->action_label); break;
    case PROP_ACTION_NAME:
      g_value_set_string (value, gtk_actionable_get_action_name (GTK_ACTIONABLE (self->button)));
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_notice_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  FigmentNotice *self = FIGMENT_NOTICE (object);

  switch ((FigmentNoticeProperty) prop_id)
    {
    case PROP_TEXT: figment_notice_set_text (self, g_value_get_string (value)); break;
    case PROP_REVEALED: figment_notice_set_revealed (self, g_value_get_boolean (value)); break;
    case PROP_ACTION_LABEL: set_action_label (self, g_value_get_string (value)); break;
    case PROP_ACTION_NAME:
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), g_value_get_string (value));
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_notice_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_NOTICE);
  G_OBJECT_CLASS (figment_notice_parent_class)->dispose (object);
}

static void
figment_notice_finalize (GObject *object)
{
  FigmentNotice *self = FIGMENT_NOTICE (object);

  g_free (self->text);
  g_free (self->action_label);
  G_OBJECT_CLASS (figment_notice_parent_class)->finalize (object);
}

static void
figment_notice_class_init (FigmentNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_notice_get_property;
  object_class->set_property = figment_notice_set_property;
  object_class->dispose = figment_notice_dispose;
  object_class->finalize = figment_notice_finalize;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);
  props[PROP_ACTION_LABEL] = g_param_spec_string ("action-label", NULL, NULL, NULL, flags);
  props[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_css_name (widget_class, "notice");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/widgets/figment-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, FigmentNotice, buttons);
  gtk_widget_class_bind_template_child (widget_class, FigmentNotice, button);
}

static void
figment_notice_init (FigmentNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
figment_notice_new (void)
{
  return g_object_new (FIGMENT_TYPE_NOTICE, NULL);
}

const char *
figment_notice_get_text (FigmentNotice *self)
{
  g_return_val_if_fail (FIGMENT_IS_NOTICE (self), NULL);

  return self->text;
}

void
figment_notice_set_text (FigmentNotice *self,
                         const char    *text)
{
  g_return_if_fail (FIGMENT_IS_NOTICE (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

gboolean
figment_notice_get_revealed (FigmentNotice *self)
{
  g_return_val_if_fail (FIGMENT_IS_NOTICE (self), FALSE);

  return self->revealed;
}

void
figment_notice_set_revealed (FigmentNotice *self,
                             gboolean       revealed)
{
  g_return_if_fail (FIGMENT_IS_NOTICE (self));

  if (self->revealed == !!revealed)
    return;
  self->revealed = !!revealed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REVEALED]);
}

void
figment_notice_add_action (FigmentNotice *self,
                           const char    *label,
                           const char    *action_name)
{
  GtkWidget *button;

  g_return_if_fail (FIGMENT_IS_NOTICE (self));
  g_return_if_fail (label != NULL && action_name != NULL);

  button = gtk_button_new_with_mnemonic (label);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action_name);
  gtk_box_append (GTK_BOX (self->buttons), button);
}
