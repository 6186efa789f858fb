/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <gio/gio.h>

#include "figment-fixtures.h"
#include "form-support.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-graph-diff.h"

/* Real workflows, with what a real server says of its classes, and without. They live outside the project. */

/*
 * What a form that nobody touched sends is the graph, but for what only the client does: seeds below zero are drawn,
 * patterns in the names of files are filled in, words are drawn and comments left out.
 */
static void
check_sent (FigmentGraph   *graph,
            FigmentRequest *request)
{
  g_autoptr(FigmentGraph) sent = figment_graph_parse (request->graph, strlen (request->graph), NULL);
  g_autoptr(GPtrArray) changes = figment_graph_diff (graph, sent);

  for (guint i = 0; i < changes->len; i++)
    {
      const FigmentGraphChange *change = g_ptr_array_index (changes, i);
      const gboolean seed = g_str_has_suffix (change->input, "seed");

      g_assert_true (seed ? change->before[0] == '-' && change->after[0] != '-'
                          : strpbrk (change->before, "{%/_") != NULL);
    }
}

/* Every literal of the graph but the editor's leftovers has one field, and no link has any. */
static void
check_places (FigmentForm *form)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (figment_place_hash, figment_place_equal);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      GPtrArray *places = figment_field_get_places (field);

      g_assert_true (figment_form_get_field (form, figment_field_get_id (field)) == field);
      g_assert_cmpint (figment_field_get_label (field)[0], !=, '\0');
      for (guint j = 0; j < places->len; j++)
        {
          FigmentPlace *place = g_ptr_array_index (places, j);

          g_assert_true (g_hash_table_add (seen, place));
          g_assert_null (figment_graph_get_link (figment_form_get_graph (form), place->node_id, place->input, NULL));
        }
    }
}

/* A form that nobody touched gives the graph back; one that saved its values gets them back. */
static void
check_form (FigmentGraph   *graph,
            FigmentCatalog *catalog)
{
  g_autoptr(FigmentForm) form = figment_form_new (graph, catalog);
  g_autofree char *saved = NULL;
  g_autofree char *loaded = NULL;
  g_autoptr(FigmentRequest) request = NULL;
  FigmentField *seed = figment_form_get_role_field (form, FIGMENT_ROLE_SEED);

  check_places (form);
  if (seed != NULL)
    figment_field_set_seed_mode (seed, FIGMENT_SEED_FIXED);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      /* What is not on that server has to be given; the graph does not name it. */
      if (figment_field_is_media (field) && figment_field_get_slot (field) != FIGMENT_SLOT_SERVER)
        figment_field_set_value (field, "/a/file.png");
    }
  request = form_support_request (form);
  check_sent (graph, request);

  /* Another value in every field; numbers stay within any range. */
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (figment_field_get_kind (field) == FIGMENT_FIELD_PROMPT || figment_field_get_kind (field) == FIGMENT_FIELD_TEXT
          || figment_field_get_kind (field) == FIGMENT_FIELD_CHOICE)
        figment_field_set_value (field, "another “value”");
    }
  saved = figment_form_save_values (form);
  figment_request_unref (request);
  request = form_support_request (form);
  figment_form_reset (form);
  figment_form_load_values (form, saved);
  loaded = figment_form_save_values (form);
  g_assert_cmpstr (loaded, ==, saved);
}

static void
test_form_corpus (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("FIGMENT_SHARED"), "corpus", "api", NULL);
  g_autoptr(GDir) dir = NULL;
  g_autoptr(FigmentCatalog) catalog = NULL;
  const char *name;
  guint n = 0;

  if (figment_fixture_skip ("comfyui"))
    return;
  dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL)
    {
      g_test_skip ("FIGMENT_SHARED names no folder with workflows");
      return;
    }
  catalog = form_support_recorded_catalog ();
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      g_autoptr(FigmentGraph) graph = NULL;
      gsize length;

      if (g_file_get_contents (path, &data, &length, NULL))
        graph = figment_graph_parse (data, length, NULL);
      if (graph == NULL)
        continue;
      g_test_message ("%s", name);
      check_form (graph, NULL);
      check_form (graph, catalog);
      n++;
    }
  g_assert_cmpuint (n, >, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form-corpus/all", test_form_corpus);
  return g_test_run ();
}
