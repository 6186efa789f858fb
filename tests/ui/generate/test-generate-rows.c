/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "generate-support.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/form/figment-dry-run.h"
#include "ui/form/figment-choice-row.h"
#include "ui/form/figment-form-view.h"
#include "ui/form/figment-input-file.h"
#include "ui/form/figment-media-slot.h"
#include "ui/form/figment-number-row.h"
#include "ui/form/figment-prompt-row.h"
#include "ui/form/figment-seed-row.h"
#include "ui/form/figment-size-row.h"
#include "figment-test-session.h"

/* A graph with one of each, whose CFG no spin button can show. */
static const char graph_text[] =
  "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a.safetensors\"}},"
  "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a cat\",\"clip\":[\"1\",1]}},"
  "\"3\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"dogs\",\"clip\":[\"1\",1]}},"
  "\"4\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":768,\"batch_size\":1}},"
  "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":18446744073709551615,\"steps\":20,\"cfg\":7.123456789,"
  "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1,\"model\":[\"1\",0],\"positive\":[\"2\",0],"
  "\"negative\":[\"3\",0],\"latent_image\":[\"4\",0]}},"
  "\"6\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"5\",0],\"vae\":[\"1\",2]}},"
  "\"7\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"6\",0],\"filename_prefix\":\"x\"}}}";

static FigmentForm *
build_form (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentGraph) graph = figment_graph_parse (graph_text, strlen (graph_text), &error);

  g_assert_no_error (error);
  return figment_form_new (graph, NULL);
}

/* Returns: (transfer full): with all its rows, which are built a few at a time */
static FigmentFormView *
build_view (FigmentForm *form)
{
  FigmentFormView *view = g_object_ref_sink (g_object_new (FIGMENT_TYPE_FORM_VIEW, "form", form, NULL));

  gtk_expander_set_expanded (GTK_EXPANDER (generate_support_get (GTK_WIDGET (view), GTK_TYPE_EXPANDER, 0)), TRUE);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  return view;
}

static GtkWidget *
find_row (GtkWidget   *view,
          FigmentForm *form,
          FigmentRole  role)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *row = generate_support_get (view, FIGMENT_TYPE_FIELD_ROW, i);

      if (figment_field_row_get_field (FIGMENT_FIELD_ROW (row)) == figment_form_get_role_field (form, role))
        return row;
    }
}

static const char *
get_value (FigmentForm *form,
           FigmentRole  role)
{
  return figment_field_get_value (figment_form_get_role_field (form, role));
}

/* Showing a form changes nothing in it, whatever its values are. */
static void
test_rows_untouched (void)
{
  g_autoptr(FigmentForm) form = build_form ();
  g_autofree char *before = figment_form_save_values (form);
  g_autoptr(FigmentFormView) view = build_view (form);
  g_autofree char *after = NULL;

  g_assert_nonnull (find_row (GTK_WIDGET (view), form, FIGMENT_ROLE_SEED));
  after = figment_form_save_values (form);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (get_value (form, FIGMENT_ROLE_SEED), ==, "18446744073709551615");
  g_assert_cmpstr (get_value (form, FIGMENT_ROLE_CFG), ==, "7.123456789");
}

static void
test_rows_prompt (void)
{
  g_autoptr(FigmentForm) form = build_form ();
  g_autoptr(FigmentFormView) view = build_view (form);
  GtkWidget *row = find_row (GTK_WIDGET (view), form, FIGMENT_ROLE_POSITIVE);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (generate_support_get (row, GTK_TYPE_TEXT_VIEW, 0)));

  g_assert_false (gtk_text_buffer_get_can_undo (buffer));
  gtk_text_buffer_set_text (buffer, "a bird", -1);
  g_assert_cmpstr (get_value (form, FIGMENT_ROLE_POSITIVE), ==, "a bird");

  /* What comes from elsewhere can be undone. */
  figment_field_set_value (figment_form_get_role_field (form, FIGMENT_ROLE_POSITIVE), "a fish");
  g_assert_true (gtk_text_buffer_get_can_undo (buffer));
  gtk_text_buffer_undo (buffer);
  g_assert_cmpstr (get_value (form, FIGMENT_ROLE_POSITIVE), !=, "a fish");
}

static void
test_rows_seed (void)
{
  g_autoptr(FigmentForm) form = build_form ();
  g_autoptr(FigmentFormView) view = build_view (form);
  GtkWidget *row = find_row (GTK_WIDGET (view), form, FIGMENT_ROLE_SEED);
  FigmentField *field = figment_form_get_role_field (form, FIGMENT_ROLE_SEED);
  GtkEditable *entry = GTK_EDITABLE (generate_support_get (row, GTK_TYPE_ENTRY, 0));

  g_assert_cmpint ((int) figment_field_get_seed_mode (field), ==, FIGMENT_SEED_RANDOM);
  gtk_editable_set_text (entry, "9 007 199 254 740 993");
  g_assert_cmpstr (figment_field_get_value (field), ==, "9007199254740993");
  g_assert_cmpint ((int) figment_field_get_seed_mode (field), ==, FIGMENT_SEED_FIXED);
  gtk_editable_set_text (entry, "no seed");
  g_assert_nonnull (figment_field_get_problem (field));
}

static void
test_rows_size (void)
{
  g_autoptr(FigmentForm) form = build_form ();
  g_autoptr(FigmentFormView) view = build_view (form);
  GtkWidget *row = find_row (GTK_WIDGET (view), form, FIGMENT_ROLE_WIDTH);
  GtkSpinButton *width = GTK_SPIN_BUTTON (generate_support_get (row, GTK_TYPE_SPIN_BUTTON, 0));
  /* The first is that of the drop-down. */
  GtkToggleButton *lock = GTK_TOGGLE_BUTTON (generate_support_get (row, GTK_TYPE_TOGGLE_BUTTON, 1));

  g_assert_true (FIGMENT_IS_SIZE_ROW (row));
  gtk_spin_button_set_value (width, 640);
  g_assert_cmpstr (get_value (form, FIGMENT_ROLE_WIDTH), ==, "640");
  g_assert_cmpstr (get_value (form, FIGMENT_ROLE_HEIGHT), ==, "768");

  /* Locked, the other side follows. */
  gtk_spin_button_set_value (width, 384);
  gtk_toggle_button_set_active (lock, TRUE);
  gtk_spin_button_set_value (width, 768);
  g_assert_cmpstr (get_value (form, FIGMENT_ROLE_HEIGHT), ==, "1536");

  figment_size_row_use (FIGMENT_SIZE_ROW (row), 1920, 1080);
  g_assert_cmpint (atoi (get_value (form, FIGMENT_ROLE_WIDTH)), >, atoi (get_value (form, FIGMENT_ROLE_HEIGHT)));
  g_assert_cmpint (atoi (get_value (form, FIGMENT_ROLE_WIDTH)) % 8, ==, 0);
}

static gboolean
is_kept (GAsyncResult *result)
{
  return result != NULL;
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The same picture twice is one file, and it is what it says. */
static void
test_rows_keep (void)
{
  const guint8 pixels[] = { 255, 0, 0, 255, 0, 255, 0, 255 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (2, 1, GDK_MEMORY_R8G8B8A8, bytes, 8);
  g_autofree char *folder = g_dir_make_tmp ("figment-test-XXXXXX", NULL);
  g_autofree char *inputs = g_build_filename (folder, "a", "inputs", NULL);
  g_autofree char *listing = NULL;
  g_autofree char *first = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) kept = NULL;
      g_autoptr(GAsyncResult) looked = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GFile) file = NULL;
      FigmentMediaInfo info;

      figment_input_file_keep_async (texture, inputs, NULL, kept_cb, &kept);
      generate_support_wait (is_kept (kept));
      file = figment_input_file_keep_finish (kept, &error);
      g_assert_no_error (error);
      if (first == NULL)
        first = g_file_get_path (file);
      g_assert_cmpstr (g_file_peek_path (file), ==, first);

      figment_input_file_look_async (first, NULL, kept_cb, &looked);
      generate_support_wait (is_kept (looked));
      g_assert_true (figment_input_file_look_finish (looked, &info, &error));
      g_assert_cmpint (info.width, ==, 2);
      g_assert_cmpint (info.height, ==, 1);
      g_assert_cmpint ((int) info.kind, ==, FIGMENT_MEDIA_IMAGE);
    }
  figment_test_remove_folder (folder);
}

static GtkLabel *
find_label (GtkWidget  *widget,
            const char *text)
{
  for (guint i = 0;; i++)
    {
      guint skip = i;
      GtkWidget *label = generate_support_find (widget, GTK_TYPE_LABEL, &skip);

      if (label == NULL)
        return NULL;
      if (gtk_widget_get_visible (label) && strstr (gtk_label_get_label (GTK_LABEL (label)), text) != NULL)
        return GTK_LABEL (label);
    }
}

/* A picture that is optional, and one that is not; the server has "here.png". */
static const char media_graph[] =
  "{\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"here.png\"}},"
  "\"2\":{\"class_type\":\"Mix\",\"inputs\":{\"image\":[\"1\",0],\"base\":[\"3\",0]}},"
  "\"3\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"gone.png\"}},"
  "\"4\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"2\",0]}}}";
static const char media_classes[] =
  "{\"LoadImage\":{\"input\":{\"required\":{\"image\":[[\"here.png\"],{\"image_upload\":true}]}},"
  "\"output\":[\"IMAGE\"]},"
  "\"Mix\":{\"input\":{\"required\":{\"base\":[\"IMAGE\"]},\"optional\":{\"image\":[\"IMAGE\"]}},"
  "\"output\":[\"IMAGE\"]},"
  "\"SaveImage\":{\"input\":{\"required\":{\"images\":[\"IMAGE\"]}},\"output\":[],\"output_node\":true}}";

/* An empty slot says what would be sent, and warns of nothing that nobody sees. */
static void
test_rows_slot (void)
{
  g_autoptr(FigmentGraph) graph = figment_graph_parse (media_graph, strlen (media_graph), NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_static (media_classes, strlen (media_classes));
  g_autoptr(FigmentCatalog) catalog = figment_catalog_parse (bytes, NULL);
  g_autoptr(FigmentForm) form = figment_form_new (graph, catalog);
  g_autoptr(FigmentFormView) view = build_view (form);
  GtkWidget *slots[2];
  FigmentField *fields[2];
  GtkWidget *offer;

  for (guint i = 0; i < 2; i++)
    {
      slots[i] = generate_support_get (GTK_WIDGET (view), FIGMENT_TYPE_MEDIA_SLOT, i);
      fields[i] = figment_field_row_get_field (FIGMENT_FIELD_ROW (slots[i]));
    }
  g_assert_cmpint ((int) figment_field_get_slot (fields[0]), ==, FIGMENT_SLOT_SERVER);
  g_assert_nonnull (find_label (slots[0], "here.png"));
  offer = gtk_widget_get_ancestor (GTK_WIDGET (find_label (slots[0], "_Leave It Out")), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (offer, "clicked");
  g_assert_cmpint ((int) figment_field_get_slot (fields[0]), ==, FIGMENT_SLOT_EMPTY);
  g_assert_nonnull (find_label (slots[0], "_Use “here.png”"));
  g_signal_emit_by_name (offer, "clicked");
  g_assert_cmpint ((int) figment_field_get_slot (fields[0]), ==, FIGMENT_SLOT_SERVER);

  g_assert_cmpint ((int) figment_field_get_slot (fields[1]), ==, FIGMENT_SLOT_MISSING);
  g_assert_nonnull (figment_field_get_problem (fields[1]));
  g_assert_null (find_label (slots[1], "gone.png"));
  /* What was just tried is told. */
  figment_field_row_set_complaint (FIGMENT_FIELD_ROW (slots[1]), "This is no picture.");
  g_assert_nonnull (find_label (slots[1], "This is no picture."));
}

/* What can be done about another shape is offered as long as there is one. */
static void
test_rows_fit (void)
{
  g_autoptr(FigmentGraph) graph = figment_graph_parse (media_graph, strlen (media_graph), NULL);
  g_autoptr(FigmentForm) form = figment_form_new (graph, NULL);
  g_autoptr(FigmentFormView) view = build_view (form);
  GtkWidget *slot = generate_support_get (GTK_WIDGET (view), FIGMENT_TYPE_MEDIA_SLOT, 0);
  FigmentField *field = figment_field_row_get_field (FIGMENT_FIELD_ROW (slot));
  GtkDropDown *fit = GTK_DROP_DOWN (generate_support_get (slot, GTK_TYPE_DROP_DOWN, 0));
  GtkWidget *shape = gtk_widget_get_parent (GTK_WIDGET (fit));
  g_autofree char *path = NULL;
  const guint8 pixels[4 * 2 * 4] = { 0 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (4, 2, GDK_MEMORY_R8G8B8A8, bytes, 16);

  path = g_build_filename (g_get_tmp_dir (), "figment-fit-test.png", NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
  figment_field_set_value (field, path);
  generate_support_wait (find_label (slot, "4 × 2") != NULL);
  g_assert_false (gtk_widget_get_visible (shape));
  figment_media_slot_set_target (FIGMENT_MEDIA_SLOT (slot), 512, 512);
  g_assert_true (gtk_widget_get_visible (shape));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fit)));
  gtk_drop_down_set_selected (fit, FIGMENT_FIT_PAD);
  g_assert_cmpint (figment_field_get_fit (field), ==, FIGMENT_FIT_PAD);
  figment_field_set_fit (field, FIGMENT_FIT_NONE);
  g_assert_cmpuint (gtk_drop_down_get_selected (fit), ==, FIGMENT_FIT_NONE);
  /* The same shape, another size. */
  figment_media_slot_set_target (FIGMENT_MEDIA_SLOT (slot), 1024, 512);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fit)));
  g_assert_true (gtk_widget_get_visible (shape));
  figment_media_slot_set_target (FIGMENT_MEDIA_SLOT (slot), 4, 2);
  g_assert_false (gtk_widget_get_visible (shape));
  g_unlink (path);
}

static FigmentField *
get_field_in_focus (GtkWidget *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, FIGMENT_TYPE_FIELD_ROW) : NULL;

  return row != NULL ? figment_field_row_get_field (FIGMENT_FIELD_ROW (row)) : NULL;
}

/* The control that holds up a run gets the cursor, also the last one of those that are folded away. */
static void
test_rows_focus (void)
{
  g_autoptr(FigmentForm) form = build_form ();
  g_autoptr(FigmentFormView) view = g_object_ref_sink (g_object_new (FIGMENT_TYPE_FORM_VIEW, "form", form, NULL));
  GtkWidget *window = gtk_window_new ();
  FigmentField *last = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (figment_field_get_advanced (field) && !figment_field_get_hidden (field))
        last = field;
    }
  g_assert_nonnull (last);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  generate_support_wait (gtk_widget_get_mapped (GTK_WIDGET (view)));
  figment_form_view_focus_field (view, last);
  generate_support_wait (get_field_in_focus (window) == last);
  gtk_window_destroy (GTK_WINDOW (window));
}

static guint
count_rows (GtkWidget *list)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) n) != NULL)
    n++;
  return n;
}

/* More changes than are laid out at first: some with each frame, all in the end. */
static void
test_rows_dry_run (void)
{
  g_autoptr(GString) text = g_string_new ("{");
  g_autoptr(FigmentGraph) graph = NULL;
  g_autoptr(FigmentForm) form = NULL;
  g_autoptr(GError) error = NULL;
  GtkWidget *window, *list;
  guint n, n_first;

  for (guint i = 1; i <= 35; i++)
    g_string_append_printf (text, "%s\"%u\":{\"class_type\":\"Note\",\"inputs\":{\"title\":\"a\"}}",
                            i > 1 ? "," : "", i);
  g_string_append_c (text, '}');
  graph = figment_graph_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  form = figment_form_new (graph, NULL);
  for (n = 0; n < g_list_model_get_n_items (G_LIST_MODEL (form)); n++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), n);

      figment_field_set_value (field, "b");
    }
  g_assert_cmpuint (n, ==, 35);
  window = figment_dry_run_new (NULL, form, &error);
  g_assert_no_error (error);
  list = generate_support_get (window, GTK_TYPE_LIST_BOX, 0);
  n_first = count_rows (list);
  g_assert_cmpuint (n_first, >, 0);
  g_assert_cmpuint (n_first, <, n);
  gtk_window_present (GTK_WINDOW (window));
  generate_support_wait (count_rows (list) == n);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  generate_support_init (&argc, &argv);
  g_test_add_func ("/generate/rows/untouched", test_rows_untouched);
  g_test_add_func ("/generate/rows/prompt", test_rows_prompt);
  g_test_add_func ("/generate/rows/seed", test_rows_seed);
  g_test_add_func ("/generate/rows/size", test_rows_size);
  g_test_add_func ("/generate/rows/keep", test_rows_keep);
  g_test_add_func ("/generate/rows/slot", test_rows_slot);
  g_test_add_func ("/generate/rows/fit", test_rows_fit);
  g_test_add_func ("/generate/rows/focus", test_rows_focus);
  g_test_add_func ("/generate/rows/dry-run", test_rows_dry_run);
  return g_test_run ();
}
