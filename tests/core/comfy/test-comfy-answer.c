/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "comfy/figment-comfy-answer.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "net/figment-remote-error.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = figment_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static FigmentComfyOutputs *
outputs (const char *text)
{
  g_autoptr(JsonNode) node = parse (text);
  FigmentComfyOutputs *result = figment_comfy_outputs_new ();

  figment_comfy_outputs_parse_node (result, "7", node);
  return result;
}

static void
assert_kind (const char       *text,
             FigmentMediaKind  kind)
{
  g_autoptr(FigmentComfyOutputs) result = outputs (text);

  g_assert_cmpuint (result->files->len, ==, 1);
  g_assert_cmpint (((FigmentComfyFile *) g_ptr_array_index (result->files, 0))->kind, ==, kind);
}

static void
test_trap_14 (void)
{
  assert_kind (
      "{\"images\":[{\"filename\":\"a.mp4\",\"subfolder\":\"video\",\"type\":\"output\"}],\"animated\":[true]}",
      FIGMENT_MEDIA_VIDEO);
  assert_kind ("{\"images\":[{\"filename\":\"a.WEBM\"}],\"animated\":[true]}", FIGMENT_MEDIA_VIDEO);
  assert_kind ("{\"gifs\":[{\"filename\":\"a.mp4\",\"format\":\"video/h264-mp4\"}]}", FIGMENT_MEDIA_VIDEO);
  assert_kind ("{\"whatever\":[{\"filename\":\"a.glb\"}]}", FIGMENT_MEDIA_3D);
  assert_kind ("{\"a\":[{\"filename\":\"noextension\",\"format\":\"video/x\"}]}", FIGMENT_MEDIA_VIDEO);
  assert_kind ("{\"a\":[{\"filename\":\"noextension\",\"format\":7}]}", FIGMENT_MEDIA_OTHER);
  assert_kind ("{\"a\":{\"filename\":\"alone.flac\"}}", FIGMENT_MEDIA_AUDIO);
  assert_kind ("{\"gifs\":[{\"filename\":\"a.webp\",\"format\":\"image/webp\",\"frame_rate\":8.0}]}",
               FIGMENT_MEDIA_ANIMATION);
}

static void
test_trap_15 (void)
{
  assert_kind ("{\"images\":[{\"filename\":\"a.webp\"}],\"animated\":[true]}", FIGMENT_MEDIA_ANIMATION);
  assert_kind ("{\"images\":[{\"filename\":\"a.png\"}],\"animated\":[false]}", FIGMENT_MEDIA_IMAGE);
  assert_kind ("{\"images\":[{\"filename\":\"a.png\"}],\"animated\":true}", FIGMENT_MEDIA_ANIMATION);
  assert_kind ("{\"images\":[{\"filename\":\"a.png\"}],\"animated\":[]}", FIGMENT_MEDIA_IMAGE);
  assert_kind ("{\"images\":[{\"filename\":\"a.png\"}],\"animated\":\"yes\"}", FIGMENT_MEDIA_IMAGE);
  assert_kind ("{\"images\":[{\"filename\":\"a.png\"}]}", FIGMENT_MEDIA_IMAGE);
}

static void
test_trap_18 (void)
{
  g_autoptr(FigmentComfyOutputs) result =
      outputs ("{\"images\":[{\"filename\":\"..\\\\x.png\",\"subfolder\":\"a\\\\..\\\\b\","
               "\"type\":\"temp\"}]}");
  const FigmentComfyFile *file = g_ptr_array_index (result->files, 0);

  g_assert_cmpstr (file->subfolder, ==, "a\\..\\b");
  g_assert_cmpstr (file->filename, ==, "..\\x.png");
  g_assert_cmpint (file->folder, ==, FIGMENT_COMFY_FOLDER_TEMP);
}

static void
test_outputs_hostile (void)
{
  static const char *const cases[] = {
    "null",
    "[]",
    "7",
    "\"text\"",
    "{}",
    "{\"images\":null}",
    "{\"images\":[null,1,\"x\",[],{}]}",
    "{\"images\":[{\"filename\":\"\"}]}",
    "{\"images\":[{\"filename\":5}]}",
    "{\"images\":[{\"url\":\"http://x/a.png\"}]}",
    "{\"images\":[[{\"filename\":\"nested.png\"}]]}",
    "{\"result\":[null,5,\"no-model.txt\"]}",
    "{\"value\":[3.5],\"flag\":[true],\"nan\":[NaN]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(FigmentComfyOutputs) result = outputs (cases[i]);

      g_assert_cmpuint (result->files->len, ==, 0);
      g_assert_cmpuint (result->texts->len, ==, 0);
    }
}

static void
test_outputs_mixed (void)
{
  g_autoptr(FigmentComfyOutputs) result = outputs ("{\"text\":[\"a\",5,\"b\"],\"images\":[{\"filename\":\"1.png\"},"
                                                   "{\"filename\":\"2.png\",\"type\":\"nonsense\"}],\"audio\":"
                                                   "[{\"filename\":\"3.flac\",\"type\":\"input\"}],"
                                                   "\"result\":[\"mesh/x/a.glb\",null,null,\"mesh/x/a.glb\"]}");
  const FigmentComfyFile *file;
  const FigmentComfyText *text = g_ptr_array_index (result->texts, 1);

  g_assert_cmpuint (result->texts->len, ==, 2);
  g_assert_cmpstr (text->text, ==, "b");
  g_assert_cmpstr (text->node_id, ==, "7");
  g_assert_cmpuint (result->files->len, ==, 4);
  file = g_ptr_array_index (result->files, 1);
  g_assert_cmpstr (file->key, ==, "images");
  g_assert_cmpint (file->folder, ==, FIGMENT_COMFY_FOLDER_OUTPUT);
  file = g_ptr_array_index (result->files, 3);
  g_assert_cmpstr (file->filename, ==, "a.glb");
  g_assert_cmpstr (file->subfolder, ==, "mesh/x");
}

static void
assert_value (const char         *filename,
              const char         *subfolder,
              FigmentComfyFolder  folder,
              const char         *expected)
{
  g_autoptr(FigmentComfyFile) file = figment_comfy_file_new (filename, subfolder, folder);
  g_autoptr(FigmentComfyFile) copy = figment_comfy_file_copy (file);
  g_autofree char *value = figment_comfy_file_dup_value (copy);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_file_value (void)
{
  assert_value ("a.png", NULL, FIGMENT_COMFY_FOLDER_INPUT, "a.png");
  assert_value ("a.png", "sub/deep", FIGMENT_COMFY_FOLDER_INPUT, "sub/deep/a.png");
  assert_value ("a.png", "sub", FIGMENT_COMFY_FOLDER_TEMP, "sub/a.png [temp]");
  assert_value ("a.png", "", FIGMENT_COMFY_FOLDER_OUTPUT, "a.png [output]");
}

static void
test_trap_21 (void)
{
  g_autoptr(JsonNode) node = parse ("{\"queue_running\":[[0,\"r\",{},{},[]]],\"queue_pending\":[[3,\"c\",{},{},[]],"
                                    "[12.5,\"d\",{},{},[]],[-33,\"a\",{},{},[]],[3,\"b\",{},{},[]],7,[],[1],[1,null],"
                                    "[\"x\",\"odd\"],[NaN,\"nan\"]]}");
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfyQueue) queue = figment_comfy_queue_parse (node, &error);
  static const char *const order[] = { "a", "nan", "odd", "b", "c", "d" };

  g_assert_no_error (error);
  g_assert_cmpuint (queue->pending->len, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpstr (((FigmentComfyQueueItem *) g_ptr_array_index (queue->pending, i))->prompt_id, ==, order[i]);
  g_assert_true (figment_comfy_queue_has_running (queue, "r"));
  g_assert_false (figment_comfy_queue_has_running (queue, "a"));
  g_assert_true (figment_comfy_queue_has_pending (queue, "a"));
}

/* "Not in the queue" means over or lost, so rubbish must not pass for an empty queue. */
static void
test_queue_rubbish (void)
{
  static const char *const cases[] = { "{}", "[]", "null", "{\"queue_running\":[]}",
                                       "{\"queue_running\":[],\"queue_pending\":{}}" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = parse (cases[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (figment_comfy_queue_parse (node, &error));
      g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
    }
}

static FigmentComfyHistory *
history (const char *text)
{
  g_autoptr(JsonNode) node = parse (text);
  g_autoptr(GError) error = NULL;
  FigmentComfyHistory *entry = figment_comfy_history_parse ("p", node, &error);

  g_assert_no_error (error);
  return entry;
}

static void
test_trap_8 (void)
{
  g_autoptr(FigmentComfyHistory) interrupted = history (
      "{\"prompt\":[0,\"p\",{\"1\":{},\"2\":{}},{},[]],\"outputs\":{\"9\":{\"images\":[{\"filename\":\"a.png\"}]}},"
      "\"status\":"
      "{\"status_str\":\"error\",\"completed\":false,\"messages\":[[\"execution_start\",{\"timestamp\":1}],["
      "\"execution_cached\","
      "{\"nodes\":[\"4\",\"5\"],\"timestamp\":2}],[\"execution_interrupted\",{\"node_id\":\"3\",\"timestamp\":9}]]}}");
  g_autoptr(FigmentComfyHistory) failed = history ("{\"outputs\":{},\"status\":{\"status_str\":\"error\",\"messages\":"
                                                    "[[\"execution_error\",{\"node_id\":\"3\",\"node_type\":"
                                                    "\"KSampler\",\"exception_type\":\"ValueError\",\"exception_"
                                                    "message\":\"boom\\n\",\"traceback\":[\"line\\n\"]}]]}}");

  g_assert_cmpint (interrupted->end, ==, FIGMENT_COMFY_END_INTERRUPTED);
  g_assert_null (interrupted->error);
  g_assert_cmpuint (interrupted->outputs->files->len, ==, 1);
  g_assert_cmpuint (interrupted->n_nodes, ==, 2);
  g_assert_cmpint (interrupted->started_ms, ==, 1);
  g_assert_cmpint (interrupted->finished_ms, ==, 9);
  g_assert_cmpstr (interrupted->cached_nodes[1], ==, "5");
  g_assert_cmpint (failed->end, ==, FIGMENT_COMFY_END_ERROR);
  g_assert_cmpstr (failed->error, ==, "Node 3 (KSampler): boom");
  g_assert_cmpstr (failed->details, ==, "ValueError\nline\n");
}

static void
test_history_odd (void)
{
  g_autoptr(FigmentComfyHistory) no_status = history ("{\"outputs\":{\"9\":{\"images\":[{\"filename\":\"a.png\"}]}}}");
  g_autoptr(FigmentComfyHistory) null_status = history ("{\"outputs\":{},\"status\":null}");
  g_autoptr(FigmentComfyHistory) bare_error = history ("{\"outputs\":{},\"status\":{\"status_str\":\"error\"}}");
  g_autoptr(FigmentComfyHistory) hostile = history (
      "{\"prompt\":[],\"outputs\":{\"1\":null,\"2\":[],\"3\":{\"images\":7}},\"status\":{\"status_str\":\"success\","
      "\"messages\":"
      "[null,[],[\"execution_start\"],[5,{}],[\"execution_error\",{}],{\"a\":1},[\"execution_success\",null]]}}");
  g_autoptr(JsonNode) empty = parse ("{}");
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (no_status->end, ==, FIGMENT_COMFY_END_SUCCESS);
  g_assert_cmpuint (no_status->outputs->files->len, ==, 1);
  g_assert_cmpint (null_status->end, ==, FIGMENT_COMFY_END_SUCCESS);
  g_assert_cmpint (bare_error->end, ==, FIGMENT_COMFY_END_ERROR);
  g_assert_nonnull (bare_error->error);
  g_assert_cmpint (hostile->end, ==, FIGMENT_COMFY_END_SUCCESS);
  g_assert_null (hostile->error);
  g_assert_null (figment_comfy_history_parse ("p", empty, &error));
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

static void
test_trap_9 (void)
{
  g_autoptr(JsonNode) partly =
      parse ("{\"prompt_id\":\"p\",\"number\":12.5,\"node_errors\":{\"5\":{\"errors\":[{\"type\":"
             "\"value_not_in_list\",\"extra_info\":{\"input_name\":\"ckpt_name\",\"input_config\":null,"
             "\"received_value\":\"x\"}}],\"class_type\":\"CheckpointLoaderSimple\"}}}");
  g_autoptr(JsonNode) clean = parse ("{\"prompt_id\":\"p\",\"number\":0,\"node_errors\":{}}");
  g_autoptr(JsonNode) bad = parse ("{\"number\":0}");
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfySubmission) first = figment_comfy_submission_parse (partly, &error);
  g_autoptr(FigmentComfySubmission) second = figment_comfy_submission_parse (clean, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (first->warnings, ==, "Node 5 (CheckpointLoaderSimple), ckpt_name: “x” is not on the server");
  g_assert_cmpfloat (first->number, ==, 12.5);
  g_assert_null (second->warnings);
  g_assert_null (figment_comfy_submission_parse (bad, &error));
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

static void
assert_refusal (const char *body,
                const char *graph,
                const char *expected)
{
  g_autoptr(JsonNode) node = parse (body);
  g_autoptr(JsonNode) graph_node = graph != NULL ? parse (graph) : NULL;
  g_autofree char *text = figment_comfy_prompt_error_to_text (node, figment_json_to_object (graph_node));

  g_assert_cmpstr (text, ==, expected);
}

#define ONE_ERROR(body)                                                                                                \
  "{\"error\":{\"type\":\"prompt_outputs_failed_validation\"},\"node_errors\":{\"3\":{\"class_type\":"                 \
  "\"KSampler\",\"errors\":[" body "]}}}"

static void
test_node_errors (void)
{
  assert_refusal (
      ONE_ERROR (
          "{\"type\":\"required_input_missing\",\"details\":\"model\",\"extra_info\":{\"input_name\":\"model\"}}"),
      NULL, "Node 3 (KSampler), model: nothing is connected or filled in");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"value_not_in_list\",\"extra_info\":{\"input_name\":\"lora_name\",\"received_value\":"
                 "\"x\",\"input_config\":[[],{}]}}"),
      NULL, "Node 3 (KSampler), lora_name: “x” is not on the server, which has none of this kind");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"value_not_in_list\",\"extra_info\":{\"input_name\":\"m\",\"received_value\":5,"
                 "\"input_config\":[[\"a\",1],{}]}}"),
      NULL, "Node 3 (KSampler), m: “5” is not on the server, which has: a, 1");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"value_smaller_than_min\",\"extra_info\":{\"input_name\":\"steps\",\"received_value\":0,"
                 "\"input_config\":[\"INT\",{\"min\":1}]}}"),
      NULL, "Node 3 (KSampler), steps: 0 is too small, the least allowed is 1");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"value_bigger_than_max\",\"extra_info\":{\"input_name\":\"seed\",\"received_value\":"
                 "18446744073709551616,\"input_config\":[\"INT\",{\"max\":18446744073709551615}]}}"),
      NULL, "Node 3 (KSampler), seed: 18446744073709551616 is too big, the most allowed is 18446744073709551615");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"invalid_input_type\",\"extra_info\":{\"input_name\":\"steps\",\"received_value\":\"abc\","
                 "\"input_config\":[\"INT\"]}}"),
      NULL, "Node 3 (KSampler), steps: “abc” is not a whole number");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"return_type_mismatch\",\"extra_info\":{\"input_name\":\"model\",\"input_config\":"
                 "[\"MODEL\"],\"received_type\":\"VAE\",\"linked_node\":[\"4\",2]}}"),
      "{\"4\":{\"class_type\":\"VAELoader\"}}",
      "Node 3 (KSampler), model: Node 4 (VAELoader) gives VAE, but this takes MODEL");
  assert_refusal (ONE_ERROR ("{\"type\":\"bad_linked_input\",\"extra_info\":{\"input_name\":\"model\"}}"), NULL,
                  "Node 3 (KSampler), model: the link is broken: it must name a node and one of its outputs");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"custom_validation_failed\",\"details\":\"image - Invalid image file: nope.png\","
                 "\"extra_info\":{\"input_name\":\"image\"}}"),
      NULL, "Node 3 (KSampler), image: Invalid image file: nope.png");
  assert_refusal (
      ONE_ERROR ("{\"type\":\"exception_during_inner_validation\",\"extra_info\":{\"input_name\":\"samples\","
                 "\"exception_type\":\"KeyError\",\"exception_message\":\"'444'\"}}"),
      NULL, "Node 3 (KSampler): a link points to a node that does not exist: '444'");
  assert_refusal (ONE_ERROR ("{\"type\":\"exception_during_validation\",\"details\":\"'inputs'\",\"extra_info\":"
                             "{\"exception_type\":\"KeyError\"}}"),
                  NULL, "Node 3 (KSampler): the server could not check it (KeyError: 'inputs')");
  assert_refusal (ONE_ERROR ("{\"type\":\"brand_new\",\"message\":\"New trouble\",\"details\":\"with this\"}"), NULL,
                  "Node 3 (KSampler): New trouble (with this)");
  assert_refusal (ONE_ERROR ("{\"type\":5,\"extra_info\":[]},null,7"), NULL, "Node 3 (KSampler): ?");
}

/* error.details is often empty: without node_errors the type has to do. */
static void
test_trap_10 (void)
{
  assert_refusal (
      "{\"error\":{\"type\":\"prompt_no_outputs\",\"message\":\"Prompt has no outputs\"},\"node_errors\":{}}", NULL,
      "The workflow has no node that saves or shows a result.");
  assert_refusal (
      "{\"error\":{\"type\":\"invalid_prompt\",\"message\":\"Cannot execute because node Nope does not exist.\","
      "\"details\":\"Node ID '#3'\"},\"node_errors\":{}}",
      "{\"3\":{\"class_type\":\"Nope\"}}",
      "Node 3 (Nope): the server does not know this kind of node. A pack of custom nodes is missing there, or the "
      "server is too old.");
  assert_refusal ("{\"error\":{\"type\":\"invalid_prompt\",\"details\":\"Node ID '#3'\"}}", "{\"3\":{}}",
                  "Node 3 does not say what kind of node it is. The workflow file is damaged.");
  assert_refusal (
      "{\"error\":{\"type\":\"missing_node_type\",\"extra_info\":{\"node_id\":\"3\",\"class_type\":\"Nope\"}}}", NULL,
      "Node 3 (Nope): the server does not know this kind of node. A pack of custom nodes is missing there, or the "
      "server is too old.");
  assert_refusal ("{\"error\":{\"type\":\"invalid_prompt_id\",\"message\":\"Bad id\"}}", NULL, "Bad id");
  assert_refusal ("{\"error\":\"plain text\"}", NULL, "plain text");
  assert_refusal ("[]", NULL, NULL);
  assert_refusal ("{\"node_errors\":{\"1\":null,\"2\":{\"errors\":{}}}}", NULL, NULL);
}

static void
test_out_of_memory (void)
{
  g_autofree char *typed =
      figment_comfy_failure_to_text ("5", "KSampler", "torch.OutOfMemoryError", "Allocation failed");
  g_autofree char *worded = figment_comfy_failure_to_text ("5", NULL, "RuntimeError", "CUDA out of memory. Tried …");
  g_autofree char *other = figment_comfy_failure_to_text (NULL, NULL, "ValueError", "");

  g_assert_true (g_str_has_prefix (typed, "Node 5 (KSampler): the server ran out of memory"));
  g_assert_true (g_str_has_prefix (worded, "Node 5: the server ran out of memory"));
  g_assert_cmpstr (other, ==, "A node: ValueError");
}

static void
test_system (void)
{
  g_autoptr(JsonNode) node =
      parse ("{\"system\":{\"os\":\"linux\",\"ram_total\":8e9,\"comfyui_version\":\"0.8.0\","
             "\"pytorch_version\":null},\"devices\":[{\"name\":\"cuda:0\",\"type\":\"cuda\",\"index\":null,"
             "\"vram_total\":1,\"vram_free\":null},7]}");
  g_autoptr(JsonNode) flagged = parse ("{\"system\":{\"figment_practice\":true}}");
  g_autoptr(JsonNode) by_device = parse ("{\"system\":{},\"devices\":[{\"type\":\"practice\"}]}");
  g_autoptr(JsonNode) rubbish = parse ("{\"error\":\"Unexpected endpoint\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfySystem) system = figment_comfy_system_parse (node, &error);
  g_autoptr(FigmentComfySystem) practice = figment_comfy_system_parse (flagged, &error);
  g_autoptr(FigmentComfySystem) practice_too = figment_comfy_system_parse (by_device, &error);
  const FigmentComfyDevice *device = g_ptr_array_index (system->devices, 0);

  g_assert_no_error (error);
  g_assert_cmpstr (system->version, ==, "0.8.0");
  g_assert_null (system->pytorch_version);
  g_assert_cmpint (system->ram_total, ==, G_GINT64_CONSTANT (8000000000));
  g_assert_cmpint (system->ram_free, ==, -1);
  g_assert_cmpuint (system->devices->len, ==, 1);
  g_assert_cmpint (device->vram_total, ==, 1);
  g_assert_cmpint (device->vram_free, ==, -1);
  g_assert_false (system->practice);
  g_assert_true (practice->practice);
  g_assert_true (practice_too->practice);
  g_assert_null (figment_comfy_system_parse (rubbish, &error));
  g_assert_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_PROTOCOL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comfy/output/hostile", test_outputs_hostile);
  g_test_add_func ("/comfy/output/mixed", test_outputs_mixed);
  g_test_add_func ("/comfy/output/file-value", test_file_value);
  g_test_add_func ("/comfy/answer/queue-rubbish", test_queue_rubbish);
  g_test_add_func ("/comfy/answer/history-odd", test_history_odd);
  g_test_add_func ("/comfy/answer/node-errors", test_node_errors);
  g_test_add_func ("/comfy/answer/out-of-memory", test_out_of_memory);
  g_test_add_func ("/comfy/answer/system", test_system);
  g_test_add_func ("/comfy/trap-8/interrupted-is-not-failed", test_trap_8);
  g_test_add_func ("/comfy/trap-9/taken-with-node-errors", test_trap_9);
  g_test_add_func ("/comfy/trap-10/details-empty", test_trap_10);
  g_test_add_func ("/comfy/trap-14/video-under-images", test_trap_14);
  g_test_add_func ("/comfy/trap-15/animated", test_trap_15);
  g_test_add_func ("/comfy/trap-18/backslashes", test_trap_18);
  g_test_add_func ("/comfy/trap-21/queue-sorted", test_trap_21);
  return g_test_run ();
}
