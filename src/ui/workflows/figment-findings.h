/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figment-session.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_FINDINGS (figment_findings_get_type ())
G_DECLARE_FINAL_TYPE (FigmentFindings, figment_findings, FIGMENT, FINDINGS, GtkBox)

/* Of whose workflow the findings are; NULL: none. */
void     figment_findings_set_workflow (FigmentFindings *self,
                                        FigmentSession  *session,
                                        FigmentWorkflow *workflow);

/* What was found last; NULL: nothing yet. */
FigmentCheckup *
         figment_findings_get_checkup  (FigmentFindings *self);

/* Whether the list is unfolded; otherwise it is said in a line how many there are. */
gboolean figment_findings_get_open     (FigmentFindings *self);
void     figment_findings_set_open     (FigmentFindings *self,
                                        gboolean         open);

G_END_DECLS
