/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/figment-server-workflows.h"
#include "ui/compat/figment-compat.h"
#include "ui/figment-import-batch.h"
#include "ui/figment-window-private.h"
#include "ui/figment-words.h"
#include "ui/workflows/figment-server-import.h"

/* Characters of a prompt that name the workflow of a run. */
#define MAX_NAME 40

/**
 * figment_window_import_files:
 * @files: (element-type GFile)
 *
 * Takes workflows from files of any kind into the library; says in words what is wrong where that cannot be.
 */
void
figment_window_import_files (FigmentWindow *self,
                             GPtrArray     *files)
{
  FigmentImportBatch *batch;

  g_return_if_fail (FIGMENT_IS_WINDOW (self));

  batch = figment_import_batch_new (self);
  for (guint i = 0; i < files->len; i++)
    figment_import_batch_add_file (batch, g_ptr_array_index (files, i));
  figment_import_batch_run (batch);
}

static void
choose_workflows_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(FigmentWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) model = figment_compat_open_files_finish (result, &error);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (files, g_list_model_get_item (model, i));
  if (model != NULL)
    figment_window_import_files (self, files);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _figment_window_toast (self, error->message);
}

static void
import_workflow_action (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  /* What ComfyUI writes a workflow into, protocol §10. */
  static const char *const patterns[] = { "*.json", "*.png",  "*.webp", "*.avif", "*.jpg",    "*.jpeg",
                                          "*.mp4",  "*.mov",  "*.webm", "*.mkv",  "*.flac",   "*.mp3",
                                          "*.opus", "*.ogg",  "*.glb",  "*.svg",  "*.latent", "*.safetensors",
                                          "*.txt",  "*.md",   NULL };
  FigmentWindow *self = user_data;
  const FigmentFileQuestion question = {
    .title = _("Import Workflows"),
    .accept_label = _("_Import"),
    .filter_name = _("Workflows, and What They Made"),
    .patterns = patterns,
  };

  figment_compat_open_files_async (GTK_WINDOW (self), &question, self->cancellable, choose_workflows_cb,
                                   g_object_ref (self));
}

static void
import_files_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  for (guint i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_uri (uris[i]));
  figment_window_import_files (user_data, files);
}

/* Files that a file manager copied, or a text. */
static void
take_pasted (FigmentWindow *self,
             const GValue  *value)
{
  g_autoptr(FigmentImportBatch) batch = figment_import_batch_new (self);

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      for (GSList *l = files; l != NULL; l = l->next)
        figment_import_batch_add_file (batch, l->data);
    }
  else if (g_value_get_string (value) != NULL)
    {
      const char *text = g_value_get_string (value);
      g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

      figment_import_batch_add_bytes (batch, bytes, NULL);
    }
  figment_import_batch_run (g_steal_pointer (&batch));
}

static void
paste_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(FigmentWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    take_pasted (self, value);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _figment_window_toast (self, error->message);
}

static void
paste_workflow_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  FigmentWindow *self = user_data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr(GdkContentFormats) formats =
      gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  const gboolean files = gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST);

  if (!files && !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    {
      _figment_window_toast (self, _("There is no workflow in the clipboard. Copy a file of one, or its text."));
      return;
    }
  gdk_clipboard_read_value_async (clipboard, files ? GDK_TYPE_FILE_LIST : G_TYPE_STRING, G_PRIORITY_DEFAULT,
                                  self->cancellable, paste_cb, g_object_ref (self));
}

/* Workflows of the server, saved ones and those of its runs. */
static void
take_chosen (FigmentWindow *self,
             GPtrArray     *chosen)
{
  FigmentImportBatch *batch = figment_import_batch_new (self);
  FigmentComfyClient *client = figment_session_get_comfy (self->session);

  for (guint i = 0; i < chosen->len; i++)
    {
      const FigmentServerWorkflow *workflow = g_ptr_array_index (chosen, i);

      g_autofree char *name = figment_words_line (workflow->prompt, MAX_NAME);

      /* It is no path. */
      if (name != NULL)
        g_strdelimit (name, G_DIR_SEPARATOR_S, ' ');
      if (workflow->path != NULL)
        figment_import_batch_add_saved (batch, client, workflow->path);
      else
        figment_import_batch_add_bytes (batch, workflow->document, name);
    }
  figment_import_batch_run (batch);
}

static void
import_from_server_action (GSimpleAction *action,
                           GVariant      *parameter,
                           gpointer       user_data)
{
  FigmentWindow *self = user_data;
  GtkWidget *chooser = figment_server_import_new (GTK_WINDOW (self), figment_session_get_comfy (self->session));

  g_signal_connect_object (chooser, "chosen", G_CALLBACK (take_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (chooser));
}

void
_figment_window_install_import (FigmentWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "import-workflow", .activate = import_workflow_action },
    { .name = "import-from-server", .activate = import_from_server_action },
    { .name = "import-workflow-files", .activate = import_files_action, .parameter_type = "as" },
    { .name = "paste-workflow", .activate = paste_workflow_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
