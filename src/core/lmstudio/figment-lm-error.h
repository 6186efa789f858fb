/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentLmError:
 * @FIGMENT_LM_ERROR_NO_MODEL: no model is loaded, or none is installed
 * @FIGMENT_LM_ERROR_UNKNOWN_MODEL: the server does not have the model that was asked for
 * @FIGMENT_LM_ERROR_LOAD_FAILED: the model could not be loaded, as a rule for want of memory
 * @FIGMENT_LM_ERROR_LOADING: the server is starting up
 * @FIGMENT_LM_ERROR_CONTEXT: the prompt is longer than the model's context
 * @FIGMENT_LM_ERROR_NO_VISION: an image was sent to a model that cannot see
 * @FIGMENT_LM_ERROR_EMPTY: the answer came to a proper end and holds no text
 * @FIGMENT_LM_ERROR_ONLY_THOUGHTS: the answer came to a proper end and holds thoughts alone
 * @FIGMENT_LM_ERROR_BROKE_OFF: the answer ended without coming to its end
 * @FIGMENT_LM_ERROR_UNSUPPORTED: this kind of server cannot do that
 * @FIGMENT_LM_ERROR_REFUSED: the server said no for another reason; the message has its words
 *
 * What only language-model servers get wrong. All else (unreachable, timeout, token missing, not the right kind of
 * server, 5xx) is in %FIGMENT_REMOTE_ERROR. An extended error: figment_lm_error_get_details () gives the server's own
 * words.
 */
typedef enum
{
  FIGMENT_LM_ERROR_NO_MODEL,
  FIGMENT_LM_ERROR_UNKNOWN_MODEL,
  FIGMENT_LM_ERROR_LOAD_FAILED,
  FIGMENT_LM_ERROR_LOADING,
  FIGMENT_LM_ERROR_CONTEXT,
  FIGMENT_LM_ERROR_NO_VISION,
  FIGMENT_LM_ERROR_EMPTY,
  FIGMENT_LM_ERROR_ONLY_THOUGHTS,
  FIGMENT_LM_ERROR_BROKE_OFF,
  FIGMENT_LM_ERROR_UNSUPPORTED,
  FIGMENT_LM_ERROR_REFUSED,
} FigmentLmError;

#define FIGMENT_LM_ERROR (figment_lm_error_quark ())
GQuark      figment_lm_error_quark       (void);

const char *figment_lm_error_get_details (const GError *error);

G_END_DECLS
