/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-checkup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-binding.h"
#include "figment-form-private.h"
#include "figment-graph-check-private.h"
#include "figment-graph-finish.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

struct _FigmentCheckup
{
  gatomicrefcount  ref_count;

  GPtrArray       *findings;   /* (owned) of FigmentProblem */
  guint            n_problems;
};

/* What is known of a workflow while it is looked at. */
typedef struct
{
  const FigmentCheckupQuestion *question;
  FigmentMapping               *mapping;   /* (owned) */
  FigmentGraph                 *graph;     /* (owned) with what was put right */
  JsonNode                     *editor;    /* (owned) (nullable) */
  FigmentAnalysis              *analysis;  /* (owned) */
  GPtrArray                    *specs;     /* (owned) of FigmentFieldSpec: the controls of the form */
  GHashTable                   *by_place;  /* (owned) FigmentPlace (borrowed) -> its FigmentFieldSpec (borrowed) */
  GHashTable                   *wanted;    /* (owned) FigmentFieldSpec (borrowed) -> what it began with on its own */
} Patient;

static FigmentProblem *
add_finding (FigmentCheckup         *self,
             FigmentProblemSeverity  severity,
             FigmentProblemKind      kind,
             const char             *node_id,
             const char             *input,
             char                   *message)
{
  FigmentProblem *problem = g_new0 (FigmentProblem, 1);

  problem->severity = severity;
  problem->kind = kind;
  problem->node_id = g_strdup (node_id);
  problem->input = g_strdup (input);
  problem->message = message;
  problem->repairs = g_ptr_array_new ();
  g_ptr_array_add (self->findings, problem);
  return problem;
}

static void
offer_undo (FigmentProblem *problem)
{
  _figment_problem_add_repair (problem, FIGMENT_REPAIR_UNDO, TRUE, problem->node_id, problem->input, NULL,
                               g_strdup (_("Undo")));
}

/* The controls of the form, and what they begin with. */
static void
plan (Patient *self)
{
  const FigmentCheckupQuestion *question = self->question;
  g_autoptr(GHashTable) choices =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) _figment_choices_unref);
  FigmentFormSources sources = { self->graph, question->catalog, self->analysis, self->mapping, choices };

  self->specs = _figment_form_plan (&sources);
  self->by_place = g_hash_table_new (figment_place_hash, figment_place_equal);
  self->wanted = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < self->specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (self->specs, i);

      g_hash_table_insert (self->wanted, spec, g_strdup (_figment_field_spec_get_first (spec)));
      for (guint j = 0; j < spec->places->len; j++)
        g_hash_table_insert (self->by_place, g_ptr_array_index (spec->places, j), spec);
    }
  _figment_form_replace_missing (self->specs, question->replacements, question->fits_models);
}

/* As FigmentForm does, but for what is left to the moment of sending: seeds, files, words that are drawn. */
static FigmentGraph *
bind (Patient  *self,
      GError  **error)
{
  g_autoptr(FigmentBinding) binding = figment_binding_new ();

  for (guint i = 0; i < self->specs->len; i++)
    {
      const FigmentFieldSpec *spec = g_ptr_array_index (self->specs, i);
      const char *first = _figment_field_spec_get_first (spec);

      for (guint j = 0; !_figment_field_spec_is_media (spec) && !g_str_equal (first, spec->default_value)
                        && j < spec->places->len; j++)
        {
          const FigmentPlace *place = g_ptr_array_index (spec->places, j);
          JsonNode *node = _figment_field_spec_make_json (
            spec, first, figment_graph_get_input (self->graph, place->node_id, place->input),
            _figment_form_lookup_input (self->graph, self->question->catalog, place));

          if (node != NULL)
            figment_binding_set (binding, place->node_id, place->input, node);
        }
    }
  figment_graph_follow (self->graph, self->analysis, binding);
  return figment_binding_apply (binding, self->graph, error);
}

static FigmentFieldSpec *
find_spec (Patient              *self,
           const FigmentProblem *problem)
{
  g_autoptr(FigmentPlace) place = NULL;

  if (problem->node_id == NULL || problem->input == NULL)
    return NULL;
  place = figment_place_new (problem->node_id, problem->input, 1, NULL);
  return g_hash_table_lookup (self->by_place, place);
}

/* Whether the form sees to it when it is filled in. */
static gboolean
is_asked_for (Patient              *self,
              const FigmentProblem *problem)
{
  const FigmentFieldSpec *spec = find_spec (self, problem);

  if (spec == NULL)
    return FALSE;
  if (problem->kind == FIGMENT_PROBLEM_MISSING_FILE)
    return _figment_field_spec_is_media (spec);
  return spec->kind == FIGMENT_FIELD_SEED && _figment_field_spec_get_mode (spec) == FIGMENT_SEED_RANDOM
         && (problem->kind == FIGMENT_PROBLEM_BAD_VALUE || problem->kind == FIGMENT_PROBLEM_REWRITTEN);
}

/* Returns: (transfer full): FigmentPlace (owned) -> what stands there and the server has not there (owned) */
static GHashTable *
list_missing (GPtrArray *problems)
{
  GHashTable *missing = g_hash_table_new_full (figment_place_hash, figment_place_equal,
                                               (GDestroyNotify) figment_place_free, g_free);

  for (guint i = 0; i < problems->len; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (problems, i);

      if (problem->wanted != NULL && problem->node_id != NULL && problem->input != NULL)
        g_hash_table_insert (missing, figment_place_new (problem->node_id, problem->input, 1, NULL),
                             g_strdup (problem->wanted));
    }
  return missing;
}

/* Whether the control has the problem at all of its places, and each repair is one of its choices. */
static gboolean
can_be_replaced (const FigmentFieldSpec *spec,
                 const FigmentProblem   *problem,
                 GHashTable             *missing)
{
  if (spec == NULL || spec->choices == NULL || _figment_choices_has (spec->choices, problem->wanted))
    return FALSE;
  for (guint i = 0; i < spec->places->len; i++)
    if (g_strcmp0 (g_hash_table_lookup (missing, g_ptr_array_index (spec->places, i)), problem->wanted) != 0)
      return FALSE;
  for (guint i = 0; i < problem->repairs->len; i++)
    {
      const char *taken = figment_problem_get_taken (problem, g_ptr_array_index (problem->repairs, i));

      if (taken != NULL && !_figment_choices_has (spec->choices, taken))
        return FALSE;
    }
  return TRUE;
}

/* Only what a control's list does not have is replaced, for all of the control; all else is put right in the graph. */
static void
settle_wanted (Patient        *self,
               FigmentProblem *problem,
               GHashTable     *missing)
{
  if (problem->wanted != NULL && !can_be_replaced (find_spec (self, problem), problem, missing))
    g_clear_pointer (&problem->wanted, g_free);
}

/* Returns: (transfer full): which kind of problem, and where */
static char *
dup_key (const FigmentProblem *problem)
{
  return g_strdup_printf ("%d\n%s\n%s", (int) problem->kind, problem->node_id != NULL ? problem->node_id : "",
                          problem->input != NULL ? problem->input : "");
}

/* What is fatal without a catalog as well lies in the graph itself. @problems: the worst first */
static void
mark_everywhere (GPtrArray    *problems,
                 FigmentGraph *graph)
{
  g_autoptr(GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) anyway = NULL;

  if (problems->len == 0 || ((FigmentProblem *) g_ptr_array_index (problems, 0))->severity != FIGMENT_PROBLEM_FATAL)
    return;
  anyway = figment_graph_check (graph, NULL);
  for (guint i = 0; i < anyway->len; i++)
    if (((FigmentProblem *) g_ptr_array_index (anyway, i))->severity == FIGMENT_PROBLEM_FATAL)
      g_hash_table_add (keys, dup_key (g_ptr_array_index (anyway, i)));
  for (guint i = 0; i < problems->len; i++)
    {
      FigmentProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *key = dup_key (problem);

      problem->everywhere = problem->severity == FIGMENT_PROBLEM_FATAL && g_hash_table_contains (keys, key);
    }
}

static void
check (FigmentCheckup *self,
       Patient        *patient)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) bound = bind (patient, &error);
  FigmentGraph *graph = bound != NULL ? bound : patient->graph;
  g_autoptr(GPtrArray) problems =
    figment_graph_check_with_editor (graph, patient->question->catalog, patient->editor);
  g_autoptr(GHashTable) missing = list_missing (problems);

  mark_everywhere (problems, graph);
  g_ptr_array_set_free_func (problems, NULL);
  for (guint i = 0; i < problems->len; i++)
    {
      FigmentProblem *problem = g_ptr_array_index (problems, i);

      if (is_asked_for (patient, problem))
        {
          figment_problem_free (problem);
          continue;
        }
      settle_wanted (patient, problem, missing);
      self->n_problems += problem->severity != FIGMENT_PROBLEM_NOTE;
      g_ptr_array_add (self->findings, problem);
    }
}

/* What the user chose to take on this server, which is worth to be seen, and can be taken back. */
static void
note_replaced (FigmentCheckup *self,
               Patient        *patient)
{
  g_autoptr(GHashTable) noted = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; patient->question->replacements != NULL && i < patient->specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (patient->specs, i);
      const FigmentPlace *place = g_ptr_array_index (spec->places, 0);
      char *wanted = g_hash_table_lookup (patient->wanted, spec);
      const char *taken = _figment_field_spec_get_first (spec);
      FigmentProblem *problem;

      if (g_str_equal (wanted, taken)
          || g_strcmp0 (figment_replacements_get (patient->question->replacements, wanted), taken) != 0
          || !g_hash_table_add (noted, wanted))
        continue;
      problem = add_finding (self, FIGMENT_PROBLEM_NOTE, FIGMENT_PROBLEM_REPLACED, place->node_id, place->input,
                             /* Translators: what the workflow asks for, what is used in its place: names of models. */
                             g_strdup_printf (_("“%s” is not on the server. You chose “%s” in its place."), wanted,
                                              taken));
      problem->wanted = g_strdup (wanted);
      offer_undo (problem);
    }
}

static char *
describe_repair (FigmentGraph        *graph,
                 const FigmentRepair *repair)
{
  g_autofree char *node = figment_graph_describe_node (graph, repair->node_id);
  g_autofree char *value = NULL;

  switch (repair->kind)
    {
    case FIGMENT_REPAIR_ADD:
      /* Translators: %s names a node. */
      return g_strdup_printf (_("%s: You had it added."), node);
    case FIGMENT_REPAIR_REMOVE:
      /* Translators: %s names a node. */
      return g_strdup_printf (_("%s: You had it left out."), node);
    case FIGMENT_REPAIR_SET:
    case FIGMENT_REPAIR_UNDO:
    default:
      value = _figment_graph_check_quote (repair->value);
      /* Translators: a node, its input, a value. */
      return g_strdup_printf (_("%s, %s: You had it set to “%s”."), node, repair->input, value);
    }
}

static void
note_repaired (FigmentCheckup *self,
               Patient        *patient,
               FigmentGraph   *original)
{
  GPtrArray *repairs = figment_mapping_get_repairs (patient->mapping);

  for (guint i = 0; i < repairs->len; i++)
    {
      const FigmentRepair *repair = g_ptr_array_index (repairs, i);

      offer_undo (add_finding (self, FIGMENT_PROBLEM_NOTE, FIGMENT_PROBLEM_REPAIRED, repair->node_id, repair->input,
                               describe_repair (repair->kind == FIGMENT_REPAIR_REMOVE ? original : patient->graph,
                                                repair)));
    }
}

static void
examine (FigmentCheckup               *self,
         const FigmentCheckupQuestion *question,
         FigmentGraph                 *original)
{
  Patient patient = { .question = question };

  patient.mapping = figment_mapping_parse (question->mapping, NULL);
  if (patient.mapping == NULL)
    patient.mapping = figment_mapping_new ();
  patient.graph = figment_mapping_repair (patient.mapping, original);
  if (question->editor != NULL)
    patient.editor = figment_json_parse (question->editor, strlen (question->editor), NULL);
  patient.analysis = figment_analysis_new_with_editor (patient.graph, question->catalog, patient.editor);
  plan (&patient);

  check (self, &patient);
  note_replaced (self, &patient);
  note_repaired (self, &patient, original);

  g_hash_table_unref (patient.wanted);
  g_hash_table_unref (patient.by_place);
  g_ptr_array_unref (patient.specs);
  figment_analysis_unref (patient.analysis);
  g_clear_pointer (&patient.editor, json_node_unref);
  figment_graph_unref (patient.graph);
  figment_mapping_free (patient.mapping);
}

/* Returns: (transfer full): also of what is no workflow, which is then what was found */
FigmentCheckup *
figment_checkup_new (const FigmentCheckupQuestion *question)
{
  FigmentCheckup *self = g_new0 (FigmentCheckup, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) original = NULL;

  g_return_val_if_fail (question != NULL && question->graph != NULL && question->catalog != NULL, NULL);
  g_atomic_ref_count_init (&self->ref_count);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_problem_free);
  original = figment_graph_parse (question->graph, strlen (question->graph), &error);
  if (original != NULL)
    examine (self, question, original);
  else
    {
      FigmentProblem *problem =
        add_finding (self, FIGMENT_PROBLEM_FATAL, FIGMENT_PROBLEM_SHAPE, NULL, NULL, g_strdup (error->message));

      problem->everywhere = TRUE;
      self->n_problems = 1;
    }
  return self;
}

FigmentCheckup *
figment_checkup_ref (FigmentCheckup *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_checkup_unref (FigmentCheckup *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->findings);
  g_free (self);
}

/* Returns: (transfer none) (element-type FigmentProblem) */
GPtrArray *
figment_checkup_get_findings (FigmentCheckup *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->findings;
}

guint
figment_checkup_get_n_problems (FigmentCheckup *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_problems;
}

/* Returns: (transfer full) */
char *
figment_checkup_to_text (FigmentCheckup *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);
  for (guint i = 0; i < self->findings->len; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (self->findings, i);

      g_string_append_printf (text, "%s\n", problem->message);
      if (problem->url != NULL)
        g_string_append_printf (text, "%s\n", problem->url);
    }
  return g_string_free (text, FALSE);
}
