/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-finding-row.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/figment-launch.h"

struct _FigmentFindingRow
{
  GtkListBoxRow         parent_instance;

  FigmentCheckup       *checkup; /* (owned) */
  const FigmentProblem *problem; /* of it */

  GtkImage             *icon;
  GtkLabel             *message;
  GtkWidget            *actions;
  GtkWidget            *repair;
  GtkLabel             *repair_label;
  GtkMenuButton        *others;
  GtkWidget            *download;
};

G_DEFINE_FINAL_TYPE (FigmentFindingRow, figment_finding_row, GTK_TYPE_LIST_BOX_ROW)

typedef enum
{
  SIGNAL_REPAIR,
} FigmentFindingRowSignal;
static guint signals[SIGNAL_REPAIR + 1];

static void
repair_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FigmentFindingRow *self = FIGMENT_FINDING_ROW (widget);
  const guint index = g_variant_get_uint32 (parameter);

  if (index < self->problem->repairs->len)
    g_signal_emit (self, signals[SIGNAL_REPAIR], 0, self->problem, g_ptr_array_index (self->problem->repairs, index));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  const FigmentProblem *problem = FIGMENT_FINDING_ROW (widget)->problem;
  g_autofree char *text =
    g_strconcat (problem->message, problem->url != NULL ? "\n" : NULL, problem->url, NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* In the browser, which asks where to put it. The check lets no other links through than those of the web. */
static void
download_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  figment_launch (widget, FIGMENT_FINDING_ROW (widget)->problem->url);
}

static const char *
get_icon (FigmentProblemSeverity severity)
{
  switch (severity)
    {
    case FIGMENT_PROBLEM_FATAL: return "dialog-error-symbolic";
    case FIGMENT_PROBLEM_WARNING: return "dialog-warning-symbolic";
    case FIGMENT_PROBLEM_NOTE:
    default: return "dialog-information-symbolic";
    }
}

static const char *
get_word (FigmentProblemSeverity severity)
{
  switch (severity)
    {
    case FIGMENT_PROBLEM_FATAL: return _("The server will refuse it");
    case FIGMENT_PROBLEM_WARNING: return _("Part of it may fail");
    case FIGMENT_PROBLEM_NOTE:
    default: return _("Good to know");
    }
}

/* Labels of menus have mnemonics, names of files have underscores. */
static char *
escape_mnemonics (const char *words)
{
  g_auto(GStrv) parts = g_strsplit (words, "_", -1);

  return g_strjoinv ("__", parts);
}

/* The menu of the others is about to open. */
static void
offer_others (GtkMenuButton *button,
              gpointer       user_data)
{
  GPtrArray *repairs = FIGMENT_FINDING_ROW (user_data)->problem->repairs;
  g_autoptr(GMenu) menu = g_menu_new ();

  for (guint i = 1; i < repairs->len; i++)
    {
      g_autofree char *label = escape_mnemonics (((const FigmentRepair *) g_ptr_array_index (repairs, i))->words);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "finding.repair", "u", i);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
show_repairs (FigmentFindingRow *self)
{
  GPtrArray *repairs = self->problem->repairs;
  const char *words;

  gtk_widget_set_visible (self->repair, repairs->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->others), repairs->len > 1);
  if (repairs->len == 0)
    return;
  words = ((const FigmentRepair *) g_ptr_array_index (repairs, 0))->words;
  gtk_label_set_label (self->repair_label, words);
  gtk_widget_set_tooltip_text (self->repair, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->repair), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
show_problem (FigmentFindingRow *self)
{
  const FigmentProblem *problem = self->problem;

  gtk_image_set_from_icon_name (self->icon, get_icon (problem->severity));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), problem->severity == FIGMENT_PROBLEM_FATAL     ? "error"
                                                     : problem->severity == FIGMENT_PROBLEM_WARNING ? "warning"
                                                                                                    : "dim-label");
  gtk_label_set_label (self->message, problem->message);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), get_word (problem->severity));
  show_repairs (self);
  gtk_widget_set_visible (self->download, problem->url != NULL);
  gtk_widget_set_tooltip_text (self->download, problem->url);
  gtk_widget_set_visible (self->actions, problem->repairs->len > 0 || problem->url != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, problem->message,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, get_word (problem->severity), -1);
}

static void
figment_finding_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_FINDING_ROW);
  G_OBJECT_CLASS (figment_finding_row_parent_class)->dispose (object);
}

static void
figment_finding_row_finalize (GObject *object)
{
  figment_checkup_unref (FIGMENT_FINDING_ROW (object)->checkup);
  G_OBJECT_CLASS (figment_finding_row_parent_class)->finalize (object);
}

static void
figment_finding_row_class_init (FigmentFindingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_finding_row_dispose;
  object_class->finalize = figment_finding_row_finalize;

  signals[SIGNAL_REPAIR] = g_signal_new ("repair", FIGMENT_TYPE_FINDING_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-finding-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentFindingRow, icon);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindingRow, message);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindingRow, actions);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindingRow, repair);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindingRow, repair_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindingRow, others);
  gtk_widget_class_bind_template_child (widget_class, FigmentFindingRow, download);
  gtk_widget_class_install_action (widget_class, "finding.repair", "u", repair_action);
  gtk_widget_class_install_action (widget_class, "finding.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "finding.download", NULL, download_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "finding.copy", NULL);
}

static void
figment_finding_row_init (FigmentFindingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->others, offer_others, self, NULL);
}

GtkWidget *
figment_finding_row_new (FigmentCheckup *checkup,
                         guint           index)
{
  FigmentFindingRow *self = g_object_new (FIGMENT_TYPE_FINDING_ROW, NULL);

  self->checkup = figment_checkup_ref (checkup);
  self->problem = g_ptr_array_index (figment_checkup_get_findings (checkup), index);
  show_problem (self);
  return GTK_WIDGET (self);
}

/* Returns: (transfer none) */
const FigmentProblem *
figment_finding_row_get_problem (FigmentFindingRow *self)
{
  g_return_val_if_fail (FIGMENT_IS_FINDING_ROW (self), NULL);
  return self->problem;
}
