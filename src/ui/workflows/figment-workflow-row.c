/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-row.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/widgets/figment-thumbnail.h"
#include "ui/workflows/figment-rename-popover.h"

/* Characters of a description that are shown; the editor has all of it. */
#define MAX_DESCRIPTION 160

struct _FigmentWorkflowRow
{
  AdwActionRow     parent_instance;

  FigmentWorkflow *workflow; /* (owned) */

  GtkStack         *picture;
  FigmentThumbnail *thumbnail;
  GtkButton            *health;
  GtkImage             *health_icon;
  GtkLabel             *health_label;
  GtkMenuButton        *more;
  GMenuModel           *menu;   /* of the button, once it is opened */
  GtkBox               *place;  /* of the popover */
  FigmentRenamePopover *rename; /* (nullable) until it is first asked for */
};

G_DEFINE_FINAL_TYPE (FigmentWorkflowRow, figment_workflow_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  PROP_WORKFLOW = 1,
} FigmentWorkflowRowProperty;
static GParamSpec *props[PROP_WORKFLOW + 1];

typedef enum
{
  SIGNAL_RENAMED,
  SIGNAL_REMOVED,
  SIGNAL_EDITED,
  SIGNAL_DESCRIBED,
  SIGNAL_DUPLICATED,
  SIGNAL_EXPORTED,
} FigmentWorkflowRowSignal;
static guint signals[SIGNAL_EXPORTED + 1];

/*
 * Title and subtitle are markup. They are not bound in the template, since GTK 4.8 warns when a widget goes whose own
 * properties are bound there.
 */
static void
show_texts (FigmentWorkflowRow *self)
{
  const char *mode = figment_words_mode (figment_workflow_get_category (self->workflow));
  g_autofree char *ago = figment_words_ago (figment_workflow_get_last_used_at (self->workflow));
  const char *family = figment_workflow_get_family (self->workflow);
  const char *tags = figment_workflow_get_tags (self->workflow);
  g_autofree char *use = ago == NULL ? g_strdup (_("not used yet")) : g_strdup_printf (_("used %s"), ago);
  g_autofree char *what = family != NULL ? g_strdup_printf ("%s · %s", mode, family) : g_strdup (mode);
  g_autofree char *facts = tags != NULL && tags[0] != '\0' ? g_strdup_printf ("%s · %s · %s", what, tags, use)
                                                           : g_strdup_printf ("%s · %s", what, use);
  const char *description = figment_workflow_get_description (self->workflow);
  g_autofree char *line = description != NULL ? figment_words_line (description, MAX_DESCRIPTION) : NULL;
  g_autofree char *text = line != NULL ? g_strdup_printf ("%s\n%s", line, facts) : g_strdup (facts);
  g_autofree char *title = g_markup_escape_text (figment_workflow_get_name (self->workflow), -1);
  g_autofree char *subtitle = g_markup_escape_text (text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
}

/* Closure of the template. */
static char *
choose_icon (GObject    *object,
             FigmentMode mode)
{
  return g_strdup (figment_words_mode_icon (mode));
}

/* Where the workflow's own page does not exist yet, its home is the page that is nearest to it. */
static void
open_cb (FigmentWorkflowRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.use-workflow", "x", figment_workflow_get_id (self->workflow));
}

static void
health_cb (FigmentWorkflowRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-findings", "x", figment_workflow_get_id (self->workflow));
}

static void
renamed_cb (FigmentWorkflowRow *self,
            const char         *name)
{
  figment_workflow_set_name (self->workflow, name);
  g_signal_emit (self, signals[SIGNAL_RENAMED], 0);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FigmentWorkflowRow *self = FIGMENT_WORKFLOW_ROW (widget);

  if (self->rename == NULL)
    {
      self->rename = FIGMENT_RENAME_POPOVER (figment_rename_popover_new ());
      g_signal_connect_object (self->rename, "renamed", G_CALLBACK (renamed_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->place, GTK_WIDGET (self->rename));
    }
  figment_rename_popover_ask (self->rename, figment_workflow_get_name (self->workflow));
}

/* When it is first opened: a list of workflows has as many of them as rows. */
static void
create_menu_cb (GtkMenuButton *button,
                gpointer       user_data)
{
  FigmentWorkflowRow *self = user_data;

  gtk_menu_button_set_menu_model (button, self->menu);
}

static void
duplicate_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_DUPLICATED], 0);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_EXPORTED], 0);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_EDITED], 0);
}

static void
describe_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_DESCRIBED], 0);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVED], 0);
}

static void
figment_workflow_row_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch ((FigmentWorkflowRowProperty) prop_id)
    {
    case PROP_WORKFLOW: g_value_set_object (value, FIGMENT_WORKFLOW_ROW (object)->workflow); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_workflow_row_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch ((FigmentWorkflowRowProperty) prop_id)
    {
    case PROP_WORKFLOW: FIGMENT_WORKFLOW_ROW (object)->workflow = g_value_dup_object (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_workflow_row_constructed (GObject *object)
{
  FigmentWorkflowRow *self = FIGMENT_WORKFLOW_ROW (object);

  G_OBJECT_CLASS (figment_workflow_row_parent_class)->constructed (object);
  g_signal_connect_object (self->workflow, "notify", G_CALLBACK (show_texts), self, G_CONNECT_SWAPPED);
  show_texts (self);
}

static void
figment_workflow_row_dispose (GObject *object)
{
  FigmentWorkflowRow *self = FIGMENT_WORKFLOW_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_WORKFLOW_ROW);
  G_OBJECT_CLASS (figment_workflow_row_parent_class)->dispose (object);
  g_clear_object (&self->workflow);
}

static void
figment_workflow_row_class_init (FigmentWorkflowRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_workflow_row_get_property;
  object_class->set_property = figment_workflow_row_set_property;
  object_class->constructed = figment_workflow_row_constructed;
  object_class->dispose = figment_workflow_row_dispose;

  props[PROP_WORKFLOW] = g_param_spec_object ("workflow", NULL, NULL, FIGMENT_TYPE_WORKFLOW,
                                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", FIGMENT_TYPE_WORKFLOW_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", FIGMENT_TYPE_WORKFLOW_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_EDITED] = g_signal_new ("edited", FIGMENT_TYPE_WORKFLOW_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[SIGNAL_DESCRIBED] = g_signal_new ("described", FIGMENT_TYPE_WORKFLOW_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DUPLICATED] = g_signal_new ("duplicated", FIGMENT_TYPE_WORKFLOW_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EXPORTED] = g_signal_new ("exported", FIGMENT_TYPE_WORKFLOW_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);

  g_type_ensure (FIGMENT_TYPE_THUMBNAIL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-workflow-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowRow, picture);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowRow, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowRow, health);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowRow, health_icon);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowRow, health_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowRow, more);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowRow, place);
  gtk_widget_class_bind_template_child_full (widget_class, "row_menu", FALSE,
                                             G_STRUCT_OFFSET (FigmentWorkflowRow, menu));
  gtk_widget_class_bind_template_callback (widget_class, choose_icon);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, health_cb);
  gtk_widget_class_install_action (widget_class, "workflow.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "workflow.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "workflow.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "workflow.describe", NULL, describe_action);
  gtk_widget_class_install_action (widget_class, "workflow.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "workflow.export", NULL, export_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "workflow.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "workflow.remove", NULL);
}

static void
figment_workflow_row_init (FigmentWorkflowRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->more, create_menu_cb, self, NULL);
}

GtkWidget *
figment_workflow_row_new (FigmentWorkflow *workflow)
{
  return g_object_new (FIGMENT_TYPE_WORKFLOW_ROW, "workflow", workflow, NULL);
}

FigmentWorkflow *
figment_workflow_row_get_workflow (FigmentWorkflowRow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_ROW (self), NULL);
  return self->workflow;
}

/* @output: (nullable): of its last result; %NULL: there is none, and its kind is shown instead */
void
figment_workflow_row_set_result (FigmentWorkflowRow *self,
                                 FigmentOutput      *output)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_ROW (self));
  figment_thumbnail_set_output (self->thumbnail, output);
  gtk_stack_set_visible_child_name (self->picture, output != NULL ? "result" : "icon");
}

/* @checkup: (nullable): nothing is found yet; @known: whether the server is. A mark will do where all is well. */
void
figment_workflow_row_set_health (FigmentWorkflowRow *self,
                                 FigmentCheckup     *checkup,
                                 gboolean            known)
{
  const gboolean ill = checkup != NULL && figment_checkup_get_n_problems (checkup) > 0;
  g_autofree char *words = figment_words_health (checkup, known);

  g_return_if_fail (FIGMENT_IS_WORKFLOW_ROW (self));
  gtk_image_set_from_icon_name (self->health_icon, figment_words_health_icon (checkup, known));
  gtk_label_set_label (self->health_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->health_label), ill);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->health), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->health), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_remove_css_class (GTK_WIDGET (self->health), ill ? "dim-label" : "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->health), ill ? "warning" : "dim-label");
}
