/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include <adwaita.h>
#include <string.h>

#include "practice/figment-practice-comfy.h"
#include "ui/generate/figment-generate-page.h"
#include "ui/settings/figment-settings-page.h"

GResource *figment_get_resource (void);

typedef struct
{
  FigmentPracticeComfy *comfy;   /* (owned) */
  FigmentTestSession   *test;    /* (owned) */
  GtkWidget            *window;  /* (owned by GTK) */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const char *url;
  GtkWidget *page;

  fixture->comfy = figment_practice_comfy_new (NULL);
  g_assert_true (figment_practice_comfy_start (fixture->comfy, 0, NULL));
  url = figment_practice_comfy_get_url (fixture->comfy);
  fixture->test = figment_test_session_new (url);
  g_settings_set_string (figment_session_get_settings (fixture->test->session), "comfy-address", url);
  g_settings_set_string (figment_session_get_settings (fixture->test->session), "lm-address", "");
  figment_queue_start (figment_session_get_queue (fixture->test->session));
  page = g_object_new (FIGMENT_TYPE_SETTINGS_PAGE, "session", fixture->test->session, NULL);
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), page);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 760, 900);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

/* libsoup's server warns of those who are gone before it has looked at them, so nobody leaves while connecting. */
static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  figment_test_session_free (fixture->test);
  figment_practice_comfy_stop (fixture->comfy);
  g_object_unref (fixture->comfy);
}

/* The first widget of a type, in the order of the tree, that @title names; its title is a property of all rows. */
static GtkWidget *
find (GtkWidget  *root,
      GType       type,
      const char *property,
      const char *value)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    {
      g_autofree char *found = NULL;

      g_object_get (root, property, &found, NULL);
      if (g_strcmp0 (found, value) == 0)
        return root;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *widget = find (child, type, property, value);

      if (widget != NULL)
        return widget;
    }
  return NULL;
}

static GtkWidget *
wait_for_row (Fixture    *fixture,
              const char *title)
{
  GtkWidget *row;

  while ((row = find (fixture->window, ADW_TYPE_PREFERENCES_ROW, "title", title)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return row;
}

static void
test_opened (Fixture      *fixture,
             gconstpointer data)
{
  GtkWidget *row = find (fixture->window, ADW_TYPE_ENTRY_ROW, "title", "Address");

  g_assert_nonnull (row);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, figment_practice_comfy_get_url (fixture->comfy));
  wait_for_row (fixture, "Connected");
  /* The decoders come from a thread, and their rows when they are wanted. */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (wait_for_row (fixture, "Video and sound")), TRUE);
  wait_for_row (fixture, "H.264");
}

/* A wrong address is said to be wrong while it is typed, and nothing is done with it. */
static void
test_address (Fixture      *fixture,
              gconstpointer data)
{
  GtkWidget *row = find (fixture->window, ADW_TYPE_ENTRY_ROW, "title", "Address");
  GtkWidget *problem = find (fixture->window, ADW_TYPE_PREFERENCES_ROW, "title", "This address cannot be used");
  FigmentSession *session = fixture->test->session;
  g_autofree char *kept = NULL;

  g_assert_false (gtk_widget_get_visible (problem));
  gtk_editable_set_text (GTK_EDITABLE (row), "http://127.0.0.1:99999");
  g_assert_true (gtk_widget_get_visible (problem));
  g_signal_emit_by_name (row, "apply");
  g_assert_cmpstr (figment_endpoint_get_url (figment_comfy_client_get_endpoint (figment_session_get_comfy (session))),
                   ==, figment_practice_comfy_get_url (fixture->comfy));

  gtk_editable_set_text (GTK_EDITABLE (row), "127.0.0.1:1/");
  g_assert_false (gtk_widget_get_visible (problem));
  g_signal_emit_by_name (row, "apply");
  kept = g_settings_get_string (figment_session_get_settings (session), "comfy-address");
  g_assert_cmpstr (kept, ==, "http://127.0.0.1:1");
  g_assert_cmpstr (figment_endpoint_get_url (figment_comfy_client_get_endpoint (figment_session_get_comfy (session))),
                   ==, "http://127.0.0.1:1");
  wait_for_row (fixture, "Not there");
}

/* A token lets us in at once, is in no setting, and does not go along to another address. */
static void
test_token (Fixture      *fixture,
            gconstpointer data)
{
  FigmentSession *session = fixture->test->session;
  GSettings *settings = figment_session_get_settings (session);
  GtkWidget *address = find (fixture->window, ADW_TYPE_ENTRY_ROW, "title", "Address");
  GtkWidget *row = find (fixture->window, ADW_TYPE_ENTRY_ROW, "title", "Token (Bearer)");
  g_autofree char *kept = NULL;
  FigmentEndpoint *endpoint;

  figment_practice_comfy_set_token (fixture->comfy, "open");
  gtk_editable_set_text (GTK_EDITABLE (row), "open");
  g_signal_emit_by_name (row, "apply");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");
  wait_for_row (fixture, "Token");
  wait_for_row (fixture, "Connected");
  endpoint = figment_comfy_client_get_endpoint (figment_session_get_comfy (session));
  g_assert_cmpstr (figment_endpoint_get_headers (endpoint)[0], ==, "Authorization: Bearer open");
  kept = g_settings_get_string (settings, "comfy-address");
  g_assert_null (strstr (kept, "open"));
  g_assert_true (g_settings_get_boolean (settings, "comfy-has-secrets"));

  gtk_editable_set_text (GTK_EDITABLE (address), "127.0.0.1:1");
  g_signal_emit_by_name (address, "apply");
  endpoint = figment_comfy_client_get_endpoint (figment_session_get_comfy (session));
  g_assert_null (figment_endpoint_get_headers (endpoint)[0]);
  while (g_settings_get_boolean (settings, "comfy-has-secrets"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_test (Fixture      *fixture,
           gconstpointer data)
{
  GtkWidget *button = find (fixture->window, GTK_TYPE_BUTTON, "label", "_Test");

  g_signal_emit_by_name (button, "clicked");
  wait_for_row (fixture, "Live messages");
  while (strcmp (gtk_button_get_label (GTK_BUTTON (button)), "_Test") != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_queue (Fixture      *fixture,
            gconstpointer data)
{
  GtkWidget *row = wait_for_row (fixture, "_Given to the server at once");
  FigmentQueue *queue = figment_session_get_queue (fixture->test->session);

  wait_for_row (fixture, "Connected");
  g_assert_cmpuint (figment_queue_get_in_flight (queue), ==, 2);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_assert_cmpuint (figment_queue_get_in_flight (queue), ==, 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_cmpuint (figment_queue_get_in_flight (queue), ==, 2);
}

/* The widget of a type that comes first in the tree. */
static GtkWidget *
find_first (GtkWidget  *root,
            const char *type_name)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (root), type_name))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *widget = find_first (child, type_name);

      if (widget != NULL)
        return widget;
    }
  return NULL;
}

static int
get_width (GtkWidget *page)
{
  GtkWidget *row = find_first (page, "FigmentSizeRow");
  GtkWidget *spin = row != NULL ? find_first (row, "GtkSpinButton") : NULL;

  return spin != NULL ? gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin)) : 0;
}

/* A size to begin with is taken at once by a form that nobody has touched, and by no other. */
static void
test_size (Fixture      *fixture,
           gconstpointer data)
{
  GtkWidget *row = wait_for_row (fixture, "_Size");
  GtkWidget *own = find (fixture->window, ADW_TYPE_ACTION_ROW, "title", "_Width and height");
  GtkWidget *page = g_object_ref_sink (g_object_new (FIGMENT_TYPE_GENERATE_PAGE, "session", fixture->test->session,
                                                     "mode", FIGMENT_MODE_TEXT_TO_IMAGE, NULL));
  g_autoptr(GSettings) settings = g_settings_get_child (figment_session_get_settings (fixture->test->session),
                                                        "text-to-image");
  int workflow_width;

  while (get_width (page) == 0)
    g_main_context_iteration (NULL, TRUE);
  workflow_width = get_width (page);
  g_assert_false (gtk_widget_get_visible (own));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 5);
  g_assert_cmpint (get_width (page), ==, 1216);
  g_assert_cmpuint (g_settings_get_uint (settings, "height"), ==, 832);

  g_settings_set_uint (settings, "width", 640);
  g_assert_cmpint (get_width (page), ==, 640);
  g_assert_true (gtk_widget_get_visible (own));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_assert_false (gtk_widget_get_visible (own));
  g_assert_cmpint (get_width (page), ==, workflow_width);
  g_assert_cmpuint (g_settings_get_uint (settings, "width"), ==, 0);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_first (find_first (page, "FigmentSizeRow"), "GtkSpinButton")), 320);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 3);
  g_assert_cmpint (get_width (page), ==, 320);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_object_unref (page);
}

int
main (int    argc,
      char **argv)
{
  const gboolean show = argc > 1 && g_str_equal (argv[1], "--show");
  g_autofree char *folder = g_dir_make_tmp ("figment-settings-XXXXXX", NULL);
  int code;

  /* Not G_TEST_OPTION_ISOLATE_DIRS: icons need the system's folders. */
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;
  adw_init ();
  g_resources_register (figment_get_resource ());
  if (show)
    {
      Fixture fixture;

      if (argc > 2 && g_str_equal (argv[2], "dark"))
        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
      set_up (&fixture, NULL);
      while (gtk_window_list_toplevels () != NULL)
        g_main_context_iteration (NULL, TRUE);
      return 0;
    }
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/settings-page/opened", test_opened);
  ADD ("/settings-page/address", test_address);
  ADD ("/settings-page/token", test_token);
  ADD ("/settings-page/test", test_test);
  ADD ("/settings-page/queue", test_queue);
  ADD ("/settings-page/size", test_size);
  code = g_test_run ();
  figment_test_remove_folder (folder);
  return code;
}
