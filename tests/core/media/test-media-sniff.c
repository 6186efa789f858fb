/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "media/figment-media.h"

#define BYTES(literal) (const guint8 *) (literal), sizeof (literal) - 1

#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\2\0\0\0\3\0\x08\2\0\0\0CRCC"

/* Everything that the header of a kind can tell, in the smallest file that tells it. */
typedef struct
{
  const char      *name;
  const guint8    *data;
  gsize            length;
  FigmentMediaKind kind;
  const char      *mime;
  const char      *extension;
  int              width;
  int              height;
} Sample;

#define VP8X(flags)                                                                                                    \
  "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0" flags "\0\0\0\xff\1\0\xff\2\0"
#define GIF_FRAME "\x2c\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0"
#define GIF_HEAD  "GIF89a\x40\1\xf0\0\x80\0\0\0\0\0\xff\xff\xff"
#define GIF_LOOP  "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define TKHD_0                                                                                                         \
  "\0\0\0\x5ctkhd\0\0\0\3" "\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"              \
  "\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0" "\3\x40\0\0\1\xe0\0\0"
#define MP3_FRAME "\xff\xfb\x10\xc4" /* MPEG-1 layer III, 32 kbit/s, 44.1 kHz: 104 bytes */
#define ZEROS_100                                                                                                      \
  "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"               \
  "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define OGG_HEAD "OggS\0\2\0\0\0\0\0\0\0\0\1\2\3\4\0\0\0\0\5\6\7\x08\1\x13"

#define EXIF_II(value) "Exif\0\0" "II*\0\x08\0\0\0" "\1\0" "\x12\1\3\0\1\0\0\0" value "\0\0\0" "\0\0\0\0"
#define EXIF_MM(value) "Exif\0\0" "MM\0*\0\0\0\x08" "\0\1" "\1\x12\0\3\0\0\0\1" "\0" value "\0\0" "\0\0\0\0"
#define JPEG_SIZE "\xff\xc2\0\x11\x08\1\xf4\2\x58\3"

static const Sample samples[] = {
  { "png", BYTES (PNG_HEAD "\0\0\0\0IDAT"), FIGMENT_MEDIA_IMAGE, "image/png", ".png", 512, 768 },
  { "apng", BYTES (PNG_HEAD "\0\0\0\4tEXta\0bcCRCC\0\0\0\x08" "acTL\0\0\0\2\0\0\0\0CRCC"), FIGMENT_MEDIA_ANIMATION,
    "image/apng", ".png", 512, 768 },
  { "png-late-actl", BYTES (PNG_HEAD "\0\0\0\0IDATCRCC\0\0\0\x08" "acTL\0\0\0\2\0\0\0\0CRCC"), FIGMENT_MEDIA_IMAGE,
    "image/png", ".png", 512, 768 },
  { "png-cut", BYTES ("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0"), FIGMENT_MEDIA_IMAGE, "image/png", ".png", 0, 0 },
  { "jpeg", BYTES ("\xff\xd8\xff\xe0\0\4\1\2\xff\xc4\0\3\1\xff\xc2\0\x11\x08\1\xf4\2\x58\3"), FIGMENT_MEDIA_IMAGE,
    "image/jpeg", ".jpg", 600, 500 },
  { "jpeg-turned", BYTES ("\xff\xd8\xff\xe1\0\x22" EXIF_II ("\6") JPEG_SIZE), FIGMENT_MEDIA_IMAGE, "image/jpeg", ".jpg",
    500, 600 },
  { "jpeg-turned-mm", BYTES ("\xff\xd8\xff\xe1\0\x22" EXIF_MM ("\x08") JPEG_SIZE), FIGMENT_MEDIA_IMAGE, "image/jpeg",
    ".jpg", 500, 600 },
  { "jpeg-upside-down", BYTES ("\xff\xd8\xff\xe1\0\x22" EXIF_II ("\3") JPEG_SIZE), FIGMENT_MEDIA_IMAGE, "image/jpeg",
    ".jpg", 600, 500 },
  { "jpeg-exif-cut", BYTES ("\xff\xd8\xff\xe1\0\x0c" "Exif\0\0II*\0" JPEG_SIZE), FIGMENT_MEDIA_IMAGE, "image/jpeg",
    ".jpg", 600, 500 },
  { "jpeg-exif-empty", BYTES ("\xff\xd8\xff\xe1\0\0"), FIGMENT_MEDIA_IMAGE, "image/jpeg", ".jpg", 0, 0 },
  { "jpeg-cut", BYTES ("\xff\xd8\xff\xe0\xff\xff"), FIGMENT_MEDIA_IMAGE, "image/jpeg", ".jpg", 0, 0 },
  { "webp-extended", BYTES (VP8X ("\0")), FIGMENT_MEDIA_IMAGE, "image/webp", ".webp", 512, 768 },
  { "webp-animation", BYTES (VP8X ("\2")), FIGMENT_MEDIA_ANIMATION, "image/webp", ".webp", 512, 768 },
  { "webp-lossless", BYTES ("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\xff\xc1\xbf\0"), FIGMENT_MEDIA_IMAGE, "image/webp",
    ".webp", 512, 768 },
  { "webp-lossy", BYTES ("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\0\2\0\3"), FIGMENT_MEDIA_IMAGE, "image/webp",
    ".webp", 512, 768 },
  { "gif", BYTES (GIF_HEAD GIF_FRAME ";"), FIGMENT_MEDIA_IMAGE, "image/gif", ".gif", 320, 240 },
  { "gif-looping-one-frame", BYTES (GIF_HEAD GIF_LOOP GIF_FRAME ";"), FIGMENT_MEDIA_IMAGE, "image/gif", ".gif", 320,
    240 },
  { "gif-two-frames", BYTES (GIF_HEAD GIF_FRAME GIF_FRAME ";"), FIGMENT_MEDIA_ANIMATION, "image/gif", ".gif", 320,
    240 },
  { "gif-cut", BYTES (GIF_HEAD GIF_LOOP "\x2c\0\0\0\0\1\0\1\0\0\2\xff"), FIGMENT_MEDIA_ANIMATION, "image/gif", ".gif",
    320, 240 },
  { "avif",
    BYTES ("\0\0\0\x14" "ftypavif\0\0\0\0mif1" "\0\0\0\x48meta\0\0\0\0" "\0\0\0\x3ciprp\0\0\0\x34ipco"
           "\0\0\0\x14ispe\0\0\0\0\0\0\0\x40\0\0\0\x40" "\0\0\0\x14ispe\0\0\0\0\0\0\4\0\0\0\3\0" "\0\0\0\4"),
    FIGMENT_MEDIA_IMAGE, "image/avif", ".avif", 1024, 768 },
  { "avif-sequence", BYTES ("\0\0\0\x14" "ftypavis\0\0\0\0avif"), FIGMENT_MEDIA_ANIMATION, "image/avif", ".avif", 0,
    0 },
  { "avif-as-mif1", BYTES ("\0\0\0\x18" "ftypmif1\0\0\0\0heicavif"), FIGMENT_MEDIA_IMAGE, "image/avif", ".avif", 0,
    0 },
  { "heic", BYTES ("\0\0\0\x18" "ftypheic\0\0\0\0mif1heic"), FIGMENT_MEDIA_IMAGE, "image/heic", ".heic", 0, 0 },
  { "mp4", BYTES ("\0\0\0\x14" "ftypisom\0\0\2\0isom" "\0\0\0\x6cmoov\0\0\0\x64trak" TKHD_0), FIGMENT_MEDIA_VIDEO,
    "video/mp4", ".mp4", 832, 480 },
  { "mp4-box-too-long", BYTES ("\0\0\0\x14" "ftypisom\0\0\2\0isom\xff\xff\xff\xffmoov\0\0\0\0trak"),
    FIGMENT_MEDIA_VIDEO, "video/mp4", ".mp4", 0, 0 },
  { "mp4-audio", BYTES ("\0\0\0\x14" "ftypM4A \0\0\2\0isom"), FIGMENT_MEDIA_AUDIO, "audio/mp4", ".m4a", 0, 0 },
  { "mov", BYTES ("\0\0\0\x14" "ftypqt  \0\0\2\0qt  "), FIGMENT_MEDIA_VIDEO, "video/quicktime", ".mov", 0, 0 },
  { "mov-without-ftyp", BYTES ("\0\0\0\x08wide\0\0\0\x6cmoov\0\0\0\x64trak" TKHD_0), FIGMENT_MEDIA_VIDEO,
    "video/quicktime", ".mov", 832, 480 },
  { "webm",
    BYTES ("\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
           "\x16\x54\xae\x6b\x8c\xae\x8a\xe0\x88\xb0\x82\3\x40\xba\x82\1\xe0"),
    FIGMENT_MEDIA_VIDEO, "video/webm", ".webm", 832, 480 },
  { "matroska", BYTES ("\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska"), FIGMENT_MEDIA_VIDEO, "video/x-matroska", ".mkv", 0,
    0 },
  { "avi",
    BYTES ("RIFF\0\0\0\0AVI LIST\0\0\0\0hdrlavih\x38\0\0\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
           "\0\0\0\0\0\0\0\0\x40\3\0\0\xe0\1\0\0"),
    FIGMENT_MEDIA_VIDEO, "video/x-msvideo", ".avi", 832, 480 },
  { "wav", BYTES ("RIFF\0\0\0\0WAVEfmt "), FIGMENT_MEDIA_AUDIO, "audio/x-wav", ".wav", 0, 0 },
  { "flac", BYTES ("fLaC\0\0\0\x22"), FIGMENT_MEDIA_AUDIO, "audio/flac", ".flac", 0, 0 },
  { "opus", BYTES (OGG_HEAD "OpusHead\1\2"), FIGMENT_MEDIA_AUDIO, "audio/ogg", ".opus", 0, 0 },
  { "vorbis", BYTES (OGG_HEAD "\1vorbis\0\0"), FIGMENT_MEDIA_AUDIO, "audio/ogg", ".ogg", 0, 0 },
  { "theora", BYTES (OGG_HEAD "\x80theora\3"), FIGMENT_MEDIA_VIDEO, "video/ogg", ".ogv", 0, 0 },
  { "mp3-tagged", BYTES ("ID3\4\0\0\0\0\0\4abcd"), FIGMENT_MEDIA_AUDIO, "audio/mpeg", ".mp3", 0, 0 },
  { "flac-tagged", BYTES ("ID3\4\0\0\0\0\0\4abcdfLaC"), FIGMENT_MEDIA_AUDIO, "audio/flac", ".flac", 0, 0 },
  { "mp3", BYTES (MP3_FRAME ZEROS_100 MP3_FRAME), FIGMENT_MEDIA_AUDIO, "audio/mpeg", ".mp3", 0, 0 },
  { "no-mp3", BYTES (MP3_FRAME ZEROS_100 "rubbish"), FIGMENT_MEDIA_OTHER, "application/octet-stream", "", 0, 0 },
  { "bmp", BYTES ("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x40\1\0\0\x10\xff\xff\xff"), FIGMENT_MEDIA_IMAGE,
    "image/bmp", ".bmp", 320, 240 },
  { "tiff", BYTES ("II*\0\x08\0\0\0"), FIGMENT_MEDIA_IMAGE, "image/tiff", ".tiff", 0, 0 },
  { "glb", BYTES ("glTF\2\0\0\0\x14\0\0\0"), FIGMENT_MEDIA_3D, "model/gltf-binary", ".glb", 0, 0 },
  { "svg", BYTES ("<?xml version=\"1.0\"?>\n<!-- <svg> -->\n<!DOCTYPE svg>\n<svg width=\"1\"/>"), FIGMENT_MEDIA_IMAGE,
    "image/svg+xml", ".svg", 0, 0 },
  { "xml", BYTES ("<?xml version=\"1.0\"?><html><svg/></html>"), FIGMENT_MEDIA_TEXT, "text/plain", ".txt", 0, 0 },
  { "json", BYTES ("\xef\xbb\xbf \n{\"a\": 1}"), FIGMENT_MEDIA_TEXT, "application/json", ".json", 0, 0 },
  { "text", BYTES ("BMX bikes, f\xc3\xbcr alle\n"), FIGMENT_MEDIA_TEXT, "text/plain", ".txt", 0, 0 },
  { "text-cut-in-character", BYTES ("f\xc3\xbcr \xe2\x82"), FIGMENT_MEDIA_TEXT, "text/plain", ".txt", 0, 0 },
  { "nul-at-end", BYTES ("abc\0"), FIGMENT_MEDIA_OTHER, "application/octet-stream", "", 0, 0 },
  { "not-utf-8", BYTES ("f\xfcr alle"), FIGMENT_MEDIA_OTHER, "application/octet-stream", "", 0, 0 },
  { "latent", BYTES ("\x19\0\0\0\0\0\0\0{\"latent_tensor\":{\"a\":1}}"), FIGMENT_MEDIA_LATENT,
    "application/x-safetensors", ".latent", 0, 0 },
  { "safetensors", BYTES ("\x0d\0\0\0\0\0\0\0{\"w\":{\"a\":1}}"), FIGMENT_MEDIA_OTHER, "application/x-safetensors",
    ".safetensors", 0, 0 },
  { "nothing", (const guint8 *) "", 0, FIGMENT_MEDIA_OTHER, "application/octet-stream", "", 0, 0 },
};

static void
test_sniff_sample (gconstpointer user_data)
{
  const Sample *sample = user_data;
  /* An exact heap copy, so that reading past the end shows under the address sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (sample->data, sample->length);
  FigmentMediaInfo info;

  figment_media_sniff (copy, sample->length, &info);
  g_assert_cmpstr (info.mime, ==, sample->mime);
  g_assert_cmpstr (info.extension, ==, sample->extension);
  g_assert_cmpint (info.kind, ==, sample->kind);
  g_assert_cmpint (info.width, ==, sample->width);
  g_assert_cmpint (info.height, ==, sample->height);
}

static void
assert_sound (const guint8 *data,
              gsize         length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  FigmentMediaInfo info;

  figment_media_sniff (copy, length, &info);
  g_assert_nonnull (info.mime);
  g_assert_nonnull (info.extension);
  g_assert_cmpint (info.width, >=, 0);
  g_assert_cmpint (info.height, >=, 0);
  g_assert_cmpint (info.width, <=, 1 << 20);
  g_assert_cmpint (info.height, <=, 1 << 20);
}

/* Each sample cut at every byte, and with random bytes changed: no answer is wrong enough to crash. */
static void
test_sniff_hostile (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      const Sample *sample = &samples[i];

      for (gsize length = 0; length <= sample->length; length++)
        assert_sound (sample->data, length);
      for (guint round = 0; round < 2000 && sample->length > 0; round++)
        {
          g_autofree guint8 *bytes = g_memdup2 (sample->data, sample->length);
          const int n_changes = g_test_rand_int_range (1, 5);

          for (int change = 0; change < n_changes; change++)
            bytes[g_test_rand_int_range (0, (gint32) sample->length)] = (guint8) g_test_rand_int_range (0, 256);
          assert_sound (bytes, sample->length);
        }
    }
  for (guint round = 0; round < 20000; round++)
    {
      guint8 bytes[64];
      const gsize length = (gsize) g_test_rand_int_range (0, sizeof bytes);

      for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8) g_test_rand_int_range (0, 256);
      assert_sound (bytes, length);
    }
}

/* Thousands of boxes inside each other and side by side end at the walker's limits. */
static void
test_sniff_nesting (void)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, BYTES ("\0\0\0\x14" "ftypisom\0\0\2\0isom"));
  for (guint i = 0; i < 100000; i++)
    g_byte_array_append (bytes, BYTES ("\x7f\xff\xff\xffmoov"));
  assert_sound (bytes->data, bytes->len);

  g_byte_array_set_size (bytes, 0);
  g_byte_array_append (bytes, BYTES ("\x1a\x45\xdf\xa3"));
  for (guint i = 0; i < 100000; i++)
    g_byte_array_append (bytes, BYTES ("\xff\x18\x53\x80\x67"));
  assert_sound (bytes->data, bytes->len);
}

static void
test_sniff_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-media-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "lies.txt", NULL);
  g_autoptr(GError) error = NULL;
  FigmentMediaInfo info;

  g_assert_true (g_file_set_contents (path, (const char *) samples[0].data, (gssize) samples[0].length, NULL));
  g_assert_true (figment_media_sniff_file (path, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (info.mime, ==, "image/png");
  g_assert_cmpint (info.width, ==, 512);

  g_unlink (path);
  g_assert_false (figment_media_sniff_file (path, &info, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_false (figment_media_sniff_file (folder, &info, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_rmdir (folder);
}

static void
test_kind_from_name (void)
{
  g_assert_cmpint (figment_media_kind_from_name ("ComfyUI_00001_.png"), ==, FIGMENT_MEDIA_IMAGE);
  g_assert_cmpint (figment_media_kind_from_name ("a.b.MP4"), ==, FIGMENT_MEDIA_VIDEO);
  g_assert_cmpint (figment_media_kind_from_name ("a.WebM"), ==, FIGMENT_MEDIA_VIDEO);
  g_assert_cmpint (figment_media_kind_from_name ("a.gif"), ==, FIGMENT_MEDIA_ANIMATION);
  g_assert_cmpint (figment_media_kind_from_name ("a.FLAC"), ==, FIGMENT_MEDIA_AUDIO);
  g_assert_cmpint (figment_media_kind_from_name ("mesh.glb"), ==, FIGMENT_MEDIA_3D);
  g_assert_cmpint (figment_media_kind_from_name ("x.latent"), ==, FIGMENT_MEDIA_LATENT);
  g_assert_cmpint (figment_media_kind_from_name ("x.txt"), ==, FIGMENT_MEDIA_TEXT);
  g_assert_cmpint (figment_media_kind_from_name ("png"), ==, FIGMENT_MEDIA_OTHER);
  g_assert_cmpint (figment_media_kind_from_name ("x.png mp4"), ==, FIGMENT_MEDIA_OTHER);
  g_assert_cmpint (figment_media_kind_from_name ("x."), ==, FIGMENT_MEDIA_OTHER);
  g_assert_cmpint (figment_media_kind_from_name (""), ==, FIGMENT_MEDIA_OTHER);
  g_assert_cmpint (figment_media_kind_from_name (NULL), ==, FIGMENT_MEDIA_OTHER);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = g_strconcat ("/media/sniff/", samples[i].name, NULL);

      g_test_add_data_func (path, &samples[i], test_sniff_sample);
    }
  g_test_add_func ("/media/sniff/hostile", test_sniff_hostile);
  g_test_add_func ("/media/sniff/nesting", test_sniff_nesting);
  g_test_add_func ("/media/sniff/file", test_sniff_file);
  g_test_add_func ("/media/kind-from-name", test_kind_from_name);
  return g_test_run ();
}
