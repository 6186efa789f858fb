/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <string.h>

#include "figment-practice-nodes-bytes.h"

/*
 * Texts in finished video files. GStreamer's muxers write a fixed set of tags only, none of which is called "prompt",
 * so the texts are added behind their backs.
 */

#define MATROSKA_SEGMENT 0x18538067u
#define MATROSKA_TAGS 0x1254c367u
#define MATROSKA_TAG 0x7373u
#define MATROSKA_TARGETS 0x63c0u
#define MATROSKA_SIMPLE_TAG 0x67c8u
#define MATROSKA_TAG_NAME 0x45a3u
#define MATROSKA_TAG_STRING 0x4487u

static GByteArray *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr(GError) local = NULL;
  char *contents;
  gsize size;

  if (g_file_get_contents (path, &contents, &size, &local))
    return g_byte_array_new_take ((guint8 *) contents, size);
  g_set_error (error, FIGMENT_PRACTICE_OS_ERROR, 0, "%s", local->message);
  return NULL;
}

static gboolean
write_file (const char  *path,
            GByteArray  *file,
            GError     **error)
{
  g_autoptr(GError) local = NULL;

  if (g_file_set_contents_full (path, (const char *) file->data, file->len, G_FILE_SET_CONTENTS_NONE, 0666, &local))
    return TRUE;
  g_set_error (error, FIGMENT_PRACTICE_OS_ERROR, 0, "%s", local->message);
  return FALSE;
}

/* One EBML element of a file. */
typedef struct
{
  guint32 id;
  gsize   size_at;    /* where its size stands */
  guint   size_bytes; /* and in how many bytes */
  gsize   start;      /* of its content */
  gsize   end;
  gboolean open;      /* no size is known: it goes to the end of the file */
} Element;

static gboolean
read_element (GByteArray *file,
              gsize       at,
              gsize       limit,
              Element    *element)
{
  const guint id_bytes = at < limit ? 9 - g_bit_storage (file->data[at]) : 9;
  guint64 size;

  if (id_bytes > 4 || at + id_bytes >= limit)
    return FALSE;
  element->id = figment_practice_read_be (file->data + at, id_bytes);
  element->size_at = at + id_bytes;
  element->size_bytes = 9 - g_bit_storage (file->data[element->size_at]);
  if (element->size_bytes > 8 || element->size_at + element->size_bytes > limit)
    return FALSE;
  size = figment_practice_read_be (file->data + element->size_at, element->size_bytes);
  size &= (G_GUINT64_CONSTANT (1) << (7 * element->size_bytes)) - 1;
  element->start = element->size_at + element->size_bytes;
  element->open = size == (G_GUINT64_CONSTANT (1) << (7 * element->size_bytes)) - 1;
  if (!element->open && size > limit - element->start)
    return FALSE;
  element->end = element->open ? limit : element->start + size;
  return TRUE;
}

/* Makes the element @more bytes longer; FALSE when its size field is too short for that. */
static gboolean
grow_element (GByteArray    *file,
              const Element *element,
              gsize          more)
{
  const guint64 size = element->end - element->start + more;

  if (element->open)
    return TRUE;
  if (size >= (G_GUINT64_CONSTANT (1) << (7 * element->size_bytes)) - 1)
    return FALSE;
  for (guint i = 0; i < element->size_bytes; i++)
    file->data[element->size_at + i] = size >> (8 * (element->size_bytes - 1 - i));
  file->data[element->size_at] |= 1 << (8 - element->size_bytes);
  return TRUE;
}

static void
append_element (GByteArray   *array,
                guint32       id,
                const guint8 *data,
                gsize         size)
{
  figment_practice_append_be (array, id, (g_bit_storage (id) + 7) / 8);
  figment_practice_append_be (array, G_GUINT64_CONSTANT (0x0100000000000000) | size, 8);
  if (size > 0)
    g_byte_array_append (array, data, size);
}

/* One Tag for the whole file; names in capitals, as ComfyUI's files have them. */
static GByteArray *
make_matroska_tag (GPtrArray *notes)
{
  g_autoptr(GByteArray) content = g_byte_array_new ();
  GByteArray *tag = g_byte_array_new ();

  append_element (content, MATROSKA_TARGETS, NULL, 0);
  for (guint i = 0; i < notes->len; i++)
    {
      FigmentPracticeNote *note = g_ptr_array_index (notes, i);
      g_autoptr(GByteArray) simple = g_byte_array_new ();
      g_autofree char *name = g_ascii_strup (note->key, -1);

      append_element (simple, MATROSKA_TAG_NAME, (const guint8 *) name, strlen (name));
      append_element (simple, MATROSKA_TAG_STRING, (const guint8 *) note->text, strlen (note->text));
      append_element (content, MATROSKA_SIMPLE_TAG, simple->data, simple->len);
    }
  append_element (tag, MATROSKA_TAG, content->data, content->len);
  return tag;
}

/*
 * Adds the texts to the tags that the muxer wrote last and lists in its index; where it wrote none they come behind all
 * else.
 */
gboolean
figment_practice_tag_webm (const char  *path,
                           GPtrArray   *notes,
                           GError     **error)
{
  g_autoptr(GByteArray) file = read_file (path, error);
  g_autoptr(GByteArray) tag = NULL, whole = NULL;
  Element segment, child, tags = { 0 };

  if (file == NULL)
    return FALSE;
  if (!read_element (file, 0, file->len, &segment) || !read_element (file, segment.end, file->len, &segment)
      || segment.id != MATROSKA_SEGMENT || segment.end != file->len)
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_RUNTIME_ERROR, 0, "The muxer wrote something that is not WebM");
      return FALSE;
    }
  for (gsize at = segment.start; at < segment.end && read_element (file, at, segment.end, &child); at = child.end)
    if (child.id == MATROSKA_TAGS && child.end == segment.end)
      tags = child;
  tag = make_matroska_tag (notes);
  if (tags.id != MATROSKA_TAGS || !grow_element (file, &tags, tag->len))
    {
      whole = g_byte_array_new ();
      append_element (whole, MATROSKA_TAGS, tag->data, tag->len);
    }
  else
    whole = g_byte_array_ref (tag);
  if (!grow_element (file, &segment, whole->len))
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_RUNTIME_ERROR, 0, "The muxer left no room for tags");
      return FALSE;
    }
  g_byte_array_append (file, whole->data, whole->len);
  return write_file (path, file, error);
}

static void
append_box (GByteArray   *array,
            const char   *type,
            const guint8 *data,
            gsize         size)
{
  figment_practice_append_be32 (array, size + 8);
  g_byte_array_append (array, (const guint8 *) type, 4);
  g_byte_array_append (array, data, size);
}

/* udta with meta with handler, keys and values: the form with free names that QuickTime calls mdta. */
static GByteArray *
make_user_data (GPtrArray *notes)
{
  static const guint8 handler[] = { 0, 0, 0, 0, 0, 0, 0, 0, 'm', 'd', 't', 'a', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  g_autoptr(GByteArray) meta = g_byte_array_new (), keys = g_byte_array_new (), list = g_byte_array_new ();
  g_autoptr(GByteArray) user_data = g_byte_array_new ();
  GByteArray *box = g_byte_array_new ();

  figment_practice_append_be32 (keys, 0); /* version and flags */
  figment_practice_append_be32 (keys, notes->len);
  for (guint i = 0; i < notes->len; i++)
    {
      FigmentPracticeNote *note = g_ptr_array_index (notes, i);
      const gsize size = strlen (note->text);

      append_box (keys, "mdta", (const guint8 *) note->key, strlen (note->key));
      figment_practice_append_be32 (list, size + 24);
      figment_practice_append_be32 (list, i + 1);
      figment_practice_append_be32 (list, size + 16);
      g_byte_array_append (list, (const guint8 *) "data", 4);
      figment_practice_append_be32 (list, 1); /* UTF-8 */
      figment_practice_append_be32 (list, 0); /* no locale */
      g_byte_array_append (list, (const guint8 *) note->text, size);
    }
  figment_practice_append_be32 (meta, 0); /* version and flags */
  append_box (meta, "hdlr", handler, sizeof handler);
  append_box (meta, "keys", keys->data, keys->len);
  append_box (meta, "ilst", list->data, list->len);
  append_box (user_data, "meta", meta->data, meta->len);
  append_box (box, "udta", user_data->data, user_data->len);
  return box;
}

static void
put_be32 (guint8  *data,
          guint32  value)
{
  for (guint i = 0; i < 4; i++)
    data[i] = value >> (24 - 8 * i);
}

/* The box of @type between @at and @limit, 0 when there is none; boxes of 64-bit sizes are stepped over. */
static gsize
find_box (GByteArray *file,
          gsize       at,
          gsize       limit,
          const char *type,
          gsize      *end)
{
  while (at + 16 <= limit)
    {
      guint64 size = figment_practice_read_be32 (file->data + at);

      if (size == 1)
        size = figment_practice_read_be (file->data + at + 8, 8);
      if (size < 8 || size > limit - at)
        break;
      *end = at + size;
      if (memcmp (file->data + at + 4, type, 4) == 0)
        return at;
      at += size;
    }
  return 0;
}

/* Adds the texts to the movie box, which has to be the last one: nothing that is indexed may move. */
gboolean
figment_practice_tag_mp4 (const char  *path,
                          GPtrArray   *notes,
                          GError     **error)
{
  g_autoptr(GByteArray) file = read_file (path, error), box = NULL;
  gsize movie, end, old, old_end;

  if (file == NULL)
    return FALSE;
  movie = find_box (file, 0, file->len, "moov", &end);
  if (movie == 0 || end != file->len)
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_RUNTIME_ERROR, 0, "The muxer wrote something that is not MP4");
      return FALSE;
    }
  /* There may be only one; what the muxer says there, its own name, becomes free room. */
  old = find_box (file, movie + 8, end, "udta", &old_end);
  if (old != 0)
    memcpy (file->data + old + 4, "free", 4);
  box = make_user_data (notes);
  put_be32 (file->data + movie, end - movie + box->len);
  g_byte_array_append (file, box->data, box->len);
  return write_file (path, file, error);
}
