/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/figment-playback.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_VIDEO (figment_video_get_type ())
G_DECLARE_FINAL_TYPE (FigmentVideo, figment_video, FIGMENT, VIDEO, FigmentPlayback)

FigmentPlayback *figment_video_new (const char *path);

G_END_DECLS
