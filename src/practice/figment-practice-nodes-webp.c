/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <string.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "figment-practice-nodes-bytes.h"

typedef struct
{
  guint16              tag;
  FigmentPracticeNote *note;
  char                *text; /* (owned) "key:json" */
} Entry;

static void
clear_entry (gpointer data)
{
  g_free (((Entry *) data)->text);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  return ((const Entry *) a)->tag - ((const Entry *) b)->tag;
}

/*
 * The texts as a big-endian TIFF directory of ASCII entries: the prompt is Model, the others Make and downwards
 * (ComfyUI nodes_images.py). Only animations have the prefix "Exif\0\0".
 */
static GBytes *
make_exif (GPtrArray *notes,
           gboolean   prefix)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  GByteArray *exif = g_byte_array_new ();
  guint16 next = 0x010f;
  guint32 offset;

  g_array_set_clear_func (entries, clear_entry);
  for (guint i = 0; i < notes->len; i++)
    {
      FigmentPracticeNote *note = g_ptr_array_index (notes, i);
      Entry entry = { .note = note };

      entry.tag = i == 0 && g_str_equal (note->key, "prompt") ? 0x0110 : next--;
      entry.text = g_strdup_printf ("%s:%s", note->key, note->text);
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_entries);
  if (prefix)
    g_byte_array_append (exif, (const guint8 *) "Exif\0\0", 6);
  g_byte_array_append (exif, (const guint8 *) "MM\0*\0\0\0\x08", 8);
  figment_practice_append_be16 (exif, entries->len);
  offset = 8 + 2 + entries->len * 12 + 4;
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      const gsize size = strlen (entry->text) + 1;

      figment_practice_append_be16 (exif, entry->tag);
      figment_practice_append_be16 (exif, 2); /* ASCII */
      figment_practice_append_be32 (exif, size);
      figment_practice_append_be32 (exif, offset);
      offset += (size + 1) & ~(gsize) 1;
    }
  figment_practice_append_be32 (exif, 0);
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      const gsize size = strlen (entry->text) + 1;

      g_byte_array_append (exif, (const guint8 *) entry->text, size);
      if (size % 2 != 0)
        g_byte_array_append (exif, (const guint8 *) "", 1);
    }
  return g_byte_array_free_to_bytes (exif);
}

static gboolean
configure (FigmentPracticeCall *call,
           WebPConfig          *config)
{
  const char *method = figment_practice_call_string (call, "method", "default");

  if (!WebPConfigInit (config))
    return FALSE;
  config->lossless = figment_practice_call_boolean (call, "lossless", TRUE);
  config->quality = figment_practice_call_double (call, "quality", 80);
  /* One below what the real node takes: this is practice, and libwebp's middle takes a second for five large frames. */
  config->method = g_str_equal (method, "slowest") ? 5 : g_str_equal (method, "fastest") ? 0 : 1;
  if (config->lossless)
    config->quality = config->quality / 4;
  return WebPValidateConfig (config);
}

/* Hands frame after frame to the encoder, and the end. */
static gboolean
encode_frames (FigmentPracticeCall    *call,
               FigmentPracticeFrames  *frames,
               WebPAnimEncoder        *encoder,
               const WebPConfig       *config,
               double                  fps,
               GError                **error)
{
  const guint width = figment_practice_frames_get_width (frames), height = figment_practice_frames_get_height (frames);
  const guint n_frames = figment_practice_frames_get_n (frames);
  g_autofree guint8 *rgb = g_malloc ((gsize) width * height * 3);
  gboolean good = TRUE;

  for (guint i = 0; good && i < n_frames; i++)
    {
      WebPPicture picture;

      if (figment_practice_call_interrupted (call, error))
        return FALSE;
      figment_practice_frames_render (frames, i, rgb);
      good = WebPPictureInit (&picture);
      picture.use_argb = TRUE;
      picture.width = width;
      picture.height = height;
      good = good && WebPPictureImportRGB (&picture, rgb, width * 3)
             && WebPAnimEncoderAdd (encoder, &picture, i * 1000 / fps, config);
      WebPPictureFree (&picture);
    }
  good = good && WebPAnimEncoderAdd (encoder, NULL, n_frames * 1000 / fps, NULL);
  if (!good)
    g_set_error (error, FIGMENT_PRACTICE_OS_ERROR, 0, "encoding error: %s", WebPAnimEncoderGetError (encoder));
  return good;
}

/* The encoder's file with the texts in it, NULL if libwebp will not. */
static GBytes *
add_exif (WebPAnimEncoder *encoder,
          GPtrArray       *notes,
          gboolean         animated)
{
  g_autoptr(GBytes) exif = make_exif (notes, animated);
  const WebPData chunk = { g_bytes_get_data (exif, NULL), g_bytes_get_size (exif) };
  WebPData bare = { 0 }, file = { 0 };
  WebPMux *mux = NULL;
  GBytes *result = NULL;

  /* The mux reads from the bare file until it has been assembled. */
  if (WebPAnimEncoderAssemble (encoder, &bare) && (mux = WebPMuxCreate (&bare, FALSE)) != NULL
      && (notes->len == 0 || WebPMuxSetChunk (mux, "EXIF", &chunk, FALSE) == WEBP_MUX_OK)
      && WebPMuxAssemble (mux, &file) == WEBP_MUX_OK)
    result = g_bytes_new (file.bytes, file.size);
  g_clear_pointer (&mux, WebPMuxDelete);
  WebPDataClear (&file);
  WebPDataClear (&bare);
  return result;
}

/* Returns: (transfer full): the file; "fps", "lossless", "quality" and "method" are the call's */
GBytes *
figment_practice_encode_webp (FigmentPracticeCall    *call,
                              FigmentPracticeFrames  *frames,
                              GPtrArray              *notes,
                              GError                **error)
{
  const double fps = CLAMP (figment_practice_call_double (call, "fps", 6), 0.01, 1000);
  WebPAnimEncoder *encoder = NULL;
  WebPAnimEncoderOptions options;
  WebPConfig config;
  GBytes *result = NULL;

  if (configure (call, &config) && WebPAnimEncoderOptionsInit (&options))
    encoder = WebPAnimEncoderNew (figment_practice_frames_get_width (frames),
                                  figment_practice_frames_get_height (frames), &options);
  if (encoder == NULL)
    g_set_error_literal (error, FIGMENT_PRACTICE_OS_ERROR, 0, "encoding error: picture too large for WebP");
  else if (encode_frames (call, frames, encoder, &config, fps, error))
    {
      result = add_exif (encoder, notes, figment_practice_frames_get_n (frames) > 1);
      if (result == NULL)
        g_set_error_literal (error, FIGMENT_PRACTICE_OS_ERROR, 0, "encoding error");
    }
  g_clear_pointer (&encoder, WebPAnimEncoderDelete);
  return result;
}
