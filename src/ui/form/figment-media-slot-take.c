/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-slot-private.h"

#include <glib/gi18n-lib.h>

#include "ui/compat/figment-compat.h"
#include "ui/form/figment-input-file.h"

static FigmentField *
get_field (FigmentMediaSlot *self)
{
  return figment_field_row_get_field (FIGMENT_FIELD_ROW (self));
}

static void
complain (FigmentMediaSlot *self,
          const char       *words)
{
  figment_field_row_set_complaint (FIGMENT_FIELD_ROW (self), words);
}

typedef struct
{
  FigmentMediaSlot *slot; /* (owned) */
  char             *path; /* (owned) */
} TakeData;

static void
take_data_free (TakeData *data)
{
  g_object_unref (data->slot);
  g_free (data->path);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TakeData, take_data_free)

/* Only what is of the right kind gets into the field. */
static void
take_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(TakeData) data = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *refusal = NULL;
  FigmentMediaInfo info;

  if (!figment_input_file_look_finish (result, &info, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        complain (data->slot, error->message);
      return;
    }
  refusal = figment_input_file_refuse (figment_field_get_kind (get_field (data->slot)), info.kind);
  complain (data->slot, refusal);
  if (refusal == NULL)
    figment_field_set_value (get_field (data->slot), data->path);
}

/**
 * figment_media_slot_take_file:
 *
 * Puts a file into the slot, or says why it cannot be.
 */
void
figment_media_slot_take_file (FigmentMediaSlot *self,
                              GFile            *file)
{
  g_autofree char *path = NULL;
  TakeData *data;

  g_return_if_fail (FIGMENT_IS_MEDIA_SLOT (self));
  g_return_if_fail (G_IS_FILE (file));

  path = g_file_get_path (file);
  if (path == NULL)
    {
      complain (self, _("This file is not on this computer. Save it first."));
      return;
    }
  data = g_new (TakeData, 1);
  *data = (TakeData) { g_object_ref (self), g_steal_pointer (&path) };
  figment_input_file_look_async (data->path, self->cancellable, take_cb, data);
}

static void
keep_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentMediaSlot) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = figment_input_file_keep_finish (result, &error);

  if (file != NULL)
    figment_media_slot_take_file (self, file);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    complain (self, error->message);
}

static void
take_texture (FigmentMediaSlot *self,
              GdkTexture       *texture)
{
  g_autofree char *folder = figment_input_file_dup_folder ();

  figment_input_file_keep_async (texture, folder, self->cancellable, keep_cb, g_object_ref (self));
}

/* A list of files, one file or a picture. */
static gboolean
take_value (FigmentMediaSlot *self,
            const GValue     *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      if (files == NULL)
        return FALSE;
      figment_media_slot_take_file (self, files->data);
      return TRUE;
    }
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE) && g_value_get_object (value) != NULL)
    {
      take_texture (self, g_value_get_object (value));
      return TRUE;
    }
  return FALSE;
}

static gboolean
drop_cb (FigmentMediaSlot *self,
         const GValue     *value)
{
  return take_value (self, value);
}

/* Pasting */

static const char *
say_nothing_to_paste (FigmentMediaSlot *self)
{
  switch (figment_field_get_kind (get_field (self)))
    {
    case FIGMENT_FIELD_VIDEO: return _("There is no video in the clipboard. Copy one in a file manager.");
    case FIGMENT_FIELD_AUDIO: return _("There is no sound in the clipboard. Copy one in a file manager.");
    case FIGMENT_FIELD_IMAGE:
    case FIGMENT_FIELD_MASK:
    case FIGMENT_FIELD_TEXT:
    case FIGMENT_FIELD_PROMPT:
    case FIGMENT_FIELD_INTEGER:
    case FIGMENT_FIELD_NUMBER:
    case FIGMENT_FIELD_SEED:
    case FIGMENT_FIELD_SWITCH:
    case FIGMENT_FIELD_CHOICE:
    default: return _("There is no picture in the clipboard.");
    }
}

static void
read_clipboard_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(FigmentMediaSlot) self = user_data;
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (value == NULL || !take_value (self, value))
    complain (self, say_nothing_to_paste (self));
}

static void
paste_cb (FigmentMediaSlot *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr(GdkContentFormats) formats =
    gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  const gboolean picture = gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE);
  /* A file manager offers a picture's icon as a picture, so the file comes first. */
  const gboolean files = gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST);

  if (!files && !picture)
    {
      complain (self, say_nothing_to_paste (self));
      return;
    }
  gdk_clipboard_read_value_async (clipboard, files ? GDK_TYPE_FILE_LIST : GDK_TYPE_TEXTURE, G_PRIORITY_DEFAULT,
                                  self->cancellable, read_clipboard_cb, g_object_ref (self));
}

static gboolean
paste_shortcut_cb (GtkWidget *widget,
                   GVariant  *args,
                   gpointer   user_data)
{
  paste_cb (FIGMENT_MEDIA_SLOT (widget));
  return TRUE;
}

/* Choosing */

static void
open_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentMediaSlot) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = figment_compat_open_file_finish (result, &error);

  if (file != NULL)
    figment_media_slot_take_file (self, file);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    complain (self, error->message);
}

static void
choose_cb (FigmentMediaSlot *self)
{
  static const char *const images[] = { "image/*", NULL };
  static const char *const videos[] = { "video/*", "image/gif", "image/webp", NULL };
  static const char *const sounds[] = { "audio/*", "video/*", NULL };
  const FigmentFieldKind kind = figment_field_get_kind (get_field (self));
  const FigmentFileQuestion question = {
    .title = figment_field_get_label (get_field (self)),
    .accept_label = _ ("_Choose"),
    .filter_name = kind == FIGMENT_FIELD_VIDEO   ? _ ("Videos")
                   : kind == FIGMENT_FIELD_AUDIO ? _ ("Sounds")
                                                 : _ ("Pictures"),
    .mime_types = kind == FIGMENT_FIELD_VIDEO   ? videos
                  : kind == FIGMENT_FIELD_AUDIO ? sounds
                                                : images,
  };

  figment_compat_open_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &question, self->cancellable,
                                  open_cb, g_object_ref (self));
}

/* Results */

static void
result_chosen_cb (FigmentMediaSlot *self,
                  FigmentResult    *result)
{
  g_autoptr(GFile) file = g_file_new_for_path (figment_result_get_path (result));

  figment_media_slot_take_file (self, file);
}

static void
load_results_cb (GtkMenuButton *button,
                 gpointer       user_data)
{
  static const FigmentMediaKind images[] = { FIGMENT_MEDIA_IMAGE, FIGMENT_MEDIA_ANIMATION };
  static const FigmentMediaKind videos[] = { FIGMENT_MEDIA_VIDEO, FIGMENT_MEDIA_ANIMATION };
  static const FigmentMediaKind sounds[] = { FIGMENT_MEDIA_AUDIO, FIGMENT_MEDIA_VIDEO };
  FigmentMediaSlot *self = user_data;
  const FigmentFieldKind kind = figment_field_get_kind (get_field (self));

  figment_result_picker_load (FIGMENT_RESULT_PICKER (gtk_menu_button_get_popover (button)), self->library,
                              kind == FIGMENT_FIELD_VIDEO   ? videos
                              : kind == FIGMENT_FIELD_AUDIO ? sounds
                                                            : images,
                              G_N_ELEMENTS (images));
}

void
figment_media_slot_set_library (FigmentMediaSlot       *self,
                                FigmentGenerationStore *library)
{
  g_return_if_fail (FIGMENT_IS_MEDIA_SLOT (self));

  g_set_object (&self->library, library);
  gtk_widget_set_visible (GTK_WIDGET (self->results), library != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->other_results), library != NULL);
}

void
_figment_media_slot_install_take (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, paste_shortcut_cb, NULL);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_chosen_cb);
}

void
_figment_media_slot_init_take (FigmentMediaSlot *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_menu_button_set_create_popup_func (self->results, load_results_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->other_results, load_results_cb, self, NULL);
}
