/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-queue-row.h"

#include <glib/gi18n-lib.h>

#include "engine/figment-job.h"
#include "ui/figment-words.h"
#include "ui/queue/figment-queue-preview.h"

/* Characters of the prompt; the label cuts off what does not fit. */
#define PROMPT_LENGTH 60

struct _FigmentQueueRow
{
  GtkWidget          parent_instance;

  FigmentQueue      *queue;      /* (owned) (nullable) */
  FigmentConnection *connection; /* (owned) (nullable) to ComfyUI */
  FigmentGeneration *generation; /* (owned) (nullable) */

  GtkWidget         *content;
};

G_DEFINE_FINAL_TYPE (FigmentQueueRow, figment_queue_row, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_QUEUE = 1,
  PROP_CONNECTION,
  PROP_GENERATION,
} FigmentQueueRowProperty;
static GParamSpec *props[PROP_GENERATION + 1];

/* Closures of the template. */

static char *
format_prompt (GObject           *object,
               FigmentGeneration *generation)
{
  return generation != NULL ? figment_words_prompt (generation, PROMPT_LENGTH) : NULL;
}

static gboolean
is_at_server (FigmentGenerationState state)
{
  return state == FIGMENT_GENERATION_SUBMITTED || state == FIGMENT_GENERATION_RUNNING
         || state == FIGMENT_GENERATION_COLLECTING;
}

/* Returns: (transfer full) (nullable): why it stands so, or why nothing is heard of it, where that is worth a word */
static char *
format_reason (FigmentGeneration     *generation,
               FigmentGenerationState state,
               const char            *evidence,
               const char            *failure,
               FigmentConnectionState connection,
               const char            *address)
{
  const gboolean elsewhere = g_strcmp0 (figment_generation_get_server (generation), address) != 0;

  if (state == FIGMENT_GENERATION_FAILED)
    return g_strdup (failure);
  if (state == FIGMENT_GENERATION_LOST || state == FIGMENT_GENERATION_HELD || (is_at_server (state) && elsewhere)
      || figment_job_is_stopping (generation))
    return g_strdup (evidence);
  if (is_at_server (state) && connection != FIGMENT_CONNECTION_ONLINE)
    return g_strdup (_("the server does not answer now"));
  return NULL;
}

/* One line: the mode, how it stands, and where in the run it is or why it stands so. */
static char *
format_state (GObject               *object,
              FigmentGeneration     *generation,
              FigmentGenerationState state,
              const char            *evidence,
              const char            *failure,
              const char            *node_title,
              int                    step,
              int                    steps,
              FigmentConnectionState connection,
              const char            *address)
{
  g_autoptr(GString) text = NULL;
  g_autofree char *reason = NULL;

  if (generation == NULL)
    return NULL;
  reason = format_reason (generation, state, evidence, failure, connection, address);
  text = g_string_new (figment_words_mode (figment_generation_get_request (generation)->mode));
  g_string_append_printf (text, " · %s", figment_words_state (state));
  if (reason != NULL)
    {
      g_string_append_printf (text, " · %s", reason);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }
  if (state == FIGMENT_GENERATION_RUNNING && node_title != NULL)
    g_string_append_printf (text, " · %s", node_title);
  if (state == FIGMENT_GENERATION_RUNNING && steps > 1)
    {
      g_string_append (text, " · ");
      /* Translators: step 3 of 20 */
      g_string_append_printf (text, _("step %d of %d"), step, steps);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
format_remaining (GObject               *object,
                  gint64                 remaining,
                  FigmentConnectionState connection)
{
  return connection == FIGMENT_CONNECTION_ONLINE ? figment_words_time_left (remaining) : NULL;
}

/* One that waits for the server has nothing to show yet. */
static gboolean
has_progress (GObject               *object,
              FigmentGenerationState state)
{
  return state == FIGMENT_GENERATION_PREPARING || state == FIGMENT_GENERATION_RUNNING
         || state == FIGMENT_GENERATION_COLLECTING;
}

/* Only what was not sent yet has a place in a line. */
static gboolean
can_move (GObject               *object,
          FigmentGenerationState state)
{
  return state == FIGMENT_GENERATION_QUEUED || state == FIGMENT_GENERATION_HELD;
}

static gboolean
can_cancel (GObject               *object,
            FigmentGenerationState state)
{
  return !figment_generation_state_is_final (state);
}

static gboolean
can_retry (GObject               *object,
           FigmentGenerationState state)
{
  return figment_generation_state_is_final (state) && state != FIGMENT_GENERATION_DONE;
}

/* The result, or at length why there is none. */
static gboolean
can_show (GObject               *object,
          FigmentGenerationState state)
{
  return figment_generation_state_is_final (state) && state != FIGMENT_GENERATION_CANCELLED;
}

/* Returns: the index in the queue, or G_MAXUINT */
static guint
find_index (FigmentQueueRow   *self,
            FigmentGeneration *generation)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) item = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      if (item == generation)
        return i;
    }
  return G_MAXUINT;
}

/* Whether there is one that waits, too, at that distance. */
static gboolean
has_neighbour (FigmentQueueRow *self,
               int              offset)
{
  const guint index = self->generation != NULL ? find_index (self, self->generation) : G_MAXUINT;
  g_autoptr(FigmentGeneration) neighbour = NULL;

  if (index == G_MAXUINT || (int) index + offset < 0)
    return FALSE;
  neighbour = g_list_model_get_item (G_LIST_MODEL (self->queue), (guint) ((int) index + offset));
  return neighbour != NULL && can_move (NULL, figment_generation_get_state (neighbour));
}

static void
move_by (FigmentQueueRow *self,
         int              offset)
{
  if (has_neighbour (self, offset))
    figment_queue_move (self->queue, self->generation,
                        (guint) ((int) find_index (self, self->generation) + offset));
}

static void
move_up_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  move_by (FIGMENT_QUEUE_ROW (widget), -1);
}

static void
move_down_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  move_by (FIGMENT_QUEUE_ROW (widget), 1);
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FigmentQueueRow *self = FIGMENT_QUEUE_ROW (widget);

  if (self->generation != NULL)
    figment_queue_cancel (self->queue, self->generation);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentQueueRow *self = FIGMENT_QUEUE_ROW (widget);

  if (self->generation != NULL)
    figment_queue_retry (self->queue, self->generation);
}

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentQueueRow *self = FIGMENT_QUEUE_ROW (widget);
  GtkWidget *popover = gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER);

  if (self->generation == NULL)
    return;
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_widget_activate_action (widget, "win.show-generation", "x", figment_generation_get_id (self->generation));
}

static GdkContentProvider *
prepare_cb (FigmentQueueRow *self)
{
  if (self->generation == NULL || !can_move (NULL, figment_generation_get_state (self->generation)))
    return NULL;
  return gdk_content_provider_new_typed (FIGMENT_TYPE_GENERATION, self->generation);
}

static void
drag_begin_cb (FigmentQueueRow *self,
               GdkDrag         *drag,
               GtkDragSource   *source)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

static gboolean
drop_cb (FigmentQueueRow *self,
         const GValue    *value)
{
  FigmentGeneration *moved = g_value_get_object (value);
  const guint index = self->generation != NULL ? find_index (self, self->generation) : G_MAXUINT;

  if (moved == NULL || moved == self->generation || index == G_MAXUINT
      || !can_move (NULL, figment_generation_get_state (self->generation)))
    return FALSE;
  figment_queue_move (self->queue, moved, index);
  return TRUE;
}

static void
figment_queue_row_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  FigmentQueueRow *self = FIGMENT_QUEUE_ROW (object);

  switch ((FigmentQueueRowProperty) prop_id)
    {
    case PROP_QUEUE: g_value_set_object (value, self->queue); break;
    case PROP_CONNECTION: g_value_set_object (value, self->connection); break;
    case PROP_GENERATION: g_value_set_object (value, self->generation); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_row_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  FigmentQueueRow *self = FIGMENT_QUEUE_ROW (object);

  switch ((FigmentQueueRowProperty) prop_id)
    {
    case PROP_QUEUE: self->queue = g_value_dup_object (value); break;
    case PROP_CONNECTION: self->connection = g_value_dup_object (value); break;
    case PROP_GENERATION: figment_queue_row_set_generation (self, g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_row_dispose (GObject *object)
{
  FigmentQueueRow *self = FIGMENT_QUEUE_ROW (object);

  g_clear_object (&self->generation);
  g_clear_object (&self->queue);
  g_clear_object (&self->connection);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_QUEUE_ROW);
  G_OBJECT_CLASS (figment_queue_row_parent_class)->dispose (object);
}

static void
figment_queue_row_class_init (FigmentQueueRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_queue_row_get_property;
  object_class->set_property = figment_queue_row_set_property;
  object_class->dispose = figment_queue_row_dispose;

  props[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, FIGMENT_TYPE_QUEUE, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_CONNECTION] =
    g_param_spec_object ("connection", NULL, NULL, FIGMENT_TYPE_CONNECTION, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_GENERATION] =
    g_param_spec_object ("generation", NULL, NULL, FIGMENT_TYPE_GENERATION, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_QUEUE_PREVIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/queue/figment-queue-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentQueueRow, content);
  gtk_widget_class_bind_template_callback (widget_class, format_prompt);
  gtk_widget_class_bind_template_callback (widget_class, format_state);
  gtk_widget_class_bind_template_callback (widget_class, format_remaining);
  gtk_widget_class_bind_template_callback (widget_class, has_progress);
  gtk_widget_class_bind_template_callback (widget_class, can_move);
  gtk_widget_class_bind_template_callback (widget_class, can_cancel);
  gtk_widget_class_bind_template_callback (widget_class, can_retry);
  gtk_widget_class_bind_template_callback (widget_class, can_show);
  gtk_widget_class_bind_template_callback (widget_class, prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_install_action (widget_class, "row.move-up", NULL, move_up_action);
  gtk_widget_class_install_action (widget_class, "row.move-down", NULL, move_down_action);
  gtk_widget_class_install_action (widget_class, "row.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "row.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "row.show", NULL, show_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_CONTROL_MASK, "row.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_CONTROL_MASK, "row.move-down", NULL);
}

static void
figment_queue_row_init (FigmentQueueRow *self)
{
  GtkDropTarget *target;

  gtk_widget_init_template (GTK_WIDGET (self));
  target = gtk_drop_target_new (FIGMENT_TYPE_GENERATION, GDK_ACTION_MOVE);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
figment_queue_row_new (FigmentQueue      *queue,
                       FigmentConnection *connection)
{
  return g_object_new (FIGMENT_TYPE_QUEUE_ROW, "queue", queue, "connection", connection, NULL);
}

/**
 * figment_queue_row_set_generation:
 * @generation: (nullable)
 */
void
figment_queue_row_set_generation (FigmentQueueRow   *self,
                                  FigmentGeneration *generation)
{
  g_return_if_fail (FIGMENT_IS_QUEUE_ROW (self));

  if (g_set_object (&self->generation, generation))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GENERATION]);
  figment_queue_row_update (self);
}

/**
 * figment_queue_row_update:
 *
 * The queue has changed: says anew where the row can be moved.
 */
void
figment_queue_row_update (FigmentQueueRow *self)
{
  g_return_if_fail (FIGMENT_IS_QUEUE_ROW (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.move-up", has_neighbour (self, -1));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.move-down", has_neighbour (self, 1));
}
