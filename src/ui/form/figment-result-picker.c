/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-result-picker.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/widgets/figment-thumbnail.h"

#define MAX_RESULTS 60

/* px of a picture */
#define THUMBNAIL_SIZE 72

/* Characters of a prompt that name a result */
#define MAX_NAME 120

struct _FigmentResultPicker
{
  GtkPopover   parent_instance;

  GtkStack    *stack;
  GtkGridView *grid;
  GListStore  *results; /* FigmentResult */
};

G_DEFINE_FINAL_TYPE (FigmentResultPicker, figment_result_picker, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
setup_cb (FigmentResultPicker *self,
          GtkListItem         *item)
{
  gtk_list_item_set_child (item, g_object_new (FIGMENT_TYPE_THUMBNAIL, "size", THUMBNAIL_SIZE, NULL));
}

static void
bind_cb (FigmentResultPicker *self,
         GtkListItem         *item)
{
  FigmentResult *result = gtk_list_item_get_item (item);
  GtkWidget *thumbnail = gtk_list_item_get_child (item);
  g_autofree char *prompt = figment_words_prompt (figment_result_get_generation (result), MAX_NAME);

  figment_thumbnail_set_output (FIGMENT_THUMBNAIL (thumbnail), figment_result_get_output (result));
  gtk_widget_set_tooltip_text (thumbnail, prompt);
  gtk_accessible_update_property (GTK_ACCESSIBLE (thumbnail), GTK_ACCESSIBLE_PROPERTY_LABEL, prompt, -1);
}

static void
unbind_cb (FigmentResultPicker *self,
           GtkListItem         *item)
{
  figment_thumbnail_set_output (FIGMENT_THUMBNAIL (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (FigmentResultPicker *self,
             guint                position)
{
  g_autoptr(FigmentResult) result = g_list_model_get_item (G_LIST_MODEL (self->results), position);

  if (result == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, result);
}

static void
figment_result_picker_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_RESULT_PICKER);
  G_OBJECT_CLASS (figment_result_picker_parent_class)->dispose (object);
}

static void
figment_result_picker_class_init (FigmentResultPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_result_picker_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, FIGMENT_TYPE_RESULT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-result-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentResultPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentResultPicker, grid);
  gtk_widget_class_bind_template_child (widget_class, FigmentResultPicker, results);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
figment_result_picker_init (FigmentResultPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
figment_result_picker_load (FigmentResultPicker    *self,
                            FigmentGenerationStore *library,
                            const FigmentMediaKind *kinds,
                            guint                   n_kinds)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = NULL;

  g_return_if_fail (FIGMENT_IS_RESULT_PICKER (self));

  results = figment_generation_store_list_results (library, kinds, n_kinds, MAX_RESULTS, &error);
  if (results == NULL)
    g_debug ("recent results: %s", error->message);
  g_list_store_remove_all (self->results);
  for (guint i = 0; results != NULL && i < results->len; i++)
    if (g_file_test (figment_result_get_path (results->pdata[i]), G_FILE_TEST_EXISTS))
      g_list_store_append (self->results, results->pdata[i]);
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (G_LIST_MODEL (self->results)) > 0 ? "grid" : "empty");
}
