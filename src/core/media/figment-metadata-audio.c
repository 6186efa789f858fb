/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "media/figment-metadata-private.h"

/* RFC 9639, 8.6: lengths in little-endian order: a vendor's name, the number of comments, and each as NAME=value. */
static void
add_comments (FigmentMetadataWalk *walk,
              const guint8        *data,
              gsize                length)
{
  gsize offset;
  guint32 n;

  if (length < 8 || _figment_media_le32 (data) > length - 8)
    return;
  offset = 4 + _figment_media_le32 (data);
  n = _figment_media_le32 (data + offset);
  offset += 4;
  for (guint32 i = 0; i < n && length - offset >= 4 && _figment_metadata_step (walk); i++)
    {
      const gsize size = _figment_media_le32 (data + offset);
      const char *comment = (const char *) data + offset + 4;
      const char *equals;

      if (size > length - offset - 4)
        return;
      equals = memchr (comment, '=', size);
      if (equals != NULL)
        _figment_metadata_add (walk, comment, (gsize) (equals - comment), equals + 1,
                               size - (gsize) (equals - comment) - 1);
      offset += 4 + size;
    }
}

/* RFC 9639, 8.1: blocks of one byte of type (the highest bit: the last) and 24 bits of length. @offset: of "fLaC" */
void
_figment_metadata_read_flac (FigmentMetadataWalk *walk,
                             guint64              offset)
{
  guint8 head[4];
  gboolean last = FALSE;

  offset += 4;
  while (!last && _figment_metadata_step (walk) && figment_media_source_read (walk->source, offset, head, sizeof head))
    {
      const guint64 length = _figment_media_be32 (head) & 0xffffff;

      last = (head[0] & 0x80) != 0;
      if ((head[0] & 0x7f) == 4)
        {
          g_autofree char *data = _figment_metadata_load (walk, offset + 4, length);

          if (data != NULL)
            add_comments (walk, (const guint8 *) data, (gsize) length);
        }
      offset += 4 + length;
    }
}

/* Which comments these are, by the packet's own first letters (RFC 7845, 5.2; Vorbis I, 4.2.1; Ogg FLAC mapping). */
static void
read_packet (FigmentMetadataWalk *walk,
             GByteArray          *packet)
{
  static const struct
  {
    const char *magic;
    guint       length; /* of the magic and what stands between it and the comments */
  } kinds[] = { { "OpusTags", 8 }, { "\3vorbis", 7 }, { "\x81theora", 7 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (packet->len > kinds[i].length && memcmp (packet->data, kinds[i].magic, strlen (kinds[i].magic)) == 0)
      {
        add_comments (walk, packet->data + kinds[i].length, packet->len - kinds[i].length);
        return;
      }
  if (packet->len > 4 && (packet->data[0] & 0x7f) == 4)
    add_comments (walk, packet->data + 4, packet->len - 4);
}

/*
 * RFC 3533, 6: pages of 27 bytes, a table of segment lengths, segments; a segment under 255 bytes ends a packet. The
 * comments are the second packet of a stream, so a few packets are enough.
 */
void
_figment_metadata_read_ogg (FigmentMetadataWalk *walk)
{
  g_autoptr(GByteArray) packet = g_byte_array_new ();
  guint64 offset = 0;
  guint8 head[27], lengths[255];
  guint n_packets = 0;

  while (n_packets < 8 && _figment_metadata_step (walk)
         && figment_media_source_read (walk->source, offset, head, sizeof head) && memcmp (head, "OggS", 4) == 0
         && figment_media_source_read (walk->source, offset + 27, lengths, head[26]))
    {
      offset += 27 + (guint64) head[26];
      for (guint i = 0; i < head[26]; i++)
        {
          guint8 segment[255];

          if (packet->len >= walk->bytes_left
              || !figment_media_source_read (walk->source, offset, segment, lengths[i]))
            return;
          g_byte_array_append (packet, segment, lengths[i]);
          offset += lengths[i];
          if (lengths[i] == 255)
            continue;
          read_packet (walk, packet);
          g_byte_array_set_size (packet, 0);
          n_packets++;
        }
    }
}

/* ID3v2.4, 6.2: numbers of which each byte has seven bits. */
static guint32
get_synchsafe (const guint8 *data)
{
  return (guint32) (data[0] & 0x7f) << 21 | (guint32) (data[1] & 0x7f) << 14 | (guint32) (data[2] & 0x7f) << 7
         | (data[3] & 0x7f);
}

/* A NUL was put behind each 0xff so that no player takes the tag for sound (ID3v2.4, 6.1). Returns the new length. */
static gsize
undo_unsynchronisation (guint8 *data,
                        gsize   length)
{
  gsize to = 0;

  for (gsize from = 0; from < length; from++)
    {
      data[to++] = data[from];
      if (data[from] == 0xff && from + 1 < length && data[from + 1] == 0)
        from++;
    }
  return to;
}

/* TXXX: encoding, description, NUL, value (ID3v2.4, 4.2.6). Encodings: 0 Latin-1, 1 and 2 UTF-16, 3 UTF-8. */
static void
add_user_text (FigmentMetadataWalk *walk,
               const char          *data,
               gsize                length)
{
  g_autofree char *converted = NULL;
  const char *text = data + 1, *nul;
  gsize size = length - 1;

  if (data[0] == 1 || data[0] == 2)
    {
      /* Each of the two texts has a byte order mark of its own; iconv leaves the second one in. */
      converted = g_convert (text, (gssize) (size & ~(gsize) 1), "UTF-8", data[0] == 1 ? "UTF-16" : "UTF-16BE", NULL,
                             &size, NULL);
      text = converted;
    }
  nul = text != NULL ? memchr (text, '\0', size) : NULL;
  if (nul == NULL)
    return;
  size -= (gsize) (nul + 1 - text);
  if (size >= 3 && memcmp (nul + 1, "\xef\xbb\xbf", 3) == 0)
    _figment_metadata_add (walk, text, (gsize) (nul - text), nul + 4, size - 3);
  else
    _figment_metadata_add (walk, text, (gsize) (nul - text), nul + 1, size);
}

void
_figment_metadata_read_id3 (FigmentMetadataWalk *walk)
{
  guint8 head[10];
  g_autofree char *tag = NULL;
  gsize length, offset = 0;

  if (!figment_media_source_read (walk->source, 0, head, sizeof head) || head[3] < 3 || head[3] > 4)
    return;
  length = (gsize) MIN (get_synchsafe (head + 6), figment_media_source_get_size (walk->source) - 10);
  tag = _figment_metadata_load (walk, 10, length);
  if (tag == NULL)
    return;
  if (head[5] & 0x80 && head[3] == 3)
    length = undo_unsynchronisation ((guint8 *) tag, length);
  if (head[5] & 0x40 && length >= 4) /* an extended header; in 2.3 its size leaves itself out */
    offset = head[3] == 3 ? (gsize) _figment_media_be32 ((guint8 *) tag) + 4 : get_synchsafe ((guint8 *) tag);
  while (offset < length && length - offset > 10 && _figment_metadata_step (walk))
    {
      guint8 *frame = (guint8 *) tag + offset;
      const gsize size = head[3] == 3 ? _figment_media_be32 (frame + 4) : get_synchsafe (frame + 4);

      if (frame[0] == 0 || size > length - offset - 10)
        break;
      if (memcmp (frame, "TXXX", 4) == 0 && size > 2)
        {
          const gsize plain = head[3] == 4 && frame[9] & 0x02 ? undo_unsynchronisation (frame + 10, size) : size;

          add_user_text (walk, (const char *) frame + 10, plain);
        }
      offset += 10 + size;
    }
  /* Now and then such a tag stands before FLAC. */
  if (figment_media_source_read (walk->source, 10 + (guint64) get_synchsafe (head + 6), head, 4)
      && memcmp (head, "fLaC", 4) == 0)
    _figment_metadata_read_flac (walk, 10 + (guint64) get_synchsafe (head + 6));
}
