/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers as files spell them, most significant byte first. */

static inline void
figment_practice_append_be (GByteArray *array,
                            guint64     value,
                            guint       n_bytes)
{
  while (n_bytes-- > 0)
    {
      const guint8 byte = value >> (8 * n_bytes);

      g_byte_array_append (array, &byte, 1);
    }
}

static inline void
figment_practice_append_be16 (GByteArray *array,
                              guint16     value)
{
  figment_practice_append_be (array, value, 2);
}

static inline void
figment_practice_append_be32 (GByteArray *array,
                              guint32     value)
{
  figment_practice_append_be (array, value, 4);
}

static inline guint64
figment_practice_read_be (const guint8 *data,
                          guint         n_bytes)
{
  guint64 value = 0;

  for (guint i = 0; i < n_bytes; i++)
    value = value << 8 | data[i];
  return value;
}

static inline guint32
figment_practice_read_be32 (const guint8 *data)
{
  return figment_practice_read_be (data, 4);
}

G_END_DECLS
