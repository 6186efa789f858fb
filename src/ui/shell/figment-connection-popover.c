/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-connection-popover.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/shell/figment-connection-look.h"

struct _FigmentConnectionPopover
{
  GtkPopover         parent_instance;

  FigmentConnection *connection; /* (owned) */
};

G_DEFINE_FINAL_TYPE (FigmentConnectionPopover, figment_connection_popover, GTK_TYPE_POPOVER)

typedef enum
{
  PROP_CONNECTION = 1,
} FigmentConnectionPopoverProperty;
static GParamSpec *props[PROP_CONNECTION + 1];

/* Closures of the template. */

static char *
format_state (GObject               *object,
              FigmentConnectionState state)
{
  return g_strdup (figment_words_connection (state));
}

static gboolean
is_text (GObject    *object,
         const char *text)
{
  return text != NULL && text[0] != '\0';
}

static gboolean
has_vram (GObject *object,
          gint64   available,
          gint64   total)
{
  return available >= 0 && total > 0;
}

static double
used_share (GObject *object,
            gint64   available,
            gint64   total)
{
  return total > 0 && available >= 0 ? CLAMP (1.0 - (double) available / (double) total, 0, 1) : 0;
}

static char *
format_vram (GObject *object,
             gint64   available,
             gint64   total)
{
  g_autofree char *free_text = NULL, *total_text = NULL;

  if (!has_vram (object, available, total))
    return NULL;
  free_text = g_format_size_full ((guint64) available, G_FORMAT_SIZE_IEC_UNITS);
  total_text = g_format_size_full ((guint64) total, G_FORMAT_SIZE_IEC_UNITS);
  /* Translators: memory of the graphics card, "Graphics memory: 16.9 GiB of 23.6 GiB free" */
  return g_strdup_printf (_("Graphics memory: %s of %s free"), free_text, total_text);
}

/* Practising stands in for ComfyUI only, and helps only where that is not there. */
static gboolean
can_practise (GObject               *object,
              const char            *service,
              FigmentConnectionState state,
              gboolean               practice)
{
  return g_strcmp0 (service, "ComfyUI") == 0 && state != FIGMENT_CONNECTION_ONLINE && !practice;
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentConnectionPopover *self = FIGMENT_CONNECTION_POPOVER (widget);

  if (self->connection != NULL)
    figment_connection_retry (self->connection);
}

static void
settings_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  gtk_popover_popdown (GTK_POPOVER (widget));
  gtk_widget_activate_action (widget, "win.go-to-page", "s", "settings");
}

static void
practise_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  gtk_popover_popdown (GTK_POPOVER (widget));
  gtk_widget_activate_action (widget, "win.practise", NULL);
}

/* The figures are asked for again and again only while somebody looks at them. */

static void
figment_connection_popover_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (figment_connection_popover_parent_class)->map (widget);
  figment_connection_set_watched (FIGMENT_CONNECTION_POPOVER (widget)->connection, TRUE);
}

static void
figment_connection_popover_unmap (GtkWidget *widget)
{
  figment_connection_set_watched (FIGMENT_CONNECTION_POPOVER (widget)->connection, FALSE);
  GTK_WIDGET_CLASS (figment_connection_popover_parent_class)->unmap (widget);
}

static void
figment_connection_popover_get_property (GObject    *object,
                                         guint       prop_id,
                                         GValue     *value,
                                         GParamSpec *pspec)
{
  switch ((FigmentConnectionPopoverProperty) prop_id)
    {
    case PROP_CONNECTION: g_value_set_object (value, FIGMENT_CONNECTION_POPOVER (object)->connection); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_connection_popover_set_property (GObject      *object,
                                         guint         prop_id,
                                         const GValue *value,
                                         GParamSpec   *pspec)
{
  switch ((FigmentConnectionPopoverProperty) prop_id)
    {
    case PROP_CONNECTION: FIGMENT_CONNECTION_POPOVER (object)->connection = g_value_dup_object (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_connection_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_CONNECTION_POPOVER);
  G_OBJECT_CLASS (figment_connection_popover_parent_class)->dispose (object);
  g_clear_object (&FIGMENT_CONNECTION_POPOVER (object)->connection);
}

static void
figment_connection_popover_class_init (FigmentConnectionPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_connection_popover_get_property;
  object_class->set_property = figment_connection_popover_set_property;
  object_class->dispose = figment_connection_popover_dispose;
  widget_class->map = figment_connection_popover_map;
  widget_class->unmap = figment_connection_popover_unmap;

  props[PROP_CONNECTION] = g_param_spec_object ("connection", NULL, NULL, FIGMENT_TYPE_CONNECTION,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/shell/figment-connection-popover.ui");
  figment_connection_look_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, format_state);
  gtk_widget_class_bind_template_callback (widget_class, is_text);
  gtk_widget_class_bind_template_callback (widget_class, has_vram);
  gtk_widget_class_bind_template_callback (widget_class, used_share);
  gtk_widget_class_bind_template_callback (widget_class, format_vram);
  gtk_widget_class_bind_template_callback (widget_class, can_practise);
  gtk_widget_class_install_action (widget_class, "connection.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "connection.settings", NULL, settings_action);
  gtk_widget_class_install_action (widget_class, "connection.practise", NULL, practise_action);
}

static void
figment_connection_popover_init (FigmentConnectionPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
figment_connection_popover_new (FigmentConnection *connection)
{
  return g_object_new (FIGMENT_TYPE_CONNECTION_POPOVER, "connection", connection, NULL);
}
