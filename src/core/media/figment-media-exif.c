/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-private.h"

#include <string.h>

/* TIFF 6.0 and Exif 2.3: "Exif\0\0", byte order, 42, the place of the first directory, entries of 12 bytes. */
#define EXIF_HEAD 6
#define TIFF_HEAD 8
#define ENTRY 12
#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3

/* Values from here on turn the picture by a quarter. */
#define FIRST_QUARTER_TURN 5
#define LAST_QUARTER_TURN 8

gboolean
_figment_media_exif_is_turned (const guint8 *data,
                               gsize         length)
{
  const guint8 *tiff = data + EXIF_HEAD;
  guint32 (*read16) (const guint8 *), (*read32) (const guint8 *);
  guint32 offset, n;

  if (length < EXIF_HEAD + TIFF_HEAD + 2 || memcmp (data, "Exif\0\0", EXIF_HEAD) != 0)
    return FALSE;
  if (memcmp (tiff, "II", 2) != 0 && memcmp (tiff, "MM", 2) != 0)
    return FALSE;
  read16 = tiff[0] == 'I' ? _figment_media_le16 : _figment_media_be16;
  read32 = tiff[0] == 'I' ? _figment_media_le32 : _figment_media_be32;
  length -= EXIF_HEAD;
  offset = read32 (tiff + 4);
  if (read16 (tiff + 2) != 42 || offset > length - 2)
    return FALSE;
  n = read16 (tiff + offset);
  for (guint32 i = 0; i < n && offset + 2 + (gsize) (i + 1) * ENTRY <= length; i++)
    {
      const guint8 *entry = tiff + offset + 2 + (gsize) i * ENTRY;
      const guint32 value = read16 (entry + 8);

      if (read16 (entry) == TAG_ORIENTATION && read16 (entry + 2) == TYPE_SHORT)
        return value >= FIRST_QUARTER_TURN && value <= LAST_QUARTER_TURN;
    }
  return FALSE;
}
