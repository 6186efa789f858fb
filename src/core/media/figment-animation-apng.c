/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-animation-private.h"

#include <string.h>

#include "media/figment-media-private.h"

/* PNG specification, 3rd edition: 5.3 chunks, 11.3.6 animation. A chunk is length, name, data, checksum. */
#define SIGNATURE_SIZE 8
#define HEADER_END (SIGNATURE_SIZE + 12 + 13)

static gboolean
is_chunk (const guint8 *data,
          gsize         offset,
          const char   *name)
{
  return memcmp (data + offset + 4, name, 4) == 0;
}

/* Where the chunk at @offset ends; 0 when it is not there as a whole. */
static gsize
get_chunk_end (const guint8 *data,
               gsize         length,
               gsize         offset)
{
  gsize size;

  if (offset + 12 > length)
    return 0;
  size = _figment_media_be32 (data + offset);
  return size <= length - offset - 12 ? offset + 12 + size : 0;
}

static guint
get_duration (const guint8 *control)
{
  const guint numerator = _figment_media_be16 (control + 20), denominator = _figment_media_be16 (control + 22);

  return numerator * 1000 / (denominator != 0 ? denominator : 100);
}

static void
start_part (const guint8         *control,
            FigmentAnimationPart *part)
{
  *part = (FigmentAnimationPart){
    .width = _figment_media_be32 (control + 4),
    .height = _figment_media_be32 (control + 8),
    .x = _figment_media_be32 (control + 12),
    .y = _figment_media_be32 (control + 16),
    .duration_ms = get_duration (control),
    .dispose = control[24] == 1 ? FIGMENT_ANIMATION_CLEAR : control[24] == 2 ? FIGMENT_ANIMATION_RESTORE
                                                                             : FIGMENT_ANIMATION_KEEP,
    .replace = control[25] == 0,
  };
}

static void
finish_part (FigmentAnimationPart *part,
             GArray               *parts,
             gsize                 end)
{
  part->end = end;
  if (part->start != 0 && part->width > 0 && part->height > 0 && part->width <= 1 << 20 && part->height <= 1 << 20)
    g_array_append_val (parts, *part);
  memset (part, 0, sizeof *part);
}

gboolean
_figment_animation_parse_apng (const guint8 *data,
                               gsize         length,
                               GArray       *parts,
                               guint        *width,
                               guint        *height)
{
  FigmentAnimationPart part = { 0 };
  gsize offset = SIGNATURE_SIZE, end;

  if (length < HEADER_END || !is_chunk (data, offset, "IHDR") || _figment_media_be32 (data + offset) != 13)
    return FALSE;
  *width = _figment_media_be32 (data + 16);
  *height = _figment_media_be32 (data + 20);
  for (; (end = get_chunk_end (data, length, offset)) != 0; offset = end)
    {
      if (is_chunk (data, offset, "fcTL") && end - offset == 12 + 26)
        {
          finish_part (&part, parts, offset);
          start_part (data + offset + 8, &part);
        }
      else if (part.start == 0 && part.width != 0
               && (is_chunk (data, offset, "IDAT") || is_chunk (data, offset, "fdAT")))
        part.start = offset;
    }
  finish_part (&part, parts, offset);
  return parts->len > 0;
}

static guint32
get_checksum (const guint8 *data,
              gsize         length)
{
  static guint32 table[256];
  static gsize once;
  guint32 sum = 0xffffffff;

  if (g_once_init_enter (&once))
    {
      for (guint32 i = 0; i < 256; i++)
        {
          table[i] = i;
          for (guint bit = 0; bit < 8; bit++)
            table[i] = table[i] & 1 ? 0xedb88320u ^ table[i] >> 1 : table[i] >> 1;
        }
      g_once_init_leave (&once, 1);
    }
  for (gsize i = 0; i < length; i++)
    sum = table[(sum ^ data[i]) & 0xff] ^ sum >> 8;
  return ~sum;
}

static void
append_be32 (GByteArray *file,
             guint32     value)
{
  const guint32 swapped = GUINT32_TO_BE (value);

  g_byte_array_append (file, (const guint8 *) &swapped, 4);
}

static void
append_chunk (GByteArray   *file,
              const char   *name,
              const guint8 *data,
              gsize         size)
{
  append_be32 (file, (guint32) size);
  g_byte_array_append (file, (const guint8 *) name, 4);
  g_byte_array_append (file, data, (guint) size);
  append_be32 (file, get_checksum (file->data + file->len - size - 4, size + 4));
}

GBytes *
_figment_animation_extract_apng (const guint8               *data,
                                 const FigmentAnimationPart *part)
{
  GByteArray *file = g_byte_array_new ();
  guint8 header[13];
  gsize offset, end;

  g_byte_array_append (file, data, SIGNATURE_SIZE);
  memcpy (header, data + SIGNATURE_SIZE + 8, sizeof header);
  for (guint i = 0; i < 4; i++)
    {
      header[i] = (guint8) (part->width >> (24 - 8 * i));
      header[4 + i] = (guint8) (part->height >> (24 - 8 * i));
    }
  append_chunk (file, "IHDR", header, sizeof header);
  for (offset = HEADER_END; offset < part->start && !is_chunk (data, offset, "IDAT"); offset = end)
    {
      end = offset + 12 + _figment_media_be32 (data + offset);
      if (is_chunk (data, offset, "PLTE") || is_chunk (data, offset, "tRNS"))
        g_byte_array_append (file, data + offset, (guint) (end - offset));
    }
  for (offset = part->start; offset < part->end; offset = end)
    {
      const gsize size = _figment_media_be32 (data + offset);

      end = offset + 12 + size;
      if (is_chunk (data, offset, "IDAT"))
        append_chunk (file, "IDAT", data + offset + 8, size);
      else if (is_chunk (data, offset, "fdAT") && size >= 4) /* its sequence number comes first */
        append_chunk (file, "IDAT", data + offset + 12, size - 4);
    }
  append_chunk (file, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (file);
}
