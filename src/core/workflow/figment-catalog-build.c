/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-catalog-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Whole numbers up to here are exact in a double. */
#define EXACT_LIMIT 9007199254740992.0

/* Inputs of a class; real ones have up to some hundred, and looking for a name takes the square. */
#define MAX_INPUTS 4096

/* Inputs in the options of inputs in the options …; real ones have one inside another. */
#define MAX_DEPTH 8

/* What is needed while building only. */
typedef struct
{
  FigmentCatalog *catalog;
  GHashTable     *choices; /* (owned) string array -> itself: the same list of samplers stands in a hundred classes */
} Builder;

typedef struct
{
  const char **strings; /* interned, so that the pointers compare */
  guint        n;
} Strings;

static const char *
intern (Builder    *self,
        const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (self->catalog->strings, text) : NULL;
}

static const char *
intern_json (Builder  *self,
             JsonNode *value)
{
  g_autofree char *text = value != NULL ? figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;

  return intern (self, text);
}

static guint
strings_hash (gconstpointer key)
{
  const Strings *list = key;
  guint hash = list->n;

  for (guint i = 0; i < list->n; i++)
    hash = hash * 31 + g_direct_hash (list->strings[i]);
  return hash;
}

static gboolean
strings_equal (gconstpointer a,
               gconstpointer b)
{
  const Strings *first = a, *second = b;

  return first->n == second->n && memcmp (first->strings, second->strings, first->n * sizeof (char *)) == 0;
}

/* @strings: (transfer full): of the builder's interned strings. Returns the one copy of that list. */
static const char *const *
share (Builder     *self,
       const char **strings,
       guint        n)
{
  const Strings key = { strings, n };
  Strings *kept = g_hash_table_lookup (self->choices, &key);

  if (kept != NULL)
    {
      g_free (strings);
      return (const char *const *) kept->strings;
    }
  kept = g_new (Strings, 1);
  *kept = key;
  g_hash_table_add (self->choices, kept);
  g_ptr_array_add (self->catalog->arrays, strings);
  return (const char *const *) strings;
}

static void
read_choices (Builder             *self,
              FigmentCatalogInput *input,
              JsonArray           *array)
{
  const guint n = array != NULL ? json_array_get_length (array) : 0;
  const char **choices;

  if (n == 0)
    return;
  choices = g_new (const char *, n);
  for (guint i = 0; i < n; i++)
    choices[i] = intern_json (self, json_array_get_element (array, i));
  input->choices = share (self, choices, n);
  input->n_choices = n;
}

static const FigmentCatalogInput *read_group (Builder    *self,
                                              JsonObject *sections,
                                              guint       depth,
                                              guint      *n);

/* A dynamic combo: options: [{ "key", "inputs": { "required", "optional" } }], protocol §8. */
static void
read_dynamic_combo (Builder             *self,
                    FigmentCatalogInput *input,
                    JsonArray           *array,
                    guint                depth)
{
  const guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autofree const char **choices = g_new (const char *, n + 1);
  FigmentCatalogGroup *groups = g_new0 (FigmentCatalogGroup, n + 1);
  guint n_choices = 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *option = figment_json_to_object (json_array_get_element (array, i));
      JsonNode *key = figment_json_get (option, "key");

      if (key == NULL)
        continue;
      choices[n_choices] = intern_json (self, key);
      groups[n_choices].inputs = read_group (self, figment_json_get_object (option, "inputs"), depth + 1,
                                             &groups[n_choices].n_inputs);
      n_choices++;
    }
  g_ptr_array_add (self->catalog->arrays, groups);
  input->groups = groups;
  input->n_choices = n_choices;
  if (n_choices > 0)
    input->choices = share (self, g_steal_pointer (&choices), n_choices);
}

/* Autogrow: template: { "input": { "required": { name: spec } }, "prefix" or "names", "min", "max" }. */
static void
read_autogrow (Builder             *self,
               FigmentCatalogInput *input,
               JsonObject          *template,
               guint                depth)
{
  JsonArray *names = figment_json_get_array (template, "names");
  const guint n = names != NULL ? json_array_get_length (names) : 0;
  guint n_items;
  const FigmentCatalogInput *item = read_group (self, figment_json_get_object (template, "input"), depth + 1, &n_items);

  input->item = n_items > 0 ? item : NULL;
  input->prefix = intern (self, figment_json_get_string (template, "prefix"));
  input->min_items = (guint) CLAMP (figment_json_get_int64 (template, "min", 0), 0, G_MAXINT);
  input->max_items = (guint) CLAMP (figment_json_get_int64 (template, "max", G_MAXINT), 0, G_MAXINT);
  if (n > 0)
    {
      const char **strings = g_new (const char *, n);

      for (guint i = 0; i < n; i++)
        {
          const char *name = figment_json_to_string (json_array_get_element (names, i));

          strings[i] = intern (self, name != NULL ? name : "");
        }
      input->names = share (self, strings, n);
      input->n_names = n;
    }
}

/* @sections: of the inputs of a slot, which come when it is linked, or of each row of a group */
static void
read_single_group (Builder             *self,
                   FigmentCatalogInput *input,
                   JsonObject          *sections,
                   guint                depth)
{
  FigmentCatalogGroup *group = g_new0 (FigmentCatalogGroup, 1);

  group->inputs = read_group (self, sections, depth + 1, &group->n_inputs);
  g_ptr_array_add (self->catalog->arrays, group);
  input->groups = group;
}

static void
read_dynamic (Builder             *self,
              FigmentCatalogInput *input,
              JsonObject          *options,
              guint                depth)
{
  JsonObject *template = figment_json_get_object (options, "template");

  if (depth >= MAX_DEPTH)
    return;
  if (g_str_has_prefix (input->type, "COMFY_DYNAMICCOMBO"))
    read_dynamic_combo (self, input, figment_json_get_array (options, "options"), depth);
  else if (g_str_has_prefix (input->type, "COMFY_AUTOGROW"))
    read_autogrow (self, input, template, depth);
  else if (g_str_has_prefix (input->type, "COMFY_DYNAMICSLOT"))
    read_single_group (self, input, figment_json_get_object (options, "inputs"), depth);
  else if (g_str_has_prefix (input->type, "COMFY_DYNAMICGROUP"))
    read_single_group (self, input, template, depth);
  input->allowed_types = intern (self, figment_json_get_string (template, "allowed_types"));
}

static FigmentCatalogInputKind
get_kind (const char *type)
{
  static const struct
  {
    const char              *type;
    FigmentCatalogInputKind  kind;
  } kinds[] = {
    { "INT", FIGMENT_CATALOG_INT },         { "FLOAT", FIGMENT_CATALOG_FLOAT }, { "STRING", FIGMENT_CATALOG_STRING },
    { "BOOLEAN", FIGMENT_CATALOG_BOOLEAN }, { "COMBO", FIGMENT_CATALOG_COMBO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (type, kinds[i].type))
      return kinds[i].kind;
  return g_str_has_prefix (type, "COMFY_") && g_str_has_suffix (type, "_V3") ? FIGMENT_CATALOG_DYNAMIC
                                                                             : FIGMENT_CATALOG_LINK;
}

static gboolean
has_flag (JsonObject *options,
          const char *const *names)
{
  for (; *names != NULL; names++)
    if (figment_json_get_boolean (options, *names, FALSE))
      return TRUE;
  return FALSE;
}

/* The exact digits of a limit that a double cannot hold. */
static const char *
intern_digits (Builder    *self,
               JsonObject *options,
               const char *name,
               double      value)
{
  g_autofree char *digits =
      fabs (value) >= EXACT_LIMIT ? figment_json_dup_number (figment_json_get (options, name)) : NULL;

  return intern (self, digits);
}

static void
read_number_options (Builder             *self,
                     FigmentCatalogInput *input,
                     JsonObject          *options)
{
  input->min = figment_json_get_double (options, "min", NAN);
  input->max = figment_json_get_double (options, "max", NAN);
  input->step = figment_json_get_double (options, "step", NAN);
  input->round = figment_json_get_double (options, "round", NAN);
  input->slider = g_strcmp0 (figment_json_get_string (options, "display"), "slider") == 0;
  if (input->kind != FIGMENT_CATALOG_INT)
    return;
  input->min_text = intern_digits (self, options, "min", input->min);
  input->max_text = intern_digits (self, options, "max", input->max);
}

static void
read_words (Builder             *self,
            FigmentCatalogInput *input,
            JsonObject          *options)
{
  input->default_text = intern_json (self, figment_json_get (options, "default"));
  input->tooltip = intern (self, figment_json_get_string (options, "tooltip"));
  input->display_name = intern (self, figment_json_get_string (options, "display_name"));
  input->placeholder = intern (self, figment_json_get_string (options, "placeholder"));
  input->label_on = intern (self, figment_json_get_string (options, "label_on"));
  input->label_off = intern (self, figment_json_get_string (options, "label_off"));
  input->folder = intern (self, figment_json_get_string (options, "image_folder"));
  input->route = intern (self, figment_json_get_string (figment_json_get_object (options, "remote"), "route"));
}

static void
read_flags (FigmentCatalogInput *input,
            JsonObject          *options)
{
  static const char *const uploads[] = {
    "image_upload", "video_upload", "audio_upload", "file_upload", "animated_image_upload", NULL,
  };

  input->multiline = figment_json_get_boolean (options, "multiline", FALSE);
  input->upload = has_flag (options, uploads);
  /* A mode as text in later versions ("randomize"), protocol §8. */
  input->seed = figment_json_get_string (options, "control_after_generate") != NULL
                || figment_json_get_boolean (options, "control_after_generate", FALSE);
  input->force_link = figment_json_get_boolean (options, "forceInput", FALSE);
  input->socketless = figment_json_get_boolean (options, "socketless", FALSE);
  input->multiselect = figment_json_get_boolean (options, "multiselect", FALSE);
  input->dynamic_prompts = figment_json_get_boolean (options, "dynamicPrompts", FALSE);
  input->advanced = figment_json_get_boolean (options, "advanced", FALSE);
  input->hidden = figment_json_get_boolean (options, "hidden", FALSE);
  input->lazy = figment_json_get_boolean (options, "lazy", FALSE);
  input->open_choices = figment_json_get (options, "remote") != NULL;
}

static void
read_options (Builder             *self,
              FigmentCatalogInput *input,
              JsonObject          *options,
              guint                depth)
{
  const char *widget_type = figment_json_get_string (options, "widgetType");

  if (widget_type != NULL && input->kind == FIGMENT_CATALOG_LINK)
    input->kind = get_kind (widget_type);
  read_flags (input, options);
  read_words (self, input, options);
  read_number_options (self, input, options);
  if (input->kind == FIGMENT_CATALOG_COMBO && input->n_choices == 0)
    read_choices (self, input, figment_json_get_array (options, "options"));
  else if (input->kind == FIGMENT_CATALOG_DYNAMIC)
    read_dynamic (self, input, options, depth);
}

/* @spec: [type] or [type, options], where a list for the type is a combo of the old form. */
static gboolean
read_input (Builder             *self,
            FigmentCatalogInput *input,
            const char          *name,
            JsonNode            *spec,
            gboolean             required,
            guint                depth)
{
  JsonArray *array = figment_json_to_array (spec);
  JsonNode *type;

  if (array == NULL || json_array_get_length (array) == 0)
    return FALSE;
  type = json_array_get_element (array, 0);
  *input = (FigmentCatalogInput) { .required = required, .min = NAN, .max = NAN, .step = NAN, .round = NAN };
  input->name = intern (self, name);
  if (JSON_NODE_HOLDS_ARRAY (type))
    {
      input->type = intern (self, "COMBO");
      input->kind = FIGMENT_CATALOG_COMBO;
      read_choices (self, input, json_node_get_array (type));
    }
  else if (figment_json_to_string (type) != NULL)
    {
      input->type = intern (self, figment_json_to_string (type));
      input->kind = get_kind (input->type);
    }
  else
    return FALSE;
  if (json_array_get_length (array) > 1 && figment_json_to_object (json_array_get_element (array, 1)) != NULL)
    read_options (self, input, json_node_get_object (json_array_get_element (array, 1)), depth);
  return TRUE;
}

static gboolean
was_read (GArray     *inputs,
          const char *interned)
{
  for (guint i = 0; i < inputs->len; i++)
    if (g_array_index (inputs, FigmentCatalogInput, i).name == interned)
      return TRUE;
  return FALSE;
}

/* Adds the inputs of one section, name -> spec, to @inputs: in the order of @order, then the rest. */
static void
read_section (Builder    *self,
              JsonObject *specs,
              JsonArray  *order,
              gboolean    required,
              guint       depth,
              GArray     *inputs)
{
  FigmentCatalogInput input;
  JsonObjectIter iter;
  const char *name;
  JsonNode *spec;

  if (specs == NULL)
    return;
  for (guint i = 0; order != NULL && i < json_array_get_length (order) && i < MAX_INPUTS; i++)
    {
      name = figment_json_to_string (json_array_get_element (order, i));
      spec = name != NULL ? figment_json_get (specs, name) : NULL;
      if (spec != NULL && !was_read (inputs, intern (self, name))
          && read_input (self, &input, name, spec, required, depth))
        g_array_append_val (inputs, input);
    }
  json_object_iter_init_ordered (&iter, specs);
  while (json_object_iter_next_ordered (&iter, &name, &spec) && inputs->len < MAX_INPUTS)
    if (!was_read (inputs, intern (self, name)) && read_input (self, &input, name, spec, required, depth))
      g_array_append_val (inputs, input);
}

static const FigmentCatalogInput *
keep_inputs (Builder *self,
             GArray  *inputs,
             guint   *n)
{
  FigmentCatalogInput *kept;

  *n = inputs->len;
  if (inputs->len == 0)
    return NULL;
  kept = g_memdup2 (inputs->data, inputs->len * sizeof (FigmentCatalogInput));
  g_ptr_array_add (self->catalog->arrays, kept);
  return kept;
}

/* @sections: (nullable): { "required": { name: spec }, "optional": … } */
static const FigmentCatalogInput *
read_group (Builder    *self,
            JsonObject *sections,
            guint       depth,
            guint      *n)
{
  g_autoptr(GArray) inputs = g_array_new (FALSE, FALSE, sizeof (FigmentCatalogInput));

  read_section (self, figment_json_get_object (sections, "required"), NULL, TRUE, depth, inputs);
  read_section (self, figment_json_get_object (sections, "optional"), NULL, FALSE, depth, inputs);
  return keep_inputs (self, inputs, n);
}

/* @fallback: stands for what is no text */
static const char *const *
read_strings (Builder    *self,
              JsonArray  *array,
              const char *fallback,
              guint      *n)
{
  const char **strings;

  *n = array != NULL ? json_array_get_length (array) : 0;
  if (*n == 0)
    return NULL;
  strings = g_new (const char *, *n);
  for (guint i = 0; i < *n; i++)
    {
      const char *text = figment_json_to_string (json_array_get_element (array, i));

      strings[i] = intern (self, text != NULL ? text : fallback);
    }
  return share (self, strings, *n);
}

static void
read_class (Builder             *self,
            FigmentCatalogClass *class,
            const char          *name,
            JsonObject          *info)
{
  g_autoptr(GArray) inputs = g_array_new (FALSE, FALSE, sizeof (FigmentCatalogInput));
  JsonObject *sections = figment_json_get_object (info, "input");
  JsonObject *order = figment_json_get_object (info, "input_order");
  const char *display_name = figment_json_get_string (info, "display_name");
  guint n_names;

  class->name = intern (self, name);
  /* null for some V3 nodes, protocol §8. */
  class->display_name = display_name != NULL && display_name[0] != '\0' ? intern (self, display_name) : class->name;
  class->category = intern (self, figment_json_get_string (info, "category"));
  class->description = intern (self, figment_json_get_string (info, "description"));
  class->python_module = intern (self, figment_json_get_string (info, "python_module"));
  class->output_node = figment_json_get_boolean (info, "output_node", FALSE);
  class->deprecated = figment_json_get_boolean (info, "deprecated", FALSE);
  class->experimental = figment_json_get_boolean (info, "experimental", FALSE);
  class->api_node = figment_json_get_boolean (info, "api_node", FALSE);
  class->output_types = read_strings (self, figment_json_get_array (info, "output"), "COMBO", &class->n_outputs);
  class->output_names = read_strings (self, figment_json_get_array (info, "output_name"), "", &n_names);
  if (n_names != class->n_outputs)
    class->output_names = NULL;

  read_section (self, figment_json_get_object (sections, "required"), figment_json_get_array (order, "required"), TRUE,
                0, inputs);
  read_section (self, figment_json_get_object (sections, "optional"), figment_json_get_array (order, "optional"),
                FALSE, 0, inputs);
  class->inputs = keep_inputs (self, inputs, &class->n_inputs);
}

/**
 * figment_catalog_new:
 * @object_info: (transfer none): what GET /object_info answers
 *
 * Classes that are not described as the protocol says are left out.
 *
 * Returns: (transfer full): the catalog, or %NULL with %G_IO_ERROR_INVALID_DATA when it describes no class at all
 */
FigmentCatalog *
figment_catalog_new (JsonNode  *object_info,
                     GError   **error)
{
  g_autoptr(FigmentCatalog) self = NULL;
  g_autoptr(GHashTable) choices = NULL;
  JsonObject *object = figment_json_to_object (object_info);
  Builder builder;
  JsonObjectIter iter;
  const char *name;
  JsonNode *info;

  self = g_new0 (FigmentCatalog, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->strings = g_string_chunk_new (16 * 1024);
  self->arrays = g_ptr_array_new_with_free_func (g_free);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  self->classes = g_new0 (FigmentCatalogClass, object != NULL ? json_object_get_size (object) : 0);

  choices = g_hash_table_new_full (strings_hash, strings_equal, g_free, NULL);
  builder = (Builder) { self, choices };
  if (object != NULL)
    {
      json_object_iter_init_ordered (&iter, object);
      while (json_object_iter_next_ordered (&iter, &name, &info))
        if (figment_json_get_object (figment_json_to_object (info), "input") != NULL)
          {
            FigmentCatalogClass *class = &self->classes[self->n_classes++];

            read_class (&builder, class, name, json_node_get_object (info));
            g_hash_table_insert (self->index, (gpointer) class->name, class);
          }
    }
  if (self->n_classes == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The server's list of its nodes is empty or not what ComfyUI sends."));
      return NULL;
    }
  return g_steal_pointer (&self);
}
