/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "comfy/figment-comfy-event.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

/* The first byte says what kind of frame the others are: even a text frame, odd a binary one. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) frame = NULL;
  g_autoptr(FigmentComfyEvent) event = NULL;

  if (length == 0)
    return 0;
  frame = g_bytes_new (data + 1, length - 1);
  event = data[0] % 2 == 0 ? figment_comfy_event_decode_text (frame, &error)
                           : figment_comfy_event_decode_binary (frame, &error);
  if (event == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_nonnull (event->name);
  g_assert_true (g_utf8_validate (event->name, -1, NULL));

  if (event->image != NULL)
    {
      const guint8 *image;
      gsize size;
      guint sum = 0;

      /* Reading all of it lets the address sanitizer see a slice that reaches beyond the frame. */
      image = g_bytes_get_data (event->image, &size);
      for (gsize i = 0; i < size; i++)
        sum += image[i];
      g_assert_cmpuint (size, <=, length - 1);
      g_assert_cmpuint (sum, <=, size * 255);
      g_assert_nonnull (event->mime);
    }
  if (event->text != NULL)
    g_assert_true (g_utf8_validate (event->text, -1, NULL));
  return 0;
}
