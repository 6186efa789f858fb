/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "figment-test-server.h"
#include "figment-test-session.h"
#include "practice/figment-practice-comfy.h"

/*
 * What Figment itself costs a generation: from the call that queues it to the recorded file, on a practice server whose
 * steps take no time. The floor is the same picture without queue, database and checks: submit, wait for the end on the
 * socket, ask for the history, download. The two take turns, since the machine may have other work.
 */

#define N_RUNS 60

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  const double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
median (double *values,
        guint   n)
{
  qsort (values, n, sizeof *values, (int (*) (const void *, const void *)) compare_doubles);
  return values[n / 2];
}

static char *
make_graph (guint seed)
{
  return g_strdup_printf (
    "{\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"v1-5-pruned-emaonly.safetensors\"}},"
    "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64,\"height\":64,\"batch_size\":1}},"
    "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a lighthouse\",\"clip\":[\"4\",1]}},"
    "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":%u,\"steps\":1,\"cfg\":7.0,\"sampler_name\":\"euler\","
    "\"scheduler\":\"normal\",\"denoise\":1.0,\"model\":[\"4\",0],\"positive\":[\"6\",0],\"negative\":[\"6\",0],"
    "\"latent_image\":[\"5\",0]}},"
    "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"bench\",\"images\":[\"8\",0]}}}",
    seed);
}

static double
run_whole (FigmentTestSession *test,
           guint               seed)
{
  g_autofree char *graph = make_graph (seed);
  const gint64 start = g_get_monotonic_time ();
  g_autoptr(FigmentGeneration) generation = figment_test_session_add (test, graph);

  figment_test_wait_final (generation);
  g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

static void
event_cb (FigmentComfySocket *socket,
          FigmentComfyEvent  *event,
          guint              *ended)
{
  *ended |= event->type == FIGMENT_COMFY_EVENT_EXECUTING && event->node_id == NULL;
}

static double
run_bare (FigmentTestSession *test,
          guint               seed)
{
  FigmentComfyClient *client = figment_session_get_comfy (test->session);
  FigmentComfySocket *socket = figment_session_get_socket (test->session);
  g_autofree char *graph = make_graph (seed), *prompt_id = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (test->folder, prompt_id, NULL);
  g_autoptr(GFile) target = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) submitted = NULL, fetched = NULL, downloaded = NULL;
  g_autoptr(FigmentComfySubmission) submission = NULL;
  g_autoptr(FigmentComfyHistory) history = NULL;
  const FigmentComfyPrompt prompt = { .graph = graph, .prompt_id = prompt_id, .previews = TRUE,
                                      .client_id = figment_comfy_socket_get_client_id (socket) };
  const gint64 start = g_get_monotonic_time ();
  guint ended = 0;
  const gulong id = g_signal_connect (socket, "event", G_CALLBACK (event_cb), &ended);

  figment_comfy_client_submit_async (client, &prompt, NULL, figment_test_store_cb, &submitted);
  submission = figment_comfy_client_submit_finish (client, figment_test_wait (&submitted), NULL);
  figment_test_wait_flag (&ended);
  figment_comfy_client_fetch_history_async (client, prompt_id, NULL, figment_test_store_cb, &fetched);
  history = figment_comfy_client_fetch_history_finish (client, figment_test_wait (&fetched), NULL);
  figment_comfy_client_download_async (client, g_ptr_array_index (history->outputs->files, 0), target, NULL, NULL, NULL,
                                       figment_test_store_cb, &downloaded);
  g_assert_true (figment_comfy_client_download_finish (client, figment_test_wait (&downloaded), NULL));
  g_signal_handler_disconnect (socket, id);
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

int
main (void)
{
  g_autoptr(FigmentPracticeComfy) server = figment_practice_comfy_new (NULL);
  g_autoptr(FigmentTestSession) test = NULL;
  double whole[N_RUNS], bare[N_RUNS];

  figment_practice_comfy_start (server, 0, NULL);
  test = figment_test_session_new (figment_practice_comfy_get_url (server));
  figment_queue_start (figment_session_get_queue (test->session));
  while (figment_comfy_socket_get_state (figment_session_get_socket (test->session)) != FIGMENT_COMFY_SOCKET_OPEN)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_RUNS; i++)
    {
      whole[i] = run_whole (test, 2 * i);
      bare[i] = run_bare (test, 2 * i + 1);
    }
  g_print ("generation, queued to recorded file: median %.1f ms (goal 25); the same by bare calls: median %.1f ms\n",
           median (whole, N_RUNS), median (bare, N_RUNS));
  return 0;
}
