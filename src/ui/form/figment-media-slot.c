/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media-slot-private.h"

#include <glib/gi18n-lib.h>

#include "media/figment-picture.h"
#include "ui/form/figment-field-text.h"
#include "ui/form/figment-input-file.h"
#include "ui/widgets/figment-drop-down.h"

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

static gboolean
takes_picture (FigmentField *field)
{
  return figment_field_get_kind (field) == FIGMENT_FIELD_IMAGE || figment_field_get_kind (field) == FIGMENT_FIELD_MASK;
}

/* The size of the file, and how much of it is used. */
static void
show_use (FigmentMediaSlot *self)
{
  const gboolean crops = takes_picture (get_field (self)) && self->width > 0 && self->height > 0
                         && self->target_width > 0 && self->target_height > 0
                         && figment_field_get_fit (get_field (self)) == FIGMENT_FIT_CROP;
  int width = self->width, height = self->height;
  g_autofree char *text = NULL;

  if (crops)
    figment_picture_get_crop (self->width, self->height, self->target_width, self->target_height, &width, &height);
  if (width != self->width || height != self->height)
    /* Translators: width and height of a picture in pixels, and those of what is used of it. */
    text = g_strdup_printf (_("%d × %d, cropped to %d × %d"), self->width, self->height, width, height);
  else if (width > 0 && height > 0)
    /* Translators: width and height of a picture in pixels. */
    text = g_strdup_printf (_("%d × %d"), width, height);
  gtk_label_set_label (self->size, text != NULL ? text : self->mime != NULL ? self->mime : "");
  figment_thumbnail_set_part (self->thumbnail, text != NULL ? (double) width / self->width : 1,
                              text != NULL ? (double) height / self->height : 1);
}

/* What can be done about a shape that is not the result's. */
static void
show_shape (FigmentMediaSlot *self)
{
  FigmentField *field = get_field (self);
  const gboolean known = takes_picture (field) && self->width > 0 && self->target_width > 0;
  const gboolean same = figment_size_same_shape (self->width, self->height, self->target_width, self->target_height);
  const gboolean exact = self->width == self->target_width && self->height == self->target_height;

  self->updating = TRUE;
  gtk_drop_down_set_selected (self->fit, (guint) figment_field_get_fit (field));
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->fit),
                          known && (!same || figment_field_get_fit (field) != FIGMENT_FIT_NONE));
  gtk_widget_set_visible (self->use_size, known && !exact && figment_field_get_kind (field) != FIGMENT_FIELD_MASK);
  gtk_widget_set_visible (self->shape, known && !exact);
  show_use (self);
}

static void
show_size (FigmentMediaSlot       *self,
           const FigmentMediaInfo *info)
{
  self->width = info->width;
  self->height = info->height;
  self->mime = info->mime;
  show_shape (self);
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
      figment_field_row_set_complaint (user_data, error->message);
      return;
    }
  self = FIGMENT_MEDIA_SLOT (user_data);
  refusal = figment_input_file_refuse (figment_field_get_kind (get_field (self)), info.kind);
  figment_field_row_set_complaint (FIGMENT_FIELD_ROW (self), refusal);
  show_size (self, &info);
}

static const char *
get_invitation (FigmentField *field)
{
  switch (figment_field_get_kind (field))
    {
    case FIGMENT_FIELD_VIDEO: return _("Drop a video here");
    case FIGMENT_FIELD_AUDIO: return _("Drop a sound file here");
    case FIGMENT_FIELD_IMAGE:
    case FIGMENT_FIELD_MASK:
    case FIGMENT_FIELD_TEXT:
    case FIGMENT_FIELD_PROMPT:
    case FIGMENT_FIELD_INTEGER:
    case FIGMENT_FIELD_NUMBER:
    case FIGMENT_FIELD_SEED:
    case FIGMENT_FIELD_SWITCH:
    case FIGMENT_FIELD_CHOICE:
    default: return _("Drop a picture here");
    }
}

/* What stands in a slot without a file: what would be sent, and what else there is. */
static void
show_empty (FigmentMediaSlot *self,
            FigmentField     *field)
{
  const FigmentSlot slot = figment_field_get_slot (field);
  const char *standing = figment_field_get_default_value (field);
  g_autofree char *hint = NULL, *offer = NULL;

  if (slot == FIGMENT_SLOT_SERVER)
    {
      /* Translators: %s is the name of a file. */
      hint = g_strdup_printf (_("“%s” on the server is used"), standing);
      offer = figment_field_get_optional (field) ? g_strdup (_("_Leave It Out")) : NULL;
    }
  else if (slot == FIGMENT_SLOT_EMPTY && figment_field_get_left_out (field))
    {
      hint = g_strdup (_("Nothing is used here"));
      /* Translators: %s is the name of a file. */
      offer = g_strdup_printf (_("_Use “%s”"), standing);
    }
  else
    hint = slot == FIGMENT_SLOT_EMPTY ? g_strdup_printf (_("%s, or leave it empty"), get_invitation (field))
                                      : g_strdup (get_invitation (field));
  gtk_label_set_label (self->hint, hint);
  gtk_button_set_label (self->leave_out, offer != NULL ? offer : "");
  gtk_widget_set_visible (GTK_WIDGET (self->leave_out), offer != NULL);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_file (FigmentMediaSlot *self,
           const char       *path)
{
  const FigmentMediaInfo unknown = { 0 };
  g_autofree char *name = figment_input_file_dup_shown_name (path);

  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  gtk_stack_set_visible_child_name (self->stack, "file");
  show_size (self, &unknown);
  self->looking = g_cancellable_new ();
  figment_input_file_look_async (path, self->looking, look_cb, self);
}

/* Shows the file that the field has; it may be another one since, or be gone. */
static void
figment_media_slot_update (FigmentFieldRow *row,
                           FigmentField    *field)
{
  FigmentMediaSlot *self = FIGMENT_MEDIA_SLOT (row);
  const char *path = figment_field_get_value (field);

  /* Whoever sees an empty slot needs no warning about what is not seen. */
  figment_field_row_set_quiet (row, path[0] == '\0');
  if (path[0] == '\0')
    show_empty (self, field);
  show_shape (self);
  if (g_strcmp0 (figment_thumbnail_get_path (self->thumbnail), path[0] != '\0' ? path : NULL) == 0)
    return;
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  figment_thumbnail_set_path (self->thumbnail, path[0] != '\0' ? path : NULL);
  if (path[0] != '\0')
    show_file (self, path);
}

/* Several slots may look alike: their buttons are told apart by what is read out. */
static void
figment_media_slot_bound (FigmentFieldRow *row,
                          FigmentField    *field)
{
  FigmentMediaSlot *self = FIGMENT_MEDIA_SLOT (row);
  /* Translators: %s is the name of a slot as “Image”. */
  g_autofree char *label = g_strdup_printf (_("Choose a File for “%s”"), figment_field_get_label (field));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choose), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
clear_cb (FigmentMediaSlot *self)
{
  figment_field_row_set_complaint (FIGMENT_FIELD_ROW (self), NULL);
  figment_field_set_value (get_field (self), "");
  gtk_widget_grab_focus (self->choose);
}

static void
leave_out_cb (FigmentMediaSlot *self)
{
  FigmentField *field = get_field (self);

  figment_field_set_left_out (field, !figment_field_get_left_out (field));
}

static void
fit_cb (FigmentMediaSlot *self)
{
  const guint fit = gtk_drop_down_get_selected (self->fit);

  /* Nothing is selected while the drop-down is taken apart. */
  if (!self->updating && get_field (self) != NULL && fit <= FIGMENT_FIT_PAD)
    figment_field_set_fit (get_field (self), (FigmentFit) fit);
}

static void
use_size_cb (FigmentMediaSlot *self)
{
  if (self->width > 0 && self->height > 0)
    g_signal_emit (self, signals[SIGNAL_USE_SIZE], 0, self->width, self->height);
}

static void
figment_media_slot_dispose (GObject *object)
{
  FigmentMediaSlot *self = FIGMENT_MEDIA_SLOT (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->library);
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
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-media-slot.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, hint);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, leave_out);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, choose);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, results);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, other_results);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, name);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, size);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, shape);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, fit);
  gtk_widget_class_bind_template_child (widget_class, FigmentMediaSlot, use_size);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, fit_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_size_cb);
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
  g_type_ensure (FIGMENT_TYPE_RESULT_PICKER);
  bind_template (widget_class);
  _figment_media_slot_install_take (widget_class);
}

static void
figment_media_slot_init (FigmentMediaSlot *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "media-slot");
  figment_drop_down_let_shrink (self->fit);
  self->cancellable = g_cancellable_new ();
  _figment_media_slot_init_take (self);
}

void
figment_media_slot_set_target (FigmentMediaSlot *self,
                               int               width,
                               int               height)
{
  g_return_if_fail (FIGMENT_IS_MEDIA_SLOT (self));

  self->target_width = width;
  self->target_height = height;
  if (get_field (self) != NULL)
    show_shape (self);
}
