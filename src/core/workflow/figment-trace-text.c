/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-walk-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"

/* Links of a node that a text is searched for. */
#define MAX_LINKS 64

/* What is text only because JSON has nothing else for it: files, yes and no, choices. */
static gboolean
is_setting (const char *text)
{
  static const char *const words[] = {
    "true", "false", "enable", "disable", "enabled", "disabled", "none", "yes", "no", "auto", NULL,
  };
  static const char *const files[] = {
    ".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".sft", ".onnx", ".png", ".jpg", ".txt", NULL,
  };

  /* "embedding:EasyNegative.pt" is a word of a prompt (ComfyUI comfy/sd1_clip.py). */
  return _figment_trace_is_listed (text, words)
         || (strstr (text, "embedding:") == NULL && _figment_text_is_file (text, files));
}

static void
add_text (FigmentTraceWalk       *walk,
          const FigmentTraceStep *step,
          const char             *input,
          double                  confidence)
{
  const char *sampler = _figment_trace_describe (walk->trace, step->sampler);
  g_autofree char *reason = NULL;

  reason = walk->role == FIGMENT_ROLE_NEGATIVE
             /* Translators: %s names a node. */
             ? g_strdup_printf (_("The negative side of %s leads back to this text."), sampler)
             /* Translators: %s names a node. */
             : g_strdup_printf (_("The positive side of %s leads back to this text."), sampler);
  _figment_trace_add (walk->trace, step->lyrics ? FIGMENT_ROLE_LYRICS : walk->role, step->node, input, confidence,
                      reason);
}

/* A part that says nothing is none of the prompt's while others do. */
static gboolean
is_empty (const char *text)
{
  return text[strspn (text, " \t\r\n,.")] == '\0';
}

/* What nodes that look at a picture are asked is not what the picture to be should show. */
static gboolean
is_question (FigmentTraceWalk       *walk,
             const FigmentTraceStep *step)
{
  static const char *const writers[] = { "generate", "enhance", "expand", "refine", "upsampl", "rewrite", NULL };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (walk->trace->links, step->node, &n);

  for (gsize i = 0; writers[i] != NULL; i++)
    if (_figment_trace_class_has (walk->trace, step->node, writers[i]))
      return FALSE;
  for (guint i = 0; step->text && i < n; i++)
    if (_figment_name_is_pixels (links[i].input))
      return TRUE;
  return FALSE;
}

/* What nodes that show text keep of what they showed last: it goes nowhere. */
static gboolean
is_shown (FigmentTrace *self,
          guint         node,
          const char   *name)
{
  static const char *const viewers[] = { "show", "display", "preview", NULL };
  guint n;

  figment_graph_links_sources (self->links, node, &n);
  for (gsize i = 0; viewers[i] != NULL; i++)
    if (_figment_trace_class_has (self, node, viewers[i]))
      return n > 0 || g_ascii_isdigit (name[strlen (name) - 1]);
  return FALSE;
}

/* Loaders of LoRAs have a list of them as text, "<lora:name:1>", and hand on words that trigger them. */
static gboolean
lists_loras (FigmentTrace *self,
             guint         node)
{
  return _figment_trace_class_has (self, node, "lora")
         && (_figment_trace_class_has (self, node, "load") || _figment_trace_class_has (self, node, "stack"));
}

/*
 * Whether @text has places that what comes in by links is written into: "%aux%" or "{aux}", where "aux" is linked. Then
 * the words are in what comes in.
 */
static gboolean
is_template (FigmentTrace *self,
             guint         node,
             const char   *text)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);
  g_autofree char *lower = NULL;

  if (n == 0 || strpbrk (text, "%{") == NULL)
    return FALSE;
  lower = g_ascii_strdown (text, -1);
  for (guint i = 0; i < MIN (n, MAX_LINKS); i++)
    {
      g_autofree char *name = g_ascii_strdown (links[i].input, -1);
      g_autofree char *percent = g_strconcat ("%", name, "%", NULL);
      g_autofree char *braces = g_strconcat ("{", name, "}", NULL);

      if (strstr (lower, percent) != NULL || strstr (lower, braces) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Whether @value, which stands under @name at @step's node, is words of the side that the walk is on. */
static gboolean
is_said (FigmentTraceWalk       *walk,
         const FigmentTraceStep *step,
         const char             *name,
         JsonNode               *value,
         gboolean              (*fits) (const char *name))
{
  return fits (name) && _figment_trace_is_on_side (name, _figment_trace_walk_side (walk))
         && _figment_trace_is_text (value) && !is_setting (figment_json_to_string (value))
         && !is_shown (walk->trace, step->node, name)
         && !lists_loras (walk->trace, step->node);
}

/* Remembers the first part that is none of the prompt's while others are. */
static void
pass_over (FigmentTraceWalk       *walk,
           const FigmentTraceStep *step,
           const char             *name)
{
  if (walk->empty_input != NULL)
    return;
  walk->empty = *step;
  walk->empty_input = name;
}

/* Whether a language model is told there what it is to do, before the words that it is to work on. */
static gboolean
is_instruction (const char *text)
{
  static const char start[] = "you are a";

  return g_ascii_strncasecmp (text + strspn (text, " \t\r\n#*"), start, strlen (start)) == 0;
}

/* The same, but not a template for the words that come in by links. */
static gboolean
is_taken (FigmentTraceWalk       *walk,
          const FigmentTraceStep *step,
          const char             *name,
          JsonNode               *value,
          gboolean              (*fits) (const char *name))
{
  if (!is_said (walk, step, name, value, fits))
    return FALSE;
  if (!step->text || !(is_template (walk->trace, step->node, figment_json_to_string (value))
                       || is_instruction (figment_json_to_string (value))))
    return TRUE;
  pass_over (walk, step, name);
  return FALSE;
}

/* Whether the node turns words into what a model understands, and does not only put them together. */
static gboolean
is_encoder (FigmentTraceWalk       *walk,
            const FigmentTraceStep *step)
{
  static const char *const models[] = { "clip", "encoder", "model", "tokenizer", "t", NULL };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (walk->trace->links, step->node, &n);

  for (guint i = 0; i < n; i++)
    if (_figment_name_has (links[i].input, models))
      return TRUE;
  return FALSE;
}

/* Whether the node changes conditioning that comes in, and has nothing to make some of words of its own with. */
static gboolean
only_changes (FigmentTraceWalk       *walk,
              const FigmentTraceStep *step)
{
  static const char *const words[] = { "conditioning", NULL };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (walk->trace->links, step->node, &n);

  if (step->text || step->node == step->sampler || is_encoder (walk, step))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (_figment_name_has (links[i].input, words))
      return TRUE;
  return FALSE;
}

/* Whether a link by that name brings what is written into a text, in place of something there. */
static gboolean
puts_in (const char *name)
{
  static const char *const names[] = { "replace", "replacement", "replace_with", NULL };

  return _figment_trace_is_listed (name, names);
}

/* Goes on to where the links lead that stand under a name that @fits. Returns how many there are. */
static guint
push_words (FigmentTraceWalk       *walk,
            const FigmentTraceStep *step,
            gboolean              (*fits) (const char *name))
{
  guint n, n_pushed = 0;
  const FigmentGraphLink *links = figment_graph_links_sources (walk->trace->links, step->node, &n);

  for (guint i = 0; i < n; i++)
    {
      FigmentTraceStep next = { links[i].source, links[i].slot, _figment_trace_walk_side (walk), TRUE, step->lyrics,
                                step->hops + 1, step->sampler };

      /* Conditioning under that name is walked as such. */
      if (!(fits (links[i].input) || (fits == _figment_name_is_part && puts_in (links[i].input)))
          || !_figment_trace_is_on_side (links[i].input, next.side)
          || (!step->text && _figment_name_is_conditioning (links[i].input)))
        continue;
      next.lyrics = next.lyrics || g_ascii_strcasecmp (links[i].input, "lyrics") == 0;
      if (!next.lyrics || walk->role == FIGMENT_ROLE_POSITIVE)
        _figment_trace_walk_push (walk, next);
      n_pushed++;
    }
  return n_pushed;
}

/*
 * Takes the words that @step's node holds under a name that @fits, and goes on to the nodes that its links there lead
 * to. Returns how many inputs fit.
 */
guint
_figment_trace_take_words (FigmentTraceWalk       *walk,
                           const FigmentTraceStep *step,
                           gboolean              (*fits) (const char *name),
                           double                  confidence)
{
  JsonObject *inputs = walk->trace->inputs[step->node];
  const guint n_linked = inputs != NULL ? push_words (walk, step, fits) : 0;
  const gboolean asks = is_question (walk, step) || only_changes (walk, step);
  const gboolean encodes = !step->text && (n_linked == 0 || is_encoder (walk, step));
  guint n = 0, n_full = n_linked;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL)
    return 0;
  json_object_iter_init_ordered (&iter, inputs);
  while (!asks && json_object_iter_next_ordered (&iter, &name, &value))
    if (is_taken (walk, step, name, value, fits))
      {
        n++;
        n_full += !is_empty (figment_json_to_string (value));
      }
  json_object_iter_init_ordered (&iter, inputs);
  while (n > 0 && json_object_iter_next_ordered (&iter, &name, &value))
    {
      FigmentTraceStep here = *step;

      if (!is_taken (walk, step, name, value, fits))
        continue;
      if (!encodes && n_full > 0 && is_empty (figment_json_to_string (value)))
        {
          pass_over (walk, step, name);
          continue;
        }
      here.lyrics = here.lyrics || g_ascii_strcasecmp (name, "lyrics") == 0;
      if (!here.lyrics || walk->role == FIGMENT_ROLE_POSITIVE)
        add_text (walk, &here, name, n_full > 1 && !encodes ? FIGMENT_SURE_PART : confidence);
    }
  return n + n_linked;
}

/* Where nothing says anything, the first part that was passed over as empty is where something can be said. */
void
_figment_trace_take_empty (FigmentTraceWalk *walk)
{
  if (walk->empty_input != NULL && walk->trace->places[walk->role]->len == 0)
    add_text (walk, &walk->empty, walk->empty_input, FIGMENT_SURE_PART);
}

/* The only text of a node, whatever it is called; NULL where there are several or none. */
static const char *
find_only_text (FigmentTrace *self,
                guint         node)
{
  JsonObject *inputs = self->inputs[node];
  const char *only = NULL, *name;
  JsonObjectIter iter;
  JsonNode *value;

  if (inputs == NULL)
    return NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (_figment_trace_is_text (value) && !is_setting (figment_json_to_string (value))
        && !is_instruction (figment_json_to_string (value)) && !_figment_name_is_technical (name))
      {
        if (only != NULL)
          return NULL;
        only = name;
      }
  return only;
}

/* Links that bring no text: a node with a model makes up words of its own. */
static gboolean
brings_no_text (const char *name)
{
  static const char *const words[] = {
    "model", "clip", "vae", "image", "images", "video", "audio", "mask", "latent", "seed", "tokenizer", "llm", NULL,
  };

  return _figment_name_has (name, words);
}

/* A string that another node computes: its parts, or what it hands on. */
void
_figment_trace_walk_text (FigmentTraceWalk       *walk,
                          const FigmentTraceStep *step)
{
  FigmentTrace *trace = walk->trace;
  const FigmentGraphLink *passed = _figment_trace_find_passed (trace, step->node, step->slot);
  FigmentTraceStep next = *step;
  const char *only;
  guint n;
  const FigmentGraphLink *links;

  next.hops++;
  if (passed != NULL && !brings_no_text (passed->input) && _figment_trace_find_branch (trace, step->node) != NULL)
    {
      next.node = passed->source;
      next.slot = passed->slot;
      _figment_trace_walk_push (walk, next);
      return;
    }
  if (_figment_trace_take_words (walk, step, _figment_name_is_words, FIGMENT_SURE_LINKED) > 0
      || _figment_trace_take_words (walk, step, _figment_name_is_part, FIGMENT_SURE_LINKED) > 0
      || _figment_trace_take_words (walk, step, _figment_name_is_subject, FIGMENT_SURE_LINKED) > 0)
    return;
  links = figment_graph_links_sources (trace->links, step->node, &n);
  only = n == 0 ? find_only_text (trace, step->node) : NULL;
  if (only != NULL)
    add_text (walk, step, only, FIGMENT_SURE_LINKED);
  for (guint i = 0; i < n; i++)
    if (!brings_no_text (links[i].input))
      {
        next.node = links[i].source;
        next.slot = links[i].slot;
        _figment_trace_walk_push (walk, next);
      }
}
