/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-generation.h"

G_BEGIN_DECLS

/**
 * FigmentResult:
 *
 * One output and the run that it came of. Properties "generation" and "output", both construct only. Main thread.
 */
#define FIGMENT_TYPE_RESULT (figment_result_get_type ())
G_DECLARE_FINAL_TYPE (FigmentResult, figment_result, FIGMENT, RESULT, GObject)

FigmentResult     *figment_result_new            (FigmentGeneration *generation,
                                                  FigmentOutput     *output);
FigmentGeneration *figment_result_get_generation (FigmentResult     *self);
FigmentOutput     *figment_result_get_output     (FigmentResult     *self);

/* (nullable): of what is no file, a text */
const char        *figment_result_get_path       (FigmentResult     *self);

G_END_DECLS
