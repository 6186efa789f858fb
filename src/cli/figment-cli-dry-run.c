/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-dry-run.h"

#include <string.h>

#include <glib/gi18n.h>

#include "figment-cli-print.h"
#include "model/figment-request.h"
#include "workflow/figment-graph-diff.h"

static JsonNode *
build_change (const FigmentGraphChange *change)
{
  JsonObject *object = json_object_new ();

  figment_cli_json_set (object, "node", change->node_id);
  figment_cli_json_set (object, "input", change->input);
  figment_cli_json_set_json (object, "before", change->before);
  figment_cli_json_set_json (object, "after", change->after);
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
build_file (const FigmentInputFile *file)
{
  JsonObject *object = json_object_new ();

  figment_cli_json_set (object, "node", file->node_id);
  figment_cli_json_set (object, "input", file->input);
  figment_cli_json_set (object, "path", file->path);
  return json_node_init_object (json_node_alloc (), object);
}

static void
print_as_json (FigmentRequest *request,
               GPtrArray      *changes)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new (), *files = json_array_new ();

  figment_cli_json_set (object, "event", "would-queue");
  for (guint i = 0; i < changes->len; i++)
    json_array_add_element (array, build_change (g_ptr_array_index (changes, i)));
  json_object_set_array_member (object, "changes", array);
  for (guint i = 0; i < request->input_files->len; i++)
    json_array_add_element (files, build_file (g_ptr_array_index (request->input_files, i)));
  json_object_set_array_member (object, "files", files);
  figment_cli_print_json (object);
}

static void
print_change (const FigmentGraphChange *change)
{
  if (change->input == NULL)
    /* Translators: %s is the id of a node. */
    figment_cli_print (change->after != NULL ? _("  %s: added") : _("  %s: left out"), change->node_id);
  else if (change->after == NULL)
    /* Translators: the id of a node, the name of an input, its value. */
    figment_cli_print (_("  %s.%s: %s is left out"), change->node_id, change->input, change->before);
  else if (change->before == NULL)
    figment_cli_print ("  %s.%s: %s", change->node_id, change->input, change->after);
  else
    figment_cli_print ("  %s.%s: %s → %s", change->node_id, change->input, change->before, change->after);
}

static void
print_for_people (FigmentRequest *request,
                  GPtrArray      *changes,
                  guint           number,
                  guint           n)
{
  if (n > 1)
    /* Translators: which one of how many. */
    figment_cli_print (_("%u of %u:"), number, n);
  if (changes->len == 0 && request->input_files->len == 0)
    figment_cli_print (_("  nothing is changed"));
  for (guint i = 0; i < changes->len; i++)
    print_change (g_ptr_array_index (changes, i));
  for (guint i = 0; i < request->input_files->len; i++)
    {
      const FigmentInputFile *file = g_ptr_array_index (request->input_files, i);
      g_autofree char *name = g_filename_display_name (file->path);

      /* Translators: the id of a node, the name of an input, the path of a file. */
      figment_cli_print (_("  %s.%s: sends %s"), file->node_id, file->input, name);
    }
}

void
figment_cli_print_dry_run (FigmentGraph *graph,
                           GPtrArray    *requests,
                           gboolean      json)
{
  for (guint i = 0; i < requests->len; i++)
    {
      FigmentRequest *request = g_ptr_array_index (requests, i);
      g_autoptr(FigmentGraph) bound = figment_graph_parse (request->graph, strlen (request->graph), NULL);
      g_autoptr(GPtrArray) changes = figment_graph_diff (graph, bound);

      if (json)
        print_as_json (request, changes);
      else
        print_for_people (request, changes, i + 1, requests->len);
    }
}
