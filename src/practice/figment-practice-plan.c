/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-plan.h"

#include "figment-practice-validate.h"
#include "json/figment-json-value.h"

typedef struct
{
  const char *id;        /* (unowned) key in the graph */
  guint       n_blocks;  /* nodes that have to come before */
  GPtrArray  *blocking;  /* (owned) of Step (unowned): nodes that wait for this one, each once */
  gboolean    is_output;
} Step;

struct _FigmentPracticePlan
{
  JsonObject                *graph;     /* (unowned) */
  JsonObject                *catalog;   /* (unowned) */
  FigmentPracticeCachedFunc  is_cached;
  gpointer                   user_data;
  GPtrArray                 *pending;   /* (owned) of Step, in the order in which they were met */
  GHashTable                *steps;     /* (owned) id -> Step (unowned) */
};

static void
step_free (gpointer data)
{
  Step *step = data;

  g_ptr_array_unref (step->blocking);
  g_free (step);
}

FigmentPracticePlan *
figment_practice_plan_new (JsonObject                *graph,
                           JsonObject                *catalog,
                           FigmentPracticeCachedFunc  is_cached,
                           gpointer                   user_data)
{
  FigmentPracticePlan *self = g_new0 (FigmentPracticePlan, 1);

  self->graph = graph;
  self->catalog = catalog;
  self->is_cached = is_cached;
  self->user_data = user_data;
  self->pending = g_ptr_array_new_with_free_func (step_free);
  self->steps = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
figment_practice_plan_free (FigmentPracticePlan *self)
{
  g_hash_table_unref (self->steps);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

static Step *
add_step (FigmentPracticePlan *self,
          const char          *id)
{
  Step *step = g_new0 (Step, 1);
  JsonObject *node = figment_json_get_object (self->graph, id);

  step->id = id;
  step->blocking = g_ptr_array_new ();
  step->is_output = figment_practice_is_output (self->catalog, figment_json_get_string (node, "class_type"));
  g_ptr_array_add (self->pending, step);
  g_hash_table_insert (self->steps, (gpointer) id, step);
  return step;
}

/* Puts the nodes that @step takes something from onto @stack, and the pairs into @from and @to. */
static void
follow_links (FigmentPracticePlan *self,
              Step                *step,
              GPtrArray           *stack,
              GPtrArray           *from,
              GPtrArray           *to)
{
  JsonObject *inputs = figment_json_get_object (figment_json_get_object (self->graph, step->id), "inputs");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL)
    return;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      JsonArray *link = figment_practice_link (value);
      const char *id = link != NULL && json_array_get_length (link) == 2
                         ? figment_json_to_string (json_array_get_element (link, 0))
                         : NULL;

      if (id == NULL || figment_json_get_object (self->graph, id) == NULL || self->is_cached (id, self->user_data))
        continue;
      g_ptr_array_add (stack, (gpointer) id);
      g_ptr_array_add (from, (gpointer) id);
      g_ptr_array_add (to, step);
    }
}

/* Adds a node that is wanted, with everything it needs that is not cached. The node itself may be cached. */
void
figment_practice_plan_add (FigmentPracticePlan *self,
                           const char          *id)
{
  g_autoptr(GPtrArray) stack = g_ptr_array_new ();
  g_autoptr(GPtrArray) from = g_ptr_array_new ();
  g_autoptr(GPtrArray) to = g_ptr_array_new ();

  g_ptr_array_add (stack, (gpointer) id);
  while (stack->len > 0)
    {
      const char *next = g_ptr_array_steal_index (stack, stack->len - 1);

      if (!g_hash_table_contains (self->steps, next))
        follow_links (self, add_step (self, next), stack, from, to);
    }
  for (guint i = 0; i < from->len; i++)
    {
      Step *blocker = g_hash_table_lookup (self->steps, from->pdata[i]);
      Step *blocked = to->pdata[i];

      if (!g_ptr_array_find (blocker->blocking, blocked, NULL))
        {
          g_ptr_array_add (blocker->blocking, blocked);
          blocked->n_blocks++;
        }
    }
}

static gboolean
leads_to_output (Step  *step,
                 guint  distance)
{
  if (distance == 0)
    return step->is_output;
  for (guint i = 0; i < step->blocking->len; i++)
    if (leads_to_output (step->blocking->pdata[i], distance - 1))
      return TRUE;
  return FALSE;
}

/*
 * The node to execute now: of those that wait for nothing, the first that is an output, else the first whose result an
 * output takes, else the first that is two steps away from an output, else the first.
 *
 * Returns: (transfer none) (nullable): its id, or NULL when nothing is left
 */
const char *
figment_practice_plan_pick (FigmentPracticePlan *self)
{
  Step *first = NULL;

  for (guint distance = 0; distance < 3; distance++)
    for (guint i = 0; i < self->pending->len; i++)
      {
        Step *step = self->pending->pdata[i];

        if (step->n_blocks > 0)
          continue;
        if (leads_to_output (step, distance))
          return step->id;
        if (first == NULL)
          first = step;
      }
  return first != NULL ? first->id : NULL;
}

/* Takes a node off the list once it has been executed. */
void
figment_practice_plan_done (FigmentPracticePlan *self,
                            const char          *id)
{
  Step *step = g_hash_table_lookup (self->steps, id);

  g_return_if_fail (step != NULL);
  for (guint i = 0; i < step->blocking->len; i++)
    ((Step *) step->blocking->pdata[i])->n_blocks--;
  g_hash_table_remove (self->steps, id);
  g_ptr_array_remove (self->pending, step);
}
