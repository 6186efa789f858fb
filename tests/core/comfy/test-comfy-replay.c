/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "comfy/figment-comfy-answer.h"
#include "comfy/figment-comfy-event.h"
#include "figment-fixtures.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Recorded traffic of ComfyUI 0.8.0 and 0.3.64 through the decoder and the parsers. */

static FigmentComfyEvent *
decode_row (const char *scenario,
            JsonObject *row)
{
  const char *type = figment_json_get_string (row, "type");
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) frame = NULL;
  FigmentComfyEvent *event;

  if (g_strcmp0 (figment_json_get_string (row, "dir"), "recv") != 0 || g_strcmp0 (type, "close") == 0)
    return NULL;
  if (g_strcmp0 (type, "text") == 0)
    {
      frame = figment_json_write_bytes (figment_json_get (row, "json"), FIGMENT_JSON_WRITE_ASCII);
      event = figment_comfy_event_decode_text (frame, &error);
    }
  else
    {
      g_autofree char *path = g_build_filename (scenario, figment_json_get_string (row, "file"), NULL);

      frame = figment_fixture_load ("comfyui", path);
      g_assert_cmpuint (g_bytes_get_size (frame), ==, figment_json_get_int64 (row, "size", 0));
      event = figment_comfy_event_decode_binary (frame, &error);
    }
  g_assert_no_error (error);
  return event;
}

static void
check_image (FigmentComfyEvent *event)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type (event->mime, NULL);
  g_autoptr(GError) error = NULL;
  GdkPixbuf *pixbuf;

  gdk_pixbuf_loader_write_bytes (loader, event->image, &error);
  g_assert_no_error (error);
  gdk_pixbuf_loader_close (loader, &error);
  g_assert_no_error (error);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), >=, 32);
}

typedef struct
{
  guint n[FIGMENT_COMFY_EVENT_UNKNOWN + 1];
  guint n_png;
} Counts;

static void
check_row (const char *scenario,
           const char *file,
           JsonObject *row,
           gpointer    user_data)
{
  Counts *counts = user_data;
  g_autoptr(FigmentComfyEvent) event = decode_row (scenario, row);
  JsonObject *json = figment_json_get_object (row, "json");

  if (event == NULL)
    return;
  counts->n[event->type]++;
  if (json != NULL)
    g_assert_cmpstr (event->name, ==, figment_json_get_string (json, "type"));
  if (event->type == FIGMENT_COMFY_EVENT_UNKNOWN)
    g_assert_cmpstr (event->name, ==, "rig.custom");
  if (event->type == FIGMENT_COMFY_EVENT_PREVIEW)
    {
      g_assert_cmpint (event->frame_index, ==, -1);
      check_image (event);
      counts->n_png += g_str_equal (event->mime, "image/png");
      g_assert_true ((event->node_id != NULL) == (figment_json_get_int64 (row, "event", 0) == 4));
    }
}

static void
test_every_frame (void)
{
  Counts counts = { 0 };

  if (figment_fixture_skip ("comfyui"))
    return;
  g_assert_cmpuint (figment_fixture_foreach ("comfyui", NULL, "ws", check_row, &counts), >, 3000);
  /* Counted in the transcripts. */
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_UNKNOWN], ==, 2);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_TEXT], ==, 3);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_EXECUTION_BLOCKED], ==, 1);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_EXECUTION_ERROR], ==, 7);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_EXECUTION_INTERRUPTED], ==, 7);
  g_assert_cmpuint (counts.n_png, ==, 4);
}

/* What the owner of a run sees of it, as one letter an event. */
typedef struct
{
  GHashTable *runs;   /* prompt id to its latest GString, unowned: an id may be used again */
  GPtrArray  *order;  /* (owned) the strings, by first appearance */
  char       *prompt; /* of the last event that named one */
} Story;

static char
get_letter (const FigmentComfyEvent *event)
{
  switch (event->type)
    {
    case FIGMENT_COMFY_EVENT_EXECUTION_START: return '(';
    case FIGMENT_COMFY_EVENT_EXECUTION_CACHED: return 'c';
    case FIGMENT_COMFY_EVENT_EXECUTING: return event->node_id != NULL ? 'x' : ')';
    case FIGMENT_COMFY_EVENT_PROGRESS: return 'p';
    case FIGMENT_COMFY_EVENT_EXECUTED: return 'o';
    case FIGMENT_COMFY_EVENT_EXECUTION_SUCCESS: return 'S';
    case FIGMENT_COMFY_EVENT_EXECUTION_ERROR: return 'E';
    case FIGMENT_COMFY_EVENT_EXECUTION_INTERRUPTED: return 'I';
    case FIGMENT_COMFY_EVENT_EXECUTION_BLOCKED: return 'b';
    case FIGMENT_COMFY_EVENT_PREVIEW: return 'v';
    case FIGMENT_COMFY_EVENT_STATUS:
    case FIGMENT_COMFY_EVENT_FEATURE_FLAGS:
    case FIGMENT_COMFY_EVENT_PROGRESS_STATE:
    case FIGMENT_COMFY_EVENT_TEXT:
    case FIGMENT_COMFY_EVENT_UNKNOWN:
    default: return 0;
    }
}

static void
free_story (gpointer text)
{
  g_string_free (text, TRUE);
}

static void
tell_row (const char *scenario,
          const char *file,
          JsonObject *row,
          gpointer    user_data)
{
  Story *story = user_data;
  g_autoptr(FigmentComfyEvent) event = NULL;
  GString *text;
  char letter;

  if (strcmp (file, "ws.jsonl") != 0)
    return;
  event = decode_row (scenario, row);
  letter = event != NULL ? get_letter (event) : 0;
  if (letter == 0)
    return;
  if (event->prompt_id != NULL)
    {
      g_free (story->prompt);
      story->prompt = g_strdup (event->prompt_id);
    }
  g_assert_nonnull (story->prompt);
  text = g_hash_table_lookup (story->runs, story->prompt);
  if (text == NULL || letter == '(')
    {
      text = g_string_new (NULL);
      g_hash_table_replace (story->runs, g_strdup (story->prompt), text);
      g_ptr_array_add (story->order, text);
    }
  g_string_append_c (text, letter);
}

static void
assert_story (const char *scenario,
              guint       index,
              const char *expected)
{
  Story story = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                  g_ptr_array_new_with_free_func (free_story), NULL };

  figment_fixture_foreach ("comfyui", scenario, "ws.jsonl", tell_row, &story);
  g_assert_cmpuint (story.order->len, >, index);
  g_assert_cmpstr (((GString *) g_ptr_array_index (story.order, index))->str, ==, expected);
  g_ptr_array_unref (story.order);
  g_hash_table_unref (story.runs);
  g_free (story.prompt);
}

static void
test_stories (void)
{
  if (figment_fixture_skip ("comfyui"))
    return;
  /* Type-1 previews come after their progress, type-4 ones before it. */
  assert_story ("01a-txt2img-plain", 0, "(cxxxxxpvpvpvpvpvpvpvpvxxoS)");
  assert_story ("01b-txt2img-feature-flags", 0, "(cxxxxxvpvpvpvpvpvpvpvpxxoS)");
  assert_story ("02-cached", 1, "(coS)");
  assert_story ("05-execution-errors", 1, "(cxxE)");
  assert_story ("05-execution-errors", 4, "(cxxoxxbS)");
}

/* Every run that ends says so once, and then leaves the worker. */
static void
test_ends (void)
{
  static const char *const scenarios[] = { "01a-txt2img-plain",      "02-cached",
                                           "05-execution-errors",    "06-interrupt-and-queue-delete",
                                           "07-batch4-two-outputs",  "08-img2img-upload",
                                           "09-media-outputs",       "11-queueing",
                                           "14-custom-node-traffic", "15-v3-dynamic-inputs",
                                           "16-old-server-0.3.64" };

  if (figment_fixture_skip ("comfyui"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      Story story = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                      g_ptr_array_new_with_free_func (free_story), NULL };

      figment_fixture_foreach ("comfyui", scenarios[i], "ws.jsonl", tell_row, &story);
      for (guint k = 0; k < story.order->len; k++)
        {
          const char *text = ((GString *) g_ptr_array_index (story.order, k))->str;
          const char *end = strpbrk (text, "SEI");

          /* Runs without client_id show their progress only (trap 5). */
          if (text[0] != '(')
            continue;
          g_assert_nonnull (end);
          g_assert_cmpstr (end + 1, ==, ")");
        }
      g_ptr_array_unref (story.order);
      g_hash_table_unref (story.runs);
      g_free (story.prompt);
    }
}

static void
collect_row (const char *scenario,
             const char *file,
             JsonObject *row,
             gpointer    user_data)
{
  GString *text = user_data;
  g_autoptr(FigmentComfyEvent) event = strcmp (file, "ws.jsonl") == 0 ? decode_row (scenario, row) : NULL;

  if (event == NULL || event->outputs == NULL)
    return;
  for (guint i = 0; i < event->outputs->files->len; i++)
    {
      const FigmentComfyFile *item = g_ptr_array_index (event->outputs->files, i);
      static const char *const names[] = { "image", "video", "animation", "audio", "text", "3d", "latent", "other" };

      g_string_append_printf (text, "%s %s/%s %s\n", names[item->kind], item->subfolder, item->filename,
                              figment_comfy_folder_to_string (item->folder));
    }
  for (guint i = 0; i < event->outputs->texts->len; i++)
    g_string_append_printf (text, "“%s”\n", ((FigmentComfyText *) g_ptr_array_index (event->outputs->texts, i))->text);
}

static void
test_media (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (figment_fixture_skip ("comfyui"))
    return;
  figment_fixture_foreach ("comfyui", "09-media-outputs", "ws", collect_row, text);
  g_assert_cmpstr (text->str, ==,
                   "animation rig/anim_00001_.webp output\n"
                   "image rig/anim1_00001_.webp output\n"
                   "animation rig/anim_00002_.png output\n"
                   "video rig/clip_00001_.webm output\n"
                   "video video/rig_00001_.mp4 output\n"
                   "video video/rigaudio_00001_.mp4 output\n"
                   "video video/i2v_00001_.mp4 output\n"
                   "video video/v2v_00001_.mp4 output\n"
                   "audio audio/rig_00001_.flac output\n"
                   "audio audio/rig_00002_.mp3 output\n"
                   "audio audio/rig_00003_.opus output\n"
                   "audio /ComfyUI_temp_qemsw_00001_.flac temp\n"
                   "“text result – ünï 漢字\nline 2”\n"
                   "3d mesh/rig_00001_.glb output\n"
                   "3d mesh/rig_00001_.glb output\n"
                   "image svg/rig_00001_.svg output\n"
                   "image /ComfyUI_temp_blaul_00001_.png temp\n"
                   "latent latents/rig_00001_.latent output\n"
                   "video /clip_00001.mp4 output\n");
}

static void
text_row (const char *scenario,
          const char *file,
          JsonObject *row,
          gpointer    user_data)
{
  g_autoptr(FigmentComfyEvent) event = decode_row (scenario, row);

  if (event != NULL && event->type == FIGMENT_COMFY_EVENT_TEXT)
    g_string_append_printf (user_data, "%s:%s\n", event->node_id, event->text);
}

static void
test_text (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (figment_fixture_skip ("comfyui"))
    return;
  figment_fixture_foreach ("comfyui", "14-custom-node-traffic", "ws", text_row, text);
  g_assert_cmpstr (text->str, ==, "1:hello step 0 é漢\n1:hello step 1 é漢\n1:hello step 2 é漢\n");
}

static void
first_events_row (const char *scenario,
                  const char *file,
                  JsonObject *row,
                  gpointer    user_data)
{
  GPtrArray *events = user_data;
  FigmentComfyEvent *event = strcmp (file, "ws-A2.jsonl") == 0 ? decode_row (scenario, row) : NULL;

  if (event != NULL)
    g_ptr_array_add (events, event);
}

/* A reconnect brings back where the run is, and nothing else. */
static void
test_trap_4 (void)
{
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_comfy_event_unref);
  const FigmentComfyEvent *event;

  if (figment_fixture_skip ("comfyui"))
    return;
  figment_fixture_foreach ("comfyui", "10b-reconnect-same-clientId", "ws", first_events_row, events);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpint (event->type, ==, FIGMENT_COMFY_EVENT_STATUS);
  g_assert_nonnull (event->sid);
  event = g_ptr_array_index (events, 1);
  g_assert_cmpint (event->type, ==, FIGMENT_COMFY_EVENT_EXECUTING);
  g_assert_nonnull (event->node_id);
  g_assert_null (event->prompt_id);
  for (guint i = 0; i < events->len; i++)
    {
      event = g_ptr_array_index (events, i);
      g_assert_cmpint (event->type, !=, FIGMENT_COMFY_EVENT_EXECUTION_START);
    }
}

static void
bystander_row (const char *scenario,
               const char *file,
               JsonObject *row,
               gpointer    user_data)
{
  Counts *counts = user_data;
  g_autoptr(FigmentComfyEvent) event = strcmp (file, "ws-B.jsonl") == 0 ? decode_row (scenario, row) : NULL;

  if (event != NULL)
    counts->n[event->type]++;
}

/* Somebody else's run without client_id: progress and previews come, its outputs do not. */
static void
test_trap_5 (void)
{
  Counts counts = { 0 };

  if (figment_fixture_skip ("comfyui"))
    return;
  figment_fixture_foreach ("comfyui", "10a-two-clients", "ws-B", bystander_row, &counts);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_PREVIEW], ==, 4);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_PROGRESS], ==, 4);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_EXECUTED], ==, 0);
  g_assert_cmpuint (counts.n[FIGMENT_COMFY_EVENT_EXECUTION_SUCCESS], ==, 0);
}

static void
dotted_row (const char *scenario,
            const char *file,
            JsonObject *row,
            gpointer    user_data)
{
  guint *n = user_data;
  g_autoptr(FigmentComfyEvent) event = decode_row (scenario, row);

  if (event != NULL && event->type == FIGMENT_COMFY_EVENT_EXECUTED && strchr (event->node_id, '.') != NULL)
    {
      g_assert_cmpstr (event->node_id, ==, "2.0.0.3");
      g_assert_cmpstr (event->display_node_id, ==, "2");
      (*n)++;
    }
}

static void
test_trap_16 (void)
{
  guint n = 0;

  if (figment_fixture_skip ("comfyui"))
    return;
  figment_fixture_foreach ("comfyui", "14-custom-node-traffic", "ws.jsonl", dotted_row, &n);
  g_assert_cmpuint (n, ==, 1);
}

/* HTTP. */

typedef struct
{
  guint n_submissions;
  guint n_warnings;
  guint n_refusals;
  guint n_queues;
  guint n_systems;
  guint n_ends[3];
} Answers;

/* Counts the objects with a "filename" straight from the tree, as a second opinion. */
static guint
count_files (JsonObject *outputs)
{
  g_autoptr(GList) nodes = json_object_get_values (outputs);
  guint n = 0;

  for (GList *node = nodes; node != NULL; node = node->next)
    {
      g_autofree char *text = figment_json_write (node->data, FIGMENT_JSON_WRITE_COMPACT, NULL);

      for (const char *at = strstr (text, "\"filename\""); at != NULL; at = strstr (at + 1, "\"filename\""))
        n++;
      n += strstr (text, "\"result\":[\"mesh/") != NULL;
    }
  return n;
}

static void
check_history (Answers    *answers,
               JsonObject *entries)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *entry;

  json_object_iter_init (&iter, entries);
  while (json_object_iter_next (&iter, &id, &entry))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(FigmentComfyHistory) history = figment_comfy_history_parse (id, entry, &error);
      JsonObject *object = figment_json_to_object (entry);
      JsonObject *status = figment_json_get_object (object, "status");

      g_assert_no_error (error);
      g_assert_cmpint (history->end == FIGMENT_COMFY_END_SUCCESS, ==,
                       figment_json_get_boolean (status, "completed", FALSE));
      g_assert_true ((history->error != NULL) == (history->end == FIGMENT_COMFY_END_ERROR));
      g_assert_cmpuint (history->outputs->files->len, ==, count_files (figment_json_get_object (object, "outputs")));
      g_assert_cmpuint (history->n_nodes, >, 0);
      g_assert_cmpint (history->started_ms, >, G_GINT64_CONSTANT (1700000000000));
      g_assert_cmpint (history->finished_ms, >=, history->started_ms);
      answers->n_ends[history->end]++;
    }
}

static void
check_prompt (Answers    *answers,
              JsonObject *row,
              JsonNode   *body)
{
  g_autoptr(GError) error = NULL;

  if (figment_json_get_int64 (row, "status", 0) == 200)
    {
      g_autoptr(FigmentComfySubmission) submission = figment_comfy_submission_parse (body, &error);

      g_assert_no_error (error);
      answers->n_submissions++;
      answers->n_warnings += submission->warnings != NULL;
    }
  else
    {
      g_autofree char *text = figment_comfy_prompt_error_to_text (body, NULL);

      g_assert_nonnull (text);
      g_assert_null (strstr (text, "Prompt outputs failed"));
      g_assert_null (strstr (text, "“?”"));
      answers->n_refusals++;
    }
}

static void
answer_row (const char *scenario,
            const char *file,
            JsonObject *row,
            gpointer    user_data)
{
  Answers *answers = user_data;
  const char *full = figment_json_get_string (row, "path");
  const char *path = full != NULL && g_str_has_prefix (full, "/api/") ? full + 4 : full;
  JsonNode *body = figment_json_get (row, "resp_json");
  const gboolean get = g_strcmp0 (figment_json_get_string (row, "method"), "GET") == 0;
  g_autoptr(GError) error = NULL;

  if (path == NULL || body == NULL || JSON_NODE_HOLDS_NULL (body))
    return;
  if (!get && strcmp (path, "/prompt") == 0)
    {
      check_prompt (answers, row, body);
    }
  else if (get && strcmp (path, "/queue") == 0)
    {
      g_autoptr(FigmentComfyQueue) queue = figment_comfy_queue_parse (body, &error);

      g_assert_no_error (error);
      answers->n_queues++;
    }
  else if (get && strcmp (path, "/system_stats") == 0)
    {
      g_autoptr(FigmentComfySystem) system = figment_comfy_system_parse (body, &error);

      g_assert_no_error (error);
      g_assert_false (system->practice);
      g_assert_nonnull (system->version);
      g_assert_cmpuint (system->devices->len, ==, 1);
      answers->n_systems++;
    }
  else if (get && g_str_has_prefix (path, "/history"))
    {
      check_history (answers, figment_json_to_object (body));
    }
}

static void
test_every_answer (void)
{
  Answers answers = { 0 };

  if (figment_fixture_skip ("comfyui"))
    return;
  figment_fixture_foreach ("comfyui", NULL, "http", answer_row, &answers);
  g_assert_cmpuint (answers.n_submissions, ==, 120);
  g_assert_cmpuint (answers.n_refusals, ==, 37);
  g_assert_cmpuint (answers.n_queues, ==, 15);
  g_assert_cmpuint (answers.n_systems, ==, 11);
  g_assert_cmpuint (answers.n_warnings, >=, 1);
  g_assert_cmpuint (answers.n_ends[FIGMENT_COMFY_END_ERROR], >=, 5);
  g_assert_cmpuint (answers.n_ends[FIGMENT_COMFY_END_INTERRUPTED], >=, 3);
}

static void
refusal_row (const char *scenario,
             const char *file,
             JsonObject *row,
             gpointer    user_data)
{
  JsonNode *body = figment_json_get (row, "resp_json");
  g_autofree char *text = NULL;

  if (figment_json_get_int64 (row, "status", 0) != 400 || figment_json_to_object (body) == NULL)
    return;
  text = figment_comfy_prompt_error_to_text (
      body, figment_json_get_object (
                figment_json_get_object (row, "req_json") != NULL ? figment_json_get_object (row, "req_json") : row,
                "prompt"));
  g_string_append_printf (user_data, "%s\n", text);
}

/* The recorded refusals in the words that a person gets. */
static void
test_refusals (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  static const char *const expected[] = {
    "Node 3 (KSampler), seed: nothing is connected or filled in\n",
    ("Node 4 (CheckpointLoaderSimple), ckpt_name: “nope.safetensors” is not on the server, which has: "
     "rig-micro-sd15.safetensors, rig-sd15.safetensors, rig-tiny-sd15.safetensors\n"),
    "Node 3 (KSampler), sampler_name: “nope” is not on the server\n",
    "Node 3 (KSampler), steps: “abc” is not a whole number\n",
    "Node 3 (KSampler), steps: 0 is too small, the least allowed is 1\n",
    "Node 3 (KSampler), cfg: 1000.0 is too big, the most allowed is 100.0\n",
    "Node 3 (KSampler), model: the link is broken: it must name a node and one of its outputs\n",
    "Node 3 (KSampler): a link points to a node that does not exist: '444'\n",
    "Node 3 (KSampler): a link points to an output that its node does not have\n",
    "Node 3 (KSampler), model: Node 4 (CheckpointLoaderSimple) gives VAE, but this takes MODEL\n",
    "The workflow has no node that saves or shows a result.\n",
    "Node 3 (NopeNode): the server does not know this kind of node.",
    "Node 9 (SaveImage): the server could not check it (KeyError: 'inputs')\n",
    "Node 1 (LoadImage), image: Invalid image file: nope.png\n",
    "The server found no workflow in what was sent.\n",
  };

  if (figment_fixture_skip ("comfyui"))
    return;
  figment_fixture_foreach ("comfyui", "03-validation-errors", "http", refusal_row, text);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      if (strstr (text->str, expected[i]) == NULL)
        g_error ("missing: %s in:\n%s", expected[i], text->str);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comfy/replay/every-frame", test_every_frame);
  g_test_add_func ("/comfy/replay/stories", test_stories);
  g_test_add_func ("/comfy/replay/ends", test_ends);
  g_test_add_func ("/comfy/replay/media", test_media);
  g_test_add_func ("/comfy/replay/text", test_text);
  g_test_add_func ("/comfy/replay/every-answer", test_every_answer);
  g_test_add_func ("/comfy/replay/refusals", test_refusals);
  g_test_add_func ("/comfy/trap-4/reconnect-replays-nothing", test_trap_4);
  g_test_add_func ("/comfy/trap-5/bystander", test_trap_5);
  g_test_add_func ("/comfy/trap-16/dotted-ids", test_trap_16);
  return g_test_run ();
}
