/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/figment-media-private.h"
#include "media/figment-metadata.h"

G_BEGIN_DECLS

/*
 * A walk through one file. Each reader takes what the source has and ends quietly where the file is cut or lies about
 * itself; the budgets end it in any case.
 */
typedef struct
{
  FigmentMediaSource *source;      /* (not owned) */
  GPtrArray          *found;       /* (not owned) of FigmentMetadata */
  gsize               bytes_left;  /* of text that is still taken */
  gsize               work_left;   /* bytes that are still read or inflated to see whether they are such text */
  guint               pieces_left; /* chunks, boxes, tags … that are still looked at */
} FigmentMetadataWalk;

gboolean _figment_metadata_step          (FigmentMetadataWalk *walk);
void     _figment_metadata_add           (FigmentMetadataWalk *walk,
                                          const char          *key,
                                          gsize                key_length,
                                          const char          *text,
                                          gsize                length);
void     _figment_metadata_add_prefixed  (FigmentMetadataWalk *walk,
                                          const char          *fallback,
                                          const char          *text,
                                          gsize                length);
char    *_figment_metadata_load          (FigmentMetadataWalk *walk,
                                          guint64              offset,
                                          guint64              length);

void     _figment_metadata_read_png      (FigmentMetadataWalk *walk);
void     _figment_metadata_read_riff     (FigmentMetadataWalk *walk);
void     _figment_metadata_read_jpeg     (FigmentMetadataWalk *walk);
void     _figment_metadata_read_exif     (FigmentMetadataWalk *walk,
                                          guint64              offset,
                                          guint64              length);
void     _figment_metadata_read_iso      (FigmentMetadataWalk *walk);
void     _figment_metadata_read_matroska (FigmentMetadataWalk *walk);
void     _figment_metadata_read_flac     (FigmentMetadataWalk *walk,
                                          guint64              offset);
void     _figment_metadata_read_ogg      (FigmentMetadataWalk *walk);
void     _figment_metadata_read_id3      (FigmentMetadataWalk *walk);
void     _figment_metadata_read_glb      (FigmentMetadataWalk *walk);
void     _figment_metadata_read_tensors  (FigmentMetadataWalk *walk);
void     _figment_metadata_read_svg      (FigmentMetadataWalk *walk);

G_END_DECLS
