/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-test-session.h"

#include <string.h>

#include "net/figment-secrets.h"
#include "workflow/figment-graph.h"
#include "workflow/figment-starter.h"

#define NOWHERE "http://127.0.0.1:1"

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
wait_items (GListModel *model,
            guint       n)
{
  while (g_list_model_get_n_items (model) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
delete_workflow (FigmentSession *session,
                 gint64          id)
{
  FigmentWorkflowStore *store = figment_session_get_workflow_store (session);
  g_autoptr(GAsyncResult) result = NULL;

  figment_workflow_store_delete_async (store, id, NULL, result_cb, &result);
  g_assert_true (figment_workflow_store_delete_finish (store, wait_result (&result), NULL));
}

static void
test_starters (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new (NOWHERE);
  GListModel *model = figment_session_get_workflows (test->session);
  guint modes = 0, n;
  gint64 id = 0;

  figment_starter_list (&n);
  wait_items (model, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (model, i);
      const char *json = figment_workflow_get_api_json (workflow);
      g_autoptr(FigmentGraph) graph = figment_graph_parse (json, strlen (json), NULL);

      g_assert_nonnull (graph);
      g_assert_cmpint (figment_workflow_get_id (workflow), >, 0);
      g_assert_cmpstr (figment_workflow_get_starter (workflow), ==, figment_starter_list (&n)[i].id);
      modes |= 1u << figment_workflow_get_category (workflow);
      id = figment_workflow_get_id (workflow);
    }
  g_assert_cmphex (modes, ==,
                   1u << FIGMENT_MODE_TEXT_TO_IMAGE | 1u << FIGMENT_MODE_TEXT_TO_VIDEO
                     | 1u << FIGMENT_MODE_IMAGE_TO_VIDEO | 1u << FIGMENT_MODE_IMAGE_TO_IMAGE
                     | 1u << FIGMENT_MODE_UPSCALE);

  /* One that was thrown away does not come back. */
  delete_workflow (test->session, id);
  wait_items (model, n - 1);
  g_assert_null (figment_session_find_workflow (test->session, id));
  figment_test_session_close (test);
  figment_test_session_open (test, NOWHERE);
  g_assert_cmpuint (g_list_model_get_n_items (figment_session_get_workflows (test->session)), ==, n - 1);
}

static void
test_last_used_first (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new (NOWHERE);
  GListModel *model = figment_session_get_workflows (test->session);
  g_autoptr(FigmentWorkflow) last = NULL, first = NULL, again = NULL;
  guint n;

  figment_starter_list (&n);
  wait_items (model, n);
  last = g_list_model_get_item (model, n - 1);
  figment_session_use_workflow (test->session, last);
  for (first = g_list_model_get_item (model, 0); first != last; first = g_list_model_get_item (model, 0))
    {
      g_object_unref (first);
      g_main_context_iteration (NULL, TRUE);
    }
  figment_test_session_close (test);
  figment_test_session_open (test, NOWHERE);
  again = g_list_model_get_item (figment_session_get_workflows (test->session), 0);
  g_assert_cmpint (figment_workflow_get_id (again), ==, figment_workflow_get_id (last));
}

static void
test_values (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new (NOWHERE);
  GListModel *model = figment_session_get_workflows (test->session);
  FigmentWorkflowStore *store = figment_session_get_workflow_store (test->session);
  g_autofree char *none = NULL, *kept = NULL, *gone = NULL;
  guint n;

  figment_starter_list (&n);
  wait_items (model, n);
  none = figment_workflow_store_load_values (store, 1);
  g_assert_null (none);
  figment_workflow_store_save_values (store, 1, "{\"seed\":1}");
  figment_workflow_store_save_values (store, 1, "{\"seed\":18446744073709551615}");
  figment_workflow_store_save_values (store, 999, "{}");
  figment_test_session_close (test);
  figment_test_session_open (test, NOWHERE);
  store = figment_session_get_workflow_store (test->session);
  kept = figment_workflow_store_load_values (store, 1);
  g_assert_cmpstr (kept, ==, "{\"seed\":18446744073709551615}");
  delete_workflow (test->session, 1);
  gone = figment_workflow_store_load_values (store, 1);
  g_assert_null (gone);
}

static void
test_no_settings (void)
{
  g_autoptr(FigmentTestSession) test = figment_test_session_new (NOWHERE);
  g_autofree char *other = g_build_filename (test->folder, "other", NULL);
  g_autofree char *shown = NULL;

  if (figment_session_get_settings (test->session) != NULL)
    {
      g_test_skip ("Figment's schema is installed here");
      return;
    }
  figment_session_set_library_dir (test->session, other);
  g_object_get (test->session, "library-dir", &shown, NULL);
  g_assert_cmpstr (shown, ==, other);
}

/* The session bus is one that does not exist (main), so no keyring can answer. */
static void
test_secrets_without_keyring (void)
{
  static const char *const headers[] = { "Authorization: Bearer x", "X-Other: y", NULL };
  FigmentSecrets *secrets = figment_secrets_new ();
  g_autoptr(GAsyncResult) stored = NULL, found = NULL, cleared = NULL, missing = NULL;
  g_auto(GStrv) back = NULL, none = NULL;
  g_autoptr(GError) error = NULL;
  gboolean lasting = TRUE;

  figment_secrets_store_async (secrets, NOWHERE, headers, NULL, result_cb, &stored);
  g_assert_true (figment_secrets_store_finish (secrets, wait_result (&stored), &lasting, &error));
  g_assert_no_error (error);
  g_assert_false (lasting);

  figment_secrets_lookup_async (secrets, NOWHERE, NULL, result_cb, &found);
  back = figment_secrets_lookup_finish (secrets, wait_result (&found), &error);
  g_assert_cmpstrv (back, headers);

  figment_secrets_clear_async (secrets, NOWHERE, NULL, result_cb, &cleared);
  g_assert_true (figment_secrets_clear_finish (secrets, wait_result (&cleared), &error));
  figment_secrets_lookup_async (secrets, NOWHERE, NULL, result_cb, &missing);
  none = figment_secrets_lookup_finish (secrets, wait_result (&missing), &error);
  g_assert_no_error (error);
  g_assert_nonnull (none);
  g_assert_null (none[0]);
  g_clear_object (&stored);
  g_clear_object (&found);
  g_clear_object (&cleared);
  g_clear_object (&missing);
  g_assert_finalize_object (secrets);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-workflows/starters", test_starters);
  g_test_add_func ("/session-workflows/last-used-first", test_last_used_first);
  g_test_add_func ("/session-workflows/values", test_values);
  g_test_add_func ("/session-workflows/no-settings", test_no_settings);
  g_test_add_func ("/secrets/without-keyring", test_secrets_without_keyring);
  return g_test_run ();
}
