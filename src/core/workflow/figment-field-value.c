/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-field-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"

/* Characters of a value that a message quotes. */
#define MAX_QUOTED 60

/* 2^64 as a double: the first that a guint64 cannot hold. */
#define TOO_LARGE 18446744073709551616.0

static char *
quote (const char *value)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (value, -1) <= MAX_QUOTED)
    return g_strdup (value);
  start = g_utf8_substring (value, 0, MAX_QUOTED);
  return g_strconcat (start, "…", NULL);
}

static JsonNode *
parse_number (const char *value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (value));

  return figment_json_number_new (stripped);
}

/* Digits of any length are whole; with a point or an exponent it depends ("20.0" is what some programs write). */
static gboolean
is_whole (const char *value,
          JsonNode   *number)
{
  g_autofree char *stripped = g_strstrip (g_strdup (value));
  const char *digits = stripped[0] == '-' ? stripped + 1 : stripped;
  gint64 integer;

  return strspn (digits, "0123456789") == strlen (digits) || figment_json_to_int64 (number, &integer);
}

static char *
format_limit (double limit)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", limit));
}

static gboolean
is_above (const FigmentFieldSpec *self,
          JsonNode               *value,
          double                  number)
{
  guint64 exact, max_exact;

  if (self->max_text != NULL && figment_json_to_uint64 (value, &exact)
      && g_ascii_string_to_unsigned (self->max_text, 10, 0, G_MAXUINT64, &max_exact, NULL))
    return exact > max_exact;
  return !isnan (self->max) && (number > self->max || (self->max_text != NULL && number >= self->max));
}

static char *
check_number (const FigmentFieldSpec *self,
              const char             *value)
{
  g_autoptr(JsonNode) node = parse_number (value);
  g_autofree char *quoted = quote (value);
  g_autofree char *limit = NULL;
  double number;

  if (strspn (value, " \t\n") == strlen (value))
    return g_strdup (_("A number is missing."));
  if (!figment_json_to_double (node, &number))
    return g_strdup_printf (_("“%s” is not a number."), quoted);
  if (self->kind != FIGMENT_FIELD_NUMBER && !is_whole (value, node))
    return g_strdup_printf (_("“%s” is not a whole number."), quoted);
  if (!isnan (self->min) && number < self->min)
    {
      limit = format_limit (self->min);
      /* Translators: a number, the smallest that is allowed. */
      return g_strdup_printf (_("%s is less than the least that is allowed, %s."), quoted, limit);
    }
  if (!is_above (self, node, number))
    return NULL;
  limit = self->max_text != NULL ? g_strdup (self->max_text) : format_limit (self->max);
  /* Translators: a number, the largest that is allowed. */
  return g_strdup_printf (_("%s is more than the most that is allowed, %s."), quoted, limit);
}

static char *
check_choice (const FigmentFieldSpec *self,
              const char             *value)
{
  g_autofree char *quoted = quote (value);

  if (self->choices == NULL || self->open_choices || _figment_choices_has (self->choices, value))
    return NULL;
  if (_figment_choices_get_size (self->choices) == 0 || strpbrk (value, "./\\") != NULL)
    /* Translators: %s is the name of a file, as of a model. */
    return g_strdup_printf (_("“%s” is not on the server."), quoted);
  /* Translators: %s is what stands there. */
  return g_strdup_printf (_("“%s” is not one of the server's choices."), quoted);
}

/*
 * Whether the file that stands in the graph may be taken to be on the server, which takes names that it does not list:
 * in subfolders, and with the folder's name in brackets (protocol §8).
 */
gboolean
_figment_field_spec_stands (const FigmentFieldSpec *self)
{
  const char *standing = self->default_value;

  return standing[0] != '\0'
         && (self->choices == NULL || strpbrk (standing, "/\\[") != NULL
             || _figment_choices_has (self->choices, standing));
}

static char *
check_file (const FigmentFieldSpec *self,
            const char             *path)
{
  const char *standing = self->default_value;
  g_autofree char *quoted = quote (standing);

  if (path[0] != '\0')
    {
      g_autofree char *name = g_filename_display_name (path);

      return g_path_is_absolute (path) ? NULL : g_strdup_printf (_("“%s” is not the full path of a file."), name);
    }
  if (self->optional || _figment_field_spec_stands (self))
    return NULL;
  if (standing[0] == '\0')
    return g_strdup (_("No file is chosen."));
  /* Translators: %s is the name of a file. */
  return g_strdup_printf (_("No file is chosen, and “%s” of the workflow is not on the server."), quoted);
}

/* Returns: (transfer full) (nullable): what is wrong with @value, in words */
char *
_figment_field_spec_check (const FigmentFieldSpec *self,
                           const char             *value)
{
  switch (self->kind)
    {
    case FIGMENT_FIELD_IMAGE:
    case FIGMENT_FIELD_MASK:
    case FIGMENT_FIELD_VIDEO:
    case FIGMENT_FIELD_AUDIO:
      return check_file (self, value);
    case FIGMENT_FIELD_TEXT:
    case FIGMENT_FIELD_PROMPT:
    case FIGMENT_FIELD_INTEGER:
    case FIGMENT_FIELD_NUMBER:
    case FIGMENT_FIELD_SEED:
    case FIGMENT_FIELD_SWITCH:
    case FIGMENT_FIELD_CHOICE:
    default:
      break;
    }
  if (!g_utf8_validate (value, -1, NULL))
    return g_strdup (_("The text is not UTF-8."));
  if (self->kind == FIGMENT_FIELD_INTEGER || self->kind == FIGMENT_FIELD_NUMBER || self->kind == FIGMENT_FIELD_SEED)
    return check_number (self, value);
  if (self->kind == FIGMENT_FIELD_CHOICE)
    return check_choice (self, value);
  if (self->kind == FIGMENT_FIELD_SWITCH && !g_str_equal (value, "true") && !g_str_equal (value, "false"))
    return g_strdup (_("This can only be on or off."));
  return NULL;
}

/*
 * Whether the problem is one that no request can be made with. What was not touched goes as it stands in the graph, but
 * for a file that is not there; a choice that the catalog does not have may be on the server all the same.
 */
gboolean
_figment_field_blocks (FigmentField *self)
{
  const FigmentFieldSpec *spec = _figment_field_get_spec (self);
  const char *value = figment_field_get_value (self);
  g_autoptr(JsonNode) number = NULL;
  guint64 seed;

  if (spec->kind == FIGMENT_FIELD_SEED && figment_field_get_seed_mode (self) == FIGMENT_SEED_INCREMENT)
    {
      number = parse_number (value);
      return figment_field_get_problem (self) != NULL || !figment_json_to_uint64 (number, &seed);
    }
  if (figment_field_get_problem (self) == NULL)
    return FALSE;
  return figment_field_is_media (self)
         || (figment_field_is_changed (self)
             && (spec->kind != FIGMENT_FIELD_CHOICE || !g_utf8_validate (value, -1, NULL)));
}

static guint64
draw_up_to (guint64 highest)
{
  guint64 mask = highest, number;

  for (guint shift = 1; shift < 64; shift *= 2)
    mask |= mask >> shift;
  do
    number = (((guint64) g_random_int () << 32) | g_random_int ()) & mask;
  while (number > highest);
  return number;
}

/**
 * _figment_field_spec_draw:
 * @other_than: (nullable): a seed that is not wanted again: the server would answer from its cache, without an output
 *
 * Returns: a number that all places take, each as likely as the other
 */
guint64
_figment_field_spec_draw (const FigmentFieldSpec *self,
                          const char             *other_than)
{
  const guint64 lowest = self->min > 0 && self->min < TOO_LARGE ? (guint64) ceil (self->min) : 0;
  const guint64 highest = MAX (self->draw_max, lowest);
  g_autoptr(JsonNode) node = other_than != NULL ? parse_number (other_than) : NULL;
  guint64 taken, number;
  const gboolean avoids = highest > lowest && figment_json_to_uint64 (node, &taken);

  do
    number = lowest + draw_up_to (highest - lowest);
  while (avoids && number == taken);
  return number;
}

static gboolean
takes_number (const FigmentCatalogInput *input)
{
  return input != NULL && (input->kind == FIGMENT_CATALOG_INT || input->kind == FIGMENT_CATALOG_FLOAT);
}

/* A number for a place that holds a number as text keeps being text; for a word in its place ("%seed%") it does not. */
static JsonNode *
make_number (const char                *value,
             JsonNode                  *standing,
             const FigmentCatalogInput *input)
{
  g_autoptr(JsonNode) number = parse_number (value);
  const char *text = figment_json_to_string (standing);
  g_autoptr(JsonNode) standing_number = text != NULL ? parse_number (text) : NULL;

  if (number == NULL || standing_number == NULL || takes_number (input))
    return g_steal_pointer (&number);
  return figment_json_string_new (value);
}

static JsonNode *
make_boolean (const char *value)
{
  if (!g_str_equal (value, "true") && !g_str_equal (value, "false"))
    return NULL;
  return json_node_init_boolean (json_node_alloc (), g_str_equal (value, "true"));
}

/* Some loaders keep a LoRA's name and strengths together in an object. */
static JsonNode *
make_lora (const char *value,
           JsonNode   *standing)
{
  JsonNode *copy = figment_json_copy (standing);

  json_object_set_member (json_node_get_object (copy), "lora", figment_json_string_new (value));
  return copy;
}

/* What a text becomes where nothing but the literal says what is wanted. */
static JsonNode *
make_like (const char *value,
           JsonNode   *standing)
{
  JsonNode *node = NULL;

  if (figment_json_is_number (standing))
    node = parse_number (value);
  else if (figment_json_is_boolean (standing))
    node = make_boolean (value);
  return node != NULL ? node : figment_json_string_new (value);
}

/**
 * _figment_field_spec_make_json:
 * @value: a value of the field, which need not be its present one
 * @standing: (nullable): what stands at the place in the graph
 * @input: (nullable): what the catalog says of the place
 *
 * Returns: (transfer full) (nullable): @value in the type that the place takes; %NULL when it has not that type
 */
JsonNode *
_figment_field_spec_make_json (const FigmentFieldSpec    *self,
                               const char                *value,
                               JsonNode                  *standing,
                               const FigmentCatalogInput *input)
{
  JsonNode *node = NULL;

  if (!g_utf8_validate (value, -1, NULL))
    return NULL;
  switch (self->kind)
    {
    case FIGMENT_FIELD_INTEGER:
    case FIGMENT_FIELD_NUMBER:
    case FIGMENT_FIELD_SEED:
      return make_number (value, standing, input);
    case FIGMENT_FIELD_SWITCH:
      return make_boolean (value);
    case FIGMENT_FIELD_CHOICE:
      node = self->choices != NULL ? _figment_choices_dup_json (self->choices, value) : NULL;
      return node != NULL ? node : make_like (value, standing);
    case FIGMENT_FIELD_TEXT:
      if (figment_json_to_object (standing) != NULL)
        return make_lora (value, standing);
      return input != NULL && input->kind == FIGMENT_CATALOG_STRING ? figment_json_string_new (value)
                                                                    : make_like (value, standing);
    case FIGMENT_FIELD_PROMPT:
    case FIGMENT_FIELD_IMAGE:
    case FIGMENT_FIELD_MASK:
    case FIGMENT_FIELD_VIDEO:
    case FIGMENT_FIELD_AUDIO:
    default:
      return figment_json_string_new (value);
    }
}

/* Returns: (transfer full) (nullable): the text that a field shows for a literal; %NULL when no field can show it */
char *
_figment_field_text_of_json (JsonNode *value)
{
  const char *text = figment_json_to_string (value);

  if (text == NULL)
    text = figment_json_get_string (figment_json_to_object (value), "lora");
  if (text != NULL)
    return g_strdup (text);
  if (figment_json_is_boolean (value))
    return g_strdup (json_node_get_boolean (value) ? "true" : "false");
  return figment_json_dup_number (value);
}

/* What a seed begins with: the main one is drawn anew, others stay as the author left them. */
FigmentSeedMode
_figment_field_spec_get_mode (const FigmentFieldSpec *self)
{
  return self->kind == FIGMENT_FIELD_SEED && !self->advanced ? FIGMENT_SEED_RANDOM : FIGMENT_SEED_FIXED;
}
