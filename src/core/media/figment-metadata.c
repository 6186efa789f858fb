/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-metadata.h"

#include <string.h>

#include "media/figment-metadata-private.h"

/* Bytes of text in all; a workflow of 5 000 nodes has about 5 MB. */
#define MAX_TEXT   (32 * 1024 * 1024)
#define MAX_WORK   (4 * MAX_TEXT)
#define MAX_PIECES (256 * 1024)
#define MAX_FOUND  256
#define MAX_KEY    80

static void
metadata_free (FigmentMetadata *self)
{
  g_free (self->key);
  g_free (self->text);
  g_free (self);
}

/* Counts a piece. Returns: whether the walk may go on */
gboolean
_figment_metadata_step (FigmentMetadataWalk *walk)
{
  if (walk->pieces_left == 0)
    return FALSE;
  walk->pieces_left--;
  return TRUE;
}

/* The text of these bytes: up to a NUL, as UTF-8 or else as Latin-1, which fits any bytes. */
static char *
to_text (const char *text,
         gsize       length)
{
  const char *nul = length > 0 ? memchr (text, '\0', length) : NULL;

  if (nul != NULL)
    length = (gsize) (nul - text);
  if (g_utf8_validate_len (text, length, NULL))
    return g_strndup (text, length);
  return g_convert (text, (gssize) length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/* @text: @length bytes that need not be text at all */
void
_figment_metadata_add (FigmentMetadataWalk *walk,
                       const char          *key,
                       gsize                key_length,
                       const char          *text,
                       gsize                length)
{
  g_autofree char *value = NULL;
  g_autofree char *name = NULL;
  FigmentMetadata *metadata;

  if (length == 0 || key_length > MAX_KEY || length > walk->bytes_left || walk->found->len >= MAX_FOUND)
    return;
  value = to_text (text, length);
  name = to_text (key, key_length);
  if (value == NULL || name == NULL || value[0] == '\0')
    return;
  walk->bytes_left -= length;
  metadata = g_new (FigmentMetadata, 1);
  metadata->key = g_ascii_strdown (name, -1);
  metadata->text = g_steal_pointer (&value);
  g_ptr_array_add (walk->found, metadata);
}

/*
 * A text that names itself: "prompt:{…}", "Workflow: {…}" (ComfyUI nodes_images.py, SaveAnimatedWEBP). Anything else is
 * kept as @fallback.
 */
void
_figment_metadata_add_prefixed (FigmentMetadataWalk *walk,
                                const char          *fallback,
                                const char          *text,
                                gsize                length)
{
  gsize n = 0;

  while (n < length && n < MAX_KEY && (g_ascii_isalnum (text[n]) || text[n] == '_'))
    n++;
  if (n > 0 && n + 1 < length && text[n] == ':')
    {
      const char *value = text + n + 1;

      while (value < text + length && *value == ' ')
        value++;
      if (value < text + length && (*value == '{' || *value == '['))
        {
          _figment_metadata_add (walk, text, n, value, (gsize) (text + length - value));
          return;
        }
    }
  _figment_metadata_add (walk, fallback, strlen (fallback), text, length);
}

/* As figment_media_source_load (), within the walk's budgets. */
char *
_figment_metadata_load (FigmentMetadataWalk *walk,
                        guint64              offset,
                        guint64              length)
{
  if (length > MIN (walk->bytes_left, walk->work_left))
    return NULL;
  walk->work_left -= (gsize) length;
  return figment_media_source_load (walk->source, offset, length, walk->bytes_left);
}

/* Which reader is tried is told by the first bytes alone; a name proves nothing. */
static void
read_container (FigmentMetadataWalk *walk)
{
  guint8 head[16] = { 0 };
  const gsize size = (gsize) MIN (figment_media_source_get_size (walk->source), sizeof head);

  if (size < 12 || !figment_media_source_read (walk->source, 0, head, size))
    return;
  if (memcmp (head, "\x89PNG\r\n\x1a\n", 8) == 0)
    _figment_metadata_read_png (walk);
  else if (memcmp (head, "RIFF", 4) == 0)
    _figment_metadata_read_riff (walk);
  else if (memcmp (head, "\xff\xd8\xff", 3) == 0)
    _figment_metadata_read_jpeg (walk);
  else if (memcmp (head, "II*\0", 4) == 0 || memcmp (head, "MM\0*", 4) == 0)
    _figment_metadata_read_exif (walk, 0, figment_media_source_get_size (walk->source));
  else if (memcmp (head + 4, "ftyp", 4) == 0 || memcmp (head + 4, "moov", 4) == 0 || memcmp (head + 4, "mdat", 4) == 0
           || memcmp (head + 4, "wide", 4) == 0)
    _figment_metadata_read_iso (walk);
  else if (memcmp (head, "\x1a\x45\xdf\xa3", 4) == 0)
    _figment_metadata_read_matroska (walk);
  else if (memcmp (head, "fLaC", 4) == 0)
    _figment_metadata_read_flac (walk, 0);
  else if (memcmp (head, "OggS", 4) == 0)
    _figment_metadata_read_ogg (walk);
  else if (memcmp (head, "ID3", 3) == 0)
    _figment_metadata_read_id3 (walk);
  else if (memcmp (head, "glTF", 4) == 0)
    _figment_metadata_read_glb (walk);
  else if (head[8] == '{' && head[7] == 0 && head[6] == 0 && head[5] == 0)
    _figment_metadata_read_tensors (walk);
  else if (memchr (head, '<', size) != NULL)
    _figment_metadata_read_svg (walk);
}

/**
 * figment_metadata_read:
 *
 * Reads no more of the file than its directory and the texts themselves. For worker threads: a file is read on the
 * spot. Whether that went well is figment_media_source_check ()'s to say.
 *
 * Returns: (transfer full) (element-type FigmentMetadata): in the order of the file; empty for a file of another kind
 */
GPtrArray *
figment_metadata_read (FigmentMediaSource *source)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) metadata_free);
  FigmentMetadataWalk walk = { source, found, MAX_TEXT, MAX_WORK, MAX_PIECES };

  read_container (&walk);
  return found;
}
