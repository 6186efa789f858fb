/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include <glib/gi18n.h>

#include "figment-cli-load.h"
#include "figment-cli-print.h"
#include "figment-cli-connection.h"
#include "json/figment-json-value.h"
#include "workflow/figment-analysis.h"
#include "workflow/figment-graph-check.h"

static JsonObject *
begin_object (const char *path)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = g_filename_display_name (path);

  figment_cli_json_set (object, "file", name);
  return object;
}

static const char *
get_severity (const FigmentProblem *problem)
{
  switch (problem->severity)
    {
    case FIGMENT_PROBLEM_FATAL: return "fatal";
    case FIGMENT_PROBLEM_WARNING: return "warning";
    case FIGMENT_PROBLEM_NOTE:
    default: return "note";
    }
}

/* What "kind" says in --json. */
static const char *
get_kind (const FigmentProblem *problem)
{
  static const char *const kinds[] = {
    [FIGMENT_PROBLEM_SHAPE] = "shape",
    [FIGMENT_PROBLEM_NO_OUTPUT] = "no-output",
    [FIGMENT_PROBLEM_UNKNOWN_CLASS] = "unknown-class",
    [FIGMENT_PROBLEM_ACCOUNT] = "account",
    [FIGMENT_PROBLEM_MISSING_INPUT] = "missing-input",
    [FIGMENT_PROBLEM_MISSING_FILE] = "missing-file",
    [FIGMENT_PROBLEM_BAD_CHOICE] = "bad-choice",
    [FIGMENT_PROBLEM_BAD_VALUE] = "bad-value",
    [FIGMENT_PROBLEM_BAD_LINK] = "bad-link",
    [FIGMENT_PROBLEM_GLOBAL_SEED] = "global-seed",
    [FIGMENT_PROBLEM_REWRITTEN] = "rewritten",
    [FIGMENT_PROBLEM_ENHANCED] = "enhanced",
    [FIGMENT_PROBLEM_REPLACED] = "replaced",
    [FIGMENT_PROBLEM_REPAIRED] = "repaired",
  };

  return kinds[problem->kind];
}

static JsonNode *
build_problem (const FigmentProblem *problem)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *repairs = json_array_new ();

  figment_cli_json_set (object, "severity", get_severity (problem));
  figment_cli_json_set (object, "kind", get_kind (problem));
  figment_cli_json_set (object, "node", problem->node_id);
  figment_cli_json_set (object, "input", problem->input);
  figment_cli_json_set (object, "message", problem->message);
  if (problem->pack != NULL)
    figment_cli_json_set (object, "pack", problem->pack);
  if (problem->url != NULL)
    figment_cli_json_set (object, "url", problem->url);
  for (guint i = 0; i < problem->repairs->len; i++)
    json_array_add_string_element (repairs, ((const FigmentRepair *) g_ptr_array_index (problem->repairs, i))->words);
  json_object_set_array_member (object, "repairs", repairs);
  return json_node_init_object (json_node_alloc (), object);
}

static void
print_problem (const FigmentProblem *problem)
{
  figment_cli_print (problem->severity == FIGMENT_PROBLEM_FATAL     ? "  %s"
                     : problem->severity == FIGMENT_PROBLEM_WARNING ? _("  warning: %s")
                                                                    : _("  note: %s"),
                     problem->message);
  for (guint i = 0; i < problem->repairs->len; i++)
    {
      const FigmentRepair *repair = g_ptr_array_index (problem->repairs, i);

      /* Translators: %s is what can be done about a problem: Use “x”. */
      figment_cli_print (repair->sure ? _("    do: %s") : _("    perhaps: %s"), repair->words);
    }
  if (problem->url != NULL)
    /* Translators: %s is a link. */
    figment_cli_print (_("    get it from: %s"), problem->url);
}

/* Where it came from, and what is to be said about that. */
static void
add_import (JsonObject    *object,
            FigmentImport *import)
{
  const char *const *warnings = figment_import_get_warnings (import);
  JsonArray *array = json_array_new ();

  figment_cli_json_set (object, "origin", figment_import_get_origin (import));
  for (guint i = 0; warnings[i] != NULL; i++)
    figment_cli_json_add (array, warnings[i]);
  json_object_set_array_member (object, "warnings", array);
}

static void
print_warnings (FigmentImport *import)
{
  const char *const *warnings = figment_import_get_warnings (import);

  for (guint i = 0; warnings[i] != NULL; i++)
    figment_cli_print (_("  note: %s"), warnings[i]);
}

/* @import: (nullable); @error: (nullable): why there is none; @problems: (nullable) */
static void
print_check (const char    *path,
             gboolean       json,
             gboolean       usable,
             FigmentImport *import,
             const GError  *error,
             GPtrArray     *problems)
{
  g_autofree char *name = g_filename_display_name (path);
  const guint n_problems = problems != NULL ? problems->len : 0;

  if (json)
    {
      JsonObject *object = begin_object (path);
      JsonArray *array = json_array_new ();

      json_object_set_boolean_member (object, "usable", usable);
      for (guint i = 0; i < n_problems; i++)
        json_array_add_element (array, build_problem (g_ptr_array_index (problems, i)));
      json_object_set_array_member (object, "problems", array);
      if (import != NULL)
        add_import (object, import);
      if (error != NULL)
        figment_cli_json_set (object, "error", error->message);
      figment_cli_print_json (object);
      return;
    }
  figment_cli_print (usable ? _("%s: can be used") : _("%s: cannot be used"), name);
  if (error != NULL)
    figment_cli_print ("  %s", error->message);
  if (import != NULL)
    print_warnings (import);
  for (guint i = 0; i < n_problems; i++)
    print_problem (g_ptr_array_index (problems, i));
}

static gboolean
check_file (const char     *path,
            FigmentCatalog *catalog,
            gboolean        json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentImport) import = figment_cli_load_file (path, catalog, &error);
  g_autoptr(GPtrArray) problems =
      import != NULL ? figment_graph_check_with_editor (figment_import_get_graph (import), catalog,
                                                        figment_import_get_editor (import))
                     : NULL;
  gboolean usable = import != NULL;

  for (guint i = 0; problems != NULL && i < problems->len; i++)
    if (((FigmentProblem *) g_ptr_array_index (problems, i))->severity == FIGMENT_PROBLEM_FATAL)
      usable = FALSE;
  print_check (path, json, usable, import, error, problems);
  return usable;
}

/* "file" first, then what the analysis says. */
static void
print_analysis_json (const char      *path,
                     FigmentAnalysis *analysis)
{
  g_autoptr(JsonNode) node = figment_analysis_to_json (analysis);
  JsonObject *object = begin_object (path);
  JsonObject *members = figment_json_to_object (node);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (object, name, figment_json_copy (value));
  figment_cli_print_json (object);
}

static void
print_analysis (const char      *path,
                FigmentAnalysis *analysis)
{
  GPtrArray *outputs = figment_analysis_get_outputs (analysis);
  GPtrArray *followers = figment_analysis_get_followers (analysis);
  g_autofree char *file = g_filename_display_name (path);

  figment_cli_print ("%s: %s", file, figment_mode_to_nick (figment_analysis_get_mode (analysis)));
  for (guint role = 0; role < FIGMENT_N_ROLES; role++)
    {
      GPtrArray *places = figment_analysis_get_places (analysis, (FigmentRole) role);

      for (guint i = 0; places != NULL && i < places->len; i++)
        {
          const FigmentPlace *place = g_ptr_array_index (places, i);

          figment_cli_print ("  %-12s %s.%s  (%s)", figment_role_to_nick ((FigmentRole) role), place->node_id,
                             place->input, place->reason != NULL ? place->reason : "");
        }
    }
  for (guint i = 0; i < followers->len; i++)
    {
      const FigmentFollower *follower = g_ptr_array_index (followers, i);

      /* Translators: what stands in a list before an input that changes with another, the name of which follows. */
      figment_cli_print ("  %-12s %s.%s  (%s)", _("follows"), follower->node_id, follower->input,
                         figment_role_to_nick (follower->role));
    }
  for (guint i = 0; i < outputs->len; i++)
    {
      const FigmentOutputNode *output = g_ptr_array_index (outputs, i);

      figment_cli_print ("  %-12s %s  %s%s", _("output"), output->node_id, figment_media_kind_to_nick (output->kind),
                         output->preview ? _(" (preview)") : "");
    }
}

static void
print_refused (const char   *path,
               gboolean      json,
               const GError *error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (json)
    {
      JsonObject *object = begin_object (path);

      figment_cli_json_set (object, "error", error->message);
      figment_cli_print_json (object);
    }
  else
    figment_cli_print_error ("%s: %s", name, error->message);
}

static gboolean
analyse_file (const char     *path,
              FigmentCatalog *catalog,
              gboolean        json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentImport) import = figment_cli_load_file (path, catalog, &error);
  g_autoptr(FigmentAnalysis) analysis =
      import != NULL ? figment_analysis_new_with_editor (figment_import_get_graph (import), catalog,
                                                         figment_import_get_editor (import))
                     : NULL;

  if (analysis == NULL)
    print_refused (path, json, error);
  else if (json)
    print_analysis_json (path, analysis);
  else
    {
      print_analysis (path, analysis);
      print_warnings (import);
    }
  return analysis != NULL;
}

/* The graph goes to standard output, so that it can be sent to a server; all else to standard error. */
static gboolean
convert_file (const char     *path,
              FigmentCatalog *catalog,
              gboolean        json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentImport) import = figment_cli_load_file (path, catalog, &error);
  const char *const *warnings;
  JsonNode *root;

  if (import == NULL)
    {
      print_refused (path, json, error);
      return FALSE;
    }
  root = figment_graph_get_root (figment_import_get_graph (import));
  warnings = figment_import_get_warnings (import);
  if (json)
    {
      JsonObject *object = begin_object (path);

      add_import (object, import);
      json_object_set_member (object, "graph", figment_json_copy (root));
      figment_cli_print_json (object);
      return TRUE;
    }
  for (guint i = 0; warnings[i] != NULL; i++)
    figment_cli_print_error (_("note: %s"), warnings[i]);
  figment_cli_print_pretty (root);
  return TRUE;
}

/* What can be done with the nodes of a server: asked for, read from a file, or unknown. */
static gboolean
get_catalog (const FigmentCliOptions  *options,
             FigmentCatalog          **catalog,
             FigmentCliExit           *exit_code)
{
  g_autoptr(GError) error = NULL;

  *catalog = NULL;
  if (options->catalog != NULL)
    {
      *catalog = figment_cli_load_catalog (options->catalog, &error);
      *exit_code = FIGMENT_CLI_EXIT_USAGE;
    }
  else if (options->server != NULL || options->practice)
    {
      *catalog = figment_cli_fetch_catalog (options, &error);
      *exit_code = *catalog == NULL ? figment_cli_exit_for_server_error (error) : FIGMENT_CLI_EXIT_DONE;
    }
  if (error != NULL)
    figment_cli_print_error ("%s", error->message);
  return error == NULL;
}

/**
 * figment_cli_workflow:
 *
 * Looks at every file, also behind one that cannot be used. With a server, against what that server can do.
 */
FigmentCliExit
figment_cli_workflow (const FigmentCliOptions *options)
{
  static const struct
  {
    const char *verb;
    gboolean  (*run) (const char *path, FigmentCatalog *catalog, gboolean json);
  } verbs[] = { { "check", check_file }, { "analyse", analyse_file }, { "convert", convert_file } };
  g_autoptr(FigmentCatalog) catalog = NULL;
  FigmentCliExit exit_code;
  gboolean usable = TRUE;

  if (!get_catalog (options, &catalog, &exit_code))
    return exit_code;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    for (guint k = 1; g_str_equal (verbs[i].verb, options->arguments[0]) && options->arguments[k] != NULL; k++)
      {
        const gboolean good = verbs[i].run (options->arguments[k], catalog, options->json);

        usable = usable && good;
      }
  return usable ? FIGMENT_CLI_EXIT_DONE : FIGMENT_CLI_EXIT_WORKFLOW;
}
