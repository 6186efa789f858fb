/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-answer.h"

#include <string.h>

#include "comfy/figment-comfy-answer-private.h"
#include "json/figment-json-value.h"

/* One entry of /history (protocol §4; ComfyUI execution.py, PromptQueue.task_done). */

static void
parse_outputs (FigmentComfyHistory *self,
               JsonObject          *outputs)
{
  JsonObjectIter iter;
  const char *node_id;
  JsonNode *value;

  if (outputs == NULL)
    return;
  json_object_iter_init_ordered (&iter, outputs);
  while (json_object_iter_next_ordered (&iter, &node_id, &value))
    figment_comfy_outputs_parse_node (self->outputs, node_id, value);
}

static GStrv
dup_nodes (JsonArray *list)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      const char *id = figment_json_to_string (json_array_get_element (list, i));

      if (id != NULL)
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

static void
parse_failure (FigmentComfyHistory *self,
               JsonObject          *data)
{
  const char *type = figment_json_get_string (data, "exception_type");
  JsonArray *traceback = figment_json_get_array (data, "traceback");
  g_autoptr(GString) details = g_string_new (type != NULL ? type : "");

  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->details, g_free);
  self->error = figment_comfy_failure_to_text (figment_json_get_string (data, "node_id"),
                                               figment_json_get_string (data, "node_type"), type,
                                               figment_json_get_string (data, "exception_message"));
  if (traceback != NULL && json_array_get_length (traceback) > 0)
    g_string_append_c (details, '\n');
  for (guint i = 0; traceback != NULL && i < json_array_get_length (traceback); i++)
    {
      const char *line = figment_json_to_string (json_array_get_element (traceback, i));

      g_string_append (details, line != NULL ? line : "");
    }
  if (details->len > 0)
    self->details = g_string_free (g_steal_pointer (&details), FALSE);
}

/* One ["name", {…}]; the last that ends the run decides between failed and interrupted (trap 8). */
static void
parse_message (FigmentComfyHistory *self,
               JsonArray           *message,
               gboolean            *interrupted)
{
  const char *name = message != NULL && json_array_get_length (message) >= 2
                       ? figment_json_to_string (json_array_get_element (message, 0)) : NULL;
  JsonObject *data = name != NULL ? figment_json_to_object (json_array_get_element (message, 1)) : NULL;
  const gint64 timestamp = data != NULL ? figment_json_get_int64 (data, "timestamp", 0) : 0;

  if (data == NULL)
    return;
  if (strcmp (name, "execution_start") == 0)
    {
      self->started_ms = timestamp;
      return;
    }
  if (strcmp (name, "execution_cached") == 0)
    {
      g_clear_pointer (&self->cached_nodes, g_strfreev);
      self->cached_nodes = dup_nodes (figment_json_get_array (data, "nodes"));
      return;
    }
  if (strcmp (name, "execution_error") == 0)
    parse_failure (self, data);
  else if (strcmp (name, "execution_interrupted") != 0 && strcmp (name, "execution_success") != 0)
    return;
  *interrupted = strcmp (name, "execution_interrupted") == 0;
  self->finished_ms = timestamp;
}

static void
parse_status (FigmentComfyHistory *self,
              JsonObject          *status)
{
  JsonArray *messages = status != NULL ? figment_json_get_array (status, "messages") : NULL;
  const char *word = status != NULL ? figment_json_get_string (status, "status_str") : NULL;
  gboolean interrupted = FALSE;

  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    parse_message (self, figment_json_to_array (json_array_get_element (messages, i)), &interrupted);

  /* Servers from before there was a status: an entry is made only when the run is over. */
  if (word == NULL)
    self->end = interrupted ? FIGMENT_COMFY_END_INTERRUPTED
                            : (self->error != NULL ? FIGMENT_COMFY_END_ERROR : FIGMENT_COMFY_END_SUCCESS);
  else if (strcmp (word, "success") == 0)
    self->end = FIGMENT_COMFY_END_SUCCESS;
  else
    self->end = interrupted ? FIGMENT_COMFY_END_INTERRUPTED : FIGMENT_COMFY_END_ERROR;

  if (self->end != FIGMENT_COMFY_END_ERROR)
    {
      g_clear_pointer (&self->error, g_free);
      g_clear_pointer (&self->details, g_free);
    }
  else if (self->error == NULL)
    {
      self->error = figment_comfy_failure_to_text (NULL, NULL, NULL, NULL);
    }
}

static guint
count_nodes (JsonArray *prompt)
{
  JsonObject *graph = prompt != NULL && json_array_get_length (prompt) >= 3
                        ? figment_json_to_object (json_array_get_element (prompt, 2)) : NULL;

  return graph != NULL ? json_object_get_size (graph) : 0;
}

/**
 * figment_comfy_history_parse:
 * @entry: the value under the prompt's id in the answer of /history/{id}
 *
 * Returns: (transfer full): how the run ended and what it put out, or %NULL with @error
 */
FigmentComfyHistory *
figment_comfy_history_parse (const char  *prompt_id,
                             JsonNode    *entry,
                             GError     **error)
{
  JsonObject *object = figment_json_to_object (entry);
  FigmentComfyHistory *self;

  if (object == NULL
      || (figment_json_get_object (object, "outputs") == NULL && figment_json_get_object (object, "status") == NULL))
    {
      _figment_comfy_refuse_answer (error, "GET /history: the entry has neither outputs nor status");
      return NULL;
    }
  self = g_new0 (FigmentComfyHistory, 1);
  self->prompt_id = g_strdup (prompt_id);
  self->outputs = figment_comfy_outputs_new ();
  self->n_nodes = count_nodes (figment_json_get_array (object, "prompt"));
  parse_outputs (self, figment_json_get_object (object, "outputs"));
  parse_status (self, figment_json_get_object (object, "status"));
  return self;
}

void
figment_comfy_history_free (FigmentComfyHistory *self)
{
  g_free (self->prompt_id);
  figment_comfy_outputs_unref (self->outputs);
  g_strfreev (self->cached_nodes);
  g_free (self->error);
  g_free (self->details);
  g_free (self);
}
