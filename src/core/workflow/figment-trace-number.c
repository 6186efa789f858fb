/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trace-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"

/*
 * Where a number comes from: over primitives, reroutes, switches, calculations, and from the size of a picture back to
 * what gives it that size.
 */

/* Links that are followed one after the other, and nodes that one number is looked for in: a hostile file chains and
 * branches any number of them. */
#define MAX_HOPS 32
#define MAX_VISITS 256

/* Inputs of a node that are looked at for a value. */
#define MAX_INPUTS 64

typedef struct
{
  guint       node;
  const char *input;
  gboolean    multiplied; /* on the way it was multiplied by something */
} Leaf;

typedef struct
{
  FigmentTrace *trace;
  FigmentRole   role;
  GArray       *leaves;   /* of Leaf */
  guint         n_visits;
  gboolean      measured; /* a part of it is read from a picture or a film */
  guint         preset;   /* a node that offers sizes to choose from */
  guint         n_presets;
} Search;

/* Whether @name can hold a number for @role at the other end of a link. */
static gboolean
fits_role (const char  *name,
           FigmentRole  role)
{
  static const char *const names[FIGMENT_N_ROLES][5] = {
    [FIGMENT_ROLE_SEED] = { "seed", "noise_seed" },
    [FIGMENT_ROLE_WIDTH] = { "width", "empty_latent_width" },
    [FIGMENT_ROLE_HEIGHT] = { "height", "empty_latent_height" },
    [FIGMENT_ROLE_STEPS] = { "steps", "steps_total", "steps_value" },
    [FIGMENT_ROLE_BATCH] = { "batch_size", "batch" },
    [FIGMENT_ROLE_SAMPLER] = { "sampler", "sampler_name" },
    [FIGMENT_ROLE_SCHEDULER] = { "scheduler", "scheduler_name" },
    [FIGMENT_ROLE_FPS] = { "fps", "frame_rate" },
    [FIGMENT_ROLE_FRAMES] = { "frames" },
  };

  if (role == FIGMENT_ROLE_DURATION)
    return g_strv_contains (_figment_duration_names, name);
  if (role == FIGMENT_ROLE_FRAMES && g_strv_contains (_figment_length_names, name))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (names[role]) && names[role][i] != NULL; i++)
    if (g_str_equal (name, names[role][i]))
      return TRUE;
  return names[role][0] == NULL && g_str_equal (name, figment_role_to_nick (role));
}

/* A slider with an integer and a fraction for each axis: which one counts is said by its own switch. */
static const char *
get_slider_input (FigmentTrace *self,
                  guint         node,
                  guint         slot)
{
  static const char *const whole[] = { "Xi", "Yi" }, *const fraction[] = { "Xf", "Yf" };
  const char *input;
  gint64 is_float = 0;

  if (slot > 1 || !_figment_trace_has (self, node, whole[0]) || !_figment_trace_has (self, node, fraction[0]))
    return NULL;
  figment_json_to_int64 (_figment_trace_get (self, node, "isfloatX"), &is_float);
  input = is_float != 0 ? fraction[slot] : whole[slot];
  return _figment_trace_has (self, node, input) ? input : NULL;
}

static gboolean
has_links (FigmentTrace *self,
           guint         node)
{
  guint n;

  figment_graph_links_sources (self->links, node, &n);
  return n > 0;
}

/*
 * A number, or what files that other programs fill in have in its place: "{{seed}}", "%steps%", "$cfg". Text with
 * links beside it is the formula of a calculation, unless it is @named as what is looked for.
 */
static gboolean
is_value (FigmentTrace *self,
          guint         node,
          JsonNode     *value,
          gboolean      named)
{
  const char *text = figment_json_to_string (value);

  if (text == NULL)
    return figment_json_is_number (value);
  return text[0] != '\0' && strpbrk (text, "+*/()\n") == NULL && (named || !has_links (self, node));
}

/* The input of @node that output @slot repeats: the one of the role's name, or a primitive's value. */
static const char *
choose_input (Search *self,
              guint   node,
              guint   slot)
{
  static const char *const values[] = { "value", "int",   "float",      "number",  "integer",
                                        "size",  "default", "default_value", "string", NULL };
  JsonObject *inputs = self->trace->inputs[node];
  const char *chosen = get_slider_input (self->trace, node, slot);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL || chosen != NULL || json_object_get_size (inputs) > MAX_INPUTS)
    return chosen;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (fits_role (name, self->role))
      return name;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (_figment_trace_is_listed (name, values)
        && (JSON_NODE_HOLDS_ARRAY (value) || is_value (self->trace, node, value, FALSE)))
      return name;
  return NULL;
}

/* Among the links and numbers of a node that makes something of them, the one whose name has the role's word in it. */
static const char *
choose_named (Search *self,
              guint   node)
{
  static const char *const words[FIGMENT_N_ROLES][4] = {
    [FIGMENT_ROLE_CFG] = { "cfg" },
    [FIGMENT_ROLE_STEPS] = { "steps" },
    [FIGMENT_ROLE_SEED] = { "seed" },
    [FIGMENT_ROLE_DENOISE] = { "denoise" },
  };
  JsonObject *inputs = self->trace->inputs[node];
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL || words[self->role][0] == NULL || json_object_get_size (inputs) > MAX_INPUTS)
    return NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (_figment_name_has (name, words[self->role])
        && (JSON_NODE_HOLDS_ARRAY (value) || figment_json_is_number (value)))
      return name;
  return NULL;
}

/* The one number or placeholder of a node without links: the constants of packs have any name. */
static const char *
get_only_value (Search *self,
                guint   node)
{
  JsonObject *inputs = self->trace->inputs[node];
  const char *only = NULL;
  guint n_others = 0;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (inputs == NULL || json_object_get_size (inputs) > MAX_INPUTS)
    return NULL;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (figment_json_is_number (value))
      {
        if (only != NULL)
          return NULL;
        only = name;
      }
    else
      n_others++;
  /* Where several words stand beside it, it is the number of a choice or the like. */
  return n_others <= 2 ? only : NULL;
}

static gboolean
is_number_type (const char *type)
{
  static const char *const types[] = { "INT", "FLOAT", "NUMBER", NULL };

  return _figment_trace_is_listed (type, types);
}

/* Whether the first output of @node is taken as a number somewhere. */
static gboolean
gives_number (FigmentTrace *self,
              guint         node)
{
  static const FigmentRole roles[] = {
    FIGMENT_ROLE_SEED,   FIGMENT_ROLE_STEPS, FIGMENT_ROLE_CFG,    FIGMENT_ROLE_GUIDANCE, FIGMENT_ROLE_DENOISE,
    FIGMENT_ROLE_WIDTH,  FIGMENT_ROLE_HEIGHT, FIGMENT_ROLE_BATCH, FIGMENT_ROLE_FRAMES,   FIGMENT_ROLE_DURATION,
    FIGMENT_ROLE_FPS,
  };
  guint n;
  const FigmentGraphLink *links = figment_graph_links_consumers (self->links, node, &n);

  for (guint i = 0; i < MIN (n, MAX_INPUTS); i++)
    for (gsize j = 0; links[i].slot == 0 && j < G_N_ELEMENTS (roles); j++)
      if (fits_role (links[i].input, roles[j]))
        return TRUE;
  return FALSE;
}

/* A constant has one output, or gives its number as several types; else what comes out further down is not that. */
static gboolean
repeats_value (FigmentTrace *self,
               guint         node,
               guint         slot)
{
  const FigmentCatalogClass *class =
      self->catalog != NULL ? figment_catalog_lookup (self->catalog, _figment_trace_get_class (self, node)) : NULL;

  if (slot == 0)
    return TRUE;
  if (class == NULL)
    return gives_number (self, node);
  return slot < class->n_outputs && is_number_type (class->output_types[0])
         && is_number_type (class->output_types[slot]);
}

static gboolean
multiplies (FigmentTrace *self,
            guint         node)
{
  JsonObject *inputs = self->inputs[node];
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (_figment_trace_class_has (self, node, "multipl"))
    return TRUE;
  if (inputs == NULL)
    return FALSE;
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const char *text = figment_json_to_string (value);

      if (text != NULL && (strchr (text, '*') != NULL || g_ascii_strncasecmp (text, "mul", 3) == 0))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_media_link (const char *name)
{
  static const char *const words[] = {
    "image", "images", "latent", "latents", "samples", "mask", "masks", "video", "frames", "audio", "pixels", "info",
    NULL,
  };

  return _figment_name_has (name, words);
}

static void search_number (Search     *self,
                           guint       node,
                           const char *input,
                           guint       hops,
                           gboolean    multiplied);

/*
 * The size of the picture at @node: that of the node that brings it to size, or makes it, by numbers. A file's size, or
 * that of a picture that was made before, is nobody's literal.
 */
static void
search_picture (Search *self,
                guint   node,
                guint   hops)
{
  FigmentTrace *trace = self->trace;
  const char *width = _figment_trace_find_member (trace, node, "width");
  const char *height = _figment_trace_find_member (trace, node, "height");
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (trace->links, node, &n);

  if (hops >= MAX_HOPS || self->n_visits++ >= MAX_VISITS)
    return;
  if (width != NULL && height != NULL)
    {
      search_number (self, node, self->role == FIGMENT_ROLE_WIDTH ? width : height, hops + 1, FALSE);
      return;
    }
  self->measured = TRUE;
  if (trace->ranks[node] != FIGMENT_SAMPLER_NONE || _figment_trace_class_has (trace, node, "decode"))
    return;
  for (guint i = 0; i < n; i++)
    if (_figment_name_is_pixels (links[i].input) || g_str_equal (links[i].input, "input") || n == 1)
      {
        self->measured = FALSE;
        search_picture (self, links[i].source, hops + 1);
        return;
      }
}

/* A node that calculates: every link is a part of the result. */
static void
search_parts (Search  *self,
              guint    node,
              guint    hops,
              gboolean multiplied)
{
  FigmentTrace *trace = self->trace;
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (trace->links, node, &n);
  const gboolean times = multiplied || multiplies (trace, node);

  for (guint i = 0; i < n; i++)
    search_number (self, node, links[i].input, hops, times);
}

static void
search_source (Search  *self,
               guint    node,
               guint    slot,
               guint    hops,
               gboolean multiplied)
{
  FigmentTrace *trace = self->trace;
  const gboolean is_axis = self->role == FIGMENT_ROLE_WIDTH || self->role == FIGMENT_ROLE_HEIGHT;
  const char *input = _figment_trace_find_branch (trace, node);
  guint n;
  const FigmentGraphLink *links = figment_graph_links_sources (trace->links, node, &n);

  if (input == NULL)
    input = choose_input (self, node, slot);
  if (input == NULL)
    input = choose_named (self, node);
  if (input == NULL && is_axis && n == 0 && _figment_trace_has_preset (trace, node))
    {
      self->n_presets += self->n_presets == 0 || self->preset != node;
      self->preset = node;
      return;
    }
  if (input == NULL && n == 0 && repeats_value (trace, node, slot))
    input = get_only_value (self, node);
  if (input != NULL)
    {
      search_number (self, node, input, hops, multiplied);
      return;
    }
  for (guint i = 0; i < n; i++)
    if (is_media_link (links[i].input))
      {
        if (is_axis)
          search_picture (self, links[i].source, hops);
        else
          self->measured = TRUE;
        return;
      }
  search_parts (self, node, hops, multiplied);
}

static void
search_number (Search     *self,
               guint       node,
               const char *input,
               guint       hops,
               gboolean    multiplied)
{
  JsonNode *value = _figment_trace_get (self->trace, node, input);
  guint source, slot;

  if (hops >= MAX_HOPS || self->n_visits++ >= MAX_VISITS)
    return;
  if (hops == 0 ? _figment_trace_is_number (value)
                : is_value (self->trace, node, value, fits_role (input, self->role)))
    {
      const Leaf leaf = { node, input, multiplied };

      for (guint i = 0; i < self->leaves->len; i++)
        if (g_array_index (self->leaves, Leaf, i).node == node
            && g_str_equal (g_array_index (self->leaves, Leaf, i).input, input))
          return;
      g_array_append_val (self->leaves, leaf);
    }
  else if (_figment_trace_find_link (self->trace, node, input, &source, &slot))
    search_source (self, source, slot, hops + 1, multiplied);
}

/* What a node is called says what its number is, where names of inputs say nothing. */
static gboolean
is_titled (FigmentTrace *self,
           guint         node,
           FigmentRole   role)
{
  static const char *const names[FIGMENT_N_ROLES][5] = {
    [FIGMENT_ROLE_WIDTH] = { "width" },
    [FIGMENT_ROLE_HEIGHT] = { "height" },
    [FIGMENT_ROLE_FPS] = { "fps", "rate", "framerate" },
    [FIGMENT_ROLE_FRAMES] = { "frames", "length" },
    [FIGMENT_ROLE_DURATION] = { "duration", "seconds", "second", "sec" },
    [FIGMENT_ROLE_STEPS] = { "steps" },
    [FIGMENT_ROLE_SEED] = { "seed" },
  };
  const char *title = figment_graph_get_title (self->graph, self->ids[node]);

  return title != NULL && names[role][0] != NULL && _figment_name_has (title, names[role]);
}

static gboolean
is_place (FigmentTrace *self,
          FigmentRole   role,
          const Leaf   *leaf)
{
  g_autofree char *key = _figment_trace_make_key (role, leaf->node, leaf->input);

  return g_hash_table_contains (self->known, key);
}

/* Of the parts of a calculation the only one that is called what the role is, or NULL. */
static const Leaf *
find_named_leaf (Search *self)
{
  const Leaf *found = NULL;

  for (guint i = 0; i < self->leaves->len; i++)
    {
      const Leaf *leaf = &g_array_index (self->leaves, Leaf, i);

      if (!fits_role (leaf->input, self->role))
        continue;
      if (found != NULL)
        return NULL;
      found = leaf;
    }
  return found;
}

/* Of the parts of a calculation the one that is the role's own, or NULL when none stands out. */
static const Leaf *
choose_leaf (Search *self)
{
  const Leaf *only = find_named_leaf (self);
  guint n = 0;

  if (only != NULL)
    return only;
  for (guint i = 0; i < self->leaves->len; i++)
    {
      const Leaf *leaf = &g_array_index (self->leaves, Leaf, i);

      if (is_titled (self->trace, leaf->node, self->role)
          || (self->role == FIGMENT_ROLE_FRAMES && is_titled (self->trace, leaf->node, FIGMENT_ROLE_DURATION)))
        return leaf;
      /* A length in frames is one in seconds times the frame rate. */
      if (self->role == FIGMENT_ROLE_FRAMES
          && (is_place (self->trace, FIGMENT_ROLE_FPS, leaf)
              || is_titled (self->trace, leaf->node, FIGMENT_ROLE_FPS)))
        continue;
      only = leaf;
      n++;
    }
  return n == 1 ? only : NULL;
}

static void
add_leaf (FigmentTrace *self,
          FigmentRole   role,
          guint         start,
          const char   *input,
          const Leaf   *leaf,
          gboolean      direct)
{
  const char *name = _figment_trace_describe (self, start);
  g_autofree char *reason = NULL;

  if (direct)
    /* Translators: a node, the name of an input. */
    reason = g_strdup_printf (_("%s takes its %s from here."), name, input);
  else if (role == FIGMENT_ROLE_DURATION)
    /* Translators: a node, the name of an input. */
    reason = g_strdup_printf (_("%s has its %s calculated from this length of time."), name, input);
  else
    /* Translators: a node, the name of an input. */
    reason = g_strdup_printf (_("%s has its %s linked to this."), name, input);
  _figment_trace_add (self, role, leaf->node, leaf->input, direct ? FIGMENT_SURE_DIRECT : FIGMENT_SURE_LINKED, reason);

  /* A node that offers sizes by their shape: the shape is a setting too. */
  if (!direct && role == FIGMENT_ROLE_WIDTH
      && _figment_trace_is_text (_figment_trace_get (self, leaf->node, "aspect_ratio")))
    _figment_trace_add (self, FIGMENT_ROLE_RESOLUTION, leaf->node, "aspect_ratio", FIGMENT_SURE_LINKED, reason);
}

static gboolean
add_preset (FigmentTrace *self,
            guint         start,
            guint         preset)
{
  const char *name = _figment_trace_describe (self, start);
  /* Translators: %s names a node. */
  g_autofree char *reason = g_strdup_printf (_("%s has its size from this choice."), name);

  return _figment_trace_take_preset (self, preset, reason);
}

/*
 * Adds the literal that @input of @node holds, is linked to or calculated from. Returns whether there is one.
 */
gboolean
_figment_trace_add_number (FigmentTrace *self,
                           FigmentRole   role,
                           guint         node,
                           const char   *input)
{
  g_autoptr(GArray) leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  Search search = { .trace = self, .role = role, .leaves = leaves };
  const Leaf *leaf;

  search_number (&search, node, input, 0, FALSE);
  if (search.measured || search.n_presets > 0)
    return !search.measured && search.n_presets == 1 && add_preset (self, node, search.preset);
  if (leaves->len == 0)
    return FALSE;
  leaf = choose_leaf (&search);
  /* A time that is calculated from the number of frames is set by that. */
  if (leaf == NULL || (role == FIGMENT_ROLE_DURATION && is_place (self, FIGMENT_ROLE_FRAMES, leaf)))
    return FALSE;
  if (role == FIGMENT_ROLE_FRAMES
      && (leaf->multiplied || is_titled (self, leaf->node, FIGMENT_ROLE_DURATION)))
    role = FIGMENT_ROLE_DURATION;
  add_leaf (self, role, node, input, leaf, leaf->node == node);
  return TRUE;
}
