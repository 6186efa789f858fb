/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-connection.h"
#include "model/figment-generation.h"
#include "model/figment-mode.h"
#include "workflow/figment-checkup.h"

G_BEGIN_DECLS

/* What people read for what the model calls by nicks. Static strings are transfer none. */
const char *figment_words_mode             (FigmentMode             mode);
const char *figment_words_mode_icon        (FigmentMode             mode);
const char *figment_words_mode_page        (FigmentMode             mode);
const char *figment_words_connection       (FigmentConnectionState  state);
const char *figment_words_connection_icon  (FigmentConnectionState  state);
const char *figment_words_connection_class (FigmentConnectionState  state,
                                            gboolean                optional);
const char *figment_words_state            (FigmentGenerationState  state);
char       *figment_words_line             (const char             *text,
                                            guint                   n_characters);
char       *figment_words_prompt           (FigmentGeneration      *generation,
                                            guint                   n_characters);
char       *figment_words_time_left        (gint64                  milliseconds);
char       *figment_words_ago              (gint64                  microseconds);

/* How a workflow is. @checkup: (nullable): nothing is found yet; @known: whether the server is. */
char       *figment_words_health           (FigmentCheckup         *checkup,
                                            gboolean                known);
const char *figment_words_health_icon      (FigmentCheckup         *checkup,
                                            gboolean                known);

G_END_DECLS
