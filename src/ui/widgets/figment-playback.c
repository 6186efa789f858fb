/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-playback.h"

#include <math.h>

#include "ui/widgets/figment-texture.h"

/**
 * FigmentPlayback:
 *
 * Something that runs in time: a video, a sound, an animation. What a person wants of it (playing, rate …) is set here
 * and carried out by the kinds; what they show is painted here. As a paintable it takes the whole of what it is drawn
 * on. Main thread.
 */
typedef struct
{
  gboolean    playing;
  gboolean    active;         /* it is seen; what is not, stands still */
  gboolean    scrubbing;      /* the position is being dragged; it stands still meanwhile */
  gboolean    loop;
  double      rate;
  double      volume;         /* 0..1, as the ear hears it */
  gboolean    muted;

  gboolean    has_sound;
  gint64      position;       /* µs */
  gint64      duration;       /* µs, 0 unknown */
  int         frame;          /* 0-based, -1 unknown */
  int         n_frames;       /* 0 unknown */
  char       *error;          /* (owned) (nullable): why there is nothing to see, for a person */
  char       *remark;         /* (owned) (nullable): what lacks, for a person */

  GdkTexture *texture;        /* (owned) (nullable) */
  gboolean    has_alpha;
  int         natural_width;  /* px */
  int         natural_height;
  int         density;
  int         drawn_width;    /* px of the device */
  int         drawn_height;
} FigmentPlaybackPrivate;

typedef enum
{
  PROP_PLAYING = 1,
  PROP_ACTIVE,
  PROP_SCRUBBING,
  PROP_LOOP,
  PROP_RATE,
  PROP_VOLUME,
  PROP_MUTED,
  PROP_HAS_SOUND,
  PROP_POSITION,
  PROP_DURATION,
  PROP_FRAME,
  PROP_N_FRAMES,
  PROP_ERROR,
  PROP_REMARK,
} FigmentPlaybackProperty;

static GParamSpec *props[PROP_REMARK + 1];

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (FigmentPlayback, figment_playback, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (FigmentPlayback)
                                  G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

#define GET_PRIVATE(self) ((FigmentPlaybackPrivate *) figment_playback_get_instance_private (self))

static void
update (FigmentPlayback *self)
{
  FIGMENT_PLAYBACK_GET_CLASS (self)->update (self);
}

static void
playback_snapshot (GdkPaintable *paintable,
                   GdkSnapshot  *snapshot,
                   double        width,
                   double        height)
{
  FigmentPlayback *self = FIGMENT_PLAYBACK (paintable);
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  const int drawn_width = (int) lround (width * priv->density), drawn_height = (int) lround (height * priv->density);

  if (priv->texture != NULL)
    {
      if (priv->has_alpha)
        figment_texture_snapshot_checkerboard (snapshot, &bounds);
      figment_texture_snapshot (priv->texture, snapshot, width, height, priv->density);
    }
  if (drawn_width != priv->drawn_width || drawn_height != priv->drawn_height)
    {
      priv->drawn_width = drawn_width;
      priv->drawn_height = drawn_height;
      update (self);
    }
}

static GdkPaintable *
playback_get_current_image (GdkPaintable *paintable)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (FIGMENT_PLAYBACK (paintable));

  return priv->texture != NULL ? g_object_ref (GDK_PAINTABLE (priv->texture))
                               : gdk_paintable_new_empty (priv->natural_width, priv->natural_height);
}

static int
playback_get_intrinsic_width (GdkPaintable *paintable)
{
  return GET_PRIVATE (FIGMENT_PLAYBACK (paintable))->natural_width;
}

static int
playback_get_intrinsic_height (GdkPaintable *paintable)
{
  return GET_PRIVATE (FIGMENT_PLAYBACK (paintable))->natural_height;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = playback_snapshot;
  iface->get_current_image = playback_get_current_image;
  iface->get_intrinsic_width = playback_get_intrinsic_width;
  iface->get_intrinsic_height = playback_get_intrinsic_height;
}

static void
figment_playback_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (FIGMENT_PLAYBACK (object));

  switch ((FigmentPlaybackProperty) prop_id)
    {
    case PROP_PLAYING: g_value_set_boolean (value, priv->playing); break;
    case PROP_ACTIVE: g_value_set_boolean (value, priv->active); break;
    case PROP_SCRUBBING: g_value_set_boolean (value, priv->scrubbing); break;
    case PROP_LOOP: g_value_set_boolean (value, priv->loop); break;
    case PROP_RATE: g_value_set_double (value, priv->rate); break;
    case PROP_VOLUME: g_value_set_double (value, priv->volume); break;
    case PROP_MUTED: g_value_set_boolean (value, priv->muted); break;
    case PROP_HAS_SOUND: g_value_set_boolean (value, priv->has_sound); break;
    case PROP_POSITION: g_value_set_int64 (value, priv->position); break;
    case PROP_DURATION: g_value_set_int64 (value, priv->duration); break;
    case PROP_FRAME: g_value_set_int (value, priv->frame); break;
    case PROP_N_FRAMES: g_value_set_int (value, priv->n_frames); break;
    case PROP_ERROR: g_value_set_string (value, priv->error); break;
    case PROP_REMARK: g_value_set_string (value, priv->remark); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_playback_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  FigmentPlayback *self = FIGMENT_PLAYBACK (object);

  switch ((FigmentPlaybackProperty) prop_id)
    {
    case PROP_PLAYING: figment_playback_set_playing (self, g_value_get_boolean (value)); break;
    case PROP_ACTIVE: figment_playback_set_active (self, g_value_get_boolean (value)); break;
    case PROP_SCRUBBING: figment_playback_set_scrubbing (self, g_value_get_boolean (value)); break;
    case PROP_LOOP: figment_playback_set_loop (self, g_value_get_boolean (value)); break;
    case PROP_RATE: figment_playback_set_rate (self, g_value_get_double (value)); break;
    case PROP_VOLUME: figment_playback_set_volume (self, g_value_get_double (value)); break;
    case PROP_MUTED: figment_playback_set_muted (self, g_value_get_boolean (value)); break;
    case PROP_HAS_SOUND:
    case PROP_POSITION:
    case PROP_DURATION:
    case PROP_FRAME:
    case PROP_N_FRAMES:
    case PROP_ERROR:
    case PROP_REMARK:
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_playback_finalize (GObject *object)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (FIGMENT_PLAYBACK (object));

  g_clear_object (&priv->texture);
  g_free (priv->error);
  g_free (priv->remark);
  G_OBJECT_CLASS (figment_playback_parent_class)->finalize (object);
}

static void
figment_playback_class_init (FigmentPlaybackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_playback_get_property;
  object_class->set_property = figment_playback_set_property;
  object_class->finalize = figment_playback_finalize;

  props[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, TRUE, flags);
  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  props[PROP_SCRUBBING] = g_param_spec_boolean ("scrubbing", NULL, NULL, FALSE, flags);
  props[PROP_LOOP] = g_param_spec_boolean ("loop", NULL, NULL, TRUE, flags);
  props[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0.25, 2, 1, flags);
  props[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0, 1, 1, flags);
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  props[PROP_HAS_SOUND] = g_param_spec_boolean ("has-sound", NULL, NULL, FALSE, readable);
  props[PROP_POSITION] = g_param_spec_int64 ("position", NULL, NULL, 0, G_MAXINT64, 0, readable);
  props[PROP_DURATION] = g_param_spec_int64 ("duration", NULL, NULL, 0, G_MAXINT64, 0, readable);
  props[PROP_FRAME] = g_param_spec_int ("frame", NULL, NULL, -1, G_MAXINT, -1, readable);
  props[PROP_N_FRAMES] = g_param_spec_int ("n-frames", NULL, NULL, 0, G_MAXINT, 0, readable);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, readable);
  props[PROP_REMARK] = g_param_spec_string ("remark", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_playback_init (FigmentPlayback *self)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  priv->playing = priv->loop = TRUE;
  priv->rate = priv->volume = 1;
  priv->frame = -1;
  priv->density = 1;
}

/* The getters and the setters of what a person wants are all alike. */
#define GETTER(type, name, fallback)                              \
  type                                                            \
  figment_playback_get_##name (FigmentPlayback *self)             \
  {                                                               \
    g_return_val_if_fail (FIGMENT_IS_PLAYBACK (self), fallback);  \
                                                                  \
    return GET_PRIVATE (self)->name;                              \
  }
#define SETTER(type, name, property, clean)                           \
  void                                                                \
  figment_playback_set_##name (FigmentPlayback *self,                 \
                               type             name)                 \
  {                                                                   \
    FigmentPlaybackPrivate *priv;                                     \
                                                                      \
    g_return_if_fail (FIGMENT_IS_PLAYBACK (self));                    \
                                                                      \
    priv = GET_PRIVATE (self);                                        \
    name = clean;                                                     \
    if (memcmp (&priv->name, &name, sizeof name) == 0)                \
      return;                                                         \
    priv->name = name;                                                \
    update (self);                                                    \
    g_object_notify_by_pspec (G_OBJECT (self), props[property]);      \
  }

GETTER (gboolean, playing, FALSE)
GETTER (gboolean, active, FALSE)
GETTER (gboolean, scrubbing, FALSE)
GETTER (gboolean, loop, FALSE)
GETTER (double, rate, 1)
GETTER (double, volume, 1)
GETTER (gboolean, muted, FALSE)
GETTER (gboolean, has_sound, FALSE)
GETTER (gint64, position, 0)
GETTER (gint64, duration, 0)
GETTER (int, frame, -1)
GETTER (int, n_frames, 0)
GETTER (const char *, error, NULL)
GETTER (const char *, remark, NULL)
GETTER (GdkTexture *, texture, NULL)

SETTER (gboolean, playing, PROP_PLAYING, !!playing)
SETTER (gboolean, active, PROP_ACTIVE, !!active)
SETTER (gboolean, scrubbing, PROP_SCRUBBING, !!scrubbing)
SETTER (gboolean, loop, PROP_LOOP, !!loop)
SETTER (double, rate, PROP_RATE, CLAMP (rate, 0.25, 2))
SETTER (double, volume, PROP_VOLUME, CLAMP (volume, 0, 1))
SETTER (gboolean, muted, PROP_MUTED, !!muted)

/* Returns: whether it is to move now */
gboolean
figment_playback_is_running (FigmentPlayback *self)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  return priv->playing && priv->active && !priv->scrubbing && priv->error == NULL;
}

/* Shows what is at @position, µs. Of several asked for in a row only the newest has to appear. */
void
figment_playback_seek (FigmentPlayback *self,
                       gint64           position)
{
  FigmentPlaybackPrivate *priv;

  g_return_if_fail (FIGMENT_IS_PLAYBACK (self));

  priv = GET_PRIVATE (self);
  FIGMENT_PLAYBACK_GET_CLASS (self)->seek (self, priv->duration > 0 ? CLAMP (position, 0, priv->duration)
                                                                   : MAX (position, 0));
}

/* Pauses, and goes on or back by that many frames. */
void
figment_playback_step (FigmentPlayback *self,
                       int              frames)
{
  g_return_if_fail (FIGMENT_IS_PLAYBACK (self));

  figment_playback_set_playing (self, FALSE);
  FIGMENT_PLAYBACK_GET_CLASS (self)->step (self, frames);
}

void
figment_playback_set_density (FigmentPlayback *self,
                              int              density)
{
  g_return_if_fail (FIGMENT_IS_PLAYBACK (self));

  GET_PRIVATE (self)->density = density;
}

void
figment_playback_get_drawn_size (FigmentPlayback *self,
                                 int             *width,
                                 int             *height)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  *width = priv->drawn_width;
  *height = priv->drawn_height;
}

void
figment_playback_set_natural_size (FigmentPlayback *self,
                                   int              width,
                                   int              height)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  if (priv->natural_width == width && priv->natural_height == height)
    return;
  priv->natural_width = width;
  priv->natural_height = height;
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
}

void
figment_playback_show (FigmentPlayback *self,
                       GdkTexture      *texture,
                       gboolean         has_alpha)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  g_set_object (&priv->texture, texture);
  priv->has_alpha = has_alpha;
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

void
figment_playback_tell_position (FigmentPlayback *self,
                                gint64           position,
                                int              frame)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (priv->position != position)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION]);
  if (priv->frame != frame)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRAME]);
  priv->position = MAX (position, 0);
  priv->frame = frame;
  g_object_thaw_notify (G_OBJECT (self));
}

void
figment_playback_tell_length (FigmentPlayback *self,
                              gint64           duration,
                              int              n_frames)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (priv->duration != duration)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DURATION]);
  if (priv->n_frames != n_frames)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_FRAMES]);
  priv->duration = MAX (duration, 0);
  priv->n_frames = n_frames;
  g_object_thaw_notify (G_OBJECT (self));
}

void
figment_playback_tell_sound (FigmentPlayback *self,
                             gboolean         has_sound)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  if (priv->has_sound == has_sound)
    return;
  priv->has_sound = has_sound;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_SOUND]);
}

void
figment_playback_tell_remark (FigmentPlayback *self,
                              const char      *remark)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  if (g_strcmp0 (priv->remark, remark) == 0)
    return;
  g_free (priv->remark);
  priv->remark = g_strdup (remark);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMARK]);
}

/* It stops for good; the first reason stands. */
void
figment_playback_fail (FigmentPlayback *self,
                       const char      *error)
{
  FigmentPlaybackPrivate *priv = GET_PRIVATE (self);

  if (priv->error != NULL)
    return;
  priv->error = g_strdup (error);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}
