/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-map-private.h"

#include <math.h>

#define ZOOM_STEP 1.2

/* Px that fingers go on a touchpad for what is a click of a wheel. */
#define PX_A_CLICK 10

/* Px that the pointer goes before a press on a node is a drag of the map. */
#define DRAG_THRESHOLD 8

static void
motion_cb (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           FigmentGraphMap          *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll,
           double                    dx,
           double                    dy,
           FigmentGraphMap          *self)
{
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  const gboolean fingers = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE;

  /* Two fingers move the map, as they move everything; a wheel, and fingers with Ctrl, zoom. */
  if (fingers && (state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  _figment_graph_map_zoom_at (self, self->zoom * pow (ZOOM_STEP, fingers ? -dy / PX_A_CLICK : -dy), self->pointer_x,
                              self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
drag_begin_cb (GtkGestureDrag  *drag,
               double           x,
               double           y,
               FigmentGraphMap *self)
{
  for (guint i = 0; i < 2; i++)
    self->drag_start[i] = self->adjustments[i] != NULL ? gtk_adjustment_get_value (self->adjustments[i]) : 0;
}

static void
drag_update_cb (GtkGestureDrag  *drag,
                double           x,
                double           y,
                FigmentGraphMap *self)
{
  const double offsets[2] = { x, y };

  if (hypot (x, y) < DRAG_THRESHOLD)
    return;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  for (guint i = 0; i < 2; i++)
    if (self->adjustments[i] != NULL)
      gtk_adjustment_set_value (self->adjustments[i], self->drag_start[i] - offsets[i]);
}

static void
pinch_begin_cb (GtkGesture       *pinch,
                GdkEventSequence *sequence,
                FigmentGraphMap  *self)
{
  self->pinch_start = self->zoom;
}

static void
pinch_cb (GtkGestureZoom  *pinch,
          double           scale,
          FigmentGraphMap *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (pinch), &x, &y))
    _figment_graph_map_zoom_at (self, self->pinch_start * scale, x, y);
}

void
_figment_graph_map_add_input (FigmentGraphMap *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}

static gboolean
zoom_binding (GtkWidget *widget,
              GVariant  *factor,
              gpointer   user_data)
{
  FigmentGraphMap *self = FIGMENT_GRAPH_MAP (widget);

  figment_graph_map_set_zoom (self, self->zoom * g_variant_get_double (factor));
  return GDK_EVENT_STOP;
}

static gboolean
fit_binding (GtkWidget *widget,
             GVariant  *parameter,
             gpointer   user_data)
{
  FIGMENT_GRAPH_MAP (widget)->fit = TRUE;
  gtk_widget_queue_allocate (widget);
  return GDK_EVENT_STOP;
}

void
_figment_graph_map_bind_keys (GtkWidgetClass *widget_class)
{
  static const guint in_keys[] = { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add };
  static const guint out_keys[] = { GDK_KEY_minus, GDK_KEY_KP_Subtract };

  for (guint i = 0; i < G_N_ELEMENTS (in_keys); i++)
    gtk_widget_class_add_binding (widget_class, in_keys[i], 0, zoom_binding, "d", ZOOM_STEP);
  for (guint i = 0; i < G_N_ELEMENTS (out_keys); i++)
    gtk_widget_class_add_binding (widget_class, out_keys[i], 0, zoom_binding, "d", 1 / ZOOM_STEP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_0, 0, fit_binding, NULL);
}

/* The nearest node in that direction: what lies aside counts three times. */
static gboolean
find_next (FigmentGraphMap  *self,
           GtkDirectionType  direction,
           guint            *next)
{
  guint n;
  const FigmentGraphBox *boxes = figment_graph_layout_get_boxes (self->layout, &n);
  const FigmentGraphBox *here = &boxes[self->current];
  const double sign = direction == GTK_DIR_RIGHT || direction == GTK_DIR_DOWN ? 1 : -1;
  const gboolean across = direction == GTK_DIR_LEFT || direction == GTK_DIR_RIGHT;
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < n; i++)
    {
      const double dx = boxes[i].x - here->x;
      const double dy = boxes[i].y + boxes[i].height / 2 - here->y - here->height / 2;
      const double ahead = sign * (across ? dx : dy);
      const double distance = ahead + 3 * fabs (across ? dy : dx);

      if (ahead > 0 && distance < least)
        {
          least = distance;
          *next = i;
        }
    }
  return least < G_MAXDOUBLE;
}

static void
focus_current (FigmentGraphMap *self)
{
  GtkWidget *node = g_ptr_array_index (self->nodes, self->current);

  _figment_graph_map_show_node (self, self->current);
  gtk_widget_set_child_visible (node, TRUE); /* it may not be allocated yet where it is now seen */
  gtk_widget_grab_focus (node);
}

/* Tab comes to the node where the keyboard was last, and leaves the map again. */
gboolean
_figment_graph_map_move_focus (GtkWidget        *widget,
                               GtkDirectionType  direction)
{
  FigmentGraphMap *self = FIGMENT_GRAPH_MAP (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  guint index;

  if (self->nodes->len == 0)
    return FALSE;
  if (focus == NULL || !g_ptr_array_find (self->nodes, focus, &index))
    {
      focus_current (self);
      return TRUE;
    }
  if (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD)
    return FALSE;
  self->current = index;
  if (find_next (self, direction, &self->current))
    focus_current (self);
  return TRUE;
}
