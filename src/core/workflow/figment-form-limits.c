/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <math.h>
#include <string.h>

#include "json/figment-json-value.h"

/* Text that is longer than this, or has several lines, gets a box rather than a line. */
#define MAX_LINE 80

/* Whole numbers up to here are exact in a double, and so in an input that the server reads as float. */
#define EXACT_LIMIT (G_GUINT64_CONSTANT (1) << 53)

/* The largest guint64, as text and as the double next to it. */
#define MAX_SEED_TEXT "18446744073709551615"
#define MAX_SEED 18446744073709551615.0

const FigmentCatalogClass *
_figment_form_lookup_class (FigmentGraph   *graph,
                            FigmentCatalog *catalog,
                            const char     *node_id)
{
  const char *class_type = catalog != NULL ? figment_graph_get_class (graph, node_id) : NULL;

  return class_type != NULL ? figment_catalog_lookup (catalog, class_type) : NULL;
}

/* Returns: (transfer none) (nullable): what the catalog says of the place, if a literal can stand there */
const FigmentCatalogInput *
_figment_form_lookup_input (FigmentGraph       *graph,
                            FigmentCatalog     *catalog,
                            const FigmentPlace *place)
{
  const FigmentCatalogClass *class = _figment_form_lookup_class (graph, catalog, place->node_id);

  return class != NULL ? figment_catalog_class_get_input (class, place->input) : NULL;
}

static gboolean
is_seed_name (const char *input)
{
  return g_str_equal (input, "seed") || g_str_has_suffix (input, "_seed");
}

/* What a file input takes: by what its class gives. */
static FigmentFieldKind
get_upload_kind (const FigmentCatalogClass *class)
{
  static const struct
  {
    const char       *type;
    FigmentFieldKind  kind;
  } kinds[] = {
    { "VIDEO", FIGMENT_FIELD_VIDEO },
    { "AUDIO", FIGMENT_FIELD_AUDIO },
    { "MASK", FIGMENT_FIELD_MASK },
    { "IMAGE", FIGMENT_FIELD_IMAGE },
  };

  for (gsize i = 0; class->n_outputs > 0 && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (class->output_types[0], kinds[i].type))
      return kinds[i].kind;
  return FIGMENT_FIELD_TEXT;
}

static FigmentFieldKind
choose_by_literal (JsonNode *value,
                   int       role)
{
  const char *text = figment_json_to_string (value);

  if (figment_json_is_boolean (value))
    return FIGMENT_FIELD_SWITCH;
  if (text != NULL && (strchr (text, '\n') != NULL || strlen (text) > MAX_LINE))
    return FIGMENT_FIELD_PROMPT;
  if (!figment_json_is_number (value))
    return FIGMENT_FIELD_TEXT;
  /* Whether "1" may be "1.5" a file does not tell, as editors write both 1 and 1.0 as 1. */
  if (role == FIGMENT_ROLE_STEPS || role == FIGMENT_ROLE_WIDTH || role == FIGMENT_ROLE_HEIGHT
      || role == FIGMENT_ROLE_BATCH || role == FIGMENT_ROLE_FRAMES)
    return FIGMENT_FIELD_INTEGER;
  return FIGMENT_FIELD_NUMBER;
}

static FigmentFieldKind
choose_by_input (const FigmentCatalogClass *class,
                 const FigmentCatalogInput *input,
                 JsonNode                  *value,
                 int                        role)
{
  switch (input->kind)
    {
    case FIGMENT_CATALOG_INT:
      return role < 0 && is_seed_name (input->name) ? FIGMENT_FIELD_SEED : FIGMENT_FIELD_INTEGER;
    case FIGMENT_CATALOG_FLOAT:
      return FIGMENT_FIELD_NUMBER;
    case FIGMENT_CATALOG_STRING:
      return input->multiline ? FIGMENT_FIELD_PROMPT : FIGMENT_FIELD_TEXT;
    case FIGMENT_CATALOG_BOOLEAN:
      return FIGMENT_FIELD_SWITCH;
    case FIGMENT_CATALOG_COMBO:
      if (input->upload && figment_json_is_string (value) && get_upload_kind (class) != FIGMENT_FIELD_TEXT)
        return get_upload_kind (class);
      return input->open_choices && input->n_choices == 0 ? choose_by_literal (value, role) : FIGMENT_FIELD_CHOICE;
    case FIGMENT_CATALOG_DYNAMIC:
      return input->n_choices > 0 ? FIGMENT_FIELD_CHOICE : choose_by_literal (value, role);
    case FIGMENT_CATALOG_LINK:
    default:
      return choose_by_literal (value, role);
    }
}

/* Places that hold the data of a file, or where it lies on the server's disk, take no name of an upload. */
static gboolean
takes_upload (const char *input)
{
  return !g_str_has_suffix (input, "_base64") && !g_str_has_suffix (input, "_path");
}

/**
 * _figment_form_choose_kind:
 * @role: a FigmentRole, or -1
 *
 * The role decides where it can, then the catalog, then the literal.
 */
FigmentFieldKind
_figment_form_choose_kind (FigmentFormSources *sources,
                           const FigmentPlace *place,
                           int                 role)
{
  const FigmentCatalogClass *class = _figment_form_lookup_class (sources->graph, sources->catalog, place->node_id);
  const FigmentCatalogInput *input = class != NULL ? figment_catalog_class_get_input (class, place->input) : NULL;
  JsonNode *value = figment_graph_get_input (sources->graph, place->node_id, place->input);

  if (role == FIGMENT_ROLE_POSITIVE || role == FIGMENT_ROLE_NEGATIVE || role == FIGMENT_ROLE_LYRICS)
    return FIGMENT_FIELD_PROMPT;
  if (role == FIGMENT_ROLE_SEED)
    return FIGMENT_FIELD_SEED;
  if (_figment_form_is_media_role (role) && figment_json_is_string (value) && takes_upload (place->input))
    return role == FIGMENT_ROLE_IMAGE_INPUT   ? FIGMENT_FIELD_IMAGE
           : role == FIGMENT_ROLE_MASK_INPUT  ? FIGMENT_FIELD_MASK
           : role == FIGMENT_ROLE_VIDEO_INPUT ? FIGMENT_FIELD_VIDEO
                                              : FIGMENT_FIELD_AUDIO;
  if (figment_json_to_object (value) != NULL)
    return FIGMENT_FIELD_TEXT;
  if (input != NULL)
    return choose_by_input (class, input, value, role);
  if (role < 0 && is_seed_name (place->input) && figment_json_is_number (value))
    return FIGMENT_FIELD_SEED;
  return choose_by_literal (value, role);
}

/* The largest seed that an input takes; @unknown where the server has not said. */
static guint64
get_seed_limit (const FigmentCatalogInput *input,
                guint64                    unknown)
{
  guint64 limit;

  if (input == NULL || (input->kind != FIGMENT_CATALOG_INT && input->kind != FIGMENT_CATALOG_FLOAT))
    return unknown;
  if (input->kind == FIGMENT_CATALOG_FLOAT)
    return isnan (input->max) || input->max > (double) EXACT_LIMIT ? EXACT_LIMIT : (guint64) MAX (input->max, 0);
  if (input->max_text != NULL)
    {
      if (g_ascii_string_to_unsigned (input->max_text, 10, 0, G_MAXUINT64, &limit, NULL))
        return limit;
      return input->max > 0 ? G_MAXUINT64 : 0;
    }
  return isnan (input->max) ? unknown : (guint64) MAX (input->max, 0);
}

/* A limit that holds for all places is the tightest. */
static void
add_numbers (FigmentFieldSpec          *spec,
             const FigmentCatalogInput *input)
{
  if (!isnan (input->min) && (isnan (spec->min) || input->min > spec->min))
    spec->min = input->min;
  if (!isnan (input->max) && (isnan (spec->max) || input->max < spec->max))
    {
      spec->max = input->max;
      g_free (spec->max_text);
      spec->max_text = g_strdup (input->max_text);
    }
  if (!isnan (input->step) && (isnan (spec->step) || input->step > spec->step))
    spec->step = input->step;
}

static void
finish_seed (FigmentFieldSpec *spec)
{
  if (isnan (spec->min) && spec->default_value[0] != '-')
    spec->min = 0;
  if (!isnan (spec->max))
    return;
  spec->max = MAX_SEED;
  spec->max_text = g_strdup (MAX_SEED_TEXT);
}

static void
add_choices (FigmentFormSources        *sources,
             FigmentFieldSpec          *spec,
             const FigmentCatalogInput *input)
{
  gconstpointer key = input->choices != NULL ? (gconstpointer) input->choices : (gconstpointer) input;
  FigmentChoices *choices = g_hash_table_lookup (sources->choices, key);

  if (choices == NULL)
    {
      choices = _figment_choices_new (sources->catalog, input->choices, input->n_choices);
      g_hash_table_insert (sources->choices, (gpointer) key, choices);
    }
  spec->open_choices = spec->open_choices || input->open_choices;
  if (spec->choices == NULL)
    spec->choices = _figment_choices_ref (choices);
  else if (spec->choices != choices)
    {
      g_autoptr(FigmentChoices) first = spec->choices;

      spec->choices = _figment_choices_intersect (first, choices);
      /* Nothing that all places take: each is as the file has it, and the first is the one that is shown. */
      if (_figment_choices_get_size (spec->choices) == 0)
        {
          _figment_choices_unref (spec->choices);
          spec->choices = g_steal_pointer (&first);
        }
    }
}

/* Whether a widget of this kind offers or is checked against a list. */
static gboolean
has_choices (FigmentFieldKind kind)
{
  return kind == FIGMENT_FIELD_CHOICE || kind == FIGMENT_FIELD_IMAGE || kind == FIGMENT_FIELD_MASK
         || kind == FIGMENT_FIELD_VIDEO || kind == FIGMENT_FIELD_AUDIO;
}

/**
 * _figment_form_set_limits:
 * @spec: with its places and kind
 *
 * Fills in what the catalog says of all places together: range, step, choices, tooltip.
 */
void
_figment_form_set_limits (FigmentFormSources *sources,
                          FigmentFieldSpec   *spec)
{
  const gboolean is_number = spec->kind == FIGMENT_FIELD_INTEGER || spec->kind == FIGMENT_FIELD_NUMBER
                             || spec->kind == FIGMENT_FIELD_SEED;

  spec->seed_max = G_MAXUINT64;
  spec->draw_max = G_MAXUINT64;
  for (guint i = 0; i < spec->places->len; i++)
    {
      const FigmentCatalogInput *input =
          _figment_form_lookup_input (sources->graph, sources->catalog, g_ptr_array_index (spec->places, i));

      /* Some samplers take no more than 32 bits, so no more are drawn for one that nobody knows. */
      spec->seed_max = MIN (spec->seed_max, get_seed_limit (input, G_MAXUINT64));
      spec->draw_max = MIN (spec->draw_max, get_seed_limit (input, G_MAXUINT32));
      if (input == NULL)
        continue;
      if (is_number && input->kind == FIGMENT_CATALOG_INT && spec->kind == FIGMENT_FIELD_NUMBER)
        spec->kind = FIGMENT_FIELD_INTEGER;
      if (is_number)
        add_numbers (spec, input);
      else if (has_choices (spec->kind) && (input->kind == FIGMENT_CATALOG_COMBO || input->n_choices > 0))
        add_choices (sources, spec, input);
      if (spec->tooltip == NULL && input->tooltip != NULL && input->tooltip[0] != '\0')
        spec->tooltip = g_strdup (input->tooltip);
    }
  if (spec->kind == FIGMENT_FIELD_SEED)
    finish_seed (spec);
}
