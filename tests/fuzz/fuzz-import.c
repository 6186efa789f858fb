/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "workflow/figment-import.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* The bytes are any file that somebody drops: picture, film, sound, page, program. In memory and as a stream. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) stream_error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr(FigmentImport) import = figment_import_new (bytes, "fuzz", NULL, &error);
  g_autoptr(FigmentImport) streamed = figment_import_read (stream, "fuzz", NULL, NULL, &stream_error);

  g_assert_true ((import != NULL) == (error == NULL));
  g_assert_true ((import != NULL) == (streamed != NULL));
  if (error != NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpstr (error->message, ==, stream_error->message);
    }
  return 0;
}
