/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"
#include "ui/figment-application.h"

G_BEGIN_DECLS

/**
 * FigmentWindow:
 *
 * Header bar, sidebar and the stack of pages. Main thread. Properties: "session" (construct only), "page" (name of the
 * page that is shown).
 *
 * What concerns a page is forwarded to it: the window's actions win.generate, win.generate-front, win.interrupt and
 * win.search activate page.generate and so on at the page that is shown, which installs those that it has; win.go-to-
 * page (s) shows one and gives it the keys, by page.begin where it has that. win.show-generation (x), win.send-to-video
 * (s), win.reuse ((xs)) and win.use-workflow (x, its id) go to the page of the mode, as page.show-generation (x),
 * page.take-picture (s), page.reuse ((xs)) and page.use-workflow (x). win.edit-workflow (x) and win.show-findings (x)
 * go to the workflows page, as page.edit-workflow (x) and page.show-findings (x). win.delete (x) and win.favourite
 * ((xb)) do what they say to a generation, win.toast (s) says something.
 */
#define FIGMENT_TYPE_WINDOW (figment_window_get_type ())
G_DECLARE_FINAL_TYPE (FigmentWindow, figment_window, FIGMENT, WINDOW, AdwApplicationWindow)

FigmentWindow *figment_window_new          (FigmentApplication *application,
                                            FigmentSession     *session);
void           figment_window_show_page    (FigmentWindow      *self,
                                            const char         *name);
void           figment_window_import_files (FigmentWindow      *self,
                                            GPtrArray          *files);

G_END_DECLS
