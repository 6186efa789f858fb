/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/figment-playback.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_ANIMATION_PLAYER (figment_animation_player_get_type ())
G_DECLARE_FINAL_TYPE (FigmentAnimationPlayer, figment_animation_player, FIGMENT, ANIMATION_PLAYER, FigmentPlayback)

FigmentPlayback *figment_animation_player_new (const char *path);

G_END_DECLS
