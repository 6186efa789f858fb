/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-connection-dot.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/shell/figment-connection-look.h"
#include "ui/shell/figment-connection-popover.h"

struct _FigmentConnectionDot
{
  AdwBin             parent_instance;

  FigmentConnection *connection; /* (owned) (nullable) */
  gboolean           compact;

  GtkMenuButton     *button;
};

G_DEFINE_FINAL_TYPE (FigmentConnectionDot, figment_connection_dot, ADW_TYPE_BIN)

typedef enum
{
  PROP_CONNECTION = 1,
  PROP_COMPACT,
} FigmentConnectionDotProperty;
static GParamSpec *props[PROP_COMPACT + 1];

/* Closures of the template. */

static char *
format_tooltip (GObject               *object,
                const char            *service,
                FigmentConnectionState state)
{
  /* Translators: a server and how it stands with it, "ComfyUI: Connected" */
  return g_strdup_printf (_("%s: %s"), service, figment_words_connection (state));
}

static gboolean
invert (GObject *object,
        gboolean value)
{
  return !value;
}

/* Its name is what the tooltip says: in the sidebar the label is not part of the button, in a narrow window there is
 * none. */
static void
tooltip_text_cb (FigmentConnectionDot *self)
{
  const char *text = gtk_widget_get_tooltip_text (GTK_WIDGET (self->button));

  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
create_popover (GtkMenuButton *button,
                gpointer       user_data)
{
  FigmentConnectionDot *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, figment_connection_popover_new (self->connection));
}

static void
figment_connection_dot_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  FigmentConnectionDot *self = FIGMENT_CONNECTION_DOT (object);

  switch ((FigmentConnectionDotProperty) prop_id)
    {
    case PROP_CONNECTION: g_value_set_object (value, self->connection); break;
    case PROP_COMPACT: g_value_set_boolean (value, self->compact); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_connection_dot_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  FigmentConnectionDot *self = FIGMENT_CONNECTION_DOT (object);

  switch ((FigmentConnectionDotProperty) prop_id)
    {
    case PROP_CONNECTION: g_set_object (&self->connection, g_value_get_object (value)); break;
    case PROP_COMPACT: self->compact = g_value_get_boolean (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_connection_dot_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_CONNECTION_DOT (object)->connection);
  /* The bin knows its child, which the template would take away behind its back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_CONNECTION_DOT);
  G_OBJECT_CLASS (figment_connection_dot_parent_class)->dispose (object);
}

static void
figment_connection_dot_class_init (FigmentConnectionDotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_connection_dot_get_property;
  object_class->set_property = figment_connection_dot_set_property;
  object_class->dispose = figment_connection_dot_dispose;

  props[PROP_CONNECTION] = g_param_spec_object ("connection", NULL, NULL, FIGMENT_TYPE_CONNECTION, flags);
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/shell/figment-connection-dot.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentConnectionDot, button);
  figment_connection_look_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, format_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, invert);
  gtk_widget_class_bind_template_callback (widget_class, tooltip_text_cb);
}

static void
figment_connection_dot_init (FigmentConnectionDot *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, create_popover, self, NULL);
}
