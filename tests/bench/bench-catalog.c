/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <time.h>

#include "comfy/figment-comfy-client.h"
#include "figment-test-server.h"
#include "json/figment-json.h"

/*
 * Fetching a catalog of about 3 MB while the main loop serves a 1 ms timer: the longest gap between two ticks is how
 * long a window would stand still (goal 8 ms). The floor is the same timer with nothing to do. On a busy machine both
 * say more about the others than about us; the processor time that the main thread used between two ticks does not.
 */

#define N_CLASSES 2000

static char *
make_object_info (void)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_string_append_printf (
          text,
          "%s\"PackNode%u\":{\"input\":{\"required\":{\"model\":[\"MODEL\",{\"tooltip\":\"the model "
          "that is worked on\"}],\"seed\":[\"INT\",{\"default\":0,\"min\":0,"
          "\"max\":18446744073709551615,\"control_after_generate\":true}],\"strength\":[\"FLOAT\","
          "{\"default\":1.0,\"min\":0.0,\"max\":10.0,\"step\":0.01}],\"name\":[[",
          i > 0 ? "," : "", i);
      for (guint j = 0; j < 40; j++)
        g_string_append_printf (text, "%s\"model-file-%u-%u.safetensors\"", j > 0 ? "," : "", i, j);
      g_string_append_printf (text,
                              "]]}},\"input_order\":{\"required\":[\"model\",\"seed\",\"strength\",\"name\"]},"
                              "\"output\":[\"MODEL\"],\"output_is_list\":[false],\"output_name\":[\"MODEL\"],"
                              "\"name\":\"PackNode%u\",\"display_name\":\"Pack node %u\",\"description\":\"\","
                              "\"python_module\":\"custom_nodes.pack\",\"category\":\"pack\",\"output_node\":false}",
                              i, i);
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

typedef struct
{
  gint64 last;
  gint64 longest;
  gint64 last_work;    /* processor time of this thread */
  gint64 longest_work;
} Watch;

static gint64
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
tick_cb (gpointer user_data)
{
  Watch *watch = user_data;
  const gint64 now = g_get_monotonic_time (), work = get_work ();

  if (watch->last > 0)
    {
      watch->longest = MAX (watch->longest, now - watch->last);
      watch->longest_work = MAX (watch->longest_work, work - watch->last_work);
    }
  watch->last = now;
  watch->last_work = work;
  return G_SOURCE_CONTINUE;
}

typedef struct
{
  char    *body;
  GThread *thread;
  GMutex   mutex;
  GCond    cond;
  char    *url;
  GMainLoop *loop;
} ServerThread;

/* The server has its own thread, so that only the client's work is on the loop that is watched. */
static gpointer
serve (gpointer user_data)
{
  ServerThread *data = user_data;
  g_autoptr(GMainContext) context = g_main_context_new ();
  FigmentTestServer *server;

  g_main_context_push_thread_default (context);
  server = figment_test_server_new (FALSE);
  figment_test_server_answer (server, "GET /api/object_info", 200, "application/json", data->body);
  data->loop = g_main_loop_new (context, FALSE);
  g_mutex_lock (&data->mutex);
  data->url = g_strdup (figment_test_server_get_url (server));
  g_cond_signal (&data->cond);
  g_mutex_unlock (&data->mutex);
  g_main_loop_run (data->loop);
  figment_test_server_free (server);
  g_main_context_pop_thread_default (context);
  return NULL;
}

int
main (void)
{
  ServerThread data = { .body = make_object_info () };
  g_autoptr(FigmentEndpoint) endpoint = NULL;
  g_autoptr(FigmentComfyClient) client = NULL;
  Watch watch = { 0 };
  const gint64 start = g_get_monotonic_time ();
  gint64 idle, took = 0;

  data.thread = g_thread_new ("server", serve, &data);
  g_mutex_lock (&data.mutex);
  while (data.url == NULL)
    g_cond_wait (&data.cond, &data.mutex);
  g_mutex_unlock (&data.mutex);
  endpoint = figment_endpoint_new (data.url, NULL, NULL, NULL);
  client = figment_comfy_client_new (endpoint);

  g_timeout_add (1, tick_cb, &watch);
  while (g_get_monotonic_time () - start < 500000)
    g_main_context_iteration (NULL, TRUE);
  idle = watch.longest;
  watch.longest = watch.longest_work = 0;
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(FigmentCatalog) catalog = NULL;
      const gint64 begin = g_get_monotonic_time ();

      figment_comfy_client_fetch_catalog_async (client, NULL, figment_test_store_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      catalog = figment_comfy_client_fetch_catalog_finish (client, result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (figment_catalog_get_n_classes (catalog), ==, N_CLASSES);
      took += g_get_monotonic_time () - begin;
    }
  g_print ("catalog of %.1f MB, %u classes: %.0f ms a fetch; longest main-loop gap %.1f ms (goal 8), idle %.1f ms; "
           "longest work of the main thread in one piece %.1f ms\n",
           (double) strlen (data.body) / 1e6, N_CLASSES, (double) took / 10000, (double) watch.longest / 1000,
           (double) idle / 1000, (double) watch.longest_work / 1000);
  g_main_loop_quit (data.loop);
  g_thread_join (data.thread);
  return 0;
}
