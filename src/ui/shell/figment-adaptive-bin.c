/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-adaptive-bin.h"

/* Px; no phone is narrower. */
#define MIN_WIDTH 320

G_DEFINE_ENUM_TYPE (FigmentWidth,
                    figment_width,
                    G_DEFINE_ENUM_VALUE (FIGMENT_WIDTH_WIDE, "wide"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_WIDTH_MEDIUM, "medium"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_WIDTH_NARROW, "narrow"))

struct _FigmentAdaptiveBin
{
  GtkWidget    parent_instance;

  GtkWidget   *child;        /* (nullable) a child widget */
  int          medium_below; /* px */
  int          narrow_below; /* px */
  FigmentWidth width_class;  /* as last told */
  FigmentWidth next;         /* as the last allocation has it */
  guint        tell_id;
};

static void figment_adaptive_bin_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentAdaptiveBin,
                               figment_adaptive_bin,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, figment_adaptive_bin_buildable_init))

typedef enum
{
  PROP_CHILD = 1,
  PROP_WIDTH_CLASS,
  PROP_ORIENTATION,
  PROP_MEDIUM_BELOW,
  PROP_NARROW_BELOW,
} FigmentAdaptiveBinProperty;
static GParamSpec *props[PROP_NARROW_BELOW + 1];

static GtkBuildableIface *parent_buildable_iface;

static void
set_child (FigmentAdaptiveBin *self,
           GtkWidget          *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHILD]);
}

static void
add_child (GtkBuildable *buildable,
           GtkBuilder   *builder,
           GObject      *child,
           const char   *type)
{
  if (GTK_IS_WIDGET (child))
    set_child (FIGMENT_ADAPTIVE_BIN (buildable), GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
figment_adaptive_bin_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static GtkOrientation
get_orientation (FigmentAdaptiveBin *self)
{
  return self->width_class == FIGMENT_WIDTH_NARROW ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
}

static gboolean
tell_cb (gpointer user_data)
{
  FigmentAdaptiveBin *self = user_data;

  self->tell_id = 0;
  if (self->width_class != self->next)
    {
      const GtkOrientation before = get_orientation (self);

      self->width_class = self->next;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WIDTH_CLASS]);
      if (get_orientation (self) != before)
        g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ORIENTATION]);
    }
  return G_SOURCE_REMOVE;
}

static void
figment_adaptive_bin_measure (GtkWidget     *widget,
                              GtkOrientation orientation,
                              int            for_size,
                              int           *minimum,
                              int           *natural,
                              int           *minimum_baseline,
                              int           *natural_baseline)
{
  FigmentAdaptiveBin *self = FIGMENT_ADAPTIVE_BIN (widget);
  int least = 0;

  if (self->child == NULL)
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      for_size = MAX (for_size, least);
    }
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, MIN_WIDTH);
}

static void
figment_adaptive_bin_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  FigmentAdaptiveBin *self = FIGMENT_ADAPTIVE_BIN (widget);
  int least_width = 0, least_height = 0;

  self->next = width < self->narrow_below   ? FIGMENT_WIDTH_NARROW
               : width < self->medium_below ? FIGMENT_WIDTH_MEDIUM
                                            : FIGMENT_WIDTH_WIDE;
  /* Whoever listens changes what it asks for, which must not happen while room is being given out. */
  if (self->next != self->width_class && self->tell_id == 0)
    self->tell_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_cb, self, NULL);
  if (self->child == NULL)
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  width = MAX (width, least_width);
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL, NULL, NULL);
  gtk_widget_allocate (self->child, width, MAX (height, least_height), baseline, NULL);
}

static GtkSizeRequestMode
figment_adaptive_bin_get_request_mode (GtkWidget *widget)
{
  FigmentAdaptiveBin *self = FIGMENT_ADAPTIVE_BIN (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
figment_adaptive_bin_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  FigmentAdaptiveBin *self = FIGMENT_ADAPTIVE_BIN (object);

  switch ((FigmentAdaptiveBinProperty) prop_id)
    {
    case PROP_CHILD: g_value_set_object (value, self->child); break;
    case PROP_WIDTH_CLASS: g_value_set_enum (value, (int) self->width_class); break;
    case PROP_ORIENTATION: g_value_set_enum (value, (int) get_orientation (self)); break;
    case PROP_MEDIUM_BELOW: g_value_set_int (value, self->medium_below); break;
    case PROP_NARROW_BELOW: g_value_set_int (value, self->narrow_below); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_adaptive_bin_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  FigmentAdaptiveBin *self = FIGMENT_ADAPTIVE_BIN (object);

  switch ((FigmentAdaptiveBinProperty) prop_id)
    {
    case PROP_CHILD: set_child (self, g_value_get_object (value)); break;
    case PROP_WIDTH_CLASS:
    case PROP_ORIENTATION: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec); break;
    case PROP_MEDIUM_BELOW:
      self->medium_below = g_value_get_int (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      break;
    case PROP_NARROW_BELOW:
      self->narrow_below = g_value_get_int (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_adaptive_bin_dispose (GObject *object)
{
  FigmentAdaptiveBin *self = FIGMENT_ADAPTIVE_BIN (object);

  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (figment_adaptive_bin_parent_class)->dispose (object);
}

static void
figment_adaptive_bin_class_init (FigmentAdaptiveBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_adaptive_bin_get_property;
  object_class->set_property = figment_adaptive_bin_set_property;
  object_class->dispose = figment_adaptive_bin_dispose;
  widget_class->measure = figment_adaptive_bin_measure;
  widget_class->size_allocate = figment_adaptive_bin_size_allocate;
  widget_class->get_request_mode = figment_adaptive_bin_get_request_mode;

  props[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, FIGMENT_TYPE_WIDTH, FIGMENT_WIDTH_WIDE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_ORIENTATION] = g_param_spec_enum ("orientation", NULL, NULL, GTK_TYPE_ORIENTATION,
                                               GTK_ORIENTATION_HORIZONTAL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MEDIUM_BELOW] = g_param_spec_int ("medium-below", NULL, NULL, 0, G_MAXINT, 800, flags);
  props[PROP_NARROW_BELOW] = g_param_spec_int ("narrow-below", NULL, NULL, 0, G_MAXINT, 500, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_adaptive_bin_init (FigmentAdaptiveBin *self)
{
  self->medium_below = 800;
  self->narrow_below = 500;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

FigmentWidth
figment_adaptive_bin_get_width_class (FigmentAdaptiveBin *self)
{
  g_return_val_if_fail (FIGMENT_IS_ADAPTIVE_BIN (self), FIGMENT_WIDTH_WIDE);
  return self->width_class;
}
