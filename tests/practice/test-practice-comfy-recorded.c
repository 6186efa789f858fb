/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "practice-test.h"

/* Sends what was sent to a real ComfyUI 0.8.0 and wants the same back: frames in order, answers in shape. */

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Writes a value with sorted keys and without what cannot be the same: ids, times, tracebacks, the counter. */
static void
append_normal (GString  *text,
               JsonNode *node)
{
  static const char *const ignored[] = { "prompt_id", "number", "timestamp", "traceback", "create_time", NULL };

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(GList) members = json_object_get_members (object);
      g_autoptr(GPtrArray) names = g_ptr_array_new ();

      for (GList *l = members; l != NULL; l = l->next)
        g_ptr_array_add (names, l->data);
      g_ptr_array_sort (names, compare_strings);
      for (guint i = 0; i < names->len; i++)
        if (!g_strv_contains (ignored, names->pdata[i]))
          {
            g_string_append_printf (text, "{%s:", (char *) names->pdata[i]);
            append_normal (text, json_object_get_member (object, names->pdata[i]));
            g_string_append (text, "}\n");
          }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        {
          g_string_append (text, "[");
          append_normal (text, json_array_get_element (json_node_get_array (node), i));
          g_string_append (text, "]");
        }
    }
  else
    {
      g_autofree char *value = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);

      g_string_append (text, value);
    }
}

static void
assert_same (JsonNode   *is,
             JsonNode   *wanted,
             const char *note)
{
  g_autoptr(GString) a = g_string_new (NULL);
  g_autoptr(GString) b = g_string_new (NULL);

  append_normal (a, is);
  append_normal (b, wanted);
  if (strcmp (a->str, b->str) != 0)
    g_test_message ("differs: %s", note);
  g_assert_cmpstr (a->str, ==, b->str);
}

/* Answers of POST /prompt, all recorded bodies, one by one. */
static void
replay_answers (PracticeTest *test,
                const char   *name)
{
  g_autofree char *path = practice_test_fixture (name);
  g_autoptr(GPtrArray) lines = NULL;
  guint n = 0;

  if (path == NULL || !practice_test_use_recorded_catalog ())
    return;
  lines = practice_test_read_lines (path);
  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = figment_json_to_object (lines->pdata[i]);
      JsonNode *request = figment_json_get (line, "req_json");
      const char *note = figment_json_get_string (line, "note");
      const char *raw = figment_json_get_string (line, "req_body");
      g_autoptr(PracticeAnswer) answer = NULL;

      if (g_strcmp0 (figment_json_get_string (line, "path"), "/prompt") != 0 ||
          g_strcmp0 (figment_json_get_string (line, "method"), "POST") != 0)
        continue;
      if (request != NULL && !JSON_NODE_HOLDS_NULL (request))
        answer = practice_test_post_node (test, "/prompt", request);
      else
        answer = practice_test_post (test, "/prompt", raw);
      if (answer->status != (guint) figment_json_get_int64 (line, "status", 0))
        g_test_message ("%s", note);
      g_assert_cmpuint (answer->status, ==, figment_json_get_int64 (line, "status", 0));
      if (figment_json_get (line, "resp_json") != NULL)
        {
          g_assert_nonnull (answer->json);
          assert_same (answer->json, figment_json_get (line, "resp_json"), note);
        }
      else
        {
          g_autofree char *text = g_strndup (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body));

          g_assert_cmpstr (text, ==, figment_json_get_string (line, "resp_text"));
        }
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  fake_nodes_set_catalog (NULL);
}

static void
test_errors (PracticeTest  *test,
             gconstpointer  data)
{
  replay_answers (test, "03-validation-errors/http.jsonl");
}

static void
test_numbers (PracticeTest  *test,
              gconstpointer  data)
{
  replay_answers (test, "03b-number-forms/http.jsonl");
}

static void
test_partial (PracticeTest  *test,
              gconstpointer  data)
{
  replay_answers (test, "04-partially-valid/http.jsonl");
}

static char *
recorded_words (const char *path)
{
  g_autoptr(GPtrArray) lines = practice_test_read_lines (path);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = figment_json_to_object (lines->pdata[i]);
      const char *type = figment_json_get_string (line, "type");
      g_autofree char *word = NULL;

      if (g_strcmp0 (figment_json_get_string (line, "dir"), "recv") != 0 || g_strcmp0 (type, "close") == 0)
        continue;
      if (g_strcmp0 (type, "text") == 0)
        word = practice_test_word (figment_json_get (line, "json"));
      else
        word = g_strdup_printf ("b%d", (int) figment_json_get_int64 (line, "event", 0));
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
    }
  return g_string_free (text, FALSE);
}

/* The recorded server had previews on from its command line. */
static void
ask_for_previews (JsonObject *body)
{
  JsonObject *extra_data = figment_json_get_object (body, "extra_data");

  if (extra_data == NULL)
    {
      extra_data = json_object_new ();
      json_object_set_object_member (body, "extra_data", extra_data);
    }
  json_object_set_string_member (extra_data, "preview_method", "latent2rgb");
}

/* Frames of one socket while the recorded prompts are sent one after the other. */
static void
replay_frames (PracticeTest *test,
               const char   *http,
               const char   *ws,
               const char   *client_id,
               const char   *first_message)
{
  g_autofree char *http_path = practice_test_fixture (http);
  g_autofree char *ws_path = http_path != NULL ? practice_test_fixture (ws) : NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(PracticeSocket) socket = NULL;
  g_autofree char *is = NULL;
  g_autofree char *wanted = NULL;
  guint n_idle = 0;
  guint n_ended = 0;

  if (ws_path == NULL || !practice_test_use_recorded_catalog ())
    return;
  lines = practice_test_read_lines (http_path);
  socket = practice_socket_open (test, client_id);
  practice_socket_wait (socket, "S0sid");
  if (first_message != NULL)
    {
      practice_socket_send (socket, first_message);
      practice_socket_wait (socket, "feature_flags");
      /* Neither a second one nor anything else that is said is heard. */
      practice_socket_send (socket, "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":false}}");
      practice_socket_send (socket, "this is not json");
    }
  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = figment_json_to_object (lines->pdata[i]);
      const char *path = figment_json_get_string (line, "path");
      JsonObject *body = figment_json_get_object (line, "req_json");
      g_autoptr(PracticeAnswer) answer = NULL;

      if (g_strcmp0 (figment_json_get_string (line, "method"), "POST") != 0 || body == NULL)
        continue;
      if (strcmp (path, "/prompt") == 0)
        ask_for_previews (body);
      answer = practice_test_post_node (test, path, figment_json_get (line, "req_json"));
      g_assert_cmpuint (answer->status, ==, 200);
      if (strcmp (path, "/prompt") != 0)
        continue;
      practice_socket_wait_nth (socket, "S0", ++n_idle);
      if (figment_json_get_string (body, "client_id") != NULL)
        practice_socket_wait_nth (socket, "E-", ++n_ended);
    }
  is = practice_socket_take (socket);
  wanted = recorded_words (ws_path);
  g_assert_cmpstr (is, ==, wanted);
  fake_nodes_set_catalog (NULL);
}

static void
test_plain (PracticeTest  *test,
            gconstpointer  data)
{
  replay_frames (test, "01a-txt2img-plain/http.jsonl", "01a-txt2img-plain/ws.jsonl", "client-plain-01a", NULL);
}

static void
test_flags (PracticeTest  *test,
            gconstpointer  data)
{
  replay_frames (
      test, "01b-txt2img-feature-flags/http.jsonl", "01b-txt2img-feature-flags/ws.jsonl", "client-flags-01b",
      "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true,\"supports_manager_v4_ui\":false}}");
}

static void
test_cached (PracticeTest  *test,
             gconstpointer  data)
{
  replay_frames (test, "02-cached/http.jsonl", "02-cached/ws.jsonl", "client-02", NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  practice_test_add ("/practice/recorded/03-validation-errors", test_errors);
  practice_test_add ("/practice/recorded/03b-number-forms", test_numbers);
  practice_test_add ("/practice/recorded/04-partially-valid", test_partial);
  practice_test_add ("/practice/recorded/01a-txt2img-plain", test_plain);
  practice_test_add ("/practice/recorded/01b-txt2img-feature-flags", test_flags);
  practice_test_add ("/practice/recorded/02-cached", test_cached);
  return g_test_run ();
}
