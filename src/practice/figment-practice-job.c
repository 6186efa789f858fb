/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-job-private.h"

#include <math.h>
#include <string.h>

#include "figment-practice-validate.h"
#include "json/figment-json-value.h"

/* The messages of a prompt's execution: ComfyUI execution.py and comfy_execution/progress.py. */

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return node;
}

static void
emit (FigmentPracticeJob   *job,
      FigmentPracticeEvent *event)
{
  job->executor->callback (event, job->executor->user_data);
}

/* @data: (transfer full) */
void
_figment_practice_job_message (FigmentPracticeJob *job,
                               const char         *type,
                               JsonObject         *data,
                               gboolean            broadcast)
{
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_MESSAGE);

  event->type = type;
  event->data = take_object (data);
  event->broadcast = broadcast;
  emit (job, event);
}

/* A message that the history keeps too, with the time. ComfyUI execution.py, add_message. @data: (transfer full) */
void
_figment_practice_job_status (FigmentPracticeJob *job,
                              const char         *type,
                              JsonObject         *data,
                              gboolean            broadcast)
{
  JsonArray *entry = json_array_sized_new (2);
  g_autoptr(JsonNode) node = NULL;

  json_object_set_int_member (data, "timestamp", g_get_real_time () / 1000);
  node = json_node_init_object (json_node_alloc (), data);
  json_array_add_string_element (entry, type);
  json_array_add_element (entry, figment_json_copy (node));
  json_array_add_array_element (job->messages, entry);
  _figment_practice_job_message (job, type, data, broadcast);
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
progress_state (FigmentPracticeJob *job)
{
  JsonObject *data = json_object_new ();
  JsonObject *nodes = json_object_new ();

  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  for (guint i = 0; i < job->states->len; i++)
    {
      FigmentPracticeNodeState *state = job->states->pdata[i];
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

static FigmentPracticeNodeState *
get_state (FigmentPracticeJob *job,
           const char         *id)
{
  FigmentPracticeNodeState *state;

  for (guint i = 0; i < job->states->len; i++)
    {
      state = job->states->pdata[i];
      if (strcmp (state->id, id) == 0)
        return state;
    }
  state = g_new0 (FigmentPracticeNodeState, 1);
  state->id = id;
  state->max = 1;
  g_ptr_array_add (job->states, state);
  return state;
}

void
_figment_practice_job_state (FigmentPracticeJob *job,
                             const char         *id,
                             gboolean            finished)
{
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_PROGRESS);
  FigmentPracticeNodeState *state = get_state (job, id);

  state->finished = finished;
  if (finished)
    state->value = state->max;
  event->state = progress_state (job);
  emit (job, event);
}

void
_figment_practice_job_progress (FigmentPracticeContext *context,
                                double                  value,
                                double                  max,
                                GBytes                 *preview)
{
  FigmentPracticeJob *job = context->user_data;
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_PROGRESS);
  FigmentPracticeNodeState *state = get_state (job, job->node_id);
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

void
_figment_practice_job_text (FigmentPracticeContext *context,
                            const char             *text)
{
  FigmentPracticeJob *job = context->user_data;
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_TEXT);

  event->node_id = g_strdup (job->node_id);
  event->bytes = g_bytes_new (text, strlen (text));
  emit (job, event);
}

void
_figment_practice_job_image (FigmentPracticeContext *context,
                             GBytes                 *png)
{
  FigmentPracticeJob *job = context->user_data;
  FigmentPracticeEvent *event = figment_practice_event_new (job->run, FIGMENT_PRACTICE_EVENT_IMAGE);

  event->node_id = g_strdup (job->node_id);
  event->bytes = g_bytes_ref (png);
  emit (job, event);
}

void
_figment_practice_job_keep (FigmentPracticeJob *job,
                            const char         *id,
                            JsonNode           *ui)
{
  JsonObject *meta = json_object_new ();

  json_object_set_string_member (meta, "node_id", id);
  json_object_set_string_member (meta, "display_node", id);
  json_object_set_null_member (meta, "parent_node");
  json_object_set_string_member (meta, "real_node_id", id);
  json_object_set_object_member (job->meta, id, meta);
  json_object_set_member (job->outputs, id, figment_json_copy (ui));
}

void
_figment_practice_job_executed (FigmentPracticeJob *job,
                                const char         *id,
                                JsonNode           *ui)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "node", id);
  json_object_set_string_member (data, "display_node", id);
  if (ui != NULL)
    json_object_set_member (data, "output", figment_json_copy (ui));
  else
    json_object_set_null_member (data, "output");
  json_object_set_string_member (data, "prompt_id", job->run->prompt_id);
  _figment_practice_job_message (job, "executed", data, FALSE);
}

static JsonArray *
string_array (GPtrArray *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < strings->len; i++)
    json_array_add_string_element (array, strings->pdata[i]);
  return array;
}

JsonObject *
_figment_practice_job_failure (FigmentPracticeJob *job,
                               const char         *id)
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
void
_figment_practice_job_blocked (FigmentPracticeJob *job,
                               const char         *id,
                               const char         *message)
{
  JsonObject *data = _figment_practice_job_failure (job, id);
  g_autofree char *text = g_strdup_printf ("Execution Blocked: %s", message);

  json_object_set_string_member (data, "exception_message", text);
  json_object_set_string_member (data, "exception_type", "ExecutionBlocked");
  json_object_set_array_member (data, "traceback", json_array_new ());
  json_object_set_array_member (data, "current_inputs", json_array_new ());
  json_object_set_array_member (data, "current_outputs", json_array_new ());
  _figment_practice_job_message (job, "execution_error", data, TRUE);
}

/* Each input as a list with one element, as ComfyUI maps nodes over lists; what came through a link as a short text. */
static JsonObject *
current_inputs (FigmentPracticeJob *job,
                const char         *id)
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

void
_figment_practice_job_error (FigmentPracticeJob *job,
                             const char         *id,
                             const GError       *error)
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
  JsonObject *data = _figment_practice_job_failure (job, id);
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
  _figment_practice_job_status (job, "execution_error", data, FALSE);
}

void
_figment_practice_job_done (FigmentPracticeJob *job,
                            gboolean            success)
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
