/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "workflow/figment-checkup.h"
#include "workflow/figment-form-editor.h"

/* The plain graph with another model, and what else is to be otherwise; JSON with ' for ". */
#define GRAPH(sampler, model, more)                                                                                   \
  "{'3': {'class_type': 'KSampler', 'inputs': {'model': ['4', 0], " sampler ", 'cfg': 8, 'scheduler': 'normal',"     \
  "  'denoise': 1, 'positive': ['6', 0], 'negative': ['7', 0], 'latent_image': ['5', 0]}},"                           \
  " '4': {'class_type': 'CheckpointLoaderSimple', 'inputs': {'ckpt_name': '" model "'}},"                             \
  " '5': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}},"               \
  " '6': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a cat', 'clip': ['4', 1]}},"                            \
  " '7': {'class_type': 'CLIPTextEncode', 'inputs': {'text': '', 'clip': ['4', 1]}},"                                 \
  " '8': {'class_type': 'VAEDecode', 'inputs': {'samples': ['3', 0], 'vae': ['4', 2]}}" more "}"
#define SAVE ", '9': {'class_type': 'SaveImage', 'inputs': {'images': ['8', 0], 'filename_prefix': 'x'}}"
#define SAMPLER "'seed': 7, 'steps': 20, 'sampler_name': 'euler'"

typedef struct
{
  FigmentCatalog      *catalog;
  FigmentReplacements *replacements;
  FigmentForm         *form;
  FigmentFormEditor   *editor;
  char                *graph; /* JSON */
} Fixture;

/* As a session does. */
static void
replaced_cb (FigmentFormEditor *editor,
             const char        *wanted,
             const char        *taken,
             Fixture           *fixture)
{
  figment_replacements_set (fixture->replacements, wanted, taken);
  figment_form_set_replacements (fixture->form, fixture->replacements);
}

/* @mapping: (nullable) */
static Fixture *
begin_with (const char *classes,
            const char *text,
            const char *mapping)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr(FigmentGraph) graph = form_support_graph (text);

  fixture->catalog = form_support_catalog (classes);
  fixture->replacements = figment_replacements_new ();
  fixture->graph = figment_graph_to_text (graph);
  fixture->form = figment_form_new (graph, fixture->catalog);
  fixture->editor = figment_form_editor_new (fixture->form, mapping, NULL);
  g_signal_connect (fixture->editor, "replaced", G_CALLBACK (replaced_cb), fixture);
  return fixture;
}

static Fixture *
begin (const char *text)
{
  return begin_with (form_support_classes, text, NULL);
}

static void
end (Fixture *fixture)
{
  g_assert_finalize_object (fixture->editor);
  g_assert_finalize_object (fixture->form);
  figment_replacements_free (fixture->replacements);
  figment_catalog_unref (fixture->catalog);
  g_free (fixture->graph);
  g_free (fixture);
}

static FigmentCheckup *
check (Fixture *fixture)
{
  const FigmentCheckupQuestion question = {
    .graph = fixture->graph,
    .mapping = figment_form_editor_get_json (fixture->editor),
    .catalog = fixture->catalog,
    .replacements = fixture->replacements,
  };

  return figment_checkup_new (&question);
}

/* The only finding, of @kind, with @n_repairs; it is done what the first of them says. */
static void
repair (Fixture            *fixture,
        FigmentProblemKind  kind,
        guint               n_repairs)
{
  g_autoptr(FigmentCheckup) checkup = check (fixture);
  GPtrArray *findings = figment_checkup_get_findings (checkup);
  g_autofree char *text = figment_checkup_to_text (checkup);
  const FigmentProblem *problem;

  g_test_message ("%s", text);
  g_assert_cmpuint (findings->len, ==, 1);
  problem = g_ptr_array_index (findings, 0);
  g_assert_cmpint ((int) problem->kind, ==, (int) kind);
  g_assert_cmpuint (problem->repairs->len, ==, n_repairs);
  g_assert_nonnull (strstr (text, problem->message));
  if (n_repairs > 0)
    figment_form_editor_repair (fixture->editor, problem, g_ptr_array_index (problem->repairs, 0));
}

static void
assert_findings (Fixture *fixture,
                 guint    n_problems,
                 guint    n_findings)
{
  g_autoptr(FigmentCheckup) checkup = check (fixture);
  g_autofree char *text = figment_checkup_to_text (checkup);

  g_test_message ("%s", text);
  g_assert_cmpuint (figment_checkup_get_n_problems (checkup), ==, n_problems);
  g_assert_cmpuint (figment_checkup_get_findings (checkup)->len, ==, n_findings);
}

static void
assert_sent (Fixture    *fixture,
             const char *node_id,
             const char *input,
             const char *json)
{
  g_autoptr(FigmentRequest) request = form_support_request (fixture->form);

  form_support_assert_input (request, node_id, input, json);
}

static void
test_sound (void)
{
  Fixture *fixture = begin (GRAPH (SAMPLER, "a.safetensors", SAVE));

  assert_findings (fixture, 0, 0);
  end (fixture);
}

/* A missing model is replaced on the server, which the workflow does not know; that can be undone and taken back. */
static void
test_model (void)
{
  Fixture *fixture = begin (GRAPH (SAMPLER, "old/b.safetensors", SAVE));

  repair (fixture, FIGMENT_PROBLEM_MISSING_FILE, 1);
  g_assert_null (figment_form_editor_get_json (fixture->editor));
  assert_sent (fixture, "4", "ckpt_name", "\"b.safetensors\"");
  assert_findings (fixture, 0, 1);

  figment_form_editor_undo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"old/b.safetensors\"");
  assert_findings (fixture, 1, 1);
  figment_form_editor_redo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"b.safetensors\"");

  repair (fixture, FIGMENT_PROBLEM_REPLACED, 1);
  assert_sent (fixture, "4", "ckpt_name", "\"old/b.safetensors\"");
  g_assert_cmpuint (figment_replacements_get_size (fixture->replacements), ==, 0);
  figment_form_editor_undo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"b.safetensors\"");
  end (fixture);
}

static void
assert_can (Fixture    *fixture,
            const char *property,
            gboolean    expected)
{
  gboolean can;

  g_object_get (fixture->editor, property, &can, NULL);
  g_assert_cmpint (can, ==, expected);
}

/* The same repair twice, as by a double click, is one step. */
static void
test_twice (void)
{
  Fixture *fixture = begin (GRAPH (SAMPLER, "old/b.safetensors", SAVE));
  g_autoptr(FigmentCheckup) checkup = check (fixture);
  const FigmentProblem *problem = g_ptr_array_index (figment_checkup_get_findings (checkup), 0);

  for (guint i = 0; i < 2; i++)
    figment_form_editor_repair (fixture->editor, problem, g_ptr_array_index (problem->repairs, 0));
  assert_sent (fixture, "4", "ckpt_name", "\"b.safetensors\"");
  figment_form_editor_undo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"old/b.safetensors\"");
  assert_can (fixture, "can-undo", FALSE);
  end (fixture);
}

static void
choose (Fixture    *fixture,
        const char *taken)
{
  figment_replacements_set (fixture->replacements, "old/b.safetensors", taken);
  figment_form_set_replacements (fixture->form, fixture->replacements);
}

/* What was replaced on one server is neither taken back nor done again on another, nor over a later choice. */
static void
test_elsewhere (void)
{
  Fixture *fixture = begin (GRAPH (SAMPLER, "old/b.safetensors", SAVE));

  figment_form_editor_set_server (fixture->editor, "http://one:8188");
  repair (fixture, FIGMENT_PROBLEM_MISSING_FILE, 1);
  figment_form_editor_set_server (fixture->editor, "http://two:8188");
  choose (fixture, "b.safetensors");
  figment_form_editor_undo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"b.safetensors\"");
  choose (fixture, NULL);
  figment_form_editor_redo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"old/b.safetensors\"");
  assert_can (fixture, "can-undo", TRUE);

  figment_form_editor_set_server (fixture->editor, "http://one:8188");
  choose (fixture, "a.safetensors");
  figment_form_editor_undo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"a.safetensors\"");
  figment_form_editor_redo (fixture->editor);
  assert_sent (fixture, "4", "ckpt_name", "\"a.safetensors\"");
  end (fixture);
}

/* Two loaders that one control fills, and that have not the same list. */
#define LOADERS(one, two)                                                                                             \
  ", 'One': {'input': {'required': {'ckpt_name': [" one "]}}, 'output': ['MODEL'], 'output_node': true},"             \
  " 'Two': {'input': {'required': {'ckpt_name': [" two "]}}, 'output': ['MODEL'], 'output_node': true}}"
#define LOADING                                                                                                       \
  ", '21': {'class_type': 'One', 'inputs': {'ckpt_name': 'm_v1.safetensors'}},"                                       \
  " '22': {'class_type': 'Two', 'inputs': {'ckpt_name': 'm_v1.safetensors'}}"

static Fixture *
begin_loaders (const char *loaders)
{
  g_autoptr(GString) classes = g_string_new (form_support_classes);

  g_string_truncate (classes, classes->len - 1);
  g_string_append (classes, loaders);
  return begin_with (classes->str, GRAPH (SAMPLER, "a.safetensors", SAVE LOADING),
                     "{\"version\":1,\"roles\":{\"model\":[[\"21\",\"ckpt_name\"],[\"22\",\"ckpt_name\"]]}}");
}

static void
repair_first (Fixture *fixture)
{
  g_autoptr(FigmentCheckup) checkup = check (fixture);
  const FigmentProblem *problem = g_ptr_array_index (figment_checkup_get_findings (checkup), 0);

  figment_form_editor_repair (fixture->editor, problem, g_ptr_array_index (problem->repairs, 0));
}

/* A place that was right is not touched for another one of its control, and what its list has not is not chosen. */
static void
test_other_lists (void)
{
  Fixture *fixture = begin_loaders (LOADERS ("['m_v1.safetensors', 'm_v2.safetensors']", "['m_v2.safetensors']"));

  repair (fixture, FIGMENT_PROBLEM_MISSING_FILE, 1);
  assert_sent (fixture, "21", "ckpt_name", "\"m_v1.safetensors\"");
  assert_sent (fixture, "22", "ckpt_name", "\"m_v2.safetensors\"");
  assert_findings (fixture, 0, 1);
  end (fixture);

  fixture = begin_loaders (LOADERS ("['p/m_v1.safetensors', 'z']", "['q/m_v1.safetensors', 'z']"));
  assert_findings (fixture, 2, 2);
  repair_first (fixture);
  assert_findings (fixture, 1, 2);
  repair_first (fixture);
  assert_sent (fixture, "21", "ckpt_name", "\"p/m_v1.safetensors\"");
  assert_sent (fixture, "22", "ckpt_name", "\"q/m_v1.safetensors\"");
  assert_findings (fixture, 0, 2);
  end (fixture);
}

/* What both lists have is replaced for both at once. */
static void
test_same_lists (void)
{
  Fixture *fixture = begin_loaders (LOADERS ("['x/m_v1.safetensors', 'z']", "['x/m_v1.safetensors', 'y']"));

  assert_findings (fixture, 2, 2);
  repair_first (fixture);
  g_assert_cmpuint (figment_replacements_get_size (fixture->replacements), ==, 1);
  assert_sent (fixture, "21", "ckpt_name", "\"x/m_v1.safetensors\"");
  assert_sent (fixture, "22", "ckpt_name", "\"x/m_v1.safetensors\"");
  assert_findings (fixture, 0, 1);
  end (fixture);
}

/* All else is put right in what is sent, and kept in the mapping. */
static void
test_value (void)
{
  Fixture *fixture = begin (GRAPH ("'seed': 7, 'steps': 20000, 'sampler_name': 'euler'", "a.safetensors", SAVE));

  repair (fixture, FIGMENT_PROBLEM_BAD_VALUE, 1);
  assert_sent (fixture, "3", "steps", "10000");
  g_assert_cmpstr (figment_field_get_default_value (form_support_field (fixture->form, "steps")), ==, "10000");
  g_assert_cmpstr (figment_field_get_id (figment_form_find_field (fixture->form, "3", "steps")), ==, "steps");
  g_assert_null (figment_form_find_field (fixture->form, "3", "model"));
  g_assert_true (figment_form_get_original (fixture->form) != figment_form_get_graph (fixture->form));
  g_assert_nonnull (strstr (figment_form_editor_get_json (fixture->editor), "\"repairs\""));
  assert_findings (fixture, 0, 1);
  figment_form_editor_undo (fixture->editor);
  assert_sent (fixture, "3", "steps", "20000");
  figment_form_editor_redo (fixture->editor);
  repair (fixture, FIGMENT_PROBLEM_REPAIRED, 1);
  g_assert_null (figment_form_editor_get_json (fixture->editor));
  assert_sent (fixture, "3", "steps", "20000");
  end (fixture);
}

/* A node is left out, with what is linked to it; another one is added. */
static void
test_nodes (void)
{
  Fixture *fixture = begin (
    GRAPH (SAMPLER, "a.safetensors", SAVE ", '12': {'class_type': 'PreviewPlus', 'inputs': {'images': ['8', 0]}}"));

  repair (fixture, FIGMENT_PROBLEM_UNKNOWN_CLASS, 1);
  g_assert_false (figment_graph_has_node (figment_form_get_graph (fixture->form), "12"));
  assert_findings (fixture, 0, 1);
  figment_form_editor_undo (fixture->editor);
  g_assert_true (figment_graph_has_node (figment_form_get_graph (fixture->form), "12"));
  assert_findings (fixture, 1, 1);
  end (fixture);

  fixture = begin (GRAPH (SAMPLER, "a.safetensors", ""));
  repair (fixture, FIGMENT_PROBLEM_NO_OUTPUT, 1);
  assert_findings (fixture, 0, 1);
  g_assert_cmpuint (figment_graph_get_n_nodes (figment_form_get_graph (fixture->form)), ==, 7);
  repair (fixture, FIGMENT_PROBLEM_REPAIRED, 1);
  assert_findings (fixture, 1, 1);
  end (fixture);
}

/* What the form asks for is no problem: the picture of a slot, a seed that is drawn. */
static void
test_asked_for (void)
{
  Fixture *fixture = begin (GRAPH ("'seed': -1, 'steps': 20, 'sampler_name': 'euler'", "a.safetensors",
                                   SAVE ", '10': {'class_type': 'LoadImage', 'inputs': {'image': 'gone.png'}},"
                                   " '11': {'class_type': 'SaveImage', 'inputs': {'images': ['10', 0],"
                                   " 'filename_prefix': 'y'}}"));

  assert_findings (fixture, 0, 0);
  end (fixture);
}

/* A first value that a person decided is what counts. */
static void
test_decided (void)
{
  Fixture *fixture = begin (GRAPH (SAMPLER, "gone.safetensors", SAVE));

  assert_findings (fixture, 1, 1);
  figment_form_editor_set_text (fixture->editor, form_support_field (fixture->form, "model"), FIGMENT_MAPPING_DEFAULT,
                                "a.safetensors");
  assert_findings (fixture, 0, 0);
  figment_form_editor_set_text (fixture->editor, form_support_field (fixture->form, "model"), FIGMENT_MAPPING_DEFAULT,
                                "new_b.safetensors");
  repair (fixture, FIGMENT_PROBLEM_MISSING_FILE, 1);
  assert_findings (fixture, 0, 1);
  assert_sent (fixture, "4", "ckpt_name", "\"b.safetensors\"");
  end (fixture);
}

static gboolean
is_everywhere (const char         *text,
               FigmentProblemKind  kind)
{
  Fixture *fixture = begin (text);
  g_autoptr(FigmentCheckup) checkup = check (fixture);
  const FigmentProblem *problem = g_ptr_array_index (figment_checkup_get_findings (checkup), 0);

  g_assert_cmpint ((int) problem->severity, ==, FIGMENT_PROBLEM_FATAL);
  g_assert_cmpint ((int) problem->kind, ==, (int) kind);
  end (fixture);
  return problem->everywhere;
}

#define SAVE_FROM(link) ", '9': {'class_type': 'SaveImage', 'inputs': {'images': " link ", 'filename_prefix': 'x'}}"

/* What one server's catalog speaks against, another one may take. */
static void
test_everywhere (void)
{
  g_assert_true (is_everywhere (GRAPH (SAMPLER, "a.safetensors", SAVE_FROM ("['99', 0]")), FIGMENT_PROBLEM_BAD_LINK));
  g_assert_false (is_everywhere (GRAPH (SAMPLER, "a.safetensors", SAVE_FROM ("['8', 1]")), FIGMENT_PROBLEM_BAD_LINK));
  g_assert_false (is_everywhere (GRAPH (SAMPLER, "a.safetensors", ""), FIGMENT_PROBLEM_NO_OUTPUT));
}

/* What is no workflow is said to be none. */
static void
test_no_workflow (void)
{
  g_autoptr(FigmentCatalog) catalog = form_support_catalog (form_support_classes);
  const FigmentCheckupQuestion question = { .graph = "[", .mapping = "[", .editor = "[", .catalog = catalog };
  g_autoptr(FigmentCheckup) checkup = figment_checkup_new (&question);

  g_assert_cmpuint (figment_checkup_get_n_problems (checkup), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/checkup/sound", test_sound);
  g_test_add_func ("/workflow/checkup/model", test_model);
  g_test_add_func ("/workflow/checkup/twice", test_twice);
  g_test_add_func ("/workflow/checkup/elsewhere", test_elsewhere);
  g_test_add_func ("/workflow/checkup/other-lists", test_other_lists);
  g_test_add_func ("/workflow/checkup/same-lists", test_same_lists);
  g_test_add_func ("/workflow/checkup/value", test_value);
  g_test_add_func ("/workflow/checkup/nodes", test_nodes);
  g_test_add_func ("/workflow/checkup/asked-for", test_asked_for);
  g_test_add_func ("/workflow/checkup/decided", test_decided);
  g_test_add_func ("/workflow/checkup/everywhere", test_everywhere);
  g_test_add_func ("/workflow/checkup/no-workflow", test_no_workflow);
  return g_test_run ();
}
