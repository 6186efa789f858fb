/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/generate/figment-canvas.h"
#include "ui/form/figment-form-view.h"
#include "ui/generate/figment-generate-page.h"
#include "ui/generate/figment-problem-line.h"
#include "ui/generate/figment-workflow-button.h"
#include "ui/shell/figment-adaptive-bin.h"

G_BEGIN_DECLS

struct _FigmentGeneratePage
{
  GtkWidget              parent_instance;

  FigmentSession        *session;     /* (owned) (nullable) until it is set */
  FigmentMode            mode;
  FigmentResults        *results;     /* (owned) (nullable) */
  GCancellable          *cancellable; /* (owned) */
  GListModel            *workflows;   /* (owned) (nullable) those that suit the mode */
  FigmentWorkflow       *workflow;    /* (owned) (nullable) */
  FigmentForm           *form;        /* (owned) (nullable) that of the workflow */
  guint                  save_id;     /* values that are not handed to the store yet */
  guint                  choose_id;   /* the workflow may be gone */
  GHashTable            *values;      /* (owned) workflow id -> what was handed to the store, maybe not on disk yet */
  GSettings             *defaults;    /* (owned) (nullable) what the settings page has for the mode */
  guint                  default_size[2]; /* px, width and height as they were last put into the form, 0: not */
  gboolean               loading;     /* values are put into the form, not by a person */
  gboolean               catalog_waits; /* there is a newer one, for when the page is seen */
  gboolean               begins;        /* the keys are meant for the prompt, once there is one */
  gboolean               settled;     /* somebody works with this workflow, or has chosen it */
  char                  *waiting_file; /* (owned) (nullable) for the first slot, until there is a form */

  FigmentAdaptiveBin    *bin;
  GtkToggleButton       *show_form;
  GtkToggleButton       *show_canvas;
  GtkPaned              *paned;
  GtkWidget             *form_side;
  FigmentWorkflowButton *workflow_button;
  GtkStack              *form_stack;
  GtkLabel              *form_trouble;
  FigmentFormView       *form_view;
  FigmentProblemLine    *problem_line;
  GtkRevealer           *complaint;
  GtkLabel              *complaint_label;
  GtkSpinButton         *count;
  FigmentCanvas         *canvas;
};

void _figment_generate_page_install_actions (GtkWidgetClass      *widget_class);
void _figment_generate_page_set_workflow    (FigmentGeneratePage *self,
                                             FigmentWorkflow     *workflow);
void _figment_generate_page_begin           (FigmentGeneratePage *self);
void _figment_generate_page_save_values     (FigmentGeneratePage *self);
void _figment_generate_page_complain        (FigmentGeneratePage *self,
                                             const char          *words);
void _figment_generate_page_show_canvas     (FigmentGeneratePage *self,
                                             gboolean             canvas);

G_END_DECLS
