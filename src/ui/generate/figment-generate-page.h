/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

/**
 * FigmentGeneratePage:
 *
 * Where one of the three modes is worked in: the form of a workflow, and the canvas. Main thread. Properties:
 * "session", "mode" (construct only).
 *
 * Actions: page.begin, page.generate, page.generate-front, page.interrupt, page.reset, page.dry-run, page.retry,
 * page.new-seed, page.use-last-seed, page.use-workflow (x), page.show-generation (x), page.reuse ((xs)),
 * page.take-picture (s, a path).
 */
#define FIGMENT_TYPE_GENERATE_PAGE (figment_generate_page_get_type ())
G_DECLARE_FINAL_TYPE (FigmentGeneratePage, figment_generate_page, FIGMENT, GENERATE_PAGE, GtkWidget)

G_END_DECLS
