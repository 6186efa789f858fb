/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-findings.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/workflows/figment-finding-row.h"

/* Rows that are shown; nobody reads more, and a hostile file has any number of findings. */
#define MAX_ROWS 100

/**
 * FigmentFindings:
 *
 * What is the matter with a workflow on the present server: a line that says how many problems there are and unfolds
 * into the list of them, each with what can be done. Follows the workflow and the server. Main thread.
 *
 * Signals: "repair" (const FigmentProblem *, const FigmentRepair *), valid while it is emitted: what the user wants
 * done; "chosen" (const FigmentProblem *): what the user wants to see; "changed": something else was found.
 */
struct _FigmentFindings
{
  GtkBox           parent_instance;

  FigmentDoctor   *doctor;   /* (owned) (nullable) */
  FigmentSession  *session;  /* (owned) (nullable) */
  FigmentWorkflow *workflow; /* (owned) (nullable) */

  GtkExpander     *expander;
  GtkImage        *icon;
  GtkLabel        *summary;
  GtkStack        *stack;
  GtkListBox      *list;
  GtkLabel        *rest;
};

G_DEFINE_FINAL_TYPE (FigmentFindings, figment_findings, GTK_TYPE_BOX)

typedef enum
{
  SIGNAL_REPAIR,
  SIGNAL_CHOSEN,
  SIGNAL_CHANGED,
} FigmentFindingsSignal;
static guint signals[SIGNAL_CHANGED + 1];

static void
repair_cb (FigmentFindings      *self,
           const FigmentProblem *problem,
           const FigmentRepair  *repair)
{
  g_signal_emit (self, signals[SIGNAL_REPAIR], 0, problem, repair);
}

static void
chosen_cb (FigmentFindings   *self,
           FigmentFindingRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, figment_finding_row_get_problem (row));
}

/* Returns: (transfer none) (nullable) */
FigmentCheckup *
figment_findings_get_checkup (FigmentFindings *self)
{
  g_return_val_if_fail (FIGMENT_IS_FINDINGS (self), NULL);
  return self->doctor != NULL && self->workflow != NULL ? figment_doctor_get_checkup (self->doctor, self->workflow)
                                                        : NULL;
}

/* Returns: the row that the keyboard is in, -1: it is elsewhere */
static int
empty_list (FigmentFindings *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row;
  int index = -1;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    {
      row = FIGMENT_IS_FINDING_ROW (focus) ? focus : gtk_widget_get_ancestor (focus, FIGMENT_TYPE_FINDING_ROW);
      index = row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;
    }
  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))) != NULL)
    gtk_list_box_remove (self->list, row);
  return index;
}

/* The keyboard stays where it was, though the row that was repaired is gone. */
static void
focus_row (FigmentFindings *self,
           int              index)
{
  GtkListBoxRow *row = NULL;

  if (index < 0)
    return;
  for (; row == NULL && index >= 0; index--)
    row = gtk_list_box_get_row_at_index (self->list, index);
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->expander));
}

static void
fill_list (FigmentFindings *self,
           FigmentCheckup  *checkup)
{
  const int index = empty_list (self);
  const guint n = checkup != NULL ? figment_checkup_get_findings (checkup)->len : 0;

  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      GtkWidget *row = figment_finding_row_new (checkup, i);

      g_signal_connect_object (row, "repair", G_CALLBACK (repair_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, row);
    }
  focus_row (self, index);
  gtk_widget_set_visible (GTK_WIDGET (self->rest), n > MAX_ROWS);
  if (n > MAX_ROWS)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("And %u more", "And %u more", n - MAX_ROWS), n - MAX_ROWS);

      gtk_label_set_label (self->rest, text);
    }
}

static void
show_summary (FigmentFindings *self,
              FigmentCheckup  *checkup)
{
  const gboolean known = self->doctor != NULL && figment_doctor_knows_server (self->doctor);
  const guint n_problems = checkup != NULL ? figment_checkup_get_n_problems (checkup) : 0;
  const guint n_notes = checkup != NULL ? figment_checkup_get_findings (checkup)->len - n_problems : 0;
  g_autofree char *health = figment_words_health (checkup, known);
  g_autofree char *notes =
    n_notes > 0 ? g_strdup_printf (ngettext ("%u note", "%u notes", n_notes), n_notes) : NULL;
  g_autofree char *text = notes != NULL ? g_strdup_printf ("%s · %s", health, notes) : g_strdup (health);

  gtk_label_set_label (self->summary, text);
  gtk_image_set_from_icon_name (self->icon, figment_words_health_icon (checkup, known));
  if (n_problems > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
  gtk_stack_set_visible_child_name (self->stack, !known                         ? "unknown"
                                                 : checkup == NULL              ? "checking"
                                                 : n_problems + n_notes == 0    ? "fine"
                                                                                : "list");
}

static void
show_findings (FigmentFindings *self)
{
  FigmentCheckup *checkup = figment_findings_get_checkup (self);

  show_summary (self, checkup);
  fill_list (self, figment_findings_get_open (self) ? checkup : NULL);
}

static void
changed_cb (FigmentFindings *self,
            FigmentWorkflow *workflow)
{
  if (self->workflow == NULL || (workflow != NULL && workflow != self->workflow))
    return;
  show_findings (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
expanded_cb (FigmentFindings *self)
{
  show_findings (self);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentCheckup *checkup = figment_findings_get_checkup (FIGMENT_FINDINGS (widget));
  g_autofree char *text = checkup != NULL ? figment_checkup_to_text (checkup) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* Somebody may have put a model on the server, which does not tell. */
static void
again_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentFindings *self = FIGMENT_FINDINGS (widget);

  if (self->session != NULL)
    figment_session_refresh_catalog (self->session);
}

static void
figment_findings_dispose (GObject *object)
{
  FigmentFindings *self = FIGMENT_FINDINGS (object);

  g_clear_object (&self->doctor);
  g_clear_object (&self->workflow);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_FINDINGS);
  G_OBJECT_CLASS (figment_findings_parent_class)->dispose (object);
}

static void
figment_findings_class_init (FigmentFindingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_findings_dispose;

  signals[SIGNAL_REPAIR] = g_signal_new ("repair", FIGMENT_TYPE_FINDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", FIGMENT_TYPE_FINDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FIGMENT_TYPE_FINDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-findings.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentFindings, expander);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindings, icon);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindings, summary);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindings, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindings, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindings, rest);
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_install_action (widget_class, "findings.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "findings.again", NULL, again_action);
}

static void
figment_findings_init (FigmentFindings *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @session, @workflow: (nullable) */
void
figment_findings_set_workflow (FigmentFindings *self,
                               FigmentSession  *session,
                               FigmentWorkflow *workflow)
{
  FigmentDoctor *doctor = session != NULL ? figment_session_get_doctor (session) : NULL;

  g_return_if_fail (FIGMENT_IS_FINDINGS (self));
  if (self->doctor != NULL)
    g_signal_handlers_disconnect_by_func (self->doctor, changed_cb, self);
  g_set_object (&self->session, session);
  if (g_set_object (&self->workflow, workflow))
    figment_findings_set_open (self, FALSE);
  g_set_object (&self->doctor, doctor);
  if (doctor != NULL)
    g_signal_connect_object (doctor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  show_findings (self);
}

gboolean
figment_findings_get_open (FigmentFindings *self)
{
  g_return_val_if_fail (FIGMENT_IS_FINDINGS (self), FALSE);
  return gtk_expander_get_expanded (self->expander);
}

void
figment_findings_set_open (FigmentFindings *self,
                           gboolean         open)
{
  g_return_if_fail (FIGMENT_IS_FINDINGS (self));
  gtk_expander_set_expanded (self->expander, open);
}
