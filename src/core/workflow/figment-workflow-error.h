/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FigmentWorkflowError:
 * @FIGMENT_WORKFLOW_ERROR_NOT_JSON: the file is not text that JSON could be; the message says what it is
 * @FIGMENT_WORKFLOW_ERROR_EDITOR_FORMAT: saved by ComfyUI's editor, not exported for the API
 * @FIGMENT_WORKFLOW_ERROR_WRAPPED: the graph is inside something else, and the message says where
 * @FIGMENT_WORKFLOW_ERROR_MEDIA: a picture or video
 * @FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW: JSON, but no workflow
 * @FIGMENT_WORKFLOW_ERROR_BROKEN: a workflow with a fault that makes it unusable; the message names the node
 * @FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE: a value was to be written to a node or input that the graph does not have
 * @FIGMENT_WORKFLOW_ERROR_BAD_VALUE: a value is not of the type that the input has
 */
typedef enum
{
  FIGMENT_WORKFLOW_ERROR_NOT_JSON,
  FIGMENT_WORKFLOW_ERROR_EDITOR_FORMAT,
  FIGMENT_WORKFLOW_ERROR_WRAPPED,
  FIGMENT_WORKFLOW_ERROR_MEDIA,
  FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
  FIGMENT_WORKFLOW_ERROR_BROKEN,
  FIGMENT_WORKFLOW_ERROR_NO_SUCH_PLACE,
  FIGMENT_WORKFLOW_ERROR_BAD_VALUE,
} FigmentWorkflowError;

#define FIGMENT_WORKFLOW_ERROR (figment_workflow_error_quark ())
GQuark figment_workflow_error_quark (void);

G_END_DECLS
