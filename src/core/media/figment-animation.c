/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-animation.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <webp/demux.h>

#include "media/figment-animation-private.h"
#include "media/figment-picture-private.h"

#define MAX_FILE_BYTES (512 << 20)

/* A canvas is held two or three times over. */
#define MAX_CANVAS_PIXELS (G_GUINT64_CONSTANT (32) * 1000 * 1000)

/* Shorter ones are mistakes of the tool that wrote the file; browsers show them this long instead. */
#define SHORTEST_MS 11
#define FALLBACK_MS 100

typedef GBytes *(*ExtractFunc) (const guint8               *data,
                                const FigmentAnimationPart *part);

struct _FigmentAnimation
{
  GBytes          *bytes;   /* (owned) the file */
  guint            width;   /* px */
  guint            height;
  GArray          *parts;   /* (owned) of FigmentAnimationPart; of a WebP only durations */
  ExtractFunc      extract; /* NULL for WebP, which libwebp puts together */
  WebPAnimDecoder *webp;    /* (owned) (nullable) */
  guint            next;    /* position that is drawn next */
  guint32         *canvas;  /* (owned) (nullable): premultiplied, after the last part that was drawn */
  guint32         *saved;   /* (owned) (nullable): before it, if it is to be taken back */
};

void
figment_animation_frame_free (FigmentAnimationFrame *frame)
{
  figment_picture_unref (frame->picture);
  g_free (frame);
}

FigmentAnimation *
figment_animation_ref (FigmentAnimation *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_animation (gpointer data)
{
  FigmentAnimation *self = data;

  WebPAnimDecoderDelete (self->webp);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  g_free (self->canvas);
  g_free (self->saved);
}

void
figment_animation_unref (FigmentAnimation *self)
{
  g_atomic_rc_box_release_full (self, clear_animation);
}

static gboolean
open_webp (FigmentAnimation *self)
{
  WebPData data = { g_bytes_get_data (self->bytes, NULL), g_bytes_get_size (self->bytes) };
  WebPDemuxer *demuxer = WebPDemux (&data);
  WebPIterator frame = { 0 };

  if (demuxer == NULL)
    return FALSE;
  self->width = WebPDemuxGetI (demuxer, WEBP_FF_CANVAS_WIDTH);
  self->height = WebPDemuxGetI (demuxer, WEBP_FF_CANVAS_HEIGHT);
  for (gboolean more = WebPDemuxGetFrame (demuxer, 1, &frame); more; more = WebPDemuxNextFrame (&frame))
    {
      const FigmentAnimationPart part = { .duration_ms = (guint) MAX (frame.duration, 0) };

      g_array_append_val (self->parts, part);
    }
  WebPDemuxReleaseIterator (&frame);
  WebPDemuxDelete (demuxer);
  return self->parts->len > 0;
}

/* The decoder takes memory for the canvas, so it is made after the size was looked at. */
static gboolean
start_webp (FigmentAnimation *self)
{
  WebPData data = { g_bytes_get_data (self->bytes, NULL), g_bytes_get_size (self->bytes) };
  WebPAnimDecoderOptions options;

  if (!WebPAnimDecoderOptionsInit (&options))
    return FALSE;
  options.color_mode = G_BYTE_ORDER == G_LITTLE_ENDIAN ? MODE_bgrA : MODE_RGBA; /* ARGB is not offered */
  self->webp = WebPAnimDecoderNew (&data, &options);
  return self->webp != NULL;
}

static gboolean
parse (FigmentAnimation *self,
       const char       *extension)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);

  if (g_str_equal (extension, ".webp"))
    return open_webp (self);
  if (g_str_equal (extension, ".gif"))
    {
      self->extract = _figment_animation_extract_gif;
      return _figment_animation_parse_gif (data, length, self->parts, &self->width, &self->height);
    }
  if (g_str_equal (extension, ".png"))
    {
      self->extract = _figment_animation_extract_apng;
      return _figment_animation_parse_apng (data, length, self->parts, &self->width, &self->height);
    }
  return FALSE;
}

static gboolean
check (FigmentAnimation  *self,
       GError           **error)
{
  if (self->width == 0 || self->height == 0 || (guint64) self->width * self->height > MAX_CANVAS_PIXELS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   _("The animation of %u × %u pixels is too large to be played"), self->width, self->height);
      return FALSE;
    }
  if (self->extract == NULL && !start_webp (self))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The animation is damaged"));
      return FALSE;
    }
  for (guint i = 0; i < self->parts->len; i++)
    {
      FigmentAnimationPart *part = &g_array_index (self->parts, FigmentAnimationPart, i);

      if (part->duration_ms < SHORTEST_MS)
        part->duration_ms = FALLBACK_MS;
    }
  if (self->extract != NULL)
    self->canvas = g_malloc0 ((gsize) self->width * self->height * 4);
  return TRUE;
}

/**
 * figment_animation_open:
 *
 * Reads the file into memory and finds its parts; decodes nothing yet. Blocks: for worker threads.
 *
 * Returns: (transfer full): %NULL with @error in %G_IO_ERROR or %G_FILE_ERROR, in words for a person
 */
FigmentAnimation *
figment_animation_open (const char    *path,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(FigmentAnimation) self = g_atomic_rc_box_new0 (FigmentAnimation);
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileInfo) facts = NULL;
  FigmentMediaInfo info;

  g_return_val_if_fail (path != NULL, NULL);

  self->parts = g_array_new (FALSE, TRUE, sizeof (FigmentAnimationPart));
  if (!figment_media_sniff_file (path, &info, error))
    return NULL;
  file = g_file_new_for_path (path);
  facts = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (facts == NULL)
    return NULL;
  if (g_file_info_get_size (facts) > MAX_FILE_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("The file is too large to be shown"));
      return NULL;
    }
  self->bytes = g_file_load_bytes (file, cancellable, NULL, error);
  if (self->bytes == NULL)
    return NULL;
  if (!parse (self, info.extension))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The animation is damaged"));
      return NULL;
    }
  return check (self, error) ? g_steal_pointer (&self) : NULL;
}

int
figment_animation_get_width (FigmentAnimation *self)
{
  return (int) self->width;
}

int
figment_animation_get_height (FigmentAnimation *self)
{
  return (int) self->height;
}

guint
figment_animation_get_n_frames (FigmentAnimation *self)
{
  return self->parts->len;
}

/* Returns: ms */
guint
figment_animation_get_duration (FigmentAnimation *self,
                                guint             position)
{
  g_return_val_if_fail (position < self->parts->len, FALLBACK_MS);

  return g_array_index (self->parts, FigmentAnimationPart, position).duration_ms;
}

static inline guint32
draw_over (guint32 below,
           guint32 above)
{
  const guint32 alpha = above >> 24, rest = 255 - alpha;
  guint32 pixel = 0;

  if (alpha == 0xff)
    return above;
  for (guint channel = 0; channel < 4; channel++)
    {
      const guint32 product = (below >> (8 * channel) & 0xff) * rest + 128;
      const guint32 sum = (above >> (8 * channel) & 0xff) + ((product + (product >> 8)) >> 8);

      pixel |= MIN (sum, 255) << (8 * channel);
    }
  return pixel;
}

/* What becomes of the last part's place. */
static void
dispose_part (FigmentAnimation           *self,
              const FigmentAnimationPart *part)
{
  const gsize size = (gsize) self->width * self->height * 4;

  if (part->dispose == FIGMENT_ANIMATION_RESTORE && self->saved != NULL)
    memcpy (self->canvas, self->saved, size);
  else if (part->dispose != FIGMENT_ANIMATION_KEEP && part->x < self->width)
    for (guint y = part->y; y < self->height && y - part->y < part->height; y++)
      memset (self->canvas + (gsize) y * self->width + part->x, 0,
              (gsize) MIN (part->width, self->width - part->x) * 4);
}

static gboolean
draw_part (FigmentAnimation            *self,
           const FigmentAnimationPart  *part,
           GCancellable                *cancellable,
           GError                     **error)
{
  const gsize size = (gsize) self->width * self->height * 4;
  g_autoptr(GBytes) bytes = self->extract (g_bytes_get_data (self->bytes, NULL), part);
  g_autoptr(FigmentPicture) picture = figment_picture_read_bytes (bytes, FIGMENT_PICTURE_MAX_SIDE, cancellable, error);

  if (picture == NULL)
    return FALSE;
  if (part->dispose == FIGMENT_ANIMATION_RESTORE)
    {
      if (self->saved == NULL)
        self->saved = g_malloc (size);
      memcpy (self->saved, self->canvas, size);
    }
  for (guint y = 0; y < (guint) picture->height && y + part->y < self->height; y++)
    {
      const guint32 *from = (const guint32 *) ((const guint8 *) g_bytes_get_data (picture->pixels, NULL)
                                               + y * picture->stride);
      guint32 *to = self->canvas + (gsize) (y + part->y) * self->width + part->x;

      for (guint x = 0; x < (guint) picture->width && x + part->x < self->width; x++)
        to[x] = part->replace ? from[x] : draw_over (to[x], from[x]);
    }
  return TRUE;
}

static void
rewind_animation (FigmentAnimation *self)
{
  self->next = 0;
  if (self->webp != NULL)
    WebPAnimDecoderReset (self->webp);
  else
    memset (self->canvas, 0, (gsize) self->width * self->height * 4);
}

/* Draws position @self->next. Returns: (nullable): the canvas's pixels as they stand then */
static const guint32 *
draw_next (FigmentAnimation  *self,
           GCancellable      *cancellable,
           GError           **error)
{
  if (self->webp != NULL)
    {
      guint8 *pixels;
      int timestamp;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (!WebPAnimDecoderGetNext (self->webp, &pixels, &timestamp))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The animation is damaged"));
          return NULL;
        }
      self->next++;
      return (const guint32 *) (gpointer) pixels;
    }
  if (self->next > 0)
    dispose_part (self, &g_array_index (self->parts, FigmentAnimationPart, self->next - 1));
  if (!draw_part (self, &g_array_index (self->parts, FigmentAnimationPart, self->next), cancellable, error))
    return NULL;
  self->next++;
  return self->canvas;
}

static gboolean
has_holes (const guint32 *pixels,
           gsize          n_pixels)
{
  guint32 all = 0xff000000;

  for (gsize i = 0; i < n_pixels; i++)
    all &= pixels[i];
  return (all & 0xff000000) != 0xff000000;
}

/**
 * figment_animation_read_frame:
 * @position: 0-based, below figment_animation_get_n_frames ()
 *
 * Decodes that picture, quickest in order: one before the last begins again at the first. Blocks.
 *
 * Returns: (transfer full): %NULL with @error in %G_IO_ERROR
 */
FigmentAnimationFrame *
figment_animation_read_frame (FigmentAnimation  *self,
                              guint              position,
                              GCancellable      *cancellable,
                              GError           **error)
{
  const gsize size = (gsize) self->width * self->height * 4;
  FigmentAnimationFrame *frame;
  const guint32 *pixels = NULL;
  g_autoptr(GBytes) bytes = NULL;
  guint32 *copy;

  g_return_val_if_fail (position < self->parts->len, NULL);

  if (position < self->next)
    rewind_animation (self);
  while (self->next <= position)
    {
      pixels = draw_next (self, cancellable, error);
      if (pixels == NULL)
        {
          rewind_animation (self);
          return NULL;
        }
    }
  copy = g_malloc (size);
  if (self->webp != NULL && G_BYTE_ORDER == G_BIG_ENDIAN)
    _figment_picture_premultiply ((const guint8 *) pixels, copy, size / 4);
  else
    memcpy (copy, pixels, size);
  bytes = g_bytes_new_take (copy, size);
  frame = g_new0 (FigmentAnimationFrame, 1);
  frame->picture = figment_picture_new ((int) self->width, (int) self->height, bytes, has_holes (copy, size / 4));
  frame->position = position;
  frame->duration_ms = figment_animation_get_duration (self, position);
  return frame;
}
