/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-choice-popover.h"

/* From this many on there is a search entry. */
#define LONG_LIST 12

struct _FigmentChoicePopover
{
  GtkPopover          parent_instance;

  gboolean            prose;
  char              **choices;   /* (owned) (nullable) as they are in the list */
  char               *current;   /* (owned) (nullable) */

  GtkStack           *stack;
  GtkWidget          *search;
  GtkListView        *list;
  GtkLabel           *empty;
  GtkFilterListModel *filtered;
  GtkStringFilter    *filter;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (FigmentChoicePopover, figment_choice_popover, GTK_TYPE_POPOVER)

typedef enum
{
  PROP_PROSE = 1,
  PROP_EMPTY_TEXT,
} FigmentChoicePopoverProperty;
static GParamSpec *props[PROP_EMPTY_TEXT + 1];

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
select_current (FigmentChoicePopover *self)
{
  GListModel *model = G_LIST_MODEL (self->filtered);
  const guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n && self->current != NULL; i++)
    {
      g_autoptr(GtkStringObject) item = g_list_model_get_item (model, i);

      if (!g_str_equal (gtk_string_object_get_string (item), self->current))
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
      return;
    }
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static void
figment_choice_popover_map (GtkWidget *widget)
{
  FigmentChoicePopover *self = FIGMENT_CHOICE_POPOVER (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_string_filter_set_search (self->filter, NULL);
  GTK_WIDGET_CLASS (figment_choice_popover_parent_class)->map (widget);
  select_current (self);
  gtk_widget_grab_focus (gtk_widget_get_visible (self->search) ? self->search : GTK_WIDGET (self->list));
}

static void
search_changed_cb (FigmentChoicePopover *self)
{
  gtk_string_filter_set_search (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
activate_cb (FigmentChoicePopover *self,
             guint                 position)
{
  g_autoptr(GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (self->filtered), position);

  if (item == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, gtk_string_object_get_string (item));
}

/* Return takes the first of what was found. */
static void
search_activate_cb (FigmentChoicePopover *self)
{
  search_changed_cb (self);
  activate_cb (self, 0);
}

static void
setup_cb (FigmentChoicePopover *self,
          GtkListItem          *item)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_max_width_chars (label, 48);
  if (self->prose)
    {
      gtk_label_set_wrap (label, TRUE);
      gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (label, 2);
      gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
    }
  else
    gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (GTK_WIDGET (label), "choice");
  gtk_list_item_set_child (item, GTK_WIDGET (label));
}

static void
bind_cb (FigmentChoicePopover *self,
         GtkListItem          *item)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, text);
}

static void
figment_choice_popover_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  FigmentChoicePopover *self = FIGMENT_CHOICE_POPOVER (object);

  switch ((FigmentChoicePopoverProperty) prop_id)
    {
    case PROP_PROSE: g_value_set_boolean (value, self->prose); break;
    case PROP_EMPTY_TEXT: g_value_set_string (value, gtk_label_get_label (self->empty)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_choice_popover_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  FigmentChoicePopover *self = FIGMENT_CHOICE_POPOVER (object);

  switch ((FigmentChoicePopoverProperty) prop_id)
    {
    case PROP_PROSE: self->prose = g_value_get_boolean (value); break;
    case PROP_EMPTY_TEXT: gtk_label_set_label (self->empty, g_value_get_string (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_choice_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_CHOICE_POPOVER);
  G_OBJECT_CLASS (figment_choice_popover_parent_class)->dispose (object);
}

static void
figment_choice_popover_finalize (GObject *object)
{
  FigmentChoicePopover *self = FIGMENT_CHOICE_POPOVER (object);

  g_strfreev (self->choices);
  g_free (self->current);
  G_OBJECT_CLASS (figment_choice_popover_parent_class)->finalize (object);
}

static void
figment_choice_popover_class_init (FigmentChoicePopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_choice_popover_get_property;
  object_class->set_property = figment_choice_popover_set_property;
  object_class->dispose = figment_choice_popover_dispose;
  object_class->finalize = figment_choice_popover_finalize;
  widget_class->map = figment_choice_popover_map;

  props[PROP_PROSE] = g_param_spec_boolean ("prose", NULL, NULL, FALSE, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_EMPTY_TEXT] = g_param_spec_string ("empty-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-choice-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentChoicePopover, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoicePopover, search);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoicePopover, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoicePopover, empty);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoicePopover, filtered);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoicePopover, filter);
  gtk_widget_class_bind_template_child (widget_class, FigmentChoicePopover, selection);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
}

static void
figment_choice_popover_init (FigmentChoicePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
figment_choice_popover_set_choices (FigmentChoicePopover *self,
                                    const char *const    *choices)
{
  g_autoptr(GtkStringList) list = NULL;
  guint n;

  g_return_if_fail (FIGMENT_IS_CHOICE_POPOVER (self));
  g_return_if_fail (choices != NULL);

  if (self->choices != NULL && g_strv_equal ((const char *const *) self->choices, choices))
    return;
  g_strfreev (self->choices);
  self->choices = g_strdupv ((char **) choices);
  n = g_strv_length (self->choices);
  list = gtk_string_list_new (choices);
  gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (list));
  gtk_widget_set_visible (self->search, n > LONG_LIST);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

void
figment_choice_popover_set_current (FigmentChoicePopover *self,
                                    const char           *current)
{
  char *copy;

  g_return_if_fail (FIGMENT_IS_CHOICE_POPOVER (self));

  copy = g_strdup (current);
  g_free (self->current);
  self->current = copy;
}
