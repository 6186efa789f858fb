/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-catalog-private.h"

#include <gio/gio.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

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

/**
 * figment_catalog_input_get_group:
 * @choice: (nullable): what a dynamic combo is set to
 *
 * Returns: (transfer none) (nullable): the inputs that come with it
 */
const FigmentCatalogGroup *
figment_catalog_input_get_group (const FigmentCatalogInput *self,
                                 JsonNode                  *choice)
{
  g_autofree char *text = NULL;

  if (self->groups == NULL)
    return NULL;
  if (self->n_choices == 0)
    return self->groups;
  text = choice != NULL ? figment_json_write (choice, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;
  for (guint i = 0; text != NULL && i < self->n_choices; i++)
    if (g_str_equal (self->choices[i], text))
      return &self->groups[i];
  return NULL;
}

/* Whether autogrow has an input of that name: "image3", or one of its names. */
static gboolean
is_item (const FigmentCatalogInput *self,
         const char                *name,
         gsize                      length)
{
  const gsize prefix = self->prefix != NULL ? strlen (self->prefix) : 0;

  for (guint i = 0; i < self->n_names; i++)
    if (strlen (self->names[i]) == length && strncmp (self->names[i], name, length) == 0)
      return TRUE;
  if (self->n_names > 0 || length <= prefix || (prefix > 0 && strncmp (name, self->prefix, prefix) != 0))
    return FALSE;
  for (gsize i = prefix; i < length; i++)
    if (!g_ascii_isdigit (name[i]))
      return FALSE;
  return TRUE;
}

/* The input of @group, or of a class, whose name @path begins with; @rest is what comes behind its dot, or NULL. */
static const FigmentCatalogInput *
find_first (const FigmentCatalogInput  *inputs,
            guint                       n_inputs,
            const char                 *path,
            const char                **rest)
{
  for (guint i = 0; i < n_inputs; i++)
    {
      const gsize length = strlen (inputs[i].name);

      if (strncmp (path, inputs[i].name, length) != 0 || (path[length] != '\0' && path[length] != '.'))
        continue;
      *rest = path[length] == '.' ? path + length + 1 : NULL;
      return &inputs[i];
    }
  return NULL;
}

/**
 * figment_catalog_class_find_input:
 * @inputs: (nullable): what the node holds
 * @name: also with dots
 *
 * Returns: (transfer none) (nullable): what is declared for it
 */
const FigmentCatalogInput *
figment_catalog_class_find_input (const FigmentCatalogClass *self,
                                  JsonObject                *inputs,
                                  const char                *name)
{
  const FigmentCatalogInput *input = figment_catalog_class_get_input (self, name);
  const FigmentCatalogInput *list = self->inputs;
  guint n = self->n_inputs;
  const char *rest = name;

  while (input == NULL && rest != NULL)
    {
      const char *begin = rest;
      const FigmentCatalogInput *parent = find_first (list, n, begin, &rest);
      const FigmentCatalogGroup *group;
      g_autofree char *path = NULL;

      if (parent == NULL)
        return NULL;
      if (rest == NULL)
        return parent;
      if (parent->item != NULL)
        return is_item (parent, rest, strlen (rest)) ? parent->item : NULL;
      path = g_strndup (name, (gsize) (rest - name) - 1);
      group = figment_catalog_input_get_group (parent, inputs != NULL ? figment_json_get (inputs, path) : NULL);
      if (group == NULL)
        return NULL;
      list = group->inputs;
      n = group->n_inputs;
    }
  return input;
}
