/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-graph-check-private.h"
#include "figment-output-class.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Nodes of a loop that a message names. */
#define MAX_NAMED 8

/*
 * @node: its index, or %G_MAXUINT for a problem of the whole graph
 * @format: what is wrong, a full sentence; the node's and the input's names are put in front
 */
FigmentProblem *
_figment_graph_check_add (FigmentGraphCheck  *self,
                          FigmentProblemKind  kind,
                          FigmentFault        fault,
                          guint               node,
                          const char         *input,
                          const char         *format,
                          ...)
{
  FigmentProblem *problem = g_new0 (FigmentProblem, 1);
  const guint pending = fault == FIGMENT_FAULT_BRANCH ? node : G_MAXUINT;
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  problem->kind = kind;
  problem->severity = fault == FIGMENT_FAULT_NOTHING ? FIGMENT_PROBLEM_NOTE
                      : fault == FIGMENT_FAULT_NONE  ? FIGMENT_PROBLEM_WARNING
                                                     : FIGMENT_PROBLEM_FATAL;
  problem->input = g_strdup (input);
  problem->repairs = g_ptr_array_new ();
  if (node != G_MAXUINT)
    {
      g_autofree char *name = figment_graph_describe_node (self->graph, self->ids[node]);

      problem->node_id = g_strdup (self->ids[node]);
      problem->message = input != NULL
                           /* Translators: a node, its input, what is wrong with it. */
                           ? g_strdup_printf (_("%s, %s: %s"), name, input, message)
                           /* Translators: a node, what is wrong with it. */
                           : g_strdup_printf (_("%s: %s"), name, message);
    }
  else
    problem->message = g_steal_pointer (&message);

  if (pending != G_MAXUINT)
    self->faulty[pending] = 1;
  g_ptr_array_add (self->problems, problem);
  g_array_append_val (self->nodes, pending);
  return problem;
}

/* Returns: (transfer none) (nullable): what the server says of the node's class */
const FigmentCatalogClass *
_figment_graph_check_get_class (FigmentGraphCheck *self,
                                guint              node)
{
  const char *class_type = figment_graph_get_class (self->graph, self->ids[node]);

  return self->catalog != NULL && class_type != NULL ? figment_catalog_lookup (self->catalog, class_type) : NULL;
}

/* @value as a message quotes it: short, and without the quotation marks of a string. */
char *
_figment_graph_check_quote (JsonNode *value)
{
  const char *string = figment_json_to_string (value);
  g_autofree char *text = string != NULL ? g_strdup (string) : figment_json_dup_number (value);

  if (text == NULL)
    text = figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);
  /* The mark with its end takes four bytes; the four characters at least that stood there had as many. */
  if (g_utf8_strlen (text, -1) > 80)
    strcpy (g_utf8_offset_to_pointer (text, 77), "…");
  for (char *p = text; *p != '\0'; p++)
    if ((guchar) *p < ' ')
      *p = ' ';
  return g_steal_pointer (&text);
}

/* How many outputs the node with index @source has, or G_MAXUINT when nobody knows. */
static guint
count_outputs (FigmentGraphCheck *self,
               guint              source)
{
  const FigmentCatalogClass *class = _figment_graph_check_get_class (self, source);

  return class != NULL ? class->n_outputs : G_MAXUINT;
}

static void
check_link (FigmentGraphCheck *self,
            guint              node,
            const char        *input,
            const char        *id,
            guint              slot)
{
  guint source;
  g_autofree char *name = figment_graph_describe_node (self->graph, id);

  if (!figment_graph_links_find (self->links, id, &source))
    _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_LINK, FIGMENT_FAULT_BRANCH, node, input,
                              /* Translators: %s names a node, as in "Node 7". */
                              _("It is linked to %s, which is not in this workflow."), name);
  else if (slot == G_MAXUINT)
    _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_LINK, FIGMENT_FAULT_BRANCH, node, input,
                              /* Translators: %s names a node. */
                              _("It is linked to an output of %s that cannot be: not a whole number from 0."), name);
  else if (slot >= count_outputs (self, source))
    _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_LINK, FIGMENT_FAULT_BRANCH, node, input,
                              /* Translators: a number counted from 0, a node. */
                              _("It is linked to output %u of %s, which has not so many, counted from 0."), slot, name);
}

/* Whether the class of @node declares @input; the server looks at no others before it runs the node. */
static gboolean
is_declared (FigmentGraphCheck *self,
             guint              node,
             const char        *input)
{
  const FigmentCatalogClass *class = _figment_graph_check_get_class (self, node);

  return class != NULL
         && figment_catalog_class_find_input (class, figment_graph_get_inputs (self->graph, self->ids[node]), input)
              != NULL;
}

/* Lists are links to the server (ComfyUI execution.py, validate_inputs); other lists go as {"__value__": […]}. */
static void
check_list (FigmentGraphCheck *self,
            guint              node,
            const char        *input,
            JsonNode          *value)
{
  JsonArray *array = json_node_get_array (value);
  const gboolean pair = json_array_get_length (array) == 2;
  g_autofree char *text = _figment_graph_check_quote (value);
  gint64 number;
  guint slot;
  const char *id = figment_graph_node_get_link (value, &slot);

  if (id != NULL)
    check_link (self, node, input, id, slot);
  else if (pair && figment_json_to_int64 (json_array_get_element (array, 0), &number)
           && figment_json_is_number (json_array_get_element (array, 1)))
    _figment_graph_check_add (self, FIGMENT_PROBLEM_BAD_LINK, FIGMENT_FAULT_BRANCH, node, input,
                              /* Translators: %s is a piece of JSON; the id is a number. */
                              _("The link %s has a number for an id where text has to be: [\"%" G_GINT64_FORMAT
                                "\", …]."),
                              text, number);
  else
    _figment_graph_check_add (self, FIGMENT_PROBLEM_SHAPE,
                              is_declared (self, node, input) ? FIGMENT_FAULT_BRANCH : FIGMENT_FAULT_NONE, node,
                              input,
                              /* Translators: %s is a piece of JSON. */
                              _("The list %s would be taken for a link; as a value it has to be written as "
                                "{\"__value__\": […]}."),
                              text);
}

static void
check_node (FigmentGraphCheck *self,
            guint              node)
{
  const char *id = self->ids[node];
  JsonObject *inputs = figment_graph_get_inputs (self->graph, id);
  JsonObjectIter iter;
  const char *input;
  JsonNode *value;

  if (figment_graph_get_class (self->graph, id) == NULL)
    _figment_graph_check_add (self, FIGMENT_PROBLEM_SHAPE, FIGMENT_FAULT_WHOLE, node, NULL,
                              /* Translators: "class_type" is the member's name and stays as it is. */
                              _("It has no class_type, so the server refuses the whole workflow."));
  if (inputs == NULL)
    {
      _figment_graph_check_add (self, FIGMENT_PROBLEM_SHAPE, FIGMENT_FAULT_BRANCH, node, NULL,
                                /* Translators: "inputs" is the member's name and stays as it is. */
                                _("It has no inputs, not even an empty object of them."));
      return;
    }
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &input, &value))
    if (JSON_NODE_HOLDS_ARRAY (value))
      check_list (self, node, input, value);
  if (self->catalog != NULL)
    _figment_graph_check_with_class (self, node);
}

static void
check_cycles (FigmentGraphCheck *self)
{
  g_autoptr(GPtrArray) cycles = figment_graph_links_cycles (self->links);

  for (guint i = 0; i < cycles->len; i++)
    {
      GArray *cycle = g_ptr_array_index (cycles, i);
      const guint first = g_array_index (cycle, guint, 0);
      g_autoptr(GString) road = g_string_new (NULL);

      /* The links are found against their direction; people read them along it. */
      for (guint j = 0; j <= cycle->len; j++)
        {
          const guint node = g_array_index (cycle, guint, (cycle->len - j) % cycle->len);

          if (cycle->len > MAX_NAMED && j > MAX_NAMED / 2 && j < cycle->len - MAX_NAMED / 2)
            {
              j = cycle->len - MAX_NAMED / 2 - 1;
              g_string_append (road, " → …");
              continue;
            }
          g_string_append_printf (road, "%s%s", j > 0 ? " → " : "", self->ids[node]);
        }
      for (guint j = 0; j < cycle->len; j++)
        self->faulty[g_array_index (cycle, guint, j)] = 1;
      _figment_graph_check_add (self, FIGMENT_PROBLEM_SHAPE, FIGMENT_FAULT_BRANCH, first, NULL,
                                /* Translators: %s is a chain of node ids: 3 → 5 → 3. */
                                _("It waits for its own result: the links go round in a circle, %s."), road->str);
    }
}

static void
check_members (FigmentGraphCheck *self)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, json_node_get_object (figment_graph_get_root (self->graph)));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!figment_graph_has_node (self->graph, name))
      _figment_graph_check_add (self, FIGMENT_PROBLEM_SHAPE, FIGMENT_FAULT_NONE, G_MAXUINT, NULL,
                                /* Translators: %s is the name of a member of the file. */
                                _("“%s” is not a node; it is left out of what is sent."), name);
}

/*
 * Marks the nodes that put something out. Without a catalog a class that nobody knows may be one too: where no name
 * says so, the ends of the graph count.
 */
static guint
mark_outputs (FigmentGraphCheck *self,
              guint8            *is_output)
{
  const guint n_nodes = figment_graph_get_n_nodes (self->graph);
  FigmentOutputClass class;
  FigmentProblem *problem;
  guint n = 0, n_consumers;

  for (guint i = 0; i < n_nodes; i++)
    {
      figment_graph_links_consumers (self->links, i, &n_consumers);
      if (!figment_output_node_guess (self->graph, self->ids[i], n_consumers == 0, self->catalog, &class))
        continue;
      is_output[i] = 1;
      n++;
    }
  if (n > 0)
    return n;

  if (self->catalog != NULL)
    problem = _figment_graph_check_add (
      self, FIGMENT_PROBLEM_NO_OUTPUT, FIGMENT_FAULT_WHOLE, G_MAXUINT, NULL,
      _("Nothing is saved or shown: the workflow has no output node, so the server refuses it."));
  else
    problem = _figment_graph_check_add (
      self, FIGMENT_PROBLEM_NO_OUTPUT, FIGMENT_FAULT_NONE, G_MAXUINT, NULL,
      _("No node is known to save or show anything; the server may refuse the workflow."));
  _figment_graph_check_offer_output (self, problem);
  for (guint i = 0; i < n_nodes; i++)
    {
      figment_graph_links_consumers (self->links, i, &n_consumers);
      is_output[i] = n_consumers == 0;
    }
  return 0;
}

/* Faults that the server can live with: off the way to every output they do not matter, and while another output is
 * whole they are warnings. */
static void
settle_severity (FigmentGraphCheck *self)
{
  const guint n_nodes = figment_graph_get_n_nodes (self->graph);
  g_autofree guint8 *is_output = g_new0 (guint8, n_nodes);
  g_autofree guint8 *needed = g_new0 (guint8, n_nodes);
  g_autofree guint8 *spoilt = g_new0 (guint8, n_nodes);
  const guint n_outputs = mark_outputs (self, is_output);
  gboolean some_run = FALSE;

  for (guint i = 0; i < n_nodes; i++)
    if (self->faulty[i])
      figment_graph_links_mark (self->links, TRUE, i, spoilt);
  for (guint i = 0; i < n_nodes; i++)
    if (is_output[i])
      {
        figment_graph_links_mark (self->links, FALSE, i, needed);
        some_run = some_run || (n_outputs > 0 && !spoilt[i]);
      }

  for (guint i = 0; i < self->problems->len; i++)
    {
      const guint node = g_array_index (self->nodes, guint, i);
      FigmentProblem *problem = g_ptr_array_index (self->problems, i);

      if (problem->severity != FIGMENT_PROBLEM_FATAL || node == G_MAXUINT)
        continue;
      if (n_outputs > 0 && !needed[node])
        problem->severity = FIGMENT_PROBLEM_NOTE;
      else if (some_run)
        problem->severity = FIGMENT_PROBLEM_WARNING;
    }
}

static int
compare_severity (gconstpointer a,
                  gconstpointer b)
{
  const FigmentProblem *const *first = a, *const *second = b;

  return (int) (*second)->severity - (int) (*first)->severity;
}

GPtrArray *
figment_graph_check (FigmentGraph   *graph,
                     FigmentCatalog *catalog)
{
  return figment_graph_check_with_editor (graph, catalog, NULL);
}

/**
 * figment_graph_check_with_editor:
 * @catalog: (nullable): with it classes, values and slots are checked too
 * @editor: (nullable): the same workflow as ComfyUI's editor saves it
 *
 * Any thread; no time limit is needed for any graph that a file can hold.
 *
 * Returns: (transfer full) (element-type FigmentProblem): what is wrong, the worst first, and what is good to know;
 *   empty when nothing is
 */
GPtrArray *
figment_graph_check_with_editor (FigmentGraph   *graph,
                                 FigmentCatalog *catalog,
                                 JsonNode       *editor)
{
  g_autoptr(FigmentGraphLinks) links = figment_graph_links_new (graph);
  g_autoptr(GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *faulty = g_new0 (guint8, figment_graph_get_n_nodes (graph));
  FigmentGraphCheck self = {
    .graph = graph,
    .catalog = catalog,
    .editor = figment_json_to_object (editor),
    .links = links,
    .ids = figment_graph_get_ids (graph),
    .problems = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_problem_free),
    .nodes = nodes,
    .faulty = faulty,
  };

  for (guint i = 0; i < figment_graph_get_n_nodes (graph); i++)
    check_node (&self, i);
  check_cycles (&self);
  check_members (&self);
  _figment_graph_check_notes (&self);
  settle_severity (&self);
  g_ptr_array_sort (self.problems, compare_severity);
  return self.problems;
}
