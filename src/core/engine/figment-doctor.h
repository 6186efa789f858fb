/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-workflow.h"
#include "workflow/figment-checkup.h"

G_BEGIN_DECLS

/**
 * FigmentDoctor:
 *
 * Knows how workflows are on the present server. Looks at one after the other in a thread, when somebody asks, and
 * keeps what was found until the server or the workflow is another. Main thread.
 *
 * Signal: "changed" (workflow: nullable): there is something new about it, or about all, who then ask again.
 */
#define FIGMENT_TYPE_DOCTOR (figment_doctor_get_type ())
G_DECLARE_FINAL_TYPE (FigmentDoctor, figment_doctor, FIGMENT, DOCTOR, GObject)

FigmentDoctor  *figment_doctor_new          (void);

/* @catalog: (nullable): NULL: nothing is known of it, so nothing can be said; @replacements: (nullable), copied */
void            figment_doctor_set_server   (FigmentDoctor       *self,
                                             FigmentCatalog      *catalog,
                                             FigmentReplacements *replacements);
gboolean        figment_doctor_knows_server (FigmentDoctor       *self);

/* Whether some that were asked about are not looked at yet. */
gboolean        figment_doctor_is_busy      (FigmentDoctor       *self);

/* What was found last; what is newer comes with "changed". NULL: nothing yet. */
FigmentCheckup *figment_doctor_get_checkup  (FigmentDoctor       *self,
                                             FigmentWorkflow     *workflow);

/* What is found now, before all that waits. NULL without an error: the server is not known. */
void            figment_doctor_check_async  (FigmentDoctor       *self,
                                             FigmentWorkflow     *workflow,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
FigmentCheckup *figment_doctor_check_finish (FigmentDoctor       *self,
                                             GAsyncResult        *result,
                                             GError             **error);

G_END_DECLS
