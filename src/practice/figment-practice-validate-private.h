/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-practice-validate.h"

G_BEGIN_DECLS

/* One input that is being looked at. */
typedef struct
{
  const char *name;
  JsonNode   *type;    /* (unowned) first element of the specification: a string or the options */
  JsonObject *options; /* (unowned) (nullable) second element */
  JsonArray  *errors;  /* (unowned) of the node */
} FigmentPracticeInput;

JsonObject *_figment_practice_error_new      (const char                 *type,
                                              const char                 *message,
                                              const char                 *details,
                                              JsonObject                 *extra_info);
JsonObject *_figment_practice_extra_info_new (const FigmentPracticeInput *input,
                                              gboolean                    with_config);
void        _figment_practice_check_literal  (FigmentPracticeInput       *input,
                                              JsonArray                  *spec,
                                              FigmentPracticeFolders     *folders,
                                              JsonObject                 *inputs,
                                              JsonNode                   *value);

G_END_DECLS
