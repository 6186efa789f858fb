/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-problem-line.h"

#include <glib/gi18n-lib.h>

/* Problems that are looked at with each value that is set; who has more has to look at the list anyway. */
#define MAX_LOOKED_AT 20

/* What was replaced here just now, to be taken back. */
typedef struct
{
  char         *server; /* (owned) its address */
  char         *wanted; /* (owned) */
  char         *taken;  /* (owned) */
  char         *before; /* (owned) (nullable) what stood in for it until then */
  FigmentPlace *place;  /* (owned) whose control has it */
} Replaced;

/**
 * FigmentProblemLine:
 *
 * Says in a line, before it is tried, that a workflow has problems on the present server, with the repair where one
 * will do. Says nothing of what somebody has chosen otherwise on the form, and not again what stands below a control
 * that is seen. Main thread.
 */
struct _FigmentProblemLine
{
  GtkWidget        parent_instance;

  FigmentSession  *session;  /* (owned) (nullable) */
  FigmentWorkflow *workflow; /* (owned) (nullable) */
  FigmentForm     *form;     /* (owned) (nullable) */
  FigmentCheckup  *checkup;  /* (owned) (nullable) what @repair is of */
  Replaced        *replaced; /* (owned) (nullable) */

  GtkRevealer     *revealer;
  GtkLabel        *label;
  GtkWidget       *repair;
  GtkLabel        *repair_label;
  GtkWidget       *undo;
  GtkWidget       *show;
};

G_DEFINE_FINAL_TYPE (FigmentProblemLine, figment_problem_line, GTK_TYPE_WIDGET)

static void
replaced_free (Replaced *replaced)
{
  g_free (replaced->server);
  g_free (replaced->wanted);
  g_free (replaced->taken);
  g_free (replaced->before);
  figment_place_free (replaced->place);
  g_free (replaced);
}

static const char *
get_server (FigmentProblemLine *self)
{
  return figment_endpoint_get_url (figment_comfy_client_get_endpoint (figment_session_get_comfy (self->session)));
}

/* Whether what was replaced here still is: on this server, by that, and with nothing else chosen on the form. */
static gboolean
is_replaced (FigmentProblemLine *self)
{
  const Replaced *replaced = self->replaced;
  FigmentField *field;

  if (replaced == NULL || !g_str_equal (get_server (self), replaced->server)
      || g_strcmp0 (figment_replacements_get (figment_session_get_replacements (self->session), replaced->wanted),
                    replaced->taken) != 0)
    return FALSE;
  field = figment_form_find_field (self->form, replaced->place->node_id, replaced->place->input);
  return field != NULL && g_str_equal (figment_field_get_value (field), replaced->taken);
}

/* What somebody has set has its own mark on the form if it is wrong. */
static gboolean
is_standing (FigmentProblemLine   *self,
             const FigmentProblem *problem,
             FigmentField        **field)
{
  *field = problem->node_id != NULL && problem->input != NULL
             ? figment_form_find_field (self->form, problem->node_id, problem->input) : NULL;
  return *field == NULL || (!figment_field_is_changed (*field) && figment_field_get_problem (*field) != NULL);
}

/* The problems that the form has now: how many, and of the first one its control. */
static guint
count_standing (FigmentProblemLine    *self,
                const FigmentProblem **first,
                FigmentField         **field)
{
  GPtrArray *findings = figment_checkup_get_findings (self->checkup);
  const guint n = figment_checkup_get_n_problems (self->checkup);
  guint n_standing = 0;

  for (guint i = 0; i < MIN (n, MAX_LOOKED_AT); i++)
    {
      FigmentField *own;

      if (!is_standing (self, g_ptr_array_index (findings, i), &own) || n_standing++ > 0)
        continue;
      *first = g_ptr_array_index (findings, i);
      *field = own;
    }
  return n > MAX_LOOKED_AT && n_standing > 0 ? n_standing + n - MAX_LOOKED_AT : n_standing;
}

/* Returns: (transfer none) (nullable): what can be taken on this server in place of what the workflow wants */
static const FigmentRepair *
find_repair (const FigmentProblem *problem)
{
  for (guint i = 0; i < problem->repairs->len; i++)
    if (figment_problem_get_taken (problem, g_ptr_array_index (problem->repairs, i)) != NULL)
      return g_ptr_array_index (problem->repairs, i);
  return NULL;
}

/* Returns: (transfer none) (nullable): why no server takes the workflow; another one may take what this one does not */
static const FigmentProblem *
find_refusal (FigmentProblemLine *self)
{
  GPtrArray *findings = self->checkup != NULL ? figment_checkup_get_findings (self->checkup) : NULL;

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const FigmentProblem *problem = g_ptr_array_index (findings, i);

      if (problem->everywhere)
        return problem;
    }
  return NULL;
}

static void
show_refusal (FigmentProblemLine   *self,
              const FigmentProblem *refusal)
{
  /* Translators: %s is a sentence that says why. */
  g_autofree char *text = g_strdup_printf (_("No server will run this workflow. %s"), refusal->message);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (self->repair, FALSE);
  gtk_widget_set_visible (self->undo, FALSE);
}

static char *
describe (guint                 n,
          const FigmentProblem *first,
          FigmentField         *field)
{
  const gboolean seen = field != NULL && !figment_field_get_advanced (field) && !figment_field_get_hidden (field);

  if (n > 1)
    return g_strdup_printf (ngettext ("%u problem on this server", "%u problems on this server", n), n);
  if (!seen)
    return g_strdup (first->message);
  /* Translators: %s is the name of a control, as Model. What is wrong is said there. */
  return g_strdup_printf (_("%s needs another value on this server"), figment_field_get_label (field));
}

static void
show_problems (FigmentProblemLine   *self,
               guint                 n,
               const FigmentProblem *first,
               FigmentField         *field)
{
  const FigmentRepair *repair = n == 1 ? find_repair (first) : NULL;
  g_autofree char *text = describe (n, first, field);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (self->repair, repair != NULL);
  gtk_widget_set_visible (self->undo, FALSE);
  if (repair == NULL)
    return;
  gtk_label_set_label (self->repair_label, repair->words);
  gtk_widget_set_tooltip_text (self->repair, repair->words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->repair), GTK_ACCESSIBLE_PROPERTY_LABEL, repair->words, -1);
}

static void
show_replaced (FigmentProblemLine *self)
{
  g_autofree char *text =
    /* Translators: names of models: what is used, in place of which. */
    g_strdup_printf (_("“%s” is used in place of “%s”"), self->replaced->taken, self->replaced->wanted);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (self->repair, FALSE);
  gtk_widget_set_visible (self->undo, TRUE);
}

static FigmentCheckup *
get_checkup (FigmentProblemLine *self)
{
  return self->session != NULL && self->workflow != NULL && self->form != NULL
           ? figment_doctor_get_checkup (figment_session_get_doctor (self->session), self->workflow) : NULL;
}

/* Takes what the doctor knows now, and says it. Nobody is looked at for a page that is not seen. */
static void
look (FigmentProblemLine *self)
{
  FigmentCheckup *checkup = gtk_widget_get_mapped (GTK_WIDGET (self)) ? get_checkup (self) : NULL;

  g_clear_pointer (&self->checkup, figment_checkup_unref);
  self->checkup = checkup != NULL ? figment_checkup_ref (checkup) : NULL;
  figment_problem_line_refresh (self);
}

static void
changed_cb (FigmentProblemLine *self,
            FigmentWorkflow    *workflow)
{
  if (workflow == NULL || workflow == self->workflow)
    look (self);
}

static void
repair_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FigmentProblemLine *self = FIGMENT_PROBLEM_LINE (widget);
  const FigmentProblem *problem = NULL;
  const FigmentRepair *repair;
  FigmentField *field;
  Replaced *replaced;

  if (self->checkup == NULL || count_standing (self, &problem, &field) != 1)
    return;
  repair = find_repair (problem);
  if (repair == NULL)
    return;
  replaced = g_new (Replaced, 1);
  *replaced = (Replaced) {
    .server = g_strdup (get_server (self)),
    .wanted = g_strdup (problem->wanted),
    .taken = g_strdup (figment_problem_get_taken (problem, repair)),
    .before =
      g_strdup (figment_replacements_get (figment_session_get_replacements (self->session), problem->wanted)),
    .place = figment_place_new (problem->node_id, problem->input, 1, NULL),
  };
  g_clear_pointer (&self->replaced, replaced_free);
  self->replaced = replaced;
  figment_session_set_replacement (self->session, replaced->wanted, replaced->taken);
  gtk_widget_grab_focus (self->undo);
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentProblemLine *self = FIGMENT_PROBLEM_LINE (widget);
  Replaced *replaced;

  if (!is_replaced (self))
    return;
  replaced = g_steal_pointer (&self->replaced);
  figment_session_set_replacement (self->session, replaced->wanted, replaced->before);
  replaced_free (replaced);
}

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentProblemLine *self = FIGMENT_PROBLEM_LINE (widget);

  if (self->workflow != NULL)
    gtk_widget_activate_action (widget, "win.show-findings", "x", figment_workflow_get_id (self->workflow));
}

static void
figment_problem_line_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (figment_problem_line_parent_class)->map (widget);
  look (FIGMENT_PROBLEM_LINE (widget));
}

static void
figment_problem_line_dispose (GObject *object)
{
  FigmentProblemLine *self = FIGMENT_PROBLEM_LINE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_PROBLEM_LINE);
  G_OBJECT_CLASS (figment_problem_line_parent_class)->dispose (object);
  g_clear_pointer (&self->checkup, figment_checkup_unref);
  g_clear_object (&self->form);
  g_clear_object (&self->workflow);
  g_clear_object (&self->session);
}

static void
figment_problem_line_finalize (GObject *object)
{
  FigmentProblemLine *self = FIGMENT_PROBLEM_LINE (object);

  g_clear_pointer (&self->replaced, replaced_free);
  G_OBJECT_CLASS (figment_problem_line_parent_class)->finalize (object);
}

static void
figment_problem_line_class_init (FigmentProblemLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_problem_line_dispose;
  object_class->finalize = figment_problem_line_finalize;
  widget_class->map = figment_problem_line_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/generate/figment-problem-line.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentProblemLine, revealer);
  gtk_widget_class_bind_template_child (widget_class, FigmentProblemLine, label);
  gtk_widget_class_bind_template_child (widget_class, FigmentProblemLine, repair);
  gtk_widget_class_bind_template_child (widget_class, FigmentProblemLine, repair_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentProblemLine, undo);
  gtk_widget_class_bind_template_child (widget_class, FigmentProblemLine, show);
  gtk_widget_class_install_action (widget_class, "problem.repair", NULL, repair_action);
  gtk_widget_class_install_action (widget_class, "problem.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "problem.show", NULL, show_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
figment_problem_line_init (FigmentProblemLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
figment_problem_line_set_workflow (FigmentProblemLine *self,
                                   FigmentSession     *session,
                                   FigmentWorkflow    *workflow,
                                   FigmentForm        *form)
{
  g_return_if_fail (FIGMENT_IS_PROBLEM_LINE (self));
  if (g_set_object (&self->session, session))
    g_signal_connect_object (figment_session_get_doctor (session), "changed", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_set_object (&self->workflow, workflow);
  g_set_object (&self->form, form);
  g_clear_pointer (&self->replaced, replaced_free);
  look (self);
}

void
figment_problem_line_refresh (FigmentProblemLine *self)
{
  const FigmentProblem *first = NULL, *refusal;
  FigmentField *field = NULL;
  guint n;

  g_return_if_fail (FIGMENT_IS_PROBLEM_LINE (self));
  if (!is_replaced (self))
    g_clear_pointer (&self->replaced, replaced_free);
  refusal = find_refusal (self);
  n = self->checkup != NULL ? count_standing (self, &first, &field) : 0;
  if (refusal != NULL)
    show_refusal (self, refusal);
  else if (n > 0)
    show_problems (self, n, first, field);
  else if (self->replaced != NULL)
    show_replaced (self);
  if (n > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), "warning");
  gtk_revealer_set_reveal_child (self->revealer, n > 0 || self->replaced != NULL);
}

gboolean
figment_problem_line_is_refused (FigmentProblemLine *self)
{
  g_return_val_if_fail (FIGMENT_IS_PROBLEM_LINE (self), FALSE);
  return find_refusal (self) != NULL;
}
