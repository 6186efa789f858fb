/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-walk-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"

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

static const char *
get_text (FigmentTrace *self,
          guint         node,
          const char   *input)
{
  return figment_json_to_string (_figment_trace_get (self, node, input));
}

/* A part that says nothing is none of the prompt's while others do. */
static gboolean
is_empty (const char *text)
{
  return text[strspn (text, " \t\r\n,.")] == '\0';
}

/* Remembers the first part that is none of the prompt's while others are. */
static void
pass_over (FigmentTraceWalk       *walk,
           const FigmentTraceStep *step,
           const char             *name)
{
  if (walk->spare_input != NULL)
    return;
  walk->spare = *step;
  walk->spare_input = name;
}

/* Returns: (transfer full): the names of @step's inputs that @fits and that hold words of the prompt, or nothing yet */
static GPtrArray *
list_words (FigmentTraceWalk       *walk,
            const FigmentTraceStep *step,
            gboolean              (*fits) (const char *name))
{
  GPtrArray *names = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, walk->trace->inputs[step->node]);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!fits (name) || !_figment_trace_is_said (walk, step, name, value))
        continue;
      if (_figment_trace_is_frame (walk, step, figment_json_to_string (value)))
        pass_over (walk, step, name);
      else
        g_ptr_array_add (names, (gpointer) name);
    }
  return names;
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
                                step->hops + 1, step->sampler, step->told };

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
  g_autoptr(GPtrArray) names = NULL;
  guint n_linked, n_full;
  gboolean encodes;

  if (walk->trace->inputs[step->node] == NULL)
    return 0;
  n_linked = n_full = push_words (walk, step, fits);
  if (_figment_trace_is_question (walk, step) || only_changes (walk, step))
    return n_linked;
  encodes = !step->text && (n_linked == 0 || is_encoder (walk, step));
  names = list_words (walk, step, fits);
  for (guint i = 0; i < names->len; i++)
    n_full += !is_empty (get_text (walk->trace, step->node, names->pdata[i]));
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      FigmentTraceStep here = *step;

      if (!encodes && n_full > 0 && is_empty (get_text (walk->trace, step->node, name)))
        {
          pass_over (walk, step, name);
          continue;
        }
      here.lyrics = here.lyrics || g_ascii_strcasecmp (name, "lyrics") == 0;
      if (!here.lyrics || walk->role == FIGMENT_ROLE_POSITIVE)
        add_text (walk, &here, name, n_full > 1 && !encodes ? FIGMENT_SURE_PART : confidence);
    }
  return names->len + n_linked;
}

/* Where nothing else is said, the first part that was passed over is where something can be. */
void
_figment_trace_take_spare (FigmentTraceWalk *walk)
{
  if (walk->spare_input != NULL && walk->trace->places[walk->role]->len == 0)
    add_text (walk, &walk->spare, walk->spare_input, FIGMENT_SURE_PART);
}

/* The only text of a node, whatever it is called; NULL where there are several or none. */
static const char *
find_only_text (FigmentTraceWalk       *walk,
                const FigmentTraceStep *step)
{
  JsonObject *inputs = walk->trace->inputs[step->node];
  const char *only = NULL, *name;
  JsonObjectIter iter;
  JsonNode *value;

  if (inputs == NULL)
    return NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (_figment_name_is_technical (name) || !_figment_trace_is_text (value)
          || _figment_text_is_setting (figment_json_to_string (value)))
        continue;
      if (_figment_trace_is_frame (walk, step, figment_json_to_string (value)))
        {
          pass_over (walk, step, name);
          continue;
        }
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
  only = n == 0 ? find_only_text (walk, step) : NULL;
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
