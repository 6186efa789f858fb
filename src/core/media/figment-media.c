/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "media/figment-media-private.h"

/*
 * Told by reading headers by hand: nothing is decoded, so a hostile file has little to aim at. Each reader sees only
 * @data[0 .. @length) and gives up quietly at its end; files are cut at WINDOW bytes, which reaches past any text
 * chunk, colour profile or EXIF block in practice.
 */
#define WINDOW (1024 * 1024)

static gboolean
starts_with (const guint8 *data,
             gsize         length,
             gsize         offset,
             const char   *magic,
             gsize         magic_length)
{
  return length >= offset + magic_length && memcmp (data + offset, magic, magic_length) == 0;
}

#define STARTS_WITH(offset, magic) starts_with (data, length, offset, magic, sizeof (magic) - 1)

/* APNG is a PNG with an acTL chunk before the first IDAT (PNG specification, 3rd edition, 11.3.6.1). */
static gboolean
sniff_png (const guint8     *data,
           gsize             length,
           FigmentMediaInfo *info)
{
  gsize offset = 8;

  if (!STARTS_WITH (0, "\x89PNG\r\n\x1a\n"))
    return FALSE;
  _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/png", ".png");
  if (STARTS_WITH (12, "IHDR") && length >= 24)
    _figment_media_set_size (info, _figment_media_be32 (data + 16), _figment_media_be32 (data + 20));

  while (offset + 8 <= length && !STARTS_WITH (offset + 4, "IDAT") && !STARTS_WITH (offset + 4, "IEND"))
    {
      const gsize size = _figment_media_be32 (data + offset);

      if (STARTS_WITH (offset + 4, "acTL"))
        {
          _figment_media_set_type (info, FIGMENT_MEDIA_ANIMATION, "image/apng", ".png");
          break;
        }
      if (size > length - offset - 8)
        break;
      offset += 8 + size + 4;
    }
  return TRUE;
}

/* The size stands in the start-of-frame segment: C0 to CF but for C4 (tables), C8 (reserved) and CC (arithmetic
 * tables). */
static gboolean
sniff_jpeg (const guint8     *data,
            gsize             length,
            FigmentMediaInfo *info)
{
  gsize offset = 2;
  gboolean turned = FALSE;

  if (!STARTS_WITH (0, "\xff\xd8\xff"))
    return FALSE;
  _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/jpeg", ".jpg");

  while (offset + 4 <= length && data[offset] == 0xff)
    {
      const guint8 marker = data[offset + 1];

      if (marker == 0xff) /* fill byte */
        {
          offset++;
          continue;
        }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) /* segments without a length */
        {
          offset += 2;
          continue;
        }
      if (marker == 0xd9 || marker == 0xda)
        break;
      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        {
          if (offset + 9 <= length)
            _figment_media_set_size (info, _figment_media_be16 (data + offset + (turned ? 5 : 7)),
                                     _figment_media_be16 (data + offset + (turned ? 7 : 5)));
          break;
        }
      /* A camera says which way is up. */
      if (marker == 0xe1)
        {
          const gsize segment = MIN (length - offset - 2, _figment_media_be16 (data + offset + 2));

          turned |= segment > 2 && _figment_media_exif_is_turned (data + offset + 4, segment - 2);
        }
      offset += 2 + _figment_media_be16 (data + offset + 2);
    }
  return TRUE;
}

/* WebP container specification and RFC 6386 / RFC 9649 for the two kinds of bitstream. */
static void
read_webp (const guint8     *data,
           gsize             length,
           FigmentMediaInfo *info)
{
  _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/webp", ".webp");
  if (STARTS_WITH (12, "VP8X") && length >= 30)
    {
      _figment_media_set_size (info,
                               1 + (_figment_media_le16 (data + 24) | (guint32) data[26] << 16),
                               1 + (_figment_media_le16 (data + 27) | (guint32) data[29] << 16));
      if (data[20] & 0x02)
        info->kind = FIGMENT_MEDIA_ANIMATION;
    }
  else if (STARTS_WITH (12, "VP8L") && length >= 25 && data[20] == 0x2f)
    {
      const guint32 bits = _figment_media_le32 (data + 21);

      _figment_media_set_size (info, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    }
  else if (STARTS_WITH (12, "VP8 ") && length >= 30 && STARTS_WITH (23, "\x9d\x01\x2a"))
    _figment_media_set_size (info, _figment_media_le16 (data + 26) & 0x3fff, _figment_media_le16 (data + 28) & 0x3fff);
}

static gboolean
sniff_riff (const guint8     *data,
            gsize             length,
            FigmentMediaInfo *info)
{
  if (!STARTS_WITH (0, "RIFF") && !STARTS_WITH (0, "RF64"))
    return FALSE;
  if (STARTS_WITH (8, "WEBP"))
    read_webp (data, length, info);
  else if (STARTS_WITH (8, "WAVE"))
    _figment_media_set_type (info, FIGMENT_MEDIA_AUDIO, "audio/x-wav", ".wav");
  else if (STARTS_WITH (8, "AVI "))
    {
      _figment_media_set_type (info, FIGMENT_MEDIA_VIDEO, "video/x-msvideo", ".avi");
      if (STARTS_WITH (24, "avih") && length >= 72)
        _figment_media_set_size (info, _figment_media_le32 (data + 64), _figment_media_le32 (data + 68));
    }
  else
    return FALSE;
  return TRUE;
}

/* Where the chain of data sub-blocks that begins at @offset ends; @length when it does not. */
static gsize
skip_gif_blocks (const guint8 *data,
                 gsize         length,
                 gsize         offset)
{
  while (offset < length && data[offset] != 0)
    offset += 1 + data[offset];
  return MIN (offset + 1, length);
}

/* Two frames, or a loop extension before the window ended, make it an animation (GIF89a specification, 18 to 26). */
static gboolean
gif_moves (const guint8 *data,
           gsize         length)
{
  gsize offset = 13 + (data[10] & 0x80 ? 3u << ((data[10] & 7) + 1) : 0);
  guint n_frames = 0;
  gboolean loops = FALSE;

  while (offset < length && n_frames < 2 && data[offset] != 0x3b)
    {
      if (data[offset] == 0x21)
        {
          loops |= STARTS_WITH (offset + 1, "\xff\x0bNETSCAPE2.0");
          offset = skip_gif_blocks (data, length, offset + 2);
        }
      else if (data[offset] == 0x2c && offset + 10 <= length)
        {
          const guint8 flags = data[offset + 9];

          n_frames++;
          offset += 10 + (flags & 0x80 ? 3u << ((flags & 7) + 1) : 0) + 1;
          offset = skip_gif_blocks (data, length, offset);
        }
      else
        return n_frames > 1;
    }
  return n_frames > 1 || (loops && offset >= length);
}

static gboolean
sniff_gif (const guint8     *data,
           gsize             length,
           FigmentMediaInfo *info)
{
  if (!STARTS_WITH (0, "GIF87a") && !STARTS_WITH (0, "GIF89a"))
    return FALSE;
  _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/gif", ".gif");
  if (length >= 13)
    {
      _figment_media_set_size (info, _figment_media_le16 (data + 6), _figment_media_le16 (data + 8));
      if (gif_moves (data, length))
        info->kind = FIGMENT_MEDIA_ANIMATION;
    }
  return TRUE;
}

/* "BM" alone also begins words: the size of the second header has to be one that exists. */
static gboolean
sniff_bmp (const guint8     *data,
           gsize             length,
           FigmentMediaInfo *info)
{
  static const guint32 header_sizes[] = { 12, 40, 52, 56, 64, 108, 124 };
  guint32 header_size;

  if (!STARTS_WITH (0, "BM") || length < 26)
    return FALSE;
  header_size = _figment_media_le32 (data + 14);
  for (guint i = 0; i < G_N_ELEMENTS (header_sizes); i++)
    {
      if (header_size != header_sizes[i])
        continue;
      _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/bmp", ".bmp");
      if (header_size == 12)
        _figment_media_set_size (info, _figment_media_le16 (data + 18), _figment_media_le16 (data + 20));
      else
        {
          const gint32 height = (gint32) _figment_media_le32 (data + 22); /* negative: top row first */

          _figment_media_set_size (info, _figment_media_le32 (data + 18), (guint64) ABS ((gint64) height));
        }
      return TRUE;
    }
  return FALSE;
}

/* What a few constant bytes at the beginning tell. */
static gboolean
sniff_magic (const guint8     *data,
             gsize             length,
             FigmentMediaInfo *info)
{
#define MAGIC(bytes) bytes, sizeof (bytes) - 1
  static const struct
  {
    const char      *bytes;
    gsize            n_bytes;
    FigmentMediaKind kind;
    const char      *mime;
    const char      *extension;
  } magics[] = {
    { MAGIC ("II*\0"), FIGMENT_MEDIA_IMAGE, "image/tiff", ".tiff" },
    { MAGIC ("MM\0*"), FIGMENT_MEDIA_IMAGE, "image/tiff", ".tiff" },
    { MAGIC ("II+\0"), FIGMENT_MEDIA_IMAGE, "image/tiff", ".tiff" }, /* BigTIFF */
    { MAGIC ("MM\0+"), FIGMENT_MEDIA_IMAGE, "image/tiff", ".tiff" },
    { MAGIC ("\x76\x2f\x31\x01"), FIGMENT_MEDIA_IMAGE, "image/x-exr", ".exr" },
    { MAGIC ("\xff\x0a"), FIGMENT_MEDIA_IMAGE, "image/jxl", ".jxl" },
    { MAGIC ("\0\0\0\x0cJXL \r\n\x87\n"), FIGMENT_MEDIA_IMAGE, "image/jxl", ".jxl" },
    { MAGIC ("glTF\x02\0\0\0"), FIGMENT_MEDIA_3D, "model/gltf-binary", ".glb" },
    { MAGIC ("ply\nformat "), FIGMENT_MEDIA_3D, "model/ply", ".ply" },
    { MAGIC ("PK\x03\x04"), FIGMENT_MEDIA_OTHER, "application/zip", ".zip" },
    { MAGIC ("%PDF-"), FIGMENT_MEDIA_OTHER, "application/pdf", ".pdf" },
  };
#undef MAGIC

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (starts_with (data, length, 0, magics[i].bytes, magics[i].n_bytes))
      {
        _figment_media_set_type (info, magics[i].kind, magics[i].mime, magics[i].extension);
        return TRUE;
      }
  return FALSE;
}

/**
 * figment_media_sniff:
 * @data: (nullable): the first bytes of a file, or all of it
 * @info: (out caller-allocates): never left unset
 *
 * Any thread. Sees animations and sizes as far as @length reaches.
 */
void
figment_media_sniff (const guint8     *data,
                     gsize             length,
                     FigmentMediaInfo *info)
{
  typedef gboolean (*SniffFunc) (const guint8 *, gsize, FigmentMediaInfo *);
  static const SniffFunc sniffers[] = {
    sniff_png, sniff_jpeg, sniff_riff, sniff_gif, sniff_bmp, sniff_magic,
    _figment_media_sniff_iso, _figment_media_sniff_matroska, _figment_media_sniff_audio, _figment_media_sniff_text,
  };

  g_return_if_fail (info != NULL);
  g_return_if_fail (data != NULL || length == 0);

  *info = (FigmentMediaInfo){ FIGMENT_MEDIA_OTHER, "application/octet-stream", "", 0, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (sniffers) && length > 0; i++)
    if (sniffers[i] (data, length, info))
      return;
}

/**
 * figment_media_sniff_file:
 *
 * figment_media_sniff () on the first megabyte of a file. Reads the disk, in the calling thread.
 *
 * Returns: %FALSE with @error in %G_FILE_ERROR when the file cannot be read; one of unknown type is no error
 */
gboolean
figment_media_sniff_file (const char        *path,
                          FigmentMediaInfo  *info,
                          GError           **error)
{
  g_autofree guint8 *data = NULL;
  gsize length = 0;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (info != NULL, FALSE);

  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0); /* a pipe in the way must not hold us up */
  data = fd >= 0 ? g_malloc (WINDOW) : NULL;
  while (fd >= 0 && length < WINDOW)
    {
      const gssize n = read (fd, data + length, WINDOW - length);

      if (n == 0)
        break;
      if (n > 0)
        length += (gsize) n;
      else if (errno != EINTR)
        {
          const int saved_errno = errno;

          close (fd);
          errno = saved_errno;
          fd = -1;
        }
    }
  if (fd < 0)
    {
      const int saved_errno = errno;
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
                   _("“%s” cannot be read: %s"), name, g_strerror (saved_errno));
      return FALSE;
    }
  close (fd);
  figment_media_sniff (data, length, info);
  return TRUE;
}
