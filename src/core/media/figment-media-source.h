/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentMediaSource:
 *
 * Bytes that are read in pieces, wherever they are: in memory, or in a file of which only what is asked for is fetched.
 * Nothing is ever read past the end, and nothing is allocated that the source does not have. One thread at a time.
 */
typedef struct _FigmentMediaSource FigmentMediaSource;

FigmentMediaSource *figment_media_source_new_bytes  (GBytes              *bytes);
FigmentMediaSource *figment_media_source_new_stream (GInputStream        *stream,
                                                     GCancellable        *cancellable);
void                figment_media_source_free       (FigmentMediaSource  *self);

guint64             figment_media_source_get_size   (FigmentMediaSource  *self);
gboolean            figment_media_source_read       (FigmentMediaSource  *self,
                                                     guint64              offset,
                                                     gpointer             buffer,
                                                     gsize                length);
char               *figment_media_source_load       (FigmentMediaSource  *self,
                                                     guint64              offset,
                                                     guint64              length,
                                                     gsize                max_length);

/* The first error other than the source's end: an unreadable disk, or a cancellation. */
gboolean            figment_media_source_check      (FigmentMediaSource  *self,
                                                     GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentMediaSource, figment_media_source_free)

G_END_DECLS
