/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/figment-generation-store.h"
#include "workflow/figment-form.h"
#include "workflow/figment-wildcard-folder.h"

G_BEGIN_DECLS

/**
 * FigmentFormView:
 *
 * The rows of a form, with what is advanced folded away by node. Property "form" (nullable, writable). Signals
 * "changed": some value, or the mode of a seed, is another one; "moved" (FigmentField, guint): somebody has dragged its
 * row to that place among the others, which is for others to bring about. Main thread.
 */
#define FIGMENT_TYPE_FORM_VIEW (figment_form_view_get_type ())
G_DECLARE_FINAL_TYPE (FigmentFormView, figment_form_view, FIGMENT, FORM_VIEW, GtkBox)

FigmentForm *figment_form_view_get_form     (FigmentFormView        *self);
void         figment_form_view_set_form     (FigmentFormView        *self,
                                             FigmentForm            *form);

/* Where rows find what was made before: earlier prompts and results. To be set before the form. */
void         figment_form_view_set_library  (FigmentFormView        *self,
                                             FigmentGenerationStore *library);

/* Lists of words that prompts can draw from. To be set before the form. */
void         figment_form_view_set_wildcards
                                            (FigmentFormView        *self,
                                             FigmentWildcardFolder  *wildcards);

/* Rows can be dragged from now on. To be said before the form is set. */
void         figment_form_view_let_order    (FigmentFormView        *self);

/* Puts a file into the first slot that takes its kind and is empty, or else into the first. FALSE: there is none. */
gboolean     figment_form_view_take_file    (FigmentFormView        *self,
                                             GFile                  *file);

/* FALSE: there is no prompt. */
gboolean     figment_form_view_focus_prompt (FigmentFormView        *self);

/* Brings the control of a field into view and puts the cursor there. */
void         figment_form_view_focus_field  (FigmentFormView        *self,
                                             FigmentField           *field);

G_END_DECLS
