/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "media/figment-metadata-private.h"

/* TIFF 6.0, 2: a directory is a count and entries of 12 bytes: tag, type, count, value or where it is. */
#define MAX_ENTRIES    1024
#define TYPE_ASCII     2
#define TYPE_UNDEFINED 7
#define TAG_EXIF       0x8769 /* where the second directory is */
#define TAG_COMMENT    0x9286 /* UserComment: 8 bytes of character code, then text (Exif 2.3, 4.6.5) */

typedef struct
{
  FigmentMetadataWalk *walk;
  guint64              offset; /* where the TIFF header is in the file */
  guint64              length;
  gboolean             big;    /* byte order */
} Tiff;

static guint32
get_16 (const Tiff   *tiff,
        const guint8 *data)
{
  return tiff->big ? _figment_media_be16 (data) : _figment_media_le16 (data);
}

static guint32
get_32 (const Tiff   *tiff,
        const guint8 *data)
{
  return tiff->big ? _figment_media_be32 (data) : _figment_media_le32 (data);
}

static gboolean
read_at (const Tiff *tiff,
         guint64     offset,
         gpointer    buffer,
         gsize       length)
{
  return offset <= tiff->length && length <= tiff->length - offset
         && figment_media_source_read (tiff->walk->source, tiff->offset + offset, buffer, length);
}

/* UserComment in UTF-16 is what other programs write; its byte order is the file's, or the other one. */
static void
add_comment (const Tiff *tiff,
             const char *data,
             gsize       length)
{
  g_autofree char *text = NULL;
  gsize written;

  if (length < 8)
    return;
  if (memcmp (data, "UNICODE", 8) != 0)
    {
      _figment_metadata_add_prefixed (tiff->walk, "comment", data + 8, length - 8);
      return;
    }
  if (length < 10)
    return;
  text = g_convert (data + 8, (gssize) (length - 8), "UTF-8", data[8] == '\0' ? "UTF-16BE" : "UTF-16LE", NULL, &written,
                    NULL);
  if (text != NULL)
    _figment_metadata_add_prefixed (tiff->walk, "comment", text, written);
}

static void
read_entry (const Tiff   *tiff,
            const guint8 *entry)
{
  const guint32 type = get_16 (tiff, entry + 2);
  const guint32 count = get_32 (tiff, entry + 4);
  const guint32 value = get_32 (tiff, entry + 8);
  g_autofree char *text = NULL;

  /* Up to four bytes stand in the entry itself: too few for what is wanted here. */
  if ((type != TYPE_ASCII && type != TYPE_UNDEFINED) || count <= 4 || value > tiff->length
      || count > tiff->length - value)
    return;
  text = _figment_metadata_load (tiff->walk, tiff->offset + value, count);
  if (text == NULL)
    return;
  if (get_16 (tiff, entry) == TAG_COMMENT)
    add_comment (tiff, text, count);
  else if (type == TYPE_ASCII)
    _figment_metadata_add_prefixed (tiff->walk, "exif", text, count);
}

/* Returns: where the second directory is, 0: nowhere */
static guint32
read_directory (const Tiff *tiff,
                guint32     offset)
{
  guint8 entry[12];
  guint32 n, second = 0;

  if (!read_at (tiff, offset, entry, 2))
    return 0;
  n = MIN (get_16 (tiff, entry), MAX_ENTRIES);
  for (guint32 i = 0; i < n && _figment_metadata_step (tiff->walk); i++)
    {
      if (!read_at (tiff, (guint64) offset + 2 + (guint64) i * 12, entry, sizeof entry))
        break;
      if (get_16 (tiff, entry) == TAG_EXIF)
        second = get_32 (tiff, entry + 8);
      else
        read_entry (tiff, entry);
    }
  return second;
}

/* @offset, @length: of a TIFF header and what follows; "Exif" and two NULs before it are let pass, protocol §10. */
void
_figment_metadata_read_exif (FigmentMetadataWalk *walk,
                             guint64              offset,
                             guint64              length)
{
  Tiff tiff = { walk, offset, length, FALSE };
  guint8 head[8];
  guint32 second;

  if (!read_at (&tiff, 0, head, sizeof head))
    return;
  if (memcmp (head, "Exif\0", 6) == 0)
    {
      tiff.offset += 6;
      tiff.length -= 6;
      if (!read_at (&tiff, 0, head, sizeof head))
        return;
    }
  if (memcmp (head, "II*\0", 4) != 0 && memcmp (head, "MM\0*", 4) != 0)
    return;
  tiff.big = head[0] == 'M';
  second = read_directory (&tiff, get_32 (&tiff, head + 4));
  if (second != 0)
    read_directory (&tiff, second);
}

/* WebP container specification: chunks of four letters, a length, content, and a byte to make it even. */
void
_figment_metadata_read_riff (FigmentMetadataWalk *walk)
{
  guint64 offset = 12;
  guint8 head[8];

  while (_figment_metadata_step (walk) && figment_media_source_read (walk->source, offset, head, sizeof head))
    {
      const guint64 length = _figment_media_le32 (head + 4);

      if (memcmp (head, "EXIF", 4) == 0)
        _figment_metadata_read_exif (walk, offset + 8, length);
      offset += 8 + length + (length & 1);
    }
}

/* ITU-T T.81, B.1: segments of a marker and a length, up to the start of scan. */
void
_figment_metadata_read_jpeg (FigmentMetadataWalk *walk)
{
  guint64 offset = 2;
  guint8 head[4];

  while (_figment_metadata_step (walk) && figment_media_source_read (walk->source, offset, head, sizeof head)
         && head[0] == 0xff && head[1] != 0xda && head[1] != 0xd9)
    {
      const guint64 length = _figment_media_be16 (head + 2);

      if (length < 2)
        return;
      if (head[1] == 0xe1)
        _figment_metadata_read_exif (walk, offset + 4, length - 2);
      else if (head[1] == 0xfe)
        {
          g_autofree char *text = _figment_metadata_load (walk, offset + 4, length - 2);

          if (text != NULL)
            _figment_metadata_add_prefixed (walk, "comment", text, (gsize) length - 2);
        }
      offset += 2 + length;
    }
}
