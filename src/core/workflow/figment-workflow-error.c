/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-error.h"

G_DEFINE_QUARK (figment-workflow-error-quark, figment_workflow_error)
