/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-thumbnail-cache.h"

/* One texture; linked with the newest first. */
typedef struct
{
  GList       link;    /* its data is the entry */
  char       *key;     /* (owned) */
  GdkTexture *texture; /* (owned) */
  gsize       bytes;
} Entry;

static GHashTable *entries; /* of Entry by key, which the entry owns */
static GQueue order = G_QUEUE_INIT;
static gsize size;

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_queue_unlink (&order, &entry->link);
  size -= entry->bytes;
  g_object_unref (entry->texture);
  g_free (entry->key);
  g_free (entry);
}

/* Returns: (transfer none) (nullable) */
GdkTexture *
figment_thumbnail_cache_lookup (const char *key)
{
  Entry *entry = entries != NULL ? g_hash_table_lookup (entries, key) : NULL;

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&order, &entry->link);
  g_queue_push_head_link (&order, &entry->link);
  return entry->texture;
}

void
figment_thumbnail_cache_insert (const char *key,
                                GdkTexture *texture)
{
  Entry *entry = g_new0 (Entry, 1);

  if (entries == NULL)
    entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_entry);
  g_hash_table_remove (entries, key);
  entry->link.data = entry;
  entry->key = g_strdup (key);
  entry->texture = g_object_ref (texture);
  entry->bytes = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4;
  size += entry->bytes;
  g_queue_push_head_link (&order, &entry->link);
  g_hash_table_insert (entries, entry->key, entry);
  while (size > FIGMENT_THUMBNAIL_CACHE_BYTES && order.length > 1)
    g_hash_table_remove (entries, ((Entry *) order.tail->data)->key);
}

void
figment_thumbnail_cache_clear (void)
{
  g_clear_pointer (&entries, g_hash_table_unref);
}

gsize
figment_thumbnail_cache_get_size (void)
{
  return size;
}
