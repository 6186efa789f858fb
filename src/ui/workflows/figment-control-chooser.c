/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-control-chooser.h"

#include <glib/gi18n-lib.h>

#include "ui/form/figment-choice-popover.h"

struct _FigmentControlChooser
{
  AdwBin                parent_instance;

  GPtrArray            *fields; /* (owned) of FigmentField */
  GStrv                 titles; /* (owned) of each of them; no two are the same */

  GtkMenuButton        *button;
  GtkLabel             *current;
  FigmentChoicePopover *popover;
};

G_DEFINE_FINAL_TYPE (FigmentControlChooser, figment_control_chooser, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_CHOSEN,
} FigmentControlChooserSignal;
static guint signals[SIGNAL_CHOSEN + 1];

static char *
dup_title (FigmentField *field)
{
  const char *label = figment_field_get_label (field), *group = figment_field_get_group (field);

  if (figment_field_get_hidden (field))
    /* Translators: the name of a control that is not shown. */
    return g_strdup_printf (_("%s (hidden)"), label);
  return group != NULL ? g_strdup_printf ("%s · %s", label, group) : g_strdup (label);
}

/* @taken: (element-type utf8): the titles of those before it; gets this one */
static char *
dup_unique_title (FigmentField *field,
                  GHashTable   *taken)
{
  g_autofree char *plain = dup_title (field);
  char *title = g_strdup (plain);

  for (guint i = 2; g_hash_table_contains (taken, title); i++)
    {
      g_free (title);
      title = g_strdup_printf ("%s (%u)", plain, i);
    }
  g_hash_table_add (taken, title);
  return title;
}

static void
chosen_cb (FigmentControlChooser *self,
           const char            *title)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (g_str_equal (self->titles[i], title))
      {
        g_autoptr(FigmentField) field = g_object_ref (g_ptr_array_index (self->fields, i));

        g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, field);
        return;
      }
}

static void
figment_control_chooser_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL); /* the template would take it away, and the bin let go of it once more */
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_CONTROL_CHOOSER);
  G_OBJECT_CLASS (figment_control_chooser_parent_class)->dispose (object);
}

static void
figment_control_chooser_finalize (GObject *object)
{
  FigmentControlChooser *self = FIGMENT_CONTROL_CHOOSER (object);

  g_ptr_array_unref (self->fields);
  g_strfreev (self->titles);
  G_OBJECT_CLASS (figment_control_chooser_parent_class)->finalize (object);
}

static void
figment_control_chooser_class_init (FigmentControlChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_control_chooser_dispose;
  object_class->finalize = figment_control_chooser_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", FIGMENT_TYPE_CONTROL_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, FIGMENT_TYPE_FIELD);

  g_type_ensure (FIGMENT_TYPE_CHOICE_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-control-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentControlChooser, button);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlChooser, current);
  gtk_widget_class_bind_template_child (widget_class, FigmentControlChooser, popover);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
figment_control_chooser_init (FigmentControlChooser *self)
{
  GtkWidget *child;

  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* GtkMenuButton centres its child. */
  child = gtk_menu_button_get_child (self->button);
  gtk_widget_set_halign (gtk_widget_get_parent (child), GTK_ALIGN_FILL);
}

void
figment_control_chooser_list (FigmentControlChooser *self,
                              FigmentForm           *form)
{
  const guint n = form != NULL ? g_list_model_get_n_items (G_LIST_MODEL (form)) : 0;
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_if_fail (FIGMENT_IS_CONTROL_CHOOSER (self));
  g_ptr_array_set_size (self->fields, 0);
  g_strfreev (self->titles);
  self->titles = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      FigmentField *field = g_list_model_get_item (G_LIST_MODEL (form), i);

      g_ptr_array_add (self->fields, field);
      self->titles[i] = dup_unique_title (field, taken);
    }
  figment_choice_popover_set_choices (self->popover, (const char *const *) self->titles);
}

void
figment_control_chooser_show (FigmentControlChooser *self,
                              FigmentField          *field)
{
  guint index;
  const char *title;

  g_return_if_fail (FIGMENT_IS_CONTROL_CHOOSER (self));
  title = field != NULL && g_ptr_array_find (self->fields, field, &index) ? self->titles[index] : "";
  gtk_label_set_label (self->current, title);
  figment_choice_popover_set_current (self->popover, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
}
