/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-viewer-private.h"

#include "ui/widgets/figment-open-with.h"

#define ZOOM_STEP 1.25
#define PAN_STEP 60 /* px */

static void
fit_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  figment_picture_view_set_fit (FIGMENT_VIEWER (widget)->picture_view, TRUE);
}

static void
original_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  figment_picture_view_set_zoom (FIGMENT_VIEWER (widget)->picture_view, 1);
}

static void
zoom_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  figment_picture_view_zoom_by (FIGMENT_VIEWER (widget)->picture_view,
                                g_str_equal (name, "viewer.zoom-in") ? ZOOM_STEP : 1 / ZOOM_STEP);
}

static void
play_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentPlayback *playback = FIGMENT_VIEWER (widget)->playback;

  figment_playback_set_playing (playback, !figment_playback_get_playing (playback));
}

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  figment_playback_step (FIGMENT_VIEWER (widget)->playback, g_str_equal (name, "viewer.next-frame") ? 1 : -1);
}

static void
loop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentPlayback *playback = FIGMENT_VIEWER (widget)->playback;

  figment_playback_set_loop (playback, !figment_playback_get_loop (playback));
}

static void
mute_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentPlayback *playback = FIGMENT_VIEWER (widget)->playback;

  figment_playback_set_muted (playback, !figment_playback_get_muted (playback));
}

static void
navigate_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  _figment_viewer_navigate (FIGMENT_VIEWER (widget), g_str_equal (name, "viewer.next") ? 1 : -1);
}

static void
hide_notice_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  _figment_viewer_show_notice (FIGMENT_VIEWER (widget), NULL);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentViewer) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_open_with_finish (result, &error))
    _figment_viewer_show_notice (self, error->message);
}

static void
open_with_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  FigmentViewer *self = FIGMENT_VIEWER (widget);

  if (self->output != NULL && figment_output_get_info (self->output)->path != NULL)
    figment_open_with_async (self->output, g_variant_get_string (parameter, NULL), widget, NULL, opened_cb,
                             g_object_ref (self));
}

/* The programs are asked for when the menu opens. */
static void
create_menu_cb (GtkMenuButton *button,
                gpointer       user_data)
{
  FigmentViewer *self = user_data;
  g_autoptr(GMenu) menu = NULL;

  if (self->output == NULL || figment_output_get_info (self->output)->path == NULL)
    return;
  menu = figment_open_with_build_menu (self->output, "viewer.open-with");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
_figment_viewer_fill_menus (FigmentViewer *self)
{
  gtk_menu_button_set_create_popup_func (self->open_other, create_menu_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->open_failed, create_menu_cb, self, NULL);
}

/* An arrow moves a zoomed picture, and else sideways to the next output. */
static gboolean
arrow_cb (GtkWidget *widget,
          GVariant  *arguments,
          gpointer   user_data)
{
  FigmentViewer *self = FIGMENT_VIEWER (widget);
  int dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  if (g_str_equal (self->face, "picture") && figment_picture_view_can_pan (self->picture_view))
    {
      figment_picture_view_pan (self->picture_view, dx * PAN_STEP, dy * PAN_STEP);
      return TRUE;
    }
  if (dx == 0 || !self->navigable)
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  _figment_viewer_navigate (self, dx);
  return TRUE;
}

void
_figment_viewer_update_actions (FigmentViewer *self)
{
  static const char *const picture_actions[] = { "viewer.fit", "viewer.original", "viewer.zoom-in", "viewer.zoom-out" };
  static const char *const playback_actions[] = { "viewer.play", "viewer.loop", "viewer.mute", "viewer.next-frame",
                                                  "viewer.previous-frame" };
  const gboolean preview = self->preview != NULL;
  const gboolean picture = !preview && g_str_equal (self->face, "picture");
  const gboolean playback = !preview && g_str_equal (self->face, "playback");

  for (guint i = 0; i < G_N_ELEMENTS (picture_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), picture_actions[i], picture);
  for (guint i = 0; i < G_N_ELEMENTS (playback_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), playback_actions[i], playback);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.open-with",
                                 self->output != NULL && figment_output_get_info (self->output)->path != NULL);
  gtk_widget_set_visible (self->zoom_bar, picture);
}

void
_figment_viewer_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                      *name;
    GtkWidgetActionActivateFunc      activate;
    guint                            keys[3];
  } actions[] = {
    { "viewer.fit", fit_action, { GDK_KEY_0, GDK_KEY_KP_0 } },
    { "viewer.original", original_action, { GDK_KEY_1, GDK_KEY_KP_1 } },
    { "viewer.zoom-in", zoom_action, { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add } },
    { "viewer.zoom-out", zoom_action, { GDK_KEY_minus, GDK_KEY_KP_Subtract } },
    { "viewer.play", play_action, { GDK_KEY_space, GDK_KEY_k } },
    { "viewer.next-frame", step_action, { GDK_KEY_period } },
    { "viewer.previous-frame", step_action, { GDK_KEY_comma } },
    { "viewer.loop", loop_action, { GDK_KEY_l } },
    { "viewer.mute", mute_action, { GDK_KEY_m } },
    { "viewer.next", navigate_action, { GDK_KEY_Page_Down } },
    { "viewer.previous", navigate_action, { GDK_KEY_Page_Up } },
    { "viewer.hide-notice", hide_notice_action, { 0 } },
  };
  static const struct
  {
    guint key;
    int   dx;
    int   dy;
  } arrows[] = {
    { GDK_KEY_Left, -1, 0 },
    { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
      for (guint k = 0; k < G_N_ELEMENTS (actions[i].keys) && actions[i].keys[k] != 0; k++)
        {
          gtk_widget_class_add_binding_action (widget_class, actions[i].keys[k], 0, actions[i].name, NULL);
          if (i < 4) /* as in other programs */
            gtk_widget_class_add_binding_action (widget_class, actions[i].keys[k], GDK_CONTROL_MASK, actions[i].name,
                                                 NULL);
        }
    }
  gtk_widget_class_install_action (widget_class, "viewer.open-with", "s", open_with_action);
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_widget_class_add_binding (widget_class, arrows[i].key, 0, arrow_cb, "(ii)", arrows[i].dx, arrows[i].dy);
}
