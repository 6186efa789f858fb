/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include "json/figment-json-value.h"
#include "json/figment-json.h"

static const char *const type_names[] = {
  [FIGMENT_PRACTICE_KIND_MODEL] = "MODEL",
  [FIGMENT_PRACTICE_KIND_CLIP] = "CLIP",
  [FIGMENT_PRACTICE_KIND_CLIP_VISION] = "CLIP_VISION",
  [FIGMENT_PRACTICE_KIND_VAE] = "VAE",
  [FIGMENT_PRACTICE_KIND_CONTROL_NET] = "CONTROL_NET",
  [FIGMENT_PRACTICE_KIND_UPSCALE_MODEL] = "UPSCALE_MODEL",
  [FIGMENT_PRACTICE_KIND_CLIP_VISION_OUTPUT] = "CLIP_VISION_OUTPUT",
  [FIGMENT_PRACTICE_KIND_CONDITIONING] = "CONDITIONING",
  [FIGMENT_PRACTICE_KIND_LATENT] = "LATENT",
  [FIGMENT_PRACTICE_KIND_IMAGE] = "IMAGE",
  [FIGMENT_PRACTICE_KIND_MASK] = "MASK",
  [FIGMENT_PRACTICE_KIND_VIDEO] = "VIDEO",
  [FIGMENT_PRACTICE_KIND_AUDIO] = "AUDIO",
  [FIGMENT_PRACTICE_KIND_SIGMAS] = "SIGMAS",
  [FIGMENT_PRACTICE_KIND_SAMPLER] = "SAMPLER",
  [FIGMENT_PRACTICE_KIND_GUIDER] = "GUIDER",
  [FIGMENT_PRACTICE_KIND_NOISE] = "NOISE",
  [FIGMENT_PRACTICE_KIND_INT] = "INT",
  [FIGMENT_PRACTICE_KIND_FLOAT] = "FLOAT",
  [FIGMENT_PRACTICE_KIND_STRING] = "STRING",
  [FIGMENT_PRACTICE_KIND_BOOLEAN] = "BOOLEAN",
};

FigmentPracticeValue *
figment_practice_value_new (FigmentPracticeKind kind)
{
  FigmentPracticeValue *self = g_new0 (FigmentPracticeValue, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  return self;
}

FigmentPracticeValue *
figment_practice_value_new_text (FigmentPracticeKind  kind,
                                 const char          *text)
{
  FigmentPracticeValue *self = figment_practice_value_new (kind);

  self->text = g_strdup (text);
  if (kind == FIGMENT_PRACTICE_KIND_CONDITIONING)
    self->number = -1;
  return self;
}

/* @json: (transfer full) */
FigmentPracticeValue *
figment_practice_value_new_json (FigmentPracticeKind  kind,
                                 JsonNode            *json)
{
  FigmentPracticeValue *self = figment_practice_value_new (kind);

  self->json = json;
  return self;
}

/* @frames: (transfer full) */
FigmentPracticeValue *
figment_practice_value_new_image (FigmentPracticeKind    kind,
                                  FigmentPracticeFrames *frames)
{
  FigmentPracticeValue *self = figment_practice_value_new (kind);

  self->frames = frames;
  self->width = figment_practice_frames_get_width (frames);
  self->height = figment_practice_frames_get_height (frames);
  return self;
}

static FigmentPracticeFrames *
ref_frames (FigmentPracticeFrames *frames)
{
  return frames != NULL ? figment_practice_frames_ref (frames) : NULL;
}

static FigmentPracticeValue *
ref_value (FigmentPracticeValue *value)
{
  return value != NULL ? figment_practice_value_ref (value) : NULL;
}

/* A copy that the caller may change as long as nobody else has seen it; what it points to is shared. */
FigmentPracticeValue *
figment_practice_value_copy (FigmentPracticeValue *self)
{
  FigmentPracticeValue *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->text = g_strdup (self->text);
  copy->json = self->json != NULL ? figment_json_copy (self->json) : NULL;
  copy->frames = ref_frames (self->frames);
  copy->start = ref_frames (self->start);
  copy->mask = ref_frames (self->mask);
  copy->model = ref_value (self->model);
  copy->positive = ref_value (self->positive);
  copy->negative = ref_value (self->negative);
  return copy;
}

FigmentPracticeValue *
figment_practice_value_ref (FigmentPracticeValue *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_practice_value_unref (FigmentPracticeValue *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->text);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->frames, figment_practice_frames_unref);
  g_clear_pointer (&self->start, figment_practice_frames_unref);
  g_clear_pointer (&self->mask, figment_practice_frames_unref);
  g_clear_pointer (&self->model, figment_practice_value_unref);
  g_clear_pointer (&self->positive, figment_practice_value_unref);
  g_clear_pointer (&self->negative, figment_practice_value_unref);
  g_free (self);
}

/* The name of the link type as the catalog spells it. */
const char *
figment_practice_value_type_name (FigmentPracticeValue *self)
{
  return type_names[self->kind];
}

/* Returns: (transfer full): what "Preview as Text" shows. */
char *
figment_practice_value_describe (FigmentPracticeValue *self)
{
  const char *text = self->json != NULL ? figment_json_to_string (self->json) : NULL;

  if (text != NULL)
    return g_strdup (text);
  /* Python's str () of a boolean is capitalised. */
  if (self->json != NULL && figment_json_is_boolean (self->json))
    return g_strdup (json_node_get_boolean (self->json) ? "True" : "False");
  if (self->json != NULL)
    return figment_json_write (self->json, FIGMENT_JSON_WRITE_COMPACT, NULL);
  if (self->frames != NULL)
    return g_strdup_printf ("%s %u × %u × %u", type_names[self->kind], figment_practice_frames_get_n (self->frames),
                            figment_practice_frames_get_width (self->frames),
                            figment_practice_frames_get_height (self->frames));
  return g_strdup_printf ("%s %s", type_names[self->kind], self->text != NULL ? self->text : "");
}
