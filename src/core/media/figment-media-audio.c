/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-private.h"

#include <string.h>

/* What an Ogg file carries stands at the start of its first packet, behind the page header (RFC 3533, 6). */
static void
set_ogg_type (const guint8     *data,
              gsize             length,
              FigmentMediaInfo *info)
{
  const gsize packet = length > 26 ? 27 + (gsize) data[26] : length;

  _figment_media_set_type (info, FIGMENT_MEDIA_AUDIO, "audio/ogg", ".ogg");
  if (packet + 8 > length)
    return;
  if (memcmp (data + packet, "OpusHead", 8) == 0)
    info->extension = ".opus";
  else if (memcmp (data + packet, "\x80theora", 7) == 0 || memcmp (data + packet, "fishead", 7) == 0)
    _figment_media_set_type (info, FIGMENT_MEDIA_VIDEO, "video/ogg", ".ogv");
}

/* Bytes of the MPEG audio frame whose four header bytes are @data (ISO/IEC 11172-3, 2.4.1.3), 0: not of layer III. */
static gsize
get_mp3_frame_size (const guint8 *data)
{
  static const guint16 kbit_1[16] = { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 };
  static const guint16 kbit_2[16] = { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 };
  static const guint16 rates[4] = { 44100, 48000, 32000, 0 };
  const guint version = data[1] >> 3 & 3; /* 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5 */
  const guint layer = data[1] >> 1 & 3;   /* 1: III */
  const guint rate = rates[data[2] >> 2 & 3];
  guint kbit;

  if (data[0] != 0xff || (data[1] & 0xe0) != 0xe0 || version == 1 || layer != 1)
    return 0;
  kbit = (version == 3 ? kbit_1 : kbit_2)[data[2] >> 4];
  if (kbit == 0 || rate == 0)
    return 0;
  if (version == 3)
    return 144000 * kbit / rate + (data[2] >> 1 & 1);
  return 72000 * kbit / (rate >> (version == 2 ? 1 : 2)) + (data[2] >> 1 & 1);
}

/* Eleven set bits are little proof: where the data reaches that far, a second frame has to follow the first. */
static gboolean
is_mp3 (const guint8 *data,
        gsize         length)
{
  const gsize size = length >= 4 ? get_mp3_frame_size (data) : 0;

  return size > 0 && (size + 4 > length || get_mp3_frame_size (data + size) > 0);
}

gboolean
_figment_media_sniff_audio (const guint8     *data,
                            gsize             length,
                            FigmentMediaInfo *info)
{
  if (length >= 10 && memcmp (data, "ID3", 3) == 0 && ((data[6] | data[7] | data[8] | data[9]) & 0x80) == 0)
    {
      /* ID3v2.4, 3.1: seven bits a byte. Nearly always before MP3, now and then before FLAC. */
      const gsize size = 10 + ((gsize) data[6] << 21 | (gsize) data[7] << 14 | (gsize) data[8] << 7 | data[9]);

      if (size + 4 <= length && memcmp (data + size, "fLaC", 4) == 0)
        _figment_media_set_type (info, FIGMENT_MEDIA_AUDIO, "audio/flac", ".flac");
      else
        _figment_media_set_type (info, FIGMENT_MEDIA_AUDIO, "audio/mpeg", ".mp3");
      return TRUE;
    }
  if (length >= 4 && memcmp (data, "fLaC", 4) == 0)
    _figment_media_set_type (info, FIGMENT_MEDIA_AUDIO, "audio/flac", ".flac");
  else if (length >= 4 && memcmp (data, "OggS", 4) == 0)
    set_ogg_type (data, length, info);
  else if (is_mp3 (data, length))
    _figment_media_set_type (info, FIGMENT_MEDIA_AUDIO, "audio/mpeg", ".mp3");
  else
    return FALSE;
  return TRUE;
}
