/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentClaims:
 *
 * Which process looks after which generation. The window and any number of figment-cli share one database; each
 * generation that a process works on is claimed by locking one byte of a file, at an offset made from its prompt id.
 * The kernel lets go of the locks when the process ends, however it ends, so nothing is left to clean up after a kill.
 */
typedef struct _FigmentClaims FigmentClaims;

FigmentClaims *figment_claims_open    (const char     *path,
                                       GError        **error);
gboolean       figment_claims_take    (FigmentClaims  *self,
                                       const char     *prompt_id);
void           figment_claims_release (FigmentClaims  *self,
                                       const char     *prompt_id);
void           figment_claims_close   (FigmentClaims  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentClaims, figment_claims_close)

G_END_DECLS
