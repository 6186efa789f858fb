/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generation-state.h"

G_DEFINE_ENUM_TYPE (FigmentGenerationState,
                    figment_generation_state,
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_HELD, "held"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_PREPARING, "preparing"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_SUBMITTED, "submitted"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_COLLECTING, "collecting"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_CANCELLED, "cancelled"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_GENERATION_LOST, "lost"))

/* The enum class is never unreferenced: its nicks are handed out as static strings. */
static GEnumClass *
ref_class (void)
{
  return g_type_class_ref (FIGMENT_TYPE_GENERATION_STATE);
}

/**
 * figment_generation_state_to_nick:
 *
 * Any thread.
 *
 * Returns: the word that the database and the command line use
 */
const char *
figment_generation_state_to_nick (FigmentGenerationState state)
{
  GEnumValue *entry = g_enum_get_value (ref_class (), (int) state);

  g_assert (entry != NULL);
  return entry->value_nick;
}

/**
 * figment_generation_state_from_nick:
 * @nick: (nullable): a word from the database
 * @state: (out): left alone unless the word is a state's
 *
 * There is no fallback: a row whose state nobody knows must not be taken for one that may be sent again. Any thread.
 *
 * Returns: whether @nick is the word of a state
 */
gboolean
figment_generation_state_from_nick (const char             *nick,
                                    FigmentGenerationState *state)
{
  GEnumValue *entry;

  g_return_val_if_fail (state != NULL, FALSE);

  entry = nick != NULL ? g_enum_get_value_by_nick (ref_class (), nick) : NULL;
  if (entry == NULL)
    return FALSE;
  *state = (FigmentGenerationState) entry->value;
  return TRUE;
}

/**
 * figment_generation_state_is_final:
 *
 * Returns: whether nothing more happens in @state unless a person asks for another try
 */
gboolean
figment_generation_state_is_final (FigmentGenerationState state)
{
  switch (state)
    {
    case FIGMENT_GENERATION_DONE:
    case FIGMENT_GENERATION_FAILED:
    case FIGMENT_GENERATION_CANCELLED:
    case FIGMENT_GENERATION_LOST:
      return TRUE;
    case FIGMENT_GENERATION_QUEUED:
    case FIGMENT_GENERATION_HELD:
    case FIGMENT_GENERATION_PREPARING:
    case FIGMENT_GENERATION_SUBMITTED:
    case FIGMENT_GENERATION_RUNNING:
    case FIGMENT_GENERATION_COLLECTING:
    default:
      return FALSE;
    }
}
