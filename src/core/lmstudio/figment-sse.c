/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-sse.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "net/figment-remote-error.h"

/* A line that is no field at all is kept for "Details" up to this many bytes. */
#define MAX_STRAY 300

struct _FigmentSse
{
  GString  *line;         /* (owned) the line that has begun */
  GString  *name;         /* (owned) of the event that has begun */
  GString  *data;         /* (owned) of the event that has begun, each line with its line feed */
  GQueue    events;       /* (owned) FigmentSseEvent, complete and not yet taken */
  char     *stray;        /* (owned) (nullable) the last line that was no field */
  gsize     skipped_bom;  /* 0..2: bytes of a byte order mark seen, 3: the question is settled */
  gboolean  after_cr;     /* a line feed that comes now belongs to the line end before */
};

FigmentSse *
figment_sse_new (void)
{
  FigmentSse *self = g_new0 (FigmentSse, 1);

  self->line = g_string_new (NULL);
  self->name = g_string_new (NULL);
  self->data = g_string_new (NULL);
  g_queue_init (&self->events);
  return self;
}

void
figment_sse_event_free (FigmentSseEvent *event)
{
  g_free (event->name);
  g_free (event->data);
  g_free (event);
}

void
figment_sse_free (FigmentSse *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->name, TRUE);
  g_string_free (self->data, TRUE);
  g_queue_clear_full (&self->events, (GDestroyNotify) figment_sse_event_free);
  g_free (self->stray);
  g_free (self);
}

/* A blank line: the event is complete. One without data is none, and its name is forgotten. */
static void
dispatch (FigmentSse *self)
{
  FigmentSseEvent *event;

  if (self->data->len > 0)
    {
      event = g_new0 (FigmentSseEvent, 1);
      event->name = g_strdup (self->name->len > 0 ? self->name->str : "message");
      event->length = self->data->len - 1;
      event->data = g_malloc (event->length + 1);
      memcpy (event->data, self->data->str, event->length);
      event->data[event->length] = '\0';
      g_queue_push_tail (&self->events, event);
    }
  g_string_truncate (self->name, 0);
  g_string_truncate (self->data, 0);
}

static gboolean
is_field (const char *line,
          gsize       length,
          const char *name)
{
  return length == strlen (name) && memcmp (line, name, length) == 0;
}

/* The end of a line has been seen. */
static void
take_line (FigmentSse *self)
{
  const char *line = self->line->str;
  gsize length = self->line->len;
  const char *colon = memchr (line, ':', length);
  gsize name_length = colon != NULL ? (gsize) (colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;
  gsize value_length = (gsize) (line + length - value);

  if (value_length > 0 && value[0] == ' ')
    {
      value++;
      value_length--;
    }

  if (length == 0)
    {
      dispatch (self);
    }
  else if (is_field (line, name_length, "data"))
    {
      g_string_append_len (self->data, value, (gssize) value_length);
      g_string_append_c (self->data, '\n');
    }
  else if (is_field (line, name_length, "event"))
    {
      g_string_truncate (self->name, 0);
      g_string_append_len (self->name, value, (gssize) value_length);
    }
  else if (name_length > 0 && !is_field (line, name_length, "id") && !is_field (line, name_length, "retry"))
    {
      g_free (self->stray);
      self->stray = g_utf8_make_valid (line, (gssize) MIN (length, MAX_STRAY));
    }
  g_string_truncate (self->line, 0);
}

/* Returns how many of the bytes belong to a byte order mark. One that does not complete was the begin of a line. */
static gsize
skip_bom (FigmentSse *self,
          const char *bytes,
          gsize       length)
{
  static const char bom[] = "\xef\xbb\xbf";
  gsize i = 0;

  while (i < length && self->skipped_bom < 3)
    {
      if (bytes[i] != bom[self->skipped_bom])
        {
          g_string_append_len (self->line, bom, (gssize) self->skipped_bom);
          self->skipped_bom = 3;
          break;
        }
      self->skipped_bom++;
      i++;
    }
  return i;
}

/**
 * figment_sse_push:
 * @bytes: the next piece of the body
 *
 * Complete events wait for figment_sse_next () afterwards, also those before the trouble when this fails.
 *
 * Returns: %FALSE with %FIGMENT_REMOTE_ERROR_TOO_LARGE when one event exceeds %FIGMENT_SSE_MAX_EVENT; nothing more may
 *   be pushed then
 */
gboolean
figment_sse_push (FigmentSse  *self,
                  const char  *bytes,
                  gsize        length,
                  GError     **error)
{
  gsize i = skip_bom (self, bytes, length);

  while (i < length)
    {
      gsize start;

      if (self->after_cr && bytes[i] == '\n')
        i++;
      self->after_cr = FALSE;

      start = i;
      while (i < length && bytes[i] != '\n' && bytes[i] != '\r')
        i++;
      if (self->line->len + self->name->len + self->data->len + (i - start) > FIGMENT_SSE_MAX_EVENT)
        {
          g_set_error_literal (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TOO_LARGE,
                               _ ("The server sent a single message larger than 1 MiB."));
          return FALSE;
        }
      g_string_append_len (self->line, bytes + start, (gssize) (i - start));
      if (i < length)
        {
          self->after_cr = bytes[i] == '\r';
          take_line (self);
          i++;
        }
    }

  return TRUE;
}

/**
 * figment_sse_finish:
 *
 * The body has ended. The specification drops an event whose blank line is missing. Servers that close right behind the
 * last line exist, so an event of complete lines is taken; only one that breaks off within a line is dropped.
 */
void
figment_sse_finish (FigmentSse *self)
{
  if (self->line->len > 0)
    {
      /* For what it may leave as the stray line. */
      take_line (self);
      g_string_truncate (self->data, 0);
    }
  dispatch (self);
}

/* Returns: (transfer full) (nullable): the oldest event that was not taken yet */
FigmentSseEvent *
figment_sse_next (FigmentSse *self)
{
  return g_queue_pop_head (&self->events);
}

/**
 * figment_sse_get_stray:
 *
 * Proxies write their complaint into the middle of a stream as plain text ("proxy error: Failed to read connection",
 * llama.cpp in router mode). Such a line is no event, but it explains why there is none.
 *
 * Returns: (nullable): the last line that is not part of any event, shortened
 */
const char *
figment_sse_get_stray (FigmentSse *self)
{
  return self->stray;
}
