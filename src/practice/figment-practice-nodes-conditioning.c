/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#define CONDITIONING FIGMENT_PRACTICE_KIND_CONDITIONING

/* A conditioning is its prompt; what real nodes do to its numbers becomes words or a guidance value. */

static gboolean
give_prompt (FigmentPracticeCall *call,
             const char          *text)
{
  return figment_practice_call_give (call, figment_practice_value_new_text (CONDITIONING, text));
}

static gboolean
has_clip (FigmentPracticeCall  *call,
          GError              **error)
{
  return figment_practice_call_value (call, "clip", FIGMENT_PRACTICE_KIND_CLIP, error) != NULL;
}

static gboolean
encode_text (FigmentPracticeCall  *call,
             GError              **error)
{
  return has_clip (call, error) && give_prompt (call, figment_practice_call_string (call, "text", ""));
}

/* Both of two texts, once where they are the same. */
static char *
join_texts (const char *a,
            const char *b)
{
  if (a == NULL || a[0] == '\0' || g_strcmp0 (a, b) == 0)
    return g_strdup (b != NULL ? b : "");
  return b == NULL || b[0] == '\0' ? g_strdup (a) : g_strdup_printf ("%s, %s", a, b);
}

static gboolean
encode_text_sdxl (FigmentPracticeCall  *call,
                  GError              **error)
{
  g_autofree char *text = join_texts (figment_practice_call_string (call, "text_g", ""),
                                      figment_practice_call_string (call, "text_l", ""));

  return has_clip (call, error) && give_prompt (call, text);
}

static gboolean
encode_text_flux (FigmentPracticeCall  *call,
                  GError              **error)
{
  g_autofree char *text = join_texts (figment_practice_call_string (call, "t5xxl", ""),
                                      figment_practice_call_string (call, "clip_l", ""));
  FigmentPracticeValue *value;

  if (!has_clip (call, error))
    return FALSE;
  value = figment_practice_value_new_text (CONDITIONING, text);
  value->number = figment_practice_call_double (call, "guidance", 3.5);
  return figment_practice_call_give (call, value);
}

static gboolean
encode_vision (FigmentPracticeCall  *call,
               GError              **error)
{
  FigmentPracticeValue *image = figment_practice_call_value (call, "image", FIGMENT_PRACTICE_KIND_IMAGE, error);

  return image != NULL
         && figment_practice_call_give (call,
                                        figment_practice_value_new_image (FIGMENT_PRACTICE_KIND_CLIP_VISION_OUTPUT,
                                                                          figment_practice_frames_ref (image->frames)));
}

static gboolean
set_guidance (FigmentPracticeCall  *call,
              GError              **error)
{
  FigmentPracticeValue *value = figment_practice_call_value (call, "conditioning", CONDITIONING, error);
  FigmentPracticeValue *copy;

  if (value == NULL)
    return FALSE;
  copy = figment_practice_value_copy (value);
  copy->number = figment_practice_call_double (call, "guidance", 3.5);
  return figment_practice_call_give (call, copy);
}

static gboolean
join (FigmentPracticeCall  *call,
      const char           *first,
      const char           *second,
      GError              **error)
{
  FigmentPracticeValue *a = figment_practice_call_value (call, first, CONDITIONING, error);
  FigmentPracticeValue *b = a != NULL ? figment_practice_call_value (call, second, CONDITIONING, error) : NULL;
  FigmentPracticeValue *copy;

  if (b == NULL)
    return FALSE;
  copy = figment_practice_value_copy (a);
  g_free (copy->text);
  copy->text = join_texts (a->text, b->text);
  return figment_practice_call_give (call, copy);
}

static gboolean
combine (FigmentPracticeCall  *call,
         GError              **error)
{
  return join (call, "conditioning_1", "conditioning_2", error);
}

static gboolean
concatenate (FigmentPracticeCall  *call,
             GError              **error)
{
  return join (call, "conditioning_to", "conditioning_from", error);
}

static gboolean
zero_out (FigmentPracticeCall  *call,
          GError              **error)
{
  FigmentPracticeValue *value = figment_practice_call_value (call, "conditioning", CONDITIONING, error);
  FigmentPracticeValue *copy;

  if (value == NULL)
    return FALSE;
  copy = figment_practice_value_copy (value);
  g_free (copy->text);
  copy->text = g_strdup ("");
  return figment_practice_call_give (call, copy);
}

static gboolean
pass (FigmentPracticeCall  *call,
      GError              **error)
{
  FigmentPracticeValue *value = figment_practice_call_value (call, "conditioning", CONDITIONING, error);

  return value != NULL && figment_practice_call_give (call, figment_practice_value_ref (value));
}

static gboolean
pass_pair (FigmentPracticeCall  *call,
           GError              **error)
{
  FigmentPracticeValue *positive = figment_practice_call_value (call, "positive", CONDITIONING, error);
  FigmentPracticeValue *negative =
      positive != NULL ? figment_practice_call_value (call, "negative", CONDITIONING, error) : NULL;

  if (negative == NULL)
    return FALSE;
  figment_practice_call_give (call, figment_practice_value_ref (positive));
  return figment_practice_call_give (call, figment_practice_value_ref (negative));
}

const FigmentPracticeClass figment_practice_conditioning_classes[] = {
  { "CLIPTextEncode", encode_text },
  { "CLIPTextEncodeSDXL", encode_text_sdxl },
  { "CLIPTextEncodeFlux", encode_text_flux },
  { "CLIPVisionEncode", encode_vision },
  { "FluxGuidance", set_guidance },
  { "ConditioningCombine", combine },
  { "ConditioningConcat", concatenate },
  { "ConditioningAverage", concatenate },
  { "ConditioningZeroOut", zero_out },
  { "ConditioningSetTimestepRange", pass },
  { "ControlNetApply", pass },
  { "ControlNetApplyAdvanced", pass_pair },
  { "LTXVConditioning", pass_pair },
  { NULL },
};
