/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-nodes.h"
#include "figment-practice-python.h"
#include "figment-practice-server.h"
#include "figment-practice-validate.h"
#include "json/figment-json-value.h"

/* ComfyUI server.py: everything about /prompt, /queue, /interrupt, /free and /history. */

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return node;
}

/* GET /prompt */
void
figment_practice_get_prompt (FigmentPracticeExchange *exchange)
{
  figment_practice_exchange_json (exchange, 200, figment_practice_server_exec_info (exchange->server));
}

/*
 * The prompt's place: the client's number as a float, or the counter, negative for "front". The counter moves on even
 * if the prompt is refused afterwards, and the very first one has no front: -0 is 0 (trap 19).
 *
 * Returns: (transfer full) (nullable): a number, or NULL where float () raises
 */
static JsonNode *
read_number (FigmentPracticeQueue *queue,
             JsonObject           *body)
{
  JsonNode *number = figment_json_get (body, "number");
  JsonNode *front = figment_json_get (body, "front");
  gint64 counted;

  if (number != NULL)
    return figment_practice_python_float (number, NULL);
  counted = queue->counter++;
  if (front != NULL && figment_practice_python_bool (front))
    counted = -counted;
  return json_node_init_int (json_node_alloc (), counted);
}

/* Returns: (transfer full): extra_data as it is kept: with client_id and create_time, without the accounts' secrets */
static JsonNode *
read_extra_data (JsonObject *body)
{
  JsonNode *given = figment_json_get (body, "extra_data");
  JsonNode *client_id = figment_json_get (body, "client_id");
  JsonNode *extra_data = given != NULL && JSON_NODE_HOLDS_OBJECT (given) ? figment_json_copy (given)
                                                                         : take_object (json_object_new ());
  JsonObject *object = json_node_get_object (extra_data);

  if (client_id != NULL)
    json_object_set_member (object, "client_id", json_node_ref (client_id));
  if (json_object_has_member (object, "auth_token_comfy_org"))
    json_object_remove_member (object, "auth_token_comfy_org");
  if (json_object_has_member (object, "api_key_comfy_org"))
    json_object_remove_member (object, "api_key_comfy_org");
  json_object_set_int_member (object, "create_time", g_get_real_time () / 1000);
  return extra_data;
}

static JsonNode *
refusal_new (JsonNode *error,
             JsonNode *node_errors)
{
  JsonObject *answer = json_object_new ();

  json_object_set_member (answer, "error", json_node_ref (error));
  json_object_set_member (answer, "node_errors", json_node_ref (node_errors));
  return take_object (answer);
}

static void
answer_no_prompt (FigmentPracticeExchange *exchange)
{
  JsonObject *error = json_object_new ();
  g_autoptr(JsonNode) error_node = take_object (error);
  g_autoptr(JsonNode) node_errors = take_object (json_object_new ());

  json_object_set_string_member (error, "type", "no_prompt");
  json_object_set_string_member (error, "message", "No prompt provided");
  json_object_set_string_member (error, "details", "No prompt provided");
  json_object_set_object_member (error, "extra_info", json_object_new ());
  figment_practice_exchange_json (exchange, 400, refusal_new (error_node, node_errors));
}

static void
enqueue (FigmentPracticeExchange *exchange,
         FigmentPracticeItem     *item,
         JsonNode                *node_errors)
{
  FigmentPracticeServer *server = exchange->server;
  JsonObject *answer;

  if (!figment_practice_queue_put (server->queue, item))
    {
      /* Neither told to the sockets nor to the worker, but it is in the queue and runs after the current prompt. */
      figment_practice_exchange_raise (exchange);
      return;
    }
  figment_practice_server_send_status (server);
  answer = json_object_new ();
  json_object_set_string_member (answer, "prompt_id", item->id);
  json_object_set_member (answer, "number", json_node_ref (item->number));
  json_object_set_member (answer, "node_errors", json_node_ref (node_errors));
  figment_practice_exchange_json (exchange, 200, take_object (answer));
  figment_practice_server_wake (server);
}

/* Judges and queues the "prompt" of @body. */
static void
take_prompt (FigmentPracticeExchange *exchange,
             JsonObject              *body,
             JsonNode                *number)
{
  FigmentPracticeServer *server = exchange->server;
  g_autoptr(FigmentPracticeItem) item = figment_practice_item_new ();
  g_auto(FigmentPracticeVerdict) verdict = { 0 };
  JsonNode *id = figment_json_get (body, "prompt_id");
  double priority = 0;

  item->id = id != NULL ? figment_practice_python_str (id) : g_uuid_string_random ();
  item->number = json_node_ref (number);
  figment_json_to_double (number, &priority);
  item->priority = priority;
  item->graph = figment_json_copy (json_object_get_member (body, "prompt"));
  item->catalog = figment_practice_nodes_object_info (server->folders.input);
  figment_practice_validate (item->graph, figment_json_get (body, "partial_execution_targets"),
                             figment_json_to_object (item->catalog), &server->folders, &verdict);
  if (verdict.raised)
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  if (verdict.error != NULL)
    {
      figment_practice_exchange_json (exchange, 400, refusal_new (verdict.error, verdict.node_errors));
      return;
    }
  item->extra_data = read_extra_data (body);
  item->client_id = g_strdup (figment_json_get_string (figment_json_to_object (item->extra_data), "client_id"));
  item->outputs = json_node_ref (verdict.outputs);
  enqueue (exchange, item, verdict.node_errors);
}

/* POST /prompt */
void
figment_practice_post_prompt (FigmentPracticeExchange *exchange)
{
  g_autoptr(JsonNode) node = figment_practice_exchange_read (exchange);
  JsonObject *body = figment_json_to_object (node);
  g_autoptr(JsonNode) number = NULL;

  /* Python's "in" is at home in lists as well, so that a list just lacks the key; other bodies raise. */
  if (node == NULL || (body == NULL && !JSON_NODE_HOLDS_ARRAY (node)))
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  number = read_number (exchange->server->queue, body);
  if (number == NULL)
    figment_practice_exchange_raise (exchange);
  else if (figment_json_get (body, "prompt") == NULL)
    answer_no_prompt (exchange);
  else
    take_prompt (exchange, body, number);
}

/* GET /queue; pending prompts stand in the heap's order (trap 21) */
void
figment_practice_get_queue (FigmentPracticeExchange *exchange)
{
  FigmentPracticeQueue *queue = exchange->server->queue;
  JsonObject *answer = json_object_new ();
  JsonArray *running = json_array_new ();
  JsonArray *pending = json_array_new ();

  if (queue->running != NULL)
    json_array_add_element (running, figment_practice_item_to_json (queue->running));
  for (guint i = 0; i < queue->pending->len; i++)
    json_array_add_element (pending, figment_practice_item_to_json (queue->pending->pdata[i]));
  json_object_set_array_member (answer, "queue_running", running);
  json_object_set_array_member (answer, "queue_pending", pending);
  figment_practice_exchange_json (exchange, 200, take_object (answer));
}

/* POST /queue {"clear":true} {"delete":[ids]}; what is not there is passed over in silence */
void
figment_practice_post_queue (FigmentPracticeExchange *exchange)
{
  FigmentPracticeServer *server = exchange->server;
  g_autoptr(JsonNode) node = figment_practice_exchange_read (exchange);
  JsonObject *body = figment_json_to_object (node);
  JsonNode *clear = figment_json_get (body, "clear");
  JsonArray *ids = figment_json_get_array (body, "delete");

  if (node == NULL)
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  if (clear != NULL && figment_practice_python_bool (clear))
    {
      figment_practice_queue_clear (server->queue);
      figment_practice_server_send_status (server);
    }
  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      const char *id = figment_json_to_string (json_array_get_element (ids, i));

      if (id != NULL && figment_practice_queue_delete (server->queue, id))
        figment_practice_server_send_status (server);
    }
  figment_practice_exchange_empty (exchange, 200);
}

/* POST /interrupt; with a prompt_id only if that prompt is the running one */
void
figment_practice_post_interrupt (FigmentPracticeExchange *exchange)
{
  FigmentPracticeServer *server = exchange->server;
  g_autoptr(JsonNode) node = figment_practice_exchange_read (exchange);
  const char *id = figment_json_get_string (figment_json_to_object (node), "prompt_id");
  FigmentPracticeItem *running = server->queue->running;

  if (id == NULL || *id == '\0' || (running != NULL && g_strcmp0 (running->id, id) == 0))
    figment_practice_executor_interrupt (server->executor);
  figment_practice_exchange_empty (exchange, 200);
}

/* POST /free */
void
figment_practice_post_free (FigmentPracticeExchange *exchange)
{
  g_autoptr(JsonNode) node = figment_practice_exchange_read (exchange);
  JsonObject *body = figment_json_to_object (node);

  if (body == NULL)
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  if (figment_json_get_boolean (body, "free_memory", FALSE))
    figment_practice_executor_drop_cache (exchange->server->executor);
  figment_practice_exchange_empty (exchange, 200);
}

static gboolean
read_integer (GHashTable *query,
              const char *name,
              gint64     *value)
{
  const char *text = g_hash_table_lookup (query, name);
  g_autoptr(JsonNode) node = text != NULL ? figment_json_string_new (text) : NULL;
  g_autoptr(JsonNode) number = text != NULL ? figment_practice_python_int (node, NULL) : NULL;

  return text == NULL || (number != NULL && figment_json_to_int64 (number, value));
}

/* GET /history?max_items&offset: without offset the newest, with it counted from the oldest; always oldest first */
void
figment_practice_get_history (FigmentPracticeExchange *exchange)
{
  GPtrArray *history = exchange->server->queue->history;
  JsonObject *answer;
  gint64 max_items = -1;
  gint64 offset = -1;
  const gboolean limited = g_hash_table_contains (exchange->query, "max_items");

  if (!read_integer (exchange->query, "max_items", &max_items) || !read_integer (exchange->query, "offset", &offset))
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  if (offset < 0 && limited)
    offset = (gint64) history->len - max_items;
  answer = json_object_new ();
  for (gint64 i = MAX (offset, 0); i < history->len; i++)
    {
      FigmentPracticeEntry *entry = history->pdata[i];

      json_object_set_member (answer, entry->id, json_node_ref (entry->entry));
      if (limited && json_object_get_size (answer) >= max_items)
        break;
    }
  figment_practice_exchange_json (exchange, 200, take_object (answer));
}

/* GET /history/{id}: {} when it is unknown or not finished (trap 2) */
void
figment_practice_get_history_of (FigmentPracticeExchange *exchange)
{
  JsonObject *answer = json_object_new ();
  JsonNode *entry = figment_practice_queue_lookup (exchange->server->queue, exchange->args[0]);

  if (entry != NULL)
    json_object_set_member (answer, exchange->args[0], json_node_ref (entry));
  figment_practice_exchange_json (exchange, 200, take_object (answer));
}

/* POST /history {"clear":true} {"delete":[ids]} */
void
figment_practice_post_history (FigmentPracticeExchange *exchange)
{
  FigmentPracticeQueue *queue = exchange->server->queue;
  g_autoptr(JsonNode) node = figment_practice_exchange_read (exchange);
  JsonObject *body = figment_json_to_object (node);
  JsonNode *clear = figment_json_get (body, "clear");
  JsonArray *ids = figment_json_get_array (body, "delete");

  if (node == NULL)
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  if (clear != NULL && figment_practice_python_bool (clear))
    figment_practice_queue_delete_history (queue, NULL);
  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      const char *id = figment_json_to_string (json_array_get_element (ids, i));

      if (id != NULL)
        figment_practice_queue_delete_history (queue, id);
    }
  figment_practice_exchange_empty (exchange, 200);
}
