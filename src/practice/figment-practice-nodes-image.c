/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"

#define IMAGE FIGMENT_PRACTICE_KIND_IMAGE
#define MASK FIGMENT_PRACTICE_KIND_MASK

static gboolean
lies_within (const char *path,
             const char *folder)
{
  g_autofree char *whole = g_canonicalize_filename (path, "/");
  g_autofree char *base = g_canonicalize_filename (folder, "/");
  const gsize length = strlen (base);

  return strncmp (whole, base, length) == 0 && (whole[length] == '/' || base[length - 1] == '/');
}

/*
 * The file that @name of a LoadImage or LoadVideo means: "sub/name.png", with " [input]", " [output]" or " [temp]"
 * behind it for another folder (ComfyUI folder_paths.py, get_annotated_filepath).
 *
 * Returns: (transfer full) (type filename): a path, or NULL when it would lie outside; the file need not exist
 */
char *
figment_practice_nodes_resolve_file (const char *input_dir,
                                     const char *output_dir,
                                     const char *temp_dir,
                                     const char *name)
{
  static const char *const marks[] = { " [output]", " [temp]", " [input]", "[output]", "[temp]", "[input]" };
  const char *folders[] = { output_dir, temp_dir, input_dir, output_dir, temp_dir, input_dir };
  const char *folder = input_dir;
  g_autofree char *bare = g_strdup (name), *path = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_suffix (bare, marks[i]))
      {
        bare[strlen (bare) - strlen (marks[i])] = '\0';
        folder = folders[i];
        break;
      }
  if (folder == NULL || bare[0] == '\0')
    return NULL;
  path = g_canonicalize_filename (bare, folder);
  return lies_within (path, folder) ? g_steal_pointer (&path) : NULL;
}

char *
figment_practice_call_file (FigmentPracticeCall  *call,
                            const char           *input,
                            GError              **error)
{
  const char *name = figment_practice_call_string (call, input, "");
  char *path = figment_practice_nodes_resolve_file (call->context->input_dir, call->context->output_dir,
                                                    call->context->temp_dir, name);

  if (path == NULL)
    g_set_error (error, FIGMENT_PRACTICE_VALUE_ERROR, 0, "Invalid file: %s", name);
  return path;
}

/* One stored picture: @channel 0..3 as grey, -1 the colours. Alpha is turned round, as masks are. */
static FigmentPracticeFrames *
take_channel (GdkPixbuf *pixbuf,
              int        channel)
{
  const guint width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  const guint n_channels = gdk_pixbuf_get_n_channels (pixbuf), stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  const gsize size = (gsize) width * height * 3;
  guint8 *rgb = g_malloc (size), *to = rgb;
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint y = 0; y < height; y++)
    {
      const guint8 *from = pixels + (gsize) y * stride;

      for (guint x = 0; x < width; x++, from += n_channels, to += 3)
        if (channel < 0)
          memcpy (to, from, 3);
        else
          memset (to, channel == 3 ? 255 - from[3] : from[channel], 3);
    }
  g_ptr_array_add (pictures, g_bytes_new_take (rgb, size));
  return figment_practice_frames_new_stored (width, height, g_steal_pointer (&pictures));
}

static FigmentPracticeFrames *
take_mask (GdkPixbuf *pixbuf,
           int        channel)
{
  /* No alpha is an empty mask of 64 × 64 (ComfyUI nodes.py, LoadImage.load_image). */
  if (channel == 3 && !gdk_pixbuf_get_has_alpha (pixbuf))
    return figment_practice_frames_new_solid (64, 64, 1, 0);
  return take_channel (pixbuf, channel);
}

static gboolean
load_image (FigmentPracticeCall  *call,
            GError              **error)
{
  g_autofree char *path = figment_practice_call_file (call, "image", error);
  g_autoptr(GdkPixbuf) pixbuf = path != NULL ? figment_practice_read_picture (path, error) : NULL;

  if (pixbuf == NULL)
    return FALSE;
  figment_practice_call_give (call, figment_practice_value_new_image (IMAGE, take_channel (pixbuf, -1)));
  return figment_practice_call_give (call, figment_practice_value_new_image (MASK, take_mask (pixbuf, 3)));
}

static int
get_channel (FigmentPracticeCall *call)
{
  static const char *const names[] = { "red", "green", "blue", "alpha", NULL };
  const char *name = figment_practice_call_string (call, "channel", "red");

  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;
  return 0;
}

static gboolean
load_mask (FigmentPracticeCall  *call,
           GError              **error)
{
  g_autofree char *path = figment_practice_call_file (call, "image", error);
  g_autoptr(GdkPixbuf) pixbuf = path != NULL ? figment_practice_read_picture (path, error) : NULL;

  return pixbuf != NULL
         && figment_practice_call_give (
             call, figment_practice_value_new_image (MASK, take_mask (pixbuf, get_channel (call))));
}

static gboolean
make_mask (FigmentPracticeCall  *call,
           GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "image", IMAGE, error);
  FigmentPracticeFrames *frames;

  if (image == NULL)
    return FALSE;
  frames = figment_practice_frames_new_grey (image->frames, get_channel (call));
  return figment_practice_call_give (call, figment_practice_value_new_image (MASK, frames));
}

static gboolean
show_mask (FigmentPracticeCall  *call,
           GError              **error)
{
  FigmentPracticeValue *mask = figment_practice_call_value (call, "mask", MASK, error);

  return mask != NULL
         && figment_practice_call_give (
             call, figment_practice_value_new_image (IMAGE, figment_practice_frames_ref (mask->frames)));
}

static gboolean
invert (FigmentPracticeCall  *call,
        const char           *input,
        FigmentPracticeKind   kind,
        GError              **error)
{
  FigmentPracticeValue *value = figment_practice_call_value (call, input, kind, error);

  return value != NULL
         && figment_practice_call_give (call, figment_practice_value_new_image (
           kind, figment_practice_frames_new_inverted (value->frames)));
}

static gboolean
invert_image (FigmentPracticeCall  *call,
              GError              **error)
{
  return invert (call, "image", IMAGE, error);
}

static gboolean
invert_mask (FigmentPracticeCall  *call,
             GError              **error)
{
  return invert (call, "mask", MASK, error);
}

static gboolean
give_scaled (FigmentPracticeCall  *call,
             FigmentPracticeValue *image,
             double                width,
             double                height,
             gboolean              crop,
             GError              **error)
{
  const char *method = figment_practice_call_string (call, "upscale_method", "");
  FigmentPracticeFrames *frames;

  width = MAX (round (width), 1);
  height = MAX (round (height), 1);
  if (!figment_practice_check_size (width, height, error))
    return FALSE;
  frames =
      figment_practice_frames_new_scaled (image->frames, width, height, crop, g_str_has_prefix (method, "nearest"));
  return figment_practice_call_give (call, figment_practice_value_new_image (IMAGE, frames));
}

static gboolean
scale (FigmentPracticeCall  *call,
       GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "image", IMAGE, error);
  double width = figment_practice_call_uint (call, "width", 512),
         height = figment_practice_call_uint (call, "height", 512);

  if (image == NULL)
    return FALSE;
  /* A side of 0 follows the other one; both 0 leave all as it is (ComfyUI nodes.py, ImageScale.upscale). */
  if (width == 0 && height == 0)
    return figment_practice_call_give (call, figment_practice_value_ref (image));
  if (width == 0)
    width = image->width * height / image->height;
  else if (height == 0)
    height = image->height * width / image->width;
  return give_scaled (call, image, width, height,
                      g_str_equal (figment_practice_call_string (call, "crop", "disabled"), "center"), error);
}

static gboolean
scale_by (FigmentPracticeCall  *call,
          GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "image", IMAGE, error);
  const double factor = figment_practice_call_double (call, "scale_by", 1);

  return image != NULL && give_scaled (call, image, image->width * factor, image->height * factor, FALSE, error);
}

static gboolean
scale_to_total (FigmentPracticeCall  *call,
                GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "image", IMAGE, error);
  const double total = figment_practice_call_double (call, "megapixels", 1) * 1024 * 1024;
  const double step = MAX (figment_practice_call_uint (call, "resolution_steps", 1), 1);
  double factor;

  if (image == NULL)
    return FALSE;
  factor = sqrt (total / ((double) image->width * image->height));
  return give_scaled (call, image, MAX (round (image->width * factor / step), 1) * step,
                      MAX (round (image->height * factor / step), 1) * step, FALSE, error);
}

/* A model's name tells its factor: "4x-UltraSharp", "RealESRGAN_x2plus"; four where it does not. */
static gboolean
upscale (FigmentPracticeCall  *call,
         GError              **error)
{
  FigmentPracticeValue *model
    = figment_practice_call_value (call, "upscale_model", FIGMENT_PRACTICE_KIND_UPSCALE_MODEL, error);
  FigmentPracticeValue *image = model != NULL ? figment_practice_call_value (call, "image", IMAGE, error) : NULL;
  const guint factor =
      model != NULL && (strstr (model->text, "2x") != NULL || strstr (model->text, "x2") != NULL) ? 2 : 4;

  return image != NULL
         && give_scaled (call, image, (double) image->width * factor, (double) image->height * factor, FALSE, error);
}

static gboolean
take_from_batch (FigmentPracticeCall  *call,
                 GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "image", IMAGE, error);
  FigmentPracticeFrames *frames;

  if (image == NULL)
    return FALSE;
  frames = figment_practice_frames_new_window (image->frames, figment_practice_call_uint (call, "batch_index", 0),
                                               figment_practice_call_uint (call, "length", 1));
  return figment_practice_call_give (call, figment_practice_value_new_image (IMAGE, frames));
}

static gboolean
get_size (FigmentPracticeCall  *call,
          GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "image", IMAGE, error);
  guint64 numbers[3];

  if (image == NULL)
    return FALSE;
  numbers[0] = image->width;
  numbers[1] = image->height;
  numbers[2] = figment_practice_frames_get_n (image->frames);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    figment_practice_call_give (call, figment_practice_value_new_json (FIGMENT_PRACTICE_KIND_INT,
                                                                       figment_json_uint64_new (numbers[i])));
  return TRUE;
}

const FigmentPracticeClass figment_practice_image_classes[] = {
  { "LoadImage", load_image },
  { "LoadImageMask", load_mask },
  { "ImageToMask", make_mask },
  { "MaskToImage", show_mask },
  { "InvertMask", invert_mask },
  { "ImageInvert", invert_image },
  { "ImageScale", scale },
  { "ImageScaleBy", scale_by },
  { "ImageScaleToTotalPixels", scale_to_total },
  { "ImageUpscaleWithModel", upscale },
  { "ImageFromBatch", take_from_batch },
  { "GetImageSize", get_size },
  { NULL },
};
