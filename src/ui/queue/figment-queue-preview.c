/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-queue-preview.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "ui/figment-words.h"
#include "ui/widgets/figment-thumbnail.h"

/* Px of a side. */
#define SIZE 48

/* Px of the decoded picture: for a display of twice the density. */
#define DECODE_SIZE (2 * SIZE)

/* Px of a side; a server that sends a larger preview is not believed. */
#define MAX_SIDE 8192

struct _FigmentQueuePreview
{
  GtkWidget          parent_instance;

  FigmentGeneration *generation; /* (owned) (nullable) */
  GSignalGroup      *signals;    /* (owned) of the generation */
  GBytes            *waiting;    /* (owned) (nullable) the newest preview that is not decoded yet */
  gboolean           decoding;
  guint              serial;     /* of the generation, so that a late picture of the last one is not shown */

  GtkStack          *stack;
  GtkImage          *icon;
  GtkPicture        *picture;
  FigmentThumbnail  *thumbnail;
};

G_DEFINE_FINAL_TYPE (FigmentQueuePreview, figment_queue_preview, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_GENERATION = 1,
} FigmentQueuePreviewProperty;
static GParamSpec *props[PROP_GENERATION + 1];

static void decode_next (FigmentQueuePreview *self);

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gboolean        *refused)
{
  const double scale = MIN (1.0, (double) DECODE_SIZE / MAX (1, MIN (width, height)));

  *refused = width > MAX_SIDE || height > MAX_SIDE;
  gdk_pixbuf_loader_set_size (loader, *refused ? 0 : MAX (1, (int) (width * scale)),
                              *refused ? 0 : MAX (1, (int) (height * scale)));
}

static void
decode_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr(GBytes) pixels = NULL;
  gboolean refused = FALSE, read;
  GError *error = NULL;
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &refused);
  read = gdk_pixbuf_loader_write_bytes (loader, task_data, &error);
  if (!gdk_pixbuf_loader_close (loader, error == NULL ? &error : NULL) || !read || refused)
    {
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The preview cannot be read");
      return;
    }
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);
  g_task_return_pointer (task,
                         gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                                                 gdk_pixbuf_get_has_alpha (pixbuf) ? GDK_MEMORY_R8G8B8A8
                                                                                   : GDK_MEMORY_R8G8B8,
                                                 pixels, (gsize) gdk_pixbuf_get_rowstride (pixbuf)),
                         g_object_unref);
}

static void
decode_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  FigmentQueuePreview *self = FIGMENT_QUEUE_PREVIEW (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  self->decoding = FALSE;
  if (texture == NULL)
    g_debug ("queue preview: %s", error->message);
  else if (self->serial == GPOINTER_TO_UINT (user_data)
           && gtk_stack_get_visible_child (self->stack) != GTK_WIDGET (self->thumbnail))
    {
      gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->picture));
    }
  decode_next (self);
}

static void
decode_next (FigmentQueuePreview *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->decoding || self->waiting == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->decoding = TRUE;
  task = g_task_new (self, NULL, decode_cb, GUINT_TO_POINTER (self->serial));
  g_task_set_source_tag (task, decode_next);
  g_task_set_task_data (task, g_steal_pointer (&self->waiting), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode_in_thread);
}

static void
preview_cb (FigmentQueuePreview *self)
{
  GBytes *preview = figment_generation_get_preview (self->generation);

  g_clear_pointer (&self->waiting, g_bytes_unref);
  if (preview != NULL)
    self->waiting = g_bytes_ref (preview);
  decode_next (self);
}

static void
outputs_cb (FigmentQueuePreview *self)
{
  g_autoptr(FigmentOutput) output =
    g_list_model_get_item (figment_generation_get_outputs (self->generation), 0);

  g_object_set (self->thumbnail, "output", output, NULL);
  if (output != NULL)
    gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->thumbnail));
}

static void
set_generation (FigmentQueuePreview *self,
                FigmentGeneration   *generation)
{
  if (!g_set_object (&self->generation, generation))
    return;
  self->serial++;
  g_signal_group_set_target (self->signals, generation);
  gtk_picture_set_paintable (self->picture, NULL);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->icon));
  if (generation != NULL)
    {
      gtk_image_set_from_icon_name (self->icon,
                                    figment_words_mode_icon (figment_generation_get_request (generation)->mode));
      preview_cb (self);
      outputs_cb (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GENERATION]);
}

/* Always of the same size, whatever size the pictures have. */
static void
figment_queue_preview_measure (GtkWidget     *widget,
                               GtkOrientation orientation,
                               int            for_size,
                               int           *minimum,
                               int           *natural,
                               int           *minimum_baseline,
                               int           *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
figment_queue_preview_size_allocate (GtkWidget *widget,
                                     int        width,
                                     int        height,
                                     int        baseline)
{
  gtk_widget_allocate (GTK_WIDGET (FIGMENT_QUEUE_PREVIEW (widget)->stack), width, height, baseline, NULL);
}

static void
figment_queue_preview_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (figment_queue_preview_parent_class)->map (widget);
  decode_next (FIGMENT_QUEUE_PREVIEW (widget));
}

static void
figment_queue_preview_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  switch ((FigmentQueuePreviewProperty) prop_id)
    {
    case PROP_GENERATION: g_value_set_object (value, FIGMENT_QUEUE_PREVIEW (object)->generation); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_preview_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  switch ((FigmentQueuePreviewProperty) prop_id)
    {
    case PROP_GENERATION: set_generation (FIGMENT_QUEUE_PREVIEW (object), g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_queue_preview_dispose (GObject *object)
{
  FigmentQueuePreview *self = FIGMENT_QUEUE_PREVIEW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->generation);
  g_clear_pointer (&self->waiting, g_bytes_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_QUEUE_PREVIEW);
  G_OBJECT_CLASS (figment_queue_preview_parent_class)->dispose (object);
}

static void
figment_queue_preview_class_init (FigmentQueuePreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_queue_preview_get_property;
  object_class->set_property = figment_queue_preview_set_property;
  object_class->dispose = figment_queue_preview_dispose;
  widget_class->measure = figment_queue_preview_measure;
  widget_class->size_allocate = figment_queue_preview_size_allocate;
  widget_class->map = figment_queue_preview_map;

  props[PROP_GENERATION] = g_param_spec_object ("generation", NULL, NULL, FIGMENT_TYPE_GENERATION,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_THUMBNAIL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/queue/figment-queue-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePreview, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePreview, icon);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePreview, picture);
  gtk_widget_class_bind_template_child (widget_class, FigmentQueuePreview, thumbnail);
}

static void
figment_queue_preview_init (FigmentQueuePreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (FIGMENT_TYPE_GENERATION);
  g_signal_group_connect_swapped (self->signals, "notify::preview", G_CALLBACK (preview_cb), self);
  g_signal_group_connect_swapped (self->signals, "notify::outputs", G_CALLBACK (outputs_cb), self);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (outputs_cb), self);
}
