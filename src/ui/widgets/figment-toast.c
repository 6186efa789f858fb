/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-toast.h"

#include "ui/compat/figment-compat.h"

/* libadwaita 1.2 makes a toast as high as two lines whatever is in it. */
#define MAX_LINES 2

/* The overlay announces a toast's own title, which ours has not. */
static void
map_cb (GtkWidget *label)
{
  figment_compat_announce (label, gtk_label_get_text (GTK_LABEL (label)));
}

AdwToast *
figment_toast_new (const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* A name that is broken must not look as if a hyphen belonged to it. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_lines (GTK_LABEL (label), MAX_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  g_signal_connect (label, "map", G_CALLBACK (map_cb), NULL);
  adw_toast_set_custom_title (toast, label);
  return toast;
}

void
figment_toast_set_text (AdwToast   *toast,
                        const char *text)
{
  GtkWidget *label = adw_toast_get_custom_title (toast);

  gtk_label_set_text (GTK_LABEL (label), text);
  if (gtk_widget_get_mapped (label))
    figment_compat_announce (label, text);
}
