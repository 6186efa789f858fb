/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>

#include <glib.h>

#include "figment-cli-load.h"
#include "figment-cli-request.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

#define PARSE(...) parse ((const char *[]){ "figment-cli", __VA_ARGS__, NULL })

static FigmentCliOptions *
parse (const char **words)
{
  g_autoptr(GError) error = NULL;
  FigmentCliOptions *options = figment_cli_options_parse ("generate", (char **) words, &error);

  g_assert_no_error (error);
  return options;
}

static FigmentGraph *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "cli", name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentImport) import = figment_cli_load_file (path, NULL, &error);

  g_assert_no_error (error);
  return figment_graph_ref (figment_import_get_graph (import));
}

static GPtrArray *
build (FigmentGraph             *graph,
       const char               *name,
       const FigmentCliOptions  *options,
       GError                  **error)
{
  g_autoptr(FigmentForm) form = figment_form_new (graph, NULL);

  return figment_cli_build_requests (form, name, options, error);
}

/* The digits of an input in a request's graph. */
static char *
dup_input (FigmentRequest *request,
           const char     *id,
           const char     *input)
{
  g_autoptr(JsonNode) root = figment_json_parse (request->graph, strlen (request->graph), NULL);
  JsonObject *node = figment_json_get_object (figment_json_to_object (root), id);
  JsonNode *value = figment_json_get (figment_json_get_object (node, "inputs"), input);

  return figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

static void
assert_input (FigmentRequest *request,
              const char     *id,
              const char     *input,
              const char     *expected)
{
  g_autofree char *value = dup_input (request, id, input);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_request_values (void)
{
  g_autoptr(FigmentGraph) graph = load ("dotted.json");
  g_autoptr(FigmentCliOptions) options =
      PARSE ("-p", "a \"red\" boat", "-n", "fog", "--seed", "18446744073709551614", "--count", "3", "--cfg", "4.25",
             "--size", "832x480", "--set", "57:5.0.batch_size=2", "--set", "57:5.value=y");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = build (graph, "dotted", options, &error);
  static const char *const seeds[] = { "18446744073709551614", "18446744073709551615", "0" };

  g_assert_no_error (error);
  g_assert_cmpuint (requests->len, ==, 3);
  for (guint i = 0; i < requests->len; i++)
    {
      FigmentRequest *request = g_ptr_array_index (requests, i);

      assert_input (request, "57:3", "seed", seeds[i]);
      assert_input (request, "57:3", "cfg", "4.25");
      assert_input (request, "57:6", "text", "\"a \\\"red\\\" boat\"");
      assert_input (request, "57:7", "text", "\"fog\"");
      assert_input (request, "57:5.0", "width", "832");
      assert_input (request, "57:5.0", "height", "480");
      assert_input (request, "57:5.0", "batch_size", "2");
      assert_input (request, "57:5", "value", "\"y\"");
      g_assert_cmpint (request->mode, ==, FIGMENT_MODE_TEXT_TO_IMAGE);
      g_assert_cmpstr (request->sent_prompt, ==, "a \"red\" boat");
      g_assert_cmpstr (request->original_prompt, ==, "a \"red\" boat");
      g_assert_cmpstr (request->negative_prompt, ==, "fog");
      g_assert_cmpstr (request->workflow_name, ==, "dotted");
      g_assert_nonnull (strstr (request->params, seeds[i]));
      g_assert_nonnull (strstr (request->params, "\"57:5.0.batch_size\":2"));
    }
}

static void
test_request_keeps (void)
{
  g_autoptr(FigmentGraph) graph = load ("dotted.json");
  g_autoptr(FigmentCliOptions) options = PARSE ("--json");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = build (graph, "dotted", options, &error);
  FigmentRequest *request;

  g_assert_no_error (error);
  request = g_ptr_array_index (requests, 0);
  assert_input (request, "57:6", "text", "\"a cat\"");
  g_assert_cmpstr (request->sent_prompt, ==, "a cat");
  assert_input (request, "57:3", "steps", "4");
  assert_input (request, "57:3", "denoise", "1");
}

static void
test_request_images (void)
{
  g_autoptr(FigmentGraph) graph = load ("no-size.json");
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "cli", "no-size.json", NULL);
  g_autoptr(FigmentCliOptions) one = PARSE ("-i", path);
  g_autoptr(FigmentCliOptions) two = PARSE ("-i", path, "-i", path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = build (graph, "x", one, &error);
  g_autoptr(GPtrArray) refused = NULL;
  FigmentRequest *request;
  FigmentInputFile *file;

  g_assert_no_error (error);
  request = g_ptr_array_index (requests, 0);
  g_assert_cmpuint (request->input_files->len, ==, 1);
  file = g_ptr_array_index (request->input_files, 0);
  g_assert_cmpstr (file->node_id, ==, "1");
  g_assert_cmpstr (file->input, ==, "image");
  g_assert_true (g_path_is_absolute (file->path));

  refused = build (graph, "x", two, &error);
  g_assert_null (refused);
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
}

static void
test_request_split (void)
{
  static const struct
  {
    const char *set;
    const char *node_id; /* NULL: refused */
    const char *input;
    const char *value;
  } cases[] = {
    { "57:5.0.width=8", "57:5.0", "width", "8" },   /* both "57:5" and "57:5.0" are nodes: the longer one */
    { "57:5.value=a=b.c", "57:5", "value", "a=b.c" },
    { "57:6.mode.strength=", "57:6", "mode.strength", "" },
    { "57:99.x=1", NULL, NULL, NULL },
    { "57:6=1", NULL, NULL, NULL },
    { "57:6.=1", NULL, NULL, NULL },
    { "57:6.text", NULL, NULL, NULL },
  };
  g_autoptr(FigmentGraph) graph = load ("dotted.json");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *node_id = NULL;
      g_autofree char *input = NULL;
      const char *value = NULL;
      g_autoptr(GError) error = NULL;
      const gboolean good = figment_cli_split_set (graph, cases[i].set, &node_id, &input, &value, &error);

      g_assert_cmpint (good, ==, cases[i].node_id != NULL);
      g_assert_cmpstr (node_id, ==, cases[i].node_id);
      g_assert_cmpstr (input, ==, cases[i].input);
      g_assert_cmpstr (value, ==, cases[i].value);
      if (!good)
        g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("FIGMENT_SERVER");
  g_test_add_func ("/cli/request/values", test_request_values);
  g_test_add_func ("/cli/request/keeps", test_request_keeps);
  g_test_add_func ("/cli/request/images", test_request_images);
  g_test_add_func ("/cli/request/split", test_request_split);
  return g_test_run ();
}
