/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-executor-private.h"

#include "json/figment-json-value.h"

static void
run_clear (gpointer data)
{
  FigmentPracticeRun *run = data;

  g_free (run->prompt_id);
  g_free (run->client_id);
  json_node_unref (run->graph);
  json_node_unref (run->extra_data);
  json_node_unref (run->outputs);
  json_node_unref (run->catalog);
}

/* Copies what the executor needs, because JSON nodes are not shared between threads; the item's catalog moves over. */
FigmentPracticeRun *
figment_practice_run_new (FigmentPracticeItem *item)
{
  FigmentPracticeRun *run = g_atomic_rc_box_new0 (FigmentPracticeRun);

  run->prompt_id = g_strdup (item->id);
  run->client_id = g_strdup (item->client_id);
  run->graph = figment_json_copy (item->graph);
  run->extra_data = figment_json_copy (item->extra_data);
  run->outputs = figment_json_copy (item->outputs);
  run->catalog = g_steal_pointer (&item->catalog);
  return run;
}

FigmentPracticeRun *
figment_practice_run_ref (FigmentPracticeRun *run)
{
  return g_atomic_rc_box_acquire (run);
}

void
figment_practice_run_unref (FigmentPracticeRun *run)
{
  g_atomic_rc_box_release_full (run, run_clear);
}

FigmentPracticeEvent *
figment_practice_event_new (FigmentPracticeRun       *run,
                            FigmentPracticeEventKind  kind)
{
  FigmentPracticeEvent *event = g_new0 (FigmentPracticeEvent, 1);

  event->run = figment_practice_run_ref (run);
  event->kind = kind;
  return event;
}

void
figment_practice_event_free (FigmentPracticeEvent *event)
{
  g_clear_pointer (&event->data, json_node_unref);
  g_clear_pointer (&event->state, json_node_unref);
  g_clear_pointer (&event->bytes, g_bytes_unref);
  figment_practice_run_unref (event->run);
  g_free (event->node_id);
  g_free (event);
}

FigmentPracticeResult *
figment_practice_result_new (void)
{
  return g_new0 (FigmentPracticeResult, 1);
}

void
figment_practice_result_free (FigmentPracticeResult *result)
{
  g_clear_pointer (&result->outputs, g_ptr_array_unref);
  g_clear_pointer (&result->ui, json_node_unref);
  g_free (result->blocked);
  g_free (result);
}

static gpointer
executor_thread (gpointer data)
{
  FigmentPracticeExecutor *self = data;

  for (;;)
    {
      gpointer next = g_async_queue_pop (self->runs);

      if (next == self)
        return NULL;
      _figment_practice_executor_run (self, next);
      figment_practice_run_unref (next);
    }
}

/* @callback: gets what happens, in the executor's thread */
FigmentPracticeExecutor *
figment_practice_executor_new (FigmentPracticeFolders   *folders,
                               FigmentPracticeEventFunc  callback,
                               gpointer                  user_data)
{
  FigmentPracticeExecutor *self = g_new0 (FigmentPracticeExecutor, 1);

  self->runs = g_async_queue_new ();
  self->folders = folders;
  self->callback = callback;
  self->user_data = user_data;
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) figment_practice_result_free);
  self->thread = g_thread_new ("practice-execute", executor_thread, self);
  return self;
}

/* Waits for the thread; cancel the current run before, so that it ends soon. */
void
figment_practice_executor_free (FigmentPracticeExecutor *self)
{
  g_async_queue_push (self->runs, self);
  g_thread_join (self->thread);
  g_async_queue_unref (self->runs);
  g_hash_table_unref (self->cache);
  g_free (self);
}

/* @run: (transfer full) */
void
figment_practice_executor_push (FigmentPracticeExecutor *self,
                                FigmentPracticeRun      *run)
{
  g_async_queue_push (self->runs, run);
}

/* Ends the current run at its next step. Without one it has no effect: the flag is reset when a run starts. */
void
figment_practice_executor_interrupt (FigmentPracticeExecutor *self)
{
  g_atomic_int_set (&self->interrupted, TRUE);
}

/* The next run starts without a cache. */
void
figment_practice_executor_drop_cache (FigmentPracticeExecutor *self)
{
  g_atomic_int_set (&self->drop_cache, TRUE);
}

void
figment_practice_executor_set_mood (FigmentPracticeExecutor *self,
                                    FigmentPracticeMood      mood)
{
  g_atomic_int_set (&self->mood, mood);
}

void
figment_practice_executor_set_step_ms (FigmentPracticeExecutor *self,
                                       guint                    milliseconds)
{
  g_atomic_int_set (&self->step_ms, milliseconds);
}
