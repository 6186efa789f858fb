/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/figment-media.h"

G_BEGIN_DECLS

/* ISO base media files (MP4, MOV, AVIF, HEIC): @info gets kind, type and, where it is within reach, the size. */
gboolean _figment_media_sniff_iso      (const guint8     *data,
                                        gsize             length,
                                        FigmentMediaInfo *info);

/* EBML files: Matroska and WebM. */
gboolean _figment_media_sniff_matroska (const guint8     *data,
                                        gsize             length,
                                        FigmentMediaInfo *info);

/* MPEG audio without a container, FLAC, Ogg; behind an ID3 tag too. */
gboolean _figment_media_sniff_audio    (const guint8     *data,
                                        gsize             length,
                                        FigmentMediaInfo *info);

/* SVG, JSON and plain text, safetensors. */
gboolean _figment_media_sniff_text     (const guint8     *data,
                                        gsize             length,
                                        FigmentMediaInfo *info);

/* Whether an Exif block says that the picture is to be shown turned by a quarter. */
gboolean _figment_media_exif_is_turned (const guint8     *data,
                                        gsize             length);

/* The ways to put a file into its place without overwriting, in the order in which they are tried. */
typedef enum
{
  FIGMENT_MEDIA_MOVE_LINK,    /* link (), which keeps the old name as well: not on FAT, FUSE … */
  FIGMENT_MEDIA_MOVE_RENAME,  /* renameat2 (RENAME_NOREPLACE): not on NFS, sshfs … */
  FIGMENT_MEDIA_MOVE_RESERVE, /* an empty file made with O_EXCL, then rename () over it: everywhere */
  FIGMENT_MEDIA_N_MOVES,
} FigmentMediaMove;

/* 0, or an errno: EEXIST when @to is taken. */
int      _figment_media_move           (const char       *from,
                                        const char       *to,
                                        FigmentMediaMove  how);

/* Sizes are told by strangers: what no picture can have counts as unknown. */
static inline void
_figment_media_set_size (FigmentMediaInfo *info,
                         guint64           width,
                         guint64           height)
{
  if (width == 0 || height == 0 || width > 1 << 20 || height > 1 << 20)
    return;
  info->width = (int) width;
  info->height = (int) height;
}

static inline void
_figment_media_set_type (FigmentMediaInfo *info,
                         FigmentMediaKind  kind,
                         const char       *mime,
                         const char       *extension)
{
  info->kind = kind;
  info->mime = mime;
  info->extension = extension;
}

static inline guint32
_figment_media_be16 (const guint8 *data)
{
  return (guint32) data[0] << 8 | data[1];
}

static inline guint32
_figment_media_be32 (const guint8 *data)
{
  return _figment_media_be16 (data) << 16 | _figment_media_be16 (data + 2);
}

static inline guint32
_figment_media_le16 (const guint8 *data)
{
  return (guint32) data[1] << 8 | data[0];
}

static inline guint32
_figment_media_le32 (const guint8 *data)
{
  return _figment_media_le16 (data + 2) << 16 | _figment_media_le16 (data);
}

G_END_DECLS
