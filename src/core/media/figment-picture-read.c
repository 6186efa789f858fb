/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-picture-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <webp/decode.h>
#include <webp/demux.h>

#define CHUNK (64 * 1024)

/* What has to be in memory as a whole before it can be decoded. */
#define MAX_FILE_BYTES (G_GUINT64_CONSTANT (512) << 20)

/* Pictures up to this size are decoded whole and then scaled, which looks better than dropping to an integer part. */
#define SCALE_WHOLE_PIXELS (G_GUINT64_CONSTANT (64) * 1000 * 1000)

guint
_figment_picture_get_divisor (guint width,
                              guint height,
                              int   max_side)
{
  const guint side = max_side > 0 ? MIN ((guint) max_side, FIGMENT_PICTURE_MAX_SIDE) : FIGMENT_PICTURE_MAX_SIDE;
  const guint longer = MAX (width, height);

  if ((guint64) width * height > SCALE_WHOLE_PIXELS)
    return (longer + side - 1) / side;
  return MAX (longer / side, 1);
}

gboolean
_figment_picture_check_size (guint64   width,
                             guint64   height,
                             gboolean  whole,
                             GError  **error)
{
  const guint64 limit = whole ? FIGMENT_PICTURE_MAX_WHOLE_PIXELS : FIGMENT_PICTURE_MAX_PIXELS;

  if (width == 0 || height == 0 || width > 1 << 20 || height > 1 << 20 || width * height > limit)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   _("The picture of %" G_GUINT64_FORMAT " × %" G_GUINT64_FORMAT " pixels is too large to be shown"),
                   width, height);
      return FALSE;
    }
  return TRUE;
}

void
_figment_picture_premultiply (const guint8 *from,
                              guint32      *to,
                              gsize         n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++, from += 4)
    to[i] = _figment_picture_premultiply_pixel (from[0], from[1], from[2], from[3]);
}

/* Animated ones give their first picture. libwebp scales while it decodes (webp/decode.h, use_scaling). */
FigmentPicture *
_figment_picture_read_webp (GBytes  *bytes,
                            int      max_side,
                            GError **error)
{
  const int cap = max_side > 0 ? MIN (max_side, FIGMENT_PICTURE_MAX_SIDE) : FIGMENT_PICTURE_MAX_SIDE;
  WebPData data = { .size = g_bytes_get_size (bytes), .bytes = g_bytes_get_data (bytes, NULL) };
  g_autoptr(GBytes) pixels = NULL;
  WebPDecoderConfig config;
  FigmentPicture *picture;
  WebPIterator frame = { 0 };
  WebPDemuxer *demuxer;
  int width, height, longer;
  guint8 *buffer;
  gboolean good;

  demuxer = WebPDemux (&data);
  if (demuxer == NULL || !WebPInitDecoderConfig (&config) || !WebPDemuxGetFrame (demuxer, 1, &frame)
      || WebPGetFeatures (frame.fragment.bytes, frame.fragment.size, &config.input) != VP8_STATUS_OK)
    {
      WebPDemuxDelete (demuxer);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The WebP picture is damaged"));
      return NULL;
    }
  width = config.input.width;
  height = config.input.height;
  longer = MAX (width, height);
  if (longer > cap)
    {
      config.options.use_scaling = 1;
      config.options.scaled_width = width = MAX ((int) ((gint64) width * cap / longer), 1);
      config.options.scaled_height = height = MAX ((int) ((gint64) height * cap / longer), 1);
    }
  buffer = g_malloc ((gsize) width * 4 * (gsize) height);
  pixels = g_bytes_new_take (buffer, (gsize) width * 4 * (gsize) height);
  config.output.colorspace = G_BYTE_ORDER == G_LITTLE_ENDIAN ? MODE_bgrA : MODE_Argb;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = buffer;
  config.output.u.RGBA.stride = width * 4;
  config.output.u.RGBA.size = g_bytes_get_size (pixels);
  good = WebPDecode (frame.fragment.bytes, frame.fragment.size, &config) == VP8_STATUS_OK;
  WebPDemuxReleaseIterator (&frame);
  WebPDemuxDelete (demuxer);
  if (!good)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The WebP picture is damaged"));
      return NULL;
    }
  picture = figment_picture_new (width, height, pixels, config.input.has_alpha);
  picture->full_width = config.input.width;
  picture->full_height = config.input.height;
  return picture;
}

/* What the loader's signal is told, and tells. */
typedef struct
{
  gboolean  reducible; /* the loader keeps to the size that it is given, and saves memory by it */
  int       max_side;
  int       width;     /* px, of the file */
  int       height;
  GError   *error;     /* (owned) (nullable) */
} SizeData;

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  SizeData *data = user_data;
  guint divisor;

  data->width = width;
  data->height = height;
  if (data->error != NULL || !_figment_picture_check_size ((guint64) MAX (width, 0), (guint64) MAX (height, 0),
                                                           !data->reducible, &data->error))
    {
      gdk_pixbuf_loader_set_size (loader, 0, 0); /* gdk-pixbuf: stops the loaders that listen */
      return;
    }
  divisor = _figment_picture_get_divisor ((guint) width, (guint) height, data->max_side);
  if (divisor > 1)
    gdk_pixbuf_loader_set_size (loader, MAX (width / (int) divisor, 1), MAX (height / (int) divisor, 1));
}

static gboolean
feed_loader (GdkPixbufLoader  *loader,
             GInputStream     *stream,
             SizeData         *data,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  for (;;)
    {
      const gssize n_read = g_input_stream_read (stream, chunk, CHUNK, cancellable, error);

      if (n_read <= 0)
        {
          gdk_pixbuf_loader_close (loader, n_read == 0 ? error : NULL);
          return n_read == 0 && (error == NULL || *error == NULL);
        }
      if (!gdk_pixbuf_loader_write (loader, chunk, (gsize) n_read, error) || data->error != NULL)
        {
          gdk_pixbuf_loader_close (loader, NULL);
          return FALSE;
        }
    }
}

static FigmentPicture *
new_from_pixbuf (GdkPixbuf *pixbuf)
{
  const int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  const gboolean has_alpha = gdk_pixbuf_get_has_alpha (pixbuf);
  const gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  guint32 *to = g_malloc ((gsize) width * 4 * (gsize) height);
  g_autoptr(GBytes) bytes = g_bytes_new_take (to, (gsize) width * 4 * (gsize) height);

  for (int y = 0; y < height; y++, from += stride, to += width)
    {
      if (has_alpha)
        _figment_picture_premultiply (from, to, (gsize) width);
      else
        for (int x = 0; x < width; x++)
          to[x] = 0xff000000u | (guint32) from[x * 3] << 16 | (guint32) from[x * 3 + 1] << 8 | from[x * 3 + 2];
    }
  return figment_picture_new (width, height, bytes, has_alpha);
}

FigmentPicture *
_figment_picture_read_pixbuf (GInputStream            *stream,
                              const FigmentMediaInfo  *info,
                              int                      max_side,
                              GCancellable            *cancellable,
                              GError                 **error)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr(GdkPixbuf) upright = NULL;
  g_autoptr(GError) local = NULL;
  SizeData data = { .max_side = max_side };
  FigmentPicture *picture;
  gboolean fed;

  data.reducible = g_str_equal (info->mime, "image/jpeg") || g_str_equal (info->mime, "image/svg+xml");
  if (info->width > 0
      && !_figment_picture_check_size ((guint64) info->width, (guint64) info->height, !data.reducible, error))
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &data);
  fed = feed_loader (loader, stream, &data, cancellable, &local);
  g_signal_handlers_disconnect_by_data (loader, &data);
  if (data.error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&data.error));
      return NULL;
    }
  if (!fed || gdk_pixbuf_loader_get_pixbuf (loader) == NULL)
    {
      if (g_error_matches (local, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE))
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                     _("No loader for pictures of type %s is installed"), info->mime);
      else if (local != NULL && local->domain == G_IO_ERROR)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The picture is damaged: %s"),
                     local != NULL ? local->message : "?");
      return NULL;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
  picture = new_from_pixbuf (upright);
  if ((data.width > data.height) != (picture->width > picture->height))
    {
      picture->full_width = MAX (data.height, picture->width); /* turned by a quarter */
      picture->full_height = MAX (data.width, picture->height);
    }
  else
    {
      picture->full_width = MAX (data.width, picture->width);
      picture->full_height = MAX (data.height, picture->height);
    }
  return picture;
}

/* The size that was asked for, exactly, and the halved ones if it is to be looked at closely. */
static FigmentPicture *
finish_picture (FigmentPicture *picture,
                int             max_side)
{
  const int cap = max_side > 0 ? MIN (max_side, FIGMENT_PICTURE_MAX_SIDE) : FIGMENT_PICTURE_MAX_SIDE;
  const int longer = MAX (picture->width, picture->height);

  if (longer > cap)
    {
      FigmentPicture *scaled = figment_picture_scale (picture,
                                                      MAX ((int) ((gint64) picture->width * cap / longer), 1),
                                                      MAX ((int) ((gint64) picture->height * cap / longer), 1));

      figment_picture_unref (picture);
      picture = scaled;
    }
  if (max_side == 0)
    _figment_picture_add_halves (picture);
  return picture;
}

static GBytes *
read_all (GInputStream  *stream,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  guint64 length = 0;
  gssize n_read;

  while ((n_read = g_input_stream_read (stream, chunk, CHUNK, cancellable, error)) > 0)
    {
      length += (guint64) n_read;
      if (length > MAX_FILE_BYTES)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("The file is too large to be shown"));
          return NULL;
        }
      g_output_stream_write_all (memory, chunk, (gsize) n_read, NULL, NULL, NULL);
    }
  if (n_read < 0)
    return NULL;
  g_output_stream_close (memory, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static FigmentPicture *
read_stream (GInputStream            *stream,
             const FigmentMediaInfo  *info,
             int                      max_side,
             GCancellable            *cancellable,
             GError                 **error)
{
  FigmentPicture *picture = NULL;

  if (info->kind != FIGMENT_MEDIA_IMAGE && info->kind != FIGMENT_MEDIA_ANIMATION)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is not a picture"));
      return NULL;
    }
  if (g_str_equal (info->extension, ".png"))
    picture = _figment_picture_read_png (stream, max_side, cancellable, error);
  else if (g_str_equal (info->extension, ".webp"))
    {
      g_autoptr(GBytes) bytes = read_all (stream, cancellable, error);

      picture = bytes != NULL ? _figment_picture_read_webp (bytes, max_side, error) : NULL;
    }
  else
    picture = _figment_picture_read_pixbuf (stream, info, max_side, cancellable, error);
  return picture != NULL ? finish_picture (picture, max_side) : NULL;
}

/**
 * figment_picture_read_file:
 * @max_side: px, what the longer side may have; 0: %FIGMENT_PICTURE_MAX_SIDE, with halved pictures for quick showing
 *
 * Decodes a still picture, or the first one of an animation. What it is, is told by its bytes. Blocks.
 *
 * Returns: (transfer full): %NULL with @error in %G_IO_ERROR or %G_FILE_ERROR, in words for a person
 */
FigmentPicture *
figment_picture_read_file (const char    *path,
                           int            max_side,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GFile) file = NULL;
  FigmentMediaInfo info;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !figment_media_sniff_file (path, &info, error))
    return NULL;
  file = g_file_new_for_path (path);
  stream = g_file_read (file, cancellable, error);
  return stream != NULL ? read_stream (G_INPUT_STREAM (stream), &info, max_side, cancellable, error) : NULL;
}

/* figment_picture_read_file () on bytes in memory. */
FigmentPicture *
figment_picture_read_bytes (GBytes        *bytes,
                            int            max_side,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr(GInputStream) stream = NULL;
  FigmentMediaInfo info;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  figment_media_sniff (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &info);
  stream = g_memory_input_stream_new_from_bytes (bytes);
  return read_stream (stream, &info, max_side, cancellable, error);
}
