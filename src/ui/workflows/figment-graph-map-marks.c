/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/workflows/figment-graph-map-private.h"

#include <glib/gi18n-lib.h>

/* What is said of the nodes on the map: what the form uses them for, which are lit, which have a problem. */

/* Problems whose nodes are marked; a hostile file has any number of them. */
#define MAX_ILL 200

/* The colours of style.css. */
static const char *const role_classes[FIGMENT_N_ROLES] = {
  [FIGMENT_ROLE_POSITIVE] = "words",      [FIGMENT_ROLE_NEGATIVE] = "words",    [FIGMENT_ROLE_LYRICS] = "words",
  [FIGMENT_ROLE_SEED] = "sampling",       [FIGMENT_ROLE_STEPS] = "sampling",    [FIGMENT_ROLE_CFG] = "sampling",
  [FIGMENT_ROLE_GUIDANCE] = "sampling",   [FIGMENT_ROLE_SAMPLER] = "sampling",  [FIGMENT_ROLE_SCHEDULER] = "sampling",
  [FIGMENT_ROLE_DENOISE] = "sampling",    [FIGMENT_ROLE_WIDTH] = "size",        [FIGMENT_ROLE_HEIGHT] = "size",
  [FIGMENT_ROLE_RESOLUTION] = "size",     [FIGMENT_ROLE_BATCH] = "size",        [FIGMENT_ROLE_FRAMES] = "size",
  [FIGMENT_ROLE_DURATION] = "size",       [FIGMENT_ROLE_FPS] = "size",          [FIGMENT_ROLE_IMAGE_INPUT] = "media",
  [FIGMENT_ROLE_MASK_INPUT] = "media",    [FIGMENT_ROLE_VIDEO_INPUT] = "media", [FIGMENT_ROLE_AUDIO_INPUT] = "media",
  [FIGMENT_ROLE_MODEL] = "model",         [FIGMENT_ROLE_LORA] = "model",
};

/* Colours and notes: what the controls of the form do. A node that has several shows all of their labels. */
static void
mark_fields (FigmentGraphMap *self)
{
  g_autoptr(GHashTable) labels = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  GHashTableIter iter;
  gpointer node, texts;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (self->form), i);
      GPtrArray *places = figment_field_get_places (field);
      const int role = figment_field_get_role (field);

      for (guint j = 0; role >= 0 && !figment_field_get_hidden (field) && j < places->len; j++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, j);
          FigmentGraphNode *marked = _figment_graph_map_find_node (self, place->node_id, NULL);

          if (marked == NULL)
            continue;
          gtk_widget_add_css_class (GTK_WIDGET (marked), role_classes[role]);
          if (!g_hash_table_contains (labels, marked))
            g_hash_table_insert (labels, marked, g_ptr_array_new ());
          g_ptr_array_add (g_hash_table_lookup (labels, marked), (gpointer) figment_field_get_label (field));
        }
    }
  g_hash_table_iter_init (&iter, labels);
  while (g_hash_table_iter_next (&iter, &node, &texts))
    {
      g_autofree char *note = NULL;

      g_ptr_array_add (texts, NULL);
      note = g_strjoinv (", ", (char **) ((GPtrArray *) texts)->pdata);
      figment_graph_node_set_note (node, note);
    }
}

static void
mark_outputs (FigmentGraphMap *self)
{
  GPtrArray *outputs = figment_analysis_get_outputs (figment_form_get_analysis (self->form));

  for (guint i = 0; i < outputs->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (outputs, i);
      FigmentGraphNode *node = _figment_graph_map_find_node (self, output->node_id, NULL);

      if (node != NULL)
        {
          gtk_widget_add_css_class (GTK_WIDGET (node), "output");
          figment_graph_node_set_note (node, output->preview ? _("Preview") : _("Output"));
        }
    }
}

void
figment_graph_map_mark (FigmentGraphMap *self)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_MAP (self));

  if (self->form != NULL && self->graph != figment_form_get_graph (self->form))
    _figment_graph_map_renew (self);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      FigmentGraphNode *node = g_ptr_array_index (self->nodes, i);

      for (FigmentRole role = 0; role < FIGMENT_N_ROLES; role++)
        gtk_widget_remove_css_class (GTK_WIDGET (node), role_classes[role]);
      gtk_widget_remove_css_class (GTK_WIDGET (node), "output");
      figment_graph_node_set_note (node, NULL);
    }
  if (self->form != NULL)
    {
      mark_fields (self);
      mark_outputs (self);
    }
}

static void
light (FigmentGraphMap *self,
       const char      *node_id)
{
  FigmentGraphNode *node = _figment_graph_map_find_node (self, node_id, &self->current);

  if (node == NULL)
    return;
  gtk_widget_add_css_class (GTK_WIDGET (node), "lit");
  _figment_graph_map_show_node (self, self->current);
}

void
figment_graph_map_light (FigmentGraphMap *self,
                         FigmentField    *field)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_MAP (self));

  for (guint i = 0; i < self->nodes->len; i++)
    gtk_widget_remove_css_class (g_ptr_array_index (self->nodes, i), "lit");
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (field == NULL)
    return;
  for (guint i = figment_field_get_places (field)->len; i > 0; i--)
    light (self, ((const FigmentPlace *) g_ptr_array_index (figment_field_get_places (field), i - 1))->node_id);
}

/* That node alone. */
void
figment_graph_map_light_node (FigmentGraphMap *self,
                              const char      *node_id)
{
  g_return_if_fail (FIGMENT_IS_GRAPH_MAP (self) && node_id != NULL);
  figment_graph_map_light (self, NULL);
  light (self, node_id);
}

void
figment_graph_map_mark_ill (FigmentGraphMap *self,
                            FigmentCheckup  *checkup)
{
  const guint n = checkup != NULL ? MIN (figment_checkup_get_n_problems (checkup), MAX_ILL) : 0;
  g_autoptr(GHashTable) ill = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_if_fail (FIGMENT_IS_GRAPH_MAP (self));
  for (guint i = 0; i < n; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (figment_checkup_get_findings (checkup), i);

      if (problem->node_id != NULL)
        g_hash_table_add (ill, problem->node_id);
    }
  for (guint i = 0; i < self->nodes->len; i++)
    {
      FigmentGraphNode *node = g_ptr_array_index (self->nodes, i);

      figment_graph_node_set_ill (node, g_hash_table_contains (ill, figment_graph_node_get_id (node)));
    }
}
