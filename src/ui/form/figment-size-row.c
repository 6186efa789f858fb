/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-size-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/form/figment-field-text.h"
#include "ui/widgets/figment-drop-down.h"

/* Where the server names no range, in px. */
#define LARGEST 16384

/* Part of a side by which a size may miss a shape; the shapes themselves are further apart. */
#define NEAR 0.03

struct _FigmentSizeRow
{
  FigmentFieldRow  parent_instance;

  FigmentField    *height_field; /* (owned) (nullable) */
  gulong           height_id;
  double           ratio;        /* kept while locked */
  gboolean         updating;

  GtkSpinButton   *width;
  GtkSpinButton   *height;
  GtkAdjustment   *width_adjustment;
  GtkAdjustment   *height_adjustment;
  GtkToggleButton *lock;
  GtkDropDown     *presets;      /* a suffix of the label */
};

G_DEFINE_FINAL_TYPE (FigmentSizeRow, figment_size_row, FIGMENT_TYPE_FIELD_ROW)

/* The first is for what is none of them. */
static const struct
{
  int         width;
  int         height;
  const char *label;
} presets[] = {
  { 0, 0, N_("Custom") },          { 1, 1, N_("Square 1:1") },     { 5, 4, N_("Landscape 5:4") },
  { 4, 3, N_("Landscape 4:3") },   { 3, 2, N_("Landscape 3:2") },  { 16, 9, N_("Wide 16:9") },
  { 21, 9, N_("Cinema 21:9") },    { 4, 5, N_("Portrait 4:5") },   { 3, 4, N_("Portrait 3:4") },
  { 2, 3, N_("Portrait 2:3") },    { 9, 16, N_("Tall 9:16") },
};

static FigmentSizeRange
get_range (FigmentField *field)
{
  const double min = figment_field_get_min (field), max = figment_field_get_max (field);
  const double step = figment_field_get_step (field);

  return (FigmentSizeRange) {
    .min = isnan (min) || min < 1 ? 1 : (int) MIN (min, LARGEST),
    .max = isnan (max) || max > LARGEST ? LARGEST : MAX ((int) max, 1),
    .step = isnan (step) || step < 1 ? 8 : (int) MIN (step, 1024),
  };
}

static FigmentField *
get_width_field (FigmentSizeRow *self)
{
  return figment_field_row_get_field (FIGMENT_FIELD_ROW (self));
}

static double
get_number (FigmentField *field)
{
  return g_ascii_strtod (figment_field_get_value (field), NULL);
}

static void
set_number (FigmentField *field,
            int           number)
{
  g_autofree char *text = g_strdup_printf ("%d", number);

  if (number != (int) get_number (field))
    figment_field_set_value (field, text);
}

/* A size that a shape gives on the node's grid has it, and so has one that is as near as models' own sizes are: 832 ×
 * 480 is what they call 16:9. */
static guint
find_preset (FigmentSizeRow *self)
{
  const double width = get_number (get_width_field (self)), height = get_number (self->height_field);
  const FigmentSizeRange widths = get_range (get_width_field (self)), heights = get_range (self->height_field);
  guint nearest = 0;
  double least = NEAR;

  for (guint i = 1; i < G_N_ELEMENTS (presets); i++)
    {
      const double ratio = (double) presets[i].width / presets[i].height;
      const FigmentSize size = figment_size_shape (ratio, width * height, &widths, &heights);
      const double off = height > 0 ? fabs (width / height / ratio - 1) : NEAR;

      if (size.width == (int) width && size.height == (int) height)
        return i;
      if (off < least)
        {
          nearest = i;
          least = off;
        }
    }
  return nearest;
}

static void
show_length (GtkAdjustment *adjustment,
             FigmentField  *field)
{
  const FigmentSizeRange range = get_range (field);

  /* A value outside stays, and is marked by its field: the range makes room for it. */
  gtk_adjustment_configure (adjustment, get_number (field), MIN (range.min, get_number (field)),
                            MAX (range.max, get_number (field)), range.step, range.step * 8, 0);
}

static void
figment_size_row_update (FigmentFieldRow *row,
                         FigmentField    *field)
{
  FigmentSizeRow *self = FIGMENT_SIZE_ROW (row);

  if (self->height_field == NULL || self->updating)
    return;
  self->updating = TRUE;
  show_length (self->width_adjustment, field);
  show_length (self->height_adjustment, self->height_field);
  gtk_drop_down_set_selected (self->presets, find_preset (self));
  figment_field_row_set_complaint (row, figment_field_get_problem (self->height_field));
  self->updating = FALSE;
}

static void
set_size (FigmentSizeRow *self,
          int             width,
          int             height)
{
  self->updating = TRUE;
  set_number (get_width_field (self), width);
  set_number (self->height_field, height);
  self->updating = FALSE;
  figment_size_row_update (FIGMENT_FIELD_ROW (self), get_width_field (self));
}

static void
length_changed (FigmentSizeRow *self,
                gboolean        is_width)
{
  const double width = gtk_adjustment_get_value (self->width_adjustment);
  const double height = gtk_adjustment_get_value (self->height_adjustment);

  if (self->updating || self->height_field == NULL)
    return;
  if (gtk_toggle_button_get_active (self->lock) && self->ratio > 0)
    {
      const FigmentSizeRange range = get_range (is_width ? self->height_field : get_width_field (self));

      if (is_width)
        set_size (self, (int) width, figment_size_snap (width / self->ratio, &range));
      else
        set_size (self, figment_size_snap (height * self->ratio, &range), (int) height);
      return;
    }
  set_size (self, (int) width, (int) height);
}

static void
width_cb (FigmentSizeRow *self)
{
  length_changed (self, TRUE);
}

static void
height_cb (FigmentSizeRow *self)
{
  length_changed (self, FALSE);
}

static void
remember_ratio (FigmentSizeRow *self)
{
  const double height = get_number (self->height_field);

  self->ratio = height > 0 ? get_number (get_width_field (self)) / height : 0;
}

static void
lock_cb (FigmentSizeRow *self)
{
  const gboolean locked = gtk_toggle_button_get_active (self->lock);

  gtk_button_set_icon_name (GTK_BUTTON (self->lock), locked ? "changes-prevent-symbolic" : "changes-allow-symbolic");
  remember_ratio (self);
}

static void
swap_cb (FigmentSizeRow *self)
{
  set_size (self, (int) get_number (self->height_field), (int) get_number (get_width_field (self)));
  remember_ratio (self);
}

static void
shape (FigmentSizeRow *self,
       double          ratio,
       double          area)
{
  const FigmentSizeRange widths = get_range (get_width_field (self)), heights = get_range (self->height_field);
  const FigmentSize size = figment_size_shape (ratio, area, &widths, &heights);

  set_size (self, size.width, size.height);
  remember_ratio (self);
}

static void
preset_cb (FigmentSizeRow *self)
{
  const guint i = gtk_drop_down_get_selected (self->presets);

  if (!self->updating && i > 0 && i < G_N_ELEMENTS (presets))
    shape (self, (double) presets[i].width / presets[i].height,
           get_number (get_width_field (self)) * get_number (self->height_field));
}

static void
height_changed_cb (FigmentSizeRow *self)
{
  figment_size_row_update (FIGMENT_FIELD_ROW (self), get_width_field (self));
}

static void
figment_size_row_dispose (GObject *object)
{
  FigmentSizeRow *self = FIGMENT_SIZE_ROW (object);

  if (self->height_field != NULL)
    g_clear_signal_handler (&self->height_id, self->height_field);
  g_clear_object (&self->height_field);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_SIZE_ROW);
  G_OBJECT_CLASS (figment_size_row_parent_class)->dispose (object);
}

static void
figment_size_row_class_init (FigmentSizeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_size_row_dispose;
  FIGMENT_FIELD_ROW_CLASS (klass)->update = figment_size_row_update;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-size-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentSizeRow, width);
  gtk_widget_class_bind_template_child (widget_class, FigmentSizeRow, height);
  gtk_widget_class_bind_template_child (widget_class, FigmentSizeRow, width_adjustment);
  gtk_widget_class_bind_template_child (widget_class, FigmentSizeRow, height_adjustment);
  gtk_widget_class_bind_template_child (widget_class, FigmentSizeRow, lock);
  gtk_widget_class_bind_template_callback (widget_class, width_cb);
  gtk_widget_class_bind_template_callback (widget_class, height_cb);
  gtk_widget_class_bind_template_callback (widget_class, swap_cb);
  gtk_widget_class_bind_template_callback (widget_class, lock_cb);
}

static void
figment_size_row_init (FigmentSizeRow *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  figment_field_row_tame (self->width);
  figment_field_row_tame (self->height);
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    gtk_string_list_append (names, _(presets[i].label));
  self->presets = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_object_ref (names)), NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->presets), "flat");
  figment_drop_down_let_shrink (self->presets);
  figment_drop_down_set_name (self->presets, _("Shape"));
  g_signal_connect_swapped (self->presets, "notify::selected", G_CALLBACK (preset_cb), self);
  figment_field_row_set_title (FIGMENT_FIELD_ROW (self), _("Size"));
  figment_field_row_add_suffix (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->presets));
}

void
figment_size_row_set_height (FigmentSizeRow *self,
                             FigmentField   *height)
{
  g_return_if_fail (FIGMENT_IS_SIZE_ROW (self));
  g_return_if_fail (FIGMENT_IS_FIELD (height));
  g_return_if_fail (self->height_field == NULL);

  self->height_field = g_object_ref (height);
  self->height_id = g_signal_connect_swapped (height, "notify", G_CALLBACK (height_changed_cb), self);
  figment_size_row_update (FIGMENT_FIELD_ROW (self), get_width_field (self));
}

void
figment_size_row_use (FigmentSizeRow *self,
                      int             width,
                      int             height)
{
  double area = (double) width * height;

  g_return_if_fail (FIGMENT_IS_SIZE_ROW (self));
  g_return_if_fail (width > 0 && height > 0);

  if (self->height_field == NULL)
    return;
  /* As large as the picture, but not larger than the workflow is made for. */
  area = MIN (area, MAX (get_number (get_width_field (self)) * get_number (self->height_field), 64 * 64));
  shape (self, (double) width / height, area);
}
