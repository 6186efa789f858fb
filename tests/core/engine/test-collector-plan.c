/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/figment-collector-plan.h"

#include <glib/gstdio.h>

static void
add_file (FigmentComfyOutputs *outputs,
          const char          *node_id,
          const char          *filename,
          FigmentComfyFolder   folder)
{
  FigmentComfyFile *file = figment_comfy_file_new (filename, "", folder);

  file->node_id = g_strdup (node_id);
  g_ptr_array_add (outputs->files, file);
}

static const FigmentPlanItem *
item (GPtrArray *plan,
      guint      i)
{
  return g_ptr_array_index (plan, i);
}

/* What was saved counts; temporary pictures only where nothing was. */
static void
test_saved_first (void)
{
  g_autoptr(FigmentComfyOutputs) outputs = figment_comfy_outputs_new ();
  g_autoptr(GPtrArray) both = NULL;
  g_autoptr(GPtrArray) only = NULL;
  guint n_left_out;

  add_file (outputs, "1", "temp.png", FIGMENT_COMFY_FOLDER_TEMP);
  only = figment_collector_plan_new (outputs, NULL, "/nowhere", NULL, "p", &n_left_out);
  g_assert_cmpuint (only->len, ==, 1);
  add_file (outputs, "2", "saved.png", FIGMENT_COMFY_FOLDER_OUTPUT);
  add_file (outputs, "2", "read.png", FIGMENT_COMFY_FOLDER_INPUT);
  both = figment_collector_plan_new (outputs, NULL, "/nowhere", NULL, "p", &n_left_out);
  g_assert_cmpuint (both->len, ==, 1);
  g_assert_cmpstr (item (both, 0)->path, ==, "/nowhere/saved.png");
}

static void
test_names (void)
{
  g_autoptr(FigmentComfyOutputs) outputs = figment_comfy_outputs_new ();
  g_autoptr(GPtrArray) plan = NULL;
  guint n_left_out;

  add_file (outputs, "1", "x.png", FIGMENT_COMFY_FOLDER_OUTPUT);
  add_file (outputs, "2", "../../x.png", FIGMENT_COMFY_FOLDER_OUTPUT);
  add_file (outputs, "2", "a\\b\\x.png", FIGMENT_COMFY_FOLDER_OUTPUT);
  add_file (outputs, "2", "x.png", FIGMENT_COMFY_FOLDER_OUTPUT); /* the first one again */
  plan = figment_collector_plan_new (outputs, NULL, "/nowhere", "2", "p", &n_left_out);
  g_assert_cmpuint (plan->len, ==, 3);
  g_assert_cmpstr (item (plan, 0)->node_id, ==, "2"); /* the node whose result counts comes first */
  g_assert_cmpstr (item (plan, 0)->path, ==, "/nowhere/x.png");
  g_assert_cmpstr (item (plan, 1)->path, ==, "/nowhere/x (2).png");
  g_assert_cmpstr (item (plan, 2)->path, ==, "/nowhere/x (3).png");
}

static void
test_round_trip (void)
{
  g_autoptr(FigmentComfyOutputs) outputs = figment_comfy_outputs_new ();
  FigmentComfyText *text = g_new0 (FigmentComfyText, 1);
  g_autoptr(GPtrArray) plan = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *part = NULL;
  g_autoptr(GError) error = NULL;
  FigmentComfyEnd end;
  guint n_left_out;

  add_file (outputs, "1", "漢 \"x\".png", FIGMENT_COMFY_FOLDER_TEMP);
  text->node_id = g_strdup ("7");
  text->text = g_strdup ("words");
  g_ptr_array_add (outputs->texts, text);
  plan = figment_collector_plan_new (outputs, NULL, "/nowhere", NULL, "p", &n_left_out);
  written = figment_collector_plan_to_text (plan, "p", FIGMENT_COMFY_END_ERROR);
  again = figment_collector_plan_from_text (written, "p", &end, &error);
  g_assert_no_error (error);
  g_assert_cmpint (end, ==, FIGMENT_COMFY_END_ERROR);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpstr (item (again, 0)->file->filename, ==, "漢 \"x\".png");
  g_assert_cmpint (item (again, 0)->file->folder, ==, FIGMENT_COMFY_FOLDER_TEMP);
  g_assert_cmpstr (item (again, 0)->path, ==, item (plan, 0)->path);
  g_assert_cmpstr (item (again, 1)->text, ==, "words");
  g_assert_null (figment_collector_plan_from_text (written, "another", &end, NULL));
  part = figment_collector_plan_dup_part (g_ptr_array_index (again, 0));
  g_assert_cmpstr (part, ==, "/nowhere/.figment-p-0.part");
}

/* A hostile history: thousands of files of one name, and more than any run has. Each name is tried once. */
static void
test_many (void)
{
  g_autoptr(FigmentComfyOutputs) outputs = figment_comfy_outputs_new ();
  g_autoptr(GPtrArray) plan = NULL;
  guint n_left_out;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u/x.png", i);

      add_file (outputs, "1", name, FIGMENT_COMFY_FOLDER_OUTPUT);
    }
  plan = figment_collector_plan_new (outputs, NULL, "/nowhere", NULL, "p", &n_left_out);
  g_assert_cmpuint (plan->len, ==, 4096);
  g_assert_cmpuint (n_left_out, ==, 904);
  g_assert_cmpstr (item (plan, 4095)->path, ==, "/nowhere/x (4096).png");
}

/* Pictures that came through the socket lie on the disk already, under names that a plan keeps. */
static void
test_live (void)
{
  g_autoptr(FigmentComfyOutputs) outputs = figment_comfy_outputs_new ();
  g_autoptr(GPtrArray) live = g_ptr_array_new ();
  g_autoptr(GPtrArray) plan = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *part = NULL;
  FigmentComfyEnd end;
  guint n_left_out;

  g_ptr_array_add (live, (char *) "/elsewhere/.figment-p-live-1.part");
  g_ptr_array_add (live, (char *) "/elsewhere/.figment-p-live-2.part");
  add_file (outputs, "1", "temp.png", FIGMENT_COMFY_FOLDER_TEMP);
  plan = figment_collector_plan_new (outputs, live, "/nowhere", NULL, "p", &n_left_out);
  g_assert_cmpuint (plan->len, ==, 2);
  written = figment_collector_plan_to_text (plan, "p", FIGMENT_COMFY_END_LOST);
  again = figment_collector_plan_from_text (written, "p", &end, NULL);
  g_assert_cmpint (end, ==, FIGMENT_COMFY_END_LOST);
  g_assert_cmpstr (item (again, 1)->path, ==, "/nowhere/websocket (2).png");
  part = figment_collector_plan_dup_part (g_ptr_array_index (again, 1));
  g_assert_cmpstr (part, ==, "/elsewhere/.figment-p-live-2.part");
}

static void
test_damaged (void)
{
  FigmentComfyEnd end;
  g_autoptr(GError) error = NULL;

  g_assert_null (figment_collector_plan_from_text ("{\"prompt_id\":\"p\",\"items\":[{}]}", "p", &end, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_null (figment_collector_plan_from_text ("{", "p", &end, &error));
  g_assert_nonnull (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collector-plan/saved-first", test_saved_first);
  g_test_add_func ("/collector-plan/names", test_names);
  g_test_add_func ("/collector-plan/round-trip", test_round_trip);
  g_test_add_func ("/collector-plan/many", test_many);
  g_test_add_func ("/collector-plan/live", test_live);
  g_test_add_func ("/collector-plan/damaged", test_damaged);
  return g_test_run ();
}
