/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-executor-private.h"

#include <glib/gstdio.h>

#include "figment-practice-validate.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/*
 * ComfyUI comfy_execution/caching.py, CacheKeySetInputSignature: a node's result can be used again when its class, its
 * inputs, and the same of everything above it are unchanged. The node's id does not count.
 */

typedef struct
{
  JsonObject             *graph;
  JsonObject             *catalog;
  FigmentPracticeFolders *folders;
  GHashTable             *signatures; /* id -> signature, or "" while it is being made */
} Signer;

static const char *sign_node (Signer     *signer,
                              const char *id);

/* Stands for IS_CHANGED of the loaders: the file behind the name may have been replaced. */
static void
append_file (Signer     *signer,
             const char *name,
             GString    *text)
{
  g_autofree char *path = figment_practice_folders_find (signer->folders, name);
  GStatBuf info;

  if (path != NULL && g_stat (path, &info) == 0)
    g_string_append_printf (text, "<%" G_GINT64_FORMAT ".%ld %" G_GINT64_FORMAT ">", (gint64) info.st_mtim.tv_sec,
                            info.st_mtim.tv_nsec, (gint64) info.st_size);
}

static void
append_input (Signer     *signer,
              JsonObject *info,
              const char *name,
              JsonNode   *value,
              GString    *text)
{
  JsonArray *link = figment_practice_link (value);

  g_string_append_printf (text, "\n%s=", name);
  if (link != NULL && json_array_get_length (link) == 2)
    {
      const char *id = figment_json_to_string (json_array_get_element (link, 0));
      g_autofree char *slot = figment_json_write (json_array_get_element (link, 1), FIGMENT_JSON_WRITE_COMPACT, NULL);

      g_string_append_printf (text, "%s:%s", id != NULL ? sign_node (signer, id) : "", slot);
    }
  else
    {
      g_autofree char *written = figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);

      g_string_append (text, written);
      if (figment_json_is_string (value) && figment_practice_is_upload (figment_practice_input_spec (info, name, NULL)))
        append_file (signer, figment_json_to_string (value), text);
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static const char *
sign_node (Signer     *signer,
           const char *id)
{
  JsonObject *node = figment_json_get_object (signer->graph, id);
  JsonObject *inputs = figment_json_get_object (node, "inputs");
  const char *class_type = figment_json_get_string (node, "class_type");
  JsonObject *info = figment_practice_catalog_find (signer->catalog, class_type);
  const char *known = g_hash_table_lookup (signer->signatures, id);
  g_autoptr(GString) text = g_string_new (class_type != NULL ? class_type : "missing");
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *name;
  char *signature;

  if (known != NULL)
    return known;
  g_hash_table_insert (signer->signatures, g_strdup (id), g_strdup (""));
  if (inputs != NULL)
    {
      json_object_iter_init (&iter, inputs);
      while (json_object_iter_next (&iter, &name, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    append_input (signer, info, names->pdata[i], json_object_get_member (inputs, names->pdata[i]), text);
  signature = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
  g_hash_table_insert (signer->signatures, g_strdup (id), signature);
  return signature;
}

/* Returns: (transfer full): node id -> signature, for every node of the graph */
GHashTable *
_figment_practice_signatures (JsonObject             *graph,
                              JsonObject             *catalog,
                              FigmentPracticeFolders *folders)
{
  Signer signer = { .graph = graph, .catalog = catalog, .folders = folders };
  JsonObjectIter iter;
  const char *id;

  signer.signatures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_object_iter_init_ordered (&iter, graph);
  while (json_object_iter_next_ordered (&iter, &id, NULL))
    sign_node (&signer, id);
  return signer.signatures;
}
