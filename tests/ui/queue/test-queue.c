/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include <adwaita.h>
#include <string.h>

#include "ui/queue/figment-queue-button.h"
#include "ui/queue/figment-queue-popover.h"
#include "ui/queue/figment-queue-row.h"

#define N_ROWS 3

/* A queue that nobody answers: what is in it stays as the test puts it. */
typedef struct
{
  FigmentTestSession *test;                /* (owned) */
  FigmentGeneration  *generations[N_ROWS]; /* (owned) */
  GtkWidget          *rows[N_ROWS];        /* (owned by the window) */
  GtkWidget          *button;              /* (owned by the window) */
  GtkWidget          *window;              /* (owned by GTK) */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  FigmentSession *session;

  fixture->test = figment_test_session_new ("http://127.0.0.1:1");
  session = fixture->test->session;
  fixture->button = g_object_new (FIGMENT_TYPE_QUEUE_BUTTON, "session", session, NULL);
  gtk_box_append (GTK_BOX (box), fixture->button);
  for (guint i = 0; i < N_ROWS; i++)
    {
      fixture->generations[i] = figment_test_session_add (fixture->test, "{}");
      fixture->rows[i] = figment_queue_row_new (figment_session_get_queue (session),
                                                figment_session_get_comfy_connection (session));
      gtk_box_append (GTK_BOX (box), fixture->rows[i]);
    }
  for (guint i = 0; i < N_ROWS; i++)
    figment_queue_row_set_generation (FIGMENT_QUEUE_ROW (fixture->rows[i]), fixture->generations[i]);
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), box);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < N_ROWS; i++)
    g_object_unref (fixture->generations[i]);
  figment_test_session_free (fixture->test);
}

/* The first widget of a type whose property is, or a label that contains, @value. */
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
      if (found != NULL && strstr (found, value) != NULL)
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

static gboolean
says (GtkWidget  *row,
      const char *text)
{
  return find (row, GTK_TYPE_LABEL, "label", text) != NULL;
}

/* Whether a button of that tooltip is there to be pressed. */
static gboolean
offers (GtkWidget  *row,
        const char *tooltip)
{
  GtkWidget *button = find (row, GTK_TYPE_BUTTON, "tooltip-text", tooltip);

  g_assert_nonnull (button);
  return gtk_widget_get_visible (button) && gtk_widget_get_sensitive (button);
}

static void
update_rows (Fixture *fixture)
{
  for (guint i = 0; i < N_ROWS; i++)
    figment_queue_row_update (FIGMENT_QUEUE_ROW (fixture->rows[i]));
}

static gint64
get_id_at (Fixture *fixture,
           guint    index)
{
  FigmentQueue *queue = figment_session_get_queue (fixture->test->session);
  g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (queue), index);

  return figment_generation_get_id (generation);
}

static void
test_move (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_true (says (fixture->rows[0], "Waiting"));
  g_assert_false (offers (fixture->rows[0], "Move Up"));
  g_assert_true (offers (fixture->rows[0], "Move Down"));
  g_assert_true (offers (fixture->rows[2], "Move Up"));
  g_assert_false (offers (fixture->rows[2], "Move Down"));

  gtk_widget_activate_action (fixture->rows[2], "row.move-up", NULL);
  g_assert_cmpint (get_id_at (fixture, 1), ==, figment_generation_get_id (fixture->generations[2]));

  /* One that the server has is no place to move to. */
  figment_generation_enter_state (fixture->generations[0], FIGMENT_GENERATION_RUNNING, "The server started it");
  update_rows (fixture);
  g_assert_false (offers (fixture->rows[0], "Move Down"));
  g_assert_false (offers (fixture->rows[2], "Move Up"));
  g_assert_true (offers (fixture->rows[2], "Move Down"));
}

static void
test_reason (Fixture      *fixture,
             gconstpointer data)
{
  figment_generation_enter_state (fixture->generations[0], FIGMENT_GENERATION_RUNNING, "The server started it");
  figment_generation_set_run (fixture->generations[0], 0.5, "KSampler", 3, 20);
  g_assert_true (says (fixture->rows[0], "the server does not answer now"));
  g_assert_false (says (fixture->rows[0], "KSampler"));

  figment_generation_set_server (fixture->generations[1], "http://127.0.0.1:2");
  figment_generation_enter_state (fixture->generations[1], FIGMENT_GENERATION_SUBMITTED, "It was sent to another");
  g_assert_true (says (fixture->rows[1], "It was sent to another"));

  figment_generation_enter_state (fixture->generations[2], FIGMENT_GENERATION_HELD, "nobody is there");
  g_assert_true (says (fixture->rows[2], "On hold · nobody is there"));
  figment_generation_set_error (fixture->generations[2], "out of memory", NULL);
  figment_generation_enter_state (fixture->generations[2], FIGMENT_GENERATION_FAILED, "it said so");
  g_assert_true (says (fixture->rows[2], "Failed · out of memory"));
  g_assert_true (offers (fixture->rows[2], "Try Again"));
  g_assert_true (offers (fixture->rows[2], "Show"));
  g_assert_false (offers (fixture->rows[2], "Cancel"));
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (adw_bin_get_child (ADW_BIN (fixture->button)));
  GtkWidget *popover = figment_queue_popover_new (fixture->test->session);
  GtkWidget *clear = find (popover, GTK_TYPE_BUTTON, "tooltip-text", "Clear what is finished");
  FigmentQueue *queue = figment_session_get_queue (fixture->test->session);

  gtk_menu_button_set_popover (button, popover);
  g_assert_nonnull (clear);
  g_assert_false (gtk_widget_get_sensitive (clear));
  gtk_widget_activate_action (fixture->rows[1], "row.cancel", NULL);
  g_assert_cmpint (figment_generation_get_state (fixture->generations[1]), ==, FIGMENT_GENERATION_CANCELLED);
  g_assert_true (gtk_widget_get_sensitive (clear));
  gtk_widget_activate_action (fixture->rows[1], "row.retry", NULL);
  g_assert_cmpint (figment_generation_get_state (fixture->generations[1]), ==, FIGMENT_GENERATION_QUEUED);
  g_assert_false (gtk_widget_get_sensitive (clear));

  gtk_widget_activate_action (fixture->rows[1], "row.cancel", NULL);
  gtk_widget_activate_action (clear, "queue.clear-finished", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, N_ROWS - 1);
  g_assert_true (says (fixture->button, "2"));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-queue-XXXXXX", NULL);
  int code;

  /* Not G_TEST_OPTION_ISOLATE_DIRS: icons need the system's folders. */
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;
  adw_init ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/queue/move", test_move);
  ADD ("/queue/reason", test_reason);
  ADD ("/queue/cancel", test_cancel);
  code = g_test_run ();
  figment_test_remove_folder (folder);
  return code;
}
