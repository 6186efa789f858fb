/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-finder.h"

#include <glib/gi18n-lib.h>

#include "model/figment-tags.h"
#include "ui/figment-words.h"
#include "ui/shell/figment-adaptive-bin.h"
#include "ui/widgets/figment-drop-down.h"

struct _FigmentWorkflowFinder
{
  GtkBox         parent_instance;

  FigmentDoctor *doctor;    /* (owned) (nullable) */
  GListModel    *workflows; /* (owned) (nullable) */
  GtkFilter     *filter;    /* (owned) */
  GtkSorter     *sorter;    /* (owned) */
  GStrv          tags;      /* (owned) (nullable) that there are to choose from */
  char          *searched;  /* (owned) (nullable) what was last looked for */

  GtkEditable   *search;
  GtkDropDown   *mode;
  GtkDropDown   *tag;
  GtkDropDown   *order;
};

G_DEFINE_FINAL_TYPE (FigmentWorkflowFinder, figment_workflow_finder, GTK_TYPE_BOX)

/* The choices of the order, as the template has them. */
typedef enum
{
  ORDER_USED,
  ORDER_NAME,
  ORDER_NEWEST,
  ORDER_PROBLEMS,
} Order;

/* Returns: (nullable): NULL for the first choice of the drop-down, which is whatever they are. */
static const char *
get_tag (FigmentWorkflowFinder *self)
{
  const guint selected = gtk_drop_down_get_selected (self->tag);

  return selected != 0 && selected != GTK_INVALID_LIST_POSITION
           ? gtk_string_object_get_string (gtk_drop_down_get_selected_item (self->tag))
           : NULL;
}

/* The first choice of the drop-down is every mode. */
static gboolean
is_found (gpointer item,
          gpointer user_data)
{
  FigmentWorkflowFinder *self = FIGMENT_WORKFLOW_FINDER (user_data);
  const guint mode = gtk_drop_down_get_selected (self->mode);
  const char *tag = get_tag (self);

  return (mode == 0 || mode == GTK_INVALID_LIST_POSITION || figment_workflow_get_category (item) == mode - 1)
         && (tag == NULL || figment_tags_has (figment_workflow_get_tags (item), tag))
         && figment_workflow_matches (item, gtk_editable_get_text (self->search));
}

/* How bad it is with a workflow as far as that is known. */
static guint
count_problems (FigmentWorkflowFinder *self,
                FigmentWorkflow       *workflow)
{
  FigmentCheckup *checkup = figment_doctor_get_checkup (self->doctor, workflow);

  return checkup != NULL ? figment_checkup_get_n_problems (checkup) : 0;
}

/* When it was last used; one that was brought and not used yet, when that was. */
static gint64
get_handled_at (FigmentWorkflow *workflow)
{
  const gint64 used = figment_workflow_get_last_used_at (workflow);
  const gint64 made = figment_workflow_get_created_at (workflow);

  return figment_workflow_get_starter (workflow) != NULL ? used : MAX (used, made);
}

static int
compare (gconstpointer first,
         gconstpointer second,
         gpointer      user_data)
{
  FigmentWorkflow *a = (gpointer) first, *b = (gpointer) second;
  const gint64 a_made = figment_workflow_get_created_at (a), b_made = figment_workflow_get_created_at (b);

  switch ((Order) gtk_drop_down_get_selected (FIGMENT_WORKFLOW_FINDER (user_data)->order))
    {
    case ORDER_NAME: return g_utf8_collate (figment_workflow_get_name (a), figment_workflow_get_name (b));
    case ORDER_NEWEST: return (a_made < b_made) - (a_made > b_made);
    case ORDER_PROBLEMS: return (int) count_problems (user_data, b) - (int) count_problems (user_data, a);
    case ORDER_USED:
    default: return (get_handled_at (a) < get_handled_at (b)) - (get_handled_at (a) > get_handled_at (b));
    }
}

static void
filter_cb (FigmentWorkflowFinder *self)
{
  g_free (self->searched);
  self->searched = g_strdup (gtk_editable_get_text (self->search));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
order_cb (FigmentWorkflowFinder *self)
{
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

/* Other pages use workflows. */
static void
map_cb (FigmentWorkflowFinder *self)
{
  if (gtk_drop_down_get_selected (self->order) == ORDER_USED)
    order_cb (self);
}

static void
stop_search_cb (FigmentWorkflowFinder *self)
{
  gtk_editable_set_text (self->search, "");
}

/* The search entry waits a moment for more to be typed. */
void
figment_workflow_finder_settle (FigmentWorkflowFinder *self)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_FINDER (self));
  if (g_strcmp0 (self->searched != NULL ? self->searched : "", gtk_editable_get_text (self->search)) != 0)
    filter_cb (self);
}

static void
search_done_cb (FigmentWorkflowFinder *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.results", NULL);
}

/* The tags to choose from are those that there are; the one that is chosen stays, if it is still among them. */
static void
list_tags (FigmentWorkflowFinder *self)
{
  g_auto(GStrv) tags = figment_tags_collect (self->workflows);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *chosen = g_strdup (get_tag (self));
  guint selected = 0;

  if (self->tags != NULL && g_strv_equal ((const char *const *) tags, (const char *const *) self->tags))
    return;
  gtk_string_list_append (names, _("All tags"));
  for (guint i = 0; tags[i] != NULL; i++)
    {
      gtk_string_list_append (names, tags[i]);
      if (chosen != NULL && figment_tags_has (tags[i], chosen))
        selected = i + 1;
    }
  /* Another model begins with its first choice: what is found must not be all for that moment. */
  g_signal_handlers_block_by_func (self->tag, filter_cb, self);
  gtk_drop_down_set_model (self->tag, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->tag, selected);
  g_signal_handlers_unblock_by_func (self->tag, filter_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->tag), tags[0] != NULL);
  g_strfreev (self->tags);
  self->tags = g_steal_pointer (&tags);
  if (chosen != NULL && selected == 0)
    filter_cb (self);
}

static void
figment_workflow_finder_dispose (GObject *object)
{
  FigmentWorkflowFinder *self = FIGMENT_WORKFLOW_FINDER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_WORKFLOW_FINDER);
  g_clear_object (&self->workflows);
  g_clear_object (&self->doctor);
  G_OBJECT_CLASS (figment_workflow_finder_parent_class)->dispose (object);
}

static void
figment_workflow_finder_finalize (GObject *object)
{
  FigmentWorkflowFinder *self = FIGMENT_WORKFLOW_FINDER (object);

  g_object_unref (self->filter);
  g_object_unref (self->sorter);
  g_strfreev (self->tags);
  g_free (self->searched);
  G_OBJECT_CLASS (figment_workflow_finder_parent_class)->finalize (object);
}

static void
figment_workflow_finder_class_init (FigmentWorkflowFinderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_workflow_finder_dispose;
  object_class->finalize = figment_workflow_finder_finalize;
  g_type_ensure (FIGMENT_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-workflow-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowFinder, search);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowFinder, mode);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowFinder, tag);
  gtk_widget_class_bind_template_child (widget_class, FigmentWorkflowFinder, order);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, order_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_done_cb);
}

static void
figment_workflow_finder_init (FigmentWorkflowFinder *self)
{
  g_autoptr(GtkStringList) modes = gtk_string_list_new (NULL);

  /* First, since the drop-downs of the template have handlers already. Nothing is asked before there is a list. */
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_found, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  figment_drop_down_let_shrink (self->mode);
  figment_drop_down_let_shrink (self->order);
  gtk_string_list_append (modes, _("All"));
  for (FigmentMode mode = FIGMENT_MODE_TEXT_TO_IMAGE; mode <= FIGMENT_MODE_OTHER; mode++)
    gtk_string_list_append (modes, figment_words_mode (mode));
  gtk_drop_down_set_model (self->mode, G_LIST_MODEL (modes));
}

GListModel *
figment_workflow_finder_find (FigmentWorkflowFinder *self,
                              FigmentDoctor         *doctor,
                              GListModel            *workflows)
{
  GtkFilterListModel *found;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_FINDER (self) && self->workflows == NULL, NULL);
  self->doctor = g_object_ref (doctor);
  self->workflows = g_object_ref (workflows);
  found = gtk_filter_list_model_new (g_object_ref (workflows), g_object_ref (self->filter));
  g_signal_connect_object (workflows, "items-changed", G_CALLBACK (list_tags), self, G_CONNECT_SWAPPED);
  list_tags (self);
  return G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (found), g_object_ref (self->sorter)));
}

void
figment_workflow_finder_search (FigmentWorkflowFinder *self)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_FINDER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
figment_workflow_finder_refresh (FigmentWorkflowFinder *self)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_FINDER (self));
  if (self->workflows == NULL)
    return;
  list_tags (self);
  filter_cb (self);
  order_cb (self);
}

void
figment_workflow_finder_reorder (FigmentWorkflowFinder *self)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW_FINDER (self));
  if (gtk_drop_down_get_selected (self->order) == ORDER_PROBLEMS && !figment_doctor_is_busy (self->doctor))
    order_cb (self);
}
