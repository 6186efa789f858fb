/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/widgets/figment-notice.h"

#include "widget-support.h"

static void
test_properties (void)
{
  GtkWidget *notice = g_object_ref_sink (figment_notice_new ());
  g_autofree char *label = NULL;
  g_autofree char *name = NULL;

  g_assert_false (figment_notice_get_revealed (FIGMENT_NOTICE (notice)));
  g_object_set (notice, "text", "Away", "revealed", TRUE, "action-label", "_Retry", "action-name", "app.retry", NULL);
  g_object_get (notice, "action-label", &label, "action-name", &name, NULL);
  g_assert_cmpstr (figment_notice_get_text (FIGMENT_NOTICE (notice)), ==, "Away");
  g_assert_true (figment_notice_get_revealed (FIGMENT_NOTICE (notice)));
  g_assert_cmpstr (label, ==, "_Retry");
  g_assert_cmpstr (name, ==, "app.retry");
  figment_notice_add_action (FIGMENT_NOTICE (notice), "_Settings", "win.show-page('settings')");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (notice), GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (notice), GTK_ACCESSIBLE_PROPERTY_LABEL, "Away");
  g_assert_finalize_object (notice);
}

int
main (int    argc,
      char **argv)
{
  widget_support_init (&argc, &argv);
  g_test_add_func ("/notice/properties", test_properties);
  return widget_support_run ();
}
