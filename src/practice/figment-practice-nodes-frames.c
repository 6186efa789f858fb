/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <math.h>
#include <string.h>

struct _FigmentPracticeFrames
{
  gatomicrefcount         ref_count;
  guint                   width;
  guint                   height;
  guint                   n_frames;
  void                  (*render) (FigmentPracticeFrames *self,
                                   guint                  index,
                                   guint8                *rgb);

  GPtrArray              *pictures; /* (owned) (nullable) GBytes of width × height × 3 */
  FigmentPracticeRecipe  *recipe;   /* (owned) (nullable) */
  FigmentPracticeFrames  *source;   /* (owned) (nullable) */
  guint                   first;    /* frame of @source that is the first here */
  guint                   channel;  /* of @source that is the grey here */
  guint8                  level;    /* of a solid picture */
  gboolean                crop;
  gboolean                nearest;
};

static FigmentPracticeFrames *
new_frames (guint   width,
            guint   height,
            guint   n_frames,
            void  (*render) (FigmentPracticeFrames *self,
                             guint                  index,
                             guint8                *rgb))
{
  FigmentPracticeFrames *self = g_new0 (FigmentPracticeFrames, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->width = MAX (width, 1);
  self->height = MAX (height, 1);
  self->n_frames = MAX (n_frames, 1);
  self->render = render;
  return self;
}

FigmentPracticeFrames *
figment_practice_frames_ref (FigmentPracticeFrames *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_practice_frames_unref (FigmentPracticeFrames *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_clear_pointer (&self->recipe, figment_practice_recipe_free);
  g_clear_pointer (&self->source, figment_practice_frames_unref);
  g_free (self);
}

static gsize
get_size (FigmentPracticeFrames *self)
{
  return (gsize) self->width * self->height * 3;
}

static void
render_stored (FigmentPracticeFrames *self,
               guint                  index,
               guint8                *rgb)
{
  GBytes *picture = g_ptr_array_index (self->pictures, index);

  memcpy (rgb, g_bytes_get_data (picture, NULL), get_size (self));
}

/* @pictures: (transfer full): GBytes of width × height × 3 bytes each, at least one */
FigmentPracticeFrames *
figment_practice_frames_new_stored (guint      width,
                                    guint      height,
                                    GPtrArray *pictures)
{
  FigmentPracticeFrames *self = new_frames (width, height, pictures->len, render_stored);

  self->pictures = pictures;
  return self;
}

static void
render_solid (FigmentPracticeFrames *self,
              guint                  index,
              guint8                *rgb)
{
  memset (rgb, self->level, get_size (self));
}

FigmentPracticeFrames *
figment_practice_frames_new_solid (guint  width,
                                   guint  height,
                                   guint  n_frames,
                                   guint8 level)
{
  FigmentPracticeFrames *self = new_frames (width, height, n_frames, render_solid);

  self->level = level;
  return self;
}

static void
render_painted (FigmentPracticeFrames *self,
                guint                  index,
                guint8                *rgb)
{
  figment_practice_paint (self->recipe, index, self->width, self->height, rgb);
}

/* @recipe: (transfer full) */
FigmentPracticeFrames *
figment_practice_frames_new_painted (guint                  width,
                                     guint                  height,
                                     guint                  n_frames,
                                     FigmentPracticeRecipe *recipe)
{
  FigmentPracticeFrames *self = new_frames (width, height, n_frames, render_painted);

  self->recipe = recipe;
  return self;
}

static void
render_scaled (FigmentPracticeFrames *self,
               guint                  index,
               guint8                *rgb)
{
  g_autofree guint8 *pixels = g_malloc (get_size (self->source));

  figment_practice_frames_render (self->source, index, pixels);
  figment_practice_scale (pixels, self->source->width, self->source->height, rgb, self->width, self->height, self->crop,
                          self->nearest);
}

FigmentPracticeFrames *
figment_practice_frames_new_scaled (FigmentPracticeFrames *source,
                                    guint                  width,
                                    guint                  height,
                                    gboolean               crop,
                                    gboolean               nearest)
{
  FigmentPracticeFrames *self;

  if (source->width == MAX (width, 1) && source->height == MAX (height, 1))
    return figment_practice_frames_ref (source);
  self = new_frames (width, height, source->n_frames, render_scaled);
  self->source = figment_practice_frames_ref (source);
  self->crop = crop;
  self->nearest = nearest;
  return self;
}

static void
render_inverted (FigmentPracticeFrames *self,
                 guint                  index,
                 guint8                *rgb)
{
  const gsize size = get_size (self);

  figment_practice_frames_render (self->source, index, rgb);
  for (gsize i = 0; i < size; i++)
    rgb[i] = 255 - rgb[i];
}

FigmentPracticeFrames *
figment_practice_frames_new_inverted (FigmentPracticeFrames *source)
{
  FigmentPracticeFrames *self = new_frames (source->width, source->height, source->n_frames, render_inverted);

  self->source = figment_practice_frames_ref (source);
  return self;
}

static void
render_grey (FigmentPracticeFrames *self,
             guint                  index,
             guint8                *rgb)
{
  const gsize size = get_size (self);

  figment_practice_frames_render (self->source, index, rgb);
  for (gsize i = 0; i < size; i += 3)
    rgb[i] = rgb[i + 1] = rgb[i + 2] = rgb[i + self->channel];
}

/* @channel: 0 red, 1 green, 2 blue, becomes the grey of all three */
FigmentPracticeFrames *
figment_practice_frames_new_grey (FigmentPracticeFrames *source,
                                  guint                  channel)
{
  FigmentPracticeFrames *self = new_frames (source->width, source->height, source->n_frames, render_grey);

  self->source = figment_practice_frames_ref (source);
  self->channel = MIN (channel, 2);
  return self;
}

static void
render_window (FigmentPracticeFrames *self,
               guint                  index,
               guint8                *rgb)
{
  figment_practice_frames_render (self->source, self->first + index, rgb);
}

/* @n_frames frames of @source from @first on; both are brought within what there is. */
FigmentPracticeFrames *
figment_practice_frames_new_window (FigmentPracticeFrames *source,
                                    guint                  first,
                                    guint                  n_frames)
{
  FigmentPracticeFrames *self;

  first = MIN (first, source->n_frames - 1);
  self = new_frames (source->width, source->height, MIN (n_frames, source->n_frames - first), render_window);
  self->source = figment_practice_frames_ref (source);
  self->first = first;
  return self;
}

/*
 * Returns: (transfer full): the same, a single picture stored rather than made anew each time. Clips stay as they are:
 * they would not fit into memory.
 */
FigmentPracticeFrames *
figment_practice_frames_keep (FigmentPracticeFrames *source)
{
  g_autoptr(GPtrArray) pictures = NULL;
  guint8 *pixels;

  if (source->n_frames > 1 || source->pictures != NULL)
    return figment_practice_frames_ref (source);
  pixels = g_malloc (get_size (source));
  figment_practice_frames_render (source, 0, pixels);
  pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (pictures, g_bytes_new_take (pixels, get_size (source)));
  return figment_practice_frames_new_stored (source->width, source->height, g_steal_pointer (&pictures));
}

guint
figment_practice_frames_get_width (FigmentPracticeFrames *self)
{
  return self->width;
}

guint
figment_practice_frames_get_height (FigmentPracticeFrames *self)
{
  return self->height;
}

guint
figment_practice_frames_get_n (FigmentPracticeFrames *self)
{
  return self->n_frames;
}

/* Returns: (nullable): what the frames are painted from */
const FigmentPracticeRecipe *
figment_practice_frames_get_recipe (FigmentPracticeFrames *self)
{
  return self->recipe;
}

/* Writes frame @index, brought within what there is, as width × height × 3 bytes to @rgb. */
void
figment_practice_frames_render (FigmentPracticeFrames *self,
                                guint                  index,
                                guint8                *rgb)
{
  self->render (self, MIN (index, self->n_frames - 1), rgb);
}

/* Where a target column or row lies in the source, in 1/256 px, never beyond the last pair of pixels. */
static void
fill_positions (guint32 *positions,
                guint    n,
                double   start,
                double   step,
                guint    limit,
                gboolean nearest)
{
  for (guint i = 0; i < n; i++)
    {
      double position = start + (i + 0.5) * step - (nearest ? 0 : 0.5);

      position = CLAMP (position, 0, limit - 1);
      positions[i] = nearest ? (guint32) position * 256 : (guint32) (position * 256);
    }
}

/* Scales RGB pixels. @crop: keep the proportions and take the middle; @nearest: hard edges instead of bilinear. */
void
figment_practice_scale (const guint8 *from,
                        guint         from_width,
                        guint         from_height,
                        guint8       *to,
                        guint         to_width,
                        guint         to_height,
                        gboolean      crop,
                        gboolean      nearest)
{
  g_autofree guint32 *xs = g_new (guint32, to_width);
  g_autofree guint32 *ys = g_new (guint32, to_height);
  double step_x = (double) from_width / to_width, step_y = (double) from_height / to_height;

  if (crop)
    step_x = step_y = MIN (step_x, step_y);
  fill_positions (xs, to_width, (from_width - step_x * to_width) / 2, step_x, from_width, nearest);
  fill_positions (ys, to_height, (from_height - step_y * to_height) / 2, step_y, from_height, nearest);
  for (guint y = 0; y < to_height; y++)
    {
      const guint row = ys[y] >> 8, part_y = ys[y] & 255;
      const guint8 *above = from + (gsize) row * from_width * 3;
      const guint8 *below = from + (gsize) MIN (row + 1, from_height - 1) * from_width * 3;

      for (guint x = 0; x < to_width; x++)
        {
          const guint left = (xs[x] >> 8) * 3, right = MIN ((xs[x] >> 8) + 1, from_width - 1) * 3;
          const guint part_x = xs[x] & 255;

          for (guint c = 0; c < 3; c++)
            {
              const guint top = above[left + c] * (256 - part_x) + above[right + c] * part_x;
              const guint bottom = below[left + c] * (256 - part_x) + below[right + c] * part_x;

              *to++ = (top * (256 - part_y) + bottom * part_y + 32768) >> 16;
            }
        }
    }
}
