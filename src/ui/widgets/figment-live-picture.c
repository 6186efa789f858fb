/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-live-picture.h"

#include <math.h>

#include "media/figment-picture-loader.h"
#include "ui/widgets/figment-texture.h"

/* What a preview has at most before its place is known; a larger one is reduced. */
#define MAX_SIDE 2048

/**
 * FigmentLivePicture:
 *
 * A paintable that shows the newest of a stream of small pictures. One is decoded at a time, to the size at which it is
 * drawn; of those that come meanwhile only the last is, so it is never behind. Main thread.
 */
struct _FigmentLivePicture
{
  GObject       parent_instance;

  GCancellable *cancellable; /* (owned) (nullable): while one is decoded */
  GBytes       *waiting;     /* (owned) (nullable): the newest of those that came meanwhile */
  GdkTexture   *texture;     /* (owned) (nullable): at the size at which it is drawn, or smaller */
  int           width;       /* px, of the picture itself */
  int           height;
  guint         shown;
  int           density;     /* pixels of the device a unit */
  int           drawn_side;  /* px of the device, the longer side when it was drawn last, 0 before that */
};

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentLivePicture, figment_live_picture, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

static void
live_picture_snapshot (GdkPaintable *paintable,
                       GdkSnapshot  *snapshot,
                       double        width,
                       double        height)
{
  FigmentLivePicture *self = FIGMENT_LIVE_PICTURE (paintable);

  self->drawn_side = (int) lround (MAX (width, height) * self->density);
  if (self->texture != NULL)
    figment_texture_snapshot (self->texture, snapshot, width, height, self->density);
}

static GdkPaintable *
live_picture_get_current_image (GdkPaintable *paintable)
{
  FigmentLivePicture *self = FIGMENT_LIVE_PICTURE (paintable);

  return self->texture != NULL ? g_object_ref (GDK_PAINTABLE (self->texture)) : gdk_paintable_new_empty (0, 0);
}

static int
live_picture_get_intrinsic_width (GdkPaintable *paintable)
{
  return FIGMENT_LIVE_PICTURE (paintable)->width;
}

static int
live_picture_get_intrinsic_height (GdkPaintable *paintable)
{
  return FIGMENT_LIVE_PICTURE (paintable)->height;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = live_picture_snapshot;
  iface->get_current_image = live_picture_get_current_image;
  iface->get_intrinsic_width = live_picture_get_intrinsic_width;
  iface->get_intrinsic_height = live_picture_get_intrinsic_height;
}

static void
show (FigmentLivePicture *self,
      FigmentPicture     *picture)
{
  const int old_width = self->width, old_height = self->height;

  g_clear_object (&self->texture);
  self->width = picture != NULL ? picture->full_width : 0;
  self->height = picture != NULL ? picture->full_height : 0;
  if (picture != NULL)
    self->texture = figment_texture_new (picture);
  if (self->width != old_width || self->height != old_height)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

static void start (FigmentLivePicture *self,
                   GBytes             *bytes);

static void
decoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentPicture) picture = figment_picture_load_finish (result, &error);
  g_autoptr(GBytes) next = NULL;
  FigmentLivePicture *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  g_clear_object (&self->cancellable);
  next = g_steal_pointer (&self->waiting);
  if (next != NULL)
    start (self, next);
  if (picture == NULL)
    {
      g_debug ("A preview cannot be shown: %s", error->message);
      return;
    }
  self->shown++;
  show (self, picture);
}

static void
start (FigmentLivePicture *self,
       GBytes             *bytes)
{
  const int max_side = self->drawn_side > 0 ? MIN (self->drawn_side, MAX_SIDE) : MAX_SIDE;

  self->cancellable = g_cancellable_new ();
  figment_picture_decode_async (bytes, max_side, FIGMENT_PICTURE_LIVE, self->cancellable, decoded_cb, self);
}

static void
stop (FigmentLivePicture *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->waiting, g_bytes_unref);
}

static void
figment_live_picture_dispose (GObject *object)
{
  FigmentLivePicture *self = FIGMENT_LIVE_PICTURE (object);

  stop (self);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (figment_live_picture_parent_class)->dispose (object);
}

static void
figment_live_picture_class_init (FigmentLivePictureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = figment_live_picture_dispose;
}

static void
figment_live_picture_init (FigmentLivePicture *self)
{
  self->density = 1;
}

FigmentLivePicture *
figment_live_picture_new (void)
{
  return g_object_new (FIGMENT_TYPE_LIVE_PICTURE, NULL);
}

void
figment_live_picture_set_bytes (FigmentLivePicture *self,
                                GBytes             *bytes)
{
  g_return_if_fail (FIGMENT_IS_LIVE_PICTURE (self));

  if (bytes == NULL)
    {
      stop (self);
      show (self, NULL);
    }
  else if (self->cancellable != NULL)
    {
      g_clear_pointer (&self->waiting, g_bytes_unref);
      self->waiting = g_bytes_ref (bytes);
    }
  else
    start (self, bytes);
}

void
figment_live_picture_set_density (FigmentLivePicture *self,
                                  int                 density)
{
  g_return_if_fail (FIGMENT_IS_LIVE_PICTURE (self));

  self->density = density;
}

guint
figment_live_picture_get_shown (FigmentLivePicture *self)
{
  g_return_val_if_fail (FIGMENT_IS_LIVE_PICTURE (self), 0);

  return self->shown;
}
