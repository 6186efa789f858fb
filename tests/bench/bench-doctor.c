/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"

#include <string.h>

#include "engine/figment-doctor.h"
#include "figment-fixtures.h"
#include "workflow/figment-import.h"

/*
 * What it takes to know how workflows are on a server: the real ones of the folder that FIGMENT_SHARED names, against
 * what a real server said, one after the other as the list of workflows asks for them; and one of 5000 nodes with which
 * everything is the matter.
 */

#define N_NODES 5000

static GPtrArray *
load_corpus (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("FIGMENT_SHARED"), "corpus", "api", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *workflows = g_ptr_array_new_with_free_func (g_object_unref);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr(FigmentImport) import = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *text = NULL;
      char *data;
      gsize size;

      if (!g_file_get_contents (path, &data, &size, NULL))
        continue;
      bytes = g_bytes_new_take (data, size);
      import = figment_import_new (bytes, name, NULL, NULL);
      if (import == NULL)
        continue;
      text = figment_graph_to_text (figment_import_get_graph (import));
      g_ptr_array_add (workflows, figment_workflow_new (name, FIGMENT_MODE_OTHER, text));
    }
  return workflows;
}

/* Runs the main loop without waiting. Returns: the longest time that it was busy, microseconds */
static gint64
run (FigmentDoctor *doctor)
{
  gint64 longest = 0;

  while (figment_doctor_is_busy (doctor))
    {
      const gint64 begin = g_get_monotonic_time ();

      if (g_main_context_iteration (NULL, FALSE))
        longest = MAX (longest, g_get_monotonic_time () - begin);
    }
  return longest;
}

static void
measure_corpus (FigmentCatalog *catalog)
{
  g_autoptr(FigmentDoctor) doctor = figment_doctor_new ();
  g_autoptr(GPtrArray) workflows = load_corpus ();
  guint n_ill = 0;
  gint64 begin, asked, longest;

  figment_doctor_set_server (doctor, catalog, NULL);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < workflows->len; i++)
    figment_doctor_get_checkup (doctor, g_ptr_array_index (workflows, i));
  asked = g_get_monotonic_time () - begin;
  longest = run (doctor);
  g_print ("%u workflows: %.0f ms in the thread, %.2f ms each; asked for in %.2f ms, the main loop busy for %.2f ms at "
           "most\n",
           workflows->len, (g_get_monotonic_time () - begin) / 1e3,
           (g_get_monotonic_time () - begin) / 1e3 / workflows->len, asked / 1e3, longest / 1e3);
  for (guint i = 0; i < workflows->len; i++)
    n_ill +=
      figment_checkup_get_n_problems (figment_doctor_get_checkup (doctor, g_ptr_array_index (workflows, i))) > 0;
  g_print ("%u of them have problems there\n", n_ill);
}

static void
measure_large (FigmentCatalog *catalog)
{
  g_autoptr(GString) text = g_string_new ("{");
  FigmentCheckupQuestion question = { .catalog = catalog };
  g_autoptr(FigmentCheckup) checkup = NULL;
  gint64 begin;

  for (guint i = 0; i < N_NODES; i++)
    g_string_append_printf (text,
                            "%s\"%u\":{\"class_type\":\"%s\",\"inputs\":{\"ckpt_name\":\"model_%u.safetensors\","
                            "\"model\":[\"%u\",0],\"steps\":-1}}",
                            i > 0 ? "," : "", i, i % 3 == 0 ? "CheckpointLoaderSimple" : i % 3 == 1 ? "KSampler" : "No",
                            i, i + 1);
  g_string_append (text, "}");
  question.graph = text->str;
  begin = g_get_monotonic_time ();
  checkup = figment_checkup_new (&question);
  g_print ("%u nodes, %u problems: %.0f ms\n", N_NODES, figment_checkup_get_n_problems (checkup),
           (g_get_monotonic_time () - begin) / 1e3);
}

int
main (void)
{
  g_autoptr(FigmentCatalog) catalog = NULL;

  if (g_getenv ("FIGMENT_SHARED") == NULL)
    {
      g_print ("The corpus is not here (FIGMENT_SHARED).\n");
      return 0;
    }
  catalog = form_support_recorded_catalog ();
  measure_corpus (catalog);
  measure_large (catalog);
  return 0;
}
