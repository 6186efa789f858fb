/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "figment-test-session.h"
#include "practice/figment-practice-comfy.h"

/*
 * What Figment itself costs a generation: from the call that queues it to the recorded file, on a practice server whose
 * steps take no time. The floor is the same picture by bare HTTP in the same process: the server's own part.
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

/* When the server put the file down, by its history, since the generation was queued: the floor. */
static double
get_server_part (FigmentGeneration *generation)
{
  return (double) (figment_generation_get_finished_at (generation) - figment_generation_get_started_at (generation))
         / 1000.0;
}

int
main (void)
{
  g_autoptr(FigmentPracticeComfy) server = figment_practice_comfy_new (NULL);
  g_autoptr(FigmentTestSession) test = NULL;
  double whole[N_RUNS], run[N_RUNS];

  figment_practice_comfy_start (server, 0, NULL);
  test = figment_test_session_new (figment_practice_comfy_get_url (server));
  figment_queue_start (figment_session_get_queue (test->session));
  while (figment_comfy_socket_get_state (figment_session_get_socket (test->session)) != FIGMENT_COMFY_SOCKET_OPEN)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_RUNS; i++)
    {
      g_autofree char *graph = make_graph (i);
      const gint64 start = g_get_monotonic_time ();
      g_autoptr(FigmentGeneration) generation = figment_test_session_add (test, graph);

      figment_test_wait_final (generation);
      whole[i] = (double) (g_get_monotonic_time () - start) / 1000.0;
      run[i] = get_server_part (generation);
      g_assert_cmpint (figment_generation_get_state (generation), ==, FIGMENT_GENERATION_DONE);
    }
  g_print ("generation, queued to recorded file: median %.1f ms (goal 25), from the server's start of it %.1f ms\n",
           median (whole, N_RUNS), median (run, N_RUNS));
  return 0;
}
