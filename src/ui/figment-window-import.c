/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-window.h"

#include <glib/gi18n-lib.h>

#include "ui/compat/figment-compat.h"
#include "ui/figment-window-private.h"
#include "ui/figment-words.h"
#include "workflow/figment-workflow-file.h"

typedef struct
{
  FigmentWindow *window; /* (owned) */
  char          *name;   /* (owned) of the file, as it may be shown */
} ImportData;

static void
import_data_free (ImportData *data)
{
  g_object_unref (data->window);
  g_free (data->name);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImportData, import_data_free)

static void
add_workflow_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(FigmentWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!figment_workflow_store_add_finish (FIGMENT_WORKFLOW_STORE (source), result, &error))
    figment_compat_confirm_async (GTK_WINDOW (self), _("The workflow could not be kept"), error->message, NULL, NULL, 0,
                                  self->cancellable, NULL, NULL);
}

/* The same workflow is there already: not a second time, but to be found. */
static void
say_known (FigmentWindow   *self,
           const char      *name,
           FigmentWorkflow *known)
{
  /* Translators: a file's name, the name of a workflow in the library. */
  g_autofree char *text =
      g_strdup_printf (_("“%s” is in the library already, as “%s”"), name, figment_workflow_get_name (known));
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _("_Open"));
  adw_toast_set_action_name (toast, "win.use-workflow");
  adw_toast_set_action_target_value (toast, g_variant_new_int64 (figment_workflow_get_id (known)));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* What had to be mended or could not be known is worth a look before the first run; a plain import is not. */
static void
say_imported (FigmentWindow       *self,
              FigmentWorkflowFile *file)
{
  const char *const *warnings = figment_import_get_warnings (file->import);
  /* Translators: a workflow's name and a mode, “Landscape” … Text to Image */
  g_autofree char *text = g_strdup_printf (_("“%s” imported for %s"), figment_workflow_get_name (file->workflow),
                                           figment_words_mode (figment_workflow_get_category (file->workflow)));
  g_autofree char *body = NULL;

  if (warnings[0] == NULL)
    {
      _figment_window_toast (self, text);
      return;
    }
  body = g_strjoinv ("\n\n", (char **) warnings);
  figment_compat_confirm_async (GTK_WINDOW (self), text, body, NULL, NULL, 0, self->cancellable, NULL, NULL);
}

static void
load_workflow_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(ImportData) data = user_data;
  FigmentWindow *self = data->window;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentWorkflowFile) file = figment_workflow_file_load_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (file == NULL)
    {
      g_autofree char *heading = g_strdup_printf (_("“%s” could not be imported"), data->name);

      figment_compat_confirm_async (GTK_WINDOW (self), heading, error->message, NULL, NULL, 0, self->cancellable, NULL,
                                    NULL);
      return;
    }
  if (file->known != NULL)
    {
      say_known (self, data->name, file->known);
      return;
    }
  figment_workflow_store_add_async (figment_session_get_workflow_store (self->session), file->workflow, NULL,
                                    add_workflow_cb, g_object_ref (self));
  say_imported (self, file);
}

/**
 * figment_window_import_file:
 *
 * Takes a workflow from a file of any kind into the library; says in words what is wrong with it if that cannot be.
 */
void
figment_window_import_file (FigmentWindow *self,
                            GFile         *file)
{
  g_autofree char *base = NULL;
  ImportData *data;

  g_return_if_fail (FIGMENT_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  base = g_file_get_basename (file);
  data = g_new0 (ImportData, 1);
  data->window = g_object_ref (self);
  data->name = g_filename_display_name (base != NULL ? base : "");
  figment_workflow_file_load_async (file, figment_session_get_catalog (self->session),
                                    figment_session_get_workflows (self->session), self->cancellable, load_workflow_cb,
                                    data);
}

static void
choose_workflows_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(FigmentWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) files = figment_compat_open_files_finish (result, &error);

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      figment_window_import_file (self, file);
    }
  if (files == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
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
import_file_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  figment_window_import_file (user_data, file);
}

void
_figment_window_install_import (FigmentWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "import-workflow", .activate = import_workflow_action },
    { .name = "import-workflow-file", .activate = import_file_action, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
