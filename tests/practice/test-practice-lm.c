/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <libsoup/soup.h>

#include "figment-test-server.h"
#include "practice/figment-practice-lm-answer.h"
#include "practice/figment-practice-lm.h"

#define WRITER "figment/practice-writer-1b"
#define ASK "{\"model\":\"" WRITER "\",\"messages\":[{\"role\":\"user\",\"content\":\"a fox\"}]"

/* @body: (nullable): GET without. Returns: "STATUS body". */
static char *
request (FigmentPracticeLm *server,
         const char        *path,
         const char        *body)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *uri = g_strconcat (figment_practice_lm_get_url (server), path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (body != NULL ? "POST" : "GET", uri);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *stored = NULL;

  if (body != NULL)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, figment_test_store_cb, &stored);
  result = figment_test_wait (&stored);
  answer = soup_session_send_and_read_finish (session, result, &error);
  if (answer == NULL)
    return g_strdup_printf ("error %s", error->message);
  return g_strdup_printf ("%u %.*s", soup_message_get_status (message), (int) g_bytes_get_size (answer),
                          (const char *) g_bytes_get_data (answer, NULL));
}

static void
assert_answer (FigmentPracticeLm *server,
               const char        *path,
               const char        *body,
               const char        *begin,
               const char        *part)
{
  g_autofree char *answer = request (server, path, body);

  if (!g_str_has_prefix (answer, begin) || strstr (answer, part) == NULL)
    g_error ("%s: %s", path, answer);
}

static FigmentPracticeLm *
start (void)
{
  FigmentPracticeLm *server = figment_practice_lm_new ();
  g_autoptr(GError) error = NULL;

  figment_practice_lm_set_word_ms (server, 1);
  figment_practice_lm_start (server, 0, &error);
  g_assert_no_error (error);
  return server;
}

static void
test_practice_lm_lists (void)
{
  FigmentPracticeLm *server = start ();

  assert_answer (server, "/api/v1/models", NULL, "200 {\"models\":[", "\"loaded_instances\":[{\"id\":\"" WRITER "\"");
  assert_answer (server, "/api/v0/models", NULL, "200 {\"object\":\"list\"", "\"state\":\"not-loaded\"");
  assert_answer (server, "/v1/models", NULL, "200 {\"data\":[", "\"owned_by\":\"organization_owner\"");
  assert_answer (server, "/v1//models", NULL, "200 {\"error\":", "Unexpected endpoint or method. (GET /v1//models)");
  assert_answer (server, "/v1/chat/completions", NULL, "200 {\"error\":", "(GET /v1/chat/completions)");
  g_assert_finalize_object (server);
}

static void
test_practice_lm_chat (void)
{
  FigmentPracticeLm *server = start ();
  g_autofree char *expected = figment_practice_lm_enhance ("a fox");

  g_assert_true (g_str_has_prefix (expected, "a fox, "));
  assert_answer (server, "/v1/chat/completions", ASK "}", "200 {", expected);
  assert_answer (server, "/v1/chat/completions", ASK ",\"stream\":true}", "200 data: {", "\"content\":null}");
  assert_answer (server, "/v1/chat/completions", ASK ",\"stream\":true}", "200 data: {", "\"choices\":[],\"usage\":{");
  assert_answer (server, "/v1/chat/completions", ASK ",\"stream\":true}", "200 data: {", "data: [DONE]\n\n");
  assert_answer (server, "/v1/chat/completions", "{}", "400 {\"error\":\"", "'messages' field is required");
  assert_answer (server, "/v1/chat/completions", "rubbish", "400 {\"error\":", "not a JSON object");
  assert_answer (server, "/v1/chat/completions", "{\"model\":\"x\",\"messages\":[]}", "404 {", "model_not_found");
  assert_answer (server, "/api/v1/chat", "{\"model\":\"" WRITER "\",\"input\":\"a fox\",\"ttl\":1}", "400 {", "'ttl'");
  assert_answer (server, "/api/v1/chat", "{\"model\":\"" WRITER "\",\"input\":\"a fox\"}", "200 {\"model_instance_id\"",
                 expected);
  g_assert_finalize_object (server);
}

static void
test_practice_lm_load (void)
{
  FigmentPracticeLm *server = start ();

  assert_answer (server, "/api/v1/models/load", "{\"model\":\"" WRITER "\"}", "200 {",
                 "\"instance_id\":\"" WRITER ":2\"");
  assert_answer (server, "/api/v1/models/unload", "{\"instance_id\":\"" WRITER ":2\"}", "200 {", "instance_id");
  assert_answer (server, "/api/v1/models/unload", "{\"instance_id\":\"" WRITER "\"}", "200 {", "instance_id");
  assert_answer (server, "/api/v1/models/unload", "{\"instance_id\":\"" WRITER "\"}", "404 {", "model_not_found");
  assert_answer (server, "/api/v1/models/load", "{\"model\":\"x\"}", "404 {", "Your models");
  g_assert_finalize_object (server);
}

static void
test_practice_lm_moods (void)
{
  FigmentPracticeLm *server = start ();
  g_autofree char *cut = NULL;

  figment_practice_lm_set_mood (server, FIGMENT_PRACTICE_LM_MOOD_CONTEXT);
  assert_answer (server, "/v1/chat/completions", ASK "}", "400 {", "does not fit in context length");
  assert_answer (server, "/v1/chat/completions", ASK ",\"stream\":true}", "200 event: error\n", "does not fit");
  figment_practice_lm_set_mood (server, FIGMENT_PRACTICE_LM_MOOD_CUT);
  cut = request (server, "/v1/chat/completions", ASK ",\"stream\":true}");
  g_assert_null (strstr (cut, "[DONE]"));
  figment_practice_lm_set_mood (server, FIGMENT_PRACTICE_LM_MOOD_NO_AUTH);
  assert_answer (server, "/v1/models", NULL, "401 {", "invalid_api_key");
  figment_practice_lm_set_mood (server, FIGMENT_PRACTICE_LM_MOOD_OLD);
  assert_answer (server, "/api/v1/models", NULL, "200 {\"error\":", "Unexpected endpoint");
  figment_practice_lm_set_mood (server, FIGMENT_PRACTICE_LM_MOOD_GOOD);
  assert_answer (server, "/v1/chat/completions", ASK "}", "200 {", "a fox");
  g_assert_finalize_object (server);
}

/* Stopping breaks off what is being streamed, and the next start begins afresh. */
static void
test_practice_lm_restart (void)
{
  FigmentPracticeLm *server = start ();
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *uri = g_strconcat (figment_practice_lm_get_url (server), "/v1/chat/completions", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("POST", uri);
  g_autoptr(GBytes) body = g_bytes_new_static (ASK ",\"stream\":true}", strlen (ASK ",\"stream\":true}"));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *stored = NULL;

  figment_practice_lm_set_mood (server, FIGMENT_PRACTICE_LM_MOOD_THINKS);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, NULL, figment_test_store_cb, &stored);
  result = figment_test_wait (&stored);
  stream = soup_session_send_finish (session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figment_practice_lm_get_n_streams (server), ==, 1);

  figment_practice_lm_stop (server);
  figment_practice_lm_stop (server);
  g_assert_null (figment_practice_lm_get_url (server));
  figment_practice_lm_set_mood (server, FIGMENT_PRACTICE_LM_MOOD_GOOD);
  g_assert_true (figment_practice_lm_start (server, 0, &error));
  g_assert_cmpuint (figment_practice_lm_get_n_streams (server), ==, 0);
  assert_answer (server, "/v1/models", NULL, "200 {", WRITER);
  g_assert_finalize_object (server);
}

static void
test_practice_lm_port_taken (void)
{
  FigmentPracticeLm *server = start ();
  FigmentPracticeLm *second = figment_practice_lm_new ();
  g_autoptr(GError) error = NULL;
  const char *port = strrchr (figment_practice_lm_get_url (server), ':') + 1;

  g_assert_false (figment_practice_lm_start (second, (guint16) g_ascii_strtoull (port, NULL, 10), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_null (figment_practice_lm_get_url (second));
  g_assert_finalize_object (second);
  g_assert_finalize_object (server);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice-lm/lists", test_practice_lm_lists);
  g_test_add_func ("/practice-lm/chat", test_practice_lm_chat);
  g_test_add_func ("/practice-lm/load", test_practice_lm_load);
  g_test_add_func ("/practice-lm/moods", test_practice_lm_moods);
  g_test_add_func ("/practice-lm/restart", test_practice_lm_restart);
  g_test_add_func ("/practice-lm/port-taken", test_practice_lm_port_taken);
  return g_test_run ();
}
