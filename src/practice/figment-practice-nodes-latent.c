/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <math.h>

#define LATENT FIGMENT_PRACTICE_KIND_LATENT
#define IMAGE FIGMENT_PRACTICE_KIND_IMAGE
#define CONDITIONING FIGMENT_PRACTICE_KIND_CONDITIONING

/*
 * An empty latent of the call's size. @length_name: the input that counts frames (nullable); models squeeze @squeeze
 * frames into one, so a length is rounded down to a multiple of that plus one.
 */
static FigmentPracticeValue *
new_latent (FigmentPracticeCall  *call,
            const char           *length_name,
            guint                 squeeze,
            GError              **error)
{
  const guint64 width = figment_practice_call_uint (call, "width", 512);
  const guint64 height = figment_practice_call_uint (call, "height", 512);
  const guint64 length = length_name != NULL ? figment_practice_call_uint (call, length_name, 1) : 1;
  FigmentPracticeValue *value;

  if (!figment_practice_check_size (width, height, error))
    return NULL;
  value = figment_practice_value_new (LATENT);
  /* A latent pixel is eight wide; what is left over is lost. */
  value->width = MAX (width / 8 * 8, 8);
  value->height = MAX (height / 8 * 8, 8);
  value->length = CLAMP (length, 1, 16384);
  value->length = squeeze > 1 ? (value->length - 1) / squeeze * squeeze + 1 : value->length;
  value->batch = CLAMP (figment_practice_call_uint (call, "batch_size", 1), 1, 4096);
  value->number = 1;
  return value;
}

static gboolean
give_empty (FigmentPracticeCall  *call,
            const char           *length_name,
            guint                 squeeze,
            GError              **error)
{
  FigmentPracticeValue *value = new_latent (call, length_name, squeeze, error);

  return value != NULL && figment_practice_call_give (call, value);
}

static gboolean
make_empty (FigmentPracticeCall  *call,
            GError              **error)
{
  return give_empty (call, NULL, 1, error);
}

static gboolean
make_empty_hunyuan (FigmentPracticeCall  *call,
                    GError              **error)
{
  return give_empty (call, "length", 4, error);
}

static gboolean
make_empty_ltxv (FigmentPracticeCall  *call,
                 GError              **error)
{
  return give_empty (call, "length", 8, error);
}

static void
set_start (FigmentPracticeValue *latent,
           FigmentPracticeValue *image)
{
  g_autoptr(FigmentPracticeFrames) first = figment_practice_frames_new_window (image->frames, 0, 1);

  latent->start = figment_practice_frames_keep (first);
}

static gboolean
make_wan22 (FigmentPracticeCall  *call,
            GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_peek (call, "start_image");
  FigmentPracticeValue *latent = new_latent (call, "length", 4, error);

  if (latent == NULL)
    return FALSE;
  if (image != NULL && image->kind == IMAGE)
    set_start (latent, image);
  return figment_practice_call_give (call, latent);
}

/* positive, negative and a latent; @image_name is where the clip starts from, optional or not. */
static gboolean
make_clip (FigmentPracticeCall  *call,
           const char           *image_name,
           gboolean              required,
           const char           *length_name,
           guint                 squeeze,
           GError              **error)
{
  FigmentPracticeValue *positive = figment_practice_call_value (call, "positive", CONDITIONING, error);
  FigmentPracticeValue *negative =
      positive != NULL ? figment_practice_call_value (call, "negative", CONDITIONING, error) : NULL;
  FigmentPracticeValue *image = figment_practice_call_peek (call, image_name);
  FigmentPracticeValue *latent;

  if (negative == NULL || (required && (image = figment_practice_call_value (call, image_name, IMAGE, error)) == NULL)
      || (latent = new_latent (call, length_name, squeeze, error)) == NULL)
    return FALSE;
  if (image != NULL && image->kind == IMAGE)
    set_start (latent, image);
  figment_practice_call_give (call, figment_practice_value_ref (positive));
  figment_practice_call_give (call, figment_practice_value_ref (negative));
  return figment_practice_call_give (call, latent);
}

static gboolean
make_wan (FigmentPracticeCall  *call,
          GError              **error)
{
  return make_clip (call, "start_image", FALSE, "length", 4, error);
}

static gboolean
make_ltxv (FigmentPracticeCall  *call,
           GError              **error)
{
  return make_clip (call, "image", TRUE, "length", 8, error);
}

static gboolean
make_svd (FigmentPracticeCall  *call,
          GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "init_image", IMAGE, error);
  FigmentPracticeValue *latent = image != NULL ? new_latent (call, "video_frames", 1, error) : NULL;
  g_autofree char *motion = NULL;

  if (latent == NULL)
    return FALSE;
  set_start (latent, image);
  motion = g_strdup_printf ("motion %" G_GUINT64_FORMAT, figment_practice_call_uint (call, "motion_bucket_id", 127));
  figment_practice_call_give (call, figment_practice_value_new_text (CONDITIONING, motion));
  figment_practice_call_give (call, figment_practice_value_new_text (CONDITIONING, ""));
  return figment_practice_call_give (call, latent);
}

/* (transfer full): the latent of a picture, cut to whole latent pixels as the real encoder does */
static FigmentPracticeValue *
encode (FigmentPracticeFrames *frames)
{
  FigmentPracticeValue *value = figment_practice_value_new (LATENT);

  value->width = MAX (figment_practice_frames_get_width (frames) / 8 * 8, 8);
  value->height = MAX (figment_practice_frames_get_height (frames) / 8 * 8, 8);
  value->length = 1;
  value->batch = figment_practice_frames_get_n (frames);
  value->number = 1;
  value->frames = figment_practice_frames_new_scaled (frames, value->width, value->height, TRUE, FALSE);
  return value;
}

static gboolean
encode_image (FigmentPracticeCall  *call,
              GError              **error)
{
  FigmentPracticeValue *pixels = figment_practice_call_value (call, "pixels", IMAGE, error);

  return pixels != NULL && figment_practice_call_give (call, encode (pixels->frames));
}

static gboolean
encode_for_inpaint (FigmentPracticeCall  *call,
                    GError              **error)
{
  FigmentPracticeValue *pixels = figment_practice_call_value (call, "pixels", IMAGE, error);
  FigmentPracticeValue *mask =
      pixels != NULL ? figment_practice_call_value (call, "mask", FIGMENT_PRACTICE_KIND_MASK, error) : NULL;
  FigmentPracticeValue *latent;

  if (mask == NULL)
    return FALSE;
  latent = encode (pixels->frames);
  latent->mask = figment_practice_frames_ref (mask->frames);
  return figment_practice_call_give (call, latent);
}

static gboolean
condition_inpaint (FigmentPracticeCall  *call,
                   GError              **error)
{
  FigmentPracticeValue *positive = figment_practice_call_value (call, "positive", CONDITIONING, error);
  FigmentPracticeValue *negative =
      positive != NULL ? figment_practice_call_value (call, "negative", CONDITIONING, error) : NULL;

  if (negative == NULL)
    return FALSE;
  figment_practice_call_give (call, figment_practice_value_ref (positive));
  figment_practice_call_give (call, figment_practice_value_ref (negative));
  return encode_for_inpaint (call, error);
}

static gboolean
set_mask (FigmentPracticeCall  *call,
          GError              **error)
{
  FigmentPracticeValue *samples = figment_practice_call_value (call, "samples", LATENT, error);
  FigmentPracticeValue *mask =
      samples != NULL ? figment_practice_call_value (call, "mask", FIGMENT_PRACTICE_KIND_MASK, error) : NULL;
  FigmentPracticeValue *copy;

  if (mask == NULL)
    return FALSE;
  copy = figment_practice_value_copy (samples);
  g_clear_pointer (&copy->mask, figment_practice_frames_unref);
  copy->mask = figment_practice_frames_ref (mask->frames);
  return figment_practice_call_give (call, copy);
}

static gboolean
decode (FigmentPracticeCall  *call,
        GError              **error)
{
  FigmentPracticeValue *samples = figment_practice_call_value (call, "samples", LATENT, error);
  FigmentPracticeFrames *frames;

  if (samples == NULL)
    return FALSE;
  /* A latent that nobody sampled is nothing but the middle of all values. */
  frames = samples->frames != NULL ? figment_practice_frames_ref (samples->frames)
                                   : figment_practice_frames_new_solid (samples->width, samples->height,
                                                                        samples->length * samples->batch, 127);
  return figment_practice_call_give (call, figment_practice_value_new_image (IMAGE, frames));
}

static gboolean
resize (FigmentPracticeCall   *call,
        FigmentPracticeValue  *samples,
        double                 width,
        double                 height,
        gboolean               crop,
        GError               **error)
{
  FigmentPracticeValue *copy;

  if (!figment_practice_check_size (width, height, error))
    return FALSE;
  copy = figment_practice_value_copy (samples);
  copy->width = MAX ((guint) width / 8 * 8, 8);
  copy->height = MAX ((guint) height / 8 * 8, 8);
  if (samples->frames != NULL)
    {
      const char *method = figment_practice_call_string (call, "upscale_method", "");

      g_clear_pointer (&copy->frames, figment_practice_frames_unref);
      copy->frames = figment_practice_frames_new_scaled (samples->frames, copy->width, copy->height, crop,
                                                         g_str_has_prefix (method, "nearest"));
    }
  return figment_practice_call_give (call, copy);
}

static gboolean
scale (FigmentPracticeCall  *call,
       GError              **error)
{
  FigmentPracticeValue *samples = figment_practice_call_value (call, "samples", LATENT, error);
  double width = figment_practice_call_uint (call, "width", 512),
         height = figment_practice_call_uint (call, "height", 512);

  if (samples == NULL)
    return FALSE;
  /* A side of 0 follows the other one; both 0 leave all as it is (ComfyUI nodes.py, LatentUpscale.upscale). */
  if (width == 0 && height == 0)
    return figment_practice_call_give (call, figment_practice_value_ref (samples));
  if (width == 0)
    width = MAX (64, round (samples->width * height / samples->height));
  else if (height == 0)
    height = MAX (64, round (samples->height * width / samples->width));
  return resize (call, samples, width, height,
                 g_str_equal (figment_practice_call_string (call, "crop", "disabled"), "center"), error);
}

static gboolean
scale_by (FigmentPracticeCall  *call,
          GError              **error)
{
  FigmentPracticeValue *samples = figment_practice_call_value (call, "samples", LATENT, error);
  const double factor = figment_practice_call_double (call, "scale_by", 1.5);

  return samples != NULL && resize (call, samples, samples->width * factor, samples->height * factor, FALSE, error);
}

static gboolean
repeat (FigmentPracticeCall  *call,
        GError              **error)
{
  FigmentPracticeValue *samples = figment_practice_call_value (call, "samples", LATENT, error);
  FigmentPracticeValue *copy;

  if (samples == NULL)
    return FALSE;
  copy = figment_practice_value_copy (samples);
  copy->batch = MIN (samples->batch * CLAMP (figment_practice_call_uint (call, "amount", 1), 1, 64), 4096);
  return figment_practice_call_give (call, copy);
}

const FigmentPracticeClass figment_practice_latent_classes[] = {
  { "EmptyLatentImage", make_empty },
  { "EmptySD3LatentImage", make_empty },
  { "EmptyFlux2LatentImage", make_empty },
  { "EmptyHunyuanLatentVideo", make_empty_hunyuan },
  { "EmptyLTXVLatentVideo", make_empty_ltxv },
  { "Wan22ImageToVideoLatent", make_wan22 },
  { "WanImageToVideo", make_wan },
  { "LTXVImgToVideo", make_ltxv },
  { "SVD_img2vid_Conditioning", make_svd },
  { "VAEEncode", encode_image },
  { "VAEEncodeForInpaint", encode_for_inpaint },
  { "InpaintModelConditioning", condition_inpaint },
  { "SetLatentNoiseMask", set_mask },
  { "VAEDecode", decode },
  { "VAEDecodeTiled", decode },
  { "LatentUpscale", scale },
  { "LatentUpscaleBy", scale_by },
  { "RepeatLatentBatch", repeat },
  { NULL },
};
