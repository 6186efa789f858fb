/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-graph-check-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"

/*
 * What will happen on the server that the file does not show: some packs change the prompt when it comes in (Impact's
 * impact_server.py, Inspire's inspire_server.py, Easy-Use's server.py), some nodes rewrite words or draw seeds.
 */

static gboolean
has_word (const char        *class_type,
          const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (class_type, -1);

  for (; *words != NULL; words++)
    if (strstr (lower, *words) != NULL)
      return TRUE;
  return FALSE;
}

static guint
count_seeds (FigmentGraphCheck *self)
{
  guint n = 0;

  for (const char *const *id = self->ids; *id != NULL; id++)
    n += figment_json_is_number (figment_graph_get_input (self->graph, *id, "seed"))
         || figment_json_is_number (figment_graph_get_input (self->graph, *id, "noise_seed"));
  return n;
}

static void
note_global_seed (FigmentGraphCheck *self,
                  guint              node,
                  const char        *class_type,
                  guint              n)
{
  static const char *const words[] = { "globalseed", NULL };

  if (n > 0 && has_word (class_type, words))
    _figment_graph_check_add (self, FIGMENT_PROBLEM_GLOBAL_SEED, FIGMENT_FAULT_NOTHING, node, NULL,
                              g_dngettext (GETTEXT_PACKAGE,
                                           "The server writes its seed over the other seed of this workflow.",
                                           "The server writes its seed over the %u other seeds of this workflow.", n),
                              n);
}

/* Wildcards that a pack fills in: {a|b} and __files__ that stand in the workflow. */
static void
note_wildcards (FigmentGraphCheck *self,
                guint              node,
                const char        *class_type)
{
  static const char *const words[] = { "wildcard", NULL };
  const char *mode = figment_json_to_string (figment_graph_get_input (self->graph, self->ids[node], "mode"));

  if (!has_word (class_type, words) || g_strcmp0 (mode, "fixed") == 0)
    return;
  _figment_graph_check_add (self, FIGMENT_PROBLEM_REWRITTEN, FIGMENT_FAULT_NOTHING, node, NULL,
                            _("The server fills in the wildcards of this text itself, with a seed of its own."));
}

/* Numbers below zero that some packs take for "draw one" (rgthree's seed.py: -1, -2, -3). */
static void
note_drawn_seed (FigmentGraphCheck *self,
                 guint              node,
                 const char        *input)
{
  const FigmentCatalogClass *class = _figment_graph_check_get_class (self, node);
  const FigmentCatalogInput *declared = class != NULL ? figment_catalog_class_get_input (class, input) : NULL;
  gint64 number;

  /* Where there must be none, it is a wrong value. */
  if (!figment_json_to_int64 (figment_graph_get_input (self->graph, self->ids[node], input), &number) || number >= 0
      || (declared != NULL && declared->min >= 0))
    return;
  _figment_graph_check_add (self, FIGMENT_PROBLEM_REWRITTEN, FIGMENT_FAULT_NOTHING, node, input,
                            /* Translators: a number below 0. */
                            _("With %" G_GINT64_FORMAT " the server draws a seed that nobody learns; Figment draws one "
                              "itself and keeps it."), number);
}

/* Switches of nodes that have their service rewrite the prompt. */
static gboolean
has_enhancing_switch (FigmentGraphCheck *self,
                      guint              node)
{
  static const char *const switches[] = {
    "prompt_upsampling", "enhance_prompt", "prompt_extend", "prompt_enhance", "expand_prompt", NULL,
  };
  JsonObject *inputs = figment_graph_get_inputs (self->graph, self->ids[node]);

  for (gsize i = 0; inputs != NULL && switches[i] != NULL; i++)
    if (figment_json_get_boolean (inputs, switches[i], FALSE))
      return TRUE;
  return FALSE;
}

static void
note_enhancers (FigmentGraphCheck *self,
                guint              node,
                const char        *class_type)
{
  static const char *const words[] = {
    "enhanceprompt", "promptenhance", "prompt enhance", "textgenerate", "promptupsampl", "magicprompt", "promptexpan",
    NULL,
  };
  guint n;

  figment_graph_links_consumers (self->links, node, &n);
  if (!has_enhancing_switch (self, node) && (n == 0 || !has_word (class_type, words)))
    return;
  _figment_graph_check_add (self, FIGMENT_PROBLEM_ENHANCED, FIGMENT_FAULT_NOTHING, node, NULL,
                            _("The workflow rewrites the prompt here. A prompt that was enhanced before is rewritten "
                              "once more."));
}

void
_figment_graph_check_notes (FigmentGraphCheck *self)
{
  const guint n_seeds = count_seeds (self);

  for (guint i = 0; i < figment_graph_get_n_nodes (self->graph); i++)
    {
      const char *class_type = figment_graph_get_class (self->graph, self->ids[i]);

      if (class_type == NULL)
        continue;
      note_global_seed (self, i, class_type, n_seeds);
      note_wildcards (self, i, class_type);
      note_drawn_seed (self, i, "seed");
      note_drawn_seed (self, i, "noise_seed");
      note_enhancers (self, i, class_type);
    }
}
