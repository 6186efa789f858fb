/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-node.h"

#include <glib/gi18n-lib.h>

/**
 * FigmentGraphNode:
 *
 * One node on the map of a graph: its title, its class and what the form uses it for. It takes the focus and is clicked
 * like a button. A map can have thousands of nodes, of which a few are seen, so that its texts come when it is mapped.
 *
 * Signals: "activated".
 */
struct _FigmentGraphNode
{
  GtkWidget    parent_instance;

  FigmentGraph *graph;   /* (owned) */
  char         *node_id; /* (owned) */
  char         *note;    /* (owned) (nullable) */
  gboolean      ill;

  GtkWidget    *heading; /* (nullable) a child widget, like the next */
  GtkWidget    *caption;
};

G_DEFINE_FINAL_TYPE (FigmentGraphNode, figment_graph_node, GTK_TYPE_WIDGET)

typedef enum
{
  SIGNAL_ACTIVATED,
} FigmentGraphNodeSignal;
static guint signals[SIGNAL_ACTIVATED + 1];

static char *
dup_heading (FigmentGraphNode *self)
{
  char *title = figment_graph_dup_title (self->graph, self->node_id);

  return title != NULL ? title : g_strdup (figment_graph_get_class (self->graph, self->node_id));
}

static const char *
get_caption (FigmentGraphNode *self)
{
  return self->note != NULL ? self->note : figment_graph_get_class (self->graph, self->node_id);
}

static GtkWidget *
new_text (FigmentGraphNode *self,
          const char       *text,
          const char       *css_class)
{
  GtkWidget *inscription = gtk_inscription_new (text);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_wrap_mode (GTK_INSCRIPTION (inscription), PANGO_WRAP_CHAR);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription), 0);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (inscription), 0);
  gtk_widget_set_can_target (inscription, FALSE);
  gtk_widget_set_hexpand (inscription, TRUE);
  gtk_widget_add_css_class (inscription, css_class);
  gtk_widget_set_parent (inscription, GTK_WIDGET (self));
  return inscription;
}

static void
update_label (FigmentGraphNode *self)
{
  g_autofree char *name = figment_graph_describe_node (self->graph, self->node_id);
  g_autofree char *noted = self->note != NULL ? g_strdup_printf ("%s, %s", name, self->note) : g_strdup (name);
  /* Translators: a node, and what it is used for. */
  g_autofree char *label = self->ill ? g_strdup_printf (_("%s, has a problem"), noted) : g_strdup (noted);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), label);
}

/* Only what is seen on the map has texts. */
static void
figment_graph_node_map (GtkWidget *widget)
{
  FigmentGraphNode *self = FIGMENT_GRAPH_NODE (widget);

  if (self->heading == NULL)
    {
      g_autofree char *heading = dup_heading (self);

      self->heading = new_text (self, heading, "heading");
      self->caption = new_text (self, get_caption (self), "caption");
    }
  GTK_WIDGET_CLASS (figment_graph_node_parent_class)->map (widget);
}

static void
figment_graph_node_dispose (GObject *object)
{
  FigmentGraphNode *self = FIGMENT_GRAPH_NODE (object);

  g_clear_pointer (&self->heading, gtk_widget_unparent);
  g_clear_pointer (&self->caption, gtk_widget_unparent);
  G_OBJECT_CLASS (figment_graph_node_parent_class)->dispose (object);
}

static void
pressed_cb (GtkGestureClick  *click,
            int               n_press,
            double            x,
            double            y,
            FigmentGraphNode *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
released_cb (GtkGestureClick  *click,
             int               n_press,
             double            x,
             double            y,
             FigmentGraphNode *self)
{
  if (gtk_widget_contains (GTK_WIDGET (self), x, y))
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
activate_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_ACTIVATED], 0);
}

static void
figment_graph_node_finalize (GObject *object)
{
  FigmentGraphNode *self = FIGMENT_GRAPH_NODE (object);

  g_clear_pointer (&self->graph, figment_graph_unref);
  g_clear_pointer (&self->node_id, g_free);
  g_clear_pointer (&self->note, g_free);
  G_OBJECT_CLASS (figment_graph_node_parent_class)->finalize (object);
}

static void
figment_graph_node_class_init (FigmentGraphNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_graph_node_dispose;
  object_class->finalize = figment_graph_node_finalize;
  widget_class->map = figment_graph_node_map;

  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", FIGMENT_TYPE_GRAPH_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "node.activate", NULL, activate_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "node.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "node.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "node.activate", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "graphnode");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
figment_graph_node_init (FigmentGraphNode *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
figment_graph_node_new (FigmentGraph *graph,
                        const char   *node_id)
{
  FigmentGraphNode *self;

  g_return_val_if_fail (graph != NULL, NULL);
  g_return_val_if_fail (figment_graph_has_node (graph, node_id), NULL);

  self = g_object_new (FIGMENT_TYPE_GRAPH_NODE, NULL);
  self->graph = figment_graph_ref (graph);
  self->node_id = g_strdup (node_id);
  update_label (self);
  return GTK_WIDGET (self);
}

const char *
figment_graph_node_get_id (FigmentGraphNode *self)
{
  g_return_val_if_fail (FIGMENT_IS_GRAPH_NODE (self), NULL);
  return self->node_id;
}

void
figment_graph_node_set_note (FigmentGraphNode *self,
                             const char       *note)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_NODE (self));
  if (g_strcmp0 (self->note, note) == 0)
    return;
  g_free (self->note);
  self->note = g_strdup (note);
  update_label (self);
  if (self->caption != NULL)
    gtk_inscription_set_text (GTK_INSCRIPTION (self->caption), get_caption (self));
}

/**
 * figment_graph_node_set_graph:
 * @graph: in place of the one that it is from; has a node of the same id
 */
void
figment_graph_node_set_graph (FigmentGraphNode *self,
                              FigmentGraph     *graph)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_NODE (self));
  g_return_if_fail (figment_graph_has_node (graph, self->node_id));
  if (self->graph == graph)
    return;
  figment_graph_unref (self->graph);
  self->graph = figment_graph_ref (graph);
  update_label (self);
  if (self->heading != NULL)
    {
      g_autofree char *heading = dup_heading (self);

      gtk_inscription_set_text (GTK_INSCRIPTION (self->heading), heading);
      gtk_inscription_set_text (GTK_INSCRIPTION (self->caption), get_caption (self));
    }
}

void
figment_graph_node_set_ill (FigmentGraphNode *self,
                            gboolean          ill)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_NODE (self));
  if (self->ill == ill)
    return;
  self->ill = ill;
  if (ill)
    gtk_widget_add_css_class (GTK_WIDGET (self), "ill");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "ill");
  update_label (self);
}
