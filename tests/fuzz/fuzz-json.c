/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json/figment-json.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* Whatever is accepted is written as text that is accepted again and then stays the same, however it is laid out. */
static void
check_round_trip (JsonNode             *node,
                  FigmentJsonWriteFlags flags)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) again = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  gsize length;

  once = figment_json_write (node, flags, &length);
  g_assert_cmpuint (strlen (once), ==, length);
  again = figment_json_parse (once, length, &error);
  g_assert_no_error (error);
  twice = figment_json_write (again, flags, NULL);
  g_assert_cmpstr (once, ==, twice);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = figment_json_parse ((const char *) data, length, &error);

  if (node == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_no_error (error);
  check_round_trip (node, FIGMENT_JSON_WRITE_COMPACT);
  check_round_trip (node, FIGMENT_JSON_WRITE_PRETTY | FIGMENT_JSON_WRITE_ASCII);
  return 0;
}
