/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-field-private.h"

#include <math.h>

G_DEFINE_ENUM_TYPE (FigmentFieldKind,
                    figment_field_kind,
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_PROMPT, "prompt"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_INTEGER, "integer"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_NUMBER, "number"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_SEED, "seed"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_SWITCH, "switch"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_CHOICE, "choice"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_IMAGE, "image"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_MASK, "mask"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_VIDEO, "video"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_FIELD_AUDIO, "audio"))

G_DEFINE_ENUM_TYPE (FigmentSeedMode,
                    figment_seed_mode,
                    G_DEFINE_ENUM_VALUE (FIGMENT_SEED_RANDOM, "random"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_SEED_FIXED, "fixed"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_SEED_INCREMENT, "increment"))

struct _FigmentField
{
  GObject           parent_instance;

  FigmentFieldSpec *spec;    /* (owned) */
  char             *value;   /* (owned) never NULL */
  char             *problem; /* (owned) (nullable) */
  FigmentSeedMode   seed_mode;
  FigmentFit        fit;
  gboolean          left_out;
};

G_DEFINE_FINAL_TYPE (FigmentField, figment_field, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_ROLE,
  PROP_KIND,
  PROP_LABEL,
  PROP_GROUP,
  PROP_TOOLTIP,
  PROP_ADVANCED,
  PROP_HIDDEN,
  PROP_OPTIONAL,
  PROP_MIN,
  PROP_MAX,
  PROP_STEP,
  PROP_MAX_TEXT,
  PROP_CHOICES,
  PROP_DEFAULT_VALUE,
  PROP_VALUE,
  PROP_SEED_MODE,
  PROP_FIT,
  PROP_LEFT_OUT,
  PROP_PROBLEM,
} FigmentFieldProperty;

static GParamSpec *props[PROP_PROBLEM + 1];

FigmentFieldSpec *
_figment_field_spec_new (void)
{
  FigmentFieldSpec *self = g_new0 (FigmentFieldSpec, 1);

  self->role = -1;
  self->min = self->max = self->step = NAN;
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_place_free);
  return self;
}

void
_figment_field_spec_free (FigmentFieldSpec *self)
{
  g_free (self->id);
  g_free (self->label);
  g_free (self->group);
  g_free (self->tooltip);
  g_free (self->max_text);
  g_clear_pointer (&self->choices, _figment_choices_unref);
  g_free (self->default_value);
  g_free (self->preset);
  g_ptr_array_unref (self->places);
  g_free (self);
}

static void
figment_field_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  FigmentField *self = FIGMENT_FIELD (object);

  switch ((FigmentFieldProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->spec->id);
      break;
    case PROP_ROLE:
      g_value_set_int (value, self->spec->role);
      break;
    case PROP_KIND:
      g_value_set_enum (value, (int) self->spec->kind);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->spec->label);
      break;
    case PROP_GROUP:
      g_value_set_string (value, self->spec->group);
      break;
    case PROP_TOOLTIP:
      g_value_set_string (value, self->spec->tooltip);
      break;
    case PROP_ADVANCED:
      g_value_set_boolean (value, self->spec->advanced);
      break;
    case PROP_HIDDEN:
      g_value_set_boolean (value, self->spec->hidden);
      break;
    case PROP_OPTIONAL:
      g_value_set_boolean (value, self->spec->optional);
      break;
    case PROP_MIN:
      g_value_set_double (value, self->spec->min);
      break;
    case PROP_MAX:
      g_value_set_double (value, self->spec->max);
      break;
    case PROP_STEP:
      g_value_set_double (value, self->spec->step);
      break;
    case PROP_MAX_TEXT:
      g_value_set_string (value, self->spec->max_text);
      break;
    case PROP_CHOICES:
      g_value_set_boxed (value, figment_field_get_choices (self));
      break;
    case PROP_DEFAULT_VALUE:
      g_value_set_string (value, self->spec->default_value);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_SEED_MODE:
      g_value_set_enum (value, (int) self->seed_mode);
      break;
    case PROP_FIT:
      g_value_set_enum (value, (int) self->fit);
      break;
    case PROP_LEFT_OUT:
      g_value_set_boolean (value, self->left_out);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_field_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  FigmentField *self = FIGMENT_FIELD (object);

  if (prop_id == PROP_VALUE)
    figment_field_set_value (self, g_value_get_string (value));
  else if (prop_id == PROP_SEED_MODE)
    figment_field_set_seed_mode (self, (FigmentSeedMode) g_value_get_enum (value));
  else if (prop_id == PROP_FIT)
    figment_field_set_fit (self, (FigmentFit) g_value_get_enum (value));
  else if (prop_id == PROP_LEFT_OUT)
    figment_field_set_left_out (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
figment_field_finalize (GObject *object)
{
  FigmentField *self = FIGMENT_FIELD (object);

  g_clear_pointer (&self->spec, _figment_field_spec_free);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (figment_field_parent_class)->finalize (object);
}

static void
figment_field_class_init (FigmentFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags write = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_field_get_property;
  object_class->set_property = figment_field_set_property;
  object_class->finalize = figment_field_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, read);
  props[PROP_ROLE] = g_param_spec_int ("role", NULL, NULL, -1, FIGMENT_N_ROLES - 1, -1, read);
  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, FIGMENT_TYPE_FIELD_KIND, FIGMENT_FIELD_TEXT, read);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, read);
  props[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, read);
  props[PROP_TOOLTIP] = g_param_spec_string ("tooltip", NULL, NULL, NULL, read);
  props[PROP_ADVANCED] = g_param_spec_boolean ("advanced", NULL, NULL, FALSE, read);
  props[PROP_HIDDEN] = g_param_spec_boolean ("hidden", NULL, NULL, FALSE, read);
  props[PROP_OPTIONAL] = g_param_spec_boolean ("optional", NULL, NULL, FALSE, read);
  props[PROP_MIN] = g_param_spec_double ("min", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, read);
  props[PROP_MAX] = g_param_spec_double ("max", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, read);
  props[PROP_STEP] = g_param_spec_double ("step", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, read);
  props[PROP_MAX_TEXT] = g_param_spec_string ("max-text", NULL, NULL, NULL, read);
  props[PROP_CHOICES] = g_param_spec_boxed ("choices", NULL, NULL, G_TYPE_STRV, read);
  props[PROP_DEFAULT_VALUE] = g_param_spec_string ("default-value", NULL, NULL, NULL, read);
  props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, write);
  props[PROP_SEED_MODE] = g_param_spec_enum ("seed-mode", NULL, NULL, FIGMENT_TYPE_SEED_MODE, FIGMENT_SEED_RANDOM,
                                             write);
  props[PROP_FIT] = g_param_spec_enum ("fit", NULL, NULL, FIGMENT_TYPE_FIT, FIGMENT_FIT_NONE, write);
  props[PROP_LEFT_OUT] = g_param_spec_boolean ("left-out", NULL, NULL, FALSE, write);
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_field_init (FigmentField *self)
{
}

gboolean
_figment_field_spec_is_media (const FigmentFieldSpec *self)
{
  return self->kind == FIGMENT_FIELD_IMAGE || self->kind == FIGMENT_FIELD_MASK || self->kind == FIGMENT_FIELD_VIDEO
         || self->kind == FIGMENT_FIELD_AUDIO;
}

static void
update_problem (FigmentField *self)
{
  /* A seed that will be drawn may be anything until then. */
  const gboolean draws = self->spec->kind == FIGMENT_FIELD_SEED && self->seed_mode == FIGMENT_SEED_RANDOM;
  g_autofree char *problem = draws ? NULL : _figment_field_spec_check (self->spec, self->value);

  if (g_strcmp0 (problem, self->problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

/* Returns: (transfer none): the value to begin with */
const char *
_figment_field_spec_get_first (const FigmentFieldSpec *self)
{
  if (_figment_field_spec_is_media (self))
    return "";
  return self->preset != NULL ? self->preset : self->default_value;
}

/* @spec: (transfer full): */
FigmentField *
_figment_field_new (FigmentFieldSpec *spec)
{
  FigmentField *self = g_object_new (FIGMENT_TYPE_FIELD, NULL);

  self->spec = spec;
  self->value = g_strdup (_figment_field_spec_get_first (spec));
  self->seed_mode = _figment_field_spec_get_mode (spec);
  update_problem (self);
  return self;
}

const FigmentFieldSpec *
_figment_field_get_spec (FigmentField *self)
{
  return self->spec;
}

/* Whether the field can stay the same object under another catalog: nothing that decides its control is different. */
gboolean
_figment_field_can_become (FigmentField           *self,
                           const FigmentFieldSpec *spec)
{
  const FigmentFieldSpec *own = self->spec;

  if (!g_str_equal (own->id, spec->id) || own->role != spec->role || own->kind != spec->kind
      || own->advanced != spec->advanced || own->hidden != spec->hidden
      || !g_str_equal (own->default_value, spec->default_value)
      || own->places->len != spec->places->len)
    return FALSE;
  for (guint i = 0; i < own->places->len; i++)
    if (!figment_place_equal (g_ptr_array_index (own->places, i), g_ptr_array_index (spec->places, i)))
      return FALSE;
  return TRUE;
}

static gboolean
same_number (double a,
             double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
same_choices (FigmentChoices *a,
              FigmentChoices *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal (_figment_choices_get_shown (a), _figment_choices_get_shown (b));
}

/*
 * @spec: (transfer full): which _figment_field_can_become () has agreed to
 *
 * The value stays, unless it is the one that the field began with; what is wrong with it may be something else now.
 */
void
_figment_field_become (FigmentField     *self,
                       FigmentFieldSpec *spec)
{
  g_autoptr(FigmentFieldSpec) old = g_steal_pointer (&self->spec);
  const gboolean is_first = g_str_equal (self->value, _figment_field_spec_get_first (old));
  char *id = spec->id;
  const struct
  {
    FigmentFieldProperty property;
    gboolean             same;
  } changes[] = {
    { PROP_LABEL, g_str_equal (old->label, spec->label) },
    { PROP_GROUP, g_strcmp0 (old->group, spec->group) == 0 },
    { PROP_TOOLTIP, g_strcmp0 (old->tooltip, spec->tooltip) == 0 },
    { PROP_OPTIONAL, old->optional == spec->optional },
    { PROP_MIN, same_number (old->min, spec->min) },
    { PROP_MAX, same_number (old->max, spec->max) },
    { PROP_STEP, same_number (old->step, spec->step) },
    { PROP_MAX_TEXT, g_strcmp0 (old->max_text, spec->max_text) == 0 },
    { PROP_CHOICES, same_choices (old->choices, spec->choices) },
  };

  /* The form has the field by the very string. */
  spec->id = old->id;
  old->id = id;
  self->spec = spec;
  g_object_freeze_notify (G_OBJECT (self));
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (!changes[i].same)
      g_object_notify_by_pspec (G_OBJECT (self), props[changes[i].property]);
  if (is_first)
    figment_field_set_value (self, _figment_field_spec_get_first (spec));
  update_problem (self);
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
figment_field_get_id (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->id;
}

/* Returns: a FigmentRole, or -1. Several fields may have the same role; the first of them is the one that is meant. */
int
figment_field_get_role (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), -1);
  return self->spec->role;
}

FigmentFieldKind
figment_field_get_kind (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FIGMENT_FIELD_TEXT);
  return self->spec->kind;
}

const char *
figment_field_get_label (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->label;
}

/* Returns: (nullable): what advanced fields stand together under; different for each node */
const char *
figment_field_get_group (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->group;
}

const char *
figment_field_get_tooltip (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->tooltip;
}

gboolean
figment_field_get_advanced (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FALSE);
  return self->spec->advanced;
}

/* Whether it is not to be seen, on the form or below: its value is what the field begins with. */
gboolean
figment_field_get_hidden (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FALSE);
  return self->spec->hidden;
}

gboolean
figment_field_get_optional (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FALSE);
  return self->spec->optional;
}

double
figment_field_get_min (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NAN);
  return self->spec->min;
}

double
figment_field_get_max (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NAN);
  return self->spec->max;
}

double
figment_field_get_step (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NAN);
  return self->spec->step;
}

/* Returns: (nullable): the exact digits of a maximum that a double has not all of */
const char *
figment_field_get_max_text (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->max_text;
}

/* Returns: (nullable) (array zero-terminated=1): %NULL when the server has not said */
const char *const *
figment_field_get_choices (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->choices != NULL ? _figment_choices_get_shown (self->spec->choices) : NULL;
}

/* Returns: what stands in the graph, as text; never %NULL */
const char *
figment_field_get_default_value (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->default_value;
}

/* Returns: never %NULL */
const char *
figment_field_get_value (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->value;
}

/**
 * figment_field_set_value:
 * @value: (nullable): any text; what is wrong with it goes into "problem". %NULL is the same as ""
 */
void
figment_field_set_value (FigmentField *self,
                         const char   *value)
{
  char *copy;

  g_return_if_fail (FIGMENT_IS_FIELD (self));
  if (value == NULL)
    value = "";
  if (g_str_equal (value, self->value))
    return;

  copy = g_strdup (value);
  g_free (self->value);
  self->value = copy;
  g_object_freeze_notify (G_OBJECT (self));
  if (value[0] != '\0')
    figment_field_set_left_out (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
  update_problem (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Means something for seeds only. */
FigmentSeedMode
figment_field_get_seed_mode (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FIGMENT_SEED_FIXED);
  return self->seed_mode;
}

void
figment_field_set_seed_mode (FigmentField    *self,
                             FigmentSeedMode  mode)
{
  g_return_if_fail (FIGMENT_IS_FIELD (self));
  if (self->seed_mode == mode)
    return;
  self->seed_mode = mode;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEED_MODE]);
  update_problem (self);
  g_object_thaw_notify (G_OBJECT (self));
}

FigmentFit
figment_field_get_fit (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FIGMENT_FIT_NONE);
  return self->fit;
}

void
figment_field_set_fit (FigmentField *self,
                       FigmentFit    fit)
{
  g_return_if_fail (FIGMENT_IS_FIELD (self));
  if (self->fit == fit)
    return;
  self->fit = fit;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIT]);
}

gboolean
figment_field_get_left_out (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FALSE);
  return self->left_out;
}

void
figment_field_set_left_out (FigmentField *self,
                            gboolean      left_out)
{
  g_return_if_fail (FIGMENT_IS_FIELD (self));
  if (self->left_out == left_out)
    return;
  self->left_out = left_out;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LEFT_OUT]);
}

FigmentSlot
figment_field_get_slot (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FIGMENT_SLOT_MISSING);
  if (self->value[0] != '\0')
    return FIGMENT_SLOT_FILE;
  if (self->spec->optional && self->left_out)
    return FIGMENT_SLOT_EMPTY;
  if (_figment_field_spec_stands (self->spec))
    return FIGMENT_SLOT_SERVER;
  return self->spec->optional ? FIGMENT_SLOT_EMPTY : FIGMENT_SLOT_MISSING;
}

/**
 * figment_field_draw_seed:
 *
 * Puts a random seed into the field, another than the one that is there. The mode stays.
 */
void
figment_field_draw_seed (FigmentField *self)
{
  char text[24];

  g_return_if_fail (FIGMENT_IS_FIELD (self) && self->spec->kind == FIGMENT_FIELD_SEED);
  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, _figment_field_spec_draw (self->spec, self->value));
  figment_field_set_value (self, text);
}

/* Returns: (nullable): what is wrong with the value, as a sentence */
const char *
figment_field_get_problem (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->problem;
}

gboolean
figment_field_is_media (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FALSE);
  return _figment_field_spec_is_media (self->spec);
}

gboolean
figment_field_is_changed (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), FALSE);
  return figment_field_is_media (self) ? self->value[0] != '\0'
                                       : !g_str_equal (self->value, self->spec->default_value);
}

/**
 * figment_field_get_places:
 *
 * Returns: (transfer none) (element-type FigmentPlace): never empty
 */
GPtrArray *
figment_field_get_places (FigmentField *self)
{
  g_return_val_if_fail (FIGMENT_IS_FIELD (self), NULL);
  return self->spec->places;
}
