/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FigmentChoicePopover:
 *
 * One of many texts, in a list that can be searched once it is long. Main thread.
 *
 * Properties: "prose" (gboolean, construct only: the texts are sentences rather than names), "empty-text" (what stands
 * there when there is nothing to choose). Signal "chosen" (string); the popover closes by itself.
 */
#define FIGMENT_TYPE_CHOICE_POPOVER (figment_choice_popover_get_type ())
G_DECLARE_FINAL_TYPE (FigmentChoicePopover, figment_choice_popover, FIGMENT, CHOICE_POPOVER, GtkPopover)

void figment_choice_popover_set_choices (FigmentChoicePopover *self,
                                         const char *const    *choices);

/* What is marked when it opens; NULL: nothing. */
void figment_choice_popover_set_current (FigmentChoicePopover *self,
                                         const char           *current);

G_END_DECLS
