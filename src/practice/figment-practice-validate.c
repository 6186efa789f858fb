/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-validate-private.h"

#include <string.h>

#include "figment-practice-python.h"
#include "json/figment-json-value.h"

/*
 * After ComfyUI execution.py, validate_prompt and validate_inputs. What that code does with classes is done here with
 * the catalog: a class with an input that takes uploads is one whose VALIDATE_INPUTS looks whether the file exists.
 */

typedef enum
{
  NODE_CHECKING, /* on the way down: reached again it is part of a cycle */
  NODE_VALID,
  NODE_INVALID,
} NodeState;

typedef struct
{
  NodeState  state;
  JsonArray *reasons; /* (owned) */
} NodeResult;

typedef struct
{
  JsonObject             *graph;   /* (unowned) literal values in it are converted */
  JsonObject             *catalog; /* (unowned) */
  FigmentPracticeFolders *folders; /* (unowned) */
  GHashTable             *results; /* (owned) node id -> NodeResult */
  GPtrArray              *order;   /* (owned) node ids in the order in which they got a result */
} Check;

static void
node_result_free (gpointer data)
{
  NodeResult *result = data;

  json_array_unref (result->reasons);
  g_free (result);
}

/* Returns: (transfer none) (nullable): the array [node id, slot] when @value is a list, as every list is taken for a
 * link */
JsonArray *
figment_practice_link (JsonNode *value)
{
  return value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
}

JsonObject *
figment_practice_catalog_find (JsonObject *catalog,
                               const char *class_type)
{
  return class_type != NULL ? figment_json_get_object (catalog, class_type) : NULL;
}

gboolean
figment_practice_is_output (JsonObject *catalog,
                            const char *class_type)
{
  return figment_json_get_boolean (figment_practice_catalog_find (catalog, class_type), "output_node", FALSE);
}

/* Returns: (transfer none) (nullable): [type] or [type, options] of an input of the class that @info describes */
JsonArray *
figment_practice_input_spec (JsonObject *info,
                             const char *name,
                             gboolean   *required)
{
  static const char *const sections[] = { "required", "optional" };
  JsonObject *input = figment_json_get_object (info, "input");

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      JsonArray *spec = figment_json_get_array (figment_json_get_object (input, sections[i]), name);

      if (spec != NULL && json_array_get_length (spec) > 0)
        {
          if (required != NULL)
            *required = i == 0;
          return spec;
        }
    }
  return NULL;
}

static JsonObject *
spec_options (JsonArray *spec)
{
  return json_array_get_length (spec) > 1 ? figment_json_to_object (json_array_get_element (spec, 1)) : NULL;
}

/* Whether an input names a file that people upload. */
gboolean
figment_practice_is_upload (JsonArray *spec)
{
  static const char *const marks[] = { "image_upload", "video_upload", "audio_upload", "file_upload" };
  JsonObject *options = spec != NULL ? spec_options (spec) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (figment_json_get_boolean (options, marks[i], FALSE))
      return TRUE;
  return FALSE;
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return node;
}

static void
add_traceback (JsonObject *extra_info,
               const char *function)
{
  JsonArray *traceback = json_array_new ();
  g_autofree char *line = g_strdup_printf ("  File \"execution.py\", in %s\n", function);

  json_array_add_string_element (traceback, line);
  json_object_set_array_member (extra_info, "traceback", traceback);
}

static void
store_result (Check      *check,
              const char *id,
              NodeState   state,
              JsonArray  *reasons)
{
  NodeResult *result = g_hash_table_lookup (check->results, id);

  if (result == NULL)
    {
      result = g_new0 (NodeResult, 1);
      g_hash_table_insert (check->results, g_strdup (id), result);
    }
  else
    {
      g_clear_pointer (&result->reasons, json_array_unref);
    }
  result->state = state;
  result->reasons = reasons;
  if (state != NODE_CHECKING && !g_ptr_array_find_with_equal_func (check->order, id, g_str_equal, NULL))
    g_ptr_array_add (check->order, g_strdup (id));
}

/* ComfyUI comfy_execution/validation.py, validate_node_input */
static gboolean
types_match (JsonNode *received,
             JsonNode *wanted)
{
  const char *a = figment_json_to_string (received);
  const char *b = figment_json_to_string (wanted);
  g_auto(GStrv) parts_a = NULL;
  g_auto(GStrv) parts_b = NULL;

  if (a == NULL || b == NULL)
    return (a != NULL && strcmp (a, "*") == 0) || (b != NULL && strcmp (b, "*") == 0) ||
           figment_practice_python_equal (received, wanted);
  if (strcmp (b, "COMFY_MATCHTYPE_V3") == 0 || strcmp (a, "COMFY_MATCHTYPE_V3") == 0)
    return TRUE;
  parts_a = g_strsplit (a, ",", -1);
  parts_b = g_strsplit (b, ",", -1);
  for (guint i = 0; parts_a[i] != NULL; i++)
    for (guint j = 0; parts_b[j] != NULL; j++)
      {
        const char *x = g_strstrip (parts_a[i]);
        const char *y = g_strstrip (parts_b[j]);

        if (strcmp (x, y) == 0 || strcmp (x, "*") == 0 || strcmp (y, "*") == 0)
          return TRUE;
      }
  return FALSE;
}

/* Returns: (transfer none) (nullable): the type of the output that @link names, or NULL with Python's exception */
static JsonNode *
linked_type (Check      *check,
             JsonArray  *link,
             GError    **error)
{
  JsonNode *id = json_array_get_element (link, 0);
  JsonNode *slot = json_array_get_element (link, 1);
  const char *text = figment_json_to_string (id);
  JsonObject *node = text != NULL ? figment_json_get_object (check->graph, text) : NULL;
  JsonArray *types;
  gint64 index;
  gint64 n;

  if (node == NULL)
    {
      g_autofree char *repr = figment_practice_python_repr (id);

      g_set_error_literal (error, FIGMENT_PRACTICE_EXCEPTION ("KeyError"), 0, repr);
      return NULL;
    }
  types = figment_json_get_array (
      figment_practice_catalog_find (check->catalog, figment_json_get_string (node, "class_type")), "output");
  n = types != NULL ? json_array_get_length (types) : 0;
  if (!figment_json_to_int64 (slot, &index))
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_EXCEPTION ("TypeError"), 0,
                           "tuple indices must be integers or slices");
      return NULL;
    }
  if (index < -n || index >= n)
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_EXCEPTION ("IndexError"), 0, "tuple index out of range");
      return NULL;
    }
  return json_array_get_element (types, (guint) (index < 0 ? index + n : index));
}

static gboolean check_node (Check       *check,
                            const char  *id,
                            NodeResult **result,
                            GError     **error);

static JsonArray *
inner_exception (const FigmentPracticeInput *input,
                 JsonNode                   *link,
                 const GError               *exception)
{
  JsonObject *extra_info = _figment_practice_extra_info_new (input, TRUE);
  JsonArray *reasons = json_array_new ();

  json_object_set_string_member (extra_info, "exception_message", exception->message);
  json_object_set_string_member (extra_info, "exception_type", g_quark_to_string (exception->domain));
  add_traceback (extra_info, "validate_inputs");
  json_object_set_member (extra_info, "linked_node", json_node_ref (link));
  json_array_add_object_element (reasons, _figment_practice_error_new ("exception_during_inner_validation",
                                                     "Exception when validating inner node",
                                                     exception->message, extra_info));
  return reasons;
}

/*
 * Checks an input that is a list.
 *
 * Returns: %FALSE when ComfyUI would have raised here; the caller's caller makes an error of the exception
 */
static gboolean
check_link (Check                 *check,
            FigmentPracticeInput  *input,
            JsonNode              *value,
            gboolean              *valid,
            GError               **error)
{
  JsonArray *link = json_node_get_array (value);
  g_autoptr(GError) exception = NULL;
  NodeResult *result = NULL;
  JsonNode *received;

  if (json_array_get_length (link) != 2)
    {
      JsonObject *extra_info = _figment_practice_extra_info_new (input, TRUE);

      json_object_set_member (extra_info, "received_value", json_node_ref (value));
      json_array_add_object_element (input->errors,
                                     _figment_practice_error_new ("bad_linked_input",
                                                "Bad linked input, must be a length-2 list of [node_id, slot_index]",
                                                input->name, extra_info));
      return TRUE;
    }
  received = linked_type (check, link, error);
  if (received == NULL)
    return FALSE;
  if (!types_match (received, input->type))
    {
      g_autofree char *is = figment_practice_python_str (received);
      g_autofree char *wanted = figment_practice_python_str (input->type);
      g_autofree char *details =
          g_strdup_printf ("%s, received_type(%s) mismatch input_type(%s)", input->name, is, wanted);
      JsonObject *extra_info = _figment_practice_extra_info_new (input, TRUE);

      json_object_set_member (extra_info, "received_type", json_node_ref (received));
      json_object_set_member (extra_info, "linked_node", json_node_ref (value));
      json_array_add_object_element (
          input->errors, _figment_practice_error_new (
                             "return_type_mismatch", "Return type mismatch between linked nodes", details, extra_info));
      return TRUE;
    }
  if (!check_node (check, json_array_get_string_element (link, 0), &result, &exception))
    {
      *valid = FALSE;
      store_result (check, json_array_get_string_element (link, 0), NODE_INVALID,
                    inner_exception (input, value, exception));
    }
  else if (result->state != NODE_VALID)
    {
      *valid = FALSE;
    }
  return TRUE;
}

/* Checks all inputs of one section; FALSE when ComfyUI would have raised. */
static gboolean
check_section (Check       *check,
               JsonObject  *info,
               const char  *section,
               JsonObject  *inputs,
               JsonArray   *errors,
               gboolean    *valid,
               GError     **error)
{
  JsonObject *specs = figment_json_get_object (figment_json_get_object (info, "input"), section);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (specs == NULL)
    return TRUE;
  json_object_iter_init_ordered (&iter, specs);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      JsonArray *spec = figment_json_to_array (member);
      JsonNode *value = figment_json_get (inputs, name);
      FigmentPracticeInput input = { .name = name, .errors = errors };

      if (spec == NULL || json_array_get_length (spec) == 0)
        continue;
      input.type = json_array_get_element (spec, 0);
      input.options = spec_options (spec);
      if (value == NULL)
        {
          if (strcmp (section, "required") == 0)
            json_array_add_object_element (
                errors, _figment_practice_error_new ("required_input_missing", "Required input is missing", name,
                                                     _figment_practice_extra_info_new (&input, FALSE)));
        }
      else if (JSON_NODE_HOLDS_ARRAY (value))
        {
          if (!check_link (check, &input, value, valid, error))
            return FALSE;
        }
      else
        {
          _figment_practice_check_literal (&input, spec, check->folders, inputs, value);
        }
    }
  return TRUE;
}

/*
 * Checks a node and all above it, once. A node that is reached again while it is being checked is in a cycle: Python
 * recurses until it raises, and on the way back each node of the cycle ends up invalid without a reason of its own.
 *
 * Returns: %FALSE when ComfyUI would have raised
 */
static gboolean
check_node (Check       *check,
            const char  *id,
            NodeResult **result,
            GError     **error)
{
  JsonObject *node = figment_json_get_object (check->graph, id);
  JsonObject *inputs = figment_json_get_object (node, "inputs");
  JsonObject *info = figment_practice_catalog_find (check->catalog, figment_json_get_string (node, "class_type"));
  g_autoptr(JsonArray) errors = json_array_new ();
  gboolean valid = TRUE;

  *result = g_hash_table_lookup (check->results, id);
  if (*result != NULL)
    return TRUE;
  if (inputs == NULL)
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_EXCEPTION ("KeyError"), 0, "'inputs'");
      return FALSE;
    }
  store_result (check, id, NODE_CHECKING, json_array_new ());
  if (!check_section (check, info, "required", inputs, errors, &valid, error) ||
      !check_section (check, info, "optional", inputs, errors, &valid, error))
    {
      g_hash_table_remove (check->results, id);
      return FALSE;
    }
  if (json_array_get_length (errors) > 0)
    valid = FALSE;
  store_result (check, id, valid ? NODE_VALID : NODE_INVALID, g_steal_pointer (&errors));
  *result = g_hash_table_lookup (check->results, id);
  return TRUE;
}

static JsonArray *
outer_exception (const GError *exception)
{
  JsonObject *extra_info = json_object_new ();
  JsonArray *reasons = json_array_new ();

  json_object_set_string_member (extra_info, "exception_type", g_quark_to_string (exception->domain));
  add_traceback (extra_info, "validate_prompt");
  json_array_add_object_element (reasons, _figment_practice_error_new ("exception_during_validation",
                                                                       "Exception when validating node",
                                                                       exception->message, extra_info));
  return reasons;
}

/* Notes for each node with a reason that the output @id depends on it, in the order in which they were checked. */
static void
note_errors (Check      *check,
             const char *id,
             JsonObject *node_errors)
{
  for (guint i = 0; i < check->order->len; i++)
    {
      const char *other = check->order->pdata[i];
      NodeResult *result = g_hash_table_lookup (check->results, other);
      JsonObject *entry = figment_json_get_object (node_errors, other);

      if (result == NULL || result->state == NODE_VALID || json_array_get_length (result->reasons) == 0)
        continue;
      if (entry == NULL)
        {
          entry = json_object_new ();
          json_object_set_array_member (entry, "errors", json_array_ref (result->reasons));
          json_object_set_array_member (entry, "dependent_outputs", json_array_new ());
          json_object_set_string_member (
              entry, "class_type",
              figment_json_get_string (figment_json_get_object (check->graph, other), "class_type"));
          json_object_set_object_member (node_errors, other, entry);
        }
      json_array_add_string_element (figment_json_get_array (entry, "dependent_outputs"), id);
    }
}

static void
append_details (GString   *details,
                JsonArray *reasons)
{
  for (guint i = 0; i < json_array_get_length (reasons); i++)
    {
      JsonObject *reason = json_array_get_object_element (reasons, i);

      g_string_append_printf (details, "%s%s: %s", details->len > 0 ? "\n" : "",
                              figment_json_get_string (reason, "message"), figment_json_get_string (reason, "details"));
    }
}

static gboolean
is_target (JsonNode   *targets,
           const char *id)
{
  JsonArray *array = figment_json_to_array (targets);

  if (targets == NULL || JSON_NODE_HOLDS_NULL (targets))
    return TRUE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_strcmp0 (figment_json_to_string (json_array_get_element (array, i)), id) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full) (nullable): the ids of the output nodes, or NULL with the verdict in @verdict */
static GPtrArray *
find_outputs (Check                  *check,
              JsonNode               *targets,
              FigmentPracticeVerdict *verdict)
{
  g_autoptr(GPtrArray) outputs = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *id;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, check->graph);
  while (json_object_iter_next_ordered (&iter, &id, &member))
    {
      JsonObject *node = figment_json_to_object (member);
      const char *class_type = figment_json_get_string (node, "class_type");
      g_autofree char *details = g_strdup_printf ("Node ID '#%s'", id);
      g_autofree char *message = NULL;

      if (figment_practice_catalog_find (check->catalog, class_type) != NULL)
        {
          if (figment_practice_is_output (check->catalog, class_type) && is_target (targets, id))
            g_ptr_array_add (outputs, (gpointer) id);
          continue;
        }
      /* Python's "in" works on strings and lists, and raises on numbers and null. */
      if (JSON_NODE_HOLDS_NULL (member) || figment_json_is_number (member) || figment_json_is_boolean (member))
        {
          verdict->raised = TRUE;
          return NULL;
        }
      if (figment_json_get (node, "class_type") == NULL)
        message = g_strdup ("Cannot execute because a node is missing the class_type property.");
      else
        message = g_strdup_printf ("Cannot execute because node %s does not exist.",
                                   class_type != NULL ? class_type : "None");
      verdict->error = take_object (_figment_practice_error_new ("invalid_prompt", message, details, NULL));
      return NULL;
    }
  if (outputs->len > 0)
    return g_steal_pointer (&outputs);
  verdict->error = take_object (_figment_practice_error_new ("prompt_no_outputs", "Prompt has no outputs", "", NULL));
  return NULL;
}

static void
check_outputs (Check                  *check,
               GPtrArray              *outputs,
               FigmentPracticeVerdict *verdict)
{
  JsonObject *node_errors = json_node_get_object (verdict->node_errors);
  JsonArray *good = json_node_get_array (verdict->outputs);
  g_autoptr(GString) details = g_string_new (NULL);

  for (guint i = 0; i < outputs->len; i++)
    {
      const char *id = outputs->pdata[i];
      g_autoptr(GError) exception = NULL;
      NodeResult *result = NULL;

      if (!check_node (check, id, &result, &exception))
        {
          store_result (check, id, NODE_INVALID, outer_exception (exception));
          result = g_hash_table_lookup (check->results, id);
        }
      if (result->state == NODE_VALID)
        {
          json_array_add_string_element (good, id);
          continue;
        }
      append_details (details, result->reasons);
      note_errors (check, id, node_errors);
    }
  if (json_array_get_length (good) == 0)
    verdict->error = take_object (_figment_practice_error_new ("prompt_outputs_failed_validation",
                                                               "Prompt outputs failed validation", details->str, NULL));
}

/*
 * Judges a graph as ComfyUI 0.8.0 does, and converts its literal values in place.
 * @targets: (nullable): partial_execution_targets
 * @verdict: (out): to be cleared
 */
void
figment_practice_validate (JsonNode               *graph,
                           JsonNode               *targets,
                           JsonObject             *catalog,
                           FigmentPracticeFolders *folders,
                           FigmentPracticeVerdict *verdict)
{
  Check check = { .graph = figment_json_to_object (graph), .catalog = catalog, .folders = folders };
  JsonArray *array = json_array_new ();
  g_autoptr(GPtrArray) outputs = NULL;

  memset (verdict, 0, sizeof *verdict);
  verdict->node_errors = take_object (json_object_new ());
  verdict->outputs = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  if (check.graph == NULL)
    {
      JsonArray *list = figment_json_to_array (graph);

      if (list != NULL && json_array_get_length (list) == 0)
        verdict->error =
            take_object (_figment_practice_error_new ("prompt_no_outputs", "Prompt has no outputs", "", NULL));
      else
        verdict->raised = TRUE;
      return;
    }
  outputs = find_outputs (&check, targets, verdict);
  if (outputs == NULL)
    return;
  check.results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, node_result_free);
  check.order = g_ptr_array_new_with_free_func (g_free);
  check_outputs (&check, outputs, verdict);
  g_ptr_array_unref (check.order);
  g_hash_table_unref (check.results);
}

void
figment_practice_verdict_clear (FigmentPracticeVerdict *verdict)
{
  g_clear_pointer (&verdict->error, json_node_unref);
  g_clear_pointer (&verdict->node_errors, json_node_unref);
  g_clear_pointer (&verdict->outputs, json_node_unref);
}
