/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-reuse.h"

#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "workflow/figment-analysis.h"

static void
add_text (JsonObject  *object,
          FigmentRole  role,
          const char  *text)
{
  if (text != NULL)
    json_object_set_string_member (object, figment_role_to_nick (role), text);
}

char *
figment_reuse_pick (FigmentRequest *request,
                    const char     *what)
{
  g_autoptr(JsonNode) params = NULL;
  g_autoptr(JsonObject) picked = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), picked);
  const char *seed_nick = figment_role_to_nick (FIGMENT_ROLE_SEED);

  if (g_str_equal (what, "all"))
    return g_strdup (request->params);
  if (g_str_equal (what, "prompt"))
    {
      /* What the user typed, not what was made of it. */
      add_text (picked, FIGMENT_ROLE_POSITIVE, request->original_prompt);
      add_text (picked, FIGMENT_ROLE_NEGATIVE, request->negative_prompt);
    }
  else if (g_str_equal (what, "seed") && request->params != NULL)
    {
      JsonObject *object;

      params = figment_json_parse (request->params, strlen (request->params), NULL);
      object = figment_json_to_object (params);
      if (object != NULL && json_object_has_member (object, seed_nick))
        json_object_set_member (picked, seed_nick, figment_json_copy (json_object_get_member (object, seed_nick)));
    }
  if (json_object_get_size (picked) == 0)
    return NULL;
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}
