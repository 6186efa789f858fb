/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-slot.h"

#include <glib/gi18n-lib.h>

#include "ui/compat/figment-compat.h"
#include "ui/form/figment-input-file.h"
#include "ui/widgets/figment-thumbnail.h"

struct _FigmentMediaSlot
{
  FigmentFieldRow   parent_instance;

  GCancellable     *cancellable; /* (owned) of the slot */
  GCancellable     *looking;     /* (owned) (nullable) of the look at a file */
  int               width;       /* px of the file, 0 unknown */
  int               height;

  GtkStack         *stack;
  GtkLabel         *hint;
  GtkWidget        *choose;
  FigmentThumbnail *thumbnail;
  GtkLabel         *name;
  GtkLabel         *size;
  GtkWidget        *use_size;
};

G_DEFINE_FINAL_TYPE (FigmentMediaSlot, figment_media_slot, FIGMENT_TYPE_FIELD_ROW)

enum
{
  SIGNAL_USE_SIZE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

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

static void
show_size (FigmentMediaSlot       *self,
           const FigmentMediaInfo *info)
{
  g_autofree char *text = NULL;

  self->width = info->width;
  self->height = info->height;
  if (info->width > 0 && info->height > 0)
    /* Translators: width and height of a picture in pixels. */
    text = g_strdup_printf (_("%d × %d"), info->width, info->height);
  gtk_label_set_label (self->size, text != NULL ? text : info->mime != NULL ? info->mime : "");
  gtk_widget_set_visible (self->use_size,
                          text != NULL && figment_field_get_kind (get_field (self)) != FIGMENT_FIELD_MASK);
}

static void
look_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  FigmentMediaInfo info;
  FigmentMediaSlot *self;
  g_autofree char *refusal = NULL;

  if (!figment_input_file_look_finish (result, &info, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      complain (user_data, error->message);
      return;
    }
  self = FIGMENT_MEDIA_SLOT (user_data);
  refusal = figment_input_file_refuse (figment_field_get_kind (get_field (self)), info.kind);
  complain (self, refusal);
  show_size (self, &info);
}

/* Shows the file that the field has; it may be another one since, or be gone. */
static void
figment_media_slot_update (FigmentFieldRow *row,
                           FigmentField    *field)
{
  FigmentMediaSlot *self = FIGMENT_MEDIA_SLOT (row);
  const FigmentMediaInfo unknown = { 0 };
  const char *path = figment_field_get_value (field);
  g_autofree char *name = NULL;

  if (g_strcmp0 (figment_thumbnail_get_path (self->thumbnail), path) == 0)
    return;
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (path[0] == '\0')
    {
      figment_thumbnail_set_path (self->thumbnail, NULL);
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  name = g_filename_display_basename (path);
  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  figment_thumbnail_set_path (self->thumbnail, path);
  gtk_stack_set_visible_child_name (self->stack, "file");
  show_size (self, &unknown);
  self->looking = g_cancellable_new ();
  figment_input_file_look_async (path, self->looking, look_cb, self);
}

static void
figment_media_slot_bound (FigmentFieldRow *row,
                          FigmentField    *field)
{
  FigmentMediaSlot *self = FIGMENT_MEDIA_SLOT (row);

  switch (figment_field_get_kind (field))
    {
    case FIGMENT_FIELD_VIDEO: gtk_label_set_label (self->hint, _("Drop a video here")); break;
    case FIGMENT_FIELD_AUDIO: gtk_label_set_label (self->hint, _("Drop a sound file here")); break;
    case FIGMENT_FIELD_IMAGE:
    case FIGMENT_FIELD_MASK:
    case FIGMENT_FIELD_TEXT:
    case FIGMENT_FIELD_PROMPT:
    case FIGMENT_FIELD_INTEGER:
    case FIGMENT_FIELD_NUMBER:
    case FIGMENT_FIELD_SEED:
    case FIGMENT_FIELD_SWITCH:
    case FIGMENT_FIELD_CHOICE:
    default: gtk_label_set_label (self->hint, _("Drop a picture here")); break;
    }
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
    complain (self, error != NULL ? error->message : _("There is no picture in the clipboard."));
}

static void
paste_cb (FigmentMediaSlot *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  /* A file manager offers a picture's icon as a picture, so the file comes first. */
  const gboolean files = gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
                         || gdk_content_formats_contain_mime_type (formats, "text/uri-list");

  gdk_clipboard_read_value_async (clipboard, files ? GDK_TYPE_FILE_LIST : GDK_TYPE_TEXTURE, G_PRIORITY_DEFAULT,
                                  self->cancellable, read_clipboard_cb, g_object_ref (self));
}

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

static void
clear_cb (FigmentMediaSlot *self)
{
  complain (self, NULL);
  figment_field_set_value (get_field (self), "");
}

static void
use_size_cb (FigmentMediaSlot *self)
{
  if (self->width > 0 && self->height > 0)
    g_signal_emit (self, signals[SIGNAL_USE_SIZE], 0, self->width, self->height);
}

static gboolean
paste_shortcut_cb (GtkWidget *widget,
                   GVariant  *args,
                   gpointer   user_data)
{
  paste_cb (FIGMENT_MEDIA_SLOT (widget));
  return TRUE;
}

static void
figment_media_slot_dispose (GObject *object)
{
  FigmentMediaSlot *self = FIGMENT_MEDIA_SLOT (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_MEDIA_SLOT);
  G_OBJECT_CLASS (figment_media_slot_parent_class)->dispose (object);
}

static void
figment_media_slot_finalize (GObject *object)
{
  g_clear_object (&FIGMENT_MEDIA_SLOT (object)->cancellable);
  G_OBJECT_CLASS (figment_media_slot_parent_class)->finalize (object);
}

static void
figment_media_slot_class_init (FigmentMediaSlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  FigmentFieldRowClass *row_class = FIGMENT_FIELD_ROW_CLASS (klass);

  object_class->dispose = figment_media_slot_dispose;
  object_class->finalize = figment_media_slot_finalize;
  row_class->update = figment_media_slot_update;
  row_class->bound = figment_media_slot_bound;

  signals[SIGNAL_USE_SIZE] = g_signal_new ("use-size", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);

  g_type_ensure (FIGMENT_TYPE_THUMBNAIL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, paste_shortcut_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-media-slot.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, hint);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, choose);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, name);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, size);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, use_size);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_size_cb);
}

static void
figment_media_slot_init (FigmentMediaSlot *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  figment_field_row_set_control (FIGMENT_FIELD_ROW (self), self->choose);
}
