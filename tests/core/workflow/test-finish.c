/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "form-support.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-dynamic-prompt.h"
#include "workflow/figment-file-pattern.h"
#include "workflow/figment-graph-diff.h"
#include "workflow/figment-graph-finish.h"

static const char *const lists[] = {
  "animals", "cat\n# a note\n\n  dog  \n", "farm/birds", "hen\n", "nested", "a {big|small} __animals__\n",
  "circle", "x __circle__\n", NULL,
};

static void
assert_words (const char *text,
              guint64     seed,
              const char *expected)
{
  g_autoptr(FigmentWildcards) wildcards = figment_wildcards_new (lists);
  g_autofree char *words = figment_dynamic_prompt_resolve (text, seed, wildcards, NULL);

  g_assert_cmpstr (words, ==, expected);
}

/* Every one of @expected comes up for some seed, nothing else does, and the same seed gives the same again. */
static void
assert_any (const char        *text,
            const char *const *expected)
{
  g_autoptr(FigmentWildcards) wildcards = figment_wildcards_new (lists);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint64 seed = 0; seed < 300; seed++)
    {
      g_autofree char *words = figment_dynamic_prompt_resolve (text, seed << 20, wildcards, NULL);
      g_autofree char *again = figment_dynamic_prompt_resolve (text, seed << 20, wildcards, NULL);

      g_assert_cmpstr (words, ==, again);
      g_assert_true (g_strv_contains (expected, words));
      g_hash_table_add (seen, g_steal_pointer (&words));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, g_strv_length ((char **) expected));
}

static void
test_prompt_choices (void)
{
  assert_any ("a {red|blue|} cat", (const char *const[]) { "a red cat", "a blue cat", "a  cat", NULL });
  assert_any ("{a|{b|c} d}", (const char *const[]) { "a", "b d", "c d", NULL });
  assert_any ("{0::never|2::x|y}", (const char *const[]) { "x", "y", NULL });
  assert_any ("{2$$a|b|c}", (const char *const[]) { "a, b", "b, a", "a, c", "c, a", "b, c", "c, b", NULL });
  assert_any ("{1-2$$ and $$a|b}", (const char *const[]) { "a", "b", "a and b", "b and a", NULL });
  assert_any ("__animals__, __ANIMALS__",
              (const char *const[]) { "cat, cat", "cat, dog", "dog, cat", "dog, dog", NULL });
  assert_any ("__nested__",
              (const char *const[]) { "a big cat", "a big dog", "a small cat", "a small dog", NULL });
  assert_words ("__farm/birds__!", 1, "hen!");
}

/* What is no choice stays: single braces are JSON, and some models are told in that. */
static void
test_prompt_plain (void)
{
  static const char *const plain[] = {
    "", "a cat", "{\"subject\": \"cat\", \"n\": {\"a\": 1}}", "{open", "close}", "a | b", "__nobody__", "__", "____",
    "snake_case_words", "(cat:1.2) [dog]", "https://example.org/a//b", "\xf0\x9f\x90\xb1 {\xc3\xbc}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    assert_words (plain[i], 7, plain[i]);
  assert_words ("\\{a\\|b\\}", 1, "{a|b}");
  assert_words ("one // two\nthree /* four\nfive */ six", 1, "one \nthree  six");
  assert_words ("/* open", 1, "");
  assert_words ("{|}", 1, "");
  g_assert_false (figment_dynamic_prompt_is ("a cat, snake_case__x"));
  g_assert_true (figment_dynamic_prompt_is ("a // b"));
  g_assert_true (figment_dynamic_prompt_is ("__a__"));
}

/* Drawn or not; what a comment says is not sent. */
static void
test_prompt_list_unknown (void)
{
  static const char *const known[] = { "animals", "fox", "empty", "", NULL };
  g_autoptr(FigmentWildcards) wildcards = figment_wildcards_new (known);
  static const char text[] = "{__Animals__|__birds__} // __note__\n__farm/big cats__ __birds__ a__b _ __ ____ __ x __ "
                             "__empty__ __open";
  g_auto(GStrv) unknown = figment_dynamic_prompt_list_unknown (text, wildcards);
  g_autofree char *joined = g_strjoinv ("|", unknown);

  g_assert_cmpstr (joined, ==, "birds|farm/big cats");
}

static void
test_prompt_unknown (void)
{
  g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *words = figment_dynamic_prompt_resolve ("__a__ __b c__ __a__", 1, NULL, unknown);

  g_assert_cmpstr (words, ==, "__a__ __b c__ __a__");
  g_assert_cmpuint (unknown->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (unknown, 1), ==, "b c");
}

/* Circles, depth and length end. */
static void
test_prompt_hostile (void)
{
  g_autoptr(FigmentWildcards) wildcards = figment_wildcards_new (
    (const char *const[]) { "twice", "__twice__ __twice__ \xc3\xbc\xc3\xbc\xc3\xbc", NULL });
  g_autofree char *open = g_strnfill (200000, '{');
  g_autofree char *bars = g_strnfill (200000, '|');
  g_autofree char *deep = g_strdup_printf ("%s|%s", open, open);
  g_autofree char *first = figment_dynamic_prompt_resolve ("__twice__", 1, wildcards, NULL);
  g_autofree char *second = figment_dynamic_prompt_resolve (deep, 1, wildcards, NULL);
  g_autofree char *many = g_strdup_printf ("{%s}", bars);
  g_autofree char *third = figment_dynamic_prompt_resolve (many, 1, wildcards, NULL);

  g_assert_true (g_utf8_validate (first, -1, NULL));
  g_assert_cmpstr (second, ==, deep);
  g_assert_cmpstr (third, ==, "");
  assert_words ("__circle__", 1, "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x __circle__");
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(FigmentWildcards **) user_data = figment_wildcards_load_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_wildcard_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-wildcards-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (folder, "farm", NULL);
  g_autofree char *list = g_build_filename (folder, "Colours.txt", NULL);
  g_autofree char *birds = g_build_filename (inner, "birds.txt", NULL);
  g_autofree char *other = g_build_filename (folder, "notes.md", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (folder);
  g_autoptr(FigmentWildcards) wildcards = NULL;
  g_autoptr(FigmentWildcards) none = NULL;
  g_autoptr(GFile) nowhere = g_file_new_for_path ("/nowhere/at/all");
  guint n;

  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  g_assert_true (g_file_set_contents (list, "red\r\nblue\r\n\xff\n", -1, NULL));
  g_assert_true (g_file_set_contents (birds, "hen\n", -1, NULL));
  g_assert_true (g_file_set_contents (other, "x\n", -1, NULL));
  figment_wildcards_load_async (file, NULL, loaded_cb, &wildcards);
  figment_wildcards_load_async (nowhere, NULL, loaded_cb, &none);
  while (wildcards == NULL || none == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (figment_wildcards_get_n_lists (wildcards), ==, 2);
  g_assert_cmpuint (figment_wildcards_get_n_lists (none), ==, 0);
  g_assert_cmpstr (figment_wildcards_get_lines (wildcards, "colours", &n)[1], ==, "blue");
  g_assert_cmpuint (n, ==, 2);
  g_assert_nonnull (figment_wildcards_get_lines (wildcards, "farm/birds", &n));
  g_assert_null (figment_wildcards_get_lines (wildcards, "../Colours", &n));
  g_unlink (list);
  g_unlink (birds);
  g_unlink (other);
  g_rmdir (inner);
  g_rmdir (folder);
}

static void
assert_name (const char *text,
             const char *expected)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (
    "{'3': {'class_type': 'KSampler', 'inputs': {'seed': 18446744073709551615, 'steps': ['4', 0], 'on': true},"
    "   '_meta': {'title': 'Main: sampler'}},"
    " '4': {'class_type': 'PrimitiveInt', 'inputs': {'value': 20}},"
    " '5': {'class_type': 'Loader', 'inputs': {'ckpt_name': 'sd/model:a.safetensors'}}}");
  g_autoptr(GDateTime) now = g_date_time_new_local (2026, 3, 9, 7, 5, 2);
  g_autofree char *name = figment_file_pattern_resolve (text, graph, now);

  g_assert_cmpstr (name, ==, expected);
}

/* A run without end is read once. */
static void
test_file_pattern_long (void)
{
  g_autofree char *run = g_strnfill (2 * 1024 * 1024, 'x');
  g_autofree char *text = g_strconcat ("%date:", run, "%", NULL);

  assert_name (text, run);
  assert_name ("%date:yyyyyyy dddd%", "20262026 0909");
}

static void
test_file_pattern (void)
{
  assert_name ("a/%date:yyyy-MM-dd%/x", "a/2026-03-09/x");
  assert_name ("%date:d.M.yy hhmmss%", "9.3.26 070502");
  assert_name ("%date:h:m:s%", "7:5:2");
  assert_name ("%Main: sampler.seed%_%KSampler.steps%_%4.value%", "18446744073709551615_20_20");
  assert_name ("%Loader.ckpt_name%", "sd_model_a.safetensors");
  /* The server's own, and what there is not. */
  assert_name ("%width%x%height% 100% %KSampler.on% %KSampler.nothing% %", "%width%x%height% 100% %KSampler.on% "
               "%KSampler.nothing% %");
  g_assert_true (figment_file_pattern_is_name ("filename_prefix"));
  g_assert_false (figment_file_pattern_is_name ("text"));
}

static const char plain[] =
  "{'1': {'class_type': 'KSampler', 'inputs': {'seed': -1, 'steps': 20, 'positive': ['2', 0], 'negative': ['3', 0],"
  "   'latent_image': ['4', 0]}},"
  " '2': {'class_type': 'CLIPTextEncode', 'inputs': {'text': '{a|b} __animals__ __gone__'}},"
  " '3': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'bad // note'}},"
  " '4': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}},"
  " '5': {'class_type': 'SizeTeller', 'inputs': {'width': 512, 'height': 768, 'images': ['1', 0]}},"
  " '6': {'class_type': 'Other', 'inputs': {'words': '{x|y}', 'more': '{x|y}', 'images': ['5', 0], 'noise_seed': -3}},"
  " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['6', 0], 'filename_prefix': '%date:yyyy%/x'}}}";

static const char *
get_text (FigmentGraph *graph,
          const char   *id,
          const char   *input)
{
  return figment_json_to_string (figment_graph_get_input (graph, id, input));
}

static FigmentGraph *
finish (FigmentGraph *graph,
        guint64       seed,
        GPtrArray    *unknown)
{
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);
  g_autoptr(FigmentWildcards) wildcards = figment_wildcards_new (lists);
  g_autoptr(GDateTime) now = g_date_time_new_local (2026, 3, 9, 7, 5, 2);
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (
    "{'Other': {'input': {'required': {'more': ['STRING', {'dynamicPrompts': true}],"
    "   'noise_seed': ['INT', {'min': -3, 'max': 9}]}}, 'output': ['IMAGE']}}");
  const FigmentFinish how = { seed, wildcards, now, catalog, NULL };

  return figment_graph_finish (graph, analysis, &how, unknown);
}

static void
test_finish (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (plain);
  g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(FigmentGraph) sent = finish (graph, 42, unknown);
  g_autoptr(FigmentGraph) again = finish (graph, 42, NULL);
  g_autoptr(FigmentGraph) twice = finish (sent, 42, NULL);
  g_autofree char *text = figment_graph_to_text (sent), *same = figment_graph_to_text (again);
  guint64 seed, small;

  g_assert_cmpstr (text, ==, same);
  g_assert_null (strpbrk (get_text (sent, "2", "text"), "{|"));
  g_assert_nonnull (strstr (get_text (sent, "2", "text"), "__gone__"));
  g_assert_cmpstr (g_ptr_array_index (unknown, 0), ==, "gone");
  g_assert_cmpstr (get_text (sent, "3", "text"), ==, "bad ");
  /* Only where the server says that the client does it. */
  g_assert_cmpstr (get_text (sent, "6", "words"), ==, "{x|y}");
  g_assert_cmpuint (strlen (get_text (sent, "6", "more")), ==, 1);
  g_assert_cmpstr (get_text (sent, "9", "filename_prefix"), ==, "2026/x");
  g_assert_true (figment_json_to_uint64 (figment_graph_get_input (sent, "1", "seed"), &seed));
  g_assert_cmpuint (seed, <, G_GUINT64_CONSTANT (1) << 53);
  g_assert_true (figment_json_to_uint64 (figment_graph_get_input (sent, "6", "noise_seed"), &small));
  g_assert_cmpuint (small, <=, 9);
  /* The graph itself stays; where nothing is to be done it is the same. */
  g_assert_cmpstr (get_text (graph, "3", "text"), ==, "bad // note");
  g_assert_nonnull (twice);
  g_assert_cmpstr (get_text (twice, "9", "filename_prefix"), ==, "2026/x");
}

static void
test_follow (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (plain);
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  gint64 value;

  figment_graph_follow (graph, analysis, binding);
  g_assert_cmpuint (figment_binding_get_size (binding), ==, 0);
  figment_binding_set (binding, "4", "width", json_node_init_int (json_node_alloc (), 1024));
  figment_binding_set (binding, "4", "height", json_node_init_int (json_node_alloc (), 640));
  figment_binding_set (binding, "5", "height", json_node_init_int (json_node_alloc (), 8));
  figment_graph_follow (graph, analysis, binding);
  g_assert_cmpuint (figment_binding_get_size (binding), ==, 4);
  g_assert_true (figment_json_to_int64 (figment_binding_get (binding, "5", "width"), &value));
  g_assert_cmpint (value, ==, 1024);
  /* What was set itself stays. */
  g_assert_true (figment_json_to_int64 (figment_binding_get (binding, "5", "height"), &value));
  g_assert_cmpint (value, ==, 8);
}

static void
test_handover (void)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (
    "{'h': {'class_type': 'KSamplerAdvanced', 'inputs': {'add_noise': 'enable', 'noise_seed': 1, 'steps': 20,"
    "   'start_at_step': 0, 'end_at_step': 8, 'positive': ['p', 0]}},"
    " 'k': {'class_type': 'KSamplerAdvanced', 'inputs': {'add_noise': 'disable', 'noise_seed': 0, 'steps': 20,"
    "   'start_at_step': 8, 'end_at_step': 10000, 'positive': ['p', 0], 'latent_image': ['h', 0]}},"
    " 'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat'}},"
    " 'o': {'class_type': 'SaveImage', 'inputs': {'images': ['k', 0]}}}");
  g_autoptr(FigmentAnalysis) analysis = figment_analysis_new (graph, NULL);
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  gint64 value;

  figment_binding_set (binding, "h", "steps", json_node_init_int (json_node_alloc (), 31));
  figment_binding_set (binding, "k", "steps", json_node_init_int (json_node_alloc (), 31));
  figment_graph_follow (graph, analysis, binding);
  g_assert_true (figment_json_to_int64 (figment_binding_get (binding, "h", "end_at_step"), &value));
  g_assert_cmpint (value, ==, 12);
  g_assert_true (figment_json_to_int64 (figment_binding_get (binding, "k", "start_at_step"), &value));
  g_assert_cmpint (value, ==, 12);
  g_assert_null (figment_binding_get (binding, "k", "end_at_step"));
}

static void
test_diff (void)
{
  g_autoptr(FigmentGraph) before = form_support_graph (
    "{'1': {'class_type': 'A', 'inputs': {'x': 1, 'y': 'a', 'z': ['2', 0]}}, '2': {'class_type': 'B', 'inputs': {}}}");
  g_autoptr(FigmentGraph) after = form_support_graph (
    "{'1': {'class_type': 'A', 'inputs': {'y': 'a', 'x': 1.0, 'new': ''}}, '3': {'class_type': 'C', 'inputs': {}}}");
  g_autoptr(GPtrArray) changes = figment_graph_diff (before, after);
  g_autoptr(GPtrArray) none = figment_graph_diff (before, before);
  g_autoptr(GString) list = g_string_new (NULL);

  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; i < changes->len; i++)
    {
      const FigmentGraphChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (list, "%s.%s: %s -> %s\n", change->node_id, change->input != NULL ? change->input : "",
                              change->before != NULL ? change->before : "", change->after != NULL ? change->after : "");
    }
  g_assert_cmpstr (list->str, ==,
                   "1.x: 1 -> 1.0\n"
                   "1.z: [\"2\",0] -> \n"
                   "1.new:  -> \"\"\n"
                   "2.: {\"class_type\":\"B\",\"inputs\":{}} -> \n"
                   "3.:  -> {\"class_type\":\"C\",\"inputs\":{}}\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/finish/prompt/choices", test_prompt_choices);
  g_test_add_func ("/workflow/finish/prompt/plain", test_prompt_plain);
  g_test_add_func ("/workflow/finish/prompt/unknown", test_prompt_unknown);
  g_test_add_func ("/workflow/finish/prompt/list-unknown", test_prompt_list_unknown);
  g_test_add_func ("/workflow/finish/prompt/hostile", test_prompt_hostile);
  g_test_add_func ("/workflow/finish/wildcard-files", test_wildcard_files);
  g_test_add_func ("/workflow/finish/file-pattern", test_file_pattern);
  g_test_add_func ("/workflow/finish/file-pattern-long", test_file_pattern_long);
  g_test_add_func ("/workflow/finish/whole", test_finish);
  g_test_add_func ("/workflow/finish/follow", test_follow);
  g_test_add_func ("/workflow/finish/handover", test_handover);
  g_test_add_func ("/workflow/finish/diff", test_diff);
  return g_test_run ();
}
