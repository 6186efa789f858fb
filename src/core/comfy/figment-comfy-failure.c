/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/*
 * ComfyUI's refusals and failures as sentences. Types, members and their quirks: protocol §3; ComfyUI execution.py,
 * validate_inputs and validate_prompt. The server's own words are used only where the type is not known.
 */

/* Characters of a value, or of a server's message, that a sentence can bear. */
#define MAX_VALUE 120
#define MAX_MESSAGE 600

/* Choices that are worth listing. */
#define MAX_CHOICES 5

static char *
shorten (const char *text,
         glong       max)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= max)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, max);
  return g_strconcat (start, "…", NULL);
}

/* A value as a person would write it. */
static char *
dup_value (JsonNode *node)
{
  g_autofree char *text = NULL;

  if (node == NULL)
    return g_strdup ("?");
  text = figment_json_is_string (node) ? g_strdup (figment_json_to_string (node))
                                       : figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);
  return shorten (text, MAX_VALUE);
}

static const char *
find_class (JsonObject *graph,
            const char *node_id)
{
  JsonObject *node = graph != NULL ? figment_json_get_object (graph, node_id) : NULL;

  return node != NULL ? figment_json_get_string (node, "class_type") : NULL;
}

/* "Node 5 (KSampler)" */
static char *
dup_node_name (const char *node_id,
               const char *class_type)
{
  if (node_id == NULL)
    return g_strdup (class_type != NULL ? class_type : _("A node"));
  if (class_type == NULL)
    return g_strdup_printf (_("Node %s"), node_id);
  /* Translators: a node's id and class in the workflow, as in "Node 5 (KSampler)". */
  return g_strdup_printf (_("Node %s (%s)"), node_id, class_type);
}

/* One entry of node_errors[id].errors, with what all describers need at hand. */
typedef struct
{
  const char *type;
  const char *message;
  const char *details;
  JsonObject *extra;  /* (nullable) */
  JsonArray  *config; /* (nullable) input_config: [type, options] */
  JsonObject *graph;  /* (nullable) */
} NodeError;

static char *
describe_missing (const NodeError *error)
{
  return g_strdup (_("nothing is connected or filled in"));
}

static char *
describe_not_in_list (const NodeError *error)
{
  g_autofree char *value = dup_value (error->extra != NULL ? figment_json_get (error->extra, "received_value") : NULL);
  g_autoptr(GString) sentence = g_string_new (NULL);
  JsonArray *choices = NULL;

  g_string_printf (sentence, _("“%s” is not on the server"), value);
  if (error->config != NULL && json_array_get_length (error->config) > 0)
    choices = figment_json_to_array (json_array_get_element (error->config, 0));
  if (choices != NULL && json_array_get_length (choices) == 0)
    {
      g_string_append (sentence, _(", which has none of this kind"));
    }
  else if (choices != NULL && json_array_get_length (choices) <= MAX_CHOICES)
    {
      g_string_append (sentence, _(", which has:"));
      for (guint i = 0; i < json_array_get_length (choices); i++)
        {
          g_autofree char *choice = dup_value (json_array_get_element (choices, i));

          g_string_append_printf (sentence, "%s %s", i > 0 ? "," : "", choice);
        }
    }
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

static const char *
get_config_type (const NodeError *error)
{
  return error->config != NULL && json_array_get_length (error->config) > 0
           ? figment_json_to_string (json_array_get_element (error->config, 0)) : NULL;
}

static char *
describe_wrong_type (const NodeError *error)
{
  g_autofree char *value = dup_value (error->extra != NULL ? figment_json_get (error->extra, "received_value") : NULL);
  const char *type = get_config_type (error);

  if (g_strcmp0 (type, "INT") == 0)
    return g_strdup_printf (_("“%s” is not a whole number"), value);
  if (g_strcmp0 (type, "FLOAT") == 0)
    return g_strdup_printf (_("“%s” is not a number"), value);
  return g_strdup_printf (_("“%s” does not fit here"), value);
}

/* The limit that was broken, from the input's options. */
static char *
dup_limit (const NodeError *error,
           const char      *name)
{
  JsonObject *options = error->config != NULL && json_array_get_length (error->config) > 1
                          ? figment_json_to_object (json_array_get_element (error->config, 1)) : NULL;

  return dup_value (options != NULL ? figment_json_get (options, name) : NULL);
}

static char *
describe_too_small (const NodeError *error)
{
  g_autofree char *value = dup_value (error->extra != NULL ? figment_json_get (error->extra, "received_value") : NULL);
  g_autofree char *limit = dup_limit (error, "min");

  return g_strdup_printf (_("%s is too small, the least allowed is %s"), value, limit);
}

static char *
describe_too_big (const NodeError *error)
{
  g_autofree char *value = dup_value (error->extra != NULL ? figment_json_get (error->extra, "received_value") : NULL);
  g_autofree char *limit = dup_limit (error, "max");

  return g_strdup_printf (_("%s is too big, the most allowed is %s"), value, limit);
}

static char *
describe_bad_link (const NodeError *error)
{
  return g_strdup (_("the link is broken: it must name a node and one of its outputs"));
}

static char *
describe_mismatch (const NodeError *error)
{
  JsonArray *linked = error->extra != NULL ? figment_json_get_array (error->extra, "linked_node") : NULL;
  const char *linked_id = linked != NULL && json_array_get_length (linked) > 0
                            ? figment_json_to_string (json_array_get_element (linked, 0)) : NULL;
  g_autofree char *received =
      dup_value (error->extra != NULL ? figment_json_get (error->extra, "received_type") : NULL);
  const char *wanted = get_config_type (error);
  g_autofree char *source = linked_id != NULL ? dup_node_name (linked_id, find_class (error->graph, linked_id))
                                              : g_strdup (_("a node"));

  if (wanted == NULL)
    return g_strdup_printf (_("%s gives %s, which does not fit here"), source, received);
  return g_strdup_printf (_("%s gives %s, but this takes %s"), source, received, wanted);
}

/* "image - Invalid image file: nope.png": the node's own words after the input's name. */
static char *
describe_custom (const NodeError *error)
{
  const char *input = error->extra != NULL ? figment_json_get_string (error->extra, "input_name") : NULL;
  g_autofree char *prefix = g_strconcat (input != NULL ? input : "", " - ", NULL);
  const char *details = error->details != NULL && error->details[0] != '\0' ? error->details : error->message;

  if (details == NULL)
    return g_strdup (_("the node does not accept this value"));
  return shorten (g_str_has_prefix (details, prefix) ? details + strlen (prefix) : details, MAX_MESSAGE);
}

static char *
describe_exception (const NodeError *error)
{
  const char *type = error->extra != NULL ? figment_json_get_string (error->extra, "exception_type") : NULL;
  const char *what = error->extra != NULL ? figment_json_get_string (error->extra, "exception_message") : NULL;
  g_autofree char *words = NULL;

  if (what == NULL || what[0] == '\0')
    what = error->details;
  words = shorten (what != NULL ? what : "", MAX_MESSAGE);
  if (strcmp (error->type, "exception_during_inner_validation") == 0 && g_strcmp0 (type, "KeyError") == 0)
    return g_strdup_printf (_("a link points to a node that does not exist: %s"), words);
  if (strcmp (error->type, "exception_during_inner_validation") == 0 && g_strcmp0 (type, "IndexError") == 0)
    return g_strdup (_("a link points to an output that its node does not have"));
  return g_strdup_printf (_("the server could not check it (%s: %s)"), type != NULL ? type : "?", words);
}

static char *
describe_cycle (const NodeError *error)
{
  return g_strdup (_("the node needs its own result: its links form a loop"));
}

static char *
describe_unknown (const NodeError *error)
{
  g_autofree char *message = shorten (error->message != NULL ? error->message : error->type, MAX_MESSAGE);
  g_autofree char *details = shorten (error->details != NULL ? error->details : "", MAX_MESSAGE);

  return details[0] == '\0' ? g_steal_pointer (&message) : g_strdup_printf ("%s (%s)", message, details);
}

static const struct
{
  const char *type;
  gboolean    has_input; /* extra_info.input_name is an input of this node */
  char     *(*describe) (const NodeError *error);
} describers[] = {
  { "required_input_missing", TRUE, describe_missing },
  { "value_not_in_list", TRUE, describe_not_in_list },
  { "invalid_input_type", TRUE, describe_wrong_type },
  { "value_smaller_than_min", TRUE, describe_too_small },
  { "value_bigger_than_max", TRUE, describe_too_big },
  { "bad_linked_input", TRUE, describe_bad_link },
  { "return_type_mismatch", TRUE, describe_mismatch },
  { "custom_validation_failed", TRUE, describe_custom },
  { "exception_during_validation", TRUE, describe_exception },
  /* Attached to the node with the bad link, but input_name is that of the node after it. */
  { "exception_during_inner_validation", FALSE, describe_exception },
  { "dependency_cycle", FALSE, describe_cycle },
};

static char *
describe_error (const char *node_name,
                JsonObject *entry,
                JsonObject *graph)
{
  NodeError error = { .graph = graph };
  const char *input = NULL;
  gboolean has_input = TRUE;
  char *(*describe) (const NodeError *error) = describe_unknown;
  g_autofree char *words = NULL;

  error.type = figment_json_get_string (entry, "type");
  if (error.type == NULL)
    error.type = "?";
  error.message = figment_json_get_string (entry, "message");
  error.details = figment_json_get_string (entry, "details");
  error.extra = figment_json_get_object (entry, "extra_info");
  if (error.extra != NULL)
    {
      error.config = figment_json_get_array (error.extra, "input_config");
      input = figment_json_get_string (error.extra, "input_name");
    }
  for (guint i = 0; i < G_N_ELEMENTS (describers); i++)
    {
      if (strcmp (describers[i].type, error.type) == 0)
        {
          has_input = describers[i].has_input;
          describe = describers[i].describe;
        }
    }
  words = describe (&error);
  if (input != NULL && has_input)
    return g_strdup_printf ("%s, %s: %s", node_name, input, words);
  return g_strdup_printf ("%s: %s", node_name, words);
}

/**
 * figment_comfy_node_errors_to_text:
 * @node_errors: of an answer of POST /prompt: {node id: {errors, dependent_outputs, class_type}}
 * @graph: (nullable): the API graph that was sent, for classes that the answer does not name
 *
 * Returns: (transfer full) (nullable): a line for each error: "Node 5 (CheckpointLoaderSimple), ckpt_name: “x” is not
 * on the server", or %NULL when there are none
 */
char *
figment_comfy_node_errors_to_text (JsonObject *node_errors,
                                   JsonObject *graph)
{
  g_autoptr(GString) text = g_string_new (NULL);
  JsonObjectIter iter;
  const char *node_id;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, node_errors);
  while (json_object_iter_next_ordered (&iter, &node_id, &value))
    {
      JsonObject *entry = figment_json_to_object (value);
      JsonArray *errors = entry != NULL ? figment_json_get_array (entry, "errors") : NULL;
      const char *class_type = entry != NULL ? figment_json_get_string (entry, "class_type") : NULL;
      g_autofree char *name = dup_node_name (node_id, class_type != NULL ? class_type : find_class (graph, node_id));

      for (guint i = 0; errors != NULL && i < json_array_get_length (errors); i++)
        {
          JsonObject *error = figment_json_to_object (json_array_get_element (errors, i));
          g_autofree char *line = error != NULL ? describe_error (name, error, graph) : NULL;

          if (line != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
        }
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* 0.8.0 says "Node ID '#3'" in the details; later servers have extra_info.node_id. */
static char *
dup_blamed_node (JsonObject *error)
{
  JsonObject *extra = figment_json_get_object (error, "extra_info");
  const char *id = extra != NULL ? figment_json_get_string (extra, "node_id") : NULL;
  const char *details = figment_json_get_string (error, "details");
  const char *start;
  const char *end;

  if (id != NULL)
    return g_strdup (id);
  start = details != NULL ? strstr (details, "'#") : NULL;
  end = start != NULL ? strrchr (start + 2, '\'') : NULL;
  return end != NULL ? g_strndup (start + 2, (gsize) (end - start - 2)) : NULL;
}

static char *
describe_missing_class (JsonObject *error,
                        JsonObject *graph)
{
  JsonObject *extra = figment_json_get_object (error, "extra_info");
  g_autofree char *node_id = dup_blamed_node (error);
  const char *class_type = extra != NULL ? figment_json_get_string (extra, "class_type") : NULL;
  g_autofree char *name = NULL;

  if (node_id == NULL)
    return NULL;
  if (class_type == NULL)
    class_type = find_class (graph, node_id);
  if (class_type == NULL && graph != NULL)
    return g_strdup_printf (_("Node %s does not say what kind of node it is. The workflow file is damaged."), node_id);
  name = dup_node_name (node_id, class_type);
  return g_strdup_printf (
      _("%s: the server does not know this kind of node. A pack of custom nodes is missing there, or "
         "the server is too old."),
      name);
}

/**
 * figment_comfy_prompt_error_to_text:
 * @body: (nullable): what came with status 400 from POST /prompt
 * @graph: (nullable): the API graph that was sent
 *
 * Returns: (transfer full) (nullable): why the server did not take the prompt, or %NULL when @body does not tell
 */
char *
figment_comfy_prompt_error_to_text (JsonNode   *body,
                                    JsonObject *graph)
{
  JsonObject *object = figment_json_to_object (body);
  JsonObject *node_errors = object != NULL ? figment_json_get_object (object, "node_errors") : NULL;
  JsonObject *error = object != NULL ? figment_json_get_object (object, "error") : NULL;
  char *text = node_errors != NULL ? figment_comfy_node_errors_to_text (node_errors, graph) : NULL;
  const char *type;

  if (text != NULL)
    return text;
  if (error == NULL)
    {
      const char *plain = object != NULL ? figment_json_get_string (object, "error") : NULL;

      return plain != NULL ? shorten (plain, MAX_MESSAGE) : NULL;
    }
  type = figment_json_get_string (error, "type");
  if (g_strcmp0 (type, "prompt_no_outputs") == 0)
    return g_strdup (_("The workflow has no node that saves or shows a result."));
  if (g_strcmp0 (type, "no_prompt") == 0)
    return g_strdup (_("The server found no workflow in what was sent."));
  if (g_strcmp0 (type, "invalid_prompt") == 0 || g_strcmp0 (type, "missing_node_type") == 0)
    text = describe_missing_class (error, graph);
  if (text == NULL)
    {
      const NodeError plain = { .type = type != NULL ? type : "?",
                                .message = figment_json_get_string (error, "message"),
                                .details = figment_json_get_string (error, "details") };

      text = describe_unknown (&plain);
    }
  return text;
}

static gboolean
is_out_of_memory (const char *exception_type,
                  const char *message)
{
  g_autofree char *lower = message != NULL ? g_ascii_strdown (message, -1) : g_strdup ("");

  return (exception_type != NULL
          && (strstr (exception_type, "OutOfMemory") != NULL || g_str_has_suffix (exception_type, "OOMError")
              || strcmp (exception_type, "MemoryError") == 0))
         || strstr (lower, "out of memory") != NULL || strstr (lower, "allocation on device") != NULL;
}

/**
 * figment_comfy_failure_to_text:
 * @node_id: (nullable): the node that failed
 * @node_type: (nullable): its class
 * @exception_type: (nullable): of Python, "RuntimeError"
 * @exception_message: (nullable): of Python
 *
 * Returns: (transfer full): what went wrong while running: "Node 5 (KSampler): …"
 */
char *
figment_comfy_failure_to_text (const char *node_id,
                               const char *node_type,
                               const char *exception_type,
                               const char *exception_message)
{
  g_autofree char *name = dup_node_name (node_id, node_type);
  g_autofree char *trimmed = g_strstrip (g_strdup (exception_message != NULL ? exception_message : ""));
  g_autofree char *words = NULL;

  if (is_out_of_memory (exception_type, trimmed))
    return g_strdup_printf (
        _("%s: the server ran out of memory. A smaller size, fewer frames or a smaller batch may do."), name);
  if (trimmed[0] == '\0')
    return g_strdup_printf ("%s: %s", name, exception_type != NULL ? exception_type : _("failed without saying why"));
  words = shorten (trimmed, MAX_MESSAGE);
  return g_strdup_printf ("%s: %s", name, words);
}
