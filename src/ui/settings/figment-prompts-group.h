/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-settings-group.h"

G_BEGIN_DECLS

/**
 * FigmentPromptsGroup:
 *
 * The lists of words that prompts draw from. Property: "session".
 */
#define FIGMENT_TYPE_PROMPTS_GROUP (figment_prompts_group_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPromptsGroup, figment_prompts_group, FIGMENT, PROMPTS_GROUP, FigmentSettingsGroup)

G_END_DECLS
