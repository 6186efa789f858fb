/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-viewer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "figment-viewer-private.h"

G_DEFINE_FINAL_TYPE (FigmentViewer, figment_viewer, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_OUTPUT = 1,
  PROP_PREVIEW,
  PROP_PRELOAD,
  PROP_NAVIGABLE,
  PROP_PLAYBACK,
} FigmentViewerProperty;

static GParamSpec *props[PROP_PLAYBACK + 1];

enum
{
  NAVIGATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_visible_face (FigmentViewer *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->preview != NULL ? "preview" : self->face);
  _figment_viewer_update_actions (self);
}

void
_figment_viewer_show_face (FigmentViewer *self,
                           const char    *face)
{
  self->face = face;
  if (!g_str_equal (face, "picture"))
    figment_picture_view_set_picture (self->picture_view, NULL);
  show_visible_face (self);
}

void
_figment_viewer_show_failure (FigmentViewer *self,
                              const char    *reason)
{
  g_autofree char *text = g_markup_escape_text (reason, -1);

  adw_status_page_set_description (self->failed, text);
  _figment_viewer_show_face (self, "failed");
}

/* @text: (nullable): NULL hides it */
void
_figment_viewer_show_notice (FigmentViewer *self,
                             const char    *text)
{
  if (text != NULL)
    figment_notice_set_text (self->notice, text);
  figment_notice_set_revealed (self->notice, text != NULL);
}

void
_figment_viewer_navigate (FigmentViewer *self,
                          int            direction)
{
  g_signal_emit (self, signals[NAVIGATE], 0, direction);
}

/* What is not seen stands still. */
void
_figment_viewer_update_active (FigmentViewer *self)
{
  if (self->playback != NULL)
    figment_playback_set_active (self->playback, self->preview == NULL && gtk_widget_get_mapped (GTK_WIDGET (self)));
}

static void
show_zoom (FigmentViewer *self)
{
  const double percent = figment_picture_view_get_zoom (self->picture_view) * 100;
  /* Translators: how large a picture is shown */
  g_autofree char *text = g_strdup_printf (_("%.*f %%"), percent < 10 ? 1 : 0, percent);
  g_autofree char *label = g_strdup_printf (_("Zoom: %s, show at original size"), text);

  gtk_button_set_label (self->zoom_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zoom_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_density (FigmentViewer *self)
{
  const int density = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  figment_live_picture_set_density (self->live, density);
  if (self->playback != NULL)
    figment_playback_set_density (self->playback, density);
}

/* Drags the file out. */
static GdkContentProvider *
prepare_drag (FigmentViewer *self)
{
  const char *path = self->output != NULL ? figment_output_get_info (self->output)->path : NULL;
  g_autoptr(GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;

  if (file == NULL || self->preview != NULL)
    return NULL;
  return gdk_content_provider_new_typed (G_TYPE_FILE, file);
}

/* A click on what plays stops it or lets it go on, and takes the keys away from its controls. */
static void
screen_clicked_cb (FigmentViewer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->playback != NULL)
    figment_playback_set_playing (self->playback, !figment_playback_get_playing (self->playback));
}

static void
add_drag_source (FigmentViewer *self,
                 GtkWidget     *widget)
{
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_drag_source_set_actions (drag, GDK_ACTION_COPY);
  g_signal_connect_swapped (drag, "prepare", G_CALLBACK (prepare_drag), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

static void
figment_viewer_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (figment_viewer_parent_class)->map (widget);
  _figment_viewer_update_active (FIGMENT_VIEWER (widget));
}

static void
figment_viewer_unmap (GtkWidget *widget)
{
  FigmentViewer *self = FIGMENT_VIEWER (widget);

  GTK_WIDGET_CLASS (figment_viewer_parent_class)->unmap (widget);
  if (self->playback != NULL)
    figment_playback_set_active (self->playback, FALSE);
}

static void
figment_viewer_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  FigmentViewer *self = FIGMENT_VIEWER (object);

  switch ((FigmentViewerProperty) prop_id)
    {
    case PROP_OUTPUT: g_value_set_object (value, self->output); break;
    case PROP_PREVIEW: g_value_set_boxed (value, self->preview); break;
    case PROP_PRELOAD: g_value_set_object (value, self->preload); break;
    case PROP_NAVIGABLE: g_value_set_boolean (value, self->navigable); break;
    case PROP_PLAYBACK: g_value_set_object (value, self->playback); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_navigable (FigmentViewer *self,
               gboolean       navigable)
{
  if (self->navigable == navigable)
    return;
  self->navigable = navigable;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAVIGABLE]);
}

static void
figment_viewer_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  FigmentViewer *self = FIGMENT_VIEWER (object);

  switch ((FigmentViewerProperty) prop_id)
    {
    case PROP_OUTPUT: figment_viewer_set_output (self, g_value_get_object (value)); break;
    case PROP_PREVIEW: figment_viewer_set_preview (self, g_value_get_boxed (value)); break;
    case PROP_PRELOAD: figment_viewer_set_preload (self, g_value_get_object (value)); break;
    case PROP_NAVIGABLE: set_navigable (self, g_value_get_boolean (value)); break;
    case PROP_PLAYBACK:
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_viewer_dispose (GObject *object)
{
  FigmentViewer *self = FIGMENT_VIEWER (object);

  if (self->stack != NULL)
    {
      _figment_viewer_stop_preload (self);
      _figment_viewer_unload (self);
      gtk_picture_set_paintable (self->film, NULL);
      gtk_picture_set_paintable (self->preview_picture, NULL);
    }
  g_clear_object (&self->live);
  g_clear_object (&self->output);
  g_clear_object (&self->preload);
  g_clear_pointer (&self->preview, g_bytes_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_VIEWER);
  G_OBJECT_CLASS (figment_viewer_parent_class)->dispose (object);
}

static void
figment_viewer_finalize (GObject *object)
{
  g_hash_table_unref (FIGMENT_VIEWER (object)->ready);
  g_hash_table_unref (FIGMENT_VIEWER (object)->coming);
  G_OBJECT_CLASS (figment_viewer_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, overlay);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, spinner);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, picture_view);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, screen);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, film);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, sound);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, player);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, text_view);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, other);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, failed);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, open_other);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, open_failed);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, preview_picture);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, notice);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, zoom_bar);
  gtk_widget_class_bind_template_child (widget_class, FigmentViewer, zoom_button);
}

static void
figment_viewer_class_init (FigmentViewerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = figment_viewer_get_property;
  object_class->set_property = figment_viewer_set_property;
  object_class->dispose = figment_viewer_dispose;
  object_class->finalize = figment_viewer_finalize;
  widget_class->map = figment_viewer_map;
  widget_class->unmap = figment_viewer_unmap;

  props[PROP_OUTPUT] = g_param_spec_object ("output", NULL, NULL, FIGMENT_TYPE_OUTPUT, flags);
  props[PROP_PREVIEW] = g_param_spec_boxed ("preview", NULL, NULL, G_TYPE_BYTES, flags);
  props[PROP_PRELOAD] = g_param_spec_object ("preload", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_NAVIGABLE] = g_param_spec_boolean ("navigable", NULL, NULL, FALSE, flags);
  props[PROP_PLAYBACK] = g_param_spec_object ("playback", NULL, NULL, FIGMENT_TYPE_PLAYBACK,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  /* FigmentViewer::navigate: @direction -1 to the one before, 1 to the one after. */
  signals[NAVIGATE] = g_signal_new ("navigate", FIGMENT_TYPE_VIEWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (FIGMENT_TYPE_NOTICE);
  g_type_ensure (FIGMENT_TYPE_PICTURE_VIEW);
  gtk_widget_class_set_css_name (widget_class, "viewer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/widgets/figment-viewer.ui");
  bind_template (widget_class);
  _figment_viewer_install_actions (widget_class);
}

static void
figment_viewer_init (FigmentViewer *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->face = "empty";
  self->loop = TRUE;
  self->volume = 1;
  self->ready = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) figment_picture_unref);
  self->coming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->live = figment_live_picture_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_picture_set_paintable (self->preview_picture, GDK_PAINTABLE (self->live));
  _figment_viewer_fill_menus (self);

  add_drag_source (self, GTK_WIDGET (self->picture_view));
  add_drag_source (self, GTK_WIDGET (self->screen));
  add_drag_source (self, GTK_WIDGET (self->other));
  add_drag_source (self, GTK_WIDGET (self->failed));
  g_signal_connect_swapped (click, "released", G_CALLBACK (screen_clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->screen), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (self->picture_view, "notify::zoom", G_CALLBACK (show_zoom), self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (update_density), NULL);
  show_zoom (self);
  show_visible_face (self);
}

GtkWidget *
figment_viewer_new (void)
{
  return g_object_new (FIGMENT_TYPE_VIEWER, NULL);
}

FigmentOutput *
figment_viewer_get_output (FigmentViewer *self)
{
  g_return_val_if_fail (FIGMENT_IS_VIEWER (self), NULL);

  return self->output;
}

/* @output: (nullable) (transfer none). A picture stays until the next one is there. */
void
figment_viewer_set_output (FigmentViewer *self,
                           FigmentOutput *output)
{
  g_return_if_fail (FIGMENT_IS_VIEWER (self));

  if (!g_set_object (&self->output, output))
    return;
  _figment_viewer_load (self);
  _figment_viewer_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTPUT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLAYBACK]);
}

GBytes *
figment_viewer_get_preview (FigmentViewer *self)
{
  g_return_val_if_fail (FIGMENT_IS_VIEWER (self), NULL);

  return self->preview;
}

/**
 * figment_viewer_set_preview:
 * @preview: (nullable) (transfer none): a JPEG, PNG or WebP picture
 *
 * Shown instead of the output until it is %NULL again. May be called as often as pictures come.
 */
void
figment_viewer_set_preview (FigmentViewer *self,
                            GBytes        *preview)
{
  const gboolean had_one = self->preview != NULL;

  g_return_if_fail (FIGMENT_IS_VIEWER (self));

  if (self->preview == preview)
    return;
  g_clear_pointer (&self->preview, g_bytes_unref);
  self->preview = preview != NULL ? g_bytes_ref (preview) : NULL;
  figment_live_picture_set_bytes (self->live, preview);
  if (had_one != (preview != NULL))
    {
      show_visible_face (self);
      _figment_viewer_update_active (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREVIEW]);
}

GListModel *
figment_viewer_get_preload (FigmentViewer *self)
{
  g_return_val_if_fail (FIGMENT_IS_VIEWER (self), NULL);

  return self->preload;
}

/**
 * figment_viewer_set_preload:
 * @preload: (nullable) (transfer none): of #FigmentOutput that may be looked at next: two or three of them
 *
 * Their pictures are decoded while nothing else is to be done, so that going there takes no time. Read when it is set
 * and when an output is shown.
 */
void
figment_viewer_set_preload (FigmentViewer *self,
                            GListModel    *preload)
{
  g_return_if_fail (FIGMENT_IS_VIEWER (self));

  if (!g_set_object (&self->preload, preload))
    return;
  if (self->loading == NULL)
    _figment_viewer_start_preload (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRELOAD]);
}

FigmentPlayback *
figment_viewer_get_playback (FigmentViewer *self)
{
  g_return_val_if_fail (FIGMENT_IS_VIEWER (self), NULL);

  return self->playback;
}

const char *
figment_viewer_get_face (FigmentViewer *self)
{
  g_return_val_if_fail (FIGMENT_IS_VIEWER (self), NULL);

  return self->preview != NULL ? "preview" : self->face;
}
