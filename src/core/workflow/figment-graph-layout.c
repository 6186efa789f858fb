/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-layout.h"

#include <math.h>

/* Px between layers, and between the boxes of one. */
#define GAP_X 64
#define GAP_Y 18

/* A box has its title and its class; each input that is linked makes room for where the line ends. */
#define BOX_HEIGHT 48
#define LINE_HEIGHT 7
#define MAX_LINES 12

/* More passes change little. */
#define ORDER_PASSES 6
#define PLACE_PASSES 8

struct _FigmentGraphLayout
{
  FigmentGraph *graph;
  GArray       *boxes;  /* (element-type FigmentGraphBox) in the order of the graph's ids */
  GArray       *lines;  /* (element-type FigmentGraphLine) */
  double        width;
  double        height;
};

/* While it is worked out. Neighbours are indices of boxes. */
typedef struct
{
  FigmentGraphLayout *layout;
  GArray            **before;  /* by box: what it takes its inputs from */
  GArray            **after;   /* by box: what takes its outputs */
  GPtrArray          *layers;  /* (element-type GArray) indices of boxes, from top to bottom */
  double             *weights; /* by box: what a layer is sorted by */
} Plan;

static FigmentGraphBox *
get_box (Plan *plan,
         guint index)
{
  return &g_array_index (plan->layout->boxes, FigmentGraphBox, index);
}

static void
find_lines (Plan *plan)
{
  FigmentGraphLayout *layout = plan->layout;
  g_autoptr(GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < layout->boxes->len; i++)
    g_hash_table_insert (indices, (gpointer) get_box (plan, i)->node_id, GUINT_TO_POINTER (i));
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      JsonObject *inputs = figment_graph_get_inputs (layout->graph, get_box (plan, i)->node_id);
      JsonObjectIter iter;
      JsonNode *value;

      if (inputs == NULL)
        continue;
      json_object_iter_init (&iter, inputs);
      while (json_object_iter_next (&iter, NULL, &value))
        {
          const char *source = figment_graph_node_get_link (value, NULL);
          gpointer from;

          if (source == NULL || !g_hash_table_lookup_extended (indices, source, NULL, &from)
              || GPOINTER_TO_UINT (from) == i)
            continue;
          g_array_append_val (layout->lines, ((FigmentGraphLine) { GPOINTER_TO_UINT (from), i }));
          g_array_append_val (plan->before[i], ((guint) { GPOINTER_TO_UINT (from) }));
          g_array_append_val (plan->after[GPOINTER_TO_UINT (from)], i);
        }
    }
}

/*
 * The order in which every box comes after all that it takes from. Where a loop leaves no such box, the first one that
 * is still there goes next, which cuts the loop.
 */
static GArray *
sort_boxes (Plan *plan)
{
  const guint n = plan->layout->boxes->len;
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);
  g_autofree guint *missing = g_new (guint, n);
  g_autofree gboolean *taken = g_new0 (gboolean, n);
  guint first = 0;

  for (guint i = 0; i < n; i++)
    {
      missing[i] = plan->before[i]->len;
      if (missing[i] == 0)
        {
          taken[i] = TRUE;
          g_array_append_val (order, i);
        }
    }
  for (guint done = 0; order->len < n || done < order->len; done++)
    {
      guint box;

      if (done == order->len)
        {
          while (taken[first])
            first++;
          taken[first] = TRUE;
          g_array_append_val (order, first);
        }
      box = g_array_index (order, guint, done);
      for (guint i = 0; i < plan->after[box]->len; i++)
        {
          const guint next = g_array_index (plan->after[box], guint, i);

          if (--missing[next] == 0 && !taken[next])
            {
              taken[next] = TRUE;
              g_array_append_val (order, next);
            }
        }
    }
  return order;
}

/* Right of all that it takes from; and what takes nothing, a loader for instance, next to what needs it. */
static void
choose_layers (Plan *plan)
{
  g_autoptr(GArray) order = sort_boxes (plan);
  const guint n = order->len;
  g_autofree guint *positions = g_new (guint, n);
  guint n_layers = 1;

  for (guint i = 0; i < n; i++)
    positions[g_array_index (order, guint, i)] = i;
  for (guint i = 0; i < n; i++)
    {
      const guint box = g_array_index (order, guint, i);

      for (guint j = 0; j < plan->after[box]->len; j++)
        {
          const guint next = g_array_index (plan->after[box], guint, j);

          if (positions[next] > i)
            get_box (plan, next)->layer = MAX (get_box (plan, next)->layer, get_box (plan, box)->layer + 1);
        }
      n_layers = MAX (n_layers, get_box (plan, box)->layer + 1);
    }
  for (guint i = 0; i < n; i++)
    {
      guint nearest = G_MAXUINT;

      for (guint j = 0; j < plan->after[i]->len; j++)
        nearest = MIN (nearest, get_box (plan, g_array_index (plan->after[i], guint, j))->layer);
      if (plan->before[i]->len == 0 && nearest != G_MAXUINT && nearest > 0)
        get_box (plan, i)->layer = nearest - 1;
    }

  for (guint i = 0; i < n_layers; i++)
    g_ptr_array_add (plan->layers, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < n; i++)
    {
      const guint box = g_array_index (order, guint, i);

      g_array_append_val ((GArray *) g_ptr_array_index (plan->layers, get_box (plan, box)->layer), box);
    }
}

static int
compare_weights (gconstpointer first,
                 gconstpointer second,
                 gpointer      user_data)
{
  const double *weights = user_data;
  const double a = weights[*(const guint *) first];
  const double b = weights[*(const guint *) second];

  return (a > b) - (a < b);
}

/* Each layer in the order of what its boxes are linked with, to and fro, so that few lines cross. */
static void
order_layers (Plan *plan)
{
  g_autofree double *ranks = g_new0 (double, plan->layout->boxes->len);

  for (guint pass = 0; pass < ORDER_PASSES; pass++)
    for (guint i = 0; i < plan->layers->len; i++)
      {
        const gboolean forward = pass % 2 == 0;
        GArray *layer = g_ptr_array_index (plan->layers, forward ? i : plan->layers->len - 1 - i);

        for (guint j = 0; j < layer->len; j++)
          {
            const guint box = g_array_index (layer, guint, j);
            GArray *neighbours = forward ? plan->before[box] : plan->after[box];
            double sum = 0;

            for (guint k = 0; k < neighbours->len; k++)
              sum += ranks[g_array_index (neighbours, guint, k)];
            plan->weights[box] = neighbours->len > 0 ? sum / neighbours->len : ranks[box];
          }
        g_array_sort_with_data (layer, compare_weights, plan->weights);
        for (guint j = 0; j < layer->len; j++)
          ranks[g_array_index (layer, guint, j)] = (j + 0.5) / layer->len;
      }
}

static double
get_wished_y (Plan     *plan,
              guint     index,
              gboolean  forward)
{
  GArray *neighbours = forward ? plan->before[index] : plan->after[index];
  const FigmentGraphBox *box = get_box (plan, index);
  double sum = 0;

  if (neighbours->len == 0)
    return box->y;
  for (guint i = 0; i < neighbours->len; i++)
    {
      const FigmentGraphBox *neighbour = get_box (plan, g_array_index (neighbours, guint, i));

      sum += neighbour->y + neighbour->height / 2;
    }
  return sum / neighbours->len - box->height / 2;
}

/*
 * One layer: every box as near to its wish as the order allows. Boxes that would overlap are packed into a block, and
 * the block stands where its boxes wish on the average.
 */
static void
place_layer (Plan     *plan,
             GArray   *layer,
             gboolean  forward)
{
  typedef struct
  {
    guint  first;  /* position in the layer */
    double sum;    /* of what its boxes wish for the block's top */
    double height; /* with the gaps between its boxes and one below */
    guint  n;
  } Block;
  g_autoptr(GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));

  for (guint i = 0; i < layer->len; i++)
    {
      const guint index = g_array_index (layer, guint, i);
      Block block = { i, get_wished_y (plan, index, forward), get_box (plan, index)->height + GAP_Y, 1 };

      while (blocks->len > 0)
        {
          const Block *above = &g_array_index (blocks, Block, blocks->len - 1);

          if (above->sum / above->n + above->height <= block.sum / block.n)
            break;
          block.first = above->first;
          block.sum = above->sum + block.sum - block.n * above->height;
          block.height += above->height;
          block.n += above->n;
          g_array_set_size (blocks, blocks->len - 1);
        }
      g_array_append_val (blocks, block);
    }
  for (guint i = 0; i < blocks->len; i++)
    {
      const Block *block = &g_array_index (blocks, Block, i);
      double y = block->sum / block->n;

      for (guint j = block->first; j < block->first + block->n; j++)
        {
          FigmentGraphBox *box = get_box (plan, g_array_index (layer, guint, j));

          box->y = y;
          y += box->height + GAP_Y;
        }
    }
}

static void
place_boxes (Plan *plan)
{
  FigmentGraphLayout *layout = plan->layout;
  double top = 0;

  for (guint pass = 0; pass < PLACE_PASSES; pass++)
    for (guint i = 0; i < plan->layers->len; i++)
      {
        const gboolean forward = pass % 2 == 0;

        place_layer (plan, g_ptr_array_index (plan->layers, forward ? i : plan->layers->len - 1 - i), forward);
      }
  for (guint i = 0; i < layout->boxes->len; i++)
    top = i == 0 ? get_box (plan, i)->y : MIN (top, get_box (plan, i)->y);
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      FigmentGraphBox *box = get_box (plan, i);

      box->x = box->layer * (FIGMENT_GRAPH_BOX_WIDTH + GAP_X);
      box->y = round (box->y - top);
      layout->width = MAX (layout->width, box->x + FIGMENT_GRAPH_BOX_WIDTH);
      layout->height = MAX (layout->height, box->y + box->height);
    }
}

static GArray **
new_neighbours (guint n)
{
  GArray **neighbours = g_new (GArray *, n);

  for (guint i = 0; i < n; i++)
    neighbours[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  return neighbours;
}

static void
free_neighbours (GArray **neighbours,
                 guint    n)
{
  for (guint i = 0; i < n; i++)
    g_array_unref (neighbours[i]);
  g_free (neighbours);
}

/* Returns: (transfer full) */
FigmentGraphLayout *
figment_graph_layout_new (FigmentGraph *graph)
{
  FigmentGraphLayout *self;
  const char *const *ids;
  guint n;
  Plan plan;

  g_return_val_if_fail (graph != NULL, NULL);

  n = figment_graph_get_n_nodes (graph);
  ids = figment_graph_get_ids (graph);
  self = g_new0 (FigmentGraphLayout, 1);
  self->graph = figment_graph_ref (graph);
  self->boxes = g_array_sized_new (FALSE, FALSE, sizeof (FigmentGraphBox), n);
  self->lines = g_array_new (FALSE, FALSE, sizeof (FigmentGraphLine));
  for (guint i = 0; i < n; i++)
    g_array_append_val (self->boxes, ((FigmentGraphBox) { .node_id = ids[i] }));

  plan = (Plan) {
    .layout = self,
    .before = new_neighbours (n),
    .after = new_neighbours (n),
    .layers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref),
    .weights = g_new0 (double, n),
  };
  find_lines (&plan);
  for (guint i = 0; i < n; i++)
    get_box (&plan, i)->height = BOX_HEIGHT + LINE_HEIGHT * MIN (plan.before[i]->len, MAX_LINES);
  choose_layers (&plan);
  order_layers (&plan);
  place_boxes (&plan);
  free_neighbours (plan.before, n);
  free_neighbours (plan.after, n);
  g_ptr_array_unref (plan.layers);
  g_free (plan.weights);
  return self;
}

void
figment_graph_layout_free (FigmentGraphLayout *self)
{
  g_return_if_fail (self != NULL);
  figment_graph_unref (self->graph);
  g_array_unref (self->boxes);
  g_array_unref (self->lines);
  g_free (self);
}

/* Returns: (transfer none) (array length=n_boxes): in the order of figment_graph_get_ids () */
const FigmentGraphBox *
figment_graph_layout_get_boxes (FigmentGraphLayout *self,
                                guint              *n_boxes)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_boxes != NULL, NULL);
  *n_boxes = self->boxes->len;
  return (const FigmentGraphBox *) (gpointer) self->boxes->data;
}

/* Returns: (transfer none) (array length=n_lines) */
const FigmentGraphLine *
figment_graph_layout_get_lines (FigmentGraphLayout *self,
                                guint              *n_lines)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_lines != NULL, NULL);
  *n_lines = self->lines->len;
  return (const FigmentGraphLine *) (gpointer) self->lines->data;
}

double
figment_graph_layout_get_width (FigmentGraphLayout *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->width;
}

double
figment_graph_layout_get_height (FigmentGraphLayout *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->height;
}
