/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-digest.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

static void add_value (GChecksum *sum,
                       JsonNode  *value);

/* With its length, so that no two lists of texts read the same. */
static void
add_text (GChecksum  *sum,
          char        kind,
          const char *text)
{
  g_autofree char *head = g_strdup_printf ("%c%" G_GSIZE_FORMAT ":", kind, strlen (text));

  g_checksum_update (sum, (const guchar *) head, -1);
  g_checksum_update (sum, (const guchar *) text, -1);
}

/* 8, 8.0 and 8e0 are one number; seeds beyond 2^53 keep their digits. */
static void
add_number (GChecksum *sum,
            JsonNode  *value)
{
  g_autofree char *text = NULL;
  gint64 integer;
  guint64 seed;

  if (figment_json_to_int64 (value, &integer))
    text = g_strdup_printf ("%" G_GINT64_FORMAT, integer);
  else if (figment_json_to_uint64 (value, &seed))
    text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  else
    text = figment_json_dup_number (value);
  add_text (sum, 'n', text);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (a, b);
}

static GList *
list_members (JsonObject *object)
{
  return g_list_sort (json_object_get_members (object), compare_names);
}

static void
add_object (GChecksum  *sum,
            JsonObject *object)
{
  g_autoptr(GList) names = list_members (object);

  g_checksum_update (sum, (const guchar *) "{", 1);
  for (GList *l = names; l != NULL; l = l->next)
    {
      add_text (sum, 'k', l->data);
      add_value (sum, json_object_get_member (object, l->data));
    }
  g_checksum_update (sum, (const guchar *) "}", 1);
}

static void
add_value (GChecksum *sum,
           JsonNode  *value)
{
  JsonArray *array = figment_json_to_array (value);

  if (figment_json_is_number (value))
    add_number (sum, value);
  else if (figment_json_to_string (value) != NULL)
    add_text (sum, 's', figment_json_to_string (value));
  else if (figment_json_to_object (value) != NULL)
    add_object (sum, json_node_get_object (value));
  else if (array != NULL)
    {
      g_checksum_update (sum, (const guchar *) "[", 1);
      for (guint i = 0; i < json_array_get_length (array); i++)
        add_value (sum, json_array_get_element (array, i));
      g_checksum_update (sum, (const guchar *) "]", 1);
    }
  else
    {
      g_autofree char *text = figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);

      add_text (sum, 'v', text);
    }
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_links (GChecksum    *sum,
           FigmentGraph *graph,
           const char   *id,
           JsonObject   *inputs)
{
  g_autoptr(GList) names = list_members (inputs);

  for (GList *l = names; l != NULL; l = l->next)
    if (figment_graph_get_link (graph, id, l->data, NULL) != NULL)
      {
        add_text (sum, 'k', l->data);
        add_value (sum, json_object_get_member (inputs, l->data));
      }
}

static char *
build_digest (FigmentGraph *self,
              gboolean      literals)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  const char *const *all = figment_graph_get_ids (self);

  for (guint i = 0; all[i] != NULL; i++)
    g_ptr_array_add (ids, (gpointer) all[i]);
  g_ptr_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      const char *class_type = figment_graph_get_class (self, id);
      JsonObject *inputs = figment_graph_get_inputs (self, id);

      add_text (sum, 'i', id);
      add_text (sum, 'c', class_type != NULL ? class_type : "");
      if (inputs != NULL && literals)
        add_object (sum, inputs);
      else if (inputs != NULL)
        add_links (sum, self, id, inputs);
    }
  return g_strdup (g_checksum_get_string (sum));
}

/**
 * figment_graph_dup_digest:
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
figment_graph_dup_digest (FigmentGraph *self)
{
  return build_digest (self, TRUE);
}

/**
 * figment_graph_dup_shape:
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
figment_graph_dup_shape (FigmentGraph *self)
{
  return build_digest (self, FALSE);
}
