/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-sidecar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-editor-index-private.h"
#include "figment-graph-digest.h"
#include "figment-mapping.h"
#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "media/figment-media.h"

#define ENDING ".json"

/* What is read of each; the editor's graph of the largest workflow that is known has about two megabytes. */
#define MAX_EDITOR_BYTES (8 * 1024 * 1024)
#define MAX_CONTROLS_BYTES (1024 * 1024)

/* A mapping without anything in it. */
#define NOTHING_DECIDED "{\"version\":1}"

/* Characters of what is said of a workflow. */
#define MAX_NAME 200
#define MAX_WORDS 4000

/* Returns: (transfer full) (nullable): %NULL where @file is no file in a folder */
GFile *
figment_sidecar_get_file (GFile      *file,
                          const char *part,
                          guint       number)
{
  g_autofree char *suffix = number > 1 ? g_strdup_printf ("-%u", number) : g_strdup ("");
  g_autoptr(GFile) folder = NULL;
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (G_IS_FILE (file) && part != NULL, NULL);
  folder = g_file_get_parent (file);
  base = g_file_get_basename (file);
  if (folder == NULL || base == NULL)
    return NULL;
  if (g_str_has_suffix (base, ENDING))
    base[strlen (base) - strlen (ENDING)] = '\0';
  name = g_strconcat (base, ".", part, suffix, ENDING, NULL);
  return g_file_get_child (folder, name);
}

/* Where in @base ".PART.json" or ".PART-2.json" begins; NULL where it does not end so. */
static const char *
find_ending (const char *base,
             const char *part)
{
  g_autofree char *dotted = g_strconcat (".", part, NULL);
  const char *begin = g_strrstr (base, dotted);
  const char *end = begin != NULL ? begin + strlen (dotted) : NULL;

  if (end != NULL && *end == '-')
    end += 1 + strspn (end + 1, "0123456789");
  return end != NULL && g_str_equal (end, ENDING) ? begin : NULL;
}

/* Returns: (transfer full) (nullable) */
GFile *
figment_sidecar_get_owner (GFile *beside)
{
  g_autoptr(GFile) folder = NULL;
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;
  const char *ending;

  g_return_val_if_fail (G_IS_FILE (beside), NULL);
  folder = g_file_get_parent (beside);
  base = g_file_get_basename (beside);
  ending = base != NULL ? find_ending (base, FIGMENT_SIDECAR_CONTROLS) : NULL;
  if (base != NULL && ending == NULL)
    ending = find_ending (base, FIGMENT_SIDECAR_EDITOR);
  if (folder == NULL || ending == NULL)
    return NULL;
  base[ending - base] = '\0';
  name = g_strconcat (base, ENDING, NULL);
  return g_file_get_child (folder, name);
}

/* The name that figment_sidecar_get_file () gives the @number-th. */
static char *
dup_name (GFile      *file,
          const char *part,
          guint       number)
{
  g_autoptr(GFile) beside = figment_sidecar_get_file (file, part, number);

  return beside != NULL ? g_file_get_basename (beside) : NULL;
}

/* The number in @name, 0 where it is not one of those whose first is called @first. */
static guint
get_number (GFile      *file,
            const char *part,
            const char *first,
            const char *name)
{
  const gsize length = strlen (first) - strlen (ENDING);
  g_autofree char *canonical = NULL;
  guint64 number;

  if (strncmp (name, first, length) != 0)
    return 0;
  number = name[length] == '-' ? g_ascii_strtoull (name + length + 1, NULL, 10) : 1;
  if (number > FIGMENT_SIDECAR_MAX_NUMBER)
    return 0;
  canonical = dup_name (file, part, (guint) number);
  return g_str_equal (name, canonical) ? (guint) number : 0;
}

/**
 * figment_sidecar_find_last:
 * @editor, @controls: (out): the highest number there is of each, 0: none
 *
 * Somebody may have taken away any of them, so the folder is read.
 */
void
figment_sidecar_find_last (GFile        *file,
                           GCancellable *cancellable,
                           guint        *editor,
                           guint        *controls)
{
  g_autoptr(GFile) folder = NULL;
  g_autofree char *editor_name = NULL;
  g_autofree char *controls_name = NULL;
  g_autoptr(GFileEnumerator) children = NULL;
  GFileInfo *info;

  g_return_if_fail (G_IS_FILE (file) && editor != NULL && controls != NULL);
  *editor = *controls = 0;
  folder = g_file_get_parent (file);
  editor_name = dup_name (file, FIGMENT_SIDECAR_EDITOR, 1);
  controls_name = dup_name (file, FIGMENT_SIDECAR_CONTROLS, 1);
  if (editor_name != NULL && controls_name != NULL)
    children = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, cancellable,
                                          NULL);
  while (children != NULL && g_file_enumerator_iterate (children, &info, NULL, cancellable, NULL) && info != NULL)
    {
      const char *name = g_file_info_get_name (info);

      const guint of_editor = get_number (file, FIGMENT_SIDECAR_EDITOR, editor_name, name);
      const guint of_controls = get_number (file, FIGMENT_SIDECAR_CONTROLS, controls_name, name);

      *editor = MAX (*editor, of_editor);
      *controls = MAX (*controls, of_controls);
    }
}

static void
add_text (JsonObject *object,
          const char *key,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, key, text);
}

/* Whether the graph alone tells what the workflow is for. @graph: (nullable) */
static gboolean
is_detected_mode (FigmentGraph *graph,
                  FigmentMode   mode)
{
  g_autoptr(FigmentAnalysis) analysis = graph != NULL ? figment_analysis_new (graph, NULL) : NULL;

  return analysis != NULL && figment_analysis_get_mode (analysis) == mode;
}

char *
figment_sidecar_write (const FigmentWorkflowDetails *details,
                       const char                   *api_json,
                       const char                   *mappings,
                       gboolean                      editor,
                       gboolean                     *says)
{
  g_autoptr(FigmentMapping) mapping = figment_mapping_parse (mappings, NULL);
  g_autofree char *controls = mapping != NULL ? figment_mapping_to_json (mapping) : NULL;
  const char *base = controls != NULL ? controls : NOTHING_DECIDED;
  g_autoptr(FigmentGraph) graph = figment_graph_parse (api_json, strlen (api_json), NULL);
  g_autofree char *shape = graph != NULL ? figment_graph_dup_shape (graph) : NULL;
  g_autoptr(JsonNode) root = figment_json_parse (base, strlen (base), NULL);
  JsonObject *about = json_object_new ();

  g_return_val_if_fail (details != NULL && api_json != NULL && says != NULL, NULL);
  add_text (about, "name", details->name);
  add_text (about, "mode", figment_mode_to_nick (details->category));
  add_text (about, "description", details->description);
  add_text (about, "tags", details->tags);
  add_text (about, "output", details->output_node_id);
  add_text (about, "shape", shape);
  json_object_set_boolean_member (about, "editor", editor);
  json_object_set_object_member (json_node_get_object (root), "workflow", about);
  *says = controls != NULL || details->description != NULL || details->tags != NULL
          || details->output_node_id != NULL || !is_detected_mode (graph, details->category);
  return figment_json_write (root, FIGMENT_JSON_WRITE_PRETTY, NULL);
}

/* Nothing but a plain file is opened: to read from a pipe takes as long as somebody likes. */
static JsonNode *
read_json (GFile         *file,
           gsize          most,
           GCancellable  *cancellable,
           char         **text,
           GError       **error)
{
  g_autoptr(GFileInfo) info = g_file_query_info (file, "standard::type,standard::size", G_FILE_QUERY_INFO_NONE,
                                                 cancellable, error);
  gsize length;

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR || g_file_info_get_size (info) > (goffset) most)
    {
      g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BAD_VALUE,
                   _("It is no plain file, or too large."));
      return NULL;
    }
  if (!g_file_load_contents (file, cancellable, text, &length, NULL, error))
    return NULL;
  return figment_json_parse_full (*text, length, most, error);
}

/* @text: (nullable); Returns: (nullable): what is too long to be meant is nothing */
static const char *
get_short (JsonObject *object,
           const char *key,
           glong       most)
{
  const char *text = figment_json_get_string (object, key);

  return text != NULL && g_utf8_strlen (text, -1) <= most ? text : NULL;
}

/* The name counts where the file still has the one that it got for it: another one, somebody gave it since. */
static gboolean
is_named_by (GFile      *file,
             const char *name)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *wanted = g_strconcat (name, ENDING, NULL);
  g_autofree char *safe = figment_media_safe_name (wanted);

  return g_strcmp0 (base, safe) == 0;
}

static gboolean
is_output (FigmentAnalysis *analysis,
           const char      *node_id)
{
  GPtrArray *outputs = figment_analysis_get_outputs (analysis);

  for (guint i = 0; i < outputs->len; i++)
    if (g_str_equal (((FigmentOutputNode *) g_ptr_array_index (outputs, i))->node_id, node_id))
      return TRUE;
  return FALSE;
}

/* Whether it is an output of what is sent; a catalog may have told @analysis of more than are known without one. */
static gboolean
is_output_of_repaired (FigmentGraph    *repaired,
                       FigmentAnalysis *analysis,
                       const char      *node_id)
{
  g_autoptr(FigmentAnalysis) own = NULL;

  if (node_id == NULL || !figment_graph_has_node (repaired, node_id))
    return FALSE;
  if (is_output (analysis, node_id))
    return TRUE;
  own = figment_analysis_new (repaired, NULL);
  return is_output (own, node_id);
}

static void
take_about (JsonObject      *about,
            GFile           *file,
            FigmentWorkflow *workflow,
            FigmentGraph    *repaired,
            FigmentAnalysis *analysis)
{
  g_autoptr(FigmentWorkflowDetails) details = figment_workflow_details_new (workflow);
  const char *name = get_short (about, "name", MAX_NAME);
  const char *mode = figment_json_get_string (about, "mode");
  const char *output = figment_json_get_string (about, "output");

  if (name != NULL && name[0] != '\0' && is_named_by (file, name))
    figment_workflow_details_set_text (&details->name, name);
  figment_workflow_details_set_text (&details->description, get_short (about, "description", MAX_WORDS));
  g_free (details->tags);
  details->tags = figment_tags_tidy (get_short (about, "tags", MAX_WORDS));
  if (mode != NULL && g_str_equal (figment_mode_to_nick (figment_mode_from_nick (mode)), mode))
    details->category = figment_mode_from_nick (mode);
  if (is_output_of_repaired (repaired, analysis, output))
    figment_workflow_details_set_text (&details->output_node_id, output);
  if (details->name != NULL)
    figment_workflow_details_apply (details, workflow);
}

/* Inputs that the mapping names and its graph, repaired, has not; the form does without them. */
static guint
count_strangers (FigmentMapping *mapping,
                 FigmentGraph   *graph)
{
  guint n = 0;

  for (FigmentRole role = 0; role < FIGMENT_N_ROLES; role++)
    {
      GPtrArray *places = figment_mapping_get_places (mapping, role);

      for (guint i = 0; places != NULL && i < places->len; i++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, i);

          n += figment_graph_get_input (graph, place->node_id, place->input) == NULL;
        }
    }
  return n;
}

/* Values may have been edited since; with other nodes and links it is another workflow, whoever gave it the name. */
static gboolean
is_about (JsonObject   *about,
          FigmentGraph *graph)
{
  g_autofree char *shape = figment_graph_dup_shape (graph);

  return g_strcmp0 (figment_json_get_string (about, "shape"), shape) == 0;
}

/* Returns: whether an editor's graph that is beside belongs to an earlier export */
static gboolean
load_controls (GFile           *beside,
               GFile           *file,
               FigmentWorkflow *workflow,
               FigmentGraph    *graph,
               FigmentAnalysis *analysis,
               GCancellable    *cancellable,
               GPtrArray       *notes)
{
  g_autofree char *base = g_file_get_basename (beside);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = read_json (beside, MAX_CONTROLS_BYTES, cancellable, &text, &error);
  g_autoptr(FigmentMapping) mapping = root != NULL ? figment_mapping_parse (text, &error) : NULL;
  g_autoptr(FigmentGraph) repaired = NULL;
  g_autofree char *controls = NULL;
  JsonObject *about;
  guint n;

  if (mapping == NULL)
    {
      /* Translators: the name of a file, what is wrong with it. */
      g_ptr_array_add (notes, g_strdup_printf (_("“%s”, which is beside it, cannot be used, so the form is as it was "
                                                 "detected: %s"), name, error->message));
      return FALSE;
    }
  about = figment_json_get_object (figment_json_to_object (root), "workflow");
  if (!is_about (about, graph))
    {
      g_ptr_array_add (notes, g_strdup_printf (_("“%s”, which is beside it, is of another workflow, so the form is as "
                                                 "it was detected."), name));
      return FALSE;
    }
  controls = figment_mapping_to_json (mapping);
  figment_workflow_set_input_mappings (workflow, controls);
  repaired = figment_mapping_repair (mapping, graph);
  take_about (about, file, workflow, repaired, analysis);
  n = count_strangers (mapping, repaired);
  if (n > 0)
    g_ptr_array_add (notes,
                     g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "“%s” names %u input that this workflow has not.",
                                                   "“%s” names %u inputs that this workflow has not.", n),
                                      name, n));
  return !figment_json_get_boolean (about, "editor", TRUE);
}

/* Whether it is the same graph: every node that is no part of another one is there, and of its class. */
static gboolean
is_editor_of (JsonObject   *editor,
              FigmentGraph *graph)
{
  g_autoptr(FigmentEditorIndex) index = NULL;
  guint n = 0;

  if (figment_json_get_array (editor, "nodes") == NULL)
    return FALSE;
  index = _figment_editor_index_new (editor);
  for (const char *const *id = figment_graph_get_ids (graph); *id != NULL; id++)
    {
      JsonObject *node = strchr (*id, ':') == NULL ? _figment_editor_index_find_node (index, editor, *id) : NULL;
      const char *class_type = figment_graph_get_class (graph, *id);

      if (strchr (*id, ':') != NULL)
        continue;
      if (node == NULL || g_strcmp0 (figment_json_get_string (node, "type"), class_type) != 0)
        return FALSE;
      n++;
    }
  return n > 0;
}

static void
load_editor (GFile           *beside,
             FigmentWorkflow *workflow,
             FigmentGraph    *graph,
             GCancellable    *cancellable,
             GPtrArray       *notes)
{
  g_autofree char *base = g_file_get_basename (beside);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = read_json (beside, MAX_EDITOR_BYTES, cancellable, &text, &error);

  if (root == NULL)
    /* Translators: the name of a file, what is wrong with it. */
    g_ptr_array_add (notes,
                     g_strdup_printf (_("“%s”, which is beside it, cannot be used: %s"), name, error->message));
  else if (!is_editor_of (figment_json_to_object (root), graph))
    g_ptr_array_add (notes, g_strdup_printf (_("“%s”, which is beside it, is of another workflow."), name));
  else
    figment_workflow_set_graph_json (workflow, text);
}

void
figment_sidecar_load (GFile           *file,
                      FigmentWorkflow *workflow,
                      FigmentGraph    *graph,
                      FigmentAnalysis *analysis,
                      GCancellable    *cancellable,
                      GPtrArray       *notes)
{
  guint editor, controls;

  g_return_if_fail (G_IS_FILE (file) && FIGMENT_IS_WORKFLOW (workflow) && graph != NULL && notes != NULL);
  figment_sidecar_find_last (file, cancellable, &editor, &controls);
  if (controls > 0)
    {
      g_autoptr(GFile) beside = figment_sidecar_get_file (file, FIGMENT_SIDECAR_CONTROLS, controls);

      if (load_controls (beside, file, workflow, graph, analysis, cancellable, notes))
        editor = 0;
    }
  /* A file that has the editor's graph in itself needs no other one. */
  if (editor > 0 && figment_workflow_get_graph_json (workflow) == NULL)
    {
      g_autoptr(GFile) beside = figment_sidecar_get_file (file, FIGMENT_SIDECAR_EDITOR, editor);

      load_editor (beside, workflow, graph, cancellable, notes);
    }
}
