/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-server.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* In the slow mood: how long an answer is held back. */
#define SLOW_ANSWER_MS 300

typedef struct
{
  const char             *method;
  const char             *path;    /* without leading slash; "*" stands for one segment */
  FigmentPracticeHandler  handler;
} Route;

/* Every route exists with and without "/api" before it, ComfyUI server.py, add_routes; the jobs' have it built in. */
static const Route routes[] = {
  { "GET", "prompt", figment_practice_get_prompt },
  { "POST", "prompt", figment_practice_post_prompt },
  { "GET", "queue", figment_practice_get_queue },
  { "POST", "queue", figment_practice_post_queue },
  { "POST", "interrupt", figment_practice_post_interrupt },
  { "POST", "free", figment_practice_post_free },
  { "GET", "history", figment_practice_get_history },
  { "GET", "history/*", figment_practice_get_history_of },
  { "POST", "history", figment_practice_post_history },
  { "GET", "api/jobs", figment_practice_get_jobs },
  { "GET", "api/jobs/*", figment_practice_get_job },
  { "GET", "object_info", figment_practice_get_object_info },
  { "GET", "object_info/*", figment_practice_get_class_info },
  { "GET", "system_stats", figment_practice_get_stats },
  { "GET", "features", figment_practice_get_features },
  { "GET", "models", figment_practice_get_models },
  { "GET", "models/*", figment_practice_get_model_list },
  { "GET", "embeddings", figment_practice_get_embeddings },
  { "GET", "extensions", figment_practice_get_extensions },
  { "GET", "users", figment_practice_get_users },
  { "GET", "settings", figment_practice_get_empty },
  { "GET", "workflow_templates", figment_practice_get_empty },
  { "GET", "i18n", figment_practice_get_empty },
  { "GET", "global_subgraphs", figment_practice_get_empty },
  { "GET", "userdata", figment_practice_get_userdata },
  { "GET", "userdata/*", figment_practice_get_userfile },
  { "POST", "userdata/*", figment_practice_post_userfile },
  { "DELETE", "userdata/*", figment_practice_delete_userfile },
  { "POST", "upload/image", figment_practice_post_upload },
  { "POST", "upload/mask", figment_practice_post_upload },
  { "GET", "view", figment_practice_get_view },
};

static void
exchange_free (FigmentPracticeExchange *exchange)
{
  g_strfreev (exchange->args);
  g_hash_table_unref (exchange->query);
  g_free (exchange);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeExchange, exchange_free)

/* Returns: (transfer full) (nullable): the request's body as JSON; ComfyUI does not look at its Content-Type */
JsonNode *
figment_practice_exchange_read (FigmentPracticeExchange *exchange)
{
  g_autoptr(GBytes) bytes = soup_message_body_flatten (soup_server_message_get_request_body (exchange->message));

  return figment_json_parse_full (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), FIGMENT_PRACTICE_MAX_BODY,
                                  NULL);
}

/* @node: (transfer full) */
void
figment_practice_exchange_json (FigmentPracticeExchange *exchange,
                                guint                    status,
                                JsonNode                *node)
{
  gsize length;
  char *text = figment_json_write (node, FIGMENT_JSON_WRITE_ASCII, &length);

  json_node_unref (node);
  soup_message_body_truncate (soup_server_message_get_response_body (exchange->message));
  soup_server_message_set_status (exchange->message, status, NULL);
  soup_server_message_set_response (exchange->message, "application/json; charset=utf-8", SOUP_MEMORY_TAKE, text,
                                    length);
}

void
figment_practice_exchange_text (FigmentPracticeExchange *exchange,
                                guint                    status,
                                const char              *text)
{
  soup_message_body_truncate (soup_server_message_get_response_body (exchange->message));
  soup_server_message_set_status (exchange->message, status, NULL);
  soup_server_message_set_response (exchange->message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY, text,
                                    strlen (text));
}

void
figment_practice_exchange_empty (FigmentPracticeExchange *exchange,
                                 guint                    status)
{
  soup_server_message_set_status (exchange->message, status, NULL);
  soup_message_body_truncate (soup_server_message_get_response_body (exchange->message));
  soup_message_headers_set_content_length (soup_server_message_get_response_headers (exchange->message), 0);
}

/* What becomes of an exception that ComfyUI does not catch: aiohttp's own answer. */
void
figment_practice_exchange_raise (FigmentPracticeExchange *exchange)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (exchange->message), "Connection", "close");
  figment_practice_exchange_text (exchange, 500, "500 Internal Server Error\n\nServer got itself in trouble");
}

/* {"error":@error} */
void
figment_practice_exchange_error (FigmentPracticeExchange *exchange,
                                 guint                    status,
                                 const char              *error)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "error", error);
  json_object_unref (object);
  figment_practice_exchange_json (exchange, status, node);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 || (address != NULL && g_inet_address_get_is_loopback (address));
}

/*
 * ComfyUI server.py, create_origin_only_middleware: on a loopback Host the Origin has to name the same host, and the
 * same port if it names one. "null" has no host and passes.
 */
static gboolean
is_foreign (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *origin = soup_message_headers_get_one (headers, "Origin");
  const char *host = soup_message_headers_get_one (headers, "Host");
  g_autoptr(GUri) origin_uri = origin != NULL ? g_uri_parse (origin, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *host_text = g_strconcat ("http://", host, NULL);
  g_autoptr(GUri) host_uri = host != NULL ? g_uri_parse (host_text, G_URI_FLAGS_NONE, NULL) : NULL;

  if (origin_uri == NULL || host_uri == NULL || g_uri_get_host (origin_uri) == NULL
      || !is_loopback (g_uri_get_host (host_uri)))
    return FALSE;
  if (g_ascii_strcasecmp (g_uri_get_host (origin_uri), g_uri_get_host (host_uri)) != 0)
    return TRUE;
  return g_uri_get_port (origin_uri) > 0 && g_uri_get_port (origin_uri) != g_uri_get_port (host_uri);
}

static gboolean
is_authorized (FigmentPracticeServer *server,
               SoupServerMessage     *message)
{
  const char *header =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  g_autofree char *wanted = server->token != NULL ? g_strconcat ("Bearer ", server->token, NULL) : NULL;

  return wanted == NULL || g_strcmp0 (header, wanted) == 0;
}

/* Runs before the body is read, and before a websocket is accepted. */
static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  FigmentPracticeServer *server = user_data;
  FigmentPracticeExchange exchange = { .server = server, .message = message };
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (is_foreign (message))
    {
      figment_practice_exchange_empty (&exchange, 403);
    }
  else if (!is_authorized (server, message))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "WWW-Authenticate", "Bearer");
      figment_practice_exchange_empty (&exchange, 401);
    }
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
           soup_message_headers_get_content_length (headers) > FIGMENT_PRACTICE_MAX_BODY)
    {
      g_autofree char *text = g_strdup_printf ("Maximum request body size %d exceeded.", FIGMENT_PRACTICE_MAX_BODY);

      figment_practice_exchange_text (&exchange, 413, text);
    }
}

static gboolean
match_path (const char  *pattern,
            char       **segments,
            char      ***args)
{
  g_auto(GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  guint i;

  for (i = 0; wanted[i] != NULL && segments[i] != NULL; i++)
    {
      if (strcmp (wanted[i], "*") == 0 && *segments[i] != '\0')
        {
          char *argument = g_uri_unescape_string (segments[i], NULL);

          g_ptr_array_add (found, argument != NULL ? argument : g_strdup (segments[i]));
        }
      else if (strcmp (wanted[i], segments[i]) != 0)
        {
          return FALSE;
        }
    }
  if (wanted[i] != NULL || segments[i] != NULL)
    return FALSE;
  g_ptr_array_add (found, NULL);
  g_strfreev (*args);
  *args = (char **) g_ptr_array_free (g_steal_pointer (&found), FALSE);
  return TRUE;
}

/* Returns: (nullable): the route; @allowed collects the methods of those whose path fits */
static const Route *
find_route (const char  *method,
            char       **segments,
            char      ***args,
            GString     *allowed)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      const gboolean has_twin = segments[0] != NULL && strcmp (segments[0], "api") == 0;

      if (!match_path (routes[i].path, segments, args)
          && !(has_twin && match_path (routes[i].path, segments + 1, args)))
        continue;
      if (strcmp (routes[i].method, strcmp (method, "HEAD") == 0 ? "GET" : method) == 0)
        return &routes[i];
      g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? "," : "",
                              strcmp (routes[i].method, "GET") == 0 ? "GET,HEAD" : routes[i].method);
    }
  return NULL;
}

/* A static handler for GET lies behind all routes, so a GET that fits nothing is 404 and never 405. */
static void
answer_unrouted (FigmentPracticeExchange *exchange,
                 char                   **segments,
                 const char              *allowed)
{
  const char *method = soup_server_message_get_method (exchange->message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  const gboolean is_socket = g_strcmp0 (segments[0], "ws") == 0 ||
                             (g_strcmp0 (segments[0], "api") == 0 && g_strcmp0 (segments[1], "ws") == 0);

  if (is_socket)
    {
      figment_practice_exchange_text (exchange, 400,
                                      "No WebSocket UPGRADE hdr: None\n Can \"Upgrade\" only to \"WebSocket\".");
    }
  else if (strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0)
    {
      soup_message_headers_set_content_type (headers, "application/octet-stream", NULL);
      figment_practice_exchange_empty (exchange, 404);
    }
  else
    {
      soup_message_headers_replace (headers, "Allow", *allowed != '\0' ? allowed : "GET,HEAD");
      figment_practice_exchange_text (exchange, 405, "405: Method Not Allowed");
    }
}

static void
route_exchange (FigmentPracticeExchange *exchange)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (exchange->message));
  const char *method = soup_server_message_get_method (exchange->message);
  const FigmentPracticeMood mood = exchange->server->mood;
  g_auto(GStrv) segments = g_strsplit (*path == '/' ? path + 1 : path, "/", -1);
  g_autoptr(GString) allowed = g_string_new (NULL);
  const Route *route = find_route (method, segments, &exchange->args, allowed);

  if (mood == FIGMENT_PRACTICE_MOOD_RUBBISH)
    {
      static const char rubbish[] = "<!doctype html><title>502</title><p>{\"prompt_id\": \xff\xfe no";

      soup_server_message_set_status (exchange->message, 200, NULL);
      soup_server_message_set_response (exchange->message, "application/json", SOUP_MEMORY_STATIC, rubbish,
                                        strlen (rubbish));
      return;
    }
  if (mood == FIGMENT_PRACTICE_MOOD_500)
    {
      if (route != NULL && route->handler == figment_practice_post_prompt)
        route->handler (exchange);
      figment_practice_exchange_raise (exchange);
      return;
    }
  if (route != NULL)
    route->handler (exchange);
  else
    answer_unrouted (exchange, segments, allowed->str);
}

typedef struct
{
  FigmentPracticeExchange *exchange; /* (owned) */
  SoupServerMessage       *message;  /* (owned) */
} Delay;

static void
delay_free (gpointer data)
{
  Delay *delay = data;

  exchange_free (delay->exchange);
  g_object_unref (delay->message);
  g_free (delay);
}

static gboolean
delay_cb (gpointer data)
{
  Delay *delay = data;
  FigmentPracticeServer *server = delay->exchange->server;
  g_autoptr(SoupServerMessage) message = g_object_ref (delay->message);

  route_exchange (delay->exchange);
  g_hash_table_remove (server->delays, g_main_current_source ());
  soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

/* Left alone here, such a request comes to libsoup's own handling of websockets. */
static gboolean
is_upgrade (SoupServerMessage *message,
            const char        *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return (strcmp (path, "/ws") == 0 || strcmp (path, "/api/ws") == 0) &&
         soup_message_headers_header_contains (headers, "Upgrade", "websocket");
}

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  FigmentPracticeServer *server = user_data;
  g_autoptr(FigmentPracticeExchange) exchange = NULL;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (is_upgrade (message, path))
    return;
  exchange = g_new0 (FigmentPracticeExchange, 1);
  exchange->server = server;
  exchange->message = message;
  exchange->query = query != NULL ? g_hash_table_ref (query) : g_hash_table_new (g_str_hash, g_str_equal);
  if (body->length > FIGMENT_PRACTICE_MAX_BODY)
    {
      g_autofree char *text = g_strdup_printf ("Maximum request body size %d exceeded.", FIGMENT_PRACTICE_MAX_BODY);

      figment_practice_exchange_text (exchange, 413, text);
    }
  else if (server->mood == FIGMENT_PRACTICE_MOOD_SLOW)
    {
      Delay *delay = g_new0 (Delay, 1);
      GSource *source = g_timeout_source_new (SLOW_ANSWER_MS);

      soup_server_message_pause (message);
      delay->exchange = g_steal_pointer (&exchange);
      delay->message = g_object_ref (message);
      g_source_set_callback (source, delay_cb, delay, delay_free);
      g_source_attach (source, server->context);
      g_hash_table_add (server->delays, source);
    }
  else
    {
      route_exchange (exchange);
    }
}

void
figment_practice_routes_install (FigmentPracticeServer *server)
{
  /* libsoup asks only the handler of the longest path, so the sockets' paths need the early check as well. */
  static const char *const paths[] = { NULL, "/ws", "/api/ws" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      soup_server_add_early_handler (server->soup, paths[i], early_cb, server, NULL);
      soup_server_add_handler (server->soup, paths[i], request_cb, server, NULL);
    }
}
