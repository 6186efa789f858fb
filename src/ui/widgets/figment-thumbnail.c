/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-thumbnail.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "media/figment-gst.h"
#include "media/figment-media.h"
#include "media/figment-picture-loader.h"
#include "ui/widgets/figment-texture.h"
#include "ui/widgets/figment-thumbnail-cache.h"

/* A panorama that fills its square is decoded at most this many times as long as the square. */
#define MAX_STRETCH 4

/**
 * FigmentThumbnail:
 *
 * A small picture of an output or a file, decoded to the very pixels that it takes and only while it is seen. Files
 * without a picture show an icon of their kind, as do pictures until they are there; what cannot be read shows a broken
 * one. Main thread.
 */
struct _FigmentThumbnail
{
  GtkWidget      parent_instance;

  FigmentOutput *output;      /* (owned) (nullable) */
  char          *path;        /* (owned) (nullable): of a file that is no output */
  int            size;        /* px */
  gboolean       cover;       /* fill the square and cut what is too long */
  double         part_width;  /* 0..1 of the picture, in its middle, that is used */
  double         part_height;

  GdkTexture    *texture;     /* (owned) (nullable) */
  gboolean       failed;
  GCancellable  *cancellable; /* (owned) (nullable): while it loads */
  char          *loading_key; /* (owned) (nullable) */
  guint          start_id;    /* an idle: it was drawn without its picture */
  GtkWidget     *icon;
  GtkWidget     *badge;       /* says that it moves */
};

G_DEFINE_FINAL_TYPE (FigmentThumbnail, figment_thumbnail, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_OUTPUT = 1,
  PROP_PATH,
  PROP_SIZE,
  PROP_COVER,
  PROP_LOADED,
} FigmentThumbnailProperty;

static GParamSpec *props[PROP_LOADED + 1];

static const char *
get_file (FigmentThumbnail *self)
{
  return self->output != NULL ? figment_output_get_info (self->output)->path : self->path;
}

static FigmentMediaKind
get_kind (FigmentThumbnail *self)
{
  if (self->output != NULL)
    return figment_output_get_info (self->output)->kind;
  return self->path != NULL ? figment_media_kind_from_name (self->path) : FIGMENT_MEDIA_OTHER;
}

static const char *
get_icon_name (FigmentThumbnail *self)
{
  if (self->failed)
    return "image-missing-symbolic";
  switch (get_kind (self))
    {
    case FIGMENT_MEDIA_IMAGE:
    case FIGMENT_MEDIA_ANIMATION: return "figment-text-to-image-symbolic";
    case FIGMENT_MEDIA_VIDEO: return "figment-text-to-video-symbolic";
    case FIGMENT_MEDIA_AUDIO: return "audio-x-generic-symbolic";
    case FIGMENT_MEDIA_TEXT:
    case FIGMENT_MEDIA_3D:
    case FIGMENT_MEDIA_LATENT:
    case FIGMENT_MEDIA_OTHER:
    default: return "text-x-generic-symbolic";
    }
}

static void
show_state (FigmentThumbnail *self)
{
  const FigmentMediaKind kind = get_kind (self);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), get_icon_name (self));
  gtk_widget_set_child_visible (self->icon, self->texture == NULL);
  gtk_widget_set_child_visible (self->badge, self->texture != NULL
                                               && (kind == FIGMENT_MEDIA_VIDEO || kind == FIGMENT_MEDIA_ANIMATION));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
has_picture (FigmentThumbnail *self)
{
  const FigmentMediaKind kind = get_kind (self);

  return get_file (self) != NULL
         && (kind == FIGMENT_MEDIA_IMAGE || kind == FIGMENT_MEDIA_ANIMATION || kind == FIGMENT_MEDIA_VIDEO);
}

/* px of the device that the longer side of the decoded picture has */
static int
get_max_side (FigmentThumbnail *self)
{
  const FigmentOutputInfo *info = self->output != NULL ? figment_output_get_info (self->output) : NULL;
  const int side = self->size * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double stretch = 1;

  if (self->cover)
    stretch = info != NULL && info->width > 0 && info->height > 0
                ? (double) MAX (info->width, info->height) / MIN (info->width, info->height)
                : 2;
  return (int) ceil (side * MIN (stretch, MAX_STRETCH));
}

/* What a worker gets. */
typedef struct
{
  char *path; /* (owned) */
  int   max_side;
} LoadData;

static void
load_data_free (gpointer data)
{
  g_free (((LoadData *) data)->path);
  g_free (data);
}

/* The name may lie, so the bytes say what is to be done. */
static gpointer
load (gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  const LoadData *load_data = data;
  FigmentMediaInfo info;

  if (!figment_media_sniff_file (load_data->path, &info, error))
    return NULL;
  if (info.kind == FIGMENT_MEDIA_VIDEO)
    return figment_video_read_frame (load_data->path, -1, load_data->max_side, cancellable, error);
  return figment_picture_read_file (load_data->path, load_data->max_side, cancellable, error);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentPicture) picture = figment_picture_load_finish (result, &error);
  FigmentThumbnail *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  g_clear_object (&self->cancellable);
  if (picture != NULL)
    {
      self->texture = figment_texture_new (picture);
      figment_thumbnail_cache_insert (self->loading_key, self->texture);
    }
  else
    {
      g_debug ("No thumbnail of %s: %s", get_file (self), error->message);
      self->failed = TRUE;
    }
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
}

static void
stop_loading (FigmentThumbnail *self)
{
  g_clear_handle_id (&self->start_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* Whether any of them has been drawn yet: the first frame of the program waits for no picture. */
static gboolean drawn = FALSE;

static void
start_loading (FigmentThumbnail *self)
{
  const FigmentOutputInfo *info = self->output != NULL ? figment_output_get_info (self->output) : NULL;
  GdkTexture *texture;
  LoadData *data;

  if (self->texture != NULL || self->failed || self->cancellable != NULL || !has_picture (self) || !drawn
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_free (self->loading_key);
  self->loading_key = g_strdup_printf ("%d %s %s", get_max_side (self),
                                       info != NULL && info->sha256 != NULL ? info->sha256 : "", get_file (self));
  texture = figment_thumbnail_cache_lookup (self->loading_key);
  if (texture != NULL)
    {
      self->texture = g_object_ref (texture);
      show_state (self);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
      return;
    }
  data = g_new0 (LoadData, 1);
  data->path = g_strdup (get_file (self));
  data->max_side = get_max_side (self);
  self->cancellable = g_cancellable_new ();
  figment_picture_run_async (load, data, load_data_free, (GDestroyNotify) figment_picture_unref,
                             FIGMENT_PICTURE_SMALL, self->cancellable, loaded_cb, self);
}

static void
reload (FigmentThumbnail *self)
{
  const gboolean loaded = self->texture != NULL;

  stop_loading (self);
  g_clear_object (&self->texture);
  self->failed = FALSE;
  show_state (self);
  if (loaded)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
  start_loading (self);
}

static gboolean
start_cb (gpointer user_data)
{
  FigmentThumbnail *self = user_data;

  self->start_id = 0;
  drawn = TRUE;
  start_loading (self);
  return G_SOURCE_REMOVE;
}

static void
figment_thumbnail_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (figment_thumbnail_parent_class)->map (widget);
  start_loading (FIGMENT_THUMBNAIL (widget));
}

static void
figment_thumbnail_unmap (GtkWidget *widget)
{
  stop_loading (FIGMENT_THUMBNAIL (widget));
  GTK_WIDGET_CLASS (figment_thumbnail_parent_class)->unmap (widget);
}

/* Darkens what is not used of the picture at @place. */
static void
snapshot_unused (FigmentThumbnail      *self,
                 GtkSnapshot           *snapshot,
                 const graphene_rect_t *place)
{
  const GdkRGBA shade = { 0, 0, 0, 0.65f };
  const float side = place->size.width * (float) (1 - self->part_width) / 2;
  const float above = place->size.height * (float) (1 - self->part_height) / 2;
  const float x = place->origin.x, y = place->origin.y, width = place->size.width, height = place->size.height;
  const graphene_rect_t unused[] = {
    GRAPHENE_RECT_INIT (x, y, side, height),
    GRAPHENE_RECT_INIT (x + width - side, y, side, height),
    GRAPHENE_RECT_INIT (x + side, y, width - 2 * side, above),
    GRAPHENE_RECT_INIT (x + side, y + height - above, width - 2 * side, above),
  };

  for (guint i = 0; i < G_N_ELEMENTS (unused); i++)
    if (unused[i].size.width > 0 && unused[i].size.height > 0)
      gtk_snapshot_append_color (snapshot, &shade, &unused[i]);
}

static void
figment_thumbnail_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  FigmentThumbnail *self = FIGMENT_THUMBNAIL (widget);
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const double density = gtk_widget_get_scale_factor (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height), place;

  if (self->texture != NULL)
    {
      const double full_width = gdk_texture_get_width (self->texture) / density;
      const double full_height = gdk_texture_get_height (self->texture) / density;
      const double scale = self->cover ? MAX (width / full_width, height / full_height)
                                       : MIN (MIN (width / full_width, height / full_height), 1);

      /* On whole pixels of the device: drawn one to one it is sharp and quick. */
      graphene_rect_init (&place, (float) (round ((width - full_width * scale) / 2 * density) / density),
                          (float) (round ((height - full_height * scale) / 2 * density) / density),
                          (float) (full_width * scale), (float) (full_height * scale));
      gtk_snapshot_push_clip (snapshot, &bounds);
      gtk_snapshot_append_texture (snapshot, self->texture, &place);
      snapshot_unused (self, snapshot, &place);
      gtk_snapshot_pop (snapshot);
    }
  GTK_WIDGET_CLASS (figment_thumbnail_parent_class)->snapshot (widget, snapshot);
  if (self->texture == NULL && !self->failed && self->cancellable == NULL && self->start_id == 0
      && has_picture (self))
    self->start_id = g_idle_add (start_cb, self);
}

static void
figment_thumbnail_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = *natural = FIGMENT_THUMBNAIL (widget)->size;
}

static void
figment_thumbnail_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  FigmentThumbnail *self = FIGMENT_THUMBNAIL (widget);
  const int badge = MIN (24, MIN (width, height));

  /* The sizes that need no SVG library: build-aux/render-icons.py. */
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), MIN (width, height) < 96 ? 16 : 32);
  gtk_widget_size_allocate (self->icon, &(GtkAllocation){ 0, 0, width, height }, -1);
  gtk_widget_size_allocate (self->badge, &(GtkAllocation){ width - badge - 4, height - badge - 4, badge, badge }, -1);
}

static void
figment_thumbnail_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  FigmentThumbnail *self = FIGMENT_THUMBNAIL (object);

  switch ((FigmentThumbnailProperty) prop_id)
    {
    case PROP_OUTPUT: g_value_set_object (value, self->output); break;
    case PROP_PATH: g_value_set_string (value, self->path); break;
    case PROP_SIZE: g_value_set_int (value, self->size); break;
    case PROP_COVER: g_value_set_boolean (value, self->cover); break;
    case PROP_LOADED: g_value_set_boolean (value, self->texture != NULL); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_cover (FigmentThumbnail *self,
           gboolean          cover)
{
  if (self->cover == cover)
    return;
  self->cover = cover;
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COVER]);
}

static void
figment_thumbnail_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  FigmentThumbnail *self = FIGMENT_THUMBNAIL (object);

  switch ((FigmentThumbnailProperty) prop_id)
    {
    case PROP_OUTPUT: figment_thumbnail_set_output (self, g_value_get_object (value)); break;
    case PROP_PATH: figment_thumbnail_set_path (self, g_value_get_string (value)); break;
    case PROP_SIZE: figment_thumbnail_set_size (self, g_value_get_int (value)); break;
    case PROP_COVER: set_cover (self, g_value_get_boolean (value)); break;
    case PROP_LOADED:
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_thumbnail_dispose (GObject *object)
{
  FigmentThumbnail *self = FIGMENT_THUMBNAIL (object);

  stop_loading (self);
  g_clear_object (&self->texture);
  g_clear_object (&self->output);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->badge, gtk_widget_unparent);
  G_OBJECT_CLASS (figment_thumbnail_parent_class)->dispose (object);
}

static void
figment_thumbnail_finalize (GObject *object)
{
  g_free (FIGMENT_THUMBNAIL (object)->path);
  g_free (FIGMENT_THUMBNAIL (object)->loading_key);
  G_OBJECT_CLASS (figment_thumbnail_parent_class)->finalize (object);
}

static void
figment_thumbnail_class_init (FigmentThumbnailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_thumbnail_get_property;
  object_class->set_property = figment_thumbnail_set_property;
  object_class->dispose = figment_thumbnail_dispose;
  object_class->finalize = figment_thumbnail_finalize;
  widget_class->map = figment_thumbnail_map;
  widget_class->unmap = figment_thumbnail_unmap;
  widget_class->snapshot = figment_thumbnail_snapshot;
  widget_class->measure = figment_thumbnail_measure;
  widget_class->size_allocate = figment_thumbnail_size_allocate;

  props[PROP_OUTPUT] = g_param_spec_object ("output", NULL, NULL, FIGMENT_TYPE_OUTPUT, flags);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 16, 1024, 128, flags);
  props[PROP_COVER] = g_param_spec_boolean ("cover", NULL, NULL, FALSE, flags);
  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_css_name (widget_class, "thumbnail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
figment_thumbnail_init (FigmentThumbnail *self)
{
  self->size = 128;
  self->part_width = self->part_height = 1;
  self->icon = gtk_image_new ();
  gtk_widget_add_css_class (self->icon, "dim-label");
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->badge = gtk_image_new_from_icon_name ("media-playback-start-symbolic");
  gtk_widget_add_css_class (self->badge, "osd");
  gtk_widget_add_css_class (self->badge, "figment-badge");
  gtk_widget_set_parent (self->badge, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Thumbnail"), -1);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (reload), NULL);
  show_state (self);
}

GtkWidget *
figment_thumbnail_new (void)
{
  return g_object_new (FIGMENT_TYPE_THUMBNAIL, NULL);
}

FigmentOutput *
figment_thumbnail_get_output (FigmentThumbnail *self)
{
  g_return_val_if_fail (FIGMENT_IS_THUMBNAIL (self), NULL);

  return self->output;
}

/* @output: (nullable): goes before the path */
void
figment_thumbnail_set_output (FigmentThumbnail *self,
                              FigmentOutput    *output)
{
  g_return_if_fail (FIGMENT_IS_THUMBNAIL (self));

  if (!g_set_object (&self->output, output))
    return;
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTPUT]);
}

const char *
figment_thumbnail_get_path (FigmentThumbnail *self)
{
  g_return_val_if_fail (FIGMENT_IS_THUMBNAIL (self), NULL);

  return self->path;
}

/* @path: (nullable): a local file */
void
figment_thumbnail_set_path (FigmentThumbnail *self,
                            const char       *path)
{
  g_return_if_fail (FIGMENT_IS_THUMBNAIL (self));

  if (g_strcmp0 (self->path, path) == 0)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PATH]);
}

int
figment_thumbnail_get_size (FigmentThumbnail *self)
{
  g_return_val_if_fail (FIGMENT_IS_THUMBNAIL (self), 0);

  return self->size;
}

void
figment_thumbnail_set_size (FigmentThumbnail *self,
                            int               size)
{
  g_return_if_fail (FIGMENT_IS_THUMBNAIL (self));

  if (self->size == size)
    return;
  self->size = size;
  reload (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIZE]);
}

/**
 * figment_thumbnail_set_part:
 * @width: 0..1 of the picture, in its middle, that is used
 * @height: likewise
 *
 * Darkens the rest; 1 and 1 for nothing.
 */
void
figment_thumbnail_set_part (FigmentThumbnail *self,
                            double            width,
                            double            height)
{
  g_return_if_fail (FIGMENT_IS_THUMBNAIL (self));
  g_return_if_fail (width >= 0 && width <= 1 && height >= 0 && height <= 1);

  self->part_width = width;
  self->part_height = height;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
figment_thumbnail_is_loaded (FigmentThumbnail *self)
{
  g_return_val_if_fail (FIGMENT_IS_THUMBNAIL (self), FALSE);

  return self->texture != NULL;
}
