/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-view-private.h"

#include "ui/form/figment-field-row.h"

/* Rows that change places by drag and drop. */

#define ABOVE "drop-above"
#define BELOW "drop-below"

static GtkWidget *
get_row_at (GtkWidget *rows,
            guint      index)
{
  GtkWidget *row = gtk_widget_get_first_child (rows);

  while (row != NULL && index-- > 0)
    row = gtk_widget_get_next_sibling (row);
  return row;
}

/* Between which rows @y is, as the number of those above it; @n: (out) of all rows. */
static guint
find_gap (GtkWidget *rows,
          double     y,
          guint     *n)
{
  guint gap = 0;

  *n = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      graphene_rect_t bounds;

      if (gtk_widget_compute_bounds (row, rows, &bounds) && y > (double) (bounds.origin.y + bounds.size.height / 2))
        gap = *n + 1;
      (*n)++;
    }
  return gap;
}

/* The row of @field, and its place among the others. */
static GtkWidget *
find_row (GtkWidget    *rows,
          FigmentField *field,
          guint        *index)
{
  *index = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      if (figment_field_row_get_field (FIGMENT_FIELD_ROW (row)) == field)
        return row;
      (*index)++;
    }
  return NULL;
}

static void
clear_line (GtkWidget *rows)
{
  for (GtkWidget *row = gtk_widget_get_first_child (rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      gtk_widget_remove_css_class (row, ABOVE);
      gtk_widget_remove_css_class (row, BELOW);
    }
}

/* A line where the row would come to stand. */
static void
show_line (GtkWidget *rows,
           double     y)
{
  guint n;
  const guint gap = find_gap (rows, y, &n);

  clear_line (rows);
  if (n > 0)
    gtk_widget_add_css_class (get_row_at (rows, MIN (gap, n - 1)), gap < n ? ABOVE : BELOW);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            GtkWidget     *rows)
{
  GtkWidget *picked = gtk_widget_pick (rows, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = picked != NULL ? gtk_widget_get_ancestor (picked, FIGMENT_TYPE_FIELD_ROW) : NULL;
  g_autoptr(GdkPaintable) paintable = NULL;

  if (row == NULL || !figment_field_row_is_handle (FIGMENT_FIELD_ROW (row), picked))
    return NULL;
  paintable = gtk_widget_paintable_new (row);
  gtk_drag_source_set_icon (source, paintable, 0, 0);
  return gdk_content_provider_new_typed (FIGMENT_TYPE_FIELD, figment_field_row_get_field (FIGMENT_FIELD_ROW (row)));
}

static GdkDragAction
motion_cb (GtkDropTarget *target,
           double         x,
           double         y,
           GtkWidget     *rows)
{
  show_line (rows, y);
  return GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target,
          GtkWidget     *rows)
{
  clear_line (rows);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         GtkWidget     *rows)
{
  GtkWidget *view = gtk_widget_get_ancestor (rows, FIGMENT_TYPE_FORM_VIEW);
  g_autoptr(FigmentField) field = g_value_dup_object (value);
  guint n, old;
  const guint gap = find_gap (rows, y, &n);

  clear_line (rows);
  if (field == NULL || find_row (rows, field, &old) == NULL)
    return FALSE;
  /* Above itself and below itself is where it is. */
  g_signal_emit_by_name (view, "moved", field, gap > old ? gap - 1 : gap);
  return TRUE;
}

void
_figment_form_view_let_order (FigmentFormView *self,
                              GtkBox          *rows)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (FIGMENT_TYPE_FIELD, GDK_ACTION_MOVE);

  g_return_if_fail (FIGMENT_IS_FORM_VIEW (self));
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), rows, 0);
  gtk_widget_add_controller (GTK_WIDGET (rows), GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), rows, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), rows, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), rows, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), rows, 0);
  gtk_widget_add_controller (GTK_WIDGET (rows), GTK_EVENT_CONTROLLER (target));
}
