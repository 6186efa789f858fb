/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-place-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/widgets/figment-drop-down.h"

/* Inputs that the list of the popover shows; the search finds the others. */
#define MAX_OTHERS 200

/**
 * FigmentPlaceList:
 *
 * The inputs that one control of a form writes to, with the reason for each; to be added to and taken from through the
 * form's editor.
 */
struct _FigmentPlaceList
{
  GtkBox             parent_instance;

  FigmentFormEditor *editor; /* (owned) (nullable) */
  FigmentField      *field;  /* (owned) (nullable) */

  GtkListBox        *places;
  GtkMenuButton     *add;
  GtkPopover        *add_popover;
  GtkEditable       *search;
  GtkListBox        *others;
};

G_DEFINE_FINAL_TYPE (FigmentPlaceList, figment_place_list, GTK_TYPE_BOX)

static const char *
get_confidence_words (double confidence)
{
  if (confidence >= 0.9)
    return _("Sure.");
  return confidence >= 0.6 ? _("Likely.") : _("A guess.");
}

/* Of a row, or of what is inside of one. */
static const FigmentPlace *
get_place (GtkWidget *widget)
{
  GtkWidget *row =
    GTK_IS_LIST_BOX_ROW (widget) ? widget : gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return g_object_get_data (G_OBJECT (row), "place");
}

static void
remove_place_cb (GtkButton *button,
                 gpointer   user_data)
{
  FigmentPlaceList *self = FIGMENT_PLACE_LIST (user_data);

  figment_form_editor_remove_place (self->editor, self->field, get_place (GTK_WIDGET (button)));
}

static gboolean
let_go_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
tie_cb (GtkDropDown *choice,
        GParamSpec  *pspec,
        gpointer     user_data)
{
  FigmentPlaceList *self = FIGMENT_PLACE_LIST (user_data);
  const guint selected = gtk_drop_down_get_selected (choice);

  if (selected == GTK_INVALID_LIST_POSITION)
    return;
  /* The step takes it out of the list, and GTK still has to notify of more. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, let_go_cb, g_object_ref (choice), g_object_unref);
  figment_form_editor_set_tie (self->editor, get_place (GTK_WIDGET (choice)),
                               (FigmentTie) (FIGMENT_TIE_SAME + selected));
}

/* How a seed goes along with the first one, in the order of FigmentTie. */
static GtkWidget *
new_tie_choice (FigmentPlaceList   *self,
                const FigmentPlace *place)
{
  const char *const ties[] = { _("The same seed"), _("As far apart"), _("A seed of its own"), NULL };
  GtkWidget *choice = gtk_drop_down_new_from_strings (ties);
  FigmentForm *form = figment_form_editor_get_form (self->editor);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice),
                              figment_form_get_tie (form, self->field, place) - FIGMENT_TIE_SAME);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (choice, _("How it goes along with the first seed"));
  figment_drop_down_set_name (GTK_DROP_DOWN (choice), _("How it goes along with the first seed"));
  g_signal_connect (choice, "notify::selected", G_CALLBACK (tie_cb), self);
  return choice;
}

static GtkWidget *
new_place_row (FigmentPlaceList   *self,
               const FigmentPlace *place,
               gboolean            is_first)
{
  GtkWidget *row = adw_action_row_new ();
  FigmentGraph *graph = figment_form_get_graph (figment_form_editor_get_form (self->editor));
  g_autofree char *node = figment_graph_describe_node (graph, place->node_id);
  g_autofree char *title = g_strdup_printf ("%s · %s", node, place->input);

  g_object_set_data_full (G_OBJECT (row), "place", figment_place_copy (place), (GDestroyNotify) figment_place_free);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (place->reason != NULL)
    {
      g_autofree char *reason =
        g_strdup_printf ("%s %s", get_confidence_words (place->confidence), place->reason);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
    }
  if (figment_field_get_kind (self->field) == FIGMENT_FIELD_SEED && (!is_first || place->tie == FIGMENT_TIE_OWN))
    {
      GtkWidget *choice = new_tie_choice (self, place);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), choice);
      g_object_set_data (G_OBJECT (row), "choice", choice);
    }
  if (figment_field_get_role (self->field) >= 0)
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, _("Do not write to it"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Do not write to it"),
                                      -1);
      g_signal_connect (button, "clicked", G_CALLBACK (remove_place_cb), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

/* Returns: (transfer none) (nullable): the row of a place that has the keyboard */
static GtkWidget *
find_focused (FigmentPlaceList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->places)))
    return NULL;
  return GTK_IS_LIST_BOX_ROW (focus) ? focus : gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW);
}

/* @index: where a row was that had the keyboard, of @place: it goes there again, or where that row would be. */
static void
focus_place (FigmentPlaceList   *self,
             const FigmentPlace *place,
             int                 index)
{
  GtkListBoxRow *row = NULL, *found = NULL;
  GtkWidget *choice = NULL;

  for (int i = 0; found == NULL && (row = gtk_list_box_get_row_at_index (self->places, i)) != NULL; i++)
    if (figment_place_equal (get_place (GTK_WIDGET (row)), place))
      found = row;
  for (; found == NULL && index >= 0; index--)
    found = gtk_list_box_get_row_at_index (self->places, index);
  if (found != NULL)
    choice = g_object_get_data (G_OBJECT (found), "choice");
  gtk_widget_grab_focus (choice != NULL ? choice : found != NULL ? GTK_WIDGET (found) : GTK_WIDGET (self->add));
}

static void
empty_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

/* Inputs that no role has: those that the control can write to as well. */
static void
fill_others (FigmentPlaceList *self)
{
  GListModel *form = G_LIST_MODEL (figment_form_editor_get_form (self->editor));
  g_autofree char *words = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  guint n = 0;

  empty_list (self->others);
  for (guint i = 0; i < g_list_model_get_n_items (form) && n < MAX_OTHERS; i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (form, i);
      const char *group = figment_field_get_group (field);
      g_autofree char *title = g_strdup_printf ("%s%s%s", figment_field_get_label (field), group != NULL ? " · " : "",
                                                group != NULL ? group : "");
      g_autofree char *folded = g_utf8_casefold (title, -1);
      GtkWidget *label;

      if (figment_field_get_role (field) >= 0 || strstr (folded, words) == NULL)
        continue;
      label = gtk_label_new (title);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      g_object_set_data_full (G_OBJECT (label), "field", g_object_ref (field), g_object_unref);
      gtk_list_box_append (self->others, label);
      n++;
    }
}

static void
fill_others_cb (FigmentPlaceList *self)
{
  gtk_editable_set_text (self->search, "");
  fill_others (self);
}

static void
search_cb (FigmentPlaceList *self)
{
  fill_others (self);
}

static void
stop_search_cb (FigmentPlaceList *self)
{
  gtk_popover_popdown (self->add_popover);
}

static void
other_cb (FigmentPlaceList *self,
          GtkListBoxRow       *row)
{
  FigmentField *other = g_object_get_data (G_OBJECT (gtk_list_box_row_get_child (row)), "field");
  const FigmentPlace *place = g_ptr_array_index (figment_field_get_places (other), 0);
  g_autofree char *node_id = g_strdup (place->node_id);
  g_autofree char *input = g_strdup (place->input);

  gtk_popover_popdown (self->add_popover);
  figment_form_editor_add_place (self->editor, self->field, node_id, input);
}

static void
figment_place_list_dispose (GObject *object)
{
  FigmentPlaceList *self = FIGMENT_PLACE_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_PLACE_LIST);
  g_clear_object (&self->field);
  g_clear_object (&self->editor);
  G_OBJECT_CLASS (figment_place_list_parent_class)->dispose (object);
}

static void
figment_place_list_class_init (FigmentPlaceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_place_list_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-place-list.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentPlaceList, places);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlaceList, add);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlaceList, add_popover);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlaceList, search);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlaceList, others);
  gtk_widget_class_bind_template_callback (widget_class, fill_others_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_cb);
}

static void
figment_place_list_init (FigmentPlaceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * figment_place_list_show:
 * @field: of the form of @editor
 *
 * Shows it as it is now; another one, or the same after it has changed.
 */
void
figment_place_list_show (FigmentPlaceList  *self,
                         FigmentFormEditor *editor,
                         FigmentField      *field)
{
  g_autoptr(FigmentPlace) focused = NULL;
  GtkWidget *row;
  GPtrArray *places;
  int index = -1;

  g_return_if_fail (FIGMENT_IS_PLACE_LIST (self));
  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (editor) && FIGMENT_IS_FIELD (field));

  g_set_object (&self->editor, editor);
  g_set_object (&self->field, field);
  places = figment_field_get_places (field);
  row = find_focused (self);
  if (row != NULL)
    {
      focused = figment_place_copy (get_place (row));
      index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
    }
  empty_list (self->places);
  for (guint i = 0; i < places->len; i++)
    gtk_list_box_append (self->places, new_place_row (self, g_ptr_array_index (places, i), i == 0));
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), figment_field_get_role (field) >= 0);
  if (focused != NULL)
    focus_place (self, focused, index);
}
