/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"

/* The longest that a wait goes on without asking whether the run is to stop. */
#define WAIT_SLICE_MS 20

/* A picture of noise of this size makes a JPEG of a good megabyte. */
#define FLOOD_SIZE 1024

/* A picture that gets sharper: painted once, then blurred less and less. */
typedef struct
{
  const FigmentPracticeRecipe *recipe;
  guint                        width;
  guint                        height;
  guint8                      *sharp;    /* (owned) (nullable) without label; NULL: nobody wants previews */
  guint8                      *blurred;  /* (owned) (nullable) */
  guint8                      *small;    /* (owned) (nullable) */
  GBytes                      *heavy[2]; /* (owned) (nullable) made once, as making them takes longer than showing */
  guint                        turn;
} Preview;

static void
preview_clear (Preview *preview)
{
  g_clear_pointer (&preview->sharp, g_free);
  g_clear_pointer (&preview->blurred, g_free);
  g_clear_pointer (&preview->small, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (preview->heavy); i++)
    g_clear_pointer (&preview->heavy[i], g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Preview, preview_clear)

/* Previews fit the wanted size, small pictures scaled up too (ComfyUI latent_preview.py and server.py, send_image). */
static void
preview_init (Preview                     *preview,
              const FigmentPracticeRecipe *recipe,
              guint                        width,
              guint                        height,
              guint                        size)
{
  const double scale = (double) size / MAX (width, height);

  if (size == 0)
    return;
  preview->width = MAX (round (width * scale), 1);
  preview->height = MAX (round (height * scale), 1);
  preview->sharp = g_malloc ((gsize) preview->width * preview->height * 3);
  preview->blurred = g_malloc ((gsize) preview->width * preview->height * 3);
  preview->small = g_malloc ((gsize) preview->width * preview->height * 3);
  preview->recipe = recipe;
  figment_practice_paint_scene (recipe, 0, preview->width, preview->height, preview->sharp);
}

/* Two pictures of noise, which cannot be made smaller, to take turns. */
static void
preview_init_heavy (Preview *preview)
{
  const gsize size = (gsize) FLOOD_SIZE * FLOOD_SIZE * 3;
  g_autofree guint8 *noise = g_malloc (size);
  guint32 state = 1;

  for (guint i = 0; i < G_N_ELEMENTS (preview->heavy); i++)
    {
      for (gsize j = 0; j < size; j++)
        {
          state = state * 1664525 + 1013904223; /* any generator would do that gives the same each time */
          noise[j] = (guint8) (state >> 24);
        }
      preview->heavy[i] = figment_practice_encode_jpeg (noise, FLOOD_SIZE, FLOOD_SIZE, 95);
    }
}

/* @done: 0..1. Returns: (transfer full) (nullable): a JPEG */
static GBytes *
preview_make (Preview *preview,
              double   done)
{
  const double coarse = 1 + 31 * (1 - done) * (1 - done);
  const guint width = MAX (preview->width / coarse, 2), height = MAX (preview->height / coarse, 2);

  if (preview->heavy[0] != NULL)
    return g_bytes_ref (preview->heavy[preview->turn++ % G_N_ELEMENTS (preview->heavy)]);
  if (preview->sharp == NULL)
    return NULL;
  if (width == preview->width && height == preview->height) /* the last step: nothing is blurred */
    {
      memcpy (preview->blurred, preview->sharp, (gsize) width * height * 3);
    }
  else
    {
      figment_practice_scale (preview->sharp, preview->width, preview->height, preview->small, width, height, FALSE,
                              FALSE);
      figment_practice_scale (preview->small, width, height, preview->blurred, preview->width, preview->height, FALSE,
                              FALSE);
    }
  figment_practice_paint_label (preview->recipe, preview->width, preview->height, preview->blurred);
  return figment_practice_encode_jpeg (preview->blurred, preview->width, preview->height, 95);
}

/* The worker's thread has nothing else to do, so it sleeps, in slices short enough to be interrupted. */
static gboolean
wait_step (FigmentPracticeCall  *call,
           gint64                until,
           GError              **error)
{
  gint64 left;

  while ((left = until - g_get_monotonic_time ()) > 0)
    {
      g_usleep (MIN (left, WAIT_SLICE_MS * G_TIME_SPAN_MILLISECOND));
      if (figment_practice_call_interrupted (call, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_steps (FigmentPracticeCall          *call,
           const FigmentPracticeRecipe  *recipe,
           guint                         width,
           guint                         height,
           GError                      **error)
{
  FigmentPracticeContext *context = call->context;
  g_auto(Preview) preview = { 0 };

  if (context->flood && context->preview_size > 0)
    preview_init_heavy (&preview);
  else
    preview_init (&preview, recipe, width, height, context->preview_size);
  for (guint i = 1; i <= recipe->steps; i++)
    {
      const gint64 until = g_get_monotonic_time () + context->step_ms * G_TIME_SPAN_MILLISECOND;
      g_autoptr(GBytes) jpeg = NULL;

      if (figment_practice_call_interrupted (call, error))
        return FALSE;
      jpeg = preview_make (&preview, (double) i / recipe->steps);
      if (!wait_step (call, until, error))
        return FALSE;
      if (context->progress != NULL)
        context->progress (context, i, recipe->steps, jpeg);
    }
  return TRUE;
}

/*
 * Samples @latent by @recipe, (transfer full), and gives the result as @n_outputs outputs. Text, model and numbers of
 * the recipe are the caller's; what comes from the latent is filled in here.
 */
static gboolean
sample (FigmentPracticeCall    *call,
        FigmentPracticeValue   *latent,
        FigmentPracticeRecipe  *recipe_to_take,
        guint                   n_outputs,
        GError                **error)
{
  g_autoptr(FigmentPracticeRecipe) recipe = recipe_to_take;
  g_autoptr(FigmentPracticeValue) result = NULL;

  if (call->context->out_of_memory)
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_MEMORY_ERROR, 0, "Allocation on device");
      return FALSE;
    }
  recipe->length = latent->length;
  recipe->start = latent->start != NULL ? figment_practice_frames_ref (latent->start) : NULL;
  recipe->mask = latent->mask != NULL ? figment_practice_frames_ref (latent->mask) : NULL;
  recipe->init = latent->frames != NULL ? figment_practice_frames_keep (latent->frames) : NULL;
  if (!run_steps (call, recipe, latent->width, latent->height, error))
    return FALSE;
  result = figment_practice_value_copy (latent);
  g_clear_pointer (&result->frames, figment_practice_frames_unref);
  result->frames = figment_practice_frames_new_painted (latent->width, latent->height, latent->length * latent->batch,
                                                        g_steal_pointer (&recipe));
  for (guint i = 0; i < n_outputs; i++)
    figment_practice_call_give (call, figment_practice_value_ref (result));
  return TRUE;
}

static FigmentPracticeRecipe *
new_recipe (FigmentPracticeValue *model,
            FigmentPracticeValue *positive,
            FigmentPracticeValue *negative)
{
  FigmentPracticeRecipe *recipe = g_new0 (FigmentPracticeRecipe, 1);

  recipe->model = g_strdup (model->text);
  recipe->prompt = g_strdup (positive->text != NULL ? positive->text : "");
  recipe->negative = g_strdup (negative != NULL && negative->text != NULL ? negative->text : "");
  recipe->guidance = positive->number;
  recipe->denoise = 1;
  recipe->cfg = 1;
  return recipe;
}

/* The inputs that all samplers but the one with guider and noise have, NULL with an error when one is missing. */
static FigmentPracticeRecipe *
begin_recipe (FigmentPracticeCall   *call,
              FigmentPracticeValue **latent,
              GError               **error)
{
  FigmentPracticeValue *model, *positive, *negative;
  FigmentPracticeRecipe *recipe;

  if ((model = figment_practice_call_value (call, "model", FIGMENT_PRACTICE_KIND_MODEL, error)) == NULL
      || (positive = figment_practice_call_value (call, "positive", FIGMENT_PRACTICE_KIND_CONDITIONING, error)) == NULL
      || (negative = figment_practice_call_value (call, "negative", FIGMENT_PRACTICE_KIND_CONDITIONING, error)) == NULL
      || (*latent = figment_practice_call_value (call, "latent_image", FIGMENT_PRACTICE_KIND_LATENT, error)) == NULL)
    return NULL;
  recipe = new_recipe (model, positive, negative);
  recipe->cfg = figment_practice_call_double (call, "cfg", 8);
  return recipe;
}

static guint
get_steps (FigmentPracticeCall *call)
{
  return CLAMP (figment_practice_call_uint (call, "steps", 20), 1, 10000);
}

static char *
dup_sampler (FigmentPracticeCall *call)
{
  return g_strdup_printf ("%s %s", figment_practice_call_string (call, "sampler_name", "euler"),
                          figment_practice_call_string (call, "scheduler", "normal"));
}

static gboolean
sample_plain (FigmentPracticeCall  *call,
              GError              **error)
{
  FigmentPracticeValue *latent;
  FigmentPracticeRecipe *recipe = begin_recipe (call, &latent, error);

  if (recipe == NULL)
    return FALSE;
  recipe->seed = figment_practice_call_uint (call, "seed", 0);
  recipe->steps = get_steps (call);
  recipe->denoise = figment_practice_call_double (call, "denoise", 1);
  recipe->sampler = dup_sampler (call);
  return sample (call, latent, recipe, 1, error);
}

/* Without new noise a sampler goes on with what the one before it began, so the things in the picture stay in place. */
static void
set_seed (FigmentPracticeRecipe *recipe,
          FigmentPracticeValue  *latent,
          gboolean               add_noise,
          guint64                seed)
{
  const FigmentPracticeRecipe *before =
      latent->frames != NULL ? figment_practice_frames_get_recipe (latent->frames) : NULL;

  if (add_noise)
    recipe->seed = seed;
  else
    recipe->seed = before != NULL ? before->seed : 0;
}

static gboolean
sample_advanced (FigmentPracticeCall  *call,
                 GError              **error)
{
  const guint steps = get_steps (call);
  const guint end = MIN (figment_practice_call_uint (call, "end_at_step", 10000), steps);
  const guint start = MIN (figment_practice_call_uint (call, "start_at_step", 0), end);
  const gboolean add_noise = g_str_equal (figment_practice_call_string (call, "add_noise", "enable"), "enable");
  FigmentPracticeValue *latent;
  FigmentPracticeRecipe *recipe = begin_recipe (call, &latent, error);

  if (recipe == NULL)
    return FALSE;
  set_seed (recipe, latent, add_noise, figment_practice_call_uint (call, "noise_seed", 0));
  recipe->steps = end - start;
  recipe->denoise = (double) (steps - start) / steps;
  recipe->sampler = dup_sampler (call);
  return sample (call, latent, recipe, 1, error);
}

static void
set_schedule (FigmentPracticeRecipe *recipe,
              FigmentPracticeValue  *sampler,
              FigmentPracticeValue  *sigmas)
{
  recipe->steps = sigmas->steps;
  recipe->denoise = sigmas->number;
  recipe->sampler = g_strdup_printf ("%s %s", sampler->text, sigmas->text);
}

static gboolean
sample_custom (FigmentPracticeCall  *call,
               GError              **error)
{
  FigmentPracticeValue *sampler = figment_practice_call_value (call, "sampler", FIGMENT_PRACTICE_KIND_SAMPLER, error);
  FigmentPracticeValue *sigmas = sampler != NULL
                                   ? figment_practice_call_value (call, "sigmas", FIGMENT_PRACTICE_KIND_SIGMAS, error)
                                   : NULL;
  FigmentPracticeValue *latent;
  FigmentPracticeRecipe *recipe = sigmas != NULL ? begin_recipe (call, &latent, error) : NULL;

  if (recipe == NULL)
    return FALSE;
  set_seed (recipe, latent, figment_practice_call_boolean (call, "add_noise", TRUE),
            figment_practice_call_uint (call, "noise_seed", 0));
  set_schedule (recipe, sampler, sigmas);
  return sample (call, latent, recipe, 2, error);
}

static gboolean
sample_guided (FigmentPracticeCall  *call,
               GError              **error)
{
  FigmentPracticeValue *noise, *guider, *sampler, *sigmas, *latent;
  FigmentPracticeRecipe *recipe;

  if ((noise = figment_practice_call_value (call, "noise", FIGMENT_PRACTICE_KIND_NOISE, error)) == NULL
      || (guider = figment_practice_call_value (call, "guider", FIGMENT_PRACTICE_KIND_GUIDER, error)) == NULL
      || (sampler = figment_practice_call_value (call, "sampler", FIGMENT_PRACTICE_KIND_SAMPLER, error)) == NULL
      || (sigmas = figment_practice_call_value (call, "sigmas", FIGMENT_PRACTICE_KIND_SIGMAS, error)) == NULL
      || (latent = figment_practice_call_value (call, "latent_image", FIGMENT_PRACTICE_KIND_LATENT, error)) == NULL)
    return FALSE;
  recipe = new_recipe (guider->model, guider->positive, guider->negative);
  recipe->cfg = guider->number;
  set_seed (recipe, latent, noise->steps > 0, noise->seed);
  set_schedule (recipe, sampler, sigmas);
  return sample (call, latent, recipe, 2, error);
}

static gboolean
give_noise (FigmentPracticeCall *call,
            gboolean             some)
{
  FigmentPracticeValue *value = figment_practice_value_new (FIGMENT_PRACTICE_KIND_NOISE);

  value->seed = figment_practice_call_uint (call, "noise_seed", 0);
  value->steps = some ? 1 : 0;
  return figment_practice_call_give (call, value);
}

static gboolean
make_noise (FigmentPracticeCall  *call,
            GError              **error)
{
  return give_noise (call, TRUE);
}

static gboolean
make_no_noise (FigmentPracticeCall  *call,
               GError              **error)
{
  return give_noise (call, FALSE);
}

static gboolean
select_sampler (FigmentPracticeCall  *call,
                GError              **error)
{
  const char *name = figment_practice_call_string (call, "sampler_name", "euler");

  return figment_practice_call_give (call, figment_practice_value_new_text (FIGMENT_PRACTICE_KIND_SAMPLER, name));
}

static gboolean
make_schedule (FigmentPracticeCall  *call,
               GError              **error)
{
  const char *name = figment_practice_call_string (call, "scheduler", call->class_type);
  FigmentPracticeValue *value = figment_practice_value_new_text (FIGMENT_PRACTICE_KIND_SIGMAS, name);

  value->number = figment_practice_call_double (call, "denoise", 1);
  /* No denoising is no steps at all (ComfyUI nodes_custom_sampler.py, BasicScheduler). */
  value->steps = value->number > 0 ? get_steps (call) : 0;
  return figment_practice_call_give (call, value);
}

static gboolean
give_guider (FigmentPracticeCall  *call,
             const char           *positive_name,
             const char           *negative_name,
             GError              **error)
{
  FigmentPracticeValue *model = figment_practice_call_value (call, "model", FIGMENT_PRACTICE_KIND_MODEL, error);
  FigmentPracticeValue *positive, *negative = NULL, *value;

  if (model == NULL
      || (positive = figment_practice_call_value (call, positive_name, FIGMENT_PRACTICE_KIND_CONDITIONING, error))
             == NULL
      || (negative_name != NULL
          && (negative = figment_practice_call_value (call, negative_name, FIGMENT_PRACTICE_KIND_CONDITIONING, error))
                 == NULL))
    return FALSE;
  value = figment_practice_value_new (FIGMENT_PRACTICE_KIND_GUIDER);
  value->model = figment_practice_value_ref (model);
  value->positive = figment_practice_value_ref (positive);
  value->negative = negative != NULL ? figment_practice_value_ref (negative) : NULL;
  value->number = negative != NULL ? figment_practice_call_double (call, "cfg", 8) : 1;
  return figment_practice_call_give (call, value);
}

static gboolean
make_basic_guider (FigmentPracticeCall  *call,
                   GError              **error)
{
  return give_guider (call, "conditioning", NULL, error);
}

static gboolean
make_cfg_guider (FigmentPracticeCall  *call,
                 GError              **error)
{
  return give_guider (call, "positive", "negative", error);
}

const FigmentPracticeClass figment_practice_sampling_classes[] = {
  { "KSampler", sample_plain },
  { "KSamplerAdvanced", sample_advanced },
  { "SamplerCustom", sample_custom },
  { "SamplerCustomAdvanced", sample_guided },
  { "RandomNoise", make_noise },
  { "DisableNoise", make_no_noise },
  { "KSamplerSelect", select_sampler },
  { "BasicScheduler", make_schedule },
  { "LTXVScheduler", make_schedule },
  { "Flux2Scheduler", make_schedule },
  { "BasicGuider", make_basic_guider },
  { "CFGGuider", make_cfg_guider },
  { NULL },
};
