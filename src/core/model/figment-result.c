/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-result.h"

struct _FigmentResult
{
  GObject            parent_instance;

  FigmentGeneration *generation; /* (owned) */
  FigmentOutput     *output;     /* (owned) */
};

G_DEFINE_FINAL_TYPE (FigmentResult, figment_result, G_TYPE_OBJECT)

typedef enum
{
  PROP_GENERATION = 1,
  PROP_OUTPUT,
} FigmentResultProperty;
static GParamSpec *props[PROP_OUTPUT + 1];

static void
figment_result_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  FigmentResult *self = FIGMENT_RESULT (object);

  switch ((FigmentResultProperty) prop_id)
    {
    case PROP_GENERATION: g_value_set_object (value, self->generation); break;
    case PROP_OUTPUT: g_value_set_object (value, self->output); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_result_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  FigmentResult *self = FIGMENT_RESULT (object);

  switch ((FigmentResultProperty) prop_id)
    {
    case PROP_GENERATION: self->generation = g_value_dup_object (value); break;
    case PROP_OUTPUT: self->output = g_value_dup_object (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_result_dispose (GObject *object)
{
  FigmentResult *self = FIGMENT_RESULT (object);

  g_clear_object (&self->generation);
  g_clear_object (&self->output);
  G_OBJECT_CLASS (figment_result_parent_class)->dispose (object);
}

static void
figment_result_class_init (FigmentResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_result_get_property;
  object_class->set_property = figment_result_set_property;
  object_class->dispose = figment_result_dispose;
  props[PROP_GENERATION] = g_param_spec_object ("generation", NULL, NULL, FIGMENT_TYPE_GENERATION, flags);
  props[PROP_OUTPUT] = g_param_spec_object ("output", NULL, NULL, FIGMENT_TYPE_OUTPUT, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_result_init (FigmentResult *self)
{
}

FigmentResult *
figment_result_new (FigmentGeneration *generation,
                    FigmentOutput     *output)
{
  return g_object_new (FIGMENT_TYPE_RESULT, "generation", generation, "output", output, NULL);
}

/* Returns: (transfer none) */
FigmentGeneration *
figment_result_get_generation (FigmentResult *self)
{
  g_return_val_if_fail (FIGMENT_IS_RESULT (self), NULL);
  return self->generation;
}

/* Returns: (transfer none) */
FigmentOutput *
figment_result_get_output (FigmentResult *self)
{
  g_return_val_if_fail (FIGMENT_IS_RESULT (self), NULL);
  return self->output;
}

const char *
figment_result_get_path (FigmentResult *self)
{
  g_return_val_if_fail (FIGMENT_IS_RESULT (self), NULL);
  return figment_output_get_info (self->output)->path;
}
