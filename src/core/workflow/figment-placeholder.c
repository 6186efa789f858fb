/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-placeholder.h"

#include <string.h>

#define MAX_LENGTH 80

static gsize
measure_name (const char *text)
{
  gsize n = 0;

  while (n < MAX_LENGTH && (g_ascii_isalnum (text[n]) || strchr ("_-.", text[n]) != NULL) && text[n] != '\0')
    n++;
  return n > 0 && (g_ascii_isalpha (text[0]) || text[0] == '_') ? n : 0;
}

/* @open, a name with blanks around it, @close. Returns: bytes, 0: it is not */
static gsize
measure (const char *text,
         const char *open,
         const char *close)
{
  const char *p = text;
  gsize n;

  if (!g_str_has_prefix (p, open))
    return 0;
  p += strlen (open);
  p += strspn (p, " ");
  n = measure_name (p);
  if (n == 0)
    return 0;
  p += n;
  p += strspn (p, " ");
  return g_str_has_prefix (p, close) ? (gsize) (p - text) + strlen (close) : 0;
}

static gboolean
is_upper (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isupper (*text) && !g_ascii_isdigit (*text) && *text != '_')
      return FALSE;
  return TRUE;
}

gboolean
figment_placeholder_is (const char *text)
{
  static const char *const forms[][2] = { { "{{", "}}" }, { "${", "}" }, { "%", "%" }, { "<%", "%>" },
                                           { "{", "}" } };
  const gsize length = strlen (text);

  if (length < 3 || length > MAX_LENGTH)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (measure (text, forms[i][0], forms[i][1]) == length)
      return TRUE;
  if (length > 4 && g_str_has_prefix (text, "__") && g_str_has_suffix (text, "__"))
    return measure_name (text) == length;
  if (measure (text, "<", ">") == length || g_str_has_prefix (text, "PARAM_") || g_str_equal (text, "PLACEHOLDER"))
    {
      g_autofree char *name = g_strndup (text + (text[0] == '<'), length - (text[0] == '<' ? 2 : 0));

      return is_upper (name);
    }
  return FALSE;
}

/**
 * figment_placeholder_find:
 * @length: (out)
 *
 * Returns: (transfer none) (nullable): the first one
 */
const char *
figment_placeholder_find (const char *text,
                          gsize      *length)
{
  for (const char *p = strstr (text, "{{"); p != NULL; p = strstr (p + 1, "{{"))
    if ((*length = measure (p, "{{", "}}")) > 0)
      return p;
  return NULL;
}
