/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <string.h>

#include "figment-file-pattern.h"
#include "figment-placeholder.h"
#include "json/figment-json.h"

/* What ComfyUI's editor begins with at that input; NULL: nobody says. Of a list it takes the first. */
static char *
dup_server_default (const FigmentCatalogInput *input)
{
  const char *text = input->default_text;
  g_autoptr(JsonNode) value = NULL;

  if (text == NULL && input->n_choices > 0)
    text = input->choices[0];
  value = text != NULL ? figment_json_parse (text, strlen (text), NULL) : NULL;
  return value != NULL ? _figment_field_text_of_json (value) : NULL;
}

/* NULL: only a person knows, as which model. Seeds are drawn in any case. */
static char *
dup_begin (FigmentFormSources     *sources,
           const FigmentFieldSpec *spec)
{
  const FigmentCatalogInput *input =
      _figment_form_lookup_input (sources->graph, sources->catalog, g_ptr_array_index (spec->places, 0));

  if (spec->kind == FIGMENT_FIELD_PROMPT)
    return g_strdup ("");
  if (input == NULL || spec->kind == FIGMENT_FIELD_SEED || spec->role == FIGMENT_ROLE_MODEL
      || spec->role == FIGMENT_ROLE_LORA)
    return NULL;
  return dup_server_default (input);
}

static gboolean
has_small_letters (const char *text)
{
  return strpbrk (text, "abcdefghijklmnopqrstuvwxyz") != NULL;
}

/*
 * What looks like a placeholder of another program may be for us: "__animals__" draws a word, as "__PROMPT__" hardly
 * does, and "%Sampler.seed%" names a file.
 */
static gboolean
is_ours (const FigmentFieldSpec *spec)
{
  const FigmentPlace *place = g_ptr_array_index (spec->places, 0);

  if (spec->kind == FIGMENT_FIELD_PROMPT)
    return g_str_has_prefix (spec->default_value, "__") && has_small_letters (spec->default_value);
  return figment_file_pattern_is_name (place->input);
}

/**
 * _figment_form_fill_placeholders:
 *
 * A control whose value in the file is a placeholder, as "{{steps}}" is, begins with what ComfyUI's editor would.
 */
void
_figment_form_fill_placeholders (FigmentFormSources *sources,
                                 GPtrArray          *specs)
{
  for (guint i = 0; i < specs->len; i++)
    {
      FigmentFieldSpec *spec = g_ptr_array_index (specs, i);

      if (spec->preset == NULL && spec->default_value != NULL && figment_placeholder_is (spec->default_value)
          && !is_ours (spec))
        spec->preset = dup_begin (sources, spec);
    }
}
