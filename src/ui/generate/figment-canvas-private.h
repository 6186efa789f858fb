/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-removal.h"
#include "ui/generate/figment-canvas.h"
#include "ui/generate/figment-run-panel.h"
#include "ui/widgets/figment-notice.h"
#include "ui/widgets/figment-viewer.h"

G_BEGIN_DECLS

struct _FigmentCanvas
{
  GtkWidget           parent_instance;

  FigmentSession     *session;     /* (owned) (nullable) until it is set */
  FigmentResults     *results;     /* (owned) (nullable) until they are set */
  GCancellable       *cancellable; /* (owned) */
  gboolean            deleting;    /* one at a time */
  FigmentRemoval     *removal;     /* (owned) (nullable) the last one, while it can be undone */
  AdwToast           *undo_toast;  /* (nullable) while it is shown */

  gboolean            following;   /* the view goes along with the runs */
  gboolean            selecting;   /* the selection is changed by the canvas, not by a person */
  gboolean            unseen;      /* there is a result that nobody has looked at */
  gboolean            previews;
  FigmentGeneration  *live;        /* (owned) (nullable) the active run, while it is shown */
  FigmentGeneration  *trouble;     /* (owned) (nullable) */
  FigmentResult      *result;      /* (owned) (nullable) */
  GSignalGroup       *live_signals;
  GSignalGroup       *result_signals;

  AdwToastOverlay    *toasts;
  GtkStack           *stack;
  FigmentViewer      *viewer;
  GtkStack           *waiting_icon;
  GtkLabel           *waiting_title;
  GtkLabel           *waiting_evidence;
  GtkWidget          *news;
  FigmentRunPanel    *panel;
  GtkRevealer        *panel_revealer;
  FigmentNotice      *cached;
  FigmentNotice      *failed;
  GtkWidget          *toolbar;
  GtkToggleButton    *favourite;
  GtkWidget          *send;
  GtkMenuButton      *more;
  GtkWidget          *strip_box;
  GtkListView        *strip;
  GtkSingleSelection *selection;
};

void _figment_canvas_install_actions (GtkWidgetClass *widget_class);
void _figment_canvas_install_delete  (GtkWidgetClass *widget_class);
void _figment_canvas_update_actions  (FigmentCanvas  *self);
void _figment_canvas_forget_removal  (FigmentCanvas  *self);
void _figment_canvas_show_output     (FigmentCanvas  *self,
                                      FigmentOutput  *output);
void _figment_canvas_fill_menu       (FigmentCanvas  *self);
GdkContentProvider *
     _figment_canvas_build_content   (FigmentResult  *result);
void _figment_canvas_toast           (FigmentCanvas  *self,
                                      const char     *text);
void _figment_canvas_say_error       (FigmentCanvas  *self,
                                      const GError   *error);

G_END_DECLS
