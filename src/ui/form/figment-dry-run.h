/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "workflow/figment-form.h"

G_BEGIN_DECLS

/**
 * FigmentDryRun:
 *
 * A window that shows what a form would send: each input that is another one than in the workflow, and each file. Main
 * thread.
 */
#define FIGMENT_TYPE_DRY_RUN (figment_dry_run_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDryRun, figment_dry_run, FIGMENT, DRY_RUN, AdwWindow)

/* Returns: (nullable): the window, to be presented; NULL with @error where nothing can be sent */
GtkWidget *figment_dry_run_new (GtkWindow    *parent,
                                FigmentForm  *form,
                                GError      **error);

G_END_DECLS
