/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdlib.h>

/* Made by glib-compile-resources. */
GResource *figment_get_resource (void);

static inline void
generate_support_init (int    *argc,
                       char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      exit (77);
    }
  adw_init ();
  g_resources_register (figment_get_resource ());
}

/* Depth first; the type may be that of a private child. */
static inline GtkWidget *
generate_support_find (GtkWidget *widget,
                       GType      type,
                       guint     *skip)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    {
      if (*skip == 0)
        return widget;
      (*skip)--;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = generate_support_find (child, type, skip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline GtkWidget *
generate_support_get (GtkWidget *widget,
                      GType      type,
                      guint      index)
{
  GtkWidget *found = generate_support_find (widget, type, &index);

  g_assert_nonnull (found);
  return found;
}

static inline gboolean
generate_support_too_long_cb (gpointer user_data)
{
  g_error ("waited in vain for: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

#define generate_support_wait(condition)                                                              \
  G_STMT_START                                                                                        \
  {                                                                                                   \
    const guint wait_id_ = g_timeout_add_seconds (60, generate_support_too_long_cb, (char *) #condition); \
    while (!(condition))                                                                              \
      g_main_context_iteration (NULL, TRUE);                                                          \
    g_source_remove (wait_id_);                                                                       \
  }                                                                                                   \
  G_STMT_END
