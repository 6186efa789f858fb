/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-session.h"
#include "model/figment-result.h"

G_BEGIN_DECLS

/**
 * FigmentResults:
 *
 * What the runs of one page came to, newest first, and which run is under way now. What goes to the trash, by whomever,
 * leaves the list, and comes back into its place when it is taken out of the trash. Main thread.
 *
 * Properties: "items" (GListModel of FigmentResult, read-only), "active" (FigmentGeneration, nullable, read-only: the
 * one that the server works on, else the one that is next). Signal "ended" (FigmentGeneration): a run of this page has
 * reached a final state; its outputs are in "items" already.
 */
#define FIGMENT_TYPE_RESULTS (figment_results_get_type ())
G_DECLARE_FINAL_TYPE (FigmentResults, figment_results, FIGMENT, RESULTS, GObject)

FigmentResults    *figment_results_new        (FigmentSession    *session,
                                               FigmentMode        mode);
GListModel        *figment_results_get_items  (FigmentResults    *self);
FigmentGeneration *figment_results_get_active (FigmentResults    *self);

/* Position of the first output of a generation; it is added if it is not there. GTK_INVALID_LIST_POSITION: it has none.
 */
guint              figment_results_find       (FigmentResults    *self,
                                               FigmentGeneration *generation);

G_END_DECLS
