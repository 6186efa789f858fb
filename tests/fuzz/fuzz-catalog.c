/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-form.h"
#include "workflow/figment-graph-check.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* Classes that a node is made of; more say no more. */
#define MAX_CLASSES 20

/* A node of every class, linked to the one before where it takes anything, with values that the classes name. */
static FigmentGraph *
make_graph (JsonObject *classes)
{
  g_autoptr(JsonObject) root = json_object_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), root);
  g_autoptr(GList) names = json_object_get_members (classes);
  guint n = 0;

  for (GList *l = names; l != NULL && n < MAX_CLASSES; l = l->next, n++)
    {
      g_autofree char *id = g_strdup_printf ("%u", n);
      g_autofree char *before = g_strdup_printf ("%u", n > 0 ? n - 1 : 0);
      JsonObject *class = figment_json_get_object (classes, l->data);
      JsonObject *required = figment_json_get_object (figment_json_get_object (class, "input"), "required");
      g_autoptr(GList) inputs = required != NULL ? json_object_get_members (required) : NULL;
      JsonObject *one = json_object_new (), *values = json_object_new ();
      guint k = 0;

      json_object_set_string_member (one, "class_type", l->data);
      for (GList *i = inputs; i != NULL && k < MAX_CLASSES; i = i->next, k++)
        if (k % 3 == 0)
          {
            JsonArray *link = json_array_new ();

            json_array_add_string_element (link, before);
            json_array_add_int_element (link, 0);
            json_object_set_array_member (values, i->data, link);
          }
        else if (k % 3 == 1)
          json_object_set_string_member (values, i->data, "{a|b}");
        else
          json_object_set_int_member (values, i->data, -1);
      json_object_set_object_member (one, "inputs", values);
      json_object_set_object_member (root, id, one);
    }
  return figment_graph_new (node, NULL);
}

/* Every repair can be made, or says why not. */
static void
repair_all (FigmentGraph *graph,
            GPtrArray    *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (problems, i);

      g_assert_true (g_utf8_validate (problem->message, -1, NULL));
      for (guint k = 0; k < problem->repairs->len; k++)
        {
          g_autoptr(GError) error = NULL;
          g_autoptr(FigmentGraph) repaired =
            figment_graph_repair (graph, g_ptr_array_index (problem->repairs, k), &error);

          g_assert_true ((repaired != NULL) == (error == NULL));
        }
    }
}

/* The bytes are what a server says of its nodes: a graph of these is checked, repaired, shown as a form and bound. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(JsonNode) root = figment_json_parse ((const char *) data, length, NULL);
  JsonObject *classes = figment_json_to_object (root);
  g_autoptr(FigmentCatalog) catalog = classes != NULL ? figment_catalog_new (root, NULL) : NULL;
  g_autoptr(FigmentGraph) graph = catalog != NULL ? make_graph (classes) : NULL;
  g_autoptr(FigmentForm) form = NULL;
  g_autoptr(GPtrArray) problems = NULL, requests = NULL;
  g_autoptr(GError) error = NULL;

  if (graph == NULL)
    return 0;
  problems = figment_graph_check (graph, catalog);
  repair_all (graph, problems);
  form = figment_form_new (graph, catalog);
  requests = figment_form_build_requests (form, 1, &error);
  g_assert_true ((requests != NULL) == (error == NULL));
  return 0;
}
