/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FigmentGenerationState:
 * @FIGMENT_GENERATION_QUEUED: waits in Figment's own queue; nothing was sent
 * @FIGMENT_GENERATION_HELD: waits for the user (paused) or for the server to come back
 * @FIGMENT_GENERATION_PREPARING: input files are being uploaded
 * @FIGMENT_GENERATION_SUBMITTED: POST /prompt is about to be, or was, sent; the server may have it
 * @FIGMENT_GENERATION_RUNNING: the server said that it started
 * @FIGMENT_GENERATION_COLLECTING: the server said that it ended; outputs are being fetched
 * @FIGMENT_GENERATION_DONE: every output is on disk and recorded
 * @FIGMENT_GENERATION_FAILED: the server, or fetching the outputs, said why it cannot be
 * @FIGMENT_GENERATION_CANCELLED: the user stopped it
 * @FIGMENT_GENERATION_LOST: the server knows nothing of it any more; offered for another try
 *
 * The order of the road, architecture §3. The nicks ("queued" …) are what the database says.
 */
typedef enum
{
  FIGMENT_GENERATION_QUEUED,
  FIGMENT_GENERATION_HELD,
  FIGMENT_GENERATION_PREPARING,
  FIGMENT_GENERATION_SUBMITTED,
  FIGMENT_GENERATION_RUNNING,
  FIGMENT_GENERATION_COLLECTING,
  FIGMENT_GENERATION_DONE,
  FIGMENT_GENERATION_FAILED,
  FIGMENT_GENERATION_CANCELLED,
  FIGMENT_GENERATION_LOST,
} FigmentGenerationState;

#define FIGMENT_TYPE_GENERATION_STATE (figment_generation_state_get_type ())
GType                  figment_generation_state_get_type  (void);
const char            *figment_generation_state_to_nick   (FigmentGenerationState state);
gboolean               figment_generation_state_from_nick (const char             *nick,
                                                           FigmentGenerationState *state);
gboolean               figment_generation_state_is_final  (FigmentGenerationState state);

G_END_DECLS
