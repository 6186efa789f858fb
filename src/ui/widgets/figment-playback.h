/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FIGMENT_TYPE_PLAYBACK (figment_playback_get_type ())
G_DECLARE_DERIVABLE_TYPE (FigmentPlayback, figment_playback, FIGMENT, PLAYBACK, GObject)

/**
 * FigmentPlaybackClass:
 * @update: what is wanted (playing, active, scrubbing, rate, volume, muted, the size) changed
 * @step: show the frame that is @frames further; it has been paused before
 * @seek: show what is at @position, µs
 */
struct _FigmentPlaybackClass
{
  GObjectClass parent_class;

  void (*update) (FigmentPlayback *self);
  void (*step)   (FigmentPlayback *self,
                  int              frames);
  void (*seek)   (FigmentPlayback *self,
                  gint64           position);
};

gboolean    figment_playback_get_playing      (FigmentPlayback *self);
void        figment_playback_set_playing      (FigmentPlayback *self,
                                               gboolean         playing);
gboolean    figment_playback_get_active       (FigmentPlayback *self);
void        figment_playback_set_active       (FigmentPlayback *self,
                                               gboolean         active);
gboolean    figment_playback_get_scrubbing    (FigmentPlayback *self);
void        figment_playback_set_scrubbing    (FigmentPlayback *self,
                                               gboolean         scrubbing);
gboolean    figment_playback_get_loop         (FigmentPlayback *self);
void        figment_playback_set_loop         (FigmentPlayback *self,
                                               gboolean         loop);
double      figment_playback_get_rate         (FigmentPlayback *self);
void        figment_playback_set_rate         (FigmentPlayback *self,
                                               double           rate);
double      figment_playback_get_volume       (FigmentPlayback *self);
void        figment_playback_set_volume       (FigmentPlayback *self,
                                               double           volume);
gboolean    figment_playback_get_muted        (FigmentPlayback *self);
void        figment_playback_set_muted        (FigmentPlayback *self,
                                               gboolean         muted);
gboolean    figment_playback_get_has_sound    (FigmentPlayback *self);
gint64      figment_playback_get_position     (FigmentPlayback *self);
gint64      figment_playback_get_duration     (FigmentPlayback *self);
int         figment_playback_get_frame        (FigmentPlayback *self);
int         figment_playback_get_n_frames     (FigmentPlayback *self);
const char *figment_playback_get_error        (FigmentPlayback *self);
const char *figment_playback_get_remark       (FigmentPlayback *self);
gboolean    figment_playback_is_running       (FigmentPlayback *self);

void        figment_playback_seek             (FigmentPlayback *self,
                                               gint64           position);
void        figment_playback_step             (FigmentPlayback *self,
                                               int              frames);

/* How many pixels of the device a unit of what it is drawn on has. */
void        figment_playback_set_density      (FigmentPlayback *self,
                                               int              density);

/* For its kinds: the size in pixels at which it is drawn, 0 before that; and what they have to tell. */
void        figment_playback_get_drawn_size   (FigmentPlayback *self,
                                               int             *width,
                                               int             *height);
void        figment_playback_set_natural_size (FigmentPlayback *self,
                                               int              width,
                                               int              height);
GdkTexture *figment_playback_get_texture      (FigmentPlayback *self);
void        figment_playback_show             (FigmentPlayback *self,
                                               GdkTexture      *texture,
                                               gboolean         has_alpha);
void        figment_playback_tell_position    (FigmentPlayback *self,
                                               gint64           position,
                                               int              frame);
void        figment_playback_tell_length      (FigmentPlayback *self,
                                               gint64           duration,
                                               int              n_frames);
void        figment_playback_tell_sound       (FigmentPlayback *self,
                                               gboolean         has_sound);
void        figment_playback_tell_remark      (FigmentPlayback *self,
                                               const char      *remark);
void        figment_playback_fail             (FigmentPlayback *self,
                                               const char      *error);

G_END_DECLS
