/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-animation-private.h"

#include "media/figment-media-private.h"

/* GIF89a specification: 17 header, 18 logical screen, 20 image, 23 graphic control. */
#define HEADER_SIZE 13
#define DESCRIPTOR_SIZE 10
#define CONTROL_SIZE 8

static gsize
get_table_size (guint8 flags)
{
  return flags & 0x80 ? (gsize) 3 << ((flags & 7) + 1) : 0;
}

/* Where the chain of data sub-blocks that begins at @offset ends; 0 when the file ends first. */
static gsize
skip_blocks (const guint8 *data,
             gsize         length,
             gsize         offset)
{
  while (offset < length && data[offset] != 0)
    offset += 1 + (gsize) data[offset];
  return offset < length ? offset + 1 : 0;
}

static gsize
add_part (const guint8 *data,
          gsize         length,
          gsize         offset,
          gsize         control,
          GArray       *parts)
{
  FigmentAnimationPart part = { .start = offset, .control = control, .duration_ms = 100 };

  if (offset + DESCRIPTOR_SIZE > length)
    return 0;
  part.x = _figment_media_le16 (data + offset + 1);
  part.y = _figment_media_le16 (data + offset + 3);
  part.width = _figment_media_le16 (data + offset + 5);
  part.height = _figment_media_le16 (data + offset + 7);
  part.end = skip_blocks (data, length, offset + DESCRIPTOR_SIZE + get_table_size (data[offset + 9]) + 1);
  if (control != 0)
    {
      const guint8 dispose = data[control + 3] >> 2 & 7;

      part.duration_ms = _figment_media_le16 (data + control + 4) * 10;
      part.dispose = dispose == 2 ? FIGMENT_ANIMATION_CLEAR : dispose == 3 ? FIGMENT_ANIMATION_RESTORE
                                                                           : FIGMENT_ANIMATION_KEEP;
    }
  if (part.end != 0 && part.width > 0 && part.height > 0)
    g_array_append_val (parts, part);
  return part.end;
}

gboolean
_figment_animation_parse_gif (const guint8 *data,
                              gsize         length,
                              GArray       *parts,
                              guint        *width,
                              guint        *height)
{
  gsize offset, control = 0;

  if (length < HEADER_SIZE)
    return FALSE;
  *width = _figment_media_le16 (data + 6);
  *height = _figment_media_le16 (data + 8);
  offset = HEADER_SIZE + get_table_size (data[10]);
  while (offset != 0 && offset + 1 < length && data[offset] != 0x3b)
    {
      if (data[offset] == 0x21)
        {
          if (data[offset + 1] == 0xf9 && offset + CONTROL_SIZE <= length && data[offset + 2] == 4)
            control = offset;
          offset = skip_blocks (data, length, offset + 2);
        }
      else if (data[offset] == 0x2c)
        {
          offset = add_part (data, length, offset, control, parts);
          control = 0;
        }
      else
        break;
    }
  return parts->len > 0;
}

GBytes *
_figment_animation_extract_gif (const guint8               *data,
                                const FigmentAnimationPart *part)
{
  GByteArray *file = g_byte_array_new ();
  guint8 descriptor[DESCRIPTOR_SIZE];

  g_byte_array_append (file, data, HEADER_SIZE + (guint) get_table_size (data[10]));
  for (guint i = 0; i < 4; i++)
    file->data[6 + i] = data[part->start + 5 + i]; /* the canvas is as large as the part */
  if (part->control != 0)
    {
      g_byte_array_append (file, data + part->control, CONTROL_SIZE);
      file->data[file->len - CONTROL_SIZE + 3] &= 1; /* transparency stays, disposal is not its business */
    }
  for (guint i = 0; i < DESCRIPTOR_SIZE; i++)
    descriptor[i] = i >= 1 && i <= 4 ? 0 : data[part->start + i];
  g_byte_array_append (file, descriptor, DESCRIPTOR_SIZE);
  g_byte_array_append (file, data + part->start + DESCRIPTOR_SIZE, (guint) (part->end - part->start) - DESCRIPTOR_SIZE);
  g_byte_array_append (file, (const guint8 *) ";", 1);
  return g_byte_array_free_to_bytes (file);
}
