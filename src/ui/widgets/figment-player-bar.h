/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/figment-playback.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_PLAYER_BAR (figment_player_bar_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPlayerBar, figment_player_bar, FIGMENT, PLAYER_BAR, GtkWidget)

FigmentPlayback *figment_player_bar_get_playback (FigmentPlayerBar *self);
void             figment_player_bar_set_playback (FigmentPlayerBar *self,
                                                  FigmentPlayback  *playback);

G_END_DECLS
