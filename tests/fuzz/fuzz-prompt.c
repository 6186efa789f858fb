/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "workflow/figment-dynamic-prompt.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* The first byte is the seed; up to a zero byte the prompt, the rest is a list of words that it may draw from. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autofree char *text = length > 1 ? g_strndup ((const char *) data + 1, length - 1) : NULL;
  const gsize text_length = text != NULL ? strlen (text) : 0;
  g_autofree char *list = text_length + 2 < length
                            ? g_strndup ((const char *) data + text_length + 2, length - text_length - 2)
                            : g_strdup ("");
  const char *const lists[] = { "a", list, NULL };
  g_autoptr(FigmentWildcards) wildcards = NULL;
  g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *first = NULL, *second = NULL;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return 0;
  wildcards = figment_wildcards_new (lists);
  first = figment_dynamic_prompt_resolve (text, data[0], wildcards, unknown);
  second = figment_dynamic_prompt_resolve (text, data[0], wildcards, NULL);
  g_assert_cmpstr (first, ==, second);
  g_assert_true (g_utf8_validate (first, -1, NULL));
  return 0;
}
