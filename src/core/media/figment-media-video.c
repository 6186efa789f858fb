/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-private.h"

#include <string.h>

/*
 * The two families of video containers. Both are trees of sized pieces; a walk goes into those that can hold the size
 * of the picture, no deeper than MAX_DEPTH and no further than MAX_PIECES, whatever the file claims.
 */
#define MAX_DEPTH  8
#define MAX_PIECES 4096

typedef struct
{
  FigmentMediaInfo *info;
  guint             n_pieces;
} Walk;

static gboolean
is_box (const guint8 *type,
        const char   *names)
{
  for (; names[0] != '\0'; names += 4)
    if (memcmp (type, names, 4) == 0)
      return TRUE;
  return FALSE;
}

/*
 * ISO/IEC 14496-12: a box is 32 bits of size, four letters, content; size 1: 64 bits of size follow; size 0: to the
 * end. Pictures keep their size in 'ispe' (ISO/IEC 23008-12), films in 'tkhd', where a sound track has 0 x 0. The
 * largest wins: AVIF and HEIC store a thumbnail and tiles with sizes of their own.
 */
static void
walk_boxes (Walk         *walk,
            const guint8 *data,
            gsize         length,
            guint         depth)
{
  gsize offset = 0;

  while (offset + 8 <= length && walk->n_pieces++ < MAX_PIECES)
    {
      const guint8 *box = data + offset;
      guint64 size = _figment_media_be32 (box);
      gsize head = 8, content;
      guint64 width = 0, height = 0;

      if (size == 1 && offset + 16 <= length)
        {
          size = (guint64) _figment_media_be32 (box + 8) << 32 | _figment_media_be32 (box + 12);
          head = 16;
        }
      else if (size == 0)
        size = length - offset;
      if (size < head)
        return;
      content = (gsize) MIN (size, length - offset) - head;

      if (is_box (box + 4, "moovtrakiprpipco") && depth < MAX_DEPTH)
        walk_boxes (walk, box + head, content, depth + 1);
      else if (is_box (box + 4, "meta") && content > 4 && depth < MAX_DEPTH)
        walk_boxes (walk, box + head + 4, content - 4, depth + 1);
      else if (is_box (box + 4, "ispe") && content >= 12)
        {
          width = _figment_media_be32 (box + head + 4);
          height = _figment_media_be32 (box + head + 8);
        }
      else if (is_box (box + 4, "tkhd") && content >= 84)
        {
          const gsize at = box[head] == 1 ? 88 : 76; /* 16.16 fixed point at the end of the box */

          if (content >= at + 8)
            {
              width = _figment_media_be32 (box + head + at) >> 16;
              height = _figment_media_be32 (box + head + at + 4) >> 16;
            }
        }
      if (width * height > (guint64) walk->info->width * (guint64) walk->info->height)
        _figment_media_set_size (walk->info, width, height);

      if (size > length - offset)
        return;
      offset += (gsize) size;
    }
}

/* Whether one of the compatible brands of an 'ftyp' box of @size bytes is @brand. */
static gboolean
has_brand (const guint8 *data,
           gsize         size,
           const char   *brand)
{
  for (gsize offset = 16; offset + 4 <= size; offset += 4)
    if (memcmp (data + offset, brand, 4) == 0)
      return TRUE;
  return FALSE;
}

static void
set_brand (const guint8     *data,
           gsize             size,
           FigmentMediaInfo *info)
{
  const guint8 *major = data + 8;

  if (is_box (major, "avis"))
    _figment_media_set_type (info, FIGMENT_MEDIA_ANIMATION, "image/avif", ".avif");
  else if (is_box (major, "avif") || (is_box (major, "mif1msf1") && has_brand (data, size, "avif")))
    _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/avif", ".avif");
  else if (is_box (major, "heicheixheimheismif1"))
    _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/heic", ".heic");
  else if (is_box (major, "hevchevxmsf1"))
    _figment_media_set_type (info, FIGMENT_MEDIA_ANIMATION, "image/heic", ".heic");
  else if (is_box (major, "M4A M4B M4P "))
    _figment_media_set_type (info, FIGMENT_MEDIA_AUDIO, "audio/mp4", ".m4a");
  else if (is_box (major, "qt  "))
    _figment_media_set_type (info, FIGMENT_MEDIA_VIDEO, "video/quicktime", ".mov");
  else
    _figment_media_set_type (info, FIGMENT_MEDIA_VIDEO, "video/mp4", ".mp4");
}

gboolean
_figment_media_sniff_iso (const guint8     *data,
                          gsize             length,
                          FigmentMediaInfo *info)
{
  Walk walk = { info, 0 };

  if (length < 16)
    return FALSE;
  if (is_box (data + 4, "ftyp"))
    set_brand (data, (gsize) MIN (_figment_media_be32 (data), length), info);
  else if (is_box (data + 4, "moovmdatwide") && (_figment_media_be32 (data) >= 8 || _figment_media_be32 (data) == 1))
    _figment_media_set_type (info, FIGMENT_MEDIA_VIDEO, "video/quicktime", ".mov"); /* from before 'ftyp' */
  else
    return FALSE;
  if (info->kind != FIGMENT_MEDIA_AUDIO)
    walk_boxes (&walk, data, length, 0);
  return TRUE;
}

/* RFC 8794, 4: the count of leading zero bits says how many bytes follow. @keep_marker for ids. 0 bytes: not a number.
 * */
static guint
read_vint (const guint8 *data,
           gsize         length,
           gboolean      keep_marker,
           guint64      *value)
{
  guint n_bytes = 1;
  gboolean unknown;

  if (length == 0 || data[0] == 0)
    return 0;
  while ((data[0] & (0x80 >> (n_bytes - 1))) == 0)
    n_bytes++;
  if (n_bytes > length)
    return 0;
  *value = keep_marker ? data[0] : data[0] & (0xff >> n_bytes);
  unknown = (data[0] & (0xff >> n_bytes)) == (0xff >> n_bytes);
  for (guint i = 1; i < n_bytes; i++)
    {
      *value = *value << 8 | data[i];
      unknown = unknown && data[i] == 0xff;
    }
  if (unknown && !keep_marker)
    *value = G_MAXUINT64; /* live streams: to the end of the parent */
  return n_bytes;
}

#define EBML_HEADER  0x1a45dfa3
#define EBML_DOCTYPE 0x4282
#define SEGMENT      0x18538067
#define TRACKS       0x1654ae6b
#define TRACK_ENTRY  0xae
#define VIDEO        0xe0
#define PIXEL_WIDTH  0xb0
#define PIXEL_HEIGHT 0xba
#define CLUSTER      0x1f43b675

static guint64
read_uint (const guint8 *data,
           gsize         length)
{
  guint64 value = 0;

  for (gsize i = 0; i < MIN (length, 8); i++)
    value = value << 8 | data[i];
  return value;
}

/* The sizes stand before the first cluster in every file that a player can stream (RFC 9559, 5.1.4.1.28). */
static void
walk_elements (Walk         *walk,
               const guint8 *data,
               gsize         length,
               guint         depth)
{
  gsize offset = 0;
  guint64 width = 0, height = 0;

  while (offset < length && walk->n_pieces++ < MAX_PIECES)
    {
      guint64 id = 0, size = 0;
      const guint id_length = read_vint (data + offset, length - offset, TRUE, &id);
      const guint size_length =
          id_length > 0 ? read_vint (data + offset + id_length, length - offset - id_length, FALSE, &size) : 0;
      const guint8 *content = data + offset + id_length + size_length;
      gsize available;

      if (id_length == 0 || size_length == 0 || id == CLUSTER)
        break;
      offset += id_length + size_length;
      available = (gsize) MIN (size, length - offset);

      if (id == EBML_DOCTYPE && available == 4 && memcmp (content, "webm", 4) == 0)
        _figment_media_set_type (walk->info, FIGMENT_MEDIA_VIDEO, "video/webm", ".webm");
      else if (id == PIXEL_WIDTH && depth > 0)
        width = read_uint (content, available);
      else if (id == PIXEL_HEIGHT && depth > 0)
        height = read_uint (content, available);
      else if ((id == EBML_HEADER || id == SEGMENT || id == TRACKS || id == TRACK_ENTRY || id == VIDEO)
               && depth < MAX_DEPTH)
        walk_elements (walk, content, available, depth + 1);
      offset += available;
    }
  if (walk->info->width == 0)
    _figment_media_set_size (walk->info, width, height);
}

gboolean
_figment_media_sniff_matroska (const guint8     *data,
                               gsize             length,
                               FigmentMediaInfo *info)
{
  Walk walk = { info, 0 };

  if (length < 5 || _figment_media_be32 (data) != EBML_HEADER)
    return FALSE;
  _figment_media_set_type (info, FIGMENT_MEDIA_VIDEO, "video/x-matroska", ".mkv");
  walk_elements (&walk, data, length, 0);
  return TRUE;
}
