/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-canvas-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "ui/compat/figment-compat.h"
#include "ui/form/figment-input-file.h"
#include "ui/widgets/figment-open-with.h"
#include "ui/widgets/figment-toast.h"

/* What can be done with a result, and with what went wrong. */

void
_figment_canvas_toast (FigmentCanvas *self,
                       const char    *text)
{
  /* Its window may be closed already. */
  if (self->toasts != NULL)
    adw_toast_overlay_add_toast (self->toasts, figment_toast_new (text));
}

void
_figment_canvas_say_error (FigmentCanvas *self,
                           const GError  *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _figment_canvas_toast (self, error->message);
}

/* Returns: (transfer full) (nullable): the file of the result that is shown */
static GFile *
dup_file (FigmentCanvas *self)
{
  const char *path = self->result != NULL ? figment_result_get_path (self->result) : NULL;

  return path != NULL ? g_file_new_for_path (path) : NULL;
}

static FigmentMediaKind
get_kind (FigmentCanvas *self)
{
  return figment_output_get_info (figment_result_get_output (self->result))->kind;
}

/* Returns: (transfer full) (nullable): the result as a file, for other programs and for slots */
GdkContentProvider *
_figment_canvas_build_content (FigmentResult *result)
{
  const FigmentOutputInfo *info = figment_output_get_info (figment_result_get_output (result));
  g_autoptr(GFile) file = NULL;
  GValue value = G_VALUE_INIT;
  GdkContentProvider *content;

  if (info->path == NULL)
    return info->text != NULL ? gdk_content_provider_new_typed (G_TYPE_STRING, info->text) : NULL;
  file = g_file_new_for_path (info->path);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  content = gdk_content_provider_new_for_value (&value);
  g_value_unset (&value);
  return content;
}

/* Saving */

static void
copy_file_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(FigmentCanvas) self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_file_copy_finish (G_FILE (source), result, &error))
    _figment_canvas_toast (self, _("Saved"));
  else
    _figment_canvas_say_error (self, error);
}

typedef struct
{
  FigmentCanvas *canvas; /* (owned) */
  GFile         *file;   /* (owned) */
} SaveData;

static void
save_data_free (SaveData *data)
{
  g_object_unref (data->canvas);
  g_object_unref (data->file);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SaveData, save_data_free)

static void
choose_place_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(SaveData) data = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) place = figment_compat_save_file_finish (result, &error);

  if (place == NULL)
    _figment_canvas_say_error (data->canvas, error);
  else
    g_file_copy_async (data->file, place, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, data->canvas->cancellable, NULL,
                       NULL, copy_file_cb, g_object_ref (data->canvas));
}

static void
save_as_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autoptr(GFile) file = dup_file (self);
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *shown = base != NULL ? g_filename_display_name (base) : NULL;
  const FigmentFileQuestion question = { .title = _("Save As"), .accept_label = _("_Save"), .name = shown };
  SaveData *data;

  if (file == NULL)
    return;
  data = g_new (SaveData, 1);
  *data = (SaveData) { g_object_ref (self), g_object_ref (file) };
  figment_compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (widget)), &question, self->cancellable,
                                  choose_place_cb, data);
}

/* Copying: as a file, and still pictures also as what picture editors paste. */

typedef struct
{
  FigmentCanvas *canvas; /* (owned) */
  FigmentResult *result; /* (owned) */
} CopyData;

static void
copy_data_free (CopyData *data)
{
  g_object_unref (data->canvas);
  g_object_unref (data->result);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CopyData, copy_data_free)

static void
load_picture_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(CopyData) data = user_data;
  const FigmentOutputInfo *info = figment_output_get_info (figment_result_get_output (data->result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  GdkContentProvider *parts[2];
  g_autoptr(GdkContentProvider) content = NULL;

  if (bytes == NULL)
    {
      _figment_canvas_say_error (data->canvas, error);
      return;
    }
  parts[0] = _figment_canvas_build_content (data->result);
  parts[1] = gdk_content_provider_new_for_bytes (info->mime != NULL ? info->mime : "image/png", bytes);
  content = gdk_content_provider_new_union (parts, G_N_ELEMENTS (parts));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (data->canvas)), content);
  _figment_canvas_toast (data->canvas, _("Copied"));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autoptr(GFile) file = dup_file (self);
  g_autoptr(GdkContentProvider) content = NULL;
  CopyData *data;

  if (self->result == NULL)
    return;
  if (file != NULL && get_kind (self) == FIGMENT_MEDIA_IMAGE)
    {
      data = g_new (CopyData, 1);
      *data = (CopyData) { g_object_ref (self), g_object_ref (self->result) };
      g_file_load_bytes_async (file, self->cancellable, load_picture_cb, data);
      return;
    }
  content = _figment_canvas_build_content (self->result);
  if (content == NULL)
    return;
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
  _figment_canvas_toast (self, _("Copied"));
}

/* Opening in other programs */

static void
launch_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentCanvas) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    _figment_canvas_say_error (self, error);
}

static void
launch (FigmentCanvas *self,
        GFile         *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr(GdkAppLaunchContext) context =
      gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));

  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), self->cancellable, launch_cb,
                                           g_object_ref (self));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentCanvas) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_open_with_finish (result, &error))
    _figment_canvas_say_error (self, error);
}

static void
open_with_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);

  if (self->result != NULL && figment_result_get_path (self->result) != NULL)
    figment_open_with_async (figment_result_get_output (self->result), g_variant_get_string (parameter, NULL), widget,
                             self->cancellable, opened_cb, g_object_ref (self));
}

static void
show_items_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(SaveData) data = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GFile) folder = NULL;

  if (reply != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* No file manager listens: whoever opens folders shows this one. */
  folder = g_file_get_parent (data->file);
  if (folder != NULL)
    launch (data->canvas, folder);
}

static void
show_in_files_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autoptr(GFile) file = dup_file (self);
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkApplication *application = GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (G_APPLICATION (application)) : NULL;
  const char *uris[] = { uri, NULL };
  SaveData *data;

  if (file == NULL)
    return;
  if (bus == NULL)
    {
      g_autoptr(GFile) folder = g_file_get_parent (file);

      launch (self, folder);
      return;
    }
  data = g_new (SaveData, 1);
  *data = (SaveData) { g_object_ref (self), g_object_ref (file) };
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, 5000, self->cancellable, show_items_cb, data);
}

/* Going on with it */

static void
send_path (FigmentCanvas *self,
           const char    *path)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.send-to-video", "s", path);
}

static void
grab_frame_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(FigmentCanvas) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = figment_viewer_grab_frame_finish (FIGMENT_VIEWER (source), result, &error);

  if (file != NULL)
    send_path (self, g_file_peek_path (file));
  else
    _figment_canvas_say_error (self, error);
}

/* Of what moves, the frame that is shown. */
static void
send_to_video_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autofree char *folder = figment_input_file_dup_folder ();
  g_autoptr(GFile) inputs = g_file_new_for_path (folder);

  if (self->result == NULL)
    return;
  if (get_kind (self) == FIGMENT_MEDIA_IMAGE)
    send_path (self, figment_result_get_path (self->result));
  else if (g_mkdir_with_parents (folder, 0700) != 0)
    _figment_canvas_toast (self, g_strerror (errno));
  else
    figment_viewer_grab_frame_async (self->viewer, inputs, self->cancellable, grab_frame_cb, g_object_ref (self));
}

static void
reuse_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  FigmentGeneration *generation = self->trouble;

  if (self->result != NULL && gtk_widget_get_visible (self->toolbar))
    generation = figment_result_get_generation (self->result);
  if (generation != NULL)
    gtk_widget_activate_action (widget, "win.reuse", "(xs)", figment_generation_get_id (generation),
                                g_variant_get_string (parameter, NULL));
}

static void
save_favourite_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(FigmentCanvas) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_generation_store_save_favourite_finish (FIGMENT_GENERATION_STORE (source), result, &error))
    _figment_canvas_say_error (self, error);
}

/* The results follow once it is on disk. */
static void
favourite_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  FigmentGeneration *generation;

  if (self->result == NULL)
    return;
  generation = figment_result_get_generation (self->result);
  figment_generation_store_save_favourite_async (figment_session_get_generations (self->session),
                                                 figment_generation_get_id (generation),
                                                 !figment_generation_get_favourite (generation), save_favourite_cb,
                                                 g_object_ref (self));
}

/* What went wrong */

static void
copy_trouble_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  const char *error, *details;
  g_autofree char *text = NULL;

  if (self->trouble == NULL)
    return;
  error = figment_generation_get_error (self->trouble);
  details = figment_generation_get_details (self->trouble);
  if (error == NULL)
    error = figment_generation_get_evidence (self->trouble);
  text = g_strjoin ("\n\n", error != NULL ? error : "", details, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  _figment_canvas_toast (self, _("Copied"));
}

static void
try_again_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autoptr(FigmentGeneration) generation = self->trouble != NULL ? g_object_ref (self->trouble) : NULL;

  if (generation == NULL)
    return;
  if (!figment_queue_retry (figment_session_get_queue (self->session), generation))
    _figment_canvas_toast (self, _("This run cannot be started again. Generate a new one."));
  else
    figment_canvas_follow (self);
}

static void
open_workflow_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);

  if (self->trouble != NULL)
    gtk_widget_activate_action (widget, "win.edit-workflow", "x",
                                figment_generation_get_request (self->trouble)->workflow_id);
}

static void
show_trouble_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autoptr(FigmentGeneration) generation = self->trouble != NULL ? g_object_ref (self->trouble) : NULL;

  if (generation != NULL)
    figment_canvas_show_generation (self, generation);
}

static void
follow_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  figment_canvas_follow (FIGMENT_CANVAS (widget));
}

static void
interrupt_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  figment_canvas_interrupt (FIGMENT_CANVAS (widget));
}

void
_figment_canvas_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "canvas.save-as", NULL, save_as_action);
  gtk_widget_class_install_action (widget_class, "canvas.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "canvas.show-in-files", NULL, show_in_files_action);
  gtk_widget_class_install_action (widget_class, "canvas.open-with", "s", open_with_action);
  gtk_widget_class_install_action (widget_class, "canvas.send-to-video", NULL, send_to_video_action);
  gtk_widget_class_install_action (widget_class, "canvas.reuse", "s", reuse_action);
  gtk_widget_class_install_action (widget_class, "canvas.favourite", NULL, favourite_action);
  gtk_widget_class_install_action (widget_class, "canvas.copy-trouble", NULL, copy_trouble_action);
  gtk_widget_class_install_action (widget_class, "canvas.try-again", NULL, try_again_action);
  gtk_widget_class_install_action (widget_class, "canvas.open-workflow", NULL, open_workflow_action);
  gtk_widget_class_install_action (widget_class, "canvas.show-trouble", NULL, show_trouble_action);
  gtk_widget_class_install_action (widget_class, "canvas.follow", NULL, follow_action);
  gtk_widget_class_install_action (widget_class, "canvas.interrupt", NULL, interrupt_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "canvas.save-as", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "canvas.copy", NULL);
  _figment_canvas_install_delete (widget_class);
}

/* Says which actions make sense for the result that is shown. */
void
_figment_canvas_update_actions (FigmentCanvas *self)
{
  static const char *const of_results[] = { "canvas.copy", "canvas.delete", "canvas.favourite" };
  static const char *const of_files[] = { "canvas.save-as", "canvas.show-in-files", "canvas.open-with" };
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean has_file = self->result != NULL && figment_result_get_path (self->result) != NULL;
  const FigmentMediaKind kind = self->result != NULL ? get_kind (self) : FIGMENT_MEDIA_OTHER;
  const gboolean moves = kind == FIGMENT_MEDIA_VIDEO || kind == FIGMENT_MEDIA_ANIMATION;
  const char *send = moves ? _("Send This Frame to Image to Video") : _("Send to Image to Video");

  for (guint i = 0; i < G_N_ELEMENTS (of_results); i++)
    gtk_widget_action_set_enabled (widget, of_results[i], self->result != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (of_files); i++)
    gtk_widget_action_set_enabled (widget, of_files[i], has_file);
  gtk_widget_action_set_enabled (widget, "canvas.send-to-video",
                                 has_file && (kind == FIGMENT_MEDIA_IMAGE || moves));
  gtk_widget_set_tooltip_text (self->send, send);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send), GTK_ACCESSIBLE_PROPERTY_LABEL, send, -1);
}

/* The programs are asked for when the menu opens. */
static void
create_menu_cb (GtkMenuButton *button,
                gpointer       user_data)
{
  FigmentCanvas *self = user_data;
  g_autoptr(GMenu) menu = g_menu_new (), reuse = g_menu_new ();
  const gboolean has_file = self->result != NULL && figment_result_get_path (self->result) != NULL;
  g_autoptr(GMenu) open_with =
    has_file ? figment_open_with_build_menu (figment_result_get_output (self->result), "canvas.open-with") : NULL;

  if (open_with != NULL)
    g_menu_append_submenu (menu, _("_Open With"), G_MENU_MODEL (open_with));
  g_menu_append (reuse, _("Reuse _All Settings"), "canvas.reuse::all");
  g_menu_append (reuse, _("Reuse Only the _Prompt"), "canvas.reuse::prompt");
  g_menu_append (reuse, _("Reuse Only the _Seed"), "canvas.reuse::seed");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (reuse));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
_figment_canvas_fill_menu (FigmentCanvas *self)
{
  gtk_menu_button_set_create_popup_func (self->more, create_menu_cb, self, NULL);
}
