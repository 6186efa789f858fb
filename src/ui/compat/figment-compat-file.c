/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-compat.h"

#include <glib/gi18n-lib.h>

/* Returns: (transfer full) (nullable) */
static GtkFileFilter *
build_filter (const FigmentFileQuestion *question)
{
  GtkFileFilter *filter;

  if (question->filter_name == NULL)
    return NULL;
  filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, question->filter_name);
  for (guint i = 0; question->mime_types != NULL && question->mime_types[i] != NULL; i++)
    gtk_file_filter_add_mime_type (filter, question->mime_types[i]);
  for (guint i = 0; question->patterns != NULL && question->patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, question->patterns[i]);
  return filter;
}

#if GTK_CHECK_VERSION(4, 10, 0)

static GtkFileDialog *
build_dialog (const FigmentFileQuestion *question)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();
  g_autoptr(GtkFileFilter) filter = build_filter (question);

  gtk_file_dialog_set_title (dialog, question->title);
  if (question->accept_label != NULL)
    gtk_file_dialog_set_accept_label (dialog, question->accept_label);
  if (question->folder != NULL)
    gtk_file_dialog_set_initial_folder (dialog, question->folder);
  if (question->name != NULL)
    gtk_file_dialog_set_initial_name (dialog, question->name);
  if (filter != NULL)
    {
      g_autoptr(GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
      g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

      gtk_file_filter_set_name (all, _("All Files"));
      gtk_file_filter_add_pattern (all, "*");
      g_list_store_append (filters, filter);
      g_list_store_append (filters, all);
      gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
      gtk_file_dialog_set_default_filter (dialog, filter);
    }
  return dialog;
}

static void
return_object (GTask   *task,
               gpointer object,
               GError  *error)
{
  if (object != NULL)
    g_task_return_pointer (task, object, g_object_unref);
  else if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_FAILED))
    g_task_return_error (task, error);
  else
    {
      g_clear_error (&error);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Dismissed"));
    }
}

static void
open_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GFile *file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  return_object (task, file, error);
}

static void
open_several_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GListModel *files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, &error);

  return_object (task, files, error);
}

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GFile *file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);

  return_object (task, file, error);
}

static void
select_folder_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GFile *file = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, &error);

  return_object (task, file, error);
}

static void
choose (GtkWindow                 *parent,
        const FigmentFileQuestion *question,
        GtkFileChooserAction       action,
        gboolean                   several,
        GTask                     *task)
{
  g_autoptr(GtkFileDialog) dialog = build_dialog (question);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (action)
    {
    case GTK_FILE_CHOOSER_ACTION_SAVE: gtk_file_dialog_save (dialog, parent, cancellable, save_cb, task); break;
    case GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER:
      gtk_file_dialog_select_folder (dialog, parent, cancellable, select_folder_cb, task);
      break;
    case GTK_FILE_CHOOSER_ACTION_OPEN:
    default:
      if (several)
        gtk_file_dialog_open_multiple (dialog, parent, cancellable, open_several_cb, task);
      else
        gtk_file_dialog_open (dialog, parent, cancellable, open_cb, task);
    }
}

#else

/* The task owns the dialog (its task data), and the dialog's handler the task; both go when it is answered. */
static void
answer (GtkNativeDialog *dialog,
        int              response,
        GTask           *task)
{
  GSource *source = g_object_steal_data (G_OBJECT (dialog), "figment-cancel");
  g_autoptr(GTask) held = task;

  g_signal_handlers_disconnect_by_func (dialog, answer, task);
  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
  gtk_native_dialog_hide (dialog);
  if (response == GTK_RESPONSE_ACCEPT && gtk_file_chooser_get_select_multiple (GTK_FILE_CHOOSER (dialog)))
    g_task_return_pointer (held, gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)), g_object_unref);
  else if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (held, gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)), g_object_unref);
  else
    g_task_return_new_error (held, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Dismissed"));
}

static gboolean
cancel_cb (GCancellable *cancellable,
           gpointer      user_data)
{
  answer (g_task_get_task_data (user_data), GTK_RESPONSE_CANCEL, user_data);
  return G_SOURCE_REMOVE;
}

static void
choose (GtkWindow                 *parent,
        const FigmentFileQuestion *question,
        GtkFileChooserAction       action,
        gboolean                   several,
        GTask                     *task)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (question->title, parent, action, question->accept_label, NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr(GtkFileFilter) filter = build_filter (question);

  if (filter != NULL)
    {
      g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

      gtk_file_filter_set_name (all, _("All Files"));
      gtk_file_filter_add_pattern (all, "*");
      gtk_file_chooser_add_filter (chooser, filter);
      gtk_file_chooser_add_filter (chooser, all);
      gtk_file_chooser_set_filter (chooser, filter);
    }
  gtk_file_chooser_set_select_multiple (chooser, several);
  if (question->folder != NULL)
    gtk_file_chooser_set_current_folder (chooser, question->folder, NULL);
  if (question->name != NULL && action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (chooser, question->name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_task_set_task_data (task, dialog, g_object_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (answer), task);
  if (g_task_get_cancellable (task) != NULL)
    {
      GSource *source = g_cancellable_source_new (g_task_get_cancellable (task));

      g_source_set_callback (source, G_SOURCE_FUNC (cancel_cb), task, NULL);
      g_source_attach (source, NULL);
      g_object_set_data (G_OBJECT (dialog), "figment-cancel", source);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

#endif

void
figment_compat_open_file_async (GtkWindow                 *parent,
                                const FigmentFileQuestion *question,
                                GCancellable              *cancellable,
                                GAsyncReadyCallback        callback,
                                gpointer                   user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_compat_open_file_async);
  choose (parent, question, GTK_FILE_CHOOSER_ACTION_OPEN, FALSE, task);
}

/* Returns: (transfer full): the file, or %NULL with @error, %G_IO_ERROR_CANCELLED when nothing was chosen */
GFile *
figment_compat_open_file_finish (GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, figment_compat_open_file_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
figment_compat_open_files_async (GtkWindow                 *parent,
                                 const FigmentFileQuestion *question,
                                 GCancellable              *cancellable,
                                 GAsyncReadyCallback        callback,
                                 gpointer                   user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_compat_open_files_async);
  choose (parent, question, GTK_FILE_CHOOSER_ACTION_OPEN, TRUE, task);
}

/* Returns: (transfer full) (element-type GFile): as figment_compat_open_file_finish () */
GListModel *
figment_compat_open_files_finish (GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, figment_compat_open_files_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
figment_compat_save_file_async (GtkWindow                 *parent,
                                const FigmentFileQuestion *question,
                                GCancellable              *cancellable,
                                GAsyncReadyCallback        callback,
                                gpointer                   user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_compat_save_file_async);
  choose (parent, question, GTK_FILE_CHOOSER_ACTION_SAVE, FALSE, task);
}

/* Returns: (transfer full): as figment_compat_open_file_finish () */
GFile *
figment_compat_save_file_finish (GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, figment_compat_save_file_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
figment_compat_select_folder_async (GtkWindow                 *parent,
                                    const FigmentFileQuestion *question,
                                    GCancellable              *cancellable,
                                    GAsyncReadyCallback        callback,
                                    gpointer                   user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_compat_select_folder_async);
  choose (parent, question, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, FALSE, task);
}

/* Returns: (transfer full): as figment_compat_open_file_finish () */
GFile *
figment_compat_select_folder_finish (GAsyncResult *result,
                                     GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, figment_compat_select_folder_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
