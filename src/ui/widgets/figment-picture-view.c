/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-picture-view.h"

#include <math.h>

#include "media/figment-picture-loader.h"
#include "ui/widgets/figment-texture.h"

#define MAX_ZOOM 20.0
#define WHEEL_STEP 1.2

/* How long the size has to rest before the picture is scaled to exactly that size, and what that is not done beyond. */
#define REST_MS 80
#define MAX_EXACT_PIXELS (24 * 1000 * 1000)

/**
 * FigmentPictureView:
 *
 * A still picture, fitted or zoomed and moved about. What is drawn is never more than the visible part of the picture,
 * at most twice as large as it appears, and once the size rests a version scaled to the very pixel. So the largest
 * picture draws as quickly as a small one. Main thread.
 */
struct _FigmentPictureView
{
  GtkWidget       parent_instance;

  FigmentPicture *picture;      /* (owned) (nullable) */
  gboolean        fit;
  double          zoom;         /* device px a picture px, unless @fit */
  double          center_x;     /* px of the picture that is in the middle of the view */
  double          center_y;

  FigmentPicture *exact;        /* (owned) (nullable): scaled to the size at which it is shown */
  GdkTexture     *texture;      /* (owned) (nullable): what was drawn last … */
  FigmentPicture *texture_of;   /* (not owned) … of this one */
  GdkRectangle    texture_area; /* … this part */
  GCancellable   *scaling;      /* (owned) (nullable) */
  guint           rest_id;

  double          pointer_x;    /* px of the widget */
  double          pointer_y;
  double          start_x;      /* where a drag began: center_x, center_y */
  double          start_y;
  double          start_zoom;   /* of a pinch */
};

G_DEFINE_FINAL_TYPE (FigmentPictureView, figment_picture_view, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_PICTURE = 1,
  PROP_FIT,
  PROP_ZOOM,
} FigmentPictureViewProperty;

static GParamSpec *props[PROP_ZOOM + 1];

/* Pixels of the device a unit of the widget. */
static double
get_density (FigmentPictureView *self)
{
  return gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

/* Small pictures are not blown up beyond one unit a pixel when they are fitted. */
static double
get_fit_zoom (FigmentPictureView *self)
{
  const double density = get_density (self);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->picture == NULL || width <= 0 || height <= 0)
    return 1;
  return MIN (density, density * MIN ((double) width / self->picture->full_width,
                                      (double) height / self->picture->full_height));
}

double
figment_picture_view_get_zoom (FigmentPictureView *self)
{
  g_return_val_if_fail (FIGMENT_IS_PICTURE_VIEW (self), 1);

  return self->fit ? get_fit_zoom (self) : self->zoom;
}

/* The centre may lie where no more than the picture's edge meets the view's; a smaller picture stays in the middle. */
static double
clamp_center (double center,
              double view,
              double full)
{
  return view >= full ? full / 2 : CLAMP (center, view / 2, full - view / 2);
}

static void
clamp_centers (FigmentPictureView *self)
{
  const double scale = figment_picture_view_get_zoom (self) / get_density (self);

  if (self->picture == NULL)
    return;
  self->center_x = clamp_center (self->center_x, gtk_widget_get_width (GTK_WIDGET (self)) / scale,
                                 self->picture->full_width);
  self->center_y = clamp_center (self->center_y, gtk_widget_get_height (GTK_WIDGET (self)) / scale,
                                 self->picture->full_height);
}

gboolean
figment_picture_view_can_pan (FigmentPictureView *self)
{
  double scale;

  g_return_val_if_fail (FIGMENT_IS_PICTURE_VIEW (self), FALSE);

  scale = figment_picture_view_get_zoom (self) / get_density (self);
  return self->picture != NULL && !self->fit
         && (self->picture->full_width * scale > gtk_widget_get_width (GTK_WIDGET (self)) + 0.5
             || self->picture->full_height * scale > gtk_widget_get_height (GTK_WIDGET (self)) + 0.5);
}

/* Where the whole picture lies in the widget, its corner on a pixel of the device. */
static void
get_place (FigmentPictureView *self,
           graphene_rect_t    *place)
{
  const double density = get_density (self), zoom = figment_picture_view_get_zoom (self);
  const double width = MAX (round (self->picture->full_width * zoom), 1);
  const double height = MAX (round (self->picture->full_height * zoom), 1);
  const double x = gtk_widget_get_width (GTK_WIDGET (self)) * density / 2 - self->center_x * zoom;
  const double y = gtk_widget_get_height (GTK_WIDGET (self)) * density / 2 - self->center_y * zoom;

  graphene_rect_init (place, (float) (round (x) / density), (float) (round (y) / density),
                      (float) (width / density), (float) (height / density));
}

static void
scaled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  FigmentPicture *exact = figment_picture_load_finish (result, &error);
  FigmentPictureView *self;

  if (exact == NULL)
    return; /* cancelled: the view may be gone */
  self = user_data;
  g_clear_object (&self->scaling);
  g_clear_pointer (&self->exact, figment_picture_unref);
  self->exact = exact;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_exact (FigmentPictureView *self)
{
  if (self->scaling != NULL)
    g_cancellable_cancel (self->scaling);
  g_clear_object (&self->scaling);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_pointer (&self->exact, figment_picture_unref);
}

static gboolean
rest_cb (gpointer user_data)
{
  FigmentPictureView *self = user_data;
  graphene_rect_t place;
  int width, height;

  self->rest_id = 0;
  get_place (self, &place);
  width = (int) lround (place.size.width * get_density (self));
  height = (int) lround (place.size.height * get_density (self));
  self->scaling = g_cancellable_new ();
  figment_picture_scale_async (self->picture, width, height, self->scaling, scaled_cb, self);
  return G_SOURCE_REMOVE;
}

/* Something about the size changed. */
static void
update_size (FigmentPictureView *self)
{
  graphene_rect_t place;
  int width, height;

  if (self->picture == NULL)
    {
      drop_exact (self);
      return;
    }
  clamp_centers (self);
  get_place (self, &place);
  width = (int) lround (place.size.width * get_density (self));
  height = (int) lround (place.size.height * get_density (self));
  if (self->exact == NULL || self->exact->width != width || self->exact->height != height)
    {
      drop_exact (self);
      if (width < self->picture->width && height < self->picture->height
          && (gint64) width * height <= MAX_EXACT_PIXELS)
        self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
    }
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), figment_picture_view_can_pan (self) ? "grab" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The halved picture that is just larger than it will appear. */
static FigmentPicture *
choose_level (FigmentPictureView *self,
              int                 width)
{
  FigmentPicture *level = self->picture;

  if (self->exact != NULL && self->exact->width == width)
    return self->exact;
  while (level->half != NULL && level->half->width >= width)
    level = level->half;
  return level;
}

static GdkTexture *
get_texture (FigmentPictureView *self,
             FigmentPicture     *level,
             const GdkRectangle *area)
{
  if (self->texture == NULL || self->texture_of != level || !gdk_rectangle_equal (&self->texture_area, area))
    {
      g_clear_object (&self->texture);
      self->texture = figment_texture_new_part (level, area->x, area->y, area->width, area->height);
      self->texture_of = level;
      self->texture_area = *area;
    }
  return self->texture;
}

/* The part of @level that is seen, to whole pixels and one more on each side so that its edge is filtered rightly. */
static void
get_area (FigmentPicture        *level,
          const graphene_rect_t *place,
          const graphene_rect_t *seen,
          GdkRectangle          *area)
{
  const double x_scale = level->width / place->size.width, y_scale = level->height / place->size.height;
  const int x = (int) floor ((seen->origin.x - place->origin.x) * x_scale) - 1;
  const int y = (int) floor ((seen->origin.y - place->origin.y) * y_scale) - 1;
  const int right = (int) ceil ((seen->origin.x + seen->size.width - place->origin.x) * x_scale) + 1;
  const int bottom = (int) ceil ((seen->origin.y + seen->size.height - place->origin.y) * y_scale) + 1;

  area->x = CLAMP (x, 0, level->width - 1);
  area->y = CLAMP (y, 0, level->height - 1);
  area->width = CLAMP (right - area->x, 1, level->width - area->x);
  area->height = CLAMP (bottom - area->y, 1, level->height - area->y);
}

static void
figment_picture_view_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  FigmentPictureView *self = FIGMENT_PICTURE_VIEW (widget);
  const graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                   (float) gtk_widget_get_height (widget));
  graphene_rect_t place, seen, target;
  FigmentPicture *level;
  GdkRectangle area;

  if (self->picture == NULL)
    return;
  get_place (self, &place);
  if (!graphene_rect_intersection (&place, &view, &seen))
    return;
  level = choose_level (self, (int) lround (place.size.width * get_density (self)));
  get_area (level, &place, &seen, &area);
  graphene_rect_init (&target,
                      place.origin.x + (float) area.x * place.size.width / (float) level->width,
                      place.origin.y + (float) area.y * place.size.height / (float) level->height,
                      (float) area.width * place.size.width / (float) level->width,
                      (float) area.height * place.size.height / (float) level->height);

  gtk_snapshot_push_clip (snapshot, &seen);
  if (self->picture->has_alpha)
    figment_texture_snapshot_checkerboard (snapshot, &seen);
  gtk_snapshot_append_texture (snapshot, get_texture (self, level, &area), &target);
  gtk_snapshot_pop (snapshot);
}

static void
figment_picture_view_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  update_size (FIGMENT_PICTURE_VIEW (widget));
  if (FIGMENT_PICTURE_VIEW (widget)->fit)
    g_object_notify_by_pspec (G_OBJECT (widget), props[PROP_ZOOM]);
}

static void
figment_picture_view_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  FigmentPictureView *self = FIGMENT_PICTURE_VIEW (widget);
  const int full = self->picture == NULL                        ? 0
                   : orientation == GTK_ORIENTATION_HORIZONTAL ? self->picture->full_width
                                                                : self->picture->full_height;

  *minimum = 0;
  *natural = MIN (full / gtk_widget_get_scale_factor (widget), 512);
}

/* Zooms so that what is at @x, @y of the widget stays there. */
static void
zoom_at (FigmentPictureView *self,
         double              zoom,
         double              x,
         double              y)
{
  const double density = get_density (self), old_zoom = figment_picture_view_get_zoom (self);
  const double dx = (x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0) * density;
  const double dy = (y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0) * density;
  const double fit_zoom = get_fit_zoom (self);

  if (self->picture == NULL)
    return;
  zoom = CLAMP (zoom, MIN (fit_zoom, 1), MAX_ZOOM);
  if (self->fit)
    clamp_centers (self);
  self->center_x += dx / old_zoom - dx / zoom;
  self->center_y += dy / old_zoom - dy / zoom;
  g_object_freeze_notify (G_OBJECT (self));
  if (self->fit != (zoom <= fit_zoom && fit_zoom <= 1))
    {
      self->fit = !self->fit;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIT]);
    }
  self->zoom = zoom;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ZOOM]);
  g_object_thaw_notify (G_OBJECT (self));
  update_size (self);
}

/* A wheel zooms, as does Ctrl with anything that scrolls; two fingers on a touchpad move a picture that is zoomed. */
static gboolean
scroll_cb (FigmentPictureView       *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *scroll)
{
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  const gboolean wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;

  if (self->picture == NULL)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_SHIFT_MASK) != 0 || (!wheel && (state & GDK_CONTROL_MASK) == 0))
    {
      const double unit = wheel ? 60 : 1;

      if (!figment_picture_view_can_pan (self))
        return GDK_EVENT_PROPAGATE;
      figment_picture_view_pan (self, (dx != 0 ? dx : (state & GDK_SHIFT_MASK) != 0 ? dy : 0) * unit,
                                (state & GDK_SHIFT_MASK) != 0 ? 0 : dy * unit);
      return GDK_EVENT_STOP;
    }
  zoom_at (self, figment_picture_view_get_zoom (self) * pow (WHEEL_STEP, wheel ? -dy : -dy / 20),
           self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
motion_cb (FigmentPictureView *self,
           double              x,
           double              y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static void
drag_begin_cb (FigmentPictureView *self,
               double              x,
               double              y,
               GtkGesture         *gesture)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!figment_picture_view_can_pan (self))
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED); /* whoever drags the picture out gets it */
      return;
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  self->start_x = self->center_x;
  self->start_y = self->center_y;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_update_cb (FigmentPictureView *self,
                double              dx,
                double              dy)
{
  const double scale = figment_picture_view_get_zoom (self) / get_density (self);

  self->center_x = self->start_x - dx / scale;
  self->center_y = self->start_y - dy / scale;
  clamp_centers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_end_cb (FigmentPictureView *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), figment_picture_view_can_pan (self) ? "grab" : NULL);
}

static void
click_cb (FigmentPictureView *self,
          int                 n_press,
          double              x,
          double              y)
{
  if (n_press == 2 && self->fit)
    zoom_at (self, 1, x, y);
  else if (n_press == 2)
    figment_picture_view_set_fit (self, TRUE);
}

static void
pinch_begin_cb (FigmentPictureView *self)
{
  self->start_zoom = figment_picture_view_get_zoom (self);
}

static void
pinch_cb (FigmentPictureView *self,
          double              factor,
          GtkGesture         *gesture)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    zoom_at (self, self->start_zoom * factor, x, y);
}

static void
add_controllers (FigmentPictureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new (), *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (click_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}

static void
figment_picture_view_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  FigmentPictureView *self = FIGMENT_PICTURE_VIEW (object);

  switch ((FigmentPictureViewProperty) prop_id)
    {
    case PROP_PICTURE: g_value_set_boxed (value, self->picture); break;
    case PROP_FIT: g_value_set_boolean (value, self->fit); break;
    case PROP_ZOOM: g_value_set_double (value, figment_picture_view_get_zoom (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_picture_view_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  FigmentPictureView *self = FIGMENT_PICTURE_VIEW (object);

  switch ((FigmentPictureViewProperty) prop_id)
    {
    case PROP_PICTURE: figment_picture_view_set_picture (self, g_value_get_boxed (value)); break;
    case PROP_FIT: figment_picture_view_set_fit (self, g_value_get_boolean (value)); break;
    case PROP_ZOOM: figment_picture_view_set_zoom (self, g_value_get_double (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_picture_view_dispose (GObject *object)
{
  FigmentPictureView *self = FIGMENT_PICTURE_VIEW (object);

  drop_exact (self);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->picture, figment_picture_unref);
  G_OBJECT_CLASS (figment_picture_view_parent_class)->dispose (object);
}

static void
figment_picture_view_class_init (FigmentPictureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_picture_view_get_property;
  object_class->set_property = figment_picture_view_set_property;
  object_class->dispose = figment_picture_view_dispose;
  widget_class->snapshot = figment_picture_view_snapshot;
  widget_class->size_allocate = figment_picture_view_size_allocate;
  widget_class->measure = figment_picture_view_measure;

  props[PROP_PICTURE] = g_param_spec_boxed ("picture", NULL, NULL, FIGMENT_TYPE_PICTURE, flags);
  props[PROP_FIT] = g_param_spec_boolean ("fit", NULL, NULL, TRUE, flags);
  props[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, MAX_ZOOM, 1, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_css_name (widget_class, "pictureview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
figment_picture_view_init (FigmentPictureView *self)
{
  self->fit = TRUE;
  self->zoom = 1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (update_size), NULL);
  add_controllers (self);
}

GtkWidget *
figment_picture_view_new (void)
{
  return g_object_new (FIGMENT_TYPE_PICTURE_VIEW, NULL);
}

FigmentPicture *
figment_picture_view_get_picture (FigmentPictureView *self)
{
  g_return_val_if_fail (FIGMENT_IS_PICTURE_VIEW (self), NULL);

  return self->picture;
}

/**
 * figment_picture_view_set_picture:
 * @picture: (nullable) (transfer none)
 *
 * Shows it fitted, in the middle.
 */
void
figment_picture_view_set_picture (FigmentPictureView *self,
                                  FigmentPicture     *picture)
{
  g_return_if_fail (FIGMENT_IS_PICTURE_VIEW (self));

  if (picture == self->picture)
    return;
  drop_exact (self);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->picture, figment_picture_unref);
  self->picture = picture != NULL ? figment_picture_ref (picture) : NULL;
  figment_picture_view_set_fit (self, TRUE);
  update_size (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PICTURE]);
}

gboolean
figment_picture_view_get_fit (FigmentPictureView *self)
{
  g_return_val_if_fail (FIGMENT_IS_PICTURE_VIEW (self), TRUE);

  return self->fit;
}

void
figment_picture_view_set_fit (FigmentPictureView *self,
                              gboolean            fit)
{
  g_return_if_fail (FIGMENT_IS_PICTURE_VIEW (self));

  if (self->fit == fit)
    return;
  self->zoom = get_fit_zoom (self);
  self->fit = fit;
  update_size (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ZOOM]);
}

/* Keeps the middle of the view where it is; no longer fitted then, unless that is smaller than fitted. */
void
figment_picture_view_set_zoom (FigmentPictureView *self,
                               double              zoom)
{
  g_return_if_fail (FIGMENT_IS_PICTURE_VIEW (self));

  zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
figment_picture_view_zoom_by (FigmentPictureView *self,
                              double              factor)
{
  figment_picture_view_set_zoom (self, figment_picture_view_get_zoom (self) * factor);
}

/* Moves the view over the picture. @dx, @dy: px of the widget */
void
figment_picture_view_pan (FigmentPictureView *self,
                          double              dx,
                          double              dy)
{
  double scale;

  g_return_if_fail (FIGMENT_IS_PICTURE_VIEW (self));

  if (!figment_picture_view_can_pan (self))
    return;
  scale = figment_picture_view_get_zoom (self) / get_density (self);
  self->center_x += dx / scale;
  self->center_y += dy / scale;
  clamp_centers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
