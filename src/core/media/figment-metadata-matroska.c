/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "media/figment-metadata-private.h"

/* RFC 9559, 5.1.8: Segment / Tags / Tag / SimpleTag with TagName and TagString. Clusters are stepped over. */
#define SEGMENT    0x18538067
#define CLUSTER    0x1f43b675
#define TAGS       0x1254c367
#define TAG        0x7373
#define SIMPLE_TAG 0x67c8
#define TAG_NAME   0x45a3
#define TAG_STRING 0x4487
#define MAX_DEPTH  6

typedef struct
{
  guint64 id;
  guint64 offset; /* of the content */
  guint64 length; /* of the content */
} Element;

/* RFC 8794, 4. Returns: bytes used, 0: no number */
static guint
read_vint (FigmentMetadataWalk *walk,
           guint64              offset,
           gboolean             is_id,
           guint64             *value)
{
  guint8 bytes[8];
  guint n = 1;
  gboolean unknown;

  if (!figment_media_source_read (walk->source, offset, bytes, 1) || bytes[0] == 0)
    return 0;
  while ((bytes[0] & (0x80 >> (n - 1))) == 0)
    n++;
  if (!figment_media_source_read (walk->source, offset, bytes, n))
    return 0;
  *value = is_id ? bytes[0] : bytes[0] & (0xff >> n);
  unknown = (bytes[0] & (0xff >> n)) == (0xff >> n);
  for (guint i = 1; i < n; i++)
    {
      *value = *value << 8 | bytes[i];
      unknown = unknown && bytes[i] == 0xff;
    }
  if (unknown && !is_id)
    *value = G_MAXUINT64; /* live streams: to the end of the parent */
  return n;
}

static gboolean
next_element (FigmentMetadataWalk *walk,
              guint64             *offset,
              guint64              end,
              Element             *element)
{
  guint64 length = 0;
  guint id_length, size_length;

  if (*offset >= end || !_figment_metadata_step (walk))
    return FALSE;
  id_length = read_vint (walk, *offset, TRUE, &element->id);
  size_length = id_length > 0 ? read_vint (walk, *offset + id_length, FALSE, &length) : 0;
  if (size_length == 0 || *offset + id_length + size_length > end)
    return FALSE;
  element->offset = *offset + id_length + size_length;
  /* A cluster without a length has its blocks read as if they stood beside it, which finds what follows it. */
  element->length = length == G_MAXUINT64 && element->id == CLUSTER ? 0 : MIN (length, end - element->offset);
  *offset = element->offset + element->length;
  return TRUE;
}

static void
read_simple_tag (FigmentMetadataWalk *walk,
                 const Element       *tag)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  guint64 offset = tag->offset;
  gsize length = 0;
  Element element;

  while (next_element (walk, &offset, tag->offset + tag->length, &element))
    if (element.id == TAG_NAME && name == NULL && element.length < 256)
      name = _figment_metadata_load (walk, element.offset, element.length);
    else if (element.id == TAG_STRING && text == NULL)
      {
        text = _figment_metadata_load (walk, element.offset, element.length);
        length = (gsize) element.length;
      }
  if (name != NULL && text != NULL)
    _figment_metadata_add (walk, name, strlen (name), text, length);
}

static void
walk_elements (FigmentMetadataWalk *walk,
               guint64              offset,
               guint64              end,
               guint                depth)
{
  Element element;

  while (next_element (walk, &offset, end, &element))
    if (element.id == SIMPLE_TAG)
      read_simple_tag (walk, &element);
    else if ((element.id == SEGMENT || element.id == TAGS || element.id == TAG) && depth < MAX_DEPTH)
      walk_elements (walk, element.offset, element.offset + element.length, depth + 1);
}

void
_figment_metadata_read_matroska (FigmentMetadataWalk *walk)
{
  walk_elements (walk, 0, figment_media_source_get_size (walk->source), 0);
}
