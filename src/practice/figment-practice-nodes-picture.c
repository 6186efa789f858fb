/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <png.h>
#include <string.h>
#include <webp/decode.h>

/*
 * Picture files for the loading nodes. PNG and WebP are read by the libraries themselves: gdk-pixbuf reads no WebP
 * unless a loader from elsewhere is installed, and since 2.44 no PNG that moves, which SaveAnimatedPNG writes.
 */

static void
free_webp_pixels (guchar  *pixels,
                  gpointer data)
{
  WebPFree (pixels);
}

/* In each of these a size bomb is stopped before anything is allocated for it. */
static GdkPixbuf *
decode_webp (const guint8 *data,
             gsize         size)
{
  WebPBitstreamFeatures features;
  guint8 *pixels;
  int width, height;

  if (WebPGetFeatures (data, size, &features) != VP8_STATUS_OK
      || (guint64) features.width * features.height > FIGMENT_PRACTICE_MAX_PIXELS)
    return NULL;
  pixels =
      features.has_alpha ? WebPDecodeRGBA (data, size, &width, &height) : WebPDecodeRGB (data, size, &width, &height);
  if (pixels == NULL)
    return NULL;
  return gdk_pixbuf_new_from_data (pixels, GDK_COLORSPACE_RGB, features.has_alpha, 8, width, height,
                                   width * (features.has_alpha ? 4 : 3), free_webp_pixels, NULL);
}

/* One that moves gives its first picture. */
static GdkPixbuf *
decode_png (const guint8  *data,
            gsize          size,
            GError       **error)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  gboolean has_alpha;

  if (!png_image_begin_read_from_memory (&image, data, size))
    return NULL;
  has_alpha = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  image.format = has_alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  if (figment_practice_check_size (image.width, image.height, error))
    pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, has_alpha, 8, (int) image.width, (int) image.height);
  if (pixbuf != NULL
      && png_image_finish_read (&image, NULL, gdk_pixbuf_get_pixels (pixbuf), gdk_pixbuf_get_rowstride (pixbuf), NULL))
    return g_steal_pointer (&pixbuf);
  png_image_free (&image);
  return NULL;
}

/* Not through a loader that is fed: it takes a file that ends in the middle for a whole one. */
static GdkPixbuf *
decode_other (const char  *path,
              gboolean    *known,
              GError     **error)
{
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  int width, height;

  *known = gdk_pixbuf_get_file_info (path, &width, &height) != NULL;
  if (*known && !figment_practice_check_size (width, height, error))
    return NULL;
  pixbuf = gdk_pixbuf_new_from_file (path, NULL);
  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

/* Returns: (transfer full): 8 bits a channel, upright; NULL with the error that Python's library would raise */
GdkPixbuf *
figment_practice_read_picture (const char  *path,
                               GError     **error)
{
  static const guint8 png_start[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autoptr(GError) local = NULL;
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, &local);
  GdkPixbuf *pixbuf;
  gboolean known = TRUE;
  const guint8 *contents;
  gsize size;

  if (file == NULL)
    {
      g_set_error (error, g_quark_from_static_string ("FileNotFoundError"), 0, "%s", local->message);
      return NULL;
    }
  contents = (const guint8 *) g_mapped_file_get_contents (file);
  size = g_mapped_file_get_length (file);
  if (size >= 12 && memcmp (contents, "RIFF", 4) == 0 && memcmp (contents + 8, "WEBP", 4) == 0)
    pixbuf = decode_webp (contents, size);
  else if (size >= sizeof png_start && memcmp (contents, png_start, sizeof png_start) == 0)
    pixbuf = decode_png (contents, size, &local);
  else
    pixbuf = decode_other (path, &known, &local);
  if (pixbuf != NULL)
    return pixbuf;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (known)
    g_set_error_literal (error, FIGMENT_PRACTICE_OS_ERROR, 0, "Truncated File Read");
  else
    g_set_error (error, FIGMENT_PRACTICE_IMAGE_ERROR, 0, "cannot identify image file '%s'", path);
  return NULL;
}
