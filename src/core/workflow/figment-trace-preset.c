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

/* Words in lower case outside of brackets from which on a text is a sentence. */
#define MIN_SENTENCE 4

/* Sides of a picture in pixels, and the most that one has of the other, "32:9". */
#define MIN_SIDE 64
#define MAX_SIDE 32768
#define MAX_RATIO 100

/* Whether @text begins with two numbers that stand as sides do: "832 x 1216", "3:2". A grid of 2 x 2 does not. */
static gboolean
begins_with_sides (const char *text)
{
  guint64 a, b;
  char mark, *end;

  text += strspn (text, " ");
  if (!g_ascii_isdigit (text[0]))
    return FALSE;
  a = g_ascii_strtoull (text, &end, 10);
  end += strspn (end, " ");
  mark = *end;
  if (mark == '\0' || strchr ("xX*:", mark) == NULL)
    return FALSE;
  end += 1 + strspn (end + 1, " ");
  if (!g_ascii_isdigit (end[0]))
    return FALSE;
  b = g_ascii_strtoull (end, NULL, 10);
  return mark == ':' ? MIN (a, b) > 0 && MAX (a, b) <= MAX_RATIO : MIN (a, b) >= MIN_SIDE && MAX (a, b) <= MAX_SIDE;
}

/* "a.latent", "b.safetensors"; "1.5 MP" is none. */
static gboolean
is_file_name (const char *text)
{
  const char *end = strrchr (text, '.');

  if (end == NULL || !g_ascii_isalpha (end[1]))
    return FALSE;
  while (g_ascii_isalnum (*++end))
    ;
  return *end == '\0';
}

static gboolean
is_sentence (const char *text)
{
  guint n_words = 0, depth = 0;

  for (const char *p = text; *p != '\0'; p++)
    if (strchr ("([", *p) != NULL)
      depth++;
    else if (strchr (")]", *p) != NULL)
      depth -= depth > 0;
    else
      n_words += depth == 0 && g_ascii_islower (*p) && (p == text || p[-1] == ' ');
  return n_words >= MIN_SENTENCE;
}

/* Whether a text under a name that says nothing of sizes offers one: first thing, or in brackets. */
static gboolean
offers_sides (const char *text)
{
  gboolean found = begins_with_sides (text);

  for (const char *p = text; !found && *p != '\0'; p++)
    found = (*p == '(' || *p == '[') && begins_with_sides (p + 1);
  return found && !is_sentence (text);
}

static gboolean
has_sides (const char *text)
{
  gboolean found = FALSE;

  for (const char *p = text; !found && *p != '\0'; p++)
    found = (p == text || !g_ascii_isdigit (p[-1])) && begins_with_sides (p);
  return found;
}

/* What the server says of an input, or NULL. */
static const FigmentCatalogInput *
find_declared (FigmentTrace *self,
               guint         node,
               const char   *name)
{
  const FigmentCatalogClass *class =
      self->catalog != NULL ? figment_catalog_lookup (self->catalog, _figment_trace_get_class (self, node)) : NULL;

  return class != NULL ? figment_catalog_class_find_input (class, self->inputs[node], name) : NULL;
}

/* Whether @text is a choice of sizes, by itself and by what the server has there: a list, or free text. */
static gboolean
is_odd_choice (FigmentTrace *self,
               guint         node,
               const char   *name,
               const char   *text)
{
  static const char *const others[] = { "time", "clock", "date", "duration", "start", "end", NULL };
  const FigmentCatalogInput *declared = find_declared (self, node, name);

  if (declared != NULL)
    return declared->kind != FIGMENT_CATALOG_STRING && has_sides (text);
  return offers_sides (text) && !_figment_name_has (name, others);
}

static gboolean
is_choice (FigmentTrace *self,
           guint         node,
           const char   *name,
           JsonNode     *value)
{
  static const char *const words[] = { "resolution", "dimensions", "aspect", "ratio", "preset", "size", NULL };
  static const char *const numbers[] = { "megapixels", "megapixel", NULL };
  const char *text = figment_json_to_string (value);

  if (text == NULL)
    return figment_json_is_number (value) && _figment_name_has (name, numbers);
  if (strlen (text) >= MAX_TEXT || is_file_name (text) || _figment_name_is_words (name))
    return FALSE;
  if (_figment_name_has (name, words))
    return strpbrk (text, "0123456789") != NULL;
  return is_odd_choice (self, node, name, text);
}

/* The first choice of a size from @iter on, or NULL. */
static const char *
find_next (FigmentTrace   *self,
           guint           node,
           JsonObjectIter *iter)
{
  const char *name;
  JsonNode *value;

  while (json_object_iter_next_ordered (iter, &name, &value))
    if (is_choice (self, node, name, value))
      return name;
  return NULL;
}

static gboolean
is_small (FigmentTrace *self,
          guint         node)
{
  return self->inputs[node] != NULL && json_object_get_size (self->inputs[node]) <= MAX_INPUTS;
}

/* Whether the node's size is chosen. */
gboolean
_figment_trace_has_preset (FigmentTrace *self,
                           guint         node)
{
  JsonObjectIter iter;

  if (!is_small (self, node))
    return FALSE;
  json_object_iter_init_ordered (&iter, self->inputs[node]);
  return find_next (self, node, &iter) != NULL;
}

/* Adds what the node's size is chosen by. @reason is a full sentence. Returns whether there is such a thing. */
gboolean
_figment_trace_take_preset (FigmentTrace *self,
                            guint         node,
                            const char   *reason)
{
  gboolean found = FALSE;
  JsonObjectIter iter;
  const char *name;

  if (!is_small (self, node))
    return FALSE;
  json_object_iter_init_ordered (&iter, self->inputs[node]);
  while ((name = find_next (self, node, &iter)) != NULL)
    {
      _figment_trace_add (self, FIGMENT_ROLE_RESOLUTION, node, name, FIGMENT_SURE_LINKED, reason);
      found = TRUE;
    }
  return found;
}
