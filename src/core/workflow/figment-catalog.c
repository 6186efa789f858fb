/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-catalog.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Whole numbers up to here are exact in a double. */
#define EXACT_LIMIT 9007199254740992.0

/* Inputs of a class; real ones have up to some hundred, and looking for a name takes the square. */
#define MAX_INPUTS 4096

struct _FigmentCatalog
{
  gatomicrefcount      ref_count;

  guint                n_classes;
  FigmentCatalogClass *classes;  /* (owned) */
  GHashTable          *index;    /* (owned) name (borrowed) -> FigmentCatalogClass */
  GStringChunk        *strings;  /* (owned) every string once */
  GPtrArray           *arrays;   /* (owned) input and string arrays that @classes point to */
};

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

/* Written out because G_DEFINE_BOXED_TYPE does not pass -Wpedantic (it casts functions to a union). */
GType
figment_catalog_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static (g_intern_static_string ("FigmentCatalog"),
                                                            (GBoxedCopyFunc) figment_catalog_ref,
                                                            (GBoxedFreeFunc) figment_catalog_unref));
  return type;
}

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

/* The keys of a dynamic combo: options: [{ "key", "inputs" }], protocol §8. */
static void
read_dynamic_choices (Builder             *self,
                      FigmentCatalogInput *input,
                      JsonArray           *array)
{
  const guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autofree const char **choices = g_new (const char *, n + 1);
  guint n_choices = 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *key = figment_json_get (figment_json_to_object (json_array_get_element (array, i)), "key");

      if (key != NULL)
        choices[n_choices++] = intern_json (self, key);
    }
  if (n_choices > 0)
    input->choices = share (self, g_steal_pointer (&choices), n_choices);
  input->n_choices = n_choices;
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

static void
read_number_options (Builder             *self,
                     FigmentCatalogInput *input,
                     JsonObject          *options)
{
  input->min = figment_json_get_double (options, "min", NAN);
  input->max = figment_json_get_double (options, "max", NAN);
  input->step = figment_json_get_double (options, "step", NAN);
  if (input->kind == FIGMENT_CATALOG_INT && fabs (input->max) >= EXACT_LIMIT)
    {
      g_autofree char *digits = figment_json_dup_number (figment_json_get (options, "max"));

      input->max_text = intern (self, digits);
    }
}

static void
read_options (Builder             *self,
              FigmentCatalogInput *input,
              JsonObject          *options)
{
  static const char *const uploads[] = {
    "image_upload", "video_upload", "audio_upload", "file_upload", "animated_image_upload", NULL,
  };
  JsonNode *seed = figment_json_get (options, "control_after_generate");
  const char *widget_type = figment_json_get_string (options, "widgetType");

  if (widget_type != NULL && input->kind == FIGMENT_CATALOG_LINK)
    input->kind = get_kind (widget_type);
  input->multiline = figment_json_get_boolean (options, "multiline", FALSE);
  input->upload = has_flag (options, uploads);
  /* A mode as text in later versions ("randomize"), protocol §8. */
  input->seed = figment_json_to_string (seed) != NULL
                || figment_json_get_boolean (options, "control_after_generate", FALSE);
  input->force_link = figment_json_get_boolean (options, "forceInput", FALSE);
  input->default_text = intern_json (self, figment_json_get (options, "default"));
  input->tooltip = intern (self, figment_json_get_string (options, "tooltip"));
  input->display_name = intern (self, figment_json_get_string (options, "display_name"));
  read_number_options (self, input, options);

  if (input->kind == FIGMENT_CATALOG_COMBO && input->n_choices == 0)
    read_choices (self, input, figment_json_get_array (options, "options"));
  else if (input->kind == FIGMENT_CATALOG_DYNAMIC)
    read_dynamic_choices (self, input, figment_json_get_array (options, "options"));
  input->open_choices = figment_json_get (options, "remote") != NULL;
}

/* @spec: [type] or [type, options], where a list for the type is a combo of the old form. */
static gboolean
read_input (Builder             *self,
            FigmentCatalogInput *input,
            const char          *name,
            JsonNode            *spec,
            gboolean             required)
{
  JsonArray *array = figment_json_to_array (spec);
  JsonNode *type;

  if (array == NULL || json_array_get_length (array) == 0)
    return FALSE;
  type = json_array_get_element (array, 0);
  *input = (FigmentCatalogInput) { .required = required, .min = NAN, .max = NAN, .step = NAN };
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
    read_options (self, input, json_node_get_object (json_array_get_element (array, 1)));
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

/* Adds the inputs of one section ("required", "optional") to @inputs: in the order of input_order, then the rest. */
static void
read_section (Builder    *self,
              JsonObject *info,
              const char *section,
              GArray     *inputs)
{
  const gboolean required = g_str_equal (section, "required");
  JsonObject *specs = figment_json_get_object (figment_json_get_object (info, "input"), section);
  JsonArray *order = figment_json_get_array (figment_json_get_object (info, "input_order"), section);
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
      if (spec != NULL && !was_read (inputs, intern (self, name)) && read_input (self, &input, name, spec, required))
        g_array_append_val (inputs, input);
    }
  json_object_iter_init_ordered (&iter, specs);
  while (json_object_iter_next_ordered (&iter, &name, &spec) && inputs->len < MAX_INPUTS)
    if (!was_read (inputs, intern (self, name)) && read_input (self, &input, name, spec, required))
      g_array_append_val (inputs, input);
}

static void
read_outputs (Builder             *self,
              FigmentCatalogClass *class,
              JsonArray           *array)
{
  const guint n = array != NULL ? json_array_get_length (array) : 0;
  const char **types;

  if (n == 0)
    return;
  types = g_new (const char *, n);
  for (guint i = 0; i < n; i++)
    {
      const char *type = figment_json_to_string (json_array_get_element (array, i));

      types[i] = intern (self, type != NULL ? type : "COMBO");
    }
  class->output_types = share (self, types, n);
  class->n_outputs = n;
}

static void
read_class (Builder             *self,
            FigmentCatalogClass *class,
            const char          *name,
            JsonObject          *info)
{
  g_autoptr(GArray) inputs = g_array_new (FALSE, FALSE, sizeof (FigmentCatalogInput));
  const char *display_name = figment_json_get_string (info, "display_name");

  class->name = intern (self, name);
  /* null for some V3 nodes, protocol §8. */
  class->display_name = display_name != NULL && display_name[0] != '\0' ? intern (self, display_name) : class->name;
  class->category = intern (self, figment_json_get_string (info, "category"));
  class->python_module = intern (self, figment_json_get_string (info, "python_module"));
  class->output_node = figment_json_get_boolean (info, "output_node", FALSE);
  read_outputs (self, class, figment_json_get_array (info, "output"));

  read_section (self, info, "required", inputs);
  read_section (self, info, "optional", inputs);
  class->n_inputs = inputs->len;
  if (inputs->len > 0)
    {
      class->inputs = g_memdup2 (inputs->data, inputs->len * sizeof (FigmentCatalogInput));
      g_ptr_array_add (self->catalog->arrays, (gpointer) class->inputs);
    }
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

/**
 * figment_catalog_parse:
 * @object_info: the body of the answer
 *
 * Takes up to some hundred milliseconds, so call it in a worker thread.
 *
 * Returns: (transfer full): the catalog, or %NULL with @error in %FIGMENT_JSON_ERROR or %G_IO_ERROR
 */
FigmentCatalog *
figment_catalog_parse (GBytes  *object_info,
                       GError **error)
{
  g_autoptr(JsonNode) root = figment_json_parse_bytes (object_info, error);
  FigmentCatalog *self = root != NULL ? figment_catalog_new (root, error) : NULL;

  g_clear_pointer (&root, json_node_unref);
#ifdef __GLIBC__
  /* The tree was ten times the catalog, and the catalog lies on top of it. Given back to the system here, it does not
   * have to be by whoever frees the catalog: that took the main loop up to 35 ms. */
  malloc_trim (0);
#endif
  return self;
}

FigmentCatalog *
figment_catalog_ref (FigmentCatalog *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_catalog_unref (FigmentCatalog *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->arrays);
  g_string_chunk_free (self->strings);
  g_free (self->classes);
  g_free (self);
}

guint
figment_catalog_get_n_classes (FigmentCatalog *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_classes;
}

/**
 * figment_catalog_lookup:
 *
 * Returns: (transfer none) (nullable): the class, which lives as long as the catalog
 */
const FigmentCatalogClass *
figment_catalog_lookup (FigmentCatalog *self,
                        const char     *class_type)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_hash_table_lookup (self->index, class_type);
}

/**
 * figment_catalog_class_get_input:
 *
 * Returns: (transfer none) (nullable): the input that the class declares under @name
 */
const FigmentCatalogInput *
figment_catalog_class_get_input (const FigmentCatalogClass *self,
                                 const char                *name)
{
  for (guint i = 0; i < self->n_inputs; i++)
    if (g_str_equal (self->inputs[i].name, name))
      return &self->inputs[i];
  return NULL;
}
