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

void
figment_drop_down_let_shrink (GtkDropDown *self)
{
  g_autoptr(GtkListItemFactory) face = NULL;

  g_return_if_fail (GTK_IS_DROP_DOWN (self));
  face = gtk_builder_list_item_factory_new_from_resource (
    NULL, "/io/github/figment_app/Figment/widgets/figment-drop-down-face.ui");
  /* The list keeps GTK's own, which marks the choice. */
  gtk_drop_down_set_list_factory (self, gtk_drop_down_get_factory (self));
  gtk_drop_down_set_factory (self, face);
}
