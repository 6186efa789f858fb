/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-workflow-details.h"
#include "workflow/figment-form.h"
#include "workflow/figment-mapping.h"

G_BEGIN_DECLS

/**
 * FigmentFormEditor:
 *
 * Changes what a form looks like and writes to, and what is said of its workflow, step by step, each of which can be
 * undone. The form shows each step at once; "json" is the mapping to be kept with the workflow. Main thread.
 *
 * Properties: "form", "json" (what FigmentMapping reads, NULL: nothing decided; notifies after each step), "can-undo",
 * "can-redo". Signal: "replaced" (wanted, taken: nullable): from now on @taken stands in for @wanted on the present
 * server, NULL: nothing does any more; whoever keeps that has the form know.
 */
#define FIGMENT_TYPE_FORM_EDITOR (figment_form_editor_get_type ())
G_DECLARE_FINAL_TYPE (FigmentFormEditor, figment_form_editor, FIGMENT, FORM_EDITOR, GObject)

FigmentFormEditor *figment_form_editor_new             (FigmentForm        *form,
                                                        const char         *json,
                                                        const FigmentWorkflowDetails *details);
FigmentForm       *figment_form_editor_get_form        (FigmentFormEditor  *self);
void               figment_form_editor_set_server      (FigmentFormEditor  *self,
                                                        const char         *address);
const char        *figment_form_editor_get_json        (FigmentFormEditor  *self);

const FigmentWorkflowDetails *
                   figment_form_editor_get_details     (FigmentFormEditor  *self);
void               figment_form_editor_set_details     (FigmentFormEditor  *self,
                                                        const FigmentWorkflowDetails *details);

/* Of one control. Texts: NULL is "as detected". */
char              *figment_form_editor_dup_text        (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        FigmentMappingKey   key);
void               figment_form_editor_set_text        (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        FigmentMappingKey   key,
                                                        const char         *text);
FigmentShown       figment_form_editor_get_shown       (FigmentFormEditor  *self,
                                                        FigmentField       *field);
void               figment_form_editor_set_shown       (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        FigmentShown        shown);
void               figment_form_editor_set_role        (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        int                 role);

/* Rows of the form as it is seen: width and height stand in one, and move together. */
guint              figment_form_editor_find_row        (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        guint              *n_rows);
void               figment_form_editor_move            (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        guint               row);
gboolean           figment_form_editor_is_decided      (FigmentFormEditor  *self,
                                                        FigmentField       *field);
void               figment_form_editor_reset           (FigmentFormEditor  *self,
                                                        FigmentField       *field);

/* How one of several seeds goes along with the first. */
void               figment_form_editor_set_tie         (FigmentFormEditor  *self,
                                                        const FigmentPlace *place,
                                                        FigmentTie          tie);

/* Where a control that plays a role writes to. */
void               figment_form_editor_add_place       (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        const char         *node_id,
                                                        const char         *input);
void               figment_form_editor_remove_place    (FigmentFormEditor  *self,
                                                        FigmentField       *field,
                                                        const FigmentPlace *place);

/*
 * Does what @repair of @problem says, or takes it back; @problem: of a check of the workflow as the form begins. What
 * is missing on the server is replaced there, all else becomes a part of the mapping.
 */
void               figment_form_editor_repair          (FigmentFormEditor    *self,
                                                        const FigmentProblem *problem,
                                                        const FigmentRepair  *repair);

/* All of it. */
void               figment_form_editor_reset_all       (FigmentFormEditor  *self);
void               figment_form_editor_undo            (FigmentFormEditor  *self);
void               figment_form_editor_redo            (FigmentFormEditor  *self);

G_END_DECLS
