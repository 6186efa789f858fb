/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-utf8-private.h"

/*
 * A token of a model may be a single byte of a character. llama.cpp holds such bytes back until the character is
 * complete; a server that does not sends JSON that is not UTF-8, with half a character in one delta and the rest in the
 * next. To get the pieces through a JSON parser, which rightly insists on UTF-8, each stray byte is masked as a
 * private-use character and unmasked behind it.
 */

/* U+10FF80 + (byte - 0x80): the end of the last plane, which nobody writes in. */
#define MASK_FIRST 0x10ff80u
#define MASK_LAST 0x10ffffu

/* @bytes: without NUL. Returns: (transfer full): @bytes as UTF-8 */
char *
_figment_lm_utf8_mask (const char *bytes,
                       gsize       length)
{
  GString *masked = g_string_sized_new (length + 8);
  const char *end = bytes + length;

  while (bytes < end)
    {
      const char *stray;

      g_utf8_validate_len (bytes, (gsize) (end - bytes), &stray);
      g_string_append_len (masked, bytes, (gssize) (stray - bytes));
      if (stray < end)
        g_string_append_unichar (masked, MASK_FIRST + ((guchar) *stray - 0x80u));
      bytes = stray < end ? stray + 1 : end;
    }
  return g_string_free (masked, FALSE);
}

/* Appends to @bytes what @text was before it was masked. */
void
_figment_lm_utf8_unmask (const char *text,
                         GString    *bytes)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c >= MASK_FIRST && c <= MASK_LAST)
        g_string_append_c (bytes, (char) (c - MASK_FIRST + 0x80u));
      else
        g_string_append_len (bytes, text, g_utf8_next_char (text) - text);
    }
}

/*
 * Takes all complete characters out of @bytes; the begin of one stays there unless @at_end. What can become none any
 * more turns into U+FFFD. Returns: (transfer full)
 */
char *
_figment_lm_utf8_take (GString  *bytes,
                       gboolean  at_end)
{
  GString *text = g_string_sized_new (bytes->len + 1);
  const char *at = bytes->str;
  const char *end = bytes->str + bytes->len;

  while (at < end)
    {
      const char *stray;

      g_utf8_validate_len (at, (gsize) (end - at), &stray);
      g_string_append_len (text, at, (gssize) (stray - at));
      at = stray;
      if (at == end)
        break;
      if (!at_end && g_utf8_get_char_validated (at, end - at) == (gunichar) -2)
        break;
      g_string_append_unichar (text, 0xfffd);
      at++;
    }
  g_string_erase (bytes, 0, at - bytes->str);
  return g_string_free (text, FALSE);
}
