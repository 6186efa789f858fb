/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-private.h"

#include <string.h>

static const char *
skip_blanks (const char *text,
             const char *end)
{
  while (text < end && g_ascii_isspace (*text))
    text++;
  return text;
}

static gboolean
has_prefix (const char *text,
            const char *end,
            const char *prefix)
{
  const gsize length = strlen (prefix);

  return (gsize) (end - text) >= length && memcmp (text, prefix, length) == 0;
}

/* Whether the first element is <svg>, behind declarations, comments and a document type. */
static gboolean
is_svg (const char *text,
        const char *end)
{
  while ((text = skip_blanks (text, end)) < end)
    {
      const char *closing;

      if (has_prefix (text, end, "<svg") || has_prefix (text, end, "<svg:svg"))
        return TRUE;
      if (has_prefix (text, end, "<!--"))
        closing = "-->";
      else if (has_prefix (text, end, "<?"))
        closing = "?>";
      else if (has_prefix (text, end, "<!DOCTYPE"))
        closing = ">";
      else
        return FALSE;
      text = g_strstr_len (text, end - text, closing);
      if (text == NULL)
        return FALSE;
      text += strlen (closing);
    }
  return FALSE;
}

/* UTF-8 without control characters but for the blank ones. A character that the end of the data cuts is let pass. */
static gboolean
is_text (const char *text,
         gsize       length)
{
  const char *end;

  if (memchr (text, '\0', length) != NULL)
    return FALSE;
  if (!g_utf8_validate (text, (gssize) length, &end)
      && (length - (gsize) (end - text) >= 4
          || g_utf8_get_char_validated (end, (gssize) length - (end - text)) != (gunichar) -2))
    return FALSE;
  for (const char *c = text; c < end; c++)
    if (g_ascii_iscntrl (*c) && strchr ("\t\n\r\f", *c) == NULL)
      return FALSE;
  return TRUE;
}

/*
 * A 64-bit length, then that many bytes of JSON object, then tensors (safetensors' format description). ComfyUI's
 * .latent files are such files with a tensor of a fixed name (ComfyUI nodes.py, SaveLatent).
 */
static gboolean
sniff_safetensors (const guint8     *data,
                   gsize             length,
                   FigmentMediaInfo *info)
{
  const guint64 size =
      length >= 10 ? _figment_media_le32 (data) | (guint64) _figment_media_le32 (data + 4) << 32 : 0;

  if (size < 2 || size > 100 * 1000 * 1000 || data[8] != '{' || (data[9] != '"' && data[9] != '}'))
    return FALSE;
  if (g_strstr_len ((const char *) data + 8, (gssize) MIN (size, length - 8), "\"latent_tensor\"") != NULL)
    _figment_media_set_type (info, FIGMENT_MEDIA_LATENT, "application/x-safetensors", ".latent");
  else
    _figment_media_set_type (info, FIGMENT_MEDIA_OTHER, "application/x-safetensors", ".safetensors");
  return TRUE;
}

gboolean
_figment_media_sniff_text (const guint8     *data,
                           gsize             length,
                           FigmentMediaInfo *info)
{
  const char *text = (const char *) data;
  const char *end = text + length;

  if (sniff_safetensors (data, length, info))
    return TRUE;
  if (!is_text (text, length))
    return FALSE;
  if (has_prefix (text, end, "\xef\xbb\xbf"))
    text += 3;
  if (is_svg (text, end))
    {
      _figment_media_set_type (info, FIGMENT_MEDIA_IMAGE, "image/svg+xml", ".svg");
      return TRUE;
    }
  text = skip_blanks (text, end);
  if (text < end && (*text == '{' || *text == '['))
    _figment_media_set_type (info, FIGMENT_MEDIA_TEXT, "application/json", ".json");
  else
    _figment_media_set_type (info, FIGMENT_MEDIA_TEXT, "text/plain", ".txt");
  return TRUE;
}
