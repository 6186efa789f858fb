/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-server-row.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/shell/figment-connection-look.h"

struct _FigmentServerRow
{
  AdwActionRow       parent_instance;

  FigmentConnection *connection; /* (owned) (nullable) */
  char              *help;       /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (FigmentServerRow, figment_server_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  PROP_CONNECTION = 1,
  PROP_HELP,
} FigmentServerRowProperty;
static GParamSpec *props[PROP_HELP + 1];

/*
 * What is found there in one line; while it is not well, why, and what to do in a second one. Not bound in the
 * template, since GTK 4.8 warns when a widget goes whose own properties are bound there.
 */
static void
show_texts (FigmentServerRow *self)
{
  const FigmentConnectionState state = figment_connection_get_state (self->connection);
  const char *address = figment_connection_get_address (self->connection);
  const char *version = figment_connection_get_version (self->connection);
  const char *message = figment_connection_get_message (self->connection);
  g_autoptr(GString) text = g_string_new (figment_words_connection (state));
  g_autofree char *service = NULL, *escaped = NULL;

  if (state == FIGMENT_CONNECTION_ONLINE && figment_connection_get_practice (self->connection))
    g_string_assign (text, _("Practice server: pictures are painted, not generated"));
  else
    {
      if (state == FIGMENT_CONNECTION_ONLINE && version != NULL)
        g_string_append_printf (text, " · %s", version);
      if (address != NULL)
        g_string_append_printf (text, " · %s", address);
      if (state == FIGMENT_CONNECTION_PROBLEM && message != NULL)
        g_string_append_printf (text, "\n%s", message);
      else if ((state == FIGMENT_CONNECTION_AWAY || state == FIGMENT_CONNECTION_OFF) && self->help != NULL)
        g_string_append_printf (text, "\n%s", self->help);
    }
  g_object_get (self->connection, "service", &service, NULL);
  escaped = g_markup_escape_text (text->str, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), service);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
}

static void
set_connection (FigmentServerRow  *self,
                FigmentConnection *connection)
{
  if (self->connection != NULL || !g_set_object (&self->connection, connection))
    return;
  g_signal_connect_object (connection, "notify", G_CALLBACK (show_texts), self, G_CONNECT_SWAPPED);
  show_texts (self);
}

static gboolean
can_retry (GObject               *object,
           FigmentConnectionState state)
{
  return state == FIGMENT_CONNECTION_AWAY || state == FIGMENT_CONNECTION_PROBLEM;
}

static void
retry_cb (FigmentServerRow *self)
{
  if (self->connection != NULL)
    figment_connection_retry (self->connection);
}

static void
figment_server_row_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  FigmentServerRow *self = FIGMENT_SERVER_ROW (object);

  switch ((FigmentServerRowProperty) prop_id)
    {
    case PROP_CONNECTION: g_value_set_object (value, self->connection); break;
    case PROP_HELP: g_value_set_string (value, self->help); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_server_row_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  FigmentServerRow *self = FIGMENT_SERVER_ROW (object);

  switch ((FigmentServerRowProperty) prop_id)
    {
    case PROP_CONNECTION: set_connection (self, g_value_get_object (value)); break;
    case PROP_HELP:
      g_free (self->help);
      self->help = g_value_dup_string (value);
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_server_row_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_SERVER_ROW (object)->connection);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_SERVER_ROW);
  G_OBJECT_CLASS (figment_server_row_parent_class)->dispose (object);
}

static void
figment_server_row_finalize (GObject *object)
{
  g_free (FIGMENT_SERVER_ROW (object)->help);
  G_OBJECT_CLASS (figment_server_row_parent_class)->finalize (object);
}

static void
figment_server_row_class_init (FigmentServerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_server_row_get_property;
  object_class->set_property = figment_server_row_set_property;
  object_class->dispose = figment_server_row_dispose;
  object_class->finalize = figment_server_row_finalize;

  props[PROP_CONNECTION] = g_param_spec_object ("connection", NULL, NULL, FIGMENT_TYPE_CONNECTION,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_HELP] =
    g_param_spec_string ("help", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/dashboard/figment-server-row.ui");
  figment_connection_look_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, can_retry);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
figment_server_row_init (FigmentServerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
