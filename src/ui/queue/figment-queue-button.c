/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-queue-button.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-busy.h"
#include "ui/queue/figment-queue-popover.h"

struct _FigmentQueueButton
{
  AdwBin             parent_instance;

  FigmentSession    *session; /* (owned) (nullable) */
  FigmentGeneration *current; /* (owned) (nullable) */
  GPtrArray         *watched; /* (owned) FigmentGeneration: a copy of the queue, to know whom to let go of */

  GtkMenuButton     *button;
};

G_DEFINE_FINAL_TYPE (FigmentQueueButton, figment_queue_button, ADW_TYPE_BIN)

typedef enum
{
  PROP_SESSION = 1,
  PROP_CURRENT,
} FigmentQueueButtonProperty;
static GParamSpec *props[PROP_CURRENT + 1];

/* Closures of the template. */

static char *
format_count (GObject *object,
              guint    n_open)
{
  return n_open > 0 ? g_strdup_printf ("%u", n_open) : NULL;
}

static char *
format_tooltip (GObject *object,
                guint    n_open,
                gboolean paused)
{
  g_autofree char *count = NULL;

  if (n_open == 0)
    return g_strdup (paused ? _("Queue, paused") : _("Queue"));
  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Queue: %u to do", "Queue: %u to do", n_open), n_open);
  return paused ? g_strdup_printf (_("%s, paused"), count) : g_steal_pointer (&count);
}

static char *
choose_icon (GObject *object,
             gboolean paused)
{
  return g_strdup (paused ? "media-playback-pause-symbolic" : "figment-queue-symbolic");
}

static gboolean
is_open (GObject *object,
         guint    n_open)
{
  return n_open > 0;
}

static gboolean
is_object (GObject *object,
           GObject *value)
{
  return value != NULL;
}

/* Something has come, gone or changed its state. */
static void
update (FigmentQueueButton *self)
{
  FigmentQueue *queue = figment_session_get_queue (self->session);
  g_autoptr(FigmentGeneration) current = figment_busy_dup_current (queue);

  if (g_set_object (&self->current, current))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURRENT]);
  if (gtk_menu_button_get_popover (self->button) != NULL)
    figment_queue_popover_update (FIGMENT_QUEUE_POPOVER (gtk_menu_button_get_popover (self->button)));
}

static void
unwatch (FigmentQueueButton *self,
         FigmentGeneration  *generation)
{
  g_signal_handlers_disconnect_by_func (generation, update, self);
}

static void
items_changed_cb (FigmentQueueButton *self,
                  guint               position,
                  guint               n_removed,
                  guint               n_added,
                  GListModel         *queue)
{
  for (guint i = 0; i < n_removed; i++)
    {
      unwatch (self, self->watched->pdata[position]);
      g_ptr_array_remove_index (self->watched, position);
    }
  for (guint i = 0; i < n_added; i++)
    {
      FigmentGeneration *generation = g_list_model_get_item (queue, position + i);

      g_signal_connect_swapped (generation, "notify::state", G_CALLBACK (update), self);
      g_ptr_array_insert (self->watched, (int) (position + i), generation);
    }
  update (self);
}

static void
create_popover (GtkMenuButton *button,
                gpointer       user_data)
{
  FigmentQueueButton *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, figment_queue_popover_new (self->session));
}

static void
set_session (FigmentQueueButton *self,
             FigmentSession     *session)
{
  FigmentQueue *queue;

  if (self->session != NULL || !g_set_object (&self->session, session))
    return;
  queue = figment_session_get_queue (session);
  g_signal_connect_object (queue, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "notify::n-open", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (queue)), G_LIST_MODEL (queue));
}

static void
figment_queue_button_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  FigmentQueueButton *self = FIGMENT_QUEUE_BUTTON (object);

  switch ((FigmentQueueButtonProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    case PROP_CURRENT: g_value_set_object (value, self->current); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_button_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch ((FigmentQueueButtonProperty) prop_id)
    {
    case PROP_SESSION: set_session (FIGMENT_QUEUE_BUTTON (object), g_value_get_object (value)); break;
    case PROP_CURRENT:
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_button_dispose (GObject *object)
{
  FigmentQueueButton *self = FIGMENT_QUEUE_BUTTON (object);

  for (guint i = 0; self->watched != NULL && i < self->watched->len; i++)
    unwatch (self, self->watched->pdata[i]);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_object (&self->current);
  /* The bin knows its child, which the template would take away behind its back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_QUEUE_BUTTON);
  G_OBJECT_CLASS (figment_queue_button_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
figment_queue_button_class_init (FigmentQueueButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_queue_button_get_property;
  object_class->set_property = figment_queue_button_set_property;
  object_class->dispose = figment_queue_button_dispose;

  props[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_CURRENT] =
    g_param_spec_object ("current", NULL, NULL, FIGMENT_TYPE_GENERATION, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/queue/figment-queue-button.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentQueueButton, button);
  gtk_widget_class_bind_template_callback (widget_class, format_count);
  gtk_widget_class_bind_template_callback (widget_class, format_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, choose_icon);
  gtk_widget_class_bind_template_callback (widget_class, is_open);
  gtk_widget_class_bind_template_callback (widget_class, is_object);
}

static void
figment_queue_button_init (FigmentQueueButton *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, create_popover, self, NULL);
}
