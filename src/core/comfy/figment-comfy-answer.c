/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-answer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "comfy/figment-comfy-answer-private.h"
#include "json/figment-json-value.h"
#include "net/figment-remote-error.h"

/* The small answers: submission, queue, system. History has a file of its own. */

void
_figment_comfy_refuse_answer (GError     **error,
                              const char  *what)
{
  GError *failure = figment_remote_error_new (FIGMENT_REMOTE_ERROR_PROTOCOL, "%s",
                                              _("The server's answer is not one of ComfyUI's."));

  figment_remote_error_set_details (failure, what);
  g_propagate_error (error, failure);
}

/**
 * figment_comfy_submission_parse:
 * @node: {prompt_id, number, node_errors}; node_errors may be filled although the prompt was taken (trap 9)
 */
FigmentComfySubmission *
figment_comfy_submission_parse (JsonNode  *node,
                                GError   **error)
{
  JsonObject *object = figment_json_to_object (node);
  const char *prompt_id = object != NULL ? figment_json_get_string (object, "prompt_id") : NULL;
  JsonObject *node_errors;
  FigmentComfySubmission *self;

  if (prompt_id == NULL)
    {
      _figment_comfy_refuse_answer (error, "POST /prompt: no prompt_id");
      return NULL;
    }
  self = g_new0 (FigmentComfySubmission, 1);
  self->prompt_id = g_strdup (prompt_id);
  self->number = figment_json_get_double (object, "number", 0);
  node_errors = figment_json_get_object (object, "node_errors");
  self->warnings = node_errors != NULL ? figment_comfy_node_errors_to_text (node_errors, NULL) : NULL;
  return self;
}

void
figment_comfy_submission_free (FigmentComfySubmission *self)
{
  g_free (self->prompt_id);
  g_free (self->warnings);
  g_free (self);
}

static void
queue_item_free (FigmentComfyQueueItem *item)
{
  g_free (item->prompt_id);
  g_free (item);
}

/* As the server's heap compares its items: by number, then by id (ComfyUI execution.py, PromptQueue). */
static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const FigmentComfyQueueItem *first = *(FigmentComfyQueueItem *const *) a;
  const FigmentComfyQueueItem *second = *(FigmentComfyQueueItem *const *) b;

  if (first->number != second->number)
    return first->number < second->number ? -1 : 1;
  return strcmp (first->prompt_id, second->prompt_id);
}

static GPtrArray *
parse_items (JsonArray *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) queue_item_free);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonArray *entry = figment_json_to_array (json_array_get_element (list, i));
      const char *prompt_id = entry != NULL && json_array_get_length (entry) >= 2
                                ? figment_json_to_string (json_array_get_element (entry, 1)) : NULL;
      FigmentComfyQueueItem *item;
      double number = 0;

      if (prompt_id == NULL)
        continue;
      if (!figment_json_to_double (json_array_get_element (entry, 0), &number) || isnan (number))
        number = 0;
      item = g_new0 (FigmentComfyQueueItem, 1);
      item->number = number;
      item->prompt_id = g_strdup (prompt_id);
      g_ptr_array_add (items, item);
    }
  g_ptr_array_sort (items, compare_items);
  return items;
}

/**
 * figment_comfy_queue_parse:
 * @node: {queue_running: [item], queue_pending: [item]}, an item being [number, prompt id, graph, extra data, outputs]
 *
 * Returns: (transfer full): the queue, or %NULL with @error. An answer that lacks one of the lists is an error rather
 * than an empty queue: from "not in the queue" the caller concludes that a prompt is over or lost
 */
FigmentComfyQueue *
figment_comfy_queue_parse (JsonNode  *node,
                           GError   **error)
{
  JsonObject *object = figment_json_to_object (node);
  JsonArray *running = object != NULL ? figment_json_get_array (object, "queue_running") : NULL;
  JsonArray *pending = object != NULL ? figment_json_get_array (object, "queue_pending") : NULL;
  FigmentComfyQueue *self;

  if (running == NULL || pending == NULL)
    {
      _figment_comfy_refuse_answer (error, "GET /queue: no queue_running or no queue_pending");
      return NULL;
    }
  self = g_new0 (FigmentComfyQueue, 1);
  self->running = parse_items (running);
  self->pending = parse_items (pending);
  return self;
}

static gboolean
has_item (GPtrArray  *items,
          const char *prompt_id)
{
  for (guint i = 0; i < items->len; i++)
    {
      const FigmentComfyQueueItem *item = g_ptr_array_index (items, i);

      if (strcmp (item->prompt_id, prompt_id) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
figment_comfy_queue_has_running (FigmentComfyQueue *self,
                                 const char        *prompt_id)
{
  g_return_val_if_fail (self != NULL && prompt_id != NULL, FALSE);
  return has_item (self->running, prompt_id);
}

gboolean
figment_comfy_queue_has_pending (FigmentComfyQueue *self,
                                 const char        *prompt_id)
{
  g_return_val_if_fail (self != NULL && prompt_id != NULL, FALSE);
  return has_item (self->pending, prompt_id);
}

void
figment_comfy_queue_free (FigmentComfyQueue *self)
{
  g_ptr_array_unref (self->running);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

static void
device_free (FigmentComfyDevice *device)
{
  g_free (device->name);
  g_free (device->type);
  g_free (device);
}

static void
parse_devices (FigmentComfySystem *self,
               JsonArray          *list)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *entry = figment_json_to_object (json_array_get_element (list, i));
      FigmentComfyDevice *device;
      const char *name;

      if (entry == NULL)
        continue;
      name = figment_json_get_string (entry, "name");
      device = g_new0 (FigmentComfyDevice, 1);
      device->name = g_strdup (name != NULL ? name : "?");
      device->type = g_strdup (figment_json_get_string (entry, "type"));
      device->vram_total = figment_json_get_int64 (entry, "vram_total", -1);
      device->vram_free = figment_json_get_int64 (entry, "vram_free", -1);
      self->practice = self->practice || g_strcmp0 (device->type, "practice") == 0;
      g_ptr_array_add (self->devices, device);
    }
}

/**
 * figment_comfy_system_parse:
 * @node: {system: {os, comfyui_version, …}, devices: […]}; "figment_practice" true, or a device of type "practice",
 * marks Figment's own stand-in
 */
FigmentComfySystem *
figment_comfy_system_parse (JsonNode  *node,
                            GError   **error)
{
  JsonObject *object = figment_json_to_object (node);
  JsonObject *system = object != NULL ? figment_json_get_object (object, "system") : NULL;
  FigmentComfySystem *self;

  if (system == NULL)
    {
      _figment_comfy_refuse_answer (error, "GET /system_stats: no system");
      return NULL;
    }
  self = g_new0 (FigmentComfySystem, 1);
  self->os = g_strdup (figment_json_get_string (system, "os"));
  self->version = g_strdup (figment_json_get_string (system, "comfyui_version"));
  self->python_version = g_strdup (figment_json_get_string (system, "python_version"));
  self->pytorch_version = g_strdup (figment_json_get_string (system, "pytorch_version"));
  self->ram_total = figment_json_get_int64 (system, "ram_total", -1);
  self->ram_free = figment_json_get_int64 (system, "ram_free", -1);
  self->practice = figment_json_get_boolean (system, "figment_practice", FALSE);
  self->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) device_free);
  parse_devices (self, figment_json_get_array (object, "devices"));
  return self;
}

void
figment_comfy_system_free (FigmentComfySystem *self)
{
  g_free (self->os);
  g_free (self->version);
  g_free (self->python_version);
  g_free (self->pytorch_version);
  g_ptr_array_unref (self->devices);
  g_free (self);
}
