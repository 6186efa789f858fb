/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-container.h"

#include <string.h>

static void
put (GByteArray *to,
     const char *data,
     gsize       length)
{
  g_byte_array_append (to, (const guint8 *) data, (guint) length);
}

#define PUT(to, literal) put (to, literal, sizeof (literal) - 1)

static void
put_text (GByteArray *to,
          const char *text)
{
  put (to, text, strlen (text));
}

static void
put_be (GByteArray *to,
        guint64     value,
        guint       n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    {
      const guint8 byte = (guint8) (value >> (8 * (i - 1)));

      g_byte_array_append (to, &byte, 1);
    }
}

static void
put_le (GByteArray *to,
        guint64     value,
        guint       n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      const guint8 byte = (guint8) (value >> (8 * i));

      g_byte_array_append (to, &byte, 1);
    }
}

/* Appends and frees @content. */
static void
put_array (GByteArray *to,
           GByteArray *content)
{
  g_byte_array_append (to, content->data, content->len);
  g_byte_array_unref (content);
}

static void
put_chunk (GByteArray *to,
           const char *type,
           GByteArray *content)
{
  put_be (to, content->len, 4);
  put_text (to, type);
  put_array (to, content);
  PUT (to, "CRCC");
}

static GByteArray *
deflate_text (const char *text)
{
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  GByteArray *out = g_byte_array_new ();
  gsize n_read, n_written;

  g_byte_array_set_size (out, (guint) strlen (text) + 256);
  g_assert_cmpint (g_converter_convert (converter, text, strlen (text), out->data, out->len,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL), ==, G_CONVERTER_FINISHED);
  g_byte_array_set_size (out, (guint) n_written);
  return out;
}

static GBytes *
build_png (const char        *type,
           gboolean           zip,
           gboolean           behind,
           const char *const *keys,
           const char *const *texts)
{
  GByteArray *png = g_byte_array_new ();

  PUT (png, "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0CRCC");
  if (behind)
    put_chunk (png, "IDAT", g_byte_array_new ());
  for (guint i = 0; keys[i] != NULL; i++)
    {
      GByteArray *content = g_byte_array_new ();

      put (content, keys[i], strlen (keys[i]) + 1);
      if (g_str_equal (type, "iTXt"))
        {
          put (content, zip ? "\1\0en" : "\0\0en", 5);
          PUT (content, "a\0");
        }
      else if (zip)
        PUT (content, "\0");
      if (zip)
        put_array (content, deflate_text (texts[i]));
      else
        put_text (content, texts[i]);
      put_chunk (png, type, content);
    }
  PUT (png, "\0\0\0\0IENDCRCC");
  return g_byte_array_free_to_bytes (png);
}

GBytes *
figment_test_container_png (const char *const *keys,
                            const char *const *texts)
{
  return build_png ("tEXt", FALSE, FALSE, keys, texts);
}

GBytes *
figment_test_container_png_zip (const char *const *keys,
                                const char *const *texts)
{
  return build_png ("zTXt", TRUE, FALSE, keys, texts);
}

GBytes *
figment_test_container_png_itxt (const char *const *keys,
                                 const char *const *texts)
{
  return build_png ("iTXt", TRUE, FALSE, keys, texts);
}

GBytes *
figment_test_container_apng (const char *const *keys,
                             const char *const *texts)
{
  return build_png ("comf", FALSE, TRUE, keys, texts);
}

/* Big-endian, tags downwards from Model, as ComfyUI has them. */
static GByteArray *
build_tiff (const char *const *keys,
            const char *const *texts)
{
  GByteArray *tiff = g_byte_array_new ();
  const guint n = g_strv_length ((char **) keys);
  guint32 offset = 8 + 2 + n * 12 + 4;

  PUT (tiff, "MM\0*\0\0\0\x08");
  put_be (tiff, n, 2);
  for (guint i = 0; i < n; i++)
    {
      const gsize length = strlen (keys[i]) + 1 + strlen (texts[i]) + 1;

      put_be (tiff, 0x0110 - i, 2);
      put_be (tiff, 2, 2);
      put_be (tiff, length, 4);
      put_be (tiff, offset, 4);
      offset += (guint32) length;
    }
  put_be (tiff, 0, 4);
  for (guint i = 0; i < n; i++)
    {
      put_text (tiff, keys[i]);
      PUT (tiff, ":");
      put (tiff, texts[i], strlen (texts[i]) + 1);
    }
  return tiff;
}

GBytes *
figment_test_container_webp (const char *const *keys,
                             const char *const *texts)
{
  GByteArray *webp = g_byte_array_new ();
  GByteArray *tiff = build_tiff (keys, texts);

  PUT (webp, "RIFF\0\0\0\0WEBPVP8L\5\0\0\0\x2f\0\0\0\0\0EXIF");
  put_le (webp, tiff->len + 6, 4);
  PUT (webp, "Exif\0\0");
  put_array (webp, tiff);
  return g_byte_array_free_to_bytes (webp);
}

GBytes *
figment_test_container_jpeg (const char *const *keys,
                             const char *const *texts)
{
  GByteArray *jpeg = g_byte_array_new ();
  GByteArray *tiff = build_tiff (keys, texts);

  PUT (jpeg, "\xff\xd8\xff\xe0\0\4JF\xff\xe1");
  put_be (jpeg, tiff->len + 8, 2);
  PUT (jpeg, "Exif\0\0");
  put_array (jpeg, tiff);
  PUT (jpeg, "\xff\xda\0\4ab");
  return g_byte_array_free_to_bytes (jpeg);
}

static void
put_box (GByteArray *to,
         const char *type,
         GByteArray *content)
{
  put_be (to, content->len + 8, 4);
  put (to, type, 4);
  put_array (to, content);
}

GBytes *
figment_test_container_avif (const char *const *keys,
                             const char *const *texts)
{
  GByteArray *avif = g_byte_array_new (), *meta = g_byte_array_new ();
  GByteArray *iloc = g_byte_array_new (), *iinf = g_byte_array_new (), *infe = g_byte_array_new ();
  GByteArray *exif = build_tiff (keys, texts);
  const guint meta_length = 8 + 4 + (8 + 22) + (8 + 6 + 8 + 14);

  PUT (avif, "\0\0\0\x14" "ftypavif\0\0\0\0mif1");
  PUT (meta, "\0\0\0\0");
  /* The places first, as some writers have it: one item, in one piece behind the boxes. */
  PUT (iloc, "\0\0\0\0\x44\0\0\1\0\7\0\0\0\1");
  put_be (iloc, avif->len + meta_length, 4);
  put_be (iloc, exif->len + 4, 4);
  put_box (meta, "iloc", iloc);
  PUT (iinf, "\0\0\0\0\0\1");
  PUT (infe, "\2\0\0\0\0\7\0\0Exif\0\0");
  put_box (iinf, "infe", infe);
  put_box (meta, "iinf", iinf);
  put_box (avif, "meta", meta);
  PUT (avif, "\0\0\0\0");
  put_array (avif, exif);
  return g_byte_array_free_to_bytes (avif);
}

static GByteArray *
build_moov (const char *const *names,
            const char *const *texts)
{
  GByteArray *keys = g_byte_array_new (), *list = g_byte_array_new (), *meta = g_byte_array_new ();
  GByteArray *udta = g_byte_array_new (), *moov = g_byte_array_new (), *file = g_byte_array_new ();
  const guint n = g_strv_length ((char **) names);

  put_be (keys, 0, 4);
  put_be (keys, n, 4);
  for (guint i = 0; i < n; i++)
    {
      GByteArray *entry = g_byte_array_new (), *data = g_byte_array_new (), *name = g_byte_array_new ();
      char type[4] = { 0, 0, 0, (char) (i + 1) };

      put_text (name, names[i]);
      put_box (keys, "mdta", name);
      PUT (data, "\0\0\0\1\0\0\0\0");
      put_text (data, texts[i]);
      put_box (entry, "data", data);
      put_box (list, type, entry);
    }
  PUT (meta, "\0\0\0\0\0\0\0\x08hdlr");
  put_box (meta, "keys", keys);
  put_box (meta, "ilst", list);
  put_box (udta, "meta", meta);
  put_box (moov, "udta", udta);
  put_box (file, "moov", moov);
  return file;
}

GBytes *
figment_test_container_mp4 (const char *const *keys,
                            const char *const *texts)
{
  GByteArray *mp4 = g_byte_array_new ();

  PUT (mp4, "\0\0\0\x14" "ftypisom\0\0\2\0isom\0\0\0\x0cmdatfilm");
  put_array (mp4, build_moov (keys, texts));
  return g_byte_array_free_to_bytes (mp4);
}

void
figment_test_container_mp4_parts (const char *const *keys,
                                  const char *const *texts,
                                  guint64            size,
                                  GBytes           **head,
                                  GBytes           **tail)
{
  GByteArray *front = g_byte_array_new ();

  *tail = g_byte_array_free_to_bytes (build_moov (keys, texts));
  PUT (front, "\0\0\0\x14" "ftypisom\0\0\2\0isom\0\0\0\1mdat");
  put_be (front, size - 20 - g_bytes_get_size (*tail), 8);
  *head = g_byte_array_free_to_bytes (front);
}

/* The texts of a film from an old QuickTime, each naming itself. */
GBytes *
figment_test_container_mov (const char *const *keys,
                            const char *const *texts)
{
  GByteArray *mov = g_byte_array_new (), *moov = g_byte_array_new (), *udta = g_byte_array_new ();

  for (guint i = 0; keys[i] != NULL; i++)
    {
      GByteArray *box = g_byte_array_new ();

      put_be (box, strlen (keys[i]) + 1 + strlen (texts[i]), 2);
      PUT (box, "\0\0");
      put_text (box, keys[i]);
      PUT (box, ":");
      put_text (box, texts[i]);
      put_box (udta, i == 0 ? "\xa9" "cmt" : "\xa9" "inf", box);
    }
  put_box (moov, "udta", udta);
  put_box (mov, "moov", moov);
  return g_byte_array_free_to_bytes (mov);
}

static void
put_element (GByteArray *to,
             guint32     id,
             guint       id_length,
             GByteArray *content)
{
  put_be (to, id, id_length);
  put_be (to, 0x10000000 | content->len, 4);
  put_array (to, content);
}

GBytes *
figment_test_container_webm (const char *const *keys,
                             const char *const *texts)
{
  GByteArray *webm = g_byte_array_new (), *tags = g_byte_array_new (), *tag = g_byte_array_new ();

  for (guint i = 0; keys[i] != NULL; i++)
    {
      GByteArray *simple = g_byte_array_new (), *name = g_byte_array_new (), *text = g_byte_array_new ();
      g_autofree char *upper = g_ascii_strup (keys[i], -1);

      put_text (name, upper);
      put_text (text, texts[i]);
      put_element (simple, 0x45a3, 2, name);
      put_element (simple, 0x4487, 2, text);
      put_element (tag, 0x67c8, 2, simple);
    }
  put_element (tags, 0x7373, 2, tag);
  /* A segment without a length, as live writers have it, and a cluster before the tags. */
  PUT (webm, "\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
             "\x1f\x43\xb6\x75\x84\xe7\x81\0\xec");
  put_element (webm, 0x1254c367, 4, tags);
  return g_byte_array_free_to_bytes (webm);
}

static GByteArray *
build_comments (const char *const *keys,
                const char *const *texts)
{
  GByteArray *comments = g_byte_array_new ();

  put_le (comments, 3, 4);
  PUT (comments, "lib");
  put_le (comments, g_strv_length ((char **) keys), 4);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      put_le (comments, strlen (keys[i]) + 1 + strlen (texts[i]), 4);
      put_text (comments, keys[i]);
      PUT (comments, "=");
      put_text (comments, texts[i]);
    }
  return comments;
}

GBytes *
figment_test_container_flac (const char *const *keys,
                             const char *const *texts)
{
  GByteArray *flac = g_byte_array_new ();
  GByteArray *comments = build_comments (keys, texts);

  PUT (flac, "fLaC\0\0\0\4info\x84");
  put_be (flac, comments->len, 3);
  put_array (flac, comments);
  return g_byte_array_free_to_bytes (flac);
}

static void
put_page (GByteArray *to,
          GByteArray *packet)
{
  PUT (to, "OggS\0\2\0\0\0\0\0\0\0\0\1\2\3\4\0\0\0\0\5\6\7\x08");
  put_be (to, packet->len / 255 + 1, 1);
  for (guint left = packet->len;; left -= 255)
    {
      put_be (to, MIN (left, 255), 1);
      if (left < 255)
        break;
    }
  put_array (to, packet);
}

GBytes *
figment_test_container_opus (const char *const *keys,
                             const char *const *texts)
{
  GByteArray *ogg = g_byte_array_new (), *head = g_byte_array_new (), *tags = g_byte_array_new ();

  PUT (head, "OpusHead\1\2");
  put_page (ogg, head);
  PUT (tags, "OpusTags");
  put_array (tags, build_comments (keys, texts));
  put_page (ogg, tags);
  return g_byte_array_free_to_bytes (ogg);
}

static void
put_synchsafe (GByteArray *to,
               guint       value)
{
  for (int shift = 21; shift >= 0; shift -= 7)
    put_be (to, value >> shift & 0x7f, 1);
}

static GBytes *
build_mp3 (gboolean           utf_16,
           const char *const *keys,
           const char *const *texts)
{
  GByteArray *mp3 = g_byte_array_new (), *frames = g_byte_array_new ();

  for (guint i = 0; keys[i] != NULL; i++)
    {
      GByteArray *frame = g_byte_array_new ();

      if (utf_16)
        {
          gsize key_length, length;
          g_autofree char *key = g_convert (keys[i], -1, "UTF-16LE", "UTF-8", NULL, &key_length, NULL);
          g_autofree char *text = g_convert (texts[i], -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);

          PUT (frame, "\1\xff\xfe");
          put (frame, key, key_length);
          PUT (frame, "\0\0\xff\xfe");
          put (frame, text, length);
        }
      else
        {
          PUT (frame, "\3");
          put (frame, keys[i], strlen (keys[i]) + 1);
          put_text (frame, texts[i]);
        }
      PUT (frames, "TXXX");
      put_synchsafe (frames, frame->len);
      PUT (frames, "\0\0");
      put_array (frames, frame);
    }
  PUT (mp3, "ID3\4\0\0");
  put_synchsafe (mp3, frames->len);
  put_array (mp3, frames);
  PUT (mp3, "\xff\xfb\x10\xc4");
  return g_byte_array_free_to_bytes (mp3);
}

GBytes *
figment_test_container_mp3 (const char *const *keys,
                            const char *const *texts)
{
  return build_mp3 (FALSE, keys, texts);
}

GBytes *
figment_test_container_mp3_utf16 (const char *const *keys,
                                  const char *const *texts)
{
  return build_mp3 (TRUE, keys, texts);
}

/* { "KEY": "text written as a JSON string", … } */
static char *
build_members (const char *const *keys,
               const char *const *texts)
{
  GString *members = g_string_new ("{");

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_string_append_printf (members, "%s\"%s\":\"", i > 0 ? "," : "", keys[i]);
      for (const char *c = texts[i]; *c != '\0'; c++)
        {
          if (*c == '"' || *c == '\\')
            g_string_append_c (members, '\\');
          g_string_append_c (members, *c);
        }
      g_string_append_c (members, '"');
    }
  g_string_append_c (members, '}');
  return g_string_free (members, FALSE);
}

GBytes *
figment_test_container_glb (const char *const *keys,
                            const char *const *texts)
{
  GByteArray *glb = g_byte_array_new ();
  g_autofree char *members = build_members (keys, texts);
  g_autofree char *json = g_strdup_printf ("{\"asset\":{\"version\":\"2.0\",\"extras\":%s}}", members);

  PUT (glb, "glTF\2\0\0\0");
  put_le (glb, 20 + strlen (json), 4);
  put_le (glb, strlen (json), 4);
  PUT (glb, "JSON");
  put_text (glb, json);
  return g_byte_array_free_to_bytes (glb);
}

GBytes *
figment_test_container_safetensors (const char *const *keys,
                                    const char *const *texts)
{
  GByteArray *file = g_byte_array_new ();
  g_autofree char *members = build_members (keys, texts);
  g_autofree char *json = g_strdup_printf ("{\"__metadata__\":%s}", members);

  put_le (file, strlen (json), 8);
  put_text (file, json);
  return g_byte_array_free_to_bytes (file);
}

GBytes *
figment_test_container_svg (const char *const *keys,
                            const char *const *texts)
{
  g_autofree char *members = build_members (keys, texts);
  char *svg = g_strdup_printf ("<svg xmlns=\"http://www.w3.org/2000/svg\">"
                               "<metadata><![CDATA[\n%s\n]]></metadata></svg>", members);

  return g_bytes_new_take (svg, strlen (svg));
}
