/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <string.h>

#include "media/figment-metadata-private.h"

/*
 * PNG specification, 3rd edition, 11.3.3: tEXt is keyword, NUL, Latin-1; zTXt has a compression method and zlib data in
 * place of the text; iTXt has compression flag and method, language, NUL, translated keyword, NUL, UTF-8. ComfyUI's
 * animations put "prompt", NUL, JSON into a chunk named "comf" (ComfyUI nodes_images.py, SaveAnimatedPNG).
 */

static void
add_inflated (FigmentMetadataWalk *walk,
              const char          *key,
              gsize                key_length,
              const char          *data,
              gsize                length)
{
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  g_autoptr(GInputStream) packed = g_memory_input_stream_new_from_data (data, (gssize) length, NULL);
  g_autoptr(GInputStream) stream = g_converter_input_stream_new (packed, converter);
  g_autoptr(GByteArray) text = g_byte_array_new ();
  guint8 buffer[16 * 1024];
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      walk->work_left -= MIN (walk->work_left, (gsize) n);
      if (walk->work_left == 0 || text->len + (gsize) n > walk->bytes_left)
        return;
      g_byte_array_append (text, buffer, (guint) n);
    }
  _figment_metadata_add (walk, key, key_length, (const char *) text->data, text->len);
}

static void
add_international (FigmentMetadataWalk *walk,
                   const char          *key,
                   gsize                key_length,
                   const char          *data,
                   gsize                length)
{
  const char *end = data + length;
  const char *language_end, *text;

  if (length < 2)
    return;
  language_end = memchr (data + 2, '\0', length - 2);
  text = language_end != NULL ? memchr (language_end + 1, '\0', (gsize) (end - language_end - 1)) : NULL;
  if (text == NULL)
    return;
  text++;
  if (data[0] == 1)
    add_inflated (walk, key, key_length, text, (gsize) (end - text));
  else
    _figment_metadata_add (walk, key, key_length, text, (gsize) (end - text));
}

static void
read_text_chunk (FigmentMetadataWalk *walk,
                 const guint8        *type,
                 guint64              offset,
                 guint64              length)
{
  g_autofree char *data = _figment_metadata_load (walk, offset, length);
  const char *nul = data != NULL ? memchr (data, '\0', (gsize) length) : NULL;
  const char *text;
  gsize key_length, text_length;

  if (nul == NULL)
    return;
  key_length = (gsize) (nul - data);
  text = nul + 1;
  text_length = (gsize) length - key_length - 1;
  if (memcmp (type, "iTXt", 4) == 0)
    add_international (walk, data, key_length, text, text_length);
  else if (memcmp (type, "zTXt", 4) == 0 && text_length > 1)
    add_inflated (walk, data, key_length, text + 1, text_length - 1);
  else if (memcmp (type, "zTXt", 4) != 0)
    _figment_metadata_add (walk, data, key_length, text, text_length);
}

/* To the very end, for animations have theirs behind the last frame. */
void
_figment_metadata_read_png (FigmentMetadataWalk *walk)
{
  guint64 offset = 8;
  guint8 head[8];

  while (_figment_metadata_step (walk) && figment_media_source_read (walk->source, offset, head, sizeof head)
         && memcmp (head + 4, "IEND", 4) != 0)
    {
      const guint64 length = _figment_media_be32 (head);

      if (memcmp (head + 4, "tEXt", 4) == 0 || memcmp (head + 4, "zTXt", 4) == 0 || memcmp (head + 4, "iTXt", 4) == 0
          || memcmp (head + 4, "comf", 4) == 0)
        read_text_chunk (walk, head + 4, offset + 8, length);
      else if (memcmp (head + 4, "eXIf", 4) == 0)
        _figment_metadata_read_exif (walk, offset + 8, length);
      offset += 8 + length + 4;
    }
}
