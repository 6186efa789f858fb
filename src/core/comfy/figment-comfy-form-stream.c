/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-form-stream.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _FigmentComfyFormStream
{
  GInputStream  parent_instance;

  GBytes       *head;   /* (owned) */
  GInputStream *file;   /* (owned) seekable */
  goffset       length; /* bytes of the file that were promised */
  GBytes       *tail;   /* (owned) */
  goffset       at;
  int           too_short; /* atomic: the file ended before its promised length */
};

static void figment_comfy_form_stream_seekable_init (GSeekableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentComfyFormStream, figment_comfy_form_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, figment_comfy_form_stream_seekable_init))

static gssize
read_bytes (FigmentComfyFormStream *self,
            GBytes                 *bytes,
            goffset                 start,
            void                   *buffer,
            gsize                   count)
{
  const gsize left = g_bytes_get_size (bytes) - (gsize) start;
  const gsize n = MIN (left, count);

  memcpy (buffer, (const guint8 *) g_bytes_get_data (bytes, NULL) + start, n);
  self->at += (goffset) n;
  return (gssize) n;
}

static gssize
figment_comfy_form_stream_read (GInputStream  *stream,
                                void          *buffer,
                                gsize          count,
                                GCancellable  *cancellable,
                                GError       **error)
{
  FigmentComfyFormStream *self = FIGMENT_COMFY_FORM_STREAM (stream);
  const goffset head = (goffset) g_bytes_get_size (self->head);
  const goffset tail = (goffset) g_bytes_get_size (self->tail);
  gssize n;

  if (self->at < head)
    return read_bytes (self, self->head, self->at, buffer, count);
  if (self->at >= head + self->length)
    return self->at < head + self->length + tail
             ? read_bytes (self, self->tail, self->at - head - self->length, buffer, count) : 0;

  n = g_input_stream_read (self->file, buffer, (gsize) MIN ((goffset) count, head + self->length - self->at),
                           cancellable, error);
  if (n == 0)
    {
      g_atomic_int_set (&self->too_short, 1);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                           _("The file became shorter while it was being sent."));
      return -1;
    }
  if (n > 0)
    self->at += n;
  return n;
}

static goffset
figment_comfy_form_stream_tell (GSeekable *seekable)
{
  return FIGMENT_COMFY_FORM_STREAM (seekable)->at;
}

static gboolean
figment_comfy_form_stream_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
figment_comfy_form_stream_seek (GSeekable     *seekable,
                                goffset        offset,
                                GSeekType      type,
                                GCancellable  *cancellable,
                                GError       **error)
{
  FigmentComfyFormStream *self = FIGMENT_COMFY_FORM_STREAM (seekable);

  if (offset != 0 || type != G_SEEK_SET)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "only to the beginning");
      return FALSE;
    }
  if (!g_seekable_seek (G_SEEKABLE (self->file), 0, G_SEEK_SET, cancellable, error))
    return FALSE;
  self->at = 0;
  return TRUE;
}

static gboolean
figment_comfy_form_stream_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static gboolean
figment_comfy_form_stream_truncate (GSeekable     *seekable,
                                    goffset        offset,
                                    GCancellable  *cancellable,
                                    GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "an input");
  return FALSE;
}

static void
figment_comfy_form_stream_seekable_init (GSeekableIface *iface)
{
  iface->tell = figment_comfy_form_stream_tell;
  iface->can_seek = figment_comfy_form_stream_can_seek;
  iface->seek = figment_comfy_form_stream_seek;
  iface->can_truncate = figment_comfy_form_stream_can_truncate;
  iface->truncate_fn = figment_comfy_form_stream_truncate;
}

static void
figment_comfy_form_stream_finalize (GObject *object)
{
  FigmentComfyFormStream *self = FIGMENT_COMFY_FORM_STREAM (object);

  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_object (&self->file);
  g_clear_pointer (&self->tail, g_bytes_unref);
  G_OBJECT_CLASS (figment_comfy_form_stream_parent_class)->finalize (object);
}

static void
figment_comfy_form_stream_class_init (FigmentComfyFormStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_comfy_form_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = figment_comfy_form_stream_read;
}

static void
figment_comfy_form_stream_init (FigmentComfyFormStream *self)
{
}

/**
 * figment_comfy_form_stream_new:
 * @file: at its beginning, seekable
 * @length: bytes of @file to send; what it has beyond is left out, what it lacks is an error
 */
GInputStream *
figment_comfy_form_stream_new (GBytes       *head,
                               GInputStream *file,
                               goffset       length,
                               GBytes       *tail)
{
  FigmentComfyFormStream *self = g_object_new (FIGMENT_TYPE_COMFY_FORM_STREAM, NULL);

  self->head = g_bytes_ref (head);
  self->file = g_object_ref (file);
  self->length = length;
  self->tail = g_bytes_ref (tail);
  return G_INPUT_STREAM (self);
}

/* Returns: bytes in all */
goffset
figment_comfy_form_stream_get_length (FigmentComfyFormStream *self)
{
  return (goffset) g_bytes_get_size (self->head) + self->length + (goffset) g_bytes_get_size (self->tail);
}

/* Returns: whether the file ended before its promised length */
gboolean
figment_comfy_form_stream_was_short (FigmentComfyFormStream *self)
{
  return g_atomic_int_get (&self->too_short) != 0;
}
