/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-walk-private.h"

#include <string.h>

#include "json/figment-json-value.h"

/*
 * Which of the texts of a graph are said, so that a picture shows them, and which are settings, questions about
 * pictures, what a node showed last, or the frame around what is said.
 */

/* Links of a node that a text is searched for, and how long their names may be. */
#define MAX_LINKS 64
#define MAX_LINK_NAME 100

/* What is text only because JSON has nothing else for it: files, yes and no, choices. */
gboolean
_figment_text_is_setting (const char *text)
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

/* What nodes that look at a picture are asked is not what the picture to be should show. */
gboolean
_figment_trace_is_question (FigmentTraceWalk       *walk,
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

/* Whether @value, which stands under @name at @step's node, is words of the side that the walk is on. */
gboolean
_figment_trace_is_said (FigmentTraceWalk       *walk,
                        const FigmentTraceStep *step,
                        const char             *name,
                        JsonNode               *value)
{
  return _figment_trace_is_on_side (name, _figment_trace_walk_side (walk)) && _figment_trace_is_text (value)
         && !_figment_text_is_setting (figment_json_to_string (value)) && !is_shown (walk->trace, step->node, name)
         && !lists_loras (walk->trace, step->node);
}

/* Whether something is linked to @node under the name that the first @length bytes of @name are. */
static gboolean
is_linked (FigmentTrace *self,
           guint         node,
           const char   *name,
           gsize         length)
{
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (self->links, node, &n);

  for (guint i = 0; i < MIN (n, MAX_LINKS); i++)
    if (g_ascii_strncasecmp (links[i].input, name, length) == 0 && links[i].input[length] == '\0')
      return TRUE;
  return FALSE;
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
  for (const char *open = strpbrk (text, "%{"); open != NULL; open = strpbrk (open + 1, "%{"))
    {
      const gsize length = strcspn (open + 1, "%{}");
      const char *close = open + 1 + length;

      if (length > 0 && length <= MAX_LINK_NAME && *close == (*open == '%' ? '%' : '}')
          && is_linked (self, node, open + 1, length))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_setting_of_writer (const char *name)
{
  static const char *const words[] = { "model", "clip", "llm", "tokens", "temperature", NULL };

  return _figment_name_has (name, words);
}

/* Whether @node has a language model, by what it is set to: it makes a text of its own of those that come in. */
gboolean
_figment_trace_is_writer (FigmentTrace *self,
                          guint         node)
{
  return _figment_trace_has_name (self, node, is_setting_of_writer);
}

/* Whether words follow what a model is told; in braces it is a form for those that are put in. */
static gboolean
has_words_behind (const char *text)
{
  static const char end[] = "<Prompt Start>";
  const char *behind = strstr (text, end);

  if (behind == NULL)
    return FALSE;
  behind += strlen (end);
  behind += strspn (behind, " \t\r\n");
  return *behind != '\0' && *behind != '{';
}

/*
 * Whether a model is told there what it is, before the words that it is to work on. @told: a language model. Those that
 * make pictures are told so too, as assistants (ComfyUI comfy_extras/nodes_lumina2.py), and the words may follow.
 */
static gboolean
is_instruction (const char *text,
                gboolean    told)
{
  static const char start[] = "you are a";
  static const char *const assistants[] = { "assistant", "helpful assistant", "AI assistant", NULL };

  text += strspn (text, " \t\r\n#*");
  if (g_ascii_strncasecmp (text, start, strlen (start)) != 0 || has_words_behind (text))
    return FALSE;
  text += strlen (start);
  text += *text == 'n' || *text == 'N';
  if (*text++ != ' ')
    return FALSE;
  for (gsize i = 0; !told && assistants[i] != NULL; i++)
    told = g_ascii_strncasecmp (text, assistants[i], strlen (assistants[i])) == 0;
  return told;
}

/* Whether @text, among strings that come together, is around what is said: a template or an instruction. */
gboolean
_figment_trace_is_frame (FigmentTraceWalk       *walk,
                         const FigmentTraceStep *step,
                         const char             *text)
{
  return step->text && (is_template (walk->trace, step->node, text)
                        || is_instruction (text, step->told));
}
