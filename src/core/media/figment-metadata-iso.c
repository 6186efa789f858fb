/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "media/figment-metadata-private.h"

/*
 * ISO/IEC 14496-12: boxes within boxes. What is looked for: moov/udta/meta and moov/meta with the names in 'keys' and
 * the values in 'ilst' (QuickTime File Format Specification, Metadata), which is how ComfyUI's SaveVideo has them;
 * "©cmt" and "----" entries of the same list, which other writers use; and, in pictures, the 'Exif' item of 'meta'.
 */
#define MAX_DEPTH 6
#define MAX_KEYS  1024

typedef struct
{
  guint64 offset; /* of the content */
  guint64 length; /* of the content */
  guint8  type[4];
} Box;

typedef struct
{
  FigmentMetadataWalk *walk;
  GPtrArray           *keys;      /* (owned) of char: names of the entries of the list that follows */
  guint32              exif_item; /* 0: none */
} IsoWalk;

static gboolean
is_type (const Box  *box,
         const char *type)
{
  return memcmp (box->type, type, 4) == 0;
}

/* The box at @offset, which is moved behind it. @end: of the parent. A box that is cut ends with its parent. */
static gboolean
next_box (FigmentMetadataWalk *walk,
          guint64             *offset,
          guint64              end,
          Box                 *box)
{
  guint8 head[16];
  guint64 size, head_length = 8;

  if (*offset + 8 > end || !_figment_metadata_step (walk)
      || !figment_media_source_read (walk->source, *offset, head, 8))
    return FALSE;
  memcpy (box->type, head + 4, 4);
  size = _figment_media_be32 (head);
  if (size == 1)
    {
      if (!figment_media_source_read (walk->source, *offset + 8, head + 8, 8))
        return FALSE;
      size = (guint64) _figment_media_be32 (head + 8) << 32 | _figment_media_be32 (head + 12);
      head_length = 16;
    }
  else if (size == 0)
    size = end - *offset;
  if (size < head_length || head_length > end - *offset)
    return FALSE;
  size = MIN (size, end - *offset);
  box->offset = *offset + head_length;
  box->length = size - head_length;
  *offset += size;
  return TRUE;
}

static void
read_keys (IsoWalk   *iso,
           const Box *box)
{
  guint64 offset = box->offset + 8;
  Box entry;

  g_ptr_array_set_size (iso->keys, 0);
  while (iso->keys->len < MAX_KEYS && next_box (iso->walk, &offset, box->offset + box->length, &entry))
    {
      char *name = entry.length <= 256 ? _figment_metadata_load (iso->walk, entry.offset, entry.length) : NULL;

      g_ptr_array_add (iso->keys, name != NULL ? name : g_strdup (""));
    }
}

/* 'data': 32 bits of type (1: UTF-8), 32 bits of locale, value. */
static void
add_data (IsoWalk    *iso,
          const Box  *data,
          const char *key)
{
  g_autofree char *text =
      data->length > 8 ? _figment_metadata_load (iso->walk, data->offset + 8, data->length - 8) : NULL;

  if (text != NULL && key != NULL)
    _figment_metadata_add (iso->walk, key, strlen (key), text, (gsize) data->length - 8);
}

/* The name of a list's entry: a number that counts the keys, four letters, or a 'name' box inside (for "----"). */
static char *
get_entry_key (IsoWalk   *iso,
               const Box *entry)
{
  const guint32 number = _figment_media_be32 (entry->type);

  if (number >= 1 && number <= iso->keys->len)
    return g_strdup (g_ptr_array_index (iso->keys, number - 1));
  if (is_type (entry, "\xa9" "cmt"))
    return g_strdup ("comment");
  if (entry->type[0] == 0xa9)
    return g_strndup ((const char *) entry->type + 1, 3);
  return is_type (entry, "desc") ? g_strdup ("description") : NULL;
}

static void
read_list (IsoWalk   *iso,
           const Box *list)
{
  guint64 offset = list->offset;
  Box entry, part;

  while (next_box (iso->walk, &offset, list->offset + list->length, &entry))
    {
      g_autofree char *key = get_entry_key (iso, &entry);
      guint64 inner = entry.offset;

      while (next_box (iso->walk, &inner, entry.offset + entry.length, &part))
        if (is_type (&part, "name") && part.length > 4 && part.length < 256)
          {
            g_free (key);
            key = _figment_metadata_load (iso->walk, part.offset + 4, part.length - 4);
          }
        else if (is_type (&part, "data"))
          add_data (iso, &part, key);
    }
}

/* A user data text of QuickTime: 16 bits of length, 16 bits of language, text. */
static void
read_user_text (IsoWalk   *iso,
                const Box *box)
{
  guint8 head[4];
  g_autofree char *text = NULL;
  guint32 length;

  if (box->length <= 4 || !figment_media_source_read (iso->walk->source, box->offset, head, sizeof head))
    return;
  length = _figment_media_be16 (head);
  if (length > box->length - 4)
    return;
  text = _figment_metadata_load (iso->walk, box->offset + 4, length);
  if (text != NULL)
    _figment_metadata_add_prefixed (iso->walk, is_type (box, "\xa9" "cmt") ? "comment" : "text", text, length);
}

/* 'infe' of version 2 or 3 (ISO/IEC 14496-12, 8.11.6): which item is the Exif block. */
static void
read_item_infos (IsoWalk   *iso,
                 const Box *box)
{
  guint8 head[14];
  guint64 offset;
  Box entry;

  if (!figment_media_source_read (iso->walk->source, box->offset, head, 4))
    return;
  offset = box->offset + (head[0] == 0 ? 6 : 8);
  while (next_box (iso->walk, &offset, box->offset + box->length, &entry))
    {
      const gboolean wide =
          entry.length >= 14 && figment_media_source_read (iso->walk->source, entry.offset, head, 14) && head[0] == 3;
      const guint at = wide ? 4 : 2;

      if (entry.length >= 14 && head[0] >= 2 && memcmp (head + 4 + at + 2, "Exif", 4) == 0)
        iso->exif_item = wide ? _figment_media_be32 (head + 4) : _figment_media_be16 (head + 4);
    }
}

static gboolean
read_number (IsoWalk *iso,
             guint64 *offset,
             guint    n_bytes,
             guint64 *value)
{
  guint8 bytes[8];

  if (n_bytes > 8 || !figment_media_source_read (iso->walk->source, *offset, bytes, n_bytes))
    return FALSE;
  *offset += n_bytes;
  *value = 0;
  for (guint i = 0; i < n_bytes; i++)
    *value = *value << 8 | bytes[i];
  return TRUE;
}

/* 'iloc' (ISO/IEC 14496-12, 8.11.3): where each item is; the Exif item in one piece, or it is not read. */
static void
read_item_places (IsoWalk   *iso,
                  const Box *box)
{
  guint64 offset = box->offset, version, sizes, n_items, id, skipped, n_extents, base, start, length;

  if (!read_number (iso, &offset, 4, &version) || !read_number (iso, &offset, 2, &sizes))
    return;
  version >>= 24;
  if (version > 2 || !read_number (iso, &offset, version < 2 ? 2 : 4, &n_items))
    return;
  for (guint64 i = 0; i < n_items && _figment_metadata_step (iso->walk); i++)
    {
      if (!read_number (iso, &offset, version < 2 ? 2 : 4, &id)
          || (version > 0 && !read_number (iso, &offset, 2, &skipped)) || !read_number (iso, &offset, 2, &skipped)
          || !read_number (iso, &offset, sizes >> 4 & 15, &base) || !read_number (iso, &offset, 2, &n_extents))
        return;
      for (guint64 k = 0; k < n_extents && _figment_metadata_step (iso->walk); k++)
        {
          if ((version > 0 && !read_number (iso, &offset, sizes & 15, &skipped))
              || !read_number (iso, &offset, sizes >> 12, &start)
              || !read_number (iso, &offset, sizes >> 8 & 15, &length))
            return;
          /* The item begins with 32 bits that say where the TIFF header is (ISO/IEC 23008-12, A.2.1). */
          if (id == iso->exif_item && k == 0 && length > 4 && base + start >= base)
            _figment_metadata_read_exif (iso->walk, base + start + 4, length - 4);
        }
    }
}

static void
walk_boxes (IsoWalk *iso,
            guint64  offset,
            guint64  end,
            guint    depth)
{
  Box box;
  guint8 head[8];

  while (next_box (iso->walk, &offset, end, &box))
    {
      const guint64 box_end = box.offset + box.length;

      if ((is_type (&box, "moov") || is_type (&box, "udta")) && depth < MAX_DEPTH)
        walk_boxes (iso, box.offset, box_end, depth + 1);
      else if (is_type (&box, "meta") && box.length > 8 && depth < MAX_DEPTH)
        {
          /* QuickTime's has no version before its first box. */
          if (figment_media_source_read (iso->walk->source, box.offset, head, sizeof head))
            walk_boxes (iso, box.offset + (memcmp (head + 4, "hdlr", 4) == 0 ? 0 : 4), box_end, depth + 1);
        }
      else if (is_type (&box, "keys"))
        read_keys (iso, &box);
      else if (is_type (&box, "ilst"))
        read_list (iso, &box);
      else if (is_type (&box, "iinf"))
        read_item_infos (iso, &box);
      else if (is_type (&box, "iloc"))
        {
          /* The infos come first in every file that is written for streaming, and behind in some. */
          guint64 rest = offset;
          Box later;

          while (iso->exif_item == 0 && next_box (iso->walk, &rest, end, &later))
            if (is_type (&later, "iinf"))
              read_item_infos (iso, &later);
          if (iso->exif_item != 0)
            read_item_places (iso, &box);
        }
      else if (box.type[0] == 0xa9)
        read_user_text (iso, &box);
    }
}

void
_figment_metadata_read_iso (FigmentMetadataWalk *walk)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  IsoWalk iso = { walk, keys, 0 };

  walk_boxes (&iso, 0, figment_media_source_get_size (walk->source), 0);
}
