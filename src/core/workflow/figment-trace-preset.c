/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-private.h"

#include <string.h>

#include "json/figment-json-value.h"

/*
 * Nodes that give a size out of a choice: "1024x1024 (1:1)", "16:9", one megapixel. No number there is a width or a
 * height; the choice itself is the setting.
 */

/* Inputs of a node that are looked at. */
#define MAX_INPUTS 64

/* Bytes of a choice; what is longer is something else. */
#define MAX_TEXT 100

/* Whether two numbers stand in @text as sides do: "832 x 1216", "3:2". */
static gboolean
has_sides (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      const char *mark = p + 1;

      if (!g_ascii_isdigit (*p))
        continue;
      mark += strspn (mark, " ");
      if (*mark != '\0' && strchr ("xX*:", *mark) != NULL && g_ascii_isdigit (mark[1 + strspn (mark + 1, " ")]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_choice (const char *name,
           JsonNode   *value)
{
  static const char *const words[] = { "resolution", "dimensions", "aspect", "ratio", "preset", "size", NULL };
  static const char *const numbers[] = { "megapixels", "megapixel", NULL };
  const char *text = figment_json_to_string (value);

  if (text == NULL)
    return figment_json_is_number (value) && _figment_name_has (name, numbers);
  return strlen (text) < MAX_TEXT && !_figment_name_is_words (name)
         && (has_sides (text) || (_figment_name_has (name, words) && strpbrk (text, "0123456789") != NULL));
}

/**
 * _figment_trace_take_preset:
 * @reason: (nullable): a full sentence; %NULL to only look
 *
 * Adds what the node's size is chosen by. Returns whether there is such a thing.
 */
gboolean
_figment_trace_take_preset (FigmentTrace *self,
                            guint         node,
                            const char   *reason)
{
  JsonObject *inputs = self->inputs[node];
  gboolean found = FALSE;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL || json_object_get_size (inputs) > MAX_INPUTS)
    return FALSE;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (is_choice (name, value))
      {
        found = TRUE;
        if (reason != NULL)
          _figment_trace_add (self, FIGMENT_ROLE_RESOLUTION, node, name, FIGMENT_SURE_LINKED, reason);
      }
  return found;
}
