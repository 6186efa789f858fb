/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-settings-group.h"

typedef struct
{
  FigmentSession *session; /* (owned) */
} FigmentSettingsGroupPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FigmentSettingsGroup, figment_settings_group, ADW_TYPE_PREFERENCES_GROUP)

typedef enum
{
  PROP_SESSION = 1,
} FigmentSettingsGroupProperty;
static GParamSpec *props[PROP_SESSION + 1];

static FigmentSettingsGroupPrivate *
get_private (gpointer self)
{
  return figment_settings_group_get_instance_private (FIGMENT_SETTINGS_GROUP (self));
}

static gboolean
get_position (GValue   *value,
              GVariant *variant,
              gpointer  user_data)
{
  const char *const *nicks = user_data;

  for (guint i = 0; nicks[i] != NULL; i++)
    {
      if (g_str_equal (nicks[i], g_variant_get_string (variant, NULL)))
        {
          g_value_set_uint (value, i);
          return TRUE;
        }
    }
  return FALSE;
}

static GVariant *
set_nick (const GValue       *value,
          const GVariantType *type,
          gpointer            user_data)
{
  const char *const *nicks = user_data;
  const guint position = g_value_get_uint (value);

  return position < g_strv_length ((char **) nicks) ? g_variant_new_string (nicks[position]) : NULL;
}

void
figment_settings_group_bind_choice (GSettings         *settings,
                                    const char        *key,
                                    AdwComboRow       *row,
                                    const char *const *nicks)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (ADW_IS_COMBO_ROW (row));
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, get_position, set_nick,
                                (gpointer) nicks, NULL);
}

static void
figment_settings_group_constructed (GObject *object)
{
  FigmentSettingsGroupClass *klass = FIGMENT_SETTINGS_GROUP_GET_CLASS (object);

  G_OBJECT_CLASS (figment_settings_group_parent_class)->constructed (object);
  if (klass->set_up != NULL && get_private (object)->session != NULL)
    klass->set_up (FIGMENT_SETTINGS_GROUP (object), get_private (object)->session);
}

static void
figment_settings_group_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  switch ((FigmentSettingsGroupProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, get_private (object)->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_settings_group_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  switch ((FigmentSettingsGroupProperty) prop_id)
    {
    case PROP_SESSION: get_private (object)->session = g_value_dup_object (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_settings_group_finalize (GObject *object)
{
  g_clear_object (&get_private (object)->session);
  G_OBJECT_CLASS (figment_settings_group_parent_class)->finalize (object);
}

static void
figment_settings_group_class_init (FigmentSettingsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = figment_settings_group_constructed;
  object_class->get_property = figment_settings_group_get_property;
  object_class->set_property = figment_settings_group_set_property;
  object_class->finalize = figment_settings_group_finalize;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_settings_group_init (FigmentSettingsGroup *self)
{
}
