/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-private.h"

#include <string.h>

/*
 * What the name of an input says. Packs write names as they like, so what counts are the words in them:
 * "base_positive", "positive_1", "Positive Prompt" and "optional_positive" all have "positive".
 */

/* Inputs that say how long a film is in frames. By the first name other things are told as well. */
const char *const _figment_length_names[] = {
  "length",          "num_frames",   "video_frames", "frame_count", "frames_number",
  "duration_frames", "total_frames", NULL,
};

/* The same in seconds, also of sound. */
const char *const _figment_duration_names[] = { "seconds", "duration", "seconds_total", NULL };

static gboolean
is_word (const char        *word,
         gsize              length,
         const char *const *words)
{
  for (; *words != NULL; words++)
    if (strlen (*words) == length && g_ascii_strncasecmp (*words, word, length) == 0)
      return TRUE;
  return FALSE;
}

/* Whether one of the words in @name, runs of letters, is in @words. */
gboolean
_figment_name_has (const char        *name,
                   const char *const *words)
{
  while (*name != '\0')
    {
      gsize length = 0;

      while (g_ascii_isalpha (name[length]))
        length++;
      if (length > 0 && is_word (name, length, words))
        return TRUE;
      name += MAX (length, 1);
    }
  return FALSE;
}

gboolean
_figment_name_is_negative (const char *name)
{
  static const char *const words[] = { "negative", "neg", "uncond", NULL };

  return _figment_name_has (name, words) || g_str_has_prefix (name, "n_prompt") || g_str_equal (name, "cond2");
}

gboolean
_figment_name_is_positive (const char *name)
{
  static const char *const words[] = { "positive", "pos", NULL };

  return _figment_name_has (name, words) || g_str_has_prefix (name, "a_prompt");
}

/* Whether conditioning comes in by that name, or what packs have in its place: pipes, tuples, embeddings, guiders. */
gboolean
_figment_name_is_conditioning (const char *name)
{
  static const char *const words[] = {
    "positive", "negative", "pos",   "neg",   "cond",   "conds", "uncond",  "conditioning", "conditionings",
    "guider",   "pipe",     "tuple", "embed", "embeds", "ctx",   "context", NULL,
  };
  static const char *const others[] = {
    "latent", "latents", "image", "images", "mask", "noise", "clip", "size", "options", NULL,
  };

  return _figment_name_has (name, words) && !_figment_name_has (name, others);
}

/* Whether the picture to be comes in by that name: as latent, as embeddings that take its place, or in a pipe. */
gboolean
_figment_name_is_latent (const char *name)
{
  static const char *const words[] = { "latent", "latents", "samples", "pipe", "ctx", NULL };
  static const char *const image[] = { "image", NULL }, *const embeds[] = { "embeds", NULL };

  return _figment_name_has (name, words) || g_str_equal (name, "model_inputs")
         || (_figment_name_has (name, image) && _figment_name_has (name, embeds));
}

gboolean
_figment_name_is_pixels (const char *name)
{
  static const char *const words[] = { "image", "images", "pixels", "frames", "video", NULL };
  static const char *const others[] = { "mask", "reference", "control", "size", "name", NULL };

  return _figment_name_has (name, words) && !_figment_name_has (name, others);
}

/* Words that an input for text has in its name when the text is not what a picture should show. */
static const char *const technical[] = {
  "api", "combine", "delimiter", "device", "directory", "dtype", "encode", "encoder", "encoders", "enhance", "exclude",
  "file", "filename", "filenames", "find", "folder", "format", "hint", "instructions", "interpretation", "key",
  "language", "log", "mask", "mode", "model", "name", "normalization", "output", "override", "path", "populated",
  "precision", "quantization", "ref", "reference", "regex", "replace", "sample", "separator", "strength", "style",
  "styles", "suffix", "system", "template", "token", "tokenizer", "tokens", "trailing", "type", "url", "use", "weight",
  "widget", NULL,
};

gboolean
_figment_name_is_technical (const char *name)
{
  return _figment_name_has (name, technical);
}

/* Whether the words of a prompt stand under that name. */
gboolean
_figment_name_is_words (const char *name)
{
  static const char *const exact[] = {
    "clip_l", "clip_g", "t5xxl", "llama", "bert", "mt5xl", "qwen25_7b", "speech", NULL,
  };
  static const char *const words[] = {
    "text",     "texts",    "prompt",      "prompts", "tags", "caption", "captions",
    "positive", "negative", "instruction", "lyrics",  NULL,
  };

  if (_figment_trace_is_listed (name, exact))
    return TRUE;
  return _figment_name_has (name, words) && !_figment_name_is_technical (name);
}

/* Whether a node that makes text takes a part of it under that name. */
gboolean
_figment_name_is_part (const char *name)
{
  static const char *const words[] = {
    "string", "str", "value", "input", "line", "lines", "content", "default", "prefix", "body", "source",
    "a",      "b",   "c",     "d",     "any",  "anything", "in",   NULL,
  };

  return _figment_name_is_words (name) || (_figment_name_has (name, words) && !_figment_name_is_technical (name));
}

/* Whether what a picture shows is told under that name, by a node that makes a prompt of several things. */
gboolean
_figment_name_is_subject (const char *name)
{
  static const char *const words[] = { "description", "subject", "scene", NULL };

  return _figment_name_has (name, words) && !_figment_name_is_technical (name);
}

/* Whether @text is the name of a file of one of the kinds, by its end. @ends: with the dot, in lower case. */
gboolean
_figment_text_is_file (const char        *text,
                       const char *const *ends)
{
  const gsize length = strlen (text);

  if (strchr (text, '\n') != NULL || length > 1024)
    return FALSE;
  for (; *ends != NULL; ends++)
    if (length > strlen (*ends) && g_ascii_strcasecmp (text + length - strlen (*ends), *ends) == 0)
      return TRUE;
  return FALSE;
}
