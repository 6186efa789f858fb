/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-executor-private.h"

#include <math.h>
#include <string.h>

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

/* A node in progress_state; there from its start on. */
typedef struct
{
  const char *id;       /* (unowned) key in the graph */
  double      value;
  double      max;
  gboolean    stepped;  /* the node has told its progress, as integers */
  gboolean    finished;
} NodeState;

typedef struct
{
  FigmentPracticeExecutor *executor;   /* (unowned) */
  FigmentPracticeRun      *run;        /* (unowned) */
  FigmentPracticeContext   context;
  JsonObject              *graph;      /* (unowned) */
  JsonObject              *catalog;    /* (unowned) */
  GHashTable              *signatures; /* (owned) */
  GPtrArray               *states;     /* (owned) of NodeState */
  GPtrArray               *executed;   /* (owned) ids of nodes that really ran */
  JsonObject              *outputs;    /* (owned) */
  JsonObject              *meta;       /* (owned) */
  JsonArray               *messages;   /* (owned) for the history's status */
  const char              *node_id;    /* (unowned) (nullable) running now */
} Job;

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return node;
}

static void
emit (Job                  *job,
      FigmentPracticeEvent *event)
{
  job->executor->callback (event, job->executor->user_data);
}

/* @data: (transfer full) */
static void
emit_message (Job        *job,
              const char *type,
              JsonObject *data,
              gboolean    broadcast)
{
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_MESSAGE);

  event->type = type;
  event->data = take_object (data);
  event->broadcast = broadcast;
  emit (job, event);
}

/* A message that the history keeps too, with the time. ComfyUI execution.py, add_message. @data: (transfer full) */
static void
emit_status (Job        *job,
             const char *type,
             JsonObject *data,
             gboolean    broadcast)
{
  JsonArray *entry = json_array_sized_new (2);
  g_autoptr(JsonNode) node = NULL;

  json_object_set_int_member (data, "timestamp", g_get_real_time () / 1000);
  node = json_node_init_object (json_node_alloc (), data);
  json_array_add_string_element (entry, type);
  json_array_add_element (entry, figment_json_copy (node));
  json_array_add_array_element (job->messages, entry);
  emit_message (job, type, data, broadcast);
}

static JsonNode *
number_node (double   value,
             gboolean integer)
{
  if (integer && value == trunc (value) && fabs (value) < 1e15)
    return json_node_init_int (json_node_alloc (), (gint64) value);
  return json_node_init_double (json_node_alloc (), value);
}

static JsonNode *
progress_state (Job *job)
{
  JsonObject *data = json_object_new ();
  JsonObject *nodes = json_object_new ();

  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  for (guint i = 0; i < job->states->len; i++)
    {
      NodeState *state = job->states->pdata[i];
      JsonObject *node = json_object_new ();

      json_object_set_member (node, "value", number_node (state->value, state->stepped));
      json_object_set_member (node, "max", number_node (state->max, state->stepped));
      json_object_set_string_member (node, "state", state->finished ? "finished" : "running");
      json_object_set_string_member (node, "node_id", state->id);
      json_object_set_string_member (node, "prompt_id", job->run->prompt_id);
      json_object_set_string_member (node, "display_node_id", state->id);
      json_object_set_null_member (node, "parent_node_id");
      json_object_set_string_member (node, "real_node_id", state->id);
      json_object_set_object_member (nodes, state->id, node);
    }
  json_object_set_object_member (data, "nodes", nodes);
  return take_object (data);
}

static NodeState *
get_state (Job        *job,
           const char *id)
{
  NodeState *state;

  for (guint i = 0; i < job->states->len; i++)
    {
      state = job->states->pdata[i];
      if (strcmp (state->id, id) == 0)
        return state;
    }
  state = g_new0 (NodeState, 1);
  state->id = id;
  state->max = 1;
  g_ptr_array_add (job->states, state);
  return state;
}

static void
emit_state (Job        *job,
            const char *id,
            gboolean    finished)
{
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_PROGRESS);
  NodeState *state = get_state (job, id);

  state->finished = finished;
  if (finished)
    state->value = state->max;
  event->state = progress_state (job);
  emit (job, event);
}

static gboolean
is_over (Job *job)
{
  return g_atomic_int_get (&job->executor->interrupted) || g_atomic_int_get (&job->run->cancelled);
}

static gboolean
context_interrupted (FigmentPracticeContext *context)
{
  return is_over (context->user_data);
}

static void
context_progress (FigmentPracticeContext *context,
                  double                  value,
                  double                  max,
                  GBytes                 *preview)
{
  Job *job = context->user_data;
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_PROGRESS);
  NodeState *state = get_state (job, job->node_id);
  JsonObject *data = json_object_new ();

  state->value = value;
  state->max = max;
  state->stepped = TRUE;
  json_object_set_member (data, "value", number_node (value, TRUE));
  json_object_set_member (data, "max", number_node (max, TRUE));
  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  json_object_set_string_member (data, "node", job->node_id);
  event->state = progress_state (job);
  event->data = take_object (data);
  event->node_id = g_strdup (job->node_id);
  event->bytes = preview != NULL ? g_bytes_ref (preview) : NULL;
  emit (job, event);
}

static void
context_text (FigmentPracticeContext *context,
              const char             *text)
{
  Job *job = context->user_data;
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_TEXT);

  event->node_id = g_strdup (job->node_id);
  event->bytes = g_bytes_new (text, strlen (text));
  emit (job, event);
}

static void
context_image (FigmentPracticeContext *context,
               GBytes                 *png)
{
  Job *job = context->user_data;
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_IMAGE);

  event->node_id = g_strdup (job->node_id);
  event->bytes = g_bytes_ref (png);
  emit (job, event);
}

static FigmentPracticeResult *
find_result (Job        *job,
             const char *id)
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

static void
keep_output (Job        *job,
             const char *id,
             JsonNode   *ui)
{
  JsonObject *meta = json_object_new ();

  json_object_set_string_member (meta, "node_id", id);
  json_object_set_string_member (meta, "display_node", id);
  json_object_set_null_member (meta, "parent_node");
  json_object_set_string_member (meta, "real_node_id", id);
  json_object_set_object_member (job->meta, id, meta);
  json_object_set_member (job->outputs, id, figment_json_copy (ui));
}

static void
emit_executed (Job        *job,
               const char *id,
               JsonNode   *ui)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "node", id);
  json_object_set_string_member (data, "display_node", id);
  if (ui != NULL)
    json_object_set_member (data, "output", figment_json_copy (ui));
  else
    json_object_set_null_member (data, "output");
  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  emit_message (job, "executed", data, FALSE);
}

static JsonArray *
string_array (GPtrArray *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < strings->len; i++)
    json_array_add_string_element (array, strings->pdata[i]);
  return array;
}

static JsonObject *
failure_new (Job        *job,
             const char *id)
{
  JsonObject *data = json_object_new ();
  JsonObject *node = figment_json_get_object (job->graph, id);

  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  json_object_set_string_member (data, "node_id", id);
  json_object_set_string_member (data, "node_type", figment_json_get_string (node, "class_type"));
  json_object_set_array_member (data, "executed", string_array (job->executed));
  return data;
}

/* The blocker's message becomes an execution_error of the node it reaches; the prompt goes on (trap 7). */
static void
emit_blocked (Job        *job,
              const char *id,
              const char *message)
{
  JsonObject *data = failure_new (job, id);
  g_autofree char *text = g_strdup_printf ("Execution Blocked: %s", message);

  json_object_set_string_member (data, "exception_message", text);
  json_object_set_string_member (data, "exception_type", "ExecutionBlocked");
  json_object_set_array_member (data, "traceback", json_array_new ());
  json_object_set_array_member (data, "current_inputs", json_array_new ());
  json_object_set_array_member (data, "current_outputs", json_array_new ());
  emit_message (job, "execution_error", data, TRUE);
}

/* Each input as a list with one element, as ComfyUI maps nodes over lists; what came through a link as a short text. */
static JsonObject *
current_inputs (Job        *job,
                const char *id)
{
  JsonObject *shown = json_object_new ();
  JsonObject *inputs = figment_json_get_object (figment_json_get_object (job->graph, id), "inputs");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      JsonArray *array = json_array_new ();

      if (figment_practice_link (value) != NULL)
        json_array_add_string_element (array, "<practice value>");
      else
        json_array_add_element (array, figment_json_copy (value));
      json_object_set_array_member (shown, name, array);
    }
  return shown;
}

static void
emit_error (Job          *job,
            const char   *id,
            const GError *error)
{
  static const char *const traceback[] = {
    "  File \"execution.py\", in execute\n",
    "  File \"execution.py\", in get_output_data\n",
    "  File \"practice\", in execute\n",
  };
  const char *type = g_quark_to_string (error->domain);
  const gboolean out_of_memory = strstr (type, "OutOfMemoryError") != NULL;
  g_autofree char *message = g_strdup_printf (
      "%s\n%s", error->message, out_of_memory ? "The graphics card has too little memory for this.\n" : "");
  JsonObject *data = failure_new (job, id);
  JsonArray *lines = json_array_new ();
  JsonArray *ids = json_array_new ();
  JsonObjectIter iter;
  const char *other;

  for (guint i = 0; i < G_N_ELEMENTS (traceback); i++)
    json_array_add_string_element (lines, traceback[i]);
  json_object_iter_init_ordered (&iter, job->graph);
  while (json_object_iter_next_ordered (&iter, &other, NULL))
    json_array_add_string_element (ids, other);
  json_object_set_string_member (data, "exception_message", message);
  json_object_set_string_member (data, "exception_type", type);
  json_object_set_array_member (data, "traceback", lines);
  json_object_set_object_member (data, "current_inputs", current_inputs (job, id));
  json_object_set_array_member (data, "current_outputs", ids);
  emit_status (job, "execution_error", data, FALSE);
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
raise_mood (Job         *job,
            JsonObject  *info,
            GError     **error)
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
gather_inputs (Job          *job,
               const char   *id,
               JsonObject   *literals,
               GHashTable   *links,
               gboolean     *blocked,
               const char  **message)
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
execute_node (Job         *job,
              const char  *id,
              GError     **error)
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
        emit_blocked (job, id, message);
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
run_node (Job        *job,
          const char *id)
{
  FigmentPracticeResult *result = find_result (job, id);
  g_autoptr(GError) error = NULL;
  JsonObject *data;

  if (result != NULL)
    {
      /* Outputs from the cache reach neither socket nor history when nobody owns the prompt (trap 5). */
      if (job->run->client_id != NULL)
        {
          emit_executed (job, id, result->ui);
          if (result->ui != NULL)
            keep_output (job, id, result->ui);
        }
      emit_state (job, id, TRUE);
      return TRUE;
    }
  job->node_id = id;
  emit_state (job, id, FALSE);
  data = json_object_new ();
  json_object_set_string_member (data, "node", id);
  json_object_set_string_member (data, "display_node", id);
  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  emit_message (job, "executing", data, FALSE);

  result = execute_node (job, id, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_atomic_int_set (&job->executor->interrupted, FALSE);
      emit_status (job, "execution_interrupted", failure_new (job, id), TRUE);
      return FALSE;
    }
  if (result == NULL)
    {
      emit_error (job, id, error);
      return FALSE;
    }
  g_hash_table_insert (job->executor->cache, g_strdup (g_hash_table_lookup (job->signatures, id)), result);
  if (result->ui != NULL)
    {
      keep_output (job, id, result->ui);
      emit_executed (job, id, result->ui);
    }
  emit_state (job, id, TRUE);
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
announce_cache (Job *job)
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
  emit_status (job, "execution_cached", data, FALSE);
}

static gboolean
run_nodes (Job *job)
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

static void
emit_done (Job      *job,
           gboolean  success)
{
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_DONE);
  JsonObject *result = json_object_new ();
  JsonObject *status = json_object_new ();

  json_object_set_string_member (status, "status_str", success ? "success" : "error");
  json_object_set_boolean_member (status, "completed", success);
  json_object_set_array_member (status, "messages", json_array_ref (job->messages));
  json_object_set_object_member (result, "outputs", json_object_ref (job->outputs));
  json_object_set_object_member (result, "status", status);
  json_object_set_object_member (result, "meta", json_object_ref (job->meta));
  event->data = take_object (result);
  emit (job, event);
}

static guint
preview_size (JsonObject *extra_data)
{
  static const char *const methods[] = { "auto", "latent2rgb", "taesd", NULL };
  const char *method = figment_json_get_string (extra_data, "preview_method");

  return method != NULL && g_strv_contains (methods, method) ? PREVIEW_SIZE : 0;
}

static void
set_up_context (Job        *job,
                const char *prompt)
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
  context->user_data = job;
  context->interrupted = context_interrupted;
  context->progress = context_progress;
  context->text = context_text;
  context->image = context_image;
}

/* Executes one prompt from execution_start to the history. Executor thread. */
void
_figment_practice_executor_run (FigmentPracticeExecutor *self,
                                FigmentPracticeRun      *run)
{
  g_autofree char *prompt = figment_json_write (run->graph, FIGMENT_JSON_WRITE_ASCII, NULL);
  Job job = { .executor = self, .run = run };
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
  emit_status (&job, "execution_start", data, FALSE);
  announce_cache (&job);
  success = run_nodes (&job);
  if (success)
    {
      data = json_object_new ();
      json_object_set_string_member (data, "prompt_id", run->prompt_id);
      emit_status (&job, "execution_success", data, FALSE);
      /* The history entry comes later than the message (trap 1). */
      if (g_atomic_int_get (&self->mood) == FIGMENT_PRACTICE_MOOD_SLOW)
        g_usleep (SLOW_HISTORY_MS * G_TIME_SPAN_MILLISECOND);
    }
  emit_done (&job, success);

  g_hash_table_unref (job.signatures);
  g_ptr_array_unref (job.states);
  g_ptr_array_unref (job.executed);
  json_object_unref (job.outputs);
  json_object_unref (job.meta);
  json_array_unref (job.messages);
}
