/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-output.h"

/**
 * FigmentOutput:
 *
 * One picture, film, sound or text that came of a generation and is on disk. Its facts do not change, but for the row
 * id that the store gives it, its path when the library is moved, and whether it is in the trash. Main thread only.
 */
struct _FigmentOutput
{
  GObject            parent_instance;

  FigmentOutputInfo  info; /* (owned) strings */
};

G_DEFINE_FINAL_TYPE (FigmentOutput, figment_output, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_PATH,
  PROP_TRASHED_AT,
} FigmentOutputProperty;

static GParamSpec *props[PROP_TRASHED_AT + 1];

static void
figment_output_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  FigmentOutput *self = FIGMENT_OUTPUT (object);

  switch ((FigmentOutputProperty) prop_id)
    {
    case PROP_ID: g_value_set_int64 (value, self->info.id); break;
    case PROP_PATH: g_value_set_string (value, self->info.path); break;
    case PROP_TRASHED_AT: g_value_set_int64 (value, self->info.trashed_at); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_output_finalize (GObject *object)
{
  FigmentOutputInfo *info = &FIGMENT_OUTPUT (object)->info;

  g_free ((char *) info->node_id);
  g_free ((char *) info->path);
  g_free ((char *) info->mime);
  g_free ((char *) info->text);
  g_free ((char *) info->sha256);
  G_OBJECT_CLASS (figment_output_parent_class)->finalize (object);
}

static void
figment_output_class_init (FigmentOutputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = figment_output_get_property;
  object_class->finalize = figment_output_finalize;

  /* 0 until the store has it. */
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0,
                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_TRASHED_AT] = g_param_spec_int64 ("trashed-at", NULL, NULL, 0, G_MAXINT64, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_output_init (FigmentOutput *self)
{
}

/**
 * figment_output_new:
 * @info: copied
 */
FigmentOutput *
figment_output_new (const FigmentOutputInfo *info)
{
  FigmentOutput *self;

  g_return_val_if_fail (info != NULL, NULL);

  self = g_object_new (FIGMENT_TYPE_OUTPUT, NULL);
  self->info = *info;
  self->info.node_id = g_strdup (info->node_id);
  self->info.path = g_strdup (info->path);
  self->info.mime = g_strdup (info->mime);
  self->info.text = g_strdup (info->text);
  self->info.sha256 = g_strdup (info->sha256);
  return self;
}

/**
 * figment_output_get_info:
 *
 * Returns: (transfer none): valid as long as @self
 */
const FigmentOutputInfo *
figment_output_get_info (FigmentOutput *self)
{
  g_return_val_if_fail (FIGMENT_IS_OUTPUT (self), NULL);

  return &self->info;
}

/* For the store, once the row is written. */
void
figment_output_set_id (FigmentOutput *self,
                       gint64         id)
{
  g_return_if_fail (FIGMENT_IS_OUTPUT (self));

  if (self->info.id == id)
    return;
  self->info.id = id;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
}

/* The file is at another place now. */
void
figment_output_set_path (FigmentOutput *self,
                         const char    *path)
{
  g_return_if_fail (FIGMENT_IS_OUTPUT (self));
  g_return_if_fail (path != NULL);

  if (g_strcmp0 (self->info.path, path) == 0)
    return;
  g_free ((char *) self->info.path);
  self->info.path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PATH]);
}

/**
 * figment_output_set_trashed_at:
 * @trashed_at: µs since 1970, 0: it is not in the trash, or not any more
 */
void
figment_output_set_trashed_at (FigmentOutput *self,
                               gint64         trashed_at)
{
  g_return_if_fail (FIGMENT_IS_OUTPUT (self));

  if (self->info.trashed_at == trashed_at)
    return;
  self->info.trashed_at = trashed_at;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRASHED_AT]);
}
