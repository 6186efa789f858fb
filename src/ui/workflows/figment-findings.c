/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-findings.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/workflows/figment-finding-row.h"

/* Rows that are shown; nobody reads more, and a hostile file has any number of findings. */
#define MAX_ROWS 100

/* A row takes a while. So many are built in one go; what the user does meanwhile is answered in between. */
#define ROWS_AT_ONCE 5

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

  FigmentCheckup  *listed;   /* (owned) (nullable) what the rows are of, or become */
  guint            n_built;  /* rows of it; those behind them are older */
  guint            build_id;

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

static guint
count_rows (FigmentFindings *self)
{
  return self->listed != NULL ? MIN (figment_checkup_get_findings (self->listed)->len, MAX_ROWS) : 0;
}

static gboolean
has_focus (GtkWidget *row)
{
  GtkRoot *root = gtk_widget_get_root (row);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == row || gtk_widget_is_ancestor (focus, row));
}

/* The keyboard stays where it was, though the row that was repaired is gone. */
static void
replace_row (FigmentFindings *self,
             GtkWidget       *old,
             GtkWidget       *row)
{
  if (has_focus (old))
    gtk_widget_grab_focus (row);
  gtk_list_box_remove (self->list, old);
}

/* In the place of the older one. */
static void
build_row (FigmentFindings *self)
{
  const int index = (int) self->n_built++;
  GtkListBoxRow *old = gtk_list_box_get_row_at_index (self->list, index);
  GtkWidget *row = figment_finding_row_new (self->listed, (guint) index);

  g_signal_connect_object (row, "repair", G_CALLBACK (repair_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_insert (self->list, row, index);
  if (old != NULL)
    replace_row (self, GTK_WIDGET (old), row);
}

/* Older ones than there are findings now. */
static void
remove_rest (FigmentFindings *self)
{
  const int n = (int) count_rows (self);
  GtkListBoxRow *last = n > 0 ? gtk_list_box_get_row_at_index (self->list, n - 1) : NULL;
  GtkListBoxRow *old;

  while ((old = gtk_list_box_get_row_at_index (self->list, n)) != NULL)
    replace_row (self, GTK_WIDGET (old), last != NULL ? GTK_WIDGET (last) : GTK_WIDGET (self->expander));
}

static gboolean
build_cb (gpointer user_data)
{
  FigmentFindings *self = user_data;
  const guint n = MIN (self->n_built + ROWS_AT_ONCE, count_rows (self));

  while (self->n_built < n)
    build_row (self);
  if (n < count_rows (self))
    return G_SOURCE_CONTINUE;
  remove_rest (self);
  self->build_id = 0;
  return G_SOURCE_REMOVE;
}

/* @checkup: (nullable): no rows */
static void
fill_list (FigmentFindings *self,
           FigmentCheckup  *checkup)
{
  const guint n = checkup != NULL ? figment_checkup_get_findings (checkup)->len : 0;

  if (self->listed == checkup)
    return;
  g_clear_handle_id (&self->build_id, g_source_remove);
  g_clear_pointer (&self->listed, figment_checkup_unref);
  self->listed = checkup != NULL ? figment_checkup_ref (checkup) : NULL;
  self->n_built = 0;
  if (build_cb (self) == G_SOURCE_CONTINUE)
    self->build_id = g_idle_add (build_cb, self);
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
  /* An expander takes what had the keyboard before it was folded away for what has it, and lets Tab pass. */
  if (!figment_findings_get_open (self))
    gtk_widget_set_focus_child (GTK_WIDGET (self->expander), NULL);
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

  g_clear_handle_id (&self->build_id, g_source_remove);
  g_clear_pointer (&self->listed, figment_checkup_unref);
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
