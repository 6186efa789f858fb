/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflows-page-private.h"

#include <glib/gi18n-lib.h>

#include "media/figment-media.h"
#include "ui/compat/figment-compat.h"
#include "workflow/figment-workflow-export.h"

typedef struct
{
  FigmentWorkflowsPage *page;     /* (owned) */
  FigmentWorkflow      *workflow; /* (owned) */
  char                 *name;     /* (owned) (nullable) of the file, to be shown */
} ExportData;

static void
export_data_free (ExportData *data)
{
  g_object_unref (data->page);
  g_object_unref (data->workflow);
  g_free (data->name);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExportData, export_data_free)

static void
export_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExportData) data = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (figment_workflow_export_finish (data->workflow, result, &error))
    text = g_strdup_printf (_("“%s” is saved"), data->name);
  else
    text = g_strdup_printf (_("“%s” could not be saved: %s"), data->name, error->message);
  gtk_widget_activate_action (GTK_WIDGET (data->page), "win.toast", "s", text);
}

static void
choose_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExportData) data = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = figment_compat_save_file_finish (result, &error);
  g_autofree char *base = NULL;
  FigmentWorkflow *workflow = data->workflow;

  if (file == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        gtk_widget_activate_action (GTK_WIDGET (data->page), "win.toast", "s", error->message);
      return;
    }
  base = g_file_get_basename (file);
  data->name = g_filename_display_name (base);
  figment_workflow_export_async (workflow, file, NULL, export_cb, g_steal_pointer (&data));
}

void
_figment_workflows_page_export (FigmentWorkflowsPage *self,
                                FigmentWorkflowRow   *row)
{
  FigmentWorkflow *workflow = figment_workflow_row_get_workflow (row);
  g_autofree char *file_name = g_strconcat (figment_workflow_get_name (workflow), ".json", NULL);
  g_autofree char *safe_name = figment_media_safe_name (file_name);
  const FigmentFileQuestion question = {
    .title = _("Export the Workflow"),
    .accept_label = _("_Export"),
    .name = safe_name,
  };
  ExportData *data = g_new0 (ExportData, 1);

  data->page = g_object_ref (self);
  data->workflow = g_object_ref (workflow);
  figment_compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &question, NULL, choose_cb,
                                  data);
}
