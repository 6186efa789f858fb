/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json.h"
#include "workflow/figment-form.h"
#include "workflow/figment-graph-check.h"
#include "workflow/figment-import.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* What the form makes of the graph can be sent: it is a graph again. */
static void
bind (FigmentImport *import)
{
  g_autoptr(FigmentForm) form = figment_form_new (figment_import_get_graph (import), NULL);
  g_autofree char *editor = figment_import_dup_editor_json (import);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = NULL;

  figment_form_set_editor (form, editor);
  requests = figment_form_build_requests (form, 1, &error);
  g_assert_true ((requests != NULL) == (error == NULL));
  for (guint i = 0; requests != NULL && i < requests->len; i++)
    {
      const FigmentRequest *request = g_ptr_array_index (requests, i);
      g_autoptr(FigmentGraph) bound = figment_graph_parse (request->graph, strlen (request->graph), &error);

      g_assert_no_error (error);
      g_assert_nonnull (bound);
    }
}

/* The bytes are a file that somebody opens as a workflow: import, check, analyse, show, bind, write back. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);
  g_autoptr(FigmentImport) import = figment_import_new (bytes, "fuzz.json", NULL, &error);
  FigmentGraph *graph = import != NULL ? figment_import_get_graph (import) : NULL;
  g_autoptr(FigmentGraph) again = NULL;
  g_autoptr(FigmentAnalysis) analysis = NULL;
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(JsonNode) report = NULL;
  g_autofree char *text = NULL;
  g_autofree char *report_text = NULL;

  if (graph == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_no_error (error);
  problems = figment_graph_check_with_editor (graph, NULL, figment_import_get_editor (import));
  analysis = figment_analysis_new_with_editor (graph, NULL, figment_import_get_editor (import));
  report = figment_analysis_to_json (analysis);
  report_text = figment_json_write (report, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_nonnull (report_text);

  text = figment_graph_to_text (graph);
  again = figment_graph_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (figment_graph_get_n_nodes (again), ==, figment_graph_get_n_nodes (graph));
  bind (import);
  return 0;
}
