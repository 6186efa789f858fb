/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-job-private.h"

#include "figment-practice-plan.h"
#include "figment-practice-python.h"
#include "figment-practice-validate.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* One prompt's execution: ComfyUI execution.py, PromptExecutor.execute_async and execute. */

/* The longer side of previews in pixels (--preview-size's default). */
#define PREVIEW_SIZE 512

/* In the slow mood: how long a step takes at least, and how long the history entry comes after execution_success. */
#define SLOW_STEP_MS 120
#define SLOW_HISTORY_MS 500

static gboolean
is_over (FigmentPracticeJob *job)
{
  return g_atomic_int_get (&job->executor->interrupted) || g_atomic_int_get (&job->run->cancelled);
}

static gboolean
context_interrupted (FigmentPracticeContext *context)
{
  return is_over (context->user_data);
}

static FigmentPracticeResult *
find_result (FigmentPracticeJob *job,
             const char         *id)
{
  const char *signature = g_hash_table_lookup (job->signatures, id);

  return signature != NULL ? g_hash_table_lookup (job->executor->cache, signature) : NULL;
}

static gboolean
is_cached (const char *id,
           gpointer    user_data)
{
  return find_result (user_data, id) != NULL;
}

/* Whether the class samples: it is filed under "sampling" and its first output is a latent. */
static gboolean
is_sampler (JsonObject *info)
{
  const char *category = figment_json_get_string (info, "category");
  JsonArray *output = figment_json_get_array (info, "output");

  return category != NULL && g_str_has_prefix (category, "sampling") && output != NULL
         && json_array_get_length (output) > 0
         && g_strcmp0 (figment_json_to_string (json_array_get_element (output, 0)), "LATENT") == 0;
}

/* Whether the server's mood makes this node fail. */
static gboolean
raise_mood (FigmentPracticeJob  *job,
            JsonObject          *info,
            GError             **error)
{
  const int mood = g_atomic_int_get (&job->executor->mood);

  if (mood == FIGMENT_PRACTICE_MOOD_DISK_FULL && figment_json_get_boolean (info, "output_node", FALSE))
    {
      g_set_error (error, FIGMENT_PRACTICE_EXCEPTION ("OSError"), 0, "[Errno 28] No space left on device: '%s'",
                   job->context.output_dir);
      return TRUE;
    }
  if (mood == FIGMENT_PRACTICE_MOOD_OUT_OF_MEMORY && is_sampler (info))
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_EXCEPTION ("torch.OutOfMemoryError"), 0,
                           "Allocation on device 0 would exceed allowed memory. (out of memory)");
      return TRUE;
    }
  return FALSE;
}

/* Makes every file item of @ui look as if it lay elsewhere; /view finds the files all the same while the mood lasts. */
static void
make_hostile (JsonNode *ui)
{
  static const char *const prefixes[] = { "/../..\\", "..\\..\\", "../../../", "/" };
  JsonObject *object = figment_json_to_object (ui);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  guint n = 0;

  if (object == NULL)
    return;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      JsonArray *items = figment_json_to_array (value);

      for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
        {
          JsonObject *item = figment_json_to_object (json_array_get_element (items, i));
          const char *prefix = prefixes[n % G_N_ELEMENTS (prefixes)];
          g_autofree char *name = NULL;
          g_autofree char *subfolder = NULL;

          if (figment_json_get_string (item, "filename") == NULL)
            continue;
          name = g_strconcat (prefix, figment_json_get_string (item, "filename"), NULL);
          subfolder = g_strconcat (prefix, figment_json_get_string (item, "subfolder"), NULL);
          json_object_set_string_member (item, "filename", name);
          json_object_set_string_member (item, "subfolder", subfolder);
          n++;
        }
    }
}

/*
 * Sorts a node's inputs into values and results of other nodes.
 * @blocked: (out): whether one of them is an ExecutionBlocker, and @message: what it says
 */
static void
gather_inputs (FigmentPracticeJob  *job,
               const char          *id,
               JsonObject          *literals,
               GHashTable          *links,
               gboolean            *blocked,
               const char         **message)
{
  JsonObject *inputs = figment_json_get_object (figment_json_get_object (job->graph, id), "inputs");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      JsonArray *link = figment_practice_link (value);
      FigmentPracticeResult *result;
      gint64 slot = 0;
      gpointer output = NULL;

      if (link == NULL || json_array_get_length (link) != 2)
        {
          json_object_set_member (literals, name, json_node_ref (value));
          continue;
        }
      result = find_result (job, figment_json_to_string (json_array_get_element (link, 0)));
      figment_json_to_int64 (json_array_get_element (link, 1), &slot);
      if (result != NULL && result->outputs != NULL && slot < 0)
        slot += result->outputs->len;
      if (result != NULL && result->outputs != NULL && slot >= 0 && slot < result->outputs->len)
        output = result->outputs->pdata[slot];
      if (output != NULL)
        {
          g_hash_table_insert (links, (gpointer) name, output);
        }
      else
        {
          *blocked = TRUE;
          if (result != NULL && result->blocked != NULL)
            *message = result->blocked;
        }
    }
}

static GPtrArray *
blocked_outputs (JsonObject *info)
{
  JsonArray *types = figment_json_get_array (info, "output");
  GPtrArray *outputs = g_ptr_array_new ();

  g_ptr_array_set_size (outputs, types != NULL ? (int) json_array_get_length (types) : 0);
  return outputs;
}

/* Returns: (transfer full) (nullable): what the node made, or NULL with its exception or G_IO_ERROR_CANCELLED */
static FigmentPracticeResult *
execute_node (FigmentPracticeJob  *job,
              const char          *id,
              GError             **error)
{
  const char *class_type = figment_json_get_string (figment_json_get_object (job->graph, id), "class_type");
  JsonObject *info = figment_practice_catalog_find (job->catalog, class_type);
  g_autoptr(JsonObject) literals = json_object_new ();
  g_autoptr(GHashTable) links = g_hash_table_new (g_str_hash, g_str_equal);
  FigmentPracticeResult *result = figment_practice_result_new ();
  g_autoptr(GError) exception = NULL;
  gboolean blocked = FALSE;
  const char *message = NULL;

  gather_inputs (job, id, literals, links, &blocked, &message);
  if (blocked)
    {
      if (message != NULL)
        _figment_practice_job_blocked (job, id, message);
      result->outputs = blocked_outputs (info);
    }
  else if (is_over (job))
    {
      g_set_error_literal (&exception, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
    }
  else if (!raise_mood (job, info, &exception))
    {
      figment_practice_nodes_execute (&job->context, id, class_type, literals, links, &result->outputs, &result->ui,
                                      &exception);
      if (exception != NULL && exception->domain == FIGMENT_PRACTICE_EXCEPTION ("ExecutionBlocked"))
        {
          result->blocked = g_strdup (exception->message);
          result->outputs = blocked_outputs (info);
          g_clear_error (&exception);
        }
    }
  if (exception != NULL)
    {
      figment_practice_result_free (result);
      g_propagate_error (error, g_steal_pointer (&exception));
      return NULL;
    }
  if (result->ui != NULL && g_atomic_int_get (&job->executor->mood) == FIGMENT_PRACTICE_MOOD_HOSTILE_NAMES)
    make_hostile (result->ui);
  return result;
}

/* Returns: %FALSE when the run ends here */
static gboolean
run_node (FigmentPracticeJob *job,
          const char         *id)
{
  FigmentPracticeResult *result = find_result (job, id);
  g_autoptr(GError) error = NULL;
  JsonObject *data;

  if (result != NULL)
    {
      /* Outputs from the cache reach neither socket nor history when nobody owns the prompt (trap 5). */
      if (job->run->client_id != NULL)
        {
          _figment_practice_job_executed (job, id, result->ui);
          if (result->ui != NULL)
            _figment_practice_job_keep (job, id, result->ui);
        }
      _figment_practice_job_state (job, id, TRUE);
      return TRUE;
    }
  job->node_id = id;
  _figment_practice_job_state (job, id, FALSE);
  data = json_object_new ();
  json_object_set_string_member (data, "node", id);
  json_object_set_string_member (data, "display_node", id);
  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  _figment_practice_job_message (job, "executing", data, FALSE);

  result = execute_node (job, id, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_atomic_int_set (&job->executor->interrupted, FALSE);
      _figment_practice_job_status (job, "execution_interrupted", _figment_practice_job_failure (job, id), TRUE);
      return FALSE;
    }
  if (result == NULL)
    {
      _figment_practice_job_error (job, id, error);
      return FALSE;
    }
  g_hash_table_insert (job->executor->cache, g_strdup (g_hash_table_lookup (job->signatures, id)), result);
  if (result->ui != NULL)
    {
      _figment_practice_job_keep (job, id, result->ui);
      _figment_practice_job_executed (job, id, result->ui);
    }
  _figment_practice_job_state (job, id, TRUE);
  g_ptr_array_add (job->executed, (gpointer) id);
  return TRUE;
}

static gboolean
is_stale (gpointer key,
          gpointer value,
          gpointer wanted)
{
  return !g_hash_table_contains (wanted, key);
}

/* Keeps of the cache only what this graph has too, and names the nodes whose results are there. */
static void
announce_cache (FigmentPracticeJob *job)
{
  g_autoptr(GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *cached = json_array_new ();
  JsonObject *data = json_object_new ();
  GHashTableIter values;
  gpointer signature;
  JsonObjectIter iter;
  const char *id;

  g_hash_table_iter_init (&values, job->signatures);
  while (g_hash_table_iter_next (&values, NULL, &signature))
    g_hash_table_add (wanted, signature);
  g_hash_table_foreach_remove (job->executor->cache, is_stale, wanted);
  json_object_iter_init_ordered (&iter, job->graph);
  while (json_object_iter_next_ordered (&iter, &id, NULL))
    if (find_result (job, id) != NULL)
      json_array_add_string_element (cached, id);
  json_object_set_array_member (data, "nodes", cached);
  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  _figment_practice_job_status (job, "execution_cached", data, FALSE);
}

static gboolean
run_nodes (FigmentPracticeJob *job)
{
  g_autoptr(FigmentPracticePlan) plan = figment_practice_plan_new (job->graph, job->catalog, is_cached, job);
  JsonArray *outputs = json_node_get_array (job->run->outputs);
  const char *id;

  for (guint i = 0; i < json_array_get_length (outputs); i++)
    figment_practice_plan_add (plan, json_array_get_string_element (outputs, i));
  while ((id = figment_practice_plan_pick (plan)) != NULL)
    {
      if (!run_node (job, id))
        return FALSE;
      figment_practice_plan_done (plan, id);
    }
  return TRUE;
}

static guint
preview_size (JsonObject *extra_data)
{
  static const char *const methods[] = { "auto", "latent2rgb", "taesd", NULL };
  const char *method = figment_json_get_string (extra_data, "preview_method");

  return method != NULL && g_strv_contains (methods, method) ? PREVIEW_SIZE : 0;
}

static void
set_up_context (FigmentPracticeJob *job,
                const char         *prompt)
{
  FigmentPracticeExecutor *executor = job->executor;
  JsonObject *extra_data = figment_json_to_object (job->run->extra_data);
  FigmentPracticeContext *context = &job->context;
  guint step_ms = (guint) g_atomic_int_get (&executor->step_ms);

  if (g_atomic_int_get (&executor->mood) == FIGMENT_PRACTICE_MOOD_SLOW)
    step_ms = MAX (step_ms, SLOW_STEP_MS);
  context->input_dir = executor->folders->input;
  context->output_dir = executor->folders->output;
  context->temp_dir = executor->folders->temp;
  context->prompt = prompt;
  context->extra_pnginfo = figment_json_get_object (extra_data, "extra_pnginfo");
  context->step_ms = step_ms;
  context->preview_size = preview_size (extra_data);
  context->flood = g_atomic_int_get (&executor->mood) == FIGMENT_PRACTICE_MOOD_FLOOD;
  context->user_data = job;
  context->interrupted = context_interrupted;
  context->progress = _figment_practice_job_progress;
  context->text = _figment_practice_job_text;
  context->image = _figment_practice_job_image;
}

/* Executes one prompt from execution_start to the history. Executor thread. */
void
_figment_practice_executor_run (FigmentPracticeExecutor *self,
                                FigmentPracticeRun      *run)
{
  g_autofree char *prompt = figment_json_write (run->graph, FIGMENT_JSON_WRITE_ASCII, NULL);
  FigmentPracticeJob job = { .executor = self, .run = run };
  JsonObject *data;
  gboolean success;

  if (g_atomic_int_compare_and_exchange (&self->drop_cache, TRUE, FALSE))
    g_hash_table_remove_all (self->cache);
  g_atomic_int_set (&self->interrupted, FALSE);
  job.graph = figment_json_to_object (run->graph);
  job.catalog = figment_json_to_object (run->catalog);
  job.signatures = _figment_practice_signatures (job.graph, job.catalog, self->folders);
  job.states = g_ptr_array_new_with_free_func (g_free);
  job.executed = g_ptr_array_new ();
  job.outputs = json_object_new ();
  job.meta = json_object_new ();
  job.messages = json_array_new ();
  set_up_context (&job, prompt);

  data = json_object_new ();
  json_object_set_string_member (data, "prompt_id", run->prompt_id);
  _figment_practice_job_status (&job, "execution_start", data, FALSE);
  announce_cache (&job);
  success = run_nodes (&job);
  if (success)
    {
      data = json_object_new ();
      json_object_set_string_member (data, "prompt_id", run->prompt_id);
      _figment_practice_job_status (&job, "execution_success", data, FALSE);
      /* The history entry comes later than the message (trap 1). */
      if (g_atomic_int_get (&self->mood) == FIGMENT_PRACTICE_MOOD_SLOW)
        g_usleep (SLOW_HISTORY_MS * G_TIME_SPAN_MILLISECOND);
    }
  _figment_practice_job_done (&job, success);

  g_hash_table_unref (job.signatures);
  g_ptr_array_unref (job.states);
  g_ptr_array_unref (job.executed);
  json_object_unref (job.outputs);
  json_object_unref (job.meta);
  json_array_unref (job.messages);
}
