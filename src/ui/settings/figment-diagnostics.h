/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line of the diagnostics: what, how it is, and whether something is missing. */
typedef struct
{
  char     *title;   /* (owned) */
  char     *value;   /* (owned) */
  gboolean  missing;
} FigmentDiagnosis;

void       figment_diagnosis_free         (FigmentDiagnosis *self);
GPtrArray *figment_diagnostics_versions   (void);
GPtrArray *figment_diagnostics_decoders   (void);
char      *figment_diagnostics_to_text    (GPtrArray        *versions,
                                           GPtrArray        *decoders);

G_END_DECLS
