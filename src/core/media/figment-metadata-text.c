/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "media/figment-metadata-private.h"

/* glTF 2.0, 4.4: 12 bytes, then chunks of length, type and content; the first is JSON, "asset.extras" in it ours. */
void
_figment_metadata_read_glb (FigmentMetadataWalk *walk)
{
  guint8 head[8];
  g_autofree char *json = NULL;
  guint32 length;

  if (!figment_media_source_read (walk->source, 12, head, sizeof head) || memcmp (head + 4, "JSON", 4) != 0)
    return;
  length = _figment_media_le32 (head);
  json = _figment_metadata_load (walk, 20, length);
  if (json != NULL)
    _figment_metadata_add (walk, "json", 4, json, length);
}

/* A 64-bit length and that many bytes of JSON, whose "__metadata__" is ours (ComfyUI nodes.py, SaveLatent). */
void
_figment_metadata_read_tensors (FigmentMetadataWalk *walk)
{
  guint8 head[8];
  g_autofree char *json = NULL;
  guint32 length;

  if (!figment_media_source_read (walk->source, 0, head, sizeof head))
    return;
  length = _figment_media_le32 (head);
  json = _figment_metadata_load (walk, 8, length);
  if (json != NULL)
    _figment_metadata_add (walk, "json", 4, json, length);
}

/* &lt; and its kind, in place. */
static void
undo_entities (char *text)
{
  static const struct
  {
    const char *entity;
    char        character;
  } entities[] = { { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' }, { "&amp;", '&' } };
  char *to = text;

  for (const char *from = text; *from != '\0';)
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (entities) && !g_str_has_prefix (from, entities[i].entity))
        i++;
      if (*from == '&' && i < G_N_ELEMENTS (entities))
        {
          *to++ = entities[i].character;
          from += strlen (entities[i].entity);
        }
      else
        *to++ = *from++;
    }
  *to = '\0';
}

/* The content of <metadata>, as ComfyUI's SaveSVGNode writes it: JSON in a CDATA section (nodes_images.py). */
void
_figment_metadata_read_svg (FigmentMetadataWalk *walk)
{
  const guint64 size = figment_media_source_get_size (walk->source);
  g_autofree char *svg = _figment_metadata_load (walk, 0, size);
  char *text = svg != NULL ? strstr (svg, "<metadata") : NULL;
  char *end, *data;

  if (text == NULL || strstr (svg, "<svg") == NULL || (text = strchr (text, '>')) == NULL
      || (end = strstr (text, "</metadata>")) == NULL)
    return;
  text++;
  *end = '\0';
  data = strstr (text, "<![CDATA[");
  if (data != NULL)
    {
      text = data + strlen ("<![CDATA[");
      end = strstr (text, "]]>");
      if (end != NULL)
        *end = '\0';
    }
  else
    undo_entities (text);
  g_strstrip (text);
  _figment_metadata_add (walk, "json", 4, text, strlen (text));
}
