/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <math.h>
#include <string.h>

/*
 * Paints what a sampler "dreams": waves of colour, ridges and shapes. The prompt chooses palette and composition,
 * the seed places things, steps add detail, cfg and guidance contrast, the negative prompt a tint, the model a hue.
 * Everything is measured in parts of the shorter side, so a small preview shows the same picture. A clip moves by whole
 * turns, so it loops.
 */

#define MAX_WAVES 8
#define MAX_SHAPES 48
#define N_COLOURS 5

typedef struct
{
  float x;
  float y;
  float radius;
  float orbit;   /* how far it wanders in a clip */
  float phase;
  int   turns;   /* round its orbit in a clip */
  guint colour;
} Shape;

typedef struct
{
  float across;  /* radians a shorter side */
  float down;
  float phase;
  float height;
  int   turns;
} Wave;

typedef enum { SHAPE_BALL, SHAPE_RING, SHAPE_DIAMOND, SHAPE_GLOW } ShapeKind;

typedef struct
{
  guint64   state;
  float     colours[N_COLOURS][3];  /* 0..255 */
  guint8    gradient[256][3];
  Wave      waves[MAX_WAVES];
  guint     n_waves;
  Shape     shapes[MAX_SHAPES];
  guint     n_shapes;
  ShapeKind kind;
  guint     n_ridges;
  Wave      ridges[4];
} Scene;

void
figment_practice_recipe_free (FigmentPracticeRecipe *recipe)
{
  g_free (recipe->prompt);
  g_free (recipe->negative);
  g_free (recipe->model);
  g_free (recipe->sampler);
  g_clear_pointer (&recipe->init, figment_practice_frames_unref);
  g_clear_pointer (&recipe->start, figment_practice_frames_unref);
  g_clear_pointer (&recipe->mask, figment_practice_frames_unref);
  g_free (recipe);
}

/* FNV-1a with a finish, so that "a" and "b" are far apart. */
static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; text != NULL && *text != '\0'; text++)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  hash ^= hash >> 31;
  return hash * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

/* SplitMix64. */
static guint64
next_random (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static float
next_float (guint64 *state,
            float    low,
            float    high)
{
  return low + (high - low) * (float) (next_random (state) >> 40) / (float) (1 << 24);
}

static void
hue_to_rgb (float hue,
            float saturation,
            float value,
            float rgb[3])
{
  for (guint c = 0; c < 3; c++)
    {
      const float k = fmodf ((c == 0 ? 5 : c == 1 ? 3 : 1) + hue * 6, 6);

      rgb[c] = 255 * value * (1 - saturation * CLAMP (MIN (k, 4 - k), 0, 1));
    }
}

/* cfg and guidance pull the colours apart, a negative prompt takes some of its own colour out. */
static void
grade (const FigmentPracticeRecipe *recipe,
       float                        rgb[3])
{
  const float contrast = CLAMP (0.6 + recipe->cfg * 0.055, 0.4, 1.9) * (0.6 + 0.4 * recipe->denoise);
  const float saturation = recipe->guidance < 0 ? 1 : CLAMP (0.5 + recipe->guidance * 0.14, 0.3, 2);
  const float grey = (rgb[0] + rgb[1] + rgb[2]) / 3;
  float tint[3] = { 1, 1, 1 };

  if (recipe->negative != NULL && recipe->negative[0] != '\0')
    {
      guint64 state = hash_text (recipe->negative);

      for (guint c = 0; c < 3; c++)
        tint[c] = next_float (&state, 0.72, 1.08);
    }
  for (guint c = 0; c < 3; c++)
    {
      const float vivid = grey + (rgb[c] - grey) * saturation;

      rgb[c] = CLAMP ((118 + (vivid - 118) * contrast) * tint[c], 0, 255);
    }
}

static void
mix_colours (Scene                       *scene,
             const FigmentPracticeRecipe *recipe,
             guint64                     *words)
{
  static const float schemes[][N_COLOURS] = {
    { 0, 0.06, 0.12, 0.5, 0.55 },
    { 0, 0.08, 0.33, 0.42, 0.66 },
    { 0, 0.04, 0.58, 0.62, 0.1 },
    { 0, 0.12, 0.2, 0.28, 0.8 },
  };
  static const float values[N_COLOURS] = { 0.24, 0.52, 0.95, 0.88, 0.7 };
  const float *scheme = schemes[next_random (words) % G_N_ELEMENTS (schemes)];
  const float shift = (float) (hash_text (recipe->model) >> 48) / 65536 * 0.12f;
  const float hue = next_float (words, 0, 1) + shift;
  /* Few steps leave few tones, like a picture that is not finished. */
  const guint tones = recipe->steps >= 24 ? 256 : recipe->steps * 3 + 3;

  for (guint i = 0; i < N_COLOURS; i++)
    {
      hue_to_rgb (fmodf (hue + scheme[i], 1), next_float (words, 0.45, 0.8), values[i], scene->colours[i]);
      grade (recipe, scene->colours[i]);
    }
  for (guint i = 0; i < 256; i++)
    {
      const float tone = roundf (i * (tones - 1) / 255.0f) / (tones - 1) * (N_COLOURS - 2);
      const guint low = MIN ((guint) tone, N_COLOURS - 3);
      const float part = tone - low;

      for (guint c = 0; c < 3; c++)
        scene->gradient[i][c] = scene->colours[low][c] * (1 - part) + scene->colours[low + 1][c] * part;
    }
}

static void
compose (Scene                       *scene,
         const FigmentPracticeRecipe *recipe,
         guint                        index)
{
  guint64 words = hash_text (recipe->prompt);
  guint64 luck = recipe->seed * G_GUINT64_CONSTANT (0xd1342543de82ef95) ^ words;
  const float slant = next_float (&words, 0, G_PI);
  const float swing = (float) (hash_text (recipe->sampler) >> 48) / 65536;
  const guint detail = g_bit_storage (recipe->steps);
  const float shrink = 1.0f / (1 + detail * 0.08f);

  luck ^= (index / recipe->length) * G_GUINT64_CONSTANT (0xa0761d6478bd642f);
  mix_colours (scene, recipe, &words);
  scene->kind = next_random (&words) % 4;
  scene->n_ridges = next_random (&words) % 5;
  scene->n_waves = MIN (2 + detail, MAX_WAVES);
  for (guint i = 0; i < scene->n_waves; i++)
    {
      const float turn = slant + next_float (&luck, -0.6, 0.6), pace = 2.2f * powf (1.65f, i);

      scene->waves[i] = (Wave) { cosf (turn) * pace, sinf (turn) * pace, next_float (&luck, 0, 2 * G_PI) + swing,
                                 0.55f / (1 + i * 0.9f), next_random (&luck) % 3 - 1 };
    }
  for (guint i = 0; i < G_N_ELEMENTS (scene->ridges); i++)
    scene->ridges[i] = (Wave) { next_float (&luck, 2, 5), next_float (&luck, 6, 11), next_float (&luck, 0, 2 * G_PI),
                                next_float (&luck, 0.03, 0.09), i % 2 == 0 ? 1 : -1 };
  scene->n_shapes = MIN (5 + recipe->steps / 2, MAX_SHAPES);
  for (guint i = 0; i < scene->n_shapes; i++)
    scene->shapes[i] = (Shape) { next_float (&luck, -0.05, 1.05), next_float (&luck, -0.05, 1.05),
                                 next_float (&luck, 0.06, 0.2) * (i < 5 ? 1 : 0.3f * shrink),
                                 next_float (&luck, 0.02, 0.08), next_float (&luck, 0, 2 * G_PI) + swing,
                                 next_random (&luck) % 2 == 0 ? 1 : -1, next_random (&luck) % N_COLOURS };
  scene->state = luck;
}

/* sin (a + b) = sin a cos b + cos a sin b: a table a side in place of a sine a pixel. */
static void
paint_waves (const Scene *scene,
             float        time,
             guint        width,
             guint        height,
             guint8      *rgb)
{
  const float unit = MIN (width, height);
  g_autofree float *sines = g_new (float, (gsize) scene->n_waves * width * 2);
  g_autofree float *row = g_new (float, width);

  for (guint i = 0; i < scene->n_waves; i++)
    for (guint x = 0; x < width; x++)
      {
        const float angle = scene->waves[i].across * x / unit + scene->waves[i].phase
                            + 2 * G_PI * scene->waves[i].turns * time;

        sines[(gsize) i * width * 2 + x] = sinf (angle);
        sines[(gsize) i * width * 2 + width + x] = cosf (angle);
      }
  for (guint y = 0; y < height; y++)
    {
      const float base = 150 - 90.0f * y / height;

      for (guint x = 0; x < width; x++)
        row[x] = base;
      for (guint i = 0; i < scene->n_waves; i++)
        {
          const float angle = scene->waves[i].down * y / unit;
          const float a = cosf (angle) * scene->waves[i].height * 90, b = sinf (angle) * scene->waves[i].height * 90;
          const float *sine = sines + (gsize) i * width * 2, *cosine = sine + width;

          for (guint x = 0; x < width; x++)
            row[x] += sine[x] * a + cosine[x] * b;
        }
      for (guint x = 0; x < width; x++, rgb += 3)
        memcpy (rgb, scene->gradient[(guint) CLAMP (row[x], 0, 255)], 3);
    }
}

static void
blend (guint8      *rgb,
       const float  colour[3],
       float        light,
       float        weight)
{
  for (guint c = 0; c < 3; c++)
    {
      const float lit = light > 0 ? colour[c] + (255 - colour[c]) * light : colour[c] * (1 + light);

      rgb[c] += (lit - rgb[c]) * weight;
    }
}

/* How much a shape covers a point at @dx, @dy in radii, and how the light falls there. @edge: one pixel, in radii. */
static float
cover (ShapeKind kind,
       float     dx,
       float     dy,
       float     edge,
       float    *light)
{
  const float square = dx * dx + dy * dy;
  float distance;

  *light = 0;
  switch (kind)
    {
    case SHAPE_BALL:
      *light = 0.45f - 0.5f * ((dx + 0.35f) * (dx + 0.35f) + (dy + 0.4f) * (dy + 0.4f));
      return CLAMP ((1 - sqrtf (square)) / edge, 0, 1);
    case SHAPE_RING:
      distance = fabsf (sqrtf (square) - 0.8f);
      return CLAMP ((0.18f - distance) / edge, 0, 1) * 0.9f;
    case SHAPE_DIAMOND:
      distance = fabsf (dx) + fabsf (dy);
      *light = dx + dy > 0 ? -0.2f : 0.18f;
      return CLAMP ((1 - distance) / edge, 0, 1);
    case SHAPE_GLOW:
    default:
      *light = 0.25f;
      return square < 1 ? (1 - square) * (1 - square) * 0.85f : 0;
    }
}

static void
paint_shape (const Scene *scene,
             const Shape *shape,
             float        time,
             float        strength,
             guint        width,
             guint        height,
             guint8      *rgb)
{
  const float unit = MIN (width, height), radius = shape->radius * unit;
  const float angle = shape->phase + 2 * G_PI * shape->turns * time;
  const float x0 = shape->x * width + cosf (angle) * shape->orbit * unit;
  const float y0 = shape->y * height + sinf (angle) * shape->orbit * unit;
  const int left = MAX (0, (int) (x0 - radius)), right = MIN ((int) width - 1, (int) (x0 + radius) + 1);
  const int top = MAX (0, (int) (y0 - radius)), bottom = MIN ((int) height - 1, (int) (y0 + radius) + 1);

  for (int y = top; y <= bottom; y++)
    for (int x = left; x <= right; x++)
      {
        float light;
        const float weight = cover (scene->kind, (x - x0) / radius, (y - y0) / radius, 1.5f / radius, &light);

        if (weight > 0)
          blend (rgb + ((gsize) y * width + x) * 3, scene->colours[shape->colour], light, weight * strength);
      }
}

static void
paint_ridges (const Scene *scene,
              float        time,
              guint        width,
              guint        height,
              guint8      *rgb)
{
  const float unit = MIN (width, height);

  for (guint i = 0; i < scene->n_ridges; i++)
    {
      const Wave *ridge = &scene->ridges[i];
      const float *colour = scene->colours[i % 2 == 0 ? 0 : 4];
      const float turn = 2 * G_PI * ridge->turns * time;

      for (guint x = 0; x < width; x++)
        {
          const float crest = 0.52f + 0.11f * i + ridge->height * (sinf (ridge->across * x / unit + ridge->phase + turn)
                                                                   + 0.5f * sinf (ridge->down * x / unit - turn));

          for (guint y = CLAMP (crest * height, 0, height); y < height; y++)
            blend (rgb + ((gsize) y * width + x) * 3, colour, 0.3f * ((float) y / height - crest) - 0.08f * i, 0.8f);
        }
    }
}

/* The picture that a clip starts from, under a camera that goes in, sways and comes back. */
static void
paint_start (const FigmentPracticeRecipe *recipe,
             float                        time,
             guint                        width,
             guint                        height,
             guint8                      *rgb)
{
  g_autoptr(FigmentPracticeFrames) fitted
    = figment_practice_frames_new_scaled (recipe->start, width, height, TRUE, FALSE);
  g_autofree guint8 *still = g_malloc ((gsize) width * height * 3);
  const float way = (1 - cosf (2 * G_PI * time)) / 2, zoom = 1 / (1 + 0.16f * way);
  const float left = width * (1 - zoom) / 2 * (1 + 0.8f * sinf (2 * G_PI * time));
  const float top = height * (1 - zoom) / 2;

  figment_practice_frames_render (fitted, 0, still);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, rgb += 3)
      {
        const guint from_x = MIN ((guint) (left + x * zoom), width - 1),
                    from_y = MIN ((guint) (top + y * zoom), height - 1);

        memcpy (rgb, still + ((gsize) from_y * width + from_x) * 3, 3);
      }
}

/* Lays the picture that was there under the painting, bent a little, as far as denoise and mask leave it. */
static void
keep_init (const FigmentPracticeRecipe *recipe,
           guint                        index,
           guint                        width,
           guint                        height,
           guint8                      *rgb)
{
  const gsize size = (gsize) width * height * 3;
  g_autoptr(FigmentPracticeFrames) fitted
    = figment_practice_frames_new_scaled (recipe->init, width, height, TRUE, FALSE);
  g_autofree guint8 *old = g_malloc (size), *mask = NULL;
  const float strength = powf (recipe->denoise, 1.3f), bend = recipe->denoise * 0.02f * width;

  figment_practice_frames_render (fitted, index % figment_practice_frames_get_n (fitted), old);
  if (recipe->mask != NULL)
    {
      g_autoptr(FigmentPracticeFrames) fitted_mask
        = figment_practice_frames_new_scaled (recipe->mask, width, height, TRUE, FALSE);

      mask = g_malloc (size);
      figment_practice_frames_render (fitted_mask, 0, mask);
    }
  for (guint y = 0; y < height; y++)
    {
      const int shift = bend * sinf (9.0f * y / height + (recipe->seed & 7));

      for (guint x = 0; x < width; x++, rgb += 3)
        {
          const gsize here = (gsize) y * width + x;
          const float part = mask != NULL ? mask[here * 3] / 255.0f : 1;
          const int from_x = CLAMP ((int) x + (int) (shift * part), 0, (int) width - 1);
          const guint8 *before = old + ((gsize) y * width + from_x) * 3;

          for (guint c = 0; c < 3; c++)
            rgb[c] = before[c] + (rgb[c] - before[c]) * strength * part;
        }
    }
}

/* Writes picture @index of the recipe, without its label, as width × height × 3 bytes to @rgb. */
void
figment_practice_paint_scene (const FigmentPracticeRecipe *recipe,
                              guint                        index,
                              guint                        width,
                              guint                        height,
                              guint8                      *rgb)
{
  const float time = recipe->length > 1 ? (float) (index % recipe->length) / recipe->length : 0;
  /* What joins a given picture fades in and out, so that the clip begins with the picture itself. */
  const float joined = recipe->start != NULL ? 0.55f * sinf (G_PI * time) * sinf (G_PI * time) : 1;
  Scene scene = { 0 };

  compose (&scene, recipe, index);
  if (recipe->start != NULL)
    paint_start (recipe, time, width, height, rgb);
  else
    paint_waves (&scene, time, width, height, rgb);
  for (guint i = 0; joined > 0.01f && i < scene.n_shapes; i++)
    paint_shape (&scene, &scene.shapes[i], time, joined, width, height, rgb);
  if (recipe->start == NULL)
    paint_ridges (&scene, time, width, height, rgb);
  if (recipe->init != NULL)
    keep_init (recipe, index, width, height, rgb);
}

/* Writes picture @index of the recipe as width × height × 3 bytes to @rgb. */
void
figment_practice_paint (const FigmentPracticeRecipe *recipe,
                        guint                        index,
                        guint                        width,
                        guint                        height,
                        guint8                      *rgb)
{
  figment_practice_paint_scene (recipe, index, width, height, rgb);
  figment_practice_paint_label (recipe, width, height, rgb);
}
