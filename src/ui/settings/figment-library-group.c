/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-library-group.h"

#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "engine/figment-library-move.h"
#include "ui/compat/figment-compat.h"
#include "ui/widgets/figment-launch.h"

struct _FigmentLibraryGroup
{
  FigmentSettingsGroup  parent_instance;

  FigmentSession      *session;      /* (unowned) (nullable) none once the widget goes */
  GCancellable        *cancellable;  /* (owned) ends with the widget */
  GCancellable        *moving;       /* (owned) (nullable) while files are moved */
  char                *chosen;       /* (owned) (nullable) the folder that the question is about */
  AdwActionRow        *folder;
  AdwActionRow        *space;
  AdwActionRow        *move_row;
  GtkProgressBar      *progress;
  GtkWidget           *choose;
};

G_DEFINE_FINAL_TYPE (FigmentLibraryGroup, figment_library_group, FIGMENT_TYPE_SETTINGS_GROUP)

static void query_space (FigmentLibraryGroup *self,
                         GFile               *folder);

static void
toast (FigmentLibraryGroup *self,
       const char          *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
space_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(FigmentLibraryGroup) self = user_data;
  g_autoptr(GFile) parent = g_file_get_parent (G_FILE (source));
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_filesystem_info_finish (G_FILE (source), result, &error);
  g_autofree char *size = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (info == NULL && parent != NULL)
    {
      /* The folder is made with the first result; until then its parent tells. */
      query_space (self, parent);
      return;
    }
  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    {
      adw_action_row_set_subtitle (self->space, _("Not known"));
      return;
    }
  size = g_format_size (g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE));
  adw_action_row_set_subtitle (self->space, size);
}

static void
query_space (FigmentLibraryGroup *self,
             GFile               *folder)
{
  g_file_query_filesystem_info_async (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, G_PRIORITY_LOW, self->cancellable,
                                      space_cb, g_object_ref (self));
}

static void
show_folder (FigmentLibraryGroup *self)
{
  const char *path = figment_session_get_library_dir (self->session);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr(GFile) folder = g_file_new_for_path (path);

  adw_action_row_set_subtitle (self->folder, shown);
  query_space (self, folder);
}

static void
library_dir_cb (FigmentSession      *session,
                GParamSpec          *pspec,
                FigmentLibraryGroup *self)
{
  show_folder (self);
}

static void
progress_func (guint    done,
               guint    total,
               gpointer user_data)
{
  FigmentLibraryGroup *self = user_data;
  g_autofree char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  text = g_strdup_printf (_("%u of %u files"), done, total);
  adw_action_row_set_subtitle (self->move_row, text);
  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) done / total : 1);
}

/* What is in the queue's list is shown by others, too. */
static void
moved_func (gint64      id,
            const char *path,
            gpointer    user_data)
{
  FigmentLibraryGroup *self = user_data;
  GListModel *queue;
  guint n;

  if (self->session == NULL)
    return;
  queue = G_LIST_MODEL (figment_session_get_queue (self->session));
  n = g_list_model_get_n_items (queue);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (queue, i);
      GListModel *outputs = figment_generation_get_outputs (generation);

      for (guint j = 0; j < g_list_model_get_n_items (outputs); j++)
        {
          g_autoptr(FigmentOutput) output = g_list_model_get_item (outputs, j);

          if (figment_output_get_info (output)->id == id)
            figment_output_set_path (output, path);
        }
    }
}

static void
move_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentLibraryGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  const int n_moved = figment_library_move_finish (result, &error);
  g_autofree char *text = NULL;

  g_clear_object (&self->moving);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->move_row), FALSE);
  gtk_widget_set_sensitive (self->choose, TRUE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    text = g_strdup (_("Stopped; the other files stay where they were"));
  else if (error != NULL)
    text = g_strdup_printf (_("Not all files could be moved: %s"), error->message);
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d file moved", "%d files moved", (gulong) n_moved),
                            n_moved);
  toast (self, text);
  show_folder (self);
}

static void
start_move (FigmentLibraryGroup *self,
            const char          *from,
            const char          *to)
{
  self->moving = g_cancellable_new ();
  gtk_widget_set_sensitive (self->choose, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->move_row), TRUE);
  figment_library_move_async (figment_session_get_generations (self->session), from, to, progress_func, moved_func,
                              self, self->moving, move_cb, g_object_ref (self));
}

static void
confirm_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentLibraryGroup) self = user_data;
  g_autofree char *chosen = g_steal_pointer (&self->chosen);
  g_autofree char *from = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *response = figment_compat_confirm_finish (result, &error);

  if (response == NULL || self->session == NULL)
    return;
  from = g_strdup (figment_session_get_library_dir (self->session));
  figment_session_set_library_dir (self->session, chosen);
  if (g_str_equal (response, "move"))
    start_move (self, from, chosen);
}

static void
take_folder (FigmentLibraryGroup *self,
             const char          *path)
{
  static const FigmentResponse responses[] = {
    { "leave", N_("_Leave them"), FIGMENT_RESPONSE_PLAIN },
    { "move", N_("_Move them"), FIGMENT_RESPONSE_SUGGESTED },
  };
  const char *old = figment_session_get_library_dir (self->session);
  FigmentResponse shown[G_N_ELEMENTS (responses)];
  g_autoptr(GPtrArray) places = NULL;
  g_autofree char *body = NULL;

  if (g_strcmp0 (path, old) == 0)
    return;
  places = figment_generation_store_list_places (figment_session_get_generations (self->session), old, NULL);
  if (places == NULL || places->len == 0)
    {
      figment_session_set_library_dir (self->session, path);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (responses); i++)
    {
      shown[i] = responses[i];
      shown[i].label = _(responses[i].label);
    }
  body = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u file is in “%s”. Left there, it can still be seen in Figment.",
                                       "%u files are in “%s”. Left there, they can still be seen in Figment.",
                                       places->len), places->len, old);
  g_free (self->chosen);
  self->chosen = g_strdup (path);
  figment_compat_confirm_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Move What Is There Already?"),
                                body, NULL, shown, G_N_ELEMENTS (shown), self->cancellable, confirm_cb,
                                g_object_ref (self));
}

static void
select_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentLibraryGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) folder = figment_compat_select_folder_finish (result, &error);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (path == NULL || g_access (path, W_OK) != 0)
    toast (self, _("Figment cannot write to this folder"));
  else
    take_folder (self, path);
}

static void
choose_cb (GtkButton           *button,
           FigmentLibraryGroup *self)
{
  g_autoptr(GFile) folder = g_file_new_for_path (figment_session_get_library_dir (self->session));
  const FigmentFileQuestion question = {
    .title = _("Folder for Results"),
    .accept_label = _("_Choose"),
    .folder = g_file_query_exists (folder, NULL) ? folder : NULL,
  };

  figment_compat_select_folder_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &question,
                                      self->cancellable, select_cb, g_object_ref (self));
}

static void
open_cb (GtkButton           *button,
         FigmentLibraryGroup *self)
{
  const char *path = figment_session_get_library_dir (self->session);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  g_mkdir_with_parents (path, 0777);
  figment_launch (GTK_WIDGET (self), uri);
}

static void
cancel_cb (GtkButton           *button,
           FigmentLibraryGroup *self)
{
  if (self->moving != NULL)
    g_cancellable_cancel (self->moving);
}

static void
figment_library_group_set_up (FigmentSettingsGroup *group,
                              FigmentSession       *session)
{
  FigmentLibraryGroup *self = FIGMENT_LIBRARY_GROUP (group);

  self->session = session;
  g_signal_connect_object (session, "notify::library-dir", G_CALLBACK (library_dir_cb), self, 0);
  show_folder (self);
}

static void
figment_library_group_dispose (GObject *object)
{
  FigmentLibraryGroup *self = FIGMENT_LIBRARY_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  if (self->moving != NULL)
    g_cancellable_cancel (self->moving);
  self->session = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_LIBRARY_GROUP);
  G_OBJECT_CLASS (figment_library_group_parent_class)->dispose (object);
}

static void
figment_library_group_finalize (GObject *object)
{
  FigmentLibraryGroup *self = FIGMENT_LIBRARY_GROUP (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->moving);
  g_free (self->chosen);
  G_OBJECT_CLASS (figment_library_group_parent_class)->finalize (object);
}

static void
figment_library_group_class_init (FigmentLibraryGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_library_group_dispose;
  object_class->finalize = figment_library_group_finalize;
  FIGMENT_SETTINGS_GROUP_CLASS (klass)->set_up = figment_library_group_set_up;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/figment_app/Figment/settings/figment-library-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentLibraryGroup, folder);
  gtk_widget_class_bind_template_child (widget_class, FigmentLibraryGroup, space);
  gtk_widget_class_bind_template_child (widget_class, FigmentLibraryGroup, move_row);
  gtk_widget_class_bind_template_child (widget_class, FigmentLibraryGroup, progress);
  gtk_widget_class_bind_template_child (widget_class, FigmentLibraryGroup, choose);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
figment_library_group_init (FigmentLibraryGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
