/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/figment-window.h"
#include "ui/shell/figment-adaptive-bin.h"

G_BEGIN_DECLS

struct _FigmentWindow
{
  AdwApplicationWindow parent_instance;

  FigmentSession      *session;     /* (owned) */
  char                *page;        /* (owned) */
  GCancellable        *cancellable; /* (owned) cancelled with the window */
  gboolean             closing;     /* the question of the jobs is answered */
  gboolean             asking;
  char                *salvage;     /* (owned) (nullable) what was lost of a damaged database; NULL once it is read */

  FigmentAdaptiveBin  *adaptive;
  GtkStack            *pages;
  GtkMenuButton       *menu_button;
  AdwToastOverlay     *toasts;
};

void               _figment_window_install_actions  (FigmentWindow *self);
void               _figment_window_install_import   (FigmentWindow *self);
FigmentGeneration *_figment_window_find_generation  (FigmentWindow *self,
                                                     gint64         id);
void               _figment_window_delete_action    (GSimpleAction *action,
                                                     GVariant      *parameter,
                                                     gpointer       user_data);
void               _figment_window_favourite_action (GSimpleAction *action,
                                                     GVariant      *parameter,
                                                     gpointer       user_data);
void               _figment_window_focus_page       (FigmentWindow *self);
gboolean           _figment_window_keep_open        (FigmentWindow *self);
void               _figment_window_toast            (FigmentWindow *self,
                                                     const char    *text);

G_END_DECLS
