/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "figment-practice-nodes-bytes.h"

/* PNG: gdk-pixbuf packs the pixels; texts and animation are chunks put around its own. */

#define SIGNATURE_BYTES 8
#define IHDR_BYTES 25 /* the whole chunk */

static guint32
update_crc (guint32       crc,
            const guint8 *data,
            gsize         size)
{
  static gsize ready;
  static guint32 table[256];

  if (g_once_init_enter (&ready))
    {
      for (guint32 i = 0; i < 256; i++)
        {
          guint32 value = i;

          for (guint bit = 0; bit < 8; bit++)
            value = value & 1 ? 0xedb88320u ^ (value >> 1) : value >> 1;
          table[i] = value;
        }
      g_once_init_leave (&ready, 1);
    }
  for (gsize i = 0; i < size; i++)
    crc = table[(crc ^ data[i]) & 255] ^ (crc >> 8);
  return crc;
}

static void
append_chunk (GByteArray   *file,
              const char   *type,
              const guint8 *data,
              gsize         size)
{
  const guint start = file->len + 4;

  figment_practice_append_be32 (file, size);
  g_byte_array_append (file, (const guint8 *) type, 4);
  g_byte_array_append (file, data, size);
  figment_practice_append_be32 (file, ~update_crc (0xffffffffu, file->data + start, size + 4));
}

/* keyword, NUL, text: the inside of tEXt and of the private comf chunk alike */
static void
append_note (GByteArray          *file,
             const char          *type,
             FigmentPracticeNote *note)
{
  g_autofree char *text = g_strconcat (note->key, "\n", note->text, NULL);
  const gsize key_length = strlen (note->key);

  /* A keyword has 1 to 79 bytes (PNG specification, 11.3.3.1). */
  if (key_length < 1 || key_length > 79)
    return;
  text[key_length] = '\0';
  append_chunk (file, type, (const guint8 *) text, key_length + 1 + strlen (note->text));
}

static GBytes *
encode_bare (const guint8  *rgb,
             guint          width,
             guint          height,
             GError       **error)
{
  g_autoptr(GdkPixbuf) pixbuf
    = gdk_pixbuf_new_from_data (rgb, GDK_COLORSPACE_RGB, FALSE, 8, width, height, width * 3, NULL, NULL);
  g_autoptr(GError) local = NULL;
  char *data;
  gsize size;

  if (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", &local, "compression", "1", NULL))
    return g_bytes_new_take (data, size);
  g_set_error (error, FIGMENT_PRACTICE_OS_ERROR, 0, "%s", local->message);
  return NULL;
}

/* @rgb: width × height × 3 bytes; @notes: (nullable). Returns: (transfer full): the file, texts before the pixels */
GBytes *
figment_practice_encode_png (const guint8  *rgb,
                             guint          width,
                             guint          height,
                             GPtrArray     *notes,
                             GError       **error)
{
  g_autoptr(GBytes) bare = encode_bare (rgb, width, height, error);
  GByteArray *file;
  const guint8 *data;
  gsize size;

  if (bare == NULL || notes == NULL || notes->len == 0)
    return g_steal_pointer (&bare);
  data = g_bytes_get_data (bare, &size);
  file = g_byte_array_sized_new (size + 4096);
  g_byte_array_append (file, data, SIGNATURE_BYTES + IHDR_BYTES);
  for (guint i = 0; i < notes->len; i++)
    append_note (file, "tEXt", g_ptr_array_index (notes, i));
  g_byte_array_append (file, data + SIGNATURE_BYTES + IHDR_BYTES, size - SIGNATURE_BYTES - IHDR_BYTES);
  return g_byte_array_free_to_bytes (file);
}

static void
append_frame_control (GByteArray *file,
                      guint      *sequence,
                      guint       width,
                      guint       height,
                      double      fps)
{
  g_autoptr(GByteArray) control = g_byte_array_new ();

  figment_practice_append_be32 (control, (*sequence)++);
  figment_practice_append_be32 (control, width);
  figment_practice_append_be32 (control, height);
  figment_practice_append_be32 (control, 0);
  figment_practice_append_be32 (control, 0);
  figment_practice_append_be16 (control, CLAMP (1000.0 / fps, 1, 65535));
  figment_practice_append_be16 (control, 1000);
  figment_practice_append_be16 (control, 0); /* neither dispose nor blend */
  append_chunk (file, "fcTL", control->data, control->len);
}

/* Takes the pixel chunks out of a PNG, as they are for the first frame, as fdAT for the others. */
static void
append_pixels (GByteArray *file,
               GBytes     *png,
               guint       frame,
               guint      *sequence)
{
  gsize size, at = SIGNATURE_BYTES;
  const guint8 *data = g_bytes_get_data (png, &size);

  while (at + 12 <= size)
    {
      const gsize length = figment_practice_read_be32 (data + at);

      if (length > size - at - 12)
        break;
      if (memcmp (data + at + 4, "IDAT", 4) == 0 && frame == 0)
        g_byte_array_append (file, data + at, length + 12);
      else if (memcmp (data + at + 4, "IDAT", 4) == 0)
        {
          g_autoptr(GByteArray) part = g_byte_array_new ();

          figment_practice_append_be32 (part, (*sequence)++);
          g_byte_array_append (part, data + at + 8, length);
          append_chunk (file, "fdAT", part->data, part->len);
        }
      at += length + 12;
    }
}

/* Returns: (transfer full): the file; its texts stand in private chunks at the end (ComfyUI nodes_images.py) */
GBytes *
figment_practice_encode_apng (FigmentPracticeCall    *call,
                              FigmentPracticeFrames  *frames,
                              double                  fps,
                              GPtrArray              *notes,
                              GError                **error)
{
  const guint width = figment_practice_frames_get_width (frames), height = figment_practice_frames_get_height (frames);
  const guint n_frames = figment_practice_frames_get_n (frames);
  g_autofree guint8 *rgb = g_malloc ((gsize) width * height * 3);
  g_autoptr(GByteArray) file = g_byte_array_new ();
  guint sequence = 0;

  for (guint i = 0; i < n_frames; i++)
    {
      g_autoptr(GBytes) png = NULL;

      if (figment_practice_call_interrupted (call, error))
        return NULL;
      figment_practice_frames_render (frames, i, rgb);
      png = encode_bare (rgb, width, height, error);
      if (png == NULL)
        return NULL;
      if (i == 0)
        {
          const guint8 control[] = { n_frames >> 24, n_frames >> 16, n_frames >> 8, n_frames, 0, 0, 0, 0 };

          g_byte_array_append (file, g_bytes_get_data (png, NULL), SIGNATURE_BYTES + IHDR_BYTES);
          append_chunk (file, "acTL", control, sizeof control);
        }
      append_frame_control (file, &sequence, width, height, fps);
      append_pixels (file, png, i, &sequence);
    }
  for (guint i = 0; i < notes->len; i++)
    append_note (file, "comf", g_ptr_array_index (notes, i));
  append_chunk (file, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

/* Returns: (transfer full) (nullable): a JPEG, NULL where gdk-pixbuf cannot write one */
GBytes *
figment_practice_encode_jpeg (const guint8 *rgb,
                              guint         width,
                              guint         height,
                              guint         quality)
{
  g_autoptr(GdkPixbuf) pixbuf
    = gdk_pixbuf_new_from_data (rgb, GDK_COLORSPACE_RGB, FALSE, 8, width, height, width * 3, NULL, NULL);
  g_autofree char *percent = g_strdup_printf ("%u", quality);
  char *data;
  gsize size;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "jpeg", NULL, "quality", percent, NULL))
    return NULL;
  return g_bytes_new_take (data, size);
}
