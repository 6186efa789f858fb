/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-source.h"

#include <string.h>

/* Headers are small and near one another: one read of the file serves several of them. */
#define WINDOW 4096

struct _FigmentMediaSource
{
  GBytes       *bytes;       /* (owned) (nullable) */
  GInputStream *stream;      /* (owned) (nullable) seekable */
  GCancellable *cancellable; /* (owned) (nullable) */
  GError       *error;       /* (owned) (nullable) */
  guint64       size;
  guint64       window_offset;
  gsize         window_length;
  guint8        window[WINDOW];
};

FigmentMediaSource *
figment_media_source_new_bytes (GBytes *bytes)
{
  FigmentMediaSource *self = g_new0 (FigmentMediaSource, 1);

  self->bytes = g_bytes_ref (bytes);
  self->size = g_bytes_get_size (bytes);
  return self;
}

/**
 * figment_media_source_new_stream:
 * @stream: of a file
 * @cancellable: (nullable): ends all reading
 *
 * Returns: (transfer full) (nullable): %NULL when @stream cannot be read in pieces: a pipe, a device
 */
FigmentMediaSource *
figment_media_source_new_stream (GInputStream *stream,
                                 GCancellable *cancellable)
{
  FigmentMediaSource *self;
  goffset size;

  if (!G_IS_SEEKABLE (stream) || !g_seekable_can_seek (G_SEEKABLE (stream))
      || !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_END, cancellable, NULL)
      || (size = g_seekable_tell (G_SEEKABLE (stream))) <= 0)
    return NULL;
  self = g_new0 (FigmentMediaSource, 1);
  self->stream = g_object_ref (stream);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->size = (guint64) size;
  return self;
}

void
figment_media_source_free (FigmentMediaSource *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

guint64
figment_media_source_get_size (FigmentMediaSource *self)
{
  return self->size;
}

static gboolean
read_file (FigmentMediaSource *self,
           guint64             offset,
           gpointer            buffer,
           gsize               length)
{
  gsize n_read = 0;

  return self->error == NULL
         && g_seekable_seek (G_SEEKABLE (self->stream), (goffset) offset, G_SEEK_SET, self->cancellable, &self->error)
         && g_input_stream_read_all (self->stream, buffer, length, &n_read, self->cancellable, &self->error)
         && n_read == length;
}

static gboolean
fill_window (FigmentMediaSource *self,
             guint64             offset)
{
  const gsize length = (gsize) MIN (WINDOW, self->size - offset);

  self->window_length = 0;
  if (!read_file (self, offset, self->window, length))
    return FALSE;
  self->window_offset = offset;
  self->window_length = length;
  return TRUE;
}

/**
 * figment_media_source_read:
 * @buffer: (out): room for @length bytes
 *
 * Returns: whether all of it is there
 */
gboolean
figment_media_source_read (FigmentMediaSource *self,
                           guint64             offset,
                           gpointer            buffer,
                           gsize               length)
{
  if (offset > self->size || length > self->size - offset)
    return FALSE;
  if (self->bytes != NULL)
    {
      memcpy (buffer, (const guint8 *) g_bytes_get_data (self->bytes, NULL) + offset, length);
      return TRUE;
    }
  if (length > WINDOW)
    return read_file (self, offset, buffer, length);
  if ((offset < self->window_offset || offset + length > self->window_offset + self->window_length)
      && !fill_window (self, offset))
    return FALSE;
  memcpy (buffer, self->window + (offset - self->window_offset), length);
  return TRUE;
}

/**
 * figment_media_source_load:
 * @max_length: more than this is refused
 *
 * Returns: (transfer full) (nullable): the @length bytes and a NUL behind them, or %NULL when the source has fewer
 */
char *
figment_media_source_load (FigmentMediaSource *self,
                           guint64             offset,
                           guint64             length,
                           gsize               max_length)
{
  g_autofree char *data = NULL;

  if (offset > self->size || length > self->size - offset || length > max_length)
    return NULL;
  data = g_malloc ((gsize) length + 1);
  if (!figment_media_source_read (self, offset, data, (gsize) length))
    return NULL;
  data[length] = '\0';
  return g_steal_pointer (&data);
}

/**
 * figment_media_source_check:
 *
 * Returns: %FALSE with @error in %G_IO_ERROR when reading failed on the way
 */
gboolean
figment_media_source_check (FigmentMediaSource  *self,
                            GError             **error)
{
  if (self->error == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->error);
  return FALSE;
}
