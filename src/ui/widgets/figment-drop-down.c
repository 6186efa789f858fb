/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-drop-down.h"

void
figment_drop_down_set_name (GtkDropDown *self,
                            const char  *name)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (self));

  /* Newer GTK (seen with 4.24) has it labelled by its choice, which goes before a label of its own. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self, NULL, -1);
}

/* GTK's own factory makes labels that do not; one of ours would lose the mark at the choice in the list. */
static void
let_labels_shrink (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget))
    return;
  if (GTK_IS_LABEL (widget))
    gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    let_labels_shrink (child);
}

void
figment_drop_down_let_shrink (GtkDropDown *self)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (self));
  let_labels_shrink (GTK_WIDGET (self));
}
