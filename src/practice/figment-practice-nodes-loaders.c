/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include "json/figment-json-value.h"

/* Loaders and what passes models on: nothing is loaded, the names alone flow on and give each model its own hue. */

static gboolean
give_named (FigmentPracticeCall *call,
            FigmentPracticeKind  kind,
            const char          *input)
{
  return figment_practice_call_give (
    call, figment_practice_value_new_text (kind, figment_practice_call_string (call, input, "")));
}

static gboolean
load_checkpoint (FigmentPracticeCall  *call,
                 GError              **error)
{
  give_named (call, FIGMENT_PRACTICE_KIND_MODEL, "ckpt_name");
  give_named (call, FIGMENT_PRACTICE_KIND_CLIP, "ckpt_name");
  return give_named (call, FIGMENT_PRACTICE_KIND_VAE, "ckpt_name");
}

static gboolean
load_video_checkpoint (FigmentPracticeCall  *call,
                       GError              **error)
{
  give_named (call, FIGMENT_PRACTICE_KIND_MODEL, "ckpt_name");
  give_named (call, FIGMENT_PRACTICE_KIND_CLIP_VISION, "ckpt_name");
  return give_named (call, FIGMENT_PRACTICE_KIND_VAE, "ckpt_name");
}

static gboolean
load_model (FigmentPracticeCall  *call,
            GError              **error)
{
  return give_named (call, FIGMENT_PRACTICE_KIND_MODEL, "unet_name");
}

static gboolean
load_clip (FigmentPracticeCall  *call,
           GError              **error)
{
  return give_named (call, FIGMENT_PRACTICE_KIND_CLIP, "clip_name");
}

static gboolean
load_clips (FigmentPracticeCall  *call,
            GError              **error)
{
  return give_named (call, FIGMENT_PRACTICE_KIND_CLIP, "clip_name1");
}

static gboolean
load_clip_vision (FigmentPracticeCall  *call,
                  GError              **error)
{
  return give_named (call, FIGMENT_PRACTICE_KIND_CLIP_VISION, "clip_name");
}

static gboolean
load_vae (FigmentPracticeCall  *call,
          GError              **error)
{
  return give_named (call, FIGMENT_PRACTICE_KIND_VAE, "vae_name");
}

static gboolean
load_control_net (FigmentPracticeCall  *call,
                  GError              **error)
{
  return give_named (call, FIGMENT_PRACTICE_KIND_CONTROL_NET, "control_net_name");
}

static gboolean
load_upscale_model (FigmentPracticeCall  *call,
                    GError              **error)
{
  return give_named (call, FIGMENT_PRACTICE_KIND_UPSCALE_MODEL, "model_name");
}

static gboolean
add_lora_to_model (FigmentPracticeCall  *call,
                   GError              **error)
{
  const double strength = figment_practice_call_double (call, "strength_model", 1);
  FigmentPracticeValue *model = figment_practice_call_value (call, "model", FIGMENT_PRACTICE_KIND_MODEL, error);
  g_autofree char *text = NULL;

  if (model == NULL)
    return FALSE;
  if (strength == 0)
    return figment_practice_call_give (call, figment_practice_value_ref (model));
  text =
      g_strdup_printf ("%s + %s × %.3f", model->text, figment_practice_call_string (call, "lora_name", ""), strength);
  return figment_practice_call_give (call, figment_practice_value_new_text (FIGMENT_PRACTICE_KIND_MODEL, text));
}

static gboolean
add_lora (FigmentPracticeCall  *call,
          GError              **error)
{
  FigmentPracticeValue *clip = figment_practice_call_value (call, "clip", FIGMENT_PRACTICE_KIND_CLIP, error);

  if (clip == NULL || !add_lora_to_model (call, error))
    return FALSE;
  return figment_practice_call_give (call, figment_practice_value_ref (clip));
}

static gboolean
pass_model (FigmentPracticeCall  *call,
            GError              **error)
{
  FigmentPracticeValue *model = figment_practice_call_value (call, "model", FIGMENT_PRACTICE_KIND_MODEL, error);

  return model != NULL && figment_practice_call_give (call, figment_practice_value_ref (model));
}

static gboolean
pass_clip (FigmentPracticeCall  *call,
           GError              **error)
{
  FigmentPracticeValue *clip = figment_practice_call_value (call, "clip", FIGMENT_PRACTICE_KIND_CLIP, error);

  return clip != NULL && figment_practice_call_give (call, figment_practice_value_ref (clip));
}

static gboolean
give_json (FigmentPracticeCall *call,
           FigmentPracticeKind  kind,
           const char          *fallback)
{
  JsonNode *json = figment_practice_call_json (call, "value");

  return figment_practice_call_give (call, figment_practice_value_new_json (
    kind, json != NULL ? figment_json_copy (json) : figment_json_string_new (fallback)));
}

static gboolean
give_int (FigmentPracticeCall  *call,
          GError              **error)
{
  return give_json (call, FIGMENT_PRACTICE_KIND_INT, "0");
}

static gboolean
give_float (FigmentPracticeCall  *call,
            GError              **error)
{
  return give_json (call, FIGMENT_PRACTICE_KIND_FLOAT, "0");
}

static gboolean
give_string (FigmentPracticeCall  *call,
             GError              **error)
{
  return give_json (call, FIGMENT_PRACTICE_KIND_STRING, "");
}

static gboolean
give_boolean (FigmentPracticeCall  *call,
              GError              **error)
{
  return give_json (call, FIGMENT_PRACTICE_KIND_BOOLEAN, "");
}

const FigmentPracticeClass figment_practice_loader_classes[] = {
  { "CheckpointLoaderSimple", load_checkpoint },
  { "ImageOnlyCheckpointLoader", load_video_checkpoint },
  { "UNETLoader", load_model },
  { "CLIPLoader", load_clip },
  { "DualCLIPLoader", load_clips },
  { "TripleCLIPLoader", load_clips },
  { "CLIPVisionLoader", load_clip_vision },
  { "VAELoader", load_vae },
  { "ControlNetLoader", load_control_net },
  { "UpscaleModelLoader", load_upscale_model },
  { "LoraLoader", add_lora },
  { "LoraLoaderModelOnly", add_lora_to_model },
  { "CLIPSetLastLayer", pass_clip },
  { "VideoLinearCFGGuidance", pass_model },
  { "ModelSamplingSD3", pass_model },
  { "ModelSamplingFlux", pass_model },
  { "ModelSamplingAuraFlow", pass_model },
  { "CFGNorm", pass_model },
  { "PrimitiveInt", give_int },
  { "PrimitiveFloat", give_float },
  { "PrimitiveString", give_string },
  { "PrimitiveStringMultiline", give_string },
  { "PrimitiveBoolean", give_boolean },
  { NULL },
};
