/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-queue-popover.h"

#include "ui/queue/figment-queue-row.h"

/* Px, about: a list view does not know how high its rows become when their texts wrap. */
#define ROW_HEIGHT 66

/* As many rows are seen at once. */
#define N_ROWS 6

struct _FigmentQueuePopover
{
  GtkPopover         parent_instance;

  FigmentSession    *session; /* (owned) */

  GtkListView       *list;
  GtkToggleButton   *pause;
  GtkStack          *stack;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (FigmentQueuePopover, figment_queue_popover, GTK_TYPE_POPOVER)

typedef enum
{
  PROP_SESSION = 1,
} FigmentQueuePopoverProperty;
static GParamSpec *props[PROP_SESSION + 1];

static void
update_rows (FigmentQueuePopover *self)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self->list)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *row = gtk_widget_get_first_child (cell);

      if (FIGMENT_IS_QUEUE_ROW (row))
        figment_queue_row_update (FIGMENT_QUEUE_ROW (row));
    }
}

static void
setup_cb (FigmentQueuePopover *self,
          GtkListItem        *item)
{
  GtkWidget *row = figment_queue_row_new (figment_session_get_queue (self->session),
                                          figment_session_get_comfy_connection (self->session));

  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, TRUE);
}

static void
bind_cb (FigmentQueuePopover *self,
         GtkListItem        *item)
{
  figment_queue_row_set_generation (FIGMENT_QUEUE_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (FigmentQueuePopover *self,
           GtkListItem        *item)
{
  figment_queue_row_set_generation (FIGMENT_QUEUE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (FigmentQueuePopover *self,
             guint               position)
{
  g_autoptr(FigmentGeneration) generation =
    g_list_model_get_item (G_LIST_MODEL (figment_session_get_queue (self->session)), position);

  if (generation == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-generation", "x", figment_generation_get_id (generation));
}

static void
clear_finished_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  figment_queue_clear_finished (figment_session_get_queue (FIGMENT_QUEUE_POPOVER (widget)->session));
}

static void
figment_queue_popover_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  switch ((FigmentQueuePopoverProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, FIGMENT_QUEUE_POPOVER (object)->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_popover_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  switch ((FigmentQueuePopoverProperty) prop_id)
    {
    case PROP_SESSION: FIGMENT_QUEUE_POPOVER (object)->session = g_value_dup_object (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_popover_constructed (GObject *object)
{
  FigmentQueuePopover *self = FIGMENT_QUEUE_POPOVER (object);
  FigmentQueue *queue = figment_session_get_queue (self->session);
  g_autoptr(GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (queue)));

  G_OBJECT_CLASS (figment_queue_popover_parent_class)->constructed (object);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_bind_property (queue, "paused", self->pause, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  figment_queue_popover_update (self);
}

static void
figment_queue_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_QUEUE_POPOVER);
  G_OBJECT_CLASS (figment_queue_popover_parent_class)->dispose (object);
  g_clear_object (&FIGMENT_QUEUE_POPOVER (object)->session);
}

static void
figment_queue_popover_class_init (FigmentQueuePopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_queue_popover_get_property;
  object_class->set_property = figment_queue_popover_set_property;
  object_class->constructed = figment_queue_popover_constructed;
  object_class->dispose = figment_queue_popover_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/queue/figment-queue-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePopover, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePopover, pause);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePopover, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePopover, scroller);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "queue.clear-finished", NULL, clear_finished_action);
}

static void
figment_queue_popover_init (FigmentQueuePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
figment_queue_popover_new (FigmentSession *session)
{
  return g_object_new (FIGMENT_TYPE_QUEUE_POPOVER, "session", session, NULL);
}

/**
 * figment_queue_popover_update:
 *
 * Something in the queue has come, gone or changed its state.
 */
void
figment_queue_popover_update (FigmentQueuePopover *self)
{
  FigmentQueue *queue;
  guint n;

  g_return_if_fail (FIGMENT_IS_QUEUE_POPOVER (self));

  queue = figment_session_get_queue (self->session);
  n = g_list_model_get_n_items (G_LIST_MODEL (queue));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "queue.clear-finished", n > figment_queue_get_n_open (queue));
  gtk_scrolled_window_set_min_content_height (self->scroller, (int) MIN (n, N_ROWS) * ROW_HEIGHT);
  update_rows (self);
}
