/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-comfy-event.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "comfy/figment-comfy-event-private.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "net/figment-remote-error.h"

/*
 * Binary messages of ComfyUI's websocket (protocol §6; ComfyUI server.py, encode_bytes): a type of four bytes,
 * big-endian, and a body. Pure functions.
 */

/*
 * VideoHelperSuite sends the frames of a looping preview as type 1 with a head of its own in front of the JPEG
 * (videohelpersuite/latent_preview.py): the number 1, the frame's index, the node's id as a Pascal string in 16 bytes.
 */
#define VHS_HEAD 24

/* What is left of a frame. Every read checks first. */
typedef struct
{
  GBytes       *frame;
  const guint8 *at;
  gsize         left;
} Cursor;

static GError *
build_error (const char *what)
{
  GError *error = figment_remote_error_new (FIGMENT_REMOTE_ERROR_PROTOCOL, "%s",
                                            _("A preview or other binary message of the server is damaged."));

  figment_remote_error_set_details (error, what);
  return error;
}

static gboolean
read_u32 (Cursor  *cursor,
          guint32 *value)
{
  if (cursor->left < 4)
    return FALSE;
  *value = ((guint32) cursor->at[0] << 24) | ((guint32) cursor->at[1] << 16) | ((guint32) cursor->at[2] << 8)
           | cursor->at[3];
  cursor->at += 4;
  cursor->left -= 4;
  return TRUE;
}

/* A length of four bytes and that many bytes of UTF-8. */
static gboolean
read_counted (Cursor  *cursor,
              char   **text)
{
  Cursor ahead = *cursor;
  guint32 length;

  if (!read_u32 (&ahead, &length) || length > ahead.left
      || !g_utf8_validate_len ((const char *) ahead.at, length, NULL))
    return FALSE;
  *text = g_strndup ((const char *) ahead.at, length);
  cursor->at = ahead.at + length;
  cursor->left = ahead.left - length;
  return TRUE;
}

static const char *
sniff_image (const guint8 *data,
             gsize         length)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

  if (length >= 3 && data[0] == 0xff && data[1] == 0xd8 && data[2] == 0xff)
    return "image/jpeg";
  if (length >= sizeof png && memcmp (data, png, sizeof png) == 0)
    return "image/png";
  return NULL;
}

/* The node's id in VideoHelperSuite's head; nonsense counts as none. */
static char *
dup_pascal_string (const guint8 *field)
{
  const gsize length = MIN (field[0], 15);

  return length > 0 && g_utf8_validate_len ((const char *) field + 1, length, NULL)
           ? g_strndup ((const char *) field + 1, length) : NULL;
}

/* @start is the offset of VideoHelperSuite's head, were there one. */
static gboolean
read_vhs (FigmentComfyEvent *self,
          GBytes            *frame,
          gsize              start)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (frame, &length);
  Cursor cursor = { frame, data + start, length - start };
  guint32 one = 0;
  guint32 index = 0;
  const char *mime;
  g_autofree char *node_id = NULL;

  if (cursor.left <= VHS_HEAD || !read_u32 (&cursor, &one) || one != 1 || !read_u32 (&cursor, &index))
    return FALSE;
  mime = sniff_image (cursor.at + 16, cursor.left - 16);
  if (mime == NULL)
    return FALSE;
  node_id = dup_pascal_string (cursor.at);
  if (node_id != NULL)
    {
      g_free (self->node_id);
      self->node_id = g_steal_pointer (&node_id);
    }
  self->mime = mime;
  self->frame_index = (int) MIN (index, G_MAXINT);
  self->image = g_bytes_new_from_bytes (frame, start + VHS_HEAD, length - start - VHS_HEAD);
  return TRUE;
}

/* The bytes tell more surely than the format that was announced. */
static gboolean
read_image (FigmentComfyEvent *self,
            Cursor            *cursor,
            gsize              vhs_start)
{
  const gsize offset = g_bytes_get_size (cursor->frame) - cursor->left;

  self->mime = sniff_image (cursor->at, cursor->left);
  if (self->mime == NULL)
    return read_vhs (self, cursor->frame, vhs_start);
  self->image = g_bytes_new_from_bytes (cursor->frame, offset, cursor->left);
  return TRUE;
}

static FigmentComfyEvent *
decode_preview (Cursor  *cursor,
                GError **error)
{
  g_autoptr(FigmentComfyEvent) self = _figment_comfy_event_new (FIGMENT_COMFY_EVENT_PREVIEW);
  guint32 format;

  if (!read_u32 (cursor, &format) || !read_image (self, cursor, 4))
    {
      g_propagate_error (error, build_error ("type 1: neither JPEG nor PNG"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

static FigmentComfyEvent *
decode_preview_with_metadata (Cursor  *cursor,
                              GError **error)
{
  g_autoptr(FigmentComfyEvent) self = _figment_comfy_event_new (FIGMENT_COMFY_EVENT_PREVIEW);
  g_autoptr(JsonNode) node = NULL;
  JsonObject *metadata;
  guint32 length;

  if (!read_u32 (cursor, &length) || length > cursor->left)
    {
      g_propagate_error (error, build_error ("type 4: the metadata end after the frame"));
      return NULL;
    }
  node = figment_json_parse ((const char *) cursor->at, length, NULL);
  metadata = figment_json_to_object (node);
  if (metadata == NULL)
    {
      g_propagate_error (error, build_error ("type 4: the metadata are not a JSON object"));
      return NULL;
    }
  cursor->at += length;
  cursor->left -= length;
  self->prompt_id = g_strdup (figment_json_get_string (metadata, "prompt_id"));
  self->node_id = g_strdup (figment_json_get_string (metadata, "node_id"));
  self->display_node_id = g_strdup (figment_json_get_string (metadata, "display_node_id"));
  if (self->display_node_id == NULL)
    self->display_node_id = g_strdup (self->node_id);
  if (!read_image (self, cursor, g_bytes_get_size (cursor->frame) - cursor->left))
    {
      g_propagate_error (error, build_error ("type 4: neither JPEG nor PNG"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/*
 * Two forms: node id and text, or (servers that claim supports_progress_text_metadata) prompt id, node id and text.
 * Text does not begin with NUL, and a length below 2^24 does.
 */
static FigmentComfyEvent *
decode_text_message (Cursor  *cursor,
                     GError **error)
{
  g_autoptr(FigmentComfyEvent) self = _figment_comfy_event_new (FIGMENT_COMFY_EVENT_TEXT);

  if (!read_counted (cursor, &self->node_id))
    {
      g_propagate_error (error, build_error ("type 3: no node id"));
      return NULL;
    }
  if (cursor->left >= 4 && cursor->at[0] == 0)
    {
      g_autofree char *second = NULL;

      if (read_counted (cursor, &second))
        {
          self->prompt_id = g_steal_pointer (&self->node_id);
          self->node_id = g_steal_pointer (&second);
        }
    }
  self->text = g_utf8_make_valid ((const char *) cursor->at, (gssize) cursor->left);
  return g_steal_pointer (&self);
}

/**
 * figment_comfy_event_decode_binary:
 * @frame: a whole binary message; the event's image is a slice of it
 *
 * Returns: (transfer full): the event, of type UNKNOWN for the numbers that custom nodes make up, or %NULL with @error
 * in %FIGMENT_REMOTE_ERROR_PROTOCOL
 */
FigmentComfyEvent *
figment_comfy_event_decode_binary (GBytes  *frame,
                                   GError **error)
{
  Cursor cursor = { .frame = frame };
  FigmentComfyEvent *self;
  guint32 type;

  cursor.at = g_bytes_get_data (frame, &cursor.left);
  if (!read_u32 (&cursor, &type))
    {
      g_propagate_error (error, build_error ("shorter than its type"));
      return NULL;
    }
  switch (type)
    {
    case 1: self = decode_preview (&cursor, error); break;
    case 3: self = decode_text_message (&cursor, error); break;
    case 4: self = decode_preview_with_metadata (&cursor, error); break;
    default: self = _figment_comfy_event_new (FIGMENT_COMFY_EVENT_UNKNOWN); break;
    }
  if (self != NULL)
    self->name = g_strdup_printf ("binary %u", type);
  return self;
}
