/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "job-fixture.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

static char *
fill_in (JobFixture *fixture,
         const char *text)
{
  g_autoptr(GString) filled = g_string_new (text);

  g_string_replace (filled, "%ID", fixture->prompt_id != NULL ? fixture->prompt_id : "", 0);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static void
answer_json (SoupServerMessage *message,
             char              *body)
{
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, body, strlen (body));
}

void
job_answer_post (JobFixture        *fixture,
                 SoupServerMessage *message)
{
  answer_json (message, fill_in (fixture, "{\"prompt_id\":\"%ID\",\"number\":1,\"node_errors\":{}}"));
}

static void
post_cb (FigmentTestServer *server,
         SoupServerMessage *message,
         gpointer           user_data)
{
  JobFixture *fixture = user_data;
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr(JsonNode) node = figment_json_parse_bytes (body, NULL);

  fixture->n_posts++;
  g_free (fixture->prompt_id);
  fixture->prompt_id =
      g_strdup (fixture->other_id != NULL ? fixture->other_id
                                          : figment_json_get_string (figment_json_to_object (node), "prompt_id"));
  if (fixture->hangs_up)
    {
      g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  if (fixture->delays)
    {
      fixture->delayed = message;
      soup_server_message_pause (message);
      return;
    }
  job_answer_post (fixture, message);
}

static void
queue_cb (FigmentTestServer *server,
          SoupServerMessage *message,
          gpointer           user_data)
{
  JobFixture *fixture = user_data;
  g_autofree char *item = fill_in (fixture, "[1,\"%ID\",{},{},[]]");
  const gboolean running = g_strcmp0 (fixture->queue_key, "queue_running") == 0;
  const gboolean pending = g_strcmp0 (fixture->queue_key, "queue_pending") == 0;

  fixture->n_looks++;
  answer_json (message, g_strdup_printf ("{\"queue_running\":[%s],\"queue_pending\":[%s]}", running ? item : "",
                                         pending ? item : ""));
}

/* For every path that has no answer of its own. */
static void
history_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  JobFixture *fixture = user_data;

  answer_json (message, fixture->history != NULL ? g_strdup_printf ("{\"%s\":%s}", fixture->prompt_id, fixture->history)
                                                 : g_strdup ("{}"));
}

static void
view_cb (FigmentTestServer *server,
         SoupServerMessage *message,
         gpointer           user_data)
{
  JobFixture *fixture = user_data;

  fixture->n_views++;
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC, JOB_PNG, sizeof JOB_PNG);
}

static void
delete_cb (FigmentTestServer *server,
           SoupServerMessage *message,
           gpointer           user_data)
{
  JobFixture *fixture = user_data;

  if (g_strcmp0 (fixture->queue_key, "queue_pending") == 0)
    fixture->queue_key = NULL;
  soup_server_message_set_status (message, 200, NULL);
}

static void
interrupt_cb (FigmentTestServer *server,
              SoupServerMessage *message,
              gpointer           user_data)
{
  JobFixture *fixture = user_data;

  fixture->n_interrupts++;
  fixture->queue_key = NULL;
  soup_server_message_set_status (message, 200, NULL);
}

/* Breaks off the first time. */
static void
upload_cb (FigmentTestServer *server,
           SoupServerMessage *message,
           gpointer           user_data)
{
  JobFixture *fixture = user_data;

  if (fixture->n_uploads++ == 0)
    {
      g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

      g_io_stream_close (stream, NULL, NULL);
      return;
    }
  answer_json (message, g_strdup ("{\"name\":\"in.png\",\"subfolder\":\"\",\"type\":\"input\"}"));
}

void
job_say (JobFixture *fixture,
         const char *text)
{
  g_autofree char *filled = fill_in (fixture, text);

  soup_websocket_connection_send_text (fixture->socket, filled);
}

static void
websocket_cb (SoupServer              *soup,
              SoupServerMessage       *message,
              const char              *path,
              SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  JobFixture *fixture = user_data;

  g_set_object (&fixture->socket, connection);
  fixture->n_sockets++;
  job_say (fixture,
           "{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":{\"queue_remaining\":0}},\"sid\":\"x\"}}");
}

void
job_set_up (JobFixture    *fixture,
            gconstpointer  user_data)
{
  fixture->server = figment_test_server_new (FALSE);
  figment_test_server_handle (fixture->server, "POST /api/prompt", post_cb, fixture);
  figment_test_server_handle (fixture->server, "GET /api/queue", queue_cb, fixture);
  figment_test_server_handle (fixture->server, "GET /api/view", view_cb, fixture);
  figment_test_server_handle (fixture->server, "POST /api/upload/image", upload_cb, fixture);
  figment_test_server_handle (fixture->server, "POST /api/queue", delete_cb, fixture);
  figment_test_server_handle (fixture->server, "POST /api/interrupt", interrupt_cb, fixture);
  soup_server_add_handler (fixture->server->soup, "/api/history", history_cb, fixture, NULL);
  soup_server_add_websocket_handler (fixture->server->soup, "/ws", NULL, NULL, websocket_cb, fixture, NULL);
  fixture->test = figment_test_session_new (figment_test_server_get_url (fixture->server));
  fixture->queue = figment_session_get_queue (fixture->test->session);
}

void
job_tear_down (JobFixture    *fixture,
               gconstpointer  user_data)
{
  figment_test_session_free (fixture->test);
  g_clear_object (&fixture->socket);
  figment_test_server_free (fixture->server);
  g_free (fixture->prompt_id);
}

/* Adds a generation and waits until the server has it and the socket is open. */
FigmentGeneration *
job_submit (JobFixture *fixture,
            const char *graph)
{
  FigmentGeneration *generation;

  figment_queue_start (fixture->queue);
  generation = figment_test_session_add (fixture->test, graph);
  fixture->queue_key = "queue_running";
  while (!figment_generation_get_accepted (generation))
    g_main_context_iteration (NULL, TRUE);
  return generation;
}

void
job_say_start (JobFixture        *fixture,
               FigmentGeneration *generation)
{
  job_say (fixture, "{\"type\":\"execution_start\",\"data\":{\"prompt_id\":\"%ID\",\"timestamp\":1}}");
  figment_test_wait_state (generation, FIGMENT_GENERATION_RUNNING);
}

static void
say_end (JobFixture *fixture)
{
  job_say (fixture, "{\"type\":\"execution_success\",\"data\":{\"prompt_id\":\"%ID\",\"timestamp\":2}}");
  job_say (fixture, "{\"type\":\"executing\",\"data\":{\"node\":null,\"prompt_id\":\"%ID\"}}");
}

void
job_say_image (JobFixture *fixture)
{
  g_autofree char *metadata =
      fill_in (fixture, "{\"node_id\":\"9\",\"prompt_id\":\"%ID\",\"image_type\":\"image/png\"}");
  g_autoptr(GByteArray) frame = g_byte_array_new ();
  const guint32 head[] = { GUINT32_TO_BE (4), GUINT32_TO_BE (strlen (metadata)) };

  g_byte_array_append (frame, (const guint8 *) head, sizeof head);
  g_byte_array_append (frame, (const guint8 *) metadata, (guint) strlen (metadata));
  g_byte_array_append (frame, (const guint8 *) JOB_PNG, sizeof JOB_PNG);
  soup_websocket_connection_send_binary (fixture->socket, frame->data, frame->len);
}

guint
job_count_hidden (JobFixture *fixture)
{
  g_autofree char *files = figment_test_list_files (fixture->test->folder);
  guint n = 0;

  for (const char *at = files; (at = strstr (at, ".part")) != NULL; at++)
    n++;
  return n;
}

const FigmentOutputInfo *
job_get_output (FigmentGeneration *generation,
                guint              i)
{
  g_autoptr(FigmentOutput) output = g_list_model_get_item (figment_generation_get_outputs (generation), i);

  return figment_output_get_info (output);
}

guint
job_count_outputs (FigmentGeneration *generation)
{
  return g_list_model_get_n_items (figment_generation_get_outputs (generation));
}

void
job_assert_library (JobFixture *fixture,
                    const char *expected)
{
  g_autofree char *files = figment_test_list_files (fixture->test->library_dir);

  g_assert_cmpstr (files, ==, expected);
}

void
job_end_with (JobFixture *fixture,
              const char *history)
{
  fixture->history = history;
  fixture->queue_key = NULL;
  say_end (fixture);
}
