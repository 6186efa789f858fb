/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generate-page-private.h"

#include <glib/gi18n-lib.h>

#include "ui/form/figment-dry-run.h"
#include "ui/generate/figment-reuse.h"

/* The page's actions; the window's of the same names come here. */

static void
add_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(FigmentGeneratePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGeneration) generation = figment_queue_add_finish (FIGMENT_QUEUE (source), result, &error);

  if (generation == NULL && !g_cancellable_is_cancelled (self->cancellable))
    _figment_generate_page_complain (self, error->message);
}

/* Why nothing can be sent, at the control that is in the way. */
static void
refuse (FigmentGeneratePage *self,
        const GError        *error)
{
  FigmentField *blocking = figment_form_get_blocking (self->form);

  _figment_generate_page_complain (self, error->message);
  _figment_generate_page_show_canvas (self, FALSE);
  if (blocking != NULL)
    figment_form_view_focus_field (self->form_view, blocking);
}

static void
generate (FigmentGeneratePage *self,
          gboolean             front)
{
  const guint count = (guint) gtk_spin_button_get_value_as_int (self->count);
  FigmentQueue *queue;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = NULL;

  if (self->form == NULL || self->workflow == NULL)
    return;
  if (figment_problem_line_is_refused (self->problem_line))
    {
      _figment_generate_page_show_canvas (self, FALSE);
      gtk_widget_child_focus (GTK_WIDGET (self->problem_line), GTK_DIR_TAB_FORWARD);
      return;
    }
  requests = figment_form_build_requests (self->form, count, &error);
  if (requests == NULL)
    {
      refuse (self, error);
      return;
    }
  _figment_generate_page_complain (self, NULL);
  self->settled = TRUE;
  queue = figment_session_get_queue (self->session);
  for (guint i = 0; i < requests->len; i++)
    {
      /* Each goes before the last one: the first is added last. */
      FigmentRequest *request = requests->pdata[front ? requests->len - 1 - i : i];

      figment_workflow_fill_request (self->workflow, request);
      figment_queue_add_async (queue, request, front, NULL, add_cb, g_object_ref (self));
    }
  figment_session_use_workflow (self->session, self->workflow);
  figment_canvas_follow (self->canvas);
  _figment_generate_page_show_canvas (self, TRUE);
}

static void
generate_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  generate (FIGMENT_GENERATE_PAGE (widget), FALSE);
}

static void
generate_front_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  generate (FIGMENT_GENERATE_PAGE (widget), TRUE);
}

/* The page has been called up to work on it: what is typed now is the prompt. */
static void
begin_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  _figment_generate_page_begin (FIGMENT_GENERATE_PAGE (widget));
}

static void
interrupt_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  figment_canvas_interrupt (FIGMENT_GENERATE_PAGE (widget)->canvas);
}

static void
reset_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);

  if (self->form != NULL)
    figment_form_reset (self->form);
}

static void
dry_run_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);
  g_autoptr(GError) error = NULL;
  GtkWidget *window;

  if (self->form == NULL)
    return;
  window = figment_dry_run_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->form, &error);
  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
  else
    refuse (self, error);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);

  if (self->session != NULL)
    figment_connection_retry (figment_session_get_comfy_connection (self->session));
}

static void
new_seed_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);
  FigmentField *seed = self->form != NULL ? figment_form_get_role_field (self->form, FIGMENT_ROLE_SEED) : NULL;

  if (seed == NULL)
    {
      _figment_generate_page_complain (self, _("This workflow has no seed that could be another one."));
      return;
    }
  figment_field_draw_seed (seed);
  generate (self, FALSE);
}

/* Puts a part of what a run was made with into the form. */
static void
reuse (FigmentGeneratePage *self,
       FigmentGeneration   *generation,
       const char          *what)
{
  FigmentRequest *request = figment_generation_get_request (generation);
  g_autofree char *values = figment_reuse_pick (request, what);
  FigmentWorkflow *workflow = NULL;

  if (g_str_equal (what, "all") && request->workflow_id != 0)
    workflow = figment_session_find_workflow (self->session, request->workflow_id);
  self->settled = TRUE;
  if (workflow != NULL)
    _figment_generate_page_set_workflow (self, workflow);
  if (self->form == NULL || values == NULL)
    {
      _figment_generate_page_complain (self, _("There is nothing in this result that can be used again here."));
      return;
    }
  if (g_str_equal (what, "all"))
    {
      figment_form_reset (self->form);
      if (workflow == NULL)
        _figment_generate_page_complain (self, _("The workflow of this result is not there any more. What fits is in "
                                                 "this one."));
    }
  figment_form_load_values (self->form, values);
  _figment_generate_page_show_canvas (self, FALSE);
}

/* Returns: (transfer full) (nullable) */
static FigmentGeneration *
load_generation (FigmentGeneratePage *self,
                 gint64               id)
{
  GListModel *queue = G_LIST_MODEL (figment_session_get_queue (self->session));
  const guint n = g_list_model_get_n_items (queue);
  g_autoptr(GError) error = NULL;
  FigmentGeneration *generation;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) live = g_list_model_get_item (queue, i);

      if (figment_generation_get_id (live) == id)
        return g_steal_pointer (&live);
    }
  generation = figment_generation_store_load (figment_session_get_generations (self->session), id, &error);
  if (generation == NULL)
    _figment_generate_page_complain (self, error != NULL ? error->message
                                                         : _("This result is not in the library any more."));
  return generation;
}

static void
reuse_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);
  g_autoptr(FigmentGeneration) generation = NULL;
  const char *what;
  gint64 id;

  g_variant_get (parameter, "(x&s)", &id, &what);
  if (self->session == NULL)
    return;
  generation = load_generation (self, id);
  if (generation != NULL)
    reuse (self, generation, what);
}

static void
use_last_seed_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);
  g_autoptr(FigmentResult) last =
    self->results != NULL ? g_list_model_get_item (figment_results_get_items (self->results), 0) : NULL;

  if (last != NULL)
    reuse (self, figment_result_get_generation (last), "seed");
  else
    _figment_generate_page_complain (self, _("There is no result yet whose seed could be used."));
}

static void
use_workflow_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);
  FigmentWorkflow *workflow =
    self->session != NULL ? figment_session_find_workflow (self->session, g_variant_get_int64 (parameter)) : NULL;

  if (workflow == NULL)
    return;
  self->settled = TRUE;
  _figment_generate_page_set_workflow (self, workflow);
  _figment_generate_page_show_canvas (self, FALSE);
}

static void
show_generation_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);
  g_autoptr(FigmentGeneration) generation = NULL;

  if (self->session == NULL)
    return;
  generation = load_generation (self, g_variant_get_int64 (parameter));
  if (generation == NULL)
    return;
  figment_canvas_show_generation (self->canvas, generation);
  _figment_generate_page_show_canvas (self, TRUE);
}

/* The workflow may have to come from disk first. */
static void
take_picture_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);
  g_autoptr(GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  _figment_generate_page_show_canvas (self, FALSE);
  if (self->form == NULL)
    {
      g_free (self->waiting_file);
      self->waiting_file = g_variant_dup_string (parameter, NULL);
    }
  else if (!figment_form_view_take_file (self->form_view, file))
    _figment_generate_page_complain (self, _("This workflow takes no picture. Choose another one above."));
  else
    figment_form_view_focus_prompt (self->form_view);
}

void
_figment_generate_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.begin", NULL, begin_action);
  gtk_widget_class_install_action (widget_class, "page.generate", NULL, generate_action);
  gtk_widget_class_install_action (widget_class, "page.generate-front", NULL, generate_front_action);
  gtk_widget_class_install_action (widget_class, "page.interrupt", NULL, interrupt_action);
  gtk_widget_class_install_action (widget_class, "page.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "page.dry-run", NULL, dry_run_action);
  gtk_widget_class_install_action (widget_class, "page.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "page.new-seed", NULL, new_seed_action);
  gtk_widget_class_install_action (widget_class, "page.use-last-seed", NULL, use_last_seed_action);
  gtk_widget_class_install_action (widget_class, "page.reuse", "(xs)", reuse_action);
  gtk_widget_class_install_action (widget_class, "page.use-workflow", "x", use_workflow_action);
  gtk_widget_class_install_action (widget_class, "page.show-generation", "x", show_generation_action);
  gtk_widget_class_install_action (widget_class, "page.take-picture", "s", take_picture_action);
}
