/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include <glib/gstdio.h>

#include "engine/figment-catalog-cache.h"
#include "practice/figment-practice-comfy.h"
#include "practice/figment-practice-lm.h"

static FigmentPracticeComfy *
start_comfy (guint16 port)
{
  FigmentPracticeComfy *comfy = figment_practice_comfy_new (NULL);
  g_autoptr(GError) error = NULL;

  figment_practice_comfy_start (comfy, port, &error);
  g_assert_no_error (error);
  figment_practice_comfy_set_step_ms (comfy, 1);
  return comfy;
}

static guint16
get_port (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return (guint16) g_uri_get_port (uri);
}

/* A port at which nobody listens: somebody did a moment ago. */
static char *
dup_dead_url (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = start_comfy (0);
  char *url = g_strdup (figment_practice_comfy_get_url (comfy));

  figment_practice_comfy_stop (comfy);
  return url;
}

static void
wait_state (FigmentConnection      *connection,
            FigmentConnectionState  state)
{
  while (figment_connection_get_state (connection) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_catalog (FigmentSession *session)
{
  while (figment_session_get_catalog (session) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static char *
dup_cache_path (const char *url)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url, -1);
  g_autofree char *name = g_strconcat (hash, ".json", NULL);

  return g_build_filename (g_get_user_cache_dir (), "figment", "catalogs", name, NULL);
}

static FigmentEndpoint *
make_endpoint (const char *url,
               const char *header)
{
  const char *headers[] = { header, NULL };
  g_autoptr(GError) error = NULL;
  FigmentEndpoint *endpoint = figment_endpoint_new (url, header != NULL ? headers : NULL, NULL, &error);

  g_assert_no_error (error);
  return endpoint;
}

static void
test_online (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = start_comfy (0);
  g_autoptr(FigmentTestSession) test = figment_test_session_new (figment_practice_comfy_get_url (comfy));
  FigmentConnection *connection = figment_session_get_comfy_connection (test->session);

  g_assert_cmpint (figment_connection_get_state (connection), ==, FIGMENT_CONNECTION_OFF);
  figment_queue_start (figment_session_get_queue (test->session));
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  wait_catalog (test->session);
  while (figment_connection_get_version (connection) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (figment_connection_get_address (connection), ==, figment_practice_comfy_get_url (comfy));
  g_assert_cmpstr (figment_connection_get_version (connection), ==, "0.8.0");
  g_assert_true (figment_connection_get_practice (connection));
  g_assert_null (figment_connection_get_message (connection));
  g_assert_nonnull (figment_catalog_lookup (figment_session_get_catalog (test->session), "KSampler"));
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_away_and_back (void)
{
  g_autofree char *url = dup_dead_url ();
  g_autoptr(FigmentTestSession) test = figment_test_session_new (url);
  FigmentConnection *connection = figment_session_get_comfy_connection (test->session);
  g_autoptr(FigmentPracticeComfy) comfy = NULL;
  guint n_catalogs = 0;

  g_signal_connect (test->session, "notify::catalog", G_CALLBACK (count_cb), &n_catalogs);
  figment_queue_start (figment_session_get_queue (test->session));
  wait_state (connection, FIGMENT_CONNECTION_AWAY);
  g_assert_nonnull (figment_connection_get_message (connection));
  g_assert_null (figment_session_get_catalog (test->session));

  comfy = start_comfy (get_port (url));
  figment_connection_retry (connection);
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  wait_catalog (test->session);
  g_assert_cmpuint (n_catalogs, ==, 1);
  g_assert_null (figment_connection_get_message (connection));

  /* Gone and back again: the same catalog is no news. */
  figment_practice_comfy_stop (comfy);
  wait_state (connection, FIGMENT_CONNECTION_AWAY);
  g_assert_nonnull (figment_session_get_catalog (test->session));
  figment_practice_comfy_start (comfy, get_port (url), NULL);
  figment_connection_retry (connection);
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  g_assert_cmpuint (n_catalogs, ==, 1);
}

static void
uploaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfyFile) file =
    figment_comfy_client_upload_finish (FIGMENT_COMFY_CLIENT (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
offers (FigmentSession *session,
        const char     *choice)
{
  const FigmentCatalogClass *class = figment_catalog_lookup (figment_session_get_catalog (session), "LoadImage");
  const FigmentCatalogInput *input = figment_catalog_class_get_input (class, "image");

  for (guint i = 0; i < input->n_choices; i++)
    if (g_str_equal (input->choices[i], choice))
      return TRUE;
  return FALSE;
}

/* What was uploaded can be chosen a moment later, although no server tells of it. */
static void
test_upload (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = start_comfy (0);
  g_autoptr(FigmentTestSession) test = figment_test_session_new (figment_practice_comfy_get_url (comfy));
  g_autofree char *path = g_build_filename (test->folder, "new-picture.png", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  gboolean uploaded = FALSE;

  figment_queue_start (figment_session_get_queue (test->session));
  wait_catalog (test->session);
  g_assert_false (offers (test->session, "\"new-picture.png\""));
  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n", 8, NULL));
  figment_comfy_client_upload_async (figment_session_get_comfy (test->session), file, NULL, NULL, NULL, NULL, NULL,
                                     uploaded_cb, &uploaded);
  while (!uploaded || !offers (test->session, "\"new-picture.png\""))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_token (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = start_comfy (0);
  const char *url = figment_practice_comfy_get_url (comfy);
  g_autoptr(FigmentTestSession) test = figment_test_session_new (url);
  FigmentConnection *connection = figment_session_get_comfy_connection (test->session);
  g_autoptr(FigmentEndpoint) endpoint = make_endpoint (url, "Authorization: Bearer open");

  figment_practice_comfy_set_token (comfy, "open");
  figment_queue_start (figment_session_get_queue (test->session));
  wait_state (connection, FIGMENT_CONNECTION_PROBLEM);
  g_assert_nonnull (figment_connection_get_message (connection));
  figment_session_set_comfy_endpoint (test->session, endpoint);
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  wait_catalog (test->session);
}

static void
test_cache (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = start_comfy (0);
  g_autofree char *url = g_strdup (figment_practice_comfy_get_url (comfy));
  g_autoptr(FigmentTestSession) test = figment_test_session_new (url);
  g_autofree char *path = dup_cache_path (url);
  guint n_classes;

  figment_session_get_catalog (test->session);
  figment_queue_start (figment_session_get_queue (test->session));
  wait_catalog (test->session);
  n_classes = figment_catalog_get_n_classes (figment_session_get_catalog (test->session));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));

  figment_practice_comfy_stop (comfy);
  figment_test_session_close (test);
  figment_test_session_open (test, url);
  wait_catalog (test->session);
  g_assert_cmpuint (figment_catalog_get_n_classes (figment_session_get_catalog (test->session)), ==, n_classes);
  figment_test_session_close (test);
}

static void
cache_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_cache_spoilt (void)
{
  g_autofree char *path = dup_cache_path ("http://x");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GBytes) rubbish = g_bytes_new_static ("[1,", 3);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *checksum = NULL;

      if (i == 2)
        figment_catalog_cache_store_async ("http://x", rubbish, NULL, cache_cb, &result);
      else
        figment_catalog_cache_load_async ("http://x", NULL, cache_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (figment_catalog_cache_finish (result, &checksum, &error));
      g_assert_nonnull (error);
      if (i == 0)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
          g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
          g_assert_true (g_file_set_contents (path, "{\"a\":", -1, NULL));
        }
      else if (i == 2)
        {
          g_autofree char *kept = NULL;

          g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
          g_assert_cmpstr (kept, ==, "{\"a\":");
        }
    }
}

static const char graph[] =
  "{\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"v1-5-pruned-emaonly.safetensors\"}},"
  "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64,\"height\":64,\"batch_size\":1}},"
  "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a lighthouse\",\"clip\":[\"4\",1]}},"
  "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":1,\"steps\":10,\"cfg\":7.0,\"sampler_name\":\"euler\","
  "\"scheduler\":\"normal\",\"denoise\":1.0,\"model\":[\"4\",0],\"positive\":[\"6\",0],\"negative\":[\"6\",0],"
  "\"latent_image\":[\"5\",0]}},"
  "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
  "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"test\",\"images\":[\"8\",0]}}}";

/* What waits for a server that is away goes to the one that is chosen instead. */
static void
test_move_with_rows (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = start_comfy (0);
  g_autofree char *url = dup_dead_url ();
  g_autoptr(FigmentTestSession) test = figment_test_session_new (url);
  FigmentQueue *queue = figment_session_get_queue (test->session);
  g_autoptr(FigmentEndpoint) endpoint = make_endpoint (figment_practice_comfy_get_url (comfy), NULL);
  g_autoptr(FigmentGeneration) generation = NULL;

  figment_queue_start (queue);
  generation = figment_test_session_add (test, graph);
  figment_test_wait_state (generation, FIGMENT_GENERATION_HELD);
  figment_session_set_comfy_endpoint (test->session, endpoint);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_cmpstr (figment_generation_get_server (generation), ==, figment_practice_comfy_get_url (comfy));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 1);
}

/* What the old server works on stays there, waits, and is fetched when it is connected to again. */
static void
test_move_away_and_back (void)
{
  g_autoptr(FigmentPracticeComfy) first = start_comfy (0), second = start_comfy (0);
  g_autoptr(FigmentTestSession) test = figment_test_session_new (figment_practice_comfy_get_url (first));
  FigmentQueue *queue = figment_session_get_queue (test->session);
  g_autoptr(FigmentEndpoint) there = make_endpoint (figment_practice_comfy_get_url (second), NULL);
  g_autoptr(FigmentEndpoint) back = make_endpoint (figment_practice_comfy_get_url (first), NULL);
  FigmentConnection *connection = figment_session_get_comfy_connection (test->session);
  g_autoptr(FigmentGeneration) generation = NULL;

  figment_practice_comfy_set_step_ms (first, 200);
  figment_queue_start (queue);
  generation = figment_test_session_add (test, graph);
  figment_test_wait_state (generation, FIGMENT_GENERATION_SUBMITTED);
  while (!figment_generation_get_accepted (generation))
    g_main_context_iteration (NULL, TRUE);
  figment_session_set_comfy_endpoint (test->session, there);
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  g_assert_false (figment_generation_state_is_final (figment_generation_get_state (generation)));
  figment_session_set_comfy_endpoint (test->session, back);
  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  g_assert_cmpuint (figment_practice_comfy_get_n_executed (second), ==, 0);
}

static void
test_lm (void)
{
  g_autoptr(FigmentPracticeLm) lm = figment_practice_lm_new ();
  g_autoptr(FigmentTestSession) test = figment_test_session_new ("http://127.0.0.1:1");
  FigmentConnection *connection = figment_session_get_lm_connection (test->session);
  g_autoptr(FigmentEndpoint) endpoint = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (figment_connection_get_state (connection), ==, FIGMENT_CONNECTION_OFF);
  g_assert_null (figment_session_get_lm (test->session));
  figment_practice_lm_start (lm, 0, &error);
  g_assert_no_error (error);
  endpoint = make_endpoint (figment_practice_lm_get_url (lm), NULL);
  figment_session_set_lm_endpoint (test->session, endpoint);
  g_assert_cmpint (figment_connection_get_state (connection), ==, FIGMENT_CONNECTION_CONNECTING);
  g_assert_nonnull (figment_session_get_lm (test->session));
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  g_assert_nonnull (figment_connection_get_version (connection));

  figment_practice_lm_stop (lm);
  figment_connection_retry (connection);
  wait_state (connection, FIGMENT_CONNECTION_AWAY);
  g_assert_nonnull (figment_connection_get_message (connection));
  figment_session_set_lm_endpoint (test->session, NULL);
  g_assert_cmpint (figment_connection_get_state (connection), ==, FIGMENT_CONNECTION_OFF);
  g_assert_null (figment_connection_get_message (connection));
}

static gboolean
practice_cb (FigmentEndpoint **comfy,
             FigmentEndpoint **lm,
             gpointer          user_data,
             GError          **error)
{
  FigmentPracticeComfy *server = user_data;

  if (server == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no port");
      return FALSE;
    }
  *comfy = make_endpoint (figment_practice_comfy_get_url (server), NULL);
  return TRUE;
}

static void
test_practice (void)
{
  g_autoptr(FigmentPracticeComfy) comfy = start_comfy (0), other = start_comfy (0);
  g_autofree char *url = dup_dead_url ();
  g_autoptr(FigmentTestSession) test = figment_test_session_new (url);
  FigmentConnection *connection = figment_session_get_comfy_connection (test->session);
  g_autoptr(FigmentEndpoint) endpoint = make_endpoint (figment_practice_comfy_get_url (other), NULL);
  g_autofree char *passing = dup_cache_path (figment_practice_comfy_get_url (comfy));
  g_autofree char *kept = dup_cache_path (figment_practice_comfy_get_url (other));
  g_autoptr(GError) error = NULL;

  g_assert_false (figment_session_start_practice (test->session, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  figment_session_set_practice_func (test->session, practice_cb, NULL);
  g_assert_false (figment_session_start_practice (test->session, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (figment_session_get_practice (test->session));

  figment_queue_start (figment_session_get_queue (test->session));
  wait_state (connection, FIGMENT_CONNECTION_AWAY);
  figment_session_set_practice_func (test->session, practice_cb, comfy);
  g_assert_true (figment_session_start_practice (test->session, &error));
  g_assert_true (figment_session_get_practice (test->session));
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  wait_catalog (test->session);
  g_assert_false (g_file_test (passing, G_FILE_TEST_EXISTS));

  figment_session_set_comfy_endpoint (test->session, endpoint);
  g_assert_false (figment_session_get_practice (test->session));
  wait_state (connection, FIGMENT_CONNECTION_ONLINE);
  wait_catalog (test->session);
  g_assert_cmpstr (figment_connection_get_address (connection), ==, figment_practice_comfy_get_url (other));
  g_assert_true (g_file_test (kept, G_FILE_TEST_IS_REGULAR));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("figment-cache-XXXXXX", NULL);
  int code;

  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib 2.74 loses the names of the folders, and the leak check finds them. */
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-servers/online", test_online);
  g_test_add_func ("/session-servers/away-and-back", test_away_and_back);
  g_test_add_func ("/session-servers/upload", test_upload);
  g_test_add_func ("/session-servers/token", test_token);
  g_test_add_func ("/session-servers/cache", test_cache);
  g_test_add_func ("/session-servers/cache-spoilt", test_cache_spoilt);
  g_test_add_func ("/session-servers/move-with-rows", test_move_with_rows);
  g_test_add_func ("/session-servers/move-away-and-back", test_move_away_and_back);
  g_test_add_func ("/session-servers/lm", test_lm);
  g_test_add_func ("/session-servers/practice", test_practice);
  code = g_test_run ();
  figment_test_remove_folder (folder);
  return code;
}
