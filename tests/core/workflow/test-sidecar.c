/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is beside an exported workflow, on its way out and in again. */

#include <string.h>

#include <glib/gstdio.h>

#include "form-support.h"
#include "workflow/figment-form-editor.h"
#include "workflow/figment-graph-digest.h"
#include "workflow/figment-sidecar.h"
#include "workflow/figment-workflow-export.h"
#include "workflow/figment-workflow-file.h"

typedef struct
{
  char  *folder; /* (owned) */
  GFile *file;   /* (owned) Fox.json in it */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("figment-sidecar-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "Fox.json", NULL);
  fixture->file = g_file_new_for_path (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_object_unref (fixture->file);
  g_free (fixture->folder);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
export (Fixture         *fixture,
        FigmentWorkflow *workflow)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  figment_workflow_export_async (workflow, fixture->file, NULL, done_cb, &result);
  wait_for (&result);
  figment_workflow_export_finish (workflow, result, &error);
  g_assert_no_error (error);
}

static FigmentWorkflowFile *
import (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FigmentWorkflowFile *file;

  figment_workflow_file_load_async (fixture->file, NULL, NULL, NULL, done_cb, &result);
  wait_for (&result);
  file = figment_workflow_file_load_finish (result, &error);
  g_assert_no_error (error);
  return file;
}

static void
write_beside (Fixture    *fixture,
              const char *name,
              const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Fox.json as somebody has it who has never seen Figment. */
static FigmentWorkflow *
take_plain (Fixture *fixture)
{
  g_autoptr(FigmentGraph) graph = form_support_graph (form_support_plain);
  g_autofree char *text = figment_graph_to_text (graph);
  g_autoptr(FigmentWorkflowFile) file = NULL;

  write_beside (fixture, "Fox.json", text);
  file = import (fixture);
  return g_object_ref (file->workflow);
}

/* What a sidecar says of the graph that it is of. */
static char *
dup_shape (FigmentWorkflow *workflow)
{
  const char *text = figment_workflow_get_api_json (workflow);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), NULL);

  return figment_graph_dup_shape (graph);
}

static FigmentForm *
build_form (FigmentWorkflow *workflow)
{
  const char *text = figment_workflow_get_api_json (workflow);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), NULL);
  FigmentForm *form = figment_form_new (graph, NULL);

  g_assert_true (figment_form_set_mapping (form, figment_workflow_get_input_mappings (workflow), NULL));
  return form;
}

/* All that is to be seen of a form, as text. */
static char *
describe (FigmentWorkflow *workflow)
{
  g_autoptr(FigmentForm) form = build_form (workflow);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      GPtrArray *places = figment_field_get_places (field);

      g_string_append_printf (text, "%s|%d|%s|%s|%d|%d|%g|%g|%s", figment_field_get_id (field),
                              figment_field_get_role (field), figment_field_get_label (field),
                              figment_field_get_group (field), figment_field_get_advanced (field),
                              figment_field_get_hidden (field), figment_field_get_min (field),
                              figment_field_get_max (field), figment_field_get_value (field));
      for (guint j = 0; j < places->len; j++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, j);

          g_string_append_printf (text, "|%s.%s", place->node_id, place->input);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
edit (FigmentWorkflow *workflow)
{
  g_autoptr(FigmentForm) form = build_form (workflow);
  g_autoptr(FigmentWorkflowDetails) details = figment_workflow_details_new (workflow);
  g_autoptr(FigmentFormEditor) editor = figment_form_editor_new (form, NULL, details);

  figment_form_editor_set_text (editor, form_support_field (form, "cfg"), FIGMENT_MAPPING_LABEL, "Strictness “9”");
  figment_form_editor_set_text (editor, form_support_field (form, "steps"), FIGMENT_MAPPING_MAX, "50");
  figment_form_editor_set_text (editor, form_support_field (form, "steps"), FIGMENT_MAPPING_DEFAULT, "12");
  figment_form_editor_set_shown (editor, form_support_field (form, "negative"), FIGMENT_SHOWN_HIDDEN);
  figment_form_editor_set_shown (editor, form_support_field (form, "9.filename_prefix"), FIGMENT_SHOWN_FORM);
  figment_form_editor_move (editor, form_support_field (form, "seed"), 0);
  figment_form_editor_add_place (editor, form_support_field (form, "positive"), "7", "text");
  figment_workflow_set_input_mappings (workflow, figment_form_editor_get_json (editor));
  figment_workflow_set_name (workflow, "Fox");
  figment_workflow_set_description (workflow, "Foxes at night.\nSecond line.");
  figment_workflow_set_tags (workflow, "fox, night");
  figment_workflow_set_category (workflow, FIGMENT_MODE_UPSCALE);
  figment_workflow_set_output_node_id (workflow, "9");
}

/* Out and in again: the same form, the same words, the same bytes. */
static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) workflow = take_plain (fixture);
  g_autofree char *plain = describe (workflow);
  g_autoptr(FigmentWorkflowFile) file = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  edit (workflow);
  before = describe (workflow);
  g_assert_cmpstr (before, !=, plain);
  export (fixture, workflow);
  file = import (fixture);
  after = describe (file->workflow);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (g_strv_length (file->notes), ==, 0);
  g_assert_cmpstr (figment_workflow_get_api_json (file->workflow), ==, figment_workflow_get_api_json (workflow));
  g_assert_cmpstr (figment_workflow_get_input_mappings (file->workflow), ==,
                   figment_workflow_get_input_mappings (workflow));
  g_assert_cmpstr (figment_workflow_get_name (file->workflow), ==, "Fox");
  g_assert_cmpstr (figment_workflow_get_description (file->workflow), ==, "Foxes at night.\nSecond line.");
  g_assert_cmpstr (figment_workflow_get_tags (file->workflow), ==, "fox, night");
  g_assert_cmpint (figment_workflow_get_category (file->workflow), ==, FIGMENT_MODE_UPSCALE);
  g_assert_cmpstr (figment_workflow_get_output_node_id (file->workflow), ==, "9");
}

/* The last export is the one that counts, also where there is nothing left to be said. */
static void
test_last_counts (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) workflow = take_plain (fixture);
  g_autoptr(FigmentWorkflow) plain = take_plain (fixture);
  g_autoptr(FigmentWorkflowFile) file = NULL;

  export (fixture, plain);
  g_clear_pointer (&file, figment_workflow_file_free);
  file = import (fixture);
  g_assert_null (figment_workflow_get_input_mappings (file->workflow));
  edit (workflow);
  export (fixture, workflow);
  g_clear_pointer (&file, figment_workflow_file_free);
  file = import (fixture);
  g_assert_nonnull (figment_workflow_get_input_mappings (file->workflow));
  export (fixture, plain);
  g_clear_pointer (&file, figment_workflow_file_free);
  file = import (fixture);
  g_assert_null (figment_workflow_get_input_mappings (file->workflow));
  g_assert_null (figment_workflow_get_tags (file->workflow));
  g_assert_cmpint (figment_workflow_get_category (file->workflow), ==, FIGMENT_MODE_TEXT_TO_IMAGE);
}

/* … also where some that were between are gone, and beside what only looks like one of them. */
static void
test_gap (Fixture       *fixture,
          gconstpointer  user_data)
{
  static const char *const odd[] = { "Fox.figment-02.json", "Fox.figment-1.json", "Fox.figment-.json",
                                     "Fox.figment-9999999999.json", "Fox.figment--9.json", "Fox.figment-8.json~",
                                     "Foxes.figment-7.json" };
  g_autoptr(FigmentWorkflow) workflow = take_plain (fixture);
  g_autofree char *first = g_build_filename (fixture->folder, "Fox.figment.json", NULL);
  g_autofree char *second = g_build_filename (fixture->folder, "Fox.figment-2.json", NULL);
  g_autofree char *fifth = g_build_filename (fixture->folder, "Fox.figment-5.json", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    write_beside (fixture, odd[i], "somebody's");
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *tags = g_strdup_printf ("export %u", i);
      g_autoptr(FigmentWorkflowFile) file = NULL;

      if (i >= 4)
        g_assert_cmpint (g_remove (i == 4 ? second : first), ==, 0);
      figment_workflow_set_tags (workflow, tags);
      export (fixture, workflow);
      file = import (fixture);
      g_assert_cmpstr (figment_workflow_get_tags (file->workflow), ==, tags);
    }
  g_assert_true (g_file_test (fifth, G_FILE_TEST_EXISTS));
}

/* What is no sidecar changes nothing, and is told. */
static void
test_hostile (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  const char *const bad[] = {
    "", "[", "[]", "{}", "null", "rubbish", "{\"version\":2,\"workflow\":{\"name\":\"Fox\",\"tags\":\"x\"}}",
    "{\"version\":\"1\"}", "\xff\xfe", deep,
  };
  g_autoptr(FigmentWorkflow) plain = take_plain (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(FigmentWorkflowFile) file = NULL;

      write_beside (fixture, "Fox.figment.json", bad[i]);
      file = import (fixture);
      g_test_message ("number %" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (g_strv_length (file->notes), ==, 1);
      g_assert_nonnull (strstr (file->notes[0], "Fox.figment.json"));
      g_assert_null (figment_workflow_get_input_mappings (file->workflow));
      g_assert_null (figment_workflow_get_tags (file->workflow));
      g_assert_cmpstr (figment_workflow_get_name (file->workflow), ==, figment_workflow_get_name (plain));
      g_assert_cmpint (figment_workflow_get_category (file->workflow), ==, FIGMENT_MODE_TEXT_TO_IMAGE);
    }
}

/* A file of any size may lie there; what a person decides has some kilobytes. */
static void
test_large (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) plain = take_plain (fixture);
  g_autofree char *shape = dup_shape (plain);
  g_autofree char *space = g_strnfill (1024 * 1024, ' ');

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"version\":1,\"order\":[\"seed\"],\"workflow\":{\"shape\":\"%s\"}}%s",
                                               shape, space + (i == 0 ? 300 : 0));
      g_autoptr(FigmentWorkflowFile) file = NULL;

      write_beside (fixture, "Fox.figment.json", text);
      file = import (fixture);
      g_assert_cmpuint (g_strv_length (file->notes), ==, i);
      g_assert_true ((figment_workflow_get_input_mappings (file->workflow) == NULL) == (i == 1));
    }
}

/* A pipe would be read from until somebody writes. */
static void
test_pipe (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "Fox.figment.json", NULL);
  g_autoptr(FigmentWorkflow) plain = take_plain (fixture);
  g_autoptr(FigmentWorkflowFile) file = NULL;
  const char *const command[] = { "mkfifo", path, NULL };

  if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL))
    {
      g_test_skip ("no mkfifo");
      return;
    }
  file = import (fixture);
  g_assert_cmpuint (g_strv_length (file->notes), ==, 1);
  g_assert_null (figment_workflow_get_input_mappings (file->workflow));
}

/* What does not fit is left out: words without end, modes and outputs that there are not, another file's name. */
static void
test_misfits (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autofree char *words = g_strnfill (5000, 'x');
  g_autoptr(FigmentWorkflow) plain = take_plain (fixture);
  g_autofree char *shape = dup_shape (plain);
  g_autofree char *text = g_strdup_printf (
    "{\"version\":1,\"roles\":{\"seed\":[[\"3\",\"seed\"],[\"77\",\"seed\"],[1,2],\"x\"],\"positive\":7},"
    "\"order\":[1,\"seed\",null],\"controls\":{\"seed\":{\"label\":\"Luck\",\"shown\":\"everywhere\"},\"cfg\":[]},"
    "\"workflow\":{\"name\":\"Owl\",\"mode\":\"text-to-soup\",\"description\":\"%s\",\"tags\":[1],"
    "\"output\":\"3\",\"api_json\":\"{}\",\"shape\":\"%s\"}}", words, shape);
  g_autoptr(FigmentWorkflowFile) file = NULL;

  write_beside (fixture, "Fox.figment.json", text);
  file = import (fixture);
  g_assert_cmpuint (g_strv_length (file->notes), ==, 1);
  g_assert_nonnull (strstr (file->notes[0], "1 input"));
  g_assert_cmpstr (figment_workflow_get_name (file->workflow), ==, "Fox");
  g_assert_null (figment_workflow_get_description (file->workflow));
  g_assert_null (figment_workflow_get_tags (file->workflow));
  g_assert_null (figment_workflow_get_output_node_id (file->workflow));
  g_assert_cmpint (figment_workflow_get_category (file->workflow), ==, FIGMENT_MODE_TEXT_TO_IMAGE);
  g_assert_cmpstr (figment_workflow_get_api_json (file->workflow), ==, figment_workflow_get_api_json (plain));
  g_assert_nonnull (strstr (figment_workflow_get_input_mappings (file->workflow), "Luck"));
}

/* Somebody has saved another workflow under the name: what was put right of the first must not be done to it. */
static void
test_other_workflow (Fixture       *fixture,
                     gconstpointer  user_data)
{
  static const char mapping[] = "{\"version\":1,\"roles\":{},\"controls\":{\"seed\":{\"label\":\"Luck\"}},"
                                "\"repairs\":[{\"do\":\"remove\",\"node\":\"9\"}]}";
  g_autoptr(FigmentWorkflow) workflow = take_plain (fixture);
  const char *text = figment_workflow_get_api_json (workflow);
  g_autoptr(GString) edited = g_string_new (text);
  g_autoptr(GString) other = g_string_new (text);
  g_autoptr(FigmentWorkflowFile) kept = NULL;
  g_autoptr(FigmentWorkflowFile) refused = NULL;

  figment_workflow_set_input_mappings (workflow, mapping);
  figment_workflow_set_tags (workflow, "fox");
  export (fixture, workflow);

  g_assert_cmpuint (g_string_replace (edited, "a cat", "an owl", 0), ==, 1);
  write_beside (fixture, "Fox.json", edited->str);
  kept = import (fixture);
  g_assert_cmpuint (g_strv_length (kept->notes), ==, 0);
  g_assert_cmpstr (figment_workflow_get_api_json (kept->workflow), ==, edited->str);
  g_assert_cmpstr (figment_workflow_get_input_mappings (kept->workflow), ==, mapping);

  g_assert_cmpuint (g_string_replace (other, "VAEDecode", "VAEDecodeTiled", 0), ==, 1);
  write_beside (fixture, "Fox.json", other->str);
  refused = import (fixture);
  g_assert_cmpuint (g_strv_length (refused->notes), ==, 1);
  g_assert_nonnull (strstr (refused->notes[0], "Fox.figment.json"));
  g_assert_null (figment_workflow_get_input_mappings (refused->workflow));
  g_assert_null (figment_workflow_get_tags (refused->workflow));
}

/* Controls and output of nodes that are there only once the workflow is put right. */
static void
test_repaired (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) workflow = take_plain (fixture);
  g_autoptr(FigmentWorkflowFile) file = NULL;

  figment_workflow_set_input_mappings (workflow,
    "{\"version\":1,\"roles\":{\"negative\":[[\"20\",\"text\"]]},\"controls\":{},\"repairs\":["
    "{\"do\":\"add\",\"node\":\"20\",\"value\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\"}}},"
    "{\"do\":\"add\",\"node\":\"21\",\"value\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"8\",0]}}},"
    "{\"do\":\"remove\",\"node\":\"9\"}]}");
  figment_workflow_set_output_node_id (workflow, "21");
  export (fixture, workflow);
  file = import (fixture);
  g_assert_cmpuint (g_strv_length (file->notes), ==, 0);
  g_assert_cmpstr (figment_workflow_get_input_mappings (file->workflow), ==,
                   figment_workflow_get_input_mappings (workflow));
  g_assert_cmpstr (figment_workflow_get_output_node_id (file->workflow), ==, "21");

  figment_workflow_set_output_node_id (workflow, "9");
  export (fixture, workflow);
  figment_workflow_file_free (g_steal_pointer (&file));
  file = import (fixture);
  g_assert_null (figment_workflow_get_output_node_id (file->workflow));
}

/* Fox.json as ComfyUI's editor has it. */
static const char same[] = "{\"nodes\":[{\"id\":3,\"type\":\"KSampler\"},"
                           "{\"id\":4,\"type\":\"CheckpointLoaderSimple\"},{\"id\":5,\"type\":\"EmptyLatentImage\"},"
                           "{\"id\":6,\"type\":\"CLIPTextEncode\"},"
                           "{\"id\":7,\"type\":\"CLIPTextEncode\"},{\"id\":8,\"type\":\"VAEDecode\"},"
                           "{\"id\":9,\"type\":\"SaveImage\"}],\"links\":[]}";

/* The editor's graph comes along where it is the same one. */
static void
test_editor (Fixture       *fixture,
             gconstpointer  user_data)
{
  static const char other[] = "{\"nodes\":[{\"id\":3,\"type\":\"VAEDecode\"}],\"links\":[]}";
  g_autoptr(FigmentWorkflow) workflow = take_plain (fixture);
  g_autoptr(FigmentWorkflowFile) taken = NULL;
  g_autoptr(FigmentWorkflowFile) refused = NULL;
  g_autoptr(GString) changed = NULL;

  figment_workflow_set_graph_json (workflow, same);
  export (fixture, workflow);
  taken = import (fixture);
  g_assert_cmpstr (figment_workflow_get_graph_json (taken->workflow), ==, same);
  g_assert_cmpuint (g_strv_length (taken->notes), ==, 0);
  write_beside (fixture, "Fox.editor.json", other);
  refused = import (fixture);
  g_assert_null (figment_workflow_get_graph_json (refused->workflow));
  g_assert_cmpuint (g_strv_length (refused->notes), ==, 1);
  /* The same numbers, but for other nodes. */
  g_clear_pointer (&refused, figment_workflow_file_free);
  changed = g_string_new (same);
  g_string_replace (changed, "VAEDecode", "VAEEncode", 0);
  write_beside (fixture, "Fox.editor.json", changed->str);
  refused = import (fixture);
  g_assert_null (figment_workflow_get_graph_json (refused->workflow));
  g_assert_cmpuint (g_strv_length (refused->notes), ==, 1);
}

/* An older export's is not taken for that of a newer one that has none. */
static void
test_older_editor (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(FigmentWorkflow) workflow = take_plain (fixture);
  g_autoptr(FigmentWorkflowFile) without = NULL;
  g_autoptr(FigmentWorkflowFile) with = NULL;

  figment_workflow_set_graph_json (workflow, same);
  export (fixture, workflow);
  figment_workflow_set_graph_json (workflow, NULL);
  export (fixture, workflow);
  without = import (fixture);
  g_assert_null (figment_workflow_get_graph_json (without->workflow));
  g_assert_cmpuint (g_strv_length (without->notes), ==, 0);

  figment_workflow_set_graph_json (workflow, same);
  export (fixture, workflow);
  with = import (fixture);
  g_assert_cmpstr (figment_workflow_get_graph_json (with->workflow), ==, same);
}

static void
test_names (void)
{
  static const struct
  {
    const char *beside;
    const char *owner;
  } cases[] = {
    { "/a/b.figment.json", "/a/b.json" },      { "/a/b.figment-12.json", "/a/b.json" },
    { "/a/b.editor.json", "/a/b.json" },       { "/a/b.figment.editor.json", "/a/b.figment.json" },
    { "/a/b.json", NULL },                     { "/a/figment.json", NULL },
    { "/a/b.figment-x.json", NULL },           { "/a/b.figmentary.json", NULL },
    { "/", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GFile) beside = g_file_new_for_path (cases[i].beside);
      g_autoptr(GFile) owner = figment_sidecar_get_owner (beside);
      g_autofree char *path = owner != NULL ? g_file_get_path (owner) : NULL;

      g_assert_cmpstr (path, ==, cases[i].owner);
    }
}

static void
add (const char *path,
     void      (*test) (Fixture       *fixture,
                        gconstpointer  user_data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/workflow/sidecar/round-trip", test_round_trip);
  add ("/workflow/sidecar/last-counts", test_last_counts);
  add ("/workflow/sidecar/gap", test_gap);
  add ("/workflow/sidecar/hostile", test_hostile);
  add ("/workflow/sidecar/large", test_large);
  add ("/workflow/sidecar/pipe", test_pipe);
  add ("/workflow/sidecar/misfits", test_misfits);
  add ("/workflow/sidecar/other-workflow", test_other_workflow);
  add ("/workflow/sidecar/repaired", test_repaired);
  add ("/workflow/sidecar/editor", test_editor);
  add ("/workflow/sidecar/older-editor", test_older_editor);
  g_test_add_func ("/workflow/sidecar/names", test_names);
  return g_test_run ();
}
