/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-event.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "comfy/figment-comfy-event-private.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "net/figment-remote-error.h"

/* Text messages of ComfyUI's websocket (protocol §5). Pure functions. */

G_DEFINE_BOXED_TYPE (FigmentComfyEvent, figment_comfy_event, figment_comfy_event_ref, figment_comfy_event_unref)

FigmentComfyEvent *
_figment_comfy_event_new (FigmentComfyEventType type)
{
  FigmentComfyEvent *self = g_new0 (FigmentComfyEvent, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->type = type;
  self->frame_index = -1;
  self->queue_remaining = -1;
  return self;
}

FigmentComfyEvent *
figment_comfy_event_ref (FigmentComfyEvent *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_comfy_event_unref (FigmentComfyEvent *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->name);
  g_free (self->prompt_id);
  g_free (self->node_id);
  g_free (self->display_node_id);
  g_free (self->sid);
  g_strfreev (self->cached_nodes);
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_clear_pointer (&self->outputs, figment_comfy_outputs_unref);
  g_free (self->node_type);
  g_free (self->exception_type);
  g_free (self->exception_message);
  g_free (self->traceback);
  g_clear_pointer (&self->image, g_bytes_unref);
  g_free (self->text);
  g_clear_pointer (&self->data, json_node_unref);
  g_free (self);
}

static void
node_progress_free (FigmentComfyNodeProgress *progress)
{
  g_free (progress->node_id);
  g_free (progress->display_node_id);
  g_free (progress);
}

/* Custom nodes send floats, and bare NaN passes ComfyUI's own writer (trap 13); nobody can draw those. */
static double
get_finite (JsonObject *object,
            const char *name)
{
  const double value = figment_json_get_double (object, name, 0);

  return isfinite (value) ? value : 0;
}

static GStrv
dup_strings (JsonArray *list)
{
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      const char *text = figment_json_to_string (json_array_get_element (list, i));

      if (text != NULL)
        g_ptr_array_add (strings, g_strdup (text));
    }
  g_ptr_array_add (strings, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&strings), FALSE);
}

static gboolean
read_status (FigmentComfyEvent *self,
             JsonObject        *data)
{
  JsonObject *status = figment_json_get_object (data, "status");
  JsonObject *info = status != NULL ? figment_json_get_object (status, "exec_info") : NULL;
  const gint64 remaining = info != NULL ? figment_json_get_int64 (info, "queue_remaining", -1) : -1;

  self->queue_remaining = (int) CLAMP (remaining, -1, G_MAXINT);
  self->sid = g_strdup (figment_json_get_string (data, "sid"));
  return TRUE;
}

/* "node" null is the end of the prompt: a "node" that is missing or no string must not pass for that. */
static gboolean
read_executing (FigmentComfyEvent *self,
                JsonObject        *data)
{
  JsonNode *node = figment_json_get (data, "node");

  if (node == NULL || (!JSON_NODE_HOLDS_NULL (node) && !figment_json_is_string (node)))
    return FALSE;
  self->node_id = g_strdup (figment_json_to_string (node));
  self->display_node_id = g_strdup (figment_json_get_string (data, "display_node"));
  if (self->display_node_id == NULL)
    self->display_node_id = g_strdup (self->node_id);
  return TRUE;
}

static gboolean
read_cached (FigmentComfyEvent *self,
             JsonObject        *data)
{
  self->cached_nodes = dup_strings (figment_json_get_array (data, "nodes"));
  return TRUE;
}

static gboolean
read_progress (FigmentComfyEvent *self,
               JsonObject        *data)
{
  self->node_id = g_strdup (figment_json_get_string (data, "node"));
  self->value = get_finite (data, "value");
  self->max = get_finite (data, "max");
  return TRUE;
}

static gboolean
read_progress_state (FigmentComfyEvent *self,
                     JsonObject        *data)
{
  JsonObject *nodes = figment_json_get_object (data, "nodes");
  JsonObjectIter iter;
  const char *id;
  JsonNode *value;

  if (nodes == NULL)
    return FALSE;
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_progress_free);
  json_object_iter_init_ordered (&iter, nodes);
  while (json_object_iter_next_ordered (&iter, &id, &value))
    {
      JsonObject *entry = figment_json_to_object (value);
      FigmentComfyNodeProgress *progress;
      const char *state;

      if (entry == NULL)
        continue;
      state = figment_json_get_string (entry, "state");
      progress = g_new0 (FigmentComfyNodeProgress, 1);
      progress->node_id = g_strdup (id);
      progress->display_node_id = g_strdup (figment_json_get_string (entry, "display_node_id"));
      progress->value = get_finite (entry, "value");
      progress->max = get_finite (entry, "max");
      progress->finished = g_strcmp0 (state, "finished") == 0;
      progress->failed = g_strcmp0 (state, "error") == 0;
      g_ptr_array_add (self->nodes, progress);
    }
  return TRUE;
}

static gboolean
read_executed (FigmentComfyEvent *self,
               JsonObject        *data)
{
  self->node_id = g_strdup (figment_json_get_string (data, "node"));
  self->display_node_id = g_strdup (figment_json_get_string (data, "display_node"));
  if (self->display_node_id == NULL)
    self->display_node_id = g_strdup (self->node_id);
  self->outputs = figment_comfy_outputs_new ();
  figment_comfy_outputs_parse_node (self->outputs, self->node_id, figment_json_get (data, "output"));
  return self->node_id != NULL;
}

static gboolean
read_failure (FigmentComfyEvent *self,
              JsonObject        *data)
{
  g_auto(GStrv) lines = dup_strings (figment_json_get_array (data, "traceback"));
  const char *message = figment_json_get_string (data, "exception_message");

  self->node_id = g_strdup (figment_json_get_string (data, "node_id"));
  self->node_type = g_strdup (figment_json_get_string (data, "node_type"));
  self->exception_type = g_strdup (figment_json_get_string (data, "exception_type"));
  if (message != NULL)
    self->exception_message = g_strstrip (g_strdup (message));
  if (lines[0] != NULL)
    self->traceback = g_strjoinv ("", lines);
  /* An ExecutionBlocker with a message: the prompt goes on and may well succeed (trap 7). */
  if (self->type == FIGMENT_COMFY_EVENT_EXECUTION_ERROR && g_strcmp0 (self->exception_type, "ExecutionBlocked") == 0)
    self->type = FIGMENT_COMFY_EVENT_EXECUTION_BLOCKED;
  return TRUE;
}

static gboolean
read_nothing (FigmentComfyEvent *self,
              JsonObject        *data)
{
  return TRUE;
}

static const struct
{
  const char            *name;
  FigmentComfyEventType  type;
  gboolean             (*read) (FigmentComfyEvent *self,
                                JsonObject        *data); /* FALSE: not the shape that the name promises */
} readers[] = {
  { "status", FIGMENT_COMFY_EVENT_STATUS, read_status },
  { "feature_flags", FIGMENT_COMFY_EVENT_FEATURE_FLAGS, read_nothing },
  { "execution_start", FIGMENT_COMFY_EVENT_EXECUTION_START, read_nothing },
  { "execution_cached", FIGMENT_COMFY_EVENT_EXECUTION_CACHED, read_cached },
  { "executing", FIGMENT_COMFY_EVENT_EXECUTING, read_executing },
  { "progress", FIGMENT_COMFY_EVENT_PROGRESS, read_progress },
  { "progress_state", FIGMENT_COMFY_EVENT_PROGRESS_STATE, read_progress_state },
  { "executed", FIGMENT_COMFY_EVENT_EXECUTED, read_executed },
  { "execution_success", FIGMENT_COMFY_EVENT_EXECUTION_SUCCESS, read_nothing },
  { "execution_error", FIGMENT_COMFY_EVENT_EXECUTION_ERROR, read_failure },
  { "execution_interrupted", FIGMENT_COMFY_EVENT_EXECUTION_INTERRUPTED, read_failure },
};

static FigmentComfyEvent *
read_event (const char *name,
            JsonNode   *data)
{
  JsonObject *object = figment_json_to_object (data);
  g_autoptr(FigmentComfyEvent) self = NULL;

  for (guint i = 0; object != NULL && i < G_N_ELEMENTS (readers); i++)
    {
      if (strcmp (readers[i].name, name) != 0)
        continue;
      self = _figment_comfy_event_new (readers[i].type);
      self->prompt_id = g_strdup (figment_json_get_string (object, "prompt_id"));
      self->timestamp = figment_json_get_int64 (object, "timestamp", 0);
      if (!readers[i].read (self, object))
        g_clear_pointer (&self, figment_comfy_event_unref);
      break;
    }
  if (self == NULL)
    self = _figment_comfy_event_new (FIGMENT_COMFY_EVENT_UNKNOWN);
  self->name = g_strdup (name);
  if (data != NULL && (self->type == FIGMENT_COMFY_EVENT_UNKNOWN || self->type == FIGMENT_COMFY_EVENT_FEATURE_FLAGS))
    self->data = json_node_ref (data);
  return g_steal_pointer (&self);
}

/**
 * figment_comfy_event_decode_text:
 * @frame: a whole text message
 *
 * Returns: (transfer full): the event, of type UNKNOWN when the type is not known or its data have another shape, or
 *   %NULL with @error in %FIGMENT_REMOTE_ERROR_PROTOCOL when the frame is no message at all
 */
FigmentComfyEvent *
figment_comfy_event_decode_text (GBytes  *frame,
                                 GError **error)
{
  g_autoptr(GError) json_error = NULL;
  g_autoptr(JsonNode) root = figment_json_parse_bytes (frame, &json_error);
  JsonObject *object = figment_json_to_object (root);
  const char *name = object != NULL ? figment_json_get_string (object, "type") : NULL;

  if (name == NULL)
    {
      GError *failure = figment_remote_error_new (FIGMENT_REMOTE_ERROR_PROTOCOL, "%s",
                                                  _("A message of the server is not one of ComfyUI's."));

      figment_remote_error_set_details (failure, json_error != NULL ? json_error->message : "no \"type\"");
      g_propagate_error (error, failure);
      return NULL;
    }
  return read_event (name, figment_json_get (object, "data"));
}
