/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-queue.h"

#include <string.h>

#include "json/figment-json-value.h"

/* ComfyUI execution.py, MAXIMUM_HISTORY_SIZE */
#define MAX_HISTORY 10000

static void
item_clear (gpointer data)
{
  FigmentPracticeItem *self = data;

  g_clear_pointer (&self->number, json_node_unref);
  g_clear_pointer (&self->graph, json_node_unref);
  g_clear_pointer (&self->extra_data, json_node_unref);
  g_clear_pointer (&self->outputs, json_node_unref);
  g_clear_pointer (&self->catalog, json_node_unref);
  g_free (self->id);
  g_free (self->client_id);
}

FigmentPracticeItem *
figment_practice_item_new (void)
{
  return g_atomic_rc_box_new0 (FigmentPracticeItem);
}

FigmentPracticeItem *
figment_practice_item_ref (FigmentPracticeItem *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
figment_practice_item_unref (FigmentPracticeItem *self)
{
  g_atomic_rc_box_release_full (self, item_clear);
}

/* Returns: (transfer full): [number, id, graph, extra_data, output ids], as in /queue and /history */
JsonNode *
figment_practice_item_to_json (FigmentPracticeItem *self)
{
  JsonArray *array = json_array_sized_new (5);
  JsonNode *node;

  json_array_add_element (array, json_node_ref (self->number));
  json_array_add_string_element (array, self->id);
  json_array_add_element (array, json_node_ref (self->graph));
  json_array_add_element (array, json_node_ref (self->extra_data));
  json_array_add_element (array, json_node_ref (self->outputs));
  node = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  return node;
}

static void
entry_free (gpointer data)
{
  FigmentPracticeEntry *entry = data;

  g_free (entry->id);
  json_node_unref (entry->entry);
  g_free (entry);
}

FigmentPracticeQueue *
figment_practice_queue_new (void)
{
  FigmentPracticeQueue *self = g_new0 (FigmentPracticeQueue, 1);

  self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_practice_item_unref);
  self->history = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
figment_practice_queue_free (FigmentPracticeQueue *self)
{
  g_ptr_array_unref (self->pending);
  g_ptr_array_unref (self->history);
  g_clear_pointer (&self->running, figment_practice_item_unref);
  g_free (self);
}

/* Empties everything, as a restart of the server does. */
void
figment_practice_queue_forget (FigmentPracticeQueue *self)
{
  g_ptr_array_set_size (self->pending, 0);
  g_ptr_array_set_size (self->history, 0);
  g_clear_pointer (&self->running, figment_practice_item_unref);
  self->counter = 0;
}

static int
compare_items (FigmentPracticeItem *a,
               FigmentPracticeItem *b)
{
  if (a->priority != b->priority)
    return a->priority < b->priority ? -1 : 1;
  return strcmp (a->id, b->id);
}

/* Moves the item at @position towards the root until its parent is smaller, and notes whether an equal one was met. */
static void
sift_down (GPtrArray *heap,
           guint      start,
           guint      position,
           gboolean  *met_equal)
{
  gpointer item = heap->pdata[position];

  while (position > start)
    {
      const guint parent = (position - 1) / 2;
      const int order = compare_items (item, heap->pdata[parent]);

      if (order == 0 && met_equal != NULL)
        *met_equal = TRUE;
      if (order >= 0)
        break;
      heap->pdata[position] = heap->pdata[parent];
      position = parent;
    }
  heap->pdata[position] = item;
}

/* Fills the hole at @position with the smaller children down to a leaf, puts the item there and lets it rise again. */
static void
sift_up (GPtrArray *heap,
         guint      position)
{
  const guint start = position;
  gpointer item = heap->pdata[position];

  while (2 * position + 1 < heap->len)
    {
      guint child = 2 * position + 1;

      if (child + 1 < heap->len && compare_items (heap->pdata[child], heap->pdata[child + 1]) >= 0)
        child++;
      heap->pdata[position] = heap->pdata[child];
      position = child;
    }
  heap->pdata[position] = item;
  sift_down (heap, start, position, NULL);
}

/*
 * Adds @item. With the number and the id of a pending prompt Python goes on to compare two dicts and raises; the item
 * is in the heap already by then (trap 11).
 *
 * Returns: %FALSE when ComfyUI would have raised
 */
gboolean
figment_practice_queue_put (FigmentPracticeQueue *self,
                            FigmentPracticeItem  *item)
{
  gboolean met_equal = FALSE;

  g_ptr_array_add (self->pending, figment_practice_item_ref (item));
  sift_down (self->pending, 0, self->pending->len - 1, &met_equal);
  return !met_equal;
}

/* Returns: (transfer none) (nullable): the prompt that runs from now on */
FigmentPracticeItem *
figment_practice_queue_take (FigmentPracticeQueue *self)
{
  FigmentPracticeItem *last;

  g_return_val_if_fail (self->running == NULL, NULL);
  if (self->pending->len == 0)
    return NULL;
  last = g_ptr_array_steal_index (self->pending, self->pending->len - 1);
  if (self->pending->len == 0)
    {
      self->running = last;
    }
  else
    {
      self->running = self->pending->pdata[0];
      self->pending->pdata[0] = last;
      sift_up (self->pending, 0);
    }
  return self->running;
}

static int
find_entry (FigmentPracticeQueue *self,
            const char           *id)
{
  for (guint i = 0; i < self->history->len; i++)
    if (strcmp (((FigmentPracticeEntry *) self->history->pdata[i])->id, id) == 0)
      return (int) i;
  return -1;
}

/*
 * Moves the running prompt into the history. A reused id takes the place of the older entry.
 * @result: (transfer full): object with "outputs", "status" and "meta"
 */
void
figment_practice_queue_finish (FigmentPracticeQueue *self,
                               JsonNode             *result)
{
  JsonObject *object = json_object_new ();
  JsonObject *parts = json_node_get_object (result);
  FigmentPracticeEntry *entry;
  int index;

  g_return_if_fail (self->running != NULL);
  json_object_set_member (object, "prompt", figment_practice_item_to_json (self->running));
  json_object_set_member (object, "outputs", json_node_ref (json_object_get_member (parts, "outputs")));
  json_object_set_member (object, "status", json_node_ref (json_object_get_member (parts, "status")));
  json_object_set_member (object, "meta", json_node_ref (json_object_get_member (parts, "meta")));
  json_node_unref (result);

  if (self->history->len > MAX_HISTORY)
    g_ptr_array_remove_index (self->history, 0);
  index = find_entry (self, self->running->id);
  if (index >= 0)
    {
      entry = self->history->pdata[index];
      json_node_unref (entry->entry);
    }
  else
    {
      entry = g_new0 (FigmentPracticeEntry, 1);
      entry->id = g_strdup (self->running->id);
      g_ptr_array_add (self->history, entry);
    }
  entry->entry = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  g_clear_pointer (&self->running, figment_practice_item_unref);
}

/* Returns: whether a pending prompt of that id was there and is gone now */
gboolean
figment_practice_queue_delete (FigmentPracticeQueue *self,
                               const char           *id)
{
  for (guint i = 0; i < self->pending->len; i++)
    if (strcmp (((FigmentPracticeItem *) self->pending->pdata[i])->id, id) == 0)
      {
        g_ptr_array_remove_index (self->pending, i);
        for (guint j = self->pending->len / 2; j-- > 0;)
          sift_up (self->pending, j);
        return TRUE;
      }
  return FALSE;
}

void
figment_practice_queue_clear (FigmentPracticeQueue *self)
{
  g_ptr_array_set_size (self->pending, 0);
}

/* Returns: pending and running prompts together, which is what ComfyUI calls queue_remaining */
guint
figment_practice_queue_get_remaining (FigmentPracticeQueue *self)
{
  return self->pending->len + (self->running != NULL ? 1 : 0);
}

/* Returns: (transfer none) (nullable): the history entry of @id */
JsonNode *
figment_practice_queue_lookup (FigmentPracticeQueue *self,
                               const char           *id)
{
  const int index = find_entry (self, id);

  return index >= 0 ? ((FigmentPracticeEntry *) self->history->pdata[index])->entry : NULL;
}

/* Takes @id out of the history, or everything when it is NULL. */
void
figment_practice_queue_delete_history (FigmentPracticeQueue *self,
                                       const char           *id)
{
  if (id == NULL)
    {
      g_ptr_array_set_size (self->history, 0);
    }
  else
    {
      const int index = find_entry (self, id);

      if (index >= 0)
        g_ptr_array_remove_index (self->history, (guint) index);
    }
}
