/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-server-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/figment-server-workflows.h"
#include "ui/figment-words.h"

/* Characters of a prompt that name a run. */
#define MAX_NAME 80

struct _FigmentServerImport
{
  AdwWindow           parent_instance;

  FigmentComfyClient *client;      /* (owned) */
  GCancellable       *cancellable; /* (owned) cancelled with the window */
  GPtrArray          *list;        /* (owned) (nullable) of FigmentServerWorkflow */
  GPtrArray          *checks;      /* (owned) of GtkCheckButton, one for each of @list */

  GtkStack           *stack;
  AdwStatusPage      *trouble;
  GtkWidget          *saved;
  GtkListBox         *saved_list;
  GtkWidget          *runs;
  GtkListBox         *run_list;
  GtkWidget          *import;
};

G_DEFINE_FINAL_TYPE (FigmentServerImport, figment_server_import, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
toggled_cb (FigmentServerImport *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->checks->len; i++)
    any = any || gtk_check_button_get_active (g_ptr_array_index (self->checks, i));
  gtk_widget_set_sensitive (self->import, any);
}

static void
import_cb (FigmentServerImport *self)
{
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      g_ptr_array_add (chosen, g_ptr_array_index (self->list, i));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, chosen);
  gtk_window_close (GTK_WINDOW (self));
}

static void
name_saved (AdwPreferencesRow           *row,
            const FigmentServerWorkflow *workflow)
{
  g_autofree char *base = g_path_get_basename (workflow->path);
  g_autofree char *folder = g_path_get_dirname (workflow->path);

  if (g_str_has_suffix (base, ".json"))
    base[strlen (base) - strlen (".json")] = '\0';
  adw_preferences_row_set_title (row, base);
  if (!g_str_equal (folder, "."))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), folder);
}

static void
name_run (AdwPreferencesRow           *row,
          const FigmentServerWorkflow *workflow)
{
  const char *mode = figment_words_mode (workflow->mode);
  g_autofree char *prompt = figment_words_line (workflow->prompt, MAX_NAME);
  g_autofree char *ago = figment_words_ago (workflow->time_ms * 1000);
  /* Translators: what a run makes, when it ended: Text to Image · 3 minutes ago */
  g_autofree char *subtitle = ago != NULL ? g_strdup_printf (_("%s · %s"), mode, ago) : g_strdup (mode);

  adw_preferences_row_set_title (row, prompt != NULL ? prompt : mode);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
add_row (FigmentServerImport         *self,
         const FigmentServerWorkflow *workflow)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title-lines", 1, "subtitle-lines", 1, NULL);

  if (workflow->path != NULL)
    name_saved (ADW_PREFERENCES_ROW (row), workflow);
  else
    name_run (ADW_PREFERENCES_ROW (row), workflow);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_list_box_append (workflow->path != NULL ? self->saved_list : self->run_list, row);
  gtk_widget_set_visible (workflow->path != NULL ? self->saved : self->runs, TRUE);
  g_ptr_array_add (self->checks, check);
}

static void
list_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentServerImport) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = figment_server_workflows_list_finish (FIGMENT_COMFY_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (list == NULL)
    {
      adw_status_page_set_description (self->trouble, error->message);
      gtk_stack_set_visible_child_name (self->stack, "trouble");
      return;
    }
  self->list = g_steal_pointer (&list);
  for (guint i = 0; i < self->list->len; i++)
    add_row (self, g_ptr_array_index (self->list, i));
  gtk_stack_set_visible_child_name (self->stack, self->list->len > 0 ? "list" : "empty");
}

static void
figment_server_import_dispose (GObject *object)
{
  FigmentServerImport *self = FIGMENT_SERVER_IMPORT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_SERVER_IMPORT);
  G_OBJECT_CLASS (figment_server_import_parent_class)->dispose (object);
}

static void
figment_server_import_finalize (GObject *object)
{
  FigmentServerImport *self = FIGMENT_SERVER_IMPORT (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_ptr_array_unref (self->checks);
  G_OBJECT_CLASS (figment_server_import_parent_class)->finalize (object);
}

static void
figment_server_import_class_init (FigmentServerImportClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_server_import_dispose;
  G_OBJECT_CLASS (klass)->finalize = figment_server_import_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-server-import.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentServerImport, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerImport, trouble);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerImport, saved);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerImport, saved_list);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerImport, runs);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerImport, run_list);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerImport, import);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
figment_server_import_init (FigmentServerImport *self)
{
  self->cancellable = g_cancellable_new ();
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * figment_server_import_new:
 *
 * Begins to ask the server.
 */
GtkWidget *
figment_server_import_new (GtkWindow          *parent,
                           FigmentComfyClient *client)
{
  FigmentServerImport *self = g_object_new (FIGMENT_TYPE_SERVER_IMPORT, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  figment_server_workflows_list_async (client, self->cancellable, list_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
