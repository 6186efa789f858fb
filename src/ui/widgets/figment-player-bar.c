/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-player-bar.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/**
 * FigmentPlayerBar:
 *
 * The controls under a video, an animation or a sound. They act on a #FigmentPlayback and show what it tells. Main
 * thread.
 */
struct _FigmentPlayerBar
{
  GtkWidget        parent_instance;

  FigmentPlayback *playback;     /* (owned) (nullable) */
  GBindingGroup   *bindings;     /* (owned) */
  GSignalGroup    *signals;      /* (owned) */
  gboolean         pressed;      /* a button is held on the position */

  GtkAdjustment   *adjustment;   /* seconds */
  GtkAdjustment   *volume_adjustment;
  GtkWidget       *position_row;
  GtkWidget       *button_row;
  GtkLabel        *position_label;
  GtkLabel        *duration_label;
  GtkLabel        *frame_label;
  GtkWidget       *position_scale;
  GtkWidget       *previous_button;
  GtkButton       *play_button;
  GtkWidget       *next_button;
  GtkWidget       *loop_button;
  GtkDropDown     *rate_chooser;
  GtkMenuButton   *volume_button;
  GtkWidget       *mute_button;
};

G_DEFINE_FINAL_TYPE (FigmentPlayerBar, figment_player_bar, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_PLAYBACK = 1,
} FigmentPlayerBarProperty;

static GParamSpec *props[PROP_PLAYBACK + 1];

static const double rates[] = { 0.25, 0.5, 0.75, 1, 1.5, 2 };

/* Hundredths too, as most that is played here is a few seconds long. */
static char *
format_time (gint64 time)
{
  const gint64 hundredths = time / 10000, seconds = hundredths / 100;

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d.%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                            (int) (seconds % 60), (int) (hundredths % 100));
  return g_strdup_printf ("%d:%02d.%02d", (int) (seconds / 60), (int) (seconds % 60), (int) (hundredths % 100));
}

static void
set_time (GtkLabel *label,
          gint64    time)
{
  g_autofree char *text = format_time (time);

  gtk_label_set_label (label, text);
}

static void
show_position (FigmentPlayerBar *self)
{
  const gint64 position = figment_playback_get_position (self->playback);
  const int frame = figment_playback_get_frame (self->playback);
  const int n_frames = figment_playback_get_n_frames (self->playback);
  g_autofree char *text = NULL;

  set_time (self->position_label, position);
  if (!self->pressed)
    gtk_adjustment_set_value (self->adjustment, (double) position / 1e6);
  if (frame >= 0 && n_frames > 0)
    text = g_strdup_printf (_("Frame %d of %d"), MIN (frame + 1, n_frames), n_frames);
  else if (frame >= 0)
    text = g_strdup_printf (_("Frame %d"), frame + 1);
  gtk_label_set_label (self->frame_label, text != NULL ? text : "");
}

static void
show_length (FigmentPlayerBar *self)
{
  const gint64 duration = figment_playback_get_duration (self->playback);

  set_time (self->duration_label, duration);
  gtk_adjustment_set_upper (self->adjustment, (double) duration / 1e6);
  gtk_widget_set_sensitive (self->position_scale, duration > 0);
  show_position (self);
}

static void
show_playing (FigmentPlayerBar *self)
{
  const gboolean playing = figment_playback_get_playing (self->playback);

  gtk_button_set_icon_name (self->play_button,
                            playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), playing ? _("Pause (Space)") : _("Play (Space)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? _("Pause") : _("Play"), -1);
}

static void
show_volume (FigmentPlayerBar *self)
{
  const double volume = figment_playback_get_volume (self->playback);

  gtk_menu_button_set_icon_name (self->volume_button,
                                 figment_playback_get_muted (self->playback) || volume <= 0
                                   ? "audio-volume-muted-symbolic"
                                 : volume < 0.34 ? "audio-volume-low-symbolic"
                                 : volume < 0.67 ? "audio-volume-medium-symbolic"
                                                 : "audio-volume-high-symbolic");
}

static void
show_rate (FigmentPlayerBar *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (fabs (rates[i] - figment_playback_get_rate (self->playback)) < 0.01)
      gtk_drop_down_set_selected (self->rate_chooser, i);
}

static void
choose_rate (FigmentPlayerBar *self)
{
  const guint selected = gtk_drop_down_get_selected (self->rate_chooser);

  if (self->playback != NULL && selected < G_N_ELEMENTS (rates))
    figment_playback_set_rate (self->playback, rates[selected]);
}

static void
toggle_playing (FigmentPlayerBar *self)
{
  if (self->playback != NULL)
    figment_playback_set_playing (self->playback, !figment_playback_get_playing (self->playback));
}

static void
show_previous_frame (FigmentPlayerBar *self)
{
  if (self->playback != NULL)
    figment_playback_step (self->playback, -1);
}

static void
show_next_frame (FigmentPlayerBar *self)
{
  if (self->playback != NULL)
    figment_playback_step (self->playback, 1);
}

/* A person moved the slider, not the playback. */
static gboolean
change_position (FigmentPlayerBar *self,
                 GtkScrollType     scroll,
                 double            value)
{
  if (self->playback != NULL)
    figment_playback_seek (self->playback,
                           (gint64) (CLAMP (value, 0, gtk_adjustment_get_upper (self->adjustment)) * 1e6));
  return GDK_EVENT_PROPAGATE;
}

/* While a button is down on the slider the frames under it are shown and nothing plays. */
static gboolean
watch_button (FigmentPlayerBar *self,
              GdkEvent         *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    self->pressed = TRUE;
  else if (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL)
    self->pressed = FALSE;
  else
    return GDK_EVENT_PROPAGATE;
  if (self->playback != NULL)
    figment_playback_set_scrubbing (self->playback, self->pressed);
  return GDK_EVENT_PROPAGATE;
}

static void
show_all (FigmentPlayerBar *self)
{
  if (self->playback == NULL)
    return;
  show_length (self);
  show_playing (self);
  show_volume (self);
  show_rate (self);
}

static void
figment_player_bar_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  FigmentPlayerBar *self = FIGMENT_PLAYER_BAR (object);

  switch ((FigmentPlayerBarProperty) prop_id)
    {
    case PROP_PLAYBACK: g_value_set_object (value, self->playback); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_player_bar_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  FigmentPlayerBar *self = FIGMENT_PLAYER_BAR (object);

  switch ((FigmentPlayerBarProperty) prop_id)
    {
    case PROP_PLAYBACK: figment_player_bar_set_playback (self, g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_player_bar_dispose (GObject *object)
{
  FigmentPlayerBar *self = FIGMENT_PLAYER_BAR (object);

  if (self->bindings != NULL)
    g_binding_group_set_source (self->bindings, NULL);
  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->playback);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_PLAYER_BAR);
  G_OBJECT_CLASS (figment_player_bar_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, adjustment);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, volume_adjustment);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, position_row);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, button_row);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, position_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, duration_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, frame_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, position_scale);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, previous_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, play_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, next_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, loop_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, rate_chooser);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, volume_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentPlayerBar, mute_button);
  gtk_widget_class_bind_template_callback (widget_class, change_position);
  gtk_widget_class_bind_template_callback (widget_class, watch_button);
  gtk_widget_class_bind_template_callback (widget_class, choose_rate);
  gtk_widget_class_bind_template_callback (widget_class, toggle_playing);
  gtk_widget_class_bind_template_callback (widget_class, show_previous_frame);
  gtk_widget_class_bind_template_callback (widget_class, show_next_frame);
}

static void
figment_player_bar_class_init (FigmentPlayerBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_player_bar_get_property;
  object_class->set_property = figment_player_bar_set_property;
  object_class->dispose = figment_player_bar_dispose;

  props[PROP_PLAYBACK] = g_param_spec_object ("playback", NULL, NULL, FIGMENT_TYPE_PLAYBACK,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_css_name (widget_class, "playerbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/widgets/figment-player-bar.ui");
  bind_template (widget_class);
}

static void
figment_player_bar_init (FigmentPlayerBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "loop", self->loop_button, "active",
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_binding_group_bind (self->bindings, "muted", self->mute_button, "active",
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_binding_group_bind (self->bindings, "volume", self->volume_adjustment, "value",
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_binding_group_bind (self->bindings, "has-sound", self->volume_button, "visible", G_BINDING_SYNC_CREATE);

  self->signals = g_signal_group_new (FIGMENT_TYPE_PLAYBACK);
  g_signal_group_connect_swapped (self->signals, "notify::position", G_CALLBACK (show_position), self);
  g_signal_group_connect_swapped (self->signals, "notify::frame", G_CALLBACK (show_position), self);
  g_signal_group_connect_swapped (self->signals, "notify::duration", G_CALLBACK (show_length), self);
  g_signal_group_connect_swapped (self->signals, "notify::n-frames", G_CALLBACK (show_length), self);
  g_signal_group_connect_swapped (self->signals, "notify::playing", G_CALLBACK (show_playing), self);
  g_signal_group_connect_swapped (self->signals, "notify::volume", G_CALLBACK (show_volume), self);
  g_signal_group_connect_swapped (self->signals, "notify::muted", G_CALLBACK (show_volume), self);
  g_signal_group_connect_swapped (self->signals, "notify::rate", G_CALLBACK (show_rate), self);
}

FigmentPlayback *
figment_player_bar_get_playback (FigmentPlayerBar *self)
{
  g_return_val_if_fail (FIGMENT_IS_PLAYER_BAR (self), NULL);

  return self->playback;
}

/* @playback: (nullable) (transfer none) */
void
figment_player_bar_set_playback (FigmentPlayerBar *self,
                                 FigmentPlayback  *playback)
{
  g_return_if_fail (FIGMENT_IS_PLAYER_BAR (self));

  if (!g_set_object (&self->playback, playback))
    return;
  self->pressed = FALSE;
  g_binding_group_set_source (self->bindings, playback);
  g_signal_group_set_target (self->signals, playback);
  show_all (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLAYBACK]);
}
