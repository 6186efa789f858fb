/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "figment-replay-server.h"

#include <string.h>

#include "figment-test-server.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* One recorded POST /prompt and what followed it. */
typedef struct
{
  char      *prompt_id; /* (owned) (nullable) as recorded; NULL: refused */
  guint      status;
  char      *answer;    /* (owned) */
  char      *graph;     /* (owned) */
  GPtrArray *frames;    /* (owned) GBytes, a leading 't' or 'b' tells text from binary */
  gboolean   ended;     /* the frames contain the end */
  char      *history;   /* (owned) (nullable) the entry, JSON */
} Run;

struct _FigmentReplayServer
{
  SoupServer              *soup;
  char                    *folder;
  char                    *url;
  GPtrArray               *http; /* JsonObject rows of http.jsonl */
  GPtrArray               *runs; /* Run */
  Run                     *current;
  char                    *prompt_id; /* as the client under test spells it */
  guint                    next_frame;
  gboolean                 over;
  guint                    source;
  SoupWebsocketConnection *socket;
};

static void
run_free (Run *run)
{
  g_free (run->prompt_id);
  g_free (run->answer);
  g_free (run->graph);
  g_free (run->history);
  g_ptr_array_unref (run->frames);
  g_free (run);
}

static GPtrArray *
load_rows (const char *folder,
           const char *name)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return rows;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) node = figment_json_parse (lines[i], strlen (lines[i]), NULL);

      if (figment_json_to_object (node) != NULL)
        g_ptr_array_add (rows, json_object_ref (json_node_get_object (node)));
    }
  return rows;
}

static char *
write_member (JsonObject *object,
              const char *name)
{
  JsonNode *member = figment_json_get (object, name);

  return member != NULL ? figment_json_write (member, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;
}

static gboolean
is_end (const char *type)
{
  return g_str_equal (type, "execution_success") || g_str_equal (type, "execution_error")
         || g_str_equal (type, "execution_interrupted");
}

static void
add_frame (Run        *run,
           char        kind,
           const char *data,
           gsize       length)
{
  guint8 *copy = g_malloc (length + 1);

  copy[0] = (guint8) kind;
  memcpy (copy + 1, data, length);
  g_ptr_array_add (run->frames, g_bytes_new_take (copy, length + 1));
}

/* The frames between the first and the last that name this prompt, and an entry for history made of them. */
static void
find_frames (FigmentReplayServer *self,
             GPtrArray           *rows,
             Run                 *run)
{
  JsonObject *outputs = json_object_new ();
  g_autoptr(GString) status = g_string_new ("\"status_str\":\"success\",\"completed\":true");
  g_autofree char *end = NULL;
  gboolean inside = FALSE;

  for (guint i = 0; i < rows->len && !(run->ended && !inside); i++)
    {
      JsonObject *row = g_ptr_array_index (rows, i);
      JsonObject *message = figment_json_get_object (row, "json");
      JsonObject *data = figment_json_get_object (message, "data");
      const char *type = figment_json_get_string (message, "type");
      const char *file = figment_json_get_string (row, "file");
      const gboolean ours = g_strcmp0 (figment_json_get_string (data, "prompt_id"), run->prompt_id) == 0;

      if (g_strcmp0 (figment_json_get_string (row, "dir"), "recv") != 0)
        continue;
      inside |= ours;
      if (!inside)
        continue;
      if (file != NULL)
        {
          g_autofree char *path = g_build_filename (self->folder, file, NULL);
          g_autofree char *bytes = NULL;
          gsize length;

          if (g_file_get_contents (path, &bytes, &length, NULL))
            add_frame (run, 'b', bytes, length);
        }
      if (message == NULL || type == NULL || !(ours || data == NULL || !json_object_has_member (data, "prompt_id")))
        continue;
      g_autofree char *text = write_member (row, "json");
      add_frame (run, 't', text, strlen (text));
      if (!ours)
        continue;
      if (g_str_equal (type, "executed") && figment_json_get_object (data, "output") != NULL)
        json_object_set_member (outputs, figment_json_get_string (data, "node"),
                                figment_json_copy (json_object_get_member (data, "output")));
      if (is_end (type) && g_strcmp0 (figment_json_get_string (data, "exception_type"), "ExecutionBlocked") != 0)
        {
          g_autofree char *end_data = write_member (message, "data");

          run->ended = TRUE;
          g_free (end);
          end = g_strdup_printf ("[\"%s\",%s]", type, end_data);
          if (!g_str_equal (type, "execution_success"))
            g_string_assign (status, "\"status_str\":\"error\",\"completed\":false");
        }
      if (run->ended && g_str_equal (type, "executing") && figment_json_get_string (data, "node") == NULL)
        inside = FALSE;
    }
  if (run->history == NULL && run->ended)
    {
      g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

      json_node_set_object (node, outputs);
      g_autofree char *text = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);
      run->history =
          g_strdup_printf ("{\"prompt\":[0,\"%s\",{},{},[]],\"outputs\":%s,\"status\":{%s,\"messages\":[%s]}}",
                           run->prompt_id, text, status->str, end);
    }
  json_object_unref (outputs);
}

static void
find_history (FigmentReplayServer *self,
              Run                 *run)
{
  for (guint i = 0; i < self->http->len; i++)
    {
      JsonObject *row = g_ptr_array_index (self->http, i);
      const char *path = figment_json_get_string (row, "path");
      JsonObject *entry = figment_json_get_object (figment_json_get_object (row, "resp_json"), run->prompt_id);

      if (path == NULL || strstr (path, "/history") == NULL || figment_json_get_object (entry, "status") == NULL)
        continue;
      g_free (run->history);
      run->history = write_member (figment_json_get_object (row, "resp_json"), run->prompt_id);
    }
}

static void
load_runs (FigmentReplayServer *self)
{
  g_autoptr(GPtrArray) frames = load_rows (self->folder, "ws.jsonl");
  g_autoptr(GPtrArray) other_frames = load_rows (self->folder, "ws-B.jsonl");

  for (guint i = 0; i < self->http->len; i++)
    {
      JsonObject *row = g_ptr_array_index (self->http, i);
      const char *path = figment_json_get_string (row, "path");
      const char *method = figment_json_get_string (row, "method");
      JsonObject *request = figment_json_get_object (row, "req_json");
      Run *run;

      if (g_strcmp0 (method, "POST") != 0 || path == NULL || !g_str_has_suffix (path, "/prompt")
          || figment_json_get_object (request, "prompt") == NULL)
        continue;
      run = g_new0 (Run, 1);
      run->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      run->status = (guint) figment_json_get_int64 (row, "status", 0);
      run->graph = write_member (request, "prompt");
      run->answer = write_member (row, "resp_json");
      run->prompt_id = g_strdup (figment_json_get_string (figment_json_get_object (row, "resp_json"), "prompt_id"));
      if (run->prompt_id != NULL)
        {
          find_history (self, run);
          find_frames (self, frames, run);
          if (run->frames->len == 0)
            find_frames (self, other_frames, run); /* submitted under the other connection's client id */
        }
      if (run->status == 400 || run->history != NULL)
        g_ptr_array_add (self->runs, run);
      else
        run_free (run);
    }
}

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

/* @text with the recorded prompt id turned into the client's. */
static char *
translate (FigmentReplayServer *self,
           const char          *text)
{
  g_autoptr(GString) string = g_string_new (text);

  if (self->prompt_id != NULL && self->current->prompt_id != NULL)
    g_string_replace (string, self->current->prompt_id, self->prompt_id, 0);
  return g_string_free (g_steal_pointer (&string), FALSE);
}

static void
send_frame (FigmentReplayServer *self,
            GBytes              *frame)
{
  gsize length;
  const char *data = g_bytes_get_data (frame, &length);

  if (data[0] == 't')
    {
      g_autofree char *text = g_strndup (data + 1, length - 1);
      g_autofree char *translated = translate (self, text);

      soup_websocket_connection_send_text (self->socket, translated);
      return;
    }
  g_autofree char *copy = g_memdup2 (data + 1, length - 1);
  char *place = self->current->prompt_id != NULL && strlen (self->current->prompt_id) == strlen (self->prompt_id)
                  ? memmem (copy, MIN (length - 1, 1024), self->current->prompt_id, strlen (self->prompt_id))
                  : NULL;
  if (place != NULL)
    memcpy (place, self->prompt_id, strlen (self->prompt_id));
  soup_websocket_connection_send_binary (self->socket, copy, length - 1);
}

static gboolean
play_cb (gpointer user_data)
{
  FigmentReplayServer *self = user_data;
  const gboolean open =
    self->socket != NULL && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN;

  if (self->next_frame < self->current->frames->len && open)
    {
      /* By the last frame, "executing: null", the entry is in history (protocol §5). */
      self->over = self->current->ended && self->next_frame + 1 == self->current->frames->len;
      send_frame (self, g_ptr_array_index (self->current->frames, self->next_frame++));
      return G_SOURCE_CONTINUE;
    }
  self->over = TRUE;
  if (!self->current->ended && open)
    {
      /* As it was when it was recorded: the socket went away in the middle, without a word. */
      GIOStream *stream = soup_websocket_connection_get_io_stream (self->socket);

      g_io_stream_close (stream, NULL, NULL);
      g_clear_object (&self->socket);
    }
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
prompt_handler (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  FigmentReplayServer *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(JsonNode) node = figment_json_parse (body->data, (gsize) body->length, NULL);
  g_autofree char *text = NULL;

  g_free (self->prompt_id);
  self->prompt_id = g_strdup (figment_json_get_string (figment_json_to_object (node), "prompt_id"));
  text = translate (self, self->current->answer);
  answer (message, self->current->status, text);
  if (self->current->status == 200 && self->source == 0)
    self->source = g_idle_add (play_cb, self);
}

static void
history_handler (SoupServer        *server,
                 SoupServerMessage *message,
                 const char        *path,
                 GHashTable        *query,
                 gpointer           user_data)
{
  FigmentReplayServer *self = user_data;
  g_autofree char *entry = self->over ? translate (self, self->current->history) : NULL;
  g_autofree char *text = entry != NULL ? g_strdup_printf ("{\"%s\":%s}", self->prompt_id, entry) : g_strdup ("{}");

  answer (message, 200, text);
}

static void
queue_handler (SoupServer        *server,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *query,
               gpointer           user_data)
{
  FigmentReplayServer *self = user_data;
  g_autofree char *text = NULL;

  if (self->over || self->prompt_id == NULL)
    text = g_strdup ("{\"queue_running\":[],\"queue_pending\":[]}");
  else
    text = g_strdup_printf ("{\"queue_running\":[[0,\"%s\",{},{},[]]],\"queue_pending\":[]}", self->prompt_id);
  answer (message, 200, text);
}

static void
view_handler (SoupServer        *server,
              SoupServerMessage *message,
              const char        *path,
              GHashTable        *query,
              gpointer           user_data)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0,
                                0,    0,   1,   8,   0,  0,  0,  0 };
  FigmentReplayServer *self = user_data;
  g_autofree char *wanted = g_strconcat ("filename=", g_hash_table_lookup (query, "filename"), NULL);

  for (guint i = 0; i < self->http->len; i++)
    {
      JsonObject *row = g_ptr_array_index (self->http, i);
      const char *line = figment_json_get_string (row, "path");
      const char *file = figment_json_get_string (row, "resp_body_file");
      g_autofree char *local = file != NULL ? g_build_filename (self->folder, file, NULL) : NULL;
      g_autofree char *bytes = NULL;
      gsize length;

      if (line == NULL || file == NULL || strstr (line, wanted) == NULL || strstr (line, "preview=") != NULL
          || figment_json_get_int64 (row, "status", 0) != 200 || !g_file_get_contents (local, &bytes, &length, NULL))
        continue;
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_TAKE,
                                        g_steal_pointer (&bytes), length);
      return;
    }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC, (const char *) png, sizeof png);
}

static void
ok_handler (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  answer (message, 200, "{}");
}

static void
socket_handler (SoupServer              *server,
                SoupServerMessage       *message,
                const char              *path,
                SoupWebsocketConnection *connection,
                gpointer                 user_data)
{
  FigmentReplayServer *self = user_data;

  g_set_object (&self->socket, connection);
  soup_websocket_connection_send_text (connection, "{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":"
                                                   "{\"queue_remaining\":0}},\"sid\":\"replay\"}}");
}

/**
 * figment_replay_server_new:
 * @folder: of one recorded scenario
 */
FigmentReplayServer *
figment_replay_server_new (const char *folder)
{
  FigmentReplayServer *self = g_new0 (FigmentReplayServer, 1);

  self->folder = g_strdup (folder);
  self->http = load_rows (folder, "http.jsonl");
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) run_free);
  load_runs (self);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, "/api/prompt", prompt_handler, self, NULL);
  soup_server_add_handler (self->soup, "/api/history", history_handler, self, NULL);
  soup_server_add_handler (self->soup, "/api/queue", queue_handler, self, NULL);
  soup_server_add_handler (self->soup, "/api/view", view_handler, self, NULL);
  soup_server_add_handler (self->soup, "/api/interrupt", ok_handler, self, NULL);
  soup_server_add_websocket_handler (self->soup, "/ws", NULL, NULL, socket_handler, self, NULL);
  soup_server_add_websocket_handler (self->soup, "/api/ws", NULL, NULL, socket_handler, self, NULL);
  self->url = figment_test_listen (self->soup, 0);
  return self;
}

void
figment_replay_server_free (FigmentReplayServer *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->socket);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_ptr_array_unref (self->http);
  g_ptr_array_unref (self->runs);
  g_free (self->folder);
  g_free (self->url);
  g_free (self->prompt_id);
  g_free (self);
}

const char *
figment_replay_server_get_url (FigmentReplayServer *self)
{
  return self->url;
}

guint
figment_replay_server_get_n_runs (FigmentReplayServer *self)
{
  return self->runs->len;
}

const char *
figment_replay_server_get_graph (FigmentReplayServer *self,
                                 guint                run)
{
  return ((Run *) g_ptr_array_index (self->runs, run))->graph;
}

/* The run that the next POST /prompt gets. */
void
figment_replay_server_select (FigmentReplayServer *self,
                              guint                run)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->current = g_ptr_array_index (self->runs, run);
  self->next_frame = 0;
  self->over = FALSE;
}
