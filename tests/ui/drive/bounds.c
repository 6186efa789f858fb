/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>
#include <stdlib.h>

/*
 * Puts right where GTK says that things are. gtk/a11y/gtkatspicomponent.c (4.10 to 4.24 at least) adds up where each
 * widget lies in its parent, but takes that from the inside of the parent's border and padding, which so are missing
 * from the sum: a button in the header bar is 17 px off. Preloaded into the program that a test drives.
 */

static gboolean (*get_bounds_of_widget) (GtkAccessible *self,
                                         int           *x,
                                         int           *y,
                                         int           *width,
                                         int           *height);

static gboolean
get_bounds (GtkAccessible *self,
            int           *x,
            int           *y,
            int           *width,
            int           *height)
{
  g_autoptr(GtkAccessible) parent = gtk_accessible_get_accessible_parent (self);
  graphene_rect_t bounds, outside;

  if (!get_bounds_of_widget (self, x, y, width, height))
    return FALSE;
  if (!GTK_IS_WIDGET (parent))
    {
      *x = 0;
      *y = 0;
    }
  else if (gtk_widget_compute_bounds (GTK_WIDGET (self), GTK_WIDGET (parent), &bounds)
           && gtk_widget_compute_bounds (GTK_WIDGET (parent), GTK_WIDGET (parent), &outside))
    {
      *x = (int) (bounds.origin.x - outside.origin.x);
      *y = (int) (bounds.origin.y - outside.origin.y);
    }
  return TRUE;
}

/* Before there is a class of a widget that would take over what stands in this one. */
__attribute__ ((constructor)) static void
begin (void)
{
  GtkAccessibleInterface *face = g_type_interface_peek (g_type_class_ref (GTK_TYPE_WIDGET), GTK_TYPE_ACCESSIBLE);

  unsetenv ("LD_PRELOAD"); /* programs that it starts need no GTK */
  get_bounds_of_widget = face->get_bounds;
  face->get_bounds = get_bounds;
}
