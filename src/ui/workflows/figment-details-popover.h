/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FigmentDetailsPopover:
 *
 * Asks what is to be said of a workflow, and by which words it is found. Signal "changed": somebody typed something
 * else and has gone on. Main thread.
 */
#define FIGMENT_TYPE_DETAILS_POPOVER (figment_details_popover_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDetailsPopover, figment_details_popover, FIGMENT, DETAILS_POPOVER, GtkPopover)

void  figment_details_popover_show            (FigmentDetailsPopover *self,
                                               const char            *description,
                                               const char            *tags);

/* Words to choose from: those that other workflows have. */
void  figment_details_popover_offer           (FigmentDetailsPopover *self,
                                               const char *const     *tags);

/* As typed, and not tidied. */
char *figment_details_popover_dup_description (FigmentDetailsPopover *self);
char *figment_details_popover_dup_tags        (FigmentDetailsPopover *self);

/* What was typed and not confirmed counts, too. */
void  figment_details_popover_commit          (FigmentDetailsPopover *self);

G_END_DECLS
