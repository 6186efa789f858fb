/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-media.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>
#include <webp/encode.h>
#include <webp/mux.h>

static char *folder;
static GPtrArray *paths;

char *
figment_test_media_get_path (const char *name)
{
  g_autoptr(GError) error = NULL;
  char *path;

  if (folder == NULL)
    {
      folder = g_dir_make_tmp ("figment-media-XXXXXX", &error);
      g_assert_no_error (error);
      paths = g_ptr_array_new_with_free_func (g_free);
    }
  path = g_build_filename (folder, name, NULL);
  g_ptr_array_add (paths, g_strdup (path));
  return path;
}

void
figment_test_media_clear (void)
{
  for (guint i = 0; paths != NULL && i < paths->len; i++)
    g_unlink (g_ptr_array_index (paths, i));
  if (folder != NULL)
    g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_clear_pointer (&paths, g_ptr_array_unref);
  g_clear_pointer (&folder, g_free);
}

static GdkPixbuf *
make_pixbuf (int      width,
             int      height,
             guint32  above,
             guint32  below,
             gboolean alpha)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, width, height);
  g_autoptr(GdkPixbuf) lower = gdk_pixbuf_new_subpixbuf (pixbuf, 0, height / 2, width, height - height / 2);
  g_autoptr(GdkPixbuf) left = gdk_pixbuf_new_subpixbuf (pixbuf, 0, 0, MAX (width / 2, 1), height);

  gdk_pixbuf_fill (pixbuf, above);
  gdk_pixbuf_fill (lower, below);
  if (alpha)
    gdk_pixbuf_fill (left, 0);
  return pixbuf;
}

char *
figment_test_media_write (const char *name,
                          const char *type,
                          int         width,
                          int         height,
                          gboolean    alpha)
{
  g_autoptr(GdkPixbuf) pixbuf = make_pixbuf (width, height, 0xff0000ff, 0x0000ffff, alpha);
  g_autoptr(GError) error = NULL;
  char *path = figment_test_media_get_path (name);

  gdk_pixbuf_save (pixbuf, path, type, &error, NULL);
  g_assert_no_error (error);
  return path;
}

char *
figment_test_media_webp (const char *name,
                         int         width,
                         int         height)
{
  g_autoptr(GdkPixbuf) pixbuf = make_pixbuf (width, height, 0xff0000ff, 0x0000ffff, FALSE);
  g_autoptr(GError) error = NULL;
  char *path = figment_test_media_get_path (name);
  guint8 *data = NULL;
  const gsize length = WebPEncodeLosslessRGB (gdk_pixbuf_read_pixels (pixbuf), width, height,
                                              gdk_pixbuf_get_rowstride (pixbuf), &data);

  g_assert_cmpuint (length, >, 0);
  g_file_set_contents (path, (const char *) data, (gssize) length, &error);
  g_assert_no_error (error);
  WebPFree (data);
  return path;
}

static const guint32 colours[] = { 0xff0000ff, 0x00ff00ff, 0x0000ffff };

char *
figment_test_media_anim_webp (const char *name,
                              int         width,
                              int         height,
                              guint       n_frames,
                              guint       duration_ms)
{
  WebPAnimEncoderOptions options;
  WebPConfig config;
  WebPAnimEncoder *encoder;
  WebPData data = { 0 };
  g_autoptr(GError) error = NULL;
  char *path = figment_test_media_get_path (name);

  g_assert_true (WebPAnimEncoderOptionsInit (&options) && WebPConfigInit (&config));
  config.lossless = 1;
  config.method = 0;
  encoder = WebPAnimEncoderNew (width, height, &options);
  for (guint i = 0; i <= n_frames; i++)
    {
      const guint32 colour = colours[i % 3];
      g_autoptr(GdkPixbuf) pixbuf = make_pixbuf (width, height, colour, colour, TRUE);
      WebPPicture picture;

      gdk_pixbuf_fill (pixbuf, colour);
      g_assert_true (WebPPictureInit (&picture));
      picture.use_argb = 1;
      picture.width = width;
      picture.height = height;
      WebPPictureImportRGBA (&picture, gdk_pixbuf_read_pixels (pixbuf), gdk_pixbuf_get_rowstride (pixbuf));
      g_assert_true (WebPAnimEncoderAdd (encoder, i < n_frames ? &picture : NULL, (int) (i * duration_ms), &config));
      WebPPictureFree (&picture);
    }
  g_assert_true (WebPAnimEncoderAssemble (encoder, &data));
  g_file_set_contents (path, (const char *) data.bytes, (gssize) data.size, &error);
  g_assert_no_error (error);
  WebPDataClear (&data);
  WebPAnimEncoderDelete (encoder);
  return path;
}

static void
append_be32 (GByteArray *file,
             guint32     value)
{
  const guint32 swapped = GUINT32_TO_BE (value);

  g_byte_array_append (file, (const guint8 *) &swapped, 4);
}

/* Chunks that only readers of animations look at go without a checksum. */
static void
append_chunk (GByteArray   *file,
              const char   *chunk_name,
              const guint8 *data,
              gsize         size)
{
  append_be32 (file, (guint32) size);
  g_byte_array_append (file, (const guint8 *) chunk_name, 4);
  g_byte_array_append (file, data, (guint) size);
  append_be32 (file, 0);
}

static void
append_control (GByteArray *file,
                guint32     serial,
                guint32     width,
                guint32     height,
                guint32     x,
                guint32     y,
                guint8      dispose)
{
  const guint32 numbers[] = { serial, width, height, x, y };
  guint8 data[26] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const guint32 swapped = GUINT32_TO_BE (numbers[i]);

      memcpy (data + i * 4, &swapped, 4);
    }
  data[21] = 50;   /* 50 / 1000 s */
  data[22] = 0x03;
  data[23] = 0xe8;
  data[24] = dispose;
  append_chunk (file, "fcTL", data, sizeof data);
}

/* Where chunk @chunk_name of a PNG by gdk-pixbuf begins. */
static gsize
find_chunk (const guint8 *data,
            gsize         length,
            const char   *chunk_name)
{
  for (gsize offset = 8; offset + 12 <= length;)
    {
      guint32 size;

      memcpy (&size, data + offset, 4);
      if (memcmp (data + offset + 4, chunk_name, 4) == 0)
        return offset;
      offset += 12 + GUINT32_FROM_BE (size);
    }
  g_assert_not_reached ();
}

/* 8 × 8 red; then a green 4 × 4 in the lower right, taken away again; then a blue 4 × 4 in the upper left. */
char *
figment_test_media_apng (const char *name)
{
  static const guint8 control[8] = { 0, 0, 0, 3, 0, 0, 0, 0 };
  g_autoptr(GByteArray) file = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  char *path = figment_test_media_get_path (name);

  for (guint i = 0; i < 3; i++)
    {
      const int side = i == 0 ? 8 : 4;
      g_autoptr(GdkPixbuf) pixbuf = make_pixbuf (side, side, colours[i], colours[i], FALSE);
      g_autofree char *data = NULL;
      const guint8 *bytes;
      gsize length, start, end;

      g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", NULL, NULL));
      bytes = (const guint8 *) data;
      start = find_chunk (bytes, length, "IDAT");
      end = find_chunk (bytes, length, "IEND");
      if (i == 0)
        {
          g_byte_array_append (file, bytes, (guint) start);
          append_chunk (file, "acTL", control, sizeof control);
          append_control (file, 0, 8, 8, 0, 0, 0);
          g_byte_array_append (file, bytes + start, (guint) (end - start));
        }
      else
        {
          const gsize size = end - start - 12;
          g_autofree guint8 *numbered = g_malloc0 (size + 4);

          append_control (file, i * 2 - 1, 4, 4, i == 1 ? 4 : 0, i == 1 ? 4 : 0, i == 1 ? 2 : 0);
          memcpy (numbered + 4, bytes + start + 8, size);
          numbered[3] = (guint8) (i * 2);
          append_chunk (file, "fdAT", numbered, size + 4);
        }
      if (i == 2)
        g_byte_array_append (file, bytes + end, (guint) (length - end));
    }
  g_file_set_contents (path, (const char *) file->data, (gssize) file->len, &error);
  g_assert_no_error (error);
  return path;
}

/* 4 × 4 of which the upper left 2 × 2 is red for 50 ms and then cleared, then the lower right 2 × 2 green for 70 ms. */
char *
figment_test_media_gif (const char *name)
{
  static const char head[] = "GIF89a\x04\0\x04\0\x91\0\0\xff\0\0\0\xff\0\0\0\xff\0\0\0";
  static const char loop[] = "!\xff\x0bNETSCAPE2.0\x03\x01\0\0";
  /* LZW, codes of 3 bits: clear, p, p, clear, p, p, end. */
  static const char red[] = "!\xf9\x04\x08\x05\0\0\0,\0\0\0\0\x02\0\x02\0\0\x02\x03\x04\x08\x14";
  static const char green[] = "!\xf9\x04\x04\x07\0\0\0,\x02\0\x02\0\x02\0\x02\0\0\x02\x03\x4c\x98\x14";
  g_autoptr(GByteArray) file = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  char *path = figment_test_media_get_path (name);

  g_byte_array_append (file, (const guint8 *) head, sizeof head - 1);
  g_byte_array_append (file, (const guint8 *) loop, sizeof loop);
  g_byte_array_append (file, (const guint8 *) red, sizeof red);
  g_byte_array_append (file, (const guint8 *) green, sizeof green);
  g_byte_array_append (file, (const guint8 *) ";", 1);
  g_file_set_contents (path, (const char *) file->data, (gssize) file->len, &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
run_pipeline (const char *description)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = gst_parse_launch (description, &error);
  g_autoptr(GstBus) bus = NULL;
  g_autoptr(GstMessage) message = NULL;

  if (error != NULL)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
}

char *
figment_test_media_video (const char *name,
                          int         width,
                          int         height,
                          guint       n_frames,
                          gboolean    sound)
{
  g_autofree char *path = figment_test_media_get_path (name);
  g_autofree char *tone = sound
    ? g_strdup_printf ("audiotestsrc num-buffers=%u samplesperbuffer=2000 ! audio/x-raw,rate=48000 ! audioconvert"
                       " ! vorbisenc ! mux.", n_frames)
    : g_strdup ("");
  g_autofree char *description = g_strdup_printf (
    "videotestsrc num-buffers=%u pattern=ball ! video/x-raw,width=%d,height=%d,framerate=24/1"
    " ! vp8enc deadline=1 cpu-used=8 threads=2 keyframe-max-dist=24 ! webmmux name=mux"
    " ! filesink location=%s %s",
    n_frames, width, height, path, tone);

  gst_init (NULL, NULL);
  if (run_pipeline (description))
    return g_steal_pointer (&path);
  return NULL;
}

char *
figment_test_media_sound (const char *name,
                          guint       seconds)
{
  g_autofree char *path = figment_test_media_get_path (name);
  g_autofree char *description = g_strdup_printf (
    "audiotestsrc num-buffers=%u samplesperbuffer=4800 ! audio/x-raw,rate=48000,channels=1 ! audioconvert ! wavenc"
    " ! filesink location=%s", seconds * 10, path);

  gst_init (NULL, NULL);
  return run_pipeline (description) ? g_steal_pointer (&path) : NULL;
}
