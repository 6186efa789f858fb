/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

static const char *const seed_inputs[] = { "seed", "noise_seed", NULL };

/* Names hardly vary between packs. The first half stands on samplers, and on what tells them how to go about it. */
static const struct
{
  const char *input;
  FigmentRole role;
} settings[] = {
  { "steps", FIGMENT_ROLE_STEPS },
  { "steps_total", FIGMENT_ROLE_STEPS },
  { "num_steps", FIGMENT_ROLE_STEPS },
  { "inference_steps", FIGMENT_ROLE_STEPS },
  { "num_inference_steps", FIGMENT_ROLE_STEPS },
  { "diffusion_steps", FIGMENT_ROLE_STEPS },
  { "sampling_steps", FIGMENT_ROLE_STEPS },
  { "denoising_steps", FIGMENT_ROLE_STEPS },
  { "denoise_steps", FIGMENT_ROLE_STEPS },
  { "cfg", FIGMENT_ROLE_CFG },
  { "cfg_scale", FIGMENT_ROLE_CFG },
  { "cfg_conds", FIGMENT_ROLE_CFG },
  { "cfg_cond2_negative", FIGMENT_ROLE_CFG },
  { "guidance_scale", FIGMENT_ROLE_CFG },
  { "sampler_name", FIGMENT_ROLE_SAMPLER },
  { "scheduler", FIGMENT_ROLE_SCHEDULER },
  { "guidance", FIGMENT_ROLE_GUIDANCE },
  { "embedded_guidance_scale", FIGMENT_ROLE_GUIDANCE },
};

static gboolean
is_full (JsonNode *value)
{
  double number;

  return figment_json_to_double (value, &number) && number == 1.0;
}

static void
trace_seed (FigmentTrace *self,
            guint         node)
{
  for (gsize i = 0; seed_inputs[i] != NULL; i++)
    if (_figment_trace_has (self, node, seed_inputs[i]) && !_figment_trace_adds_no_noise (self, node))
      _figment_trace_add_number (self, FIGMENT_ROLE_SEED, node, seed_inputs[i]);
}

static void
trace_denoise (FigmentTrace *self,
               guint         node)
{
  static const char *const inputs[] = { "denoise", "denoise_strength", NULL };

  for (gsize i = 0; inputs[i] != NULL; i++)
    if (_figment_trace_has (self, node, inputs[i]) && !is_full (_figment_trace_get (self, node, inputs[i])))
      _figment_trace_add_number (self, FIGMENT_ROLE_DENOISE, node, inputs[i]);
}

/* Words of classes whose seed draws words or tests, not the picture. */
static gboolean
has_other_seed (FigmentTrace *self,
                guint         node)
{
  static const char *const words[] = { "wildcard", "prompt", "llm", "ollama", "florence", "qwenvl", "caption", "lora" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (_figment_trace_class_has (self, node, words[i]))
      return TRUE;
  return FALSE;
}

/* Links by which a sampler is told how to go about it. Pipes bring everything; so do the settings of some packs. */
static gboolean
brings_settings (const char *name)
{
  static const char *const words[] = {
    "sigmas", "sampler", "guider", "noise", "scheduler", "settings", "params", "parameters", "pipe", "ctx",
    "tuple", "config", NULL,
  };

  return _figment_name_has (name, words);
}

/* Marks the samplers that count and everything that they are told by. */
static guint8 *
mark_settings (FigmentTrace *self)
{
  g_autoptr(GArray) todo = g_array_new (FALSE, FALSE, sizeof (guint));
  const FigmentSamplerRank rank = self->has_main ? FIGMENT_SAMPLER_MAIN : FIGMENT_SAMPLER_SECONDARY;
  guint8 *marks = g_new0 (guint8, self->n_nodes);

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->ranks[i] == rank)
      {
        marks[i] = 1;
        g_array_append_val (todo, i);
      }
  for (guint i = 0; i < todo->len; i++)
    {
      guint n;
      const FigmentGraphLink *links =
          figment_graph_links_sources (self->links, g_array_index (todo, guint, i), &n);

      for (guint j = 0; j < n; j++)
        if (!marks[links[j].source] && brings_settings (links[j].input)
            && !(self->has_main && self->ranks[links[j].source] == FIGMENT_SAMPLER_SECONDARY))
          {
            marks[links[j].source] = 1;
            g_array_append_val (todo, links[j].source);
          }
    }
  return marks;
}

static void
take_settings (FigmentTrace *self,
               guint         node,
               const guint8 *wanted)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (wanted[settings[i].role] && _figment_trace_has (self, node, settings[i].input))
      _figment_trace_add_number (self, settings[i].role, node, settings[i].input);
}

/* What was not found where it belongs is taken by name, wherever it stands. */
static void
take_others (FigmentTrace *self)
{
  guint8 wanted[FIGMENT_N_ROLES] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    wanted[settings[i].role] = self->places[settings[i].role]->len == 0;
  wanted[FIGMENT_ROLE_SEED] = self->places[FIGMENT_ROLE_SEED]->len == 0;
  self->ceiling = FIGMENT_SURE_NAME;
  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!self->needed[i] || _figment_trace_is_record (self, i)
          || (self->has_main && self->ranks[i] == FIGMENT_SAMPLER_SECONDARY) || has_other_seed (self, i))
        continue;
      take_settings (self, i, wanted);
      if (wanted[FIGMENT_ROLE_SEED])
        trace_seed (self, i);
    }
  self->ceiling = 1;
}

/* A node without links whose seed the server writes over all others (Inspire's and Easy-Use's GlobalSeed). */
static void
trace_global_seed (FigmentTrace *self,
                   guint         node)
{
  if (_figment_trace_class_has (self, node, "globalseed") && _figment_trace_has (self, node, "value"))
    _figment_trace_add (self, FIGMENT_ROLE_SEED, node, "value", FIGMENT_SURE_DIRECT,
                        _("The server writes this seed over all others."));
}

/*
 * Seeds, steps and the other settings: on the samplers and what they are told by; guidance also on the way of the
 * prompts, which must have been walked.
 */
void
_figment_trace_settings (FigmentTrace *self)
{
  g_autofree guint8 *marks = mark_settings (self);
  guint8 all[FIGMENT_N_ROLES], guidance[FIGMENT_N_ROLES] = { [FIGMENT_ROLE_GUIDANCE] = 1 };

  memset (all, 1, sizeof all);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      trace_global_seed (self, i);
      if (!self->needed[i] || _figment_trace_is_record (self, i) || _figment_trace_is_loader (self, i))
        continue;
      if (marks[i])
        {
          take_settings (self, i, all);
          trace_denoise (self, i);
          trace_seed (self, i);
        }
      else if (self->conditions[i])
        take_settings (self, i, guidance);
    }
  take_others (self);
}
