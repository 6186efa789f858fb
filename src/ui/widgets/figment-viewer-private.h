/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "media/figment-picture.h"
#include "ui/widgets/figment-live-picture.h"
#include "ui/widgets/figment-notice.h"
#include "ui/widgets/figment-picture-view.h"
#include "ui/widgets/figment-player-bar.h"
#include "ui/widgets/figment-viewer.h"

G_BEGIN_DECLS

/**
 * FigmentViewer:
 *
 * Shows one output as it deserves: a picture to be zoomed, a video, animation or sound with controls, a text, or what
 * is known of anything else. While it has a preview it shows that instead. Main thread.
 */
struct _FigmentViewer
{
  GtkWidget           parent_instance;

  FigmentOutput      *output;       /* (owned) (nullable) */
  GBytes             *preview;      /* (owned) (nullable) */
  GListModel         *preload;      /* (owned) (nullable): of FigmentOutput that may be looked at next */
  gboolean            navigable;

  const char         *face;         /* of the output; the preview may hide it */
  GCancellable       *loading;      /* (owned) (nullable) */
  guint               spinner_id;   /* until it is shown that it takes long */
  gboolean            awaiting;     /* the picture is one of @coming */
  GHashTable         *ready;        /* (owned) of FigmentPicture by path: those of @preload that are there */
  GHashTable         *coming;       /* (owned) of GCancellable by path: those that are being decoded */
  FigmentPlayback    *playback;     /* (owned) (nullable) */
  gboolean            loop;         /* how a person set up the last one holds for the next */
  double              volume;
  gboolean            muted;
  FigmentLivePicture *live;         /* (owned) */

  GtkWidget          *overlay;
  GtkStack           *stack;
  GtkSpinner         *spinner;
  FigmentPictureView *picture_view;
  GtkStack           *screen;
  GtkPicture         *film;
  AdwStatusPage      *sound;
  GtkBox             *player;
  FigmentPlayerBar   *bar;          /* (nullable) below the film, made when there is the first one */
  GtkTextView        *text_view;
  AdwStatusPage      *other;
  AdwStatusPage      *failed;
  GtkMenuButton      *open_other;
  GtkMenuButton      *open_failed;
  GtkPicture         *preview_picture;
  FigmentNotice      *notice;
  GtkWidget          *zoom_bar;
  GtkButton          *zoom_button;
};

/* figment-viewer-load.c: what the output has to be read for. */
void  _figment_viewer_load          (FigmentViewer *self);
void  _figment_viewer_unload        (FigmentViewer *self);
void  _figment_viewer_start_preload (FigmentViewer *self);
void  _figment_viewer_stop_preload  (FigmentViewer *self);

/* figment-viewer-actions.c */
void  _figment_viewer_install_actions (GtkWidgetClass *widget_class);
void  _figment_viewer_update_actions  (FigmentViewer  *self);
void  _figment_viewer_fill_menus      (FigmentViewer  *self);

/* figment-viewer.c */
void  _figment_viewer_show_face    (FigmentViewer *self,
                                    const char    *face);
void  _figment_viewer_show_failure (FigmentViewer *self,
                                    const char    *reason);
void  _figment_viewer_show_notice  (FigmentViewer *self,
                                    const char    *text);
void  _figment_viewer_navigate     (FigmentViewer *self,
                                    int            direction);
void  _figment_viewer_update_active (FigmentViewer *self);

G_END_DECLS
