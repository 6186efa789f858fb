/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_PROBLEM_LINE (figment_problem_line_get_type ())
G_DECLARE_FINAL_TYPE (FigmentProblemLine, figment_problem_line, FIGMENT, PROBLEM_LINE, GtkWidget)

/* @workflow, @form: (nullable): what is to be made now */
void        figment_problem_line_set_workflow (FigmentProblemLine *self,
                                               FigmentSession     *session,
                                               FigmentWorkflow    *workflow,
                                               FigmentForm        *form);

/* The form has other values, or knows more of the server. */
void        figment_problem_line_refresh      (FigmentProblemLine *self);

/* Whether no server will take the workflow, as the line says. */
gboolean    figment_problem_line_is_refused   (FigmentProblemLine *self);

G_END_DECLS
