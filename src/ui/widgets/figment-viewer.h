/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/figment-output.h"
#include "ui/widgets/figment-playback.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_VIEWER (figment_viewer_get_type ())
G_DECLARE_FINAL_TYPE (FigmentViewer, figment_viewer, FIGMENT, VIEWER, GtkWidget)

GtkWidget       *figment_viewer_new               (void);
FigmentOutput   *figment_viewer_get_output        (FigmentViewer        *self);
void             figment_viewer_set_output        (FigmentViewer        *self,
                                                   FigmentOutput        *output);
GBytes          *figment_viewer_get_preview       (FigmentViewer        *self);
void             figment_viewer_set_preview       (FigmentViewer        *self,
                                                   GBytes               *preview);
GListModel      *figment_viewer_get_preload       (FigmentViewer        *self);
void             figment_viewer_set_preload       (FigmentViewer        *self,
                                                   GListModel           *preload);

/* What plays, or NULL; changes with the output. */
FigmentPlayback *figment_viewer_get_playback      (FigmentViewer        *self);

/* Which of its faces it shows: "empty", "loading", "picture", "playback", "text", "other", "failed", "preview". */
const char      *figment_viewer_get_face          (FigmentViewer        *self);

void             figment_viewer_grab_frame_async  (FigmentViewer        *self,
                                                   GFile                *folder,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
GFile           *figment_viewer_grab_frame_finish (FigmentViewer        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
