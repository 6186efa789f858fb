/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figment-session.h"
#include "ui/generate/figment-results.h"

G_BEGIN_DECLS

/**
 * FigmentCanvas:
 *
 * The side of a generate page that shows: a hint, the run under way with its preview, results with what can be done
 * with them, or what went wrong. As long as nobody looks at an older result it follows the runs. Main thread.
 *
 * Properties: "previews" (whether pictures of the work in progress are shown), "trouble" (FigmentGeneration, nullable:
 * the run that ended without a result), "result" (FigmentResult, nullable), "live" (FigmentGeneration, nullable).
 * Actions: canvas.save-as, .copy, .show-in-files, .open-with (s), .send-to-video, .reuse (s), .favourite,
 * .delete, .undo-delete, .interrupt, .follow, .copy-trouble, .try-again, .open-workflow, .navigate (i).
 */
#define FIGMENT_TYPE_CANVAS (figment_canvas_get_type ())
G_DECLARE_FINAL_TYPE (FigmentCanvas, figment_canvas, FIGMENT, CANVAS, GtkWidget)

void figment_canvas_set_results     (FigmentCanvas     *self,
                                     FigmentSession    *session,
                                     FigmentResults    *results);

/* Looks at what runs and comes next, whatever is shown now. */
void figment_canvas_follow          (FigmentCanvas     *self);
void figment_canvas_show_generation (FigmentCanvas     *self,
                                     FigmentGeneration *generation);
void figment_canvas_interrupt       (FigmentCanvas     *self);

G_END_DECLS
