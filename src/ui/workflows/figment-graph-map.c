/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/workflows/figment-graph-map-private.h"

#define MARGIN 24
#define MIN_ZOOM 0.1
#define MAX_ZOOM 2.0

/* A graph of thousands of nodes is not shrunk to where nothing can be read any more. */
#define MIN_FIT_ZOOM 0.4

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentGraphMap,
                               figment_graph_map,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

typedef enum
{
  PROP_FORM = 1,
  PROP_ZOOM,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
} FigmentGraphMapProperty;
static GParamSpec *props[PROP_ZOOM + 1];

typedef enum
{
  SIGNAL_NODE_ACTIVATED,
} FigmentGraphMapSignal;
static guint signals[SIGNAL_NODE_ACTIVATED + 1];

static double
get_value (FigmentGraphMap *self,
           GtkOrientation   orientation)
{
  return self->adjustments[orientation] != NULL ? gtk_adjustment_get_value (self->adjustments[orientation]) : 0;
}

/* Where the map begins when it is smaller than the widget, px. */
static double
get_offset (FigmentGraphMap *self,
            GtkOrientation   orientation)
{
  const gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  const double space = across ? gtk_widget_get_width (GTK_WIDGET (self)) : gtk_widget_get_height (GTK_WIDGET (self));
  const double size = across ? figment_graph_layout_get_width (self->layout)
                             : figment_graph_layout_get_height (self->layout);

  return MAX (MARGIN, (space - size * self->zoom) / 2);
}

static void
get_place (FigmentGraphMap       *self,
           const FigmentGraphBox *box,
           graphene_rect_t       *place)
{
  graphene_rect_init (place,
                      (float) (get_offset (self, GTK_ORIENTATION_HORIZONTAL) + box->x * self->zoom
                               - get_value (self, GTK_ORIENTATION_HORIZONTAL)),
                      (float) (get_offset (self, GTK_ORIENTATION_VERTICAL) + box->y * self->zoom
                               - get_value (self, GTK_ORIENTATION_VERTICAL)),
                      (float) (FIGMENT_GRAPH_BOX_WIDTH * self->zoom), (float) (box->height * self->zoom));
}

static void
draw_line (cairo_t               *cr,
           const graphene_rect_t *from,
           const graphene_rect_t *to)
{
  const double x1 = from->origin.x + from->size.width, y1 = from->origin.y + from->size.height / 2;
  const double x2 = to->origin.x, y2 = to->origin.y + to->size.height / 2;
  const double bend = MAX (fabs (x2 - x1) / 2, from->size.width / 6);

  cairo_move_to (cr, x1, y1);
  cairo_curve_to (cr, x1 + bend, y1, x2 - bend, y2, x2, y2);
  cairo_stroke (cr);
}

/* Those that touch lit nodes stand out. */
static void
draw_lines (FigmentGraphMap *self,
            GtkSnapshot     *snapshot,
            graphene_rect_t *view)
{
  guint n_boxes, n_lines;
  const FigmentGraphBox *boxes = figment_graph_layout_get_boxes (self->layout, &n_boxes);
  const FigmentGraphLine *lines = figment_graph_layout_get_lines (self->layout, &n_lines);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, view);

  cairo_set_line_width (cr, MAX (1, 2 * self->zoom));
  for (guint i = 0; i < n_lines; i++)
    {
      const gboolean lit = gtk_widget_has_css_class (g_ptr_array_index (self->nodes, lines[i].from), "lit")
                           || gtk_widget_has_css_class (g_ptr_array_index (self->nodes, lines[i].to), "lit");
      graphene_rect_t from, to, both;

      get_place (self, &boxes[lines[i].from], &from);
      get_place (self, &boxes[lines[i].to], &to);
      graphene_rect_union (&from, &to, &both);
      if (!graphene_rect_intersection (&both, view, NULL))
        continue;
      /* Grey is seen on light and on dark; lit is the accent colour of libadwaita's default. */
      if (lit)
        cairo_set_source_rgba (cr, 0.21, 0.52, 0.89, 0.9);
      else
        cairo_set_source_rgba (cr, 0.5, 0.5, 0.5, 0.5);
      draw_line (cr, &from, &to);
    }
  cairo_destroy (cr);
}

static void
figment_graph_map_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  FigmentGraphMap *self = FIGMENT_GRAPH_MAP (widget);
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                             (float) gtk_widget_get_height (widget));

  if (self->layout == NULL)
    return;
  draw_lines (self, snapshot, &view);
  for (guint i = 0; i < self->nodes->len; i++)
    gtk_widget_snapshot_child (widget, g_ptr_array_index (self->nodes, i), snapshot);
}

static void
choose_fit (FigmentGraphMap *self,
            int              width,
            int              height)
{
  const double zoom = MIN ((width - 2 * MARGIN) / figment_graph_layout_get_width (self->layout),
                           (height - 2 * MARGIN) / figment_graph_layout_get_height (self->layout));

  self->zoom = CLAMP (zoom, MIN_FIT_ZOOM, 1);
}

static void
configure (FigmentGraphMap *self,
           GtkOrientation   orientation,
           double           size,
           double           page)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  const double upper = MAX (size * self->zoom + 2 * MARGIN, page);

  if (adjustment != NULL)
    gtk_adjustment_configure (adjustment, MIN (gtk_adjustment_get_value (adjustment), upper - page), 0, upper,
                              page / 10, page * 0.9, page);
}

static void
allocate_node (GtkWidget             *node,
               const FigmentGraphBox *box,
               const graphene_rect_t *place,
               double                 zoom)
{
  GskTransform *transform = gsk_transform_translate (NULL, &place->origin);

  gtk_widget_measure (node, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (node, FIGMENT_GRAPH_BOX_WIDTH, (int) box->height, -1,
                       gsk_transform_scale (transform, (float) zoom, (float) zoom));
}

static void
figment_graph_map_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  FigmentGraphMap *self = FIGMENT_GRAPH_MAP (widget);
  const graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  const FigmentGraphBox *boxes;
  guint n_boxes;

  if (self->layout == NULL)
    return;
  if (self->fit)
    choose_fit (self, width, height);
  configure (self, GTK_ORIENTATION_HORIZONTAL, figment_graph_layout_get_width (self->layout), width);
  configure (self, GTK_ORIENTATION_VERTICAL, figment_graph_layout_get_height (self->layout), height);
  boxes = figment_graph_layout_get_boxes (self->layout, &n_boxes);
  for (guint i = 0; i < n_boxes; i++)
    {
      GtkWidget *node = g_ptr_array_index (self->nodes, i);
      graphene_rect_t place;
      gboolean seen;

      get_place (self, &boxes[i], &place);
      seen = graphene_rect_intersection (&place, &view, NULL);
      gtk_widget_set_child_visible (node, seen);
      if (seen)
        allocate_node (node, &boxes[i], &place, self->zoom);
    }
}

static void
figment_graph_map_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = 100;
  *natural = 400;
}

static void
value_changed_cb (GtkAdjustment   *adjustment,
                  FigmentGraphMap *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_adjustment (FigmentGraphMap *self,
                GtkOrientation   orientation,
                GtkAdjustment   *adjustment)
{
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_func (self->adjustments[orientation], value_changed_cb, self);
  g_set_object (&self->adjustments[orientation], adjustment);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (value_changed_cb), self, 0);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
activated_cb (FigmentGraphNode *node,
              FigmentGraphMap  *self)
{
  g_ptr_array_find (self->nodes, node, &self->current);
  g_signal_emit (self, signals[SIGNAL_NODE_ACTIVATED], 0, figment_graph_node_get_id (node));
}

FigmentGraphNode *
_figment_graph_map_find_node (FigmentGraphMap *self,
                              const char      *node_id,
                              guint           *index)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (g_str_equal (figment_graph_node_get_id (g_ptr_array_index (self->nodes, i)), node_id))
      {
        if (index != NULL)
          *index = i;
        return g_ptr_array_index (self->nodes, i);
      }
  return NULL;
}

static void
remove_nodes (FigmentGraphMap *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->nodes, i));
  g_ptr_array_set_size (self->nodes, 0);
  g_clear_pointer (&self->layout, figment_graph_layout_free);
  g_clear_pointer (&self->graph, figment_graph_unref);
}

/* Returns: (transfer full): the nodes that are there by their ids, which the nodes own */
static GHashTable *
list_nodes_by_id (FigmentGraphMap *self)
{
  GHashTable *nodes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) gtk_widget_unparent);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      FigmentGraphNode *node = g_ptr_array_index (self->nodes, i);

      g_hash_table_insert (nodes, (char *) figment_graph_node_get_id (node), node);
    }
  return nodes;
}

/* One of @old, which is taken out, or a new one. */
static GtkWidget *
take_node (FigmentGraphMap *self,
           GHashTable      *old,
           const char      *node_id)
{
  GtkWidget *node = g_hash_table_lookup (old, node_id);

  if (node != NULL)
    {
      g_hash_table_steal (old, node_id);
      figment_graph_node_set_graph (FIGMENT_GRAPH_NODE (node), self->graph);
      return node;
    }
  node = figment_graph_node_new (self->graph, node_id);
  g_signal_connect (node, "activated", G_CALLBACK (activated_cb), self);
  return node;
}

/* The nodes of the graph as it is now; those that were there stay, with the focus and all that is known of them. */
static void
add_nodes (FigmentGraphMap *self)
{
  g_autoptr(GHashTable) old = list_nodes_by_id (self);
  GtkWidget *previous = NULL;
  const FigmentGraphBox *boxes;
  guint n_boxes;

  g_clear_pointer (&self->graph, figment_graph_unref);
  g_clear_pointer (&self->layout, figment_graph_layout_free);
  self->graph = figment_graph_ref (figment_form_get_graph (self->form));
  self->layout = figment_graph_layout_new (self->graph);
  boxes = figment_graph_layout_get_boxes (self->layout, &n_boxes);
  g_ptr_array_set_size (self->nodes, 0);
  for (guint i = 0; i < n_boxes; i++)
    {
      GtkWidget *node = take_node (self, old, boxes[i].node_id);

      gtk_widget_insert_after (node, GTK_WIDGET (self), previous);
      g_ptr_array_add (self->nodes, node);
      previous = node;
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* The keyboard stays at its node. Where that is gone GTK gives it to the map, which has it at the current node. */
void
_figment_graph_map_renew (FigmentGraphMap *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  g_autofree char *id = NULL;

  if (focus != NULL)
    g_ptr_array_find (self->nodes, focus, &self->current);
  if (self->nodes->len > 0)
    id = g_strdup (figment_graph_node_get_id (g_ptr_array_index (self->nodes, self->current)));
  add_nodes (self);
  if (id == NULL || _figment_graph_map_find_node (self, id, &self->current) == NULL)
    self->current = self->nodes->len > 0 ? MIN (self->current, self->nodes->len - 1) : 0;
}

static void
figment_graph_map_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  FigmentGraphMap *self = FIGMENT_GRAPH_MAP (object);

  switch ((FigmentGraphMapProperty) prop_id)
    {
    case PROP_FORM: g_value_set_object (value, self->form); break;
    case PROP_ZOOM: g_value_set_double (value, self->zoom); break;
    case PROP_HADJUSTMENT: g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]); break;
    case PROP_VADJUSTMENT: g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]); break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY: g_value_set_enum (value, GTK_SCROLL_NATURAL); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_graph_map_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  FigmentGraphMap *self = FIGMENT_GRAPH_MAP (object);

  switch ((FigmentGraphMapProperty) prop_id)
    {
    case PROP_FORM: figment_graph_map_set_form (self, g_value_get_object (value)); break;
    case PROP_ZOOM: figment_graph_map_set_zoom (self, g_value_get_double (value)); break;
    case PROP_HADJUSTMENT: set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value)); break;
    case PROP_VADJUSTMENT: set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value)); break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY: break; /* it has no natural size of its own to keep to */
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_graph_map_dispose (GObject *object)
{
  FigmentGraphMap *self = FIGMENT_GRAPH_MAP (object);

  remove_nodes (self);
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  g_clear_object (&self->form);
  G_OBJECT_CLASS (figment_graph_map_parent_class)->dispose (object);
}

static void
figment_graph_map_finalize (GObject *object)
{
  g_ptr_array_unref (FIGMENT_GRAPH_MAP (object)->nodes);
  G_OBJECT_CLASS (figment_graph_map_parent_class)->finalize (object);
}

static void
figment_graph_map_class_init (FigmentGraphMapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_graph_map_get_property;
  object_class->set_property = figment_graph_map_set_property;
  object_class->dispose = figment_graph_map_dispose;
  object_class->finalize = figment_graph_map_finalize;
  widget_class->measure = figment_graph_map_measure;
  widget_class->size_allocate = figment_graph_map_size_allocate;
  widget_class->snapshot = figment_graph_map_snapshot;
  widget_class->focus = _figment_graph_map_move_focus;

  props[PROP_FORM] = g_param_spec_object ("form", NULL, NULL, FIGMENT_TYPE_FORM, flags);
  props[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, MIN_ZOOM, MAX_ZOOM, 1, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[SIGNAL_NODE_ACTIVATED] = g_signal_new ("node-activated", FIGMENT_TYPE_GRAPH_MAP, G_SIGNAL_RUN_LAST, 0, NULL,
                                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  _figment_graph_map_bind_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "graphmap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
figment_graph_map_init (FigmentGraphMap *self)
{
  self->nodes = g_ptr_array_new ();
  self->zoom = 1;
  self->fit = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Map of the Workflow"), -1);
  _figment_graph_map_add_input (self);
}

/**
 * FigmentGraphMap:
 *
 * The graph of a form as a map, to be read and not to be changed: nodes in the colours of what the form uses them for.
 * It scrolls in a GtkScrolledWindow, is moved by dragging, and zooms with the wheel, two fingers and the keys + and -;
 * the arrow keys go from node to node.
 *
 * Signals: "node-activated" (char *node_id): clicked, or Return on it.
 */
GtkWidget *
figment_graph_map_new (void)
{
  return g_object_new (FIGMENT_TYPE_GRAPH_MAP, NULL);
}

/* Returns: (transfer none) (nullable) */
FigmentForm *
figment_graph_map_get_form (FigmentGraphMap *self)
{
  g_return_val_if_fail (FIGMENT_IS_GRAPH_MAP (self), NULL);
  return self->form;
}

void
figment_graph_map_set_form (FigmentGraphMap *self,
                            FigmentForm     *form)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_MAP (self));
  if (!g_set_object (&self->form, form))
    return;
  remove_nodes (self);
  self->fit = TRUE;
  self->current = 0;
  if (form != NULL)
    add_nodes (self);
  figment_graph_map_mark (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FORM]);
}

double
figment_graph_map_get_zoom (FigmentGraphMap *self)
{
  g_return_val_if_fail (FIGMENT_IS_GRAPH_MAP (self), 1);
  return self->zoom;
}

void
figment_graph_map_set_zoom (FigmentGraphMap *self,
                            double           zoom)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_MAP (self));
  _figment_graph_map_zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                              gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
_figment_graph_map_zoom_at (FigmentGraphMap *self,
                            double           zoom,
                            double           x,
                            double           y)
{
  const double points[2] = { x, y };
  double places[2];

  zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
  if (self->layout == NULL || G_APPROX_VALUE (zoom, self->zoom, 1e-6))
    return;
  for (guint i = 0; i < 2; i++)
    places[i] = (points[i] + get_value (self, i) - get_offset (self, i)) / self->zoom;
  self->zoom = zoom;
  self->fit = FALSE;
  configure (self, GTK_ORIENTATION_HORIZONTAL, figment_graph_layout_get_width (self->layout),
             gtk_widget_get_width (GTK_WIDGET (self)));
  configure (self, GTK_ORIENTATION_VERTICAL, figment_graph_layout_get_height (self->layout),
             gtk_widget_get_height (GTK_WIDGET (self)));
  for (guint i = 0; i < 2; i++)
    if (self->adjustments[i] != NULL)
      gtk_adjustment_set_value (self->adjustments[i], places[i] * zoom + get_offset (self, i) - points[i]);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ZOOM]);
}

void
_figment_graph_map_show_node (FigmentGraphMap *self,
                              guint            index)
{
  guint n_boxes;
  const FigmentGraphBox *box = &figment_graph_layout_get_boxes (self->layout, &n_boxes)[index];
  const double starts[2] = { box->x, box->y };
  const double sizes[2] = { FIGMENT_GRAPH_BOX_WIDTH, box->height };

  for (guint i = 0; i < 2; i++)
    if (self->adjustments[i] != NULL)
      {
        const double start = get_offset (self, i) + starts[i] * self->zoom;

        gtk_adjustment_clamp_page (self->adjustments[i], start - MARGIN, start + sizes[i] * self->zoom + MARGIN);
      }
}
