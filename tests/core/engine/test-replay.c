/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-replay-server.h"
#include "figment-test-session.h"

/*
 * Every recorded run of a real ComfyUI through the whole engine. What is expected was read off the transcripts: a
 * letter a run for its end (Done, Failed, Cancelled), and how many outputs are then in the library. Left out: 03b,
 * whose requests are about the spelling of numbers and not recorded as JSON, and 10b, whose end was never asked for.
 */
typedef struct
{
  const char *scenario;
  const char *ends;
  const char *outputs; /* a digit a run */
} Expectation;

static const Expectation expectations[] = {
  { "01a-txt2img-plain", "DDDDDD", "111111" },
  { "01b-txt2img-feature-flags", "D", "1" },
  { "01c-preview-method-override", "DDD", "111" },
  { "02-cached", "DDDDD", "11101" },
  { "03-validation-errors", "FFFFFFFFFFFFFFFFFFFFFFFFFC", "00000000000000000000000000" },
  { "04-partially-valid", "DD", "11" },
  { "05-execution-errors", "FFFDDDF", "0001111" },
  { "06-interrupt-and-queue-delete", "CCCDC", "00010" },
  { "07-batch4-two-outputs", "D", "4" },
  { "08-img2img-upload", "DDDDDDF", "1111110" },
  { "09-media-outputs", "DDDDDDDDDDDDDDDDDDD", "1111111111111111111" },
  { "10a-two-clients", "DD", "11" },
  { "10c-overlapping-sockets-same-clientId", "D", "1" },
  { "10d-abrupt-disconnect", "D", "1" },
  { "10e-no-websocket", "DD", "11" },
  { "10f-late-websocket", "D", "1" },
  { "10g-reconnect-after-end", "D", "1" },
  { "11-queueing", "DDDDDDDDD", "111111111" },
  { "14-custom-node-traffic", "DDDDDDDDD", "211121011" },
  { "15-v3-dynamic-inputs", "DFFFFDDDDD", "1000031111" },
  { "16-old-server-0.3.64", "DDDFCFFF", "11100000" },
  { "17-save-image-websocket", "DD", "22" },
};

static char
letter (FigmentGenerationState state)
{
  return state == FIGMENT_GENERATION_DONE ? 'D' : state == FIGMENT_GENERATION_FAILED ? 'F' : 'C';
}

static void
play (gconstpointer user_data)
{
  const Expectation *expectation = user_data;
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "", "fixtures", "comfyui",
                                              expectation->scenario, NULL);
  g_autoptr(FigmentReplayServer) server = NULL;
  g_autoptr(FigmentTestSession) session = NULL;
  g_autoptr(GString) ends = g_string_new (NULL);
  g_autoptr(GString) outputs = g_string_new (NULL);
  g_autofree char *left = NULL;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the recorded traffic is not here (FIGMENT_SHARED)");
      return;
    }
  server = figment_replay_server_new (folder);
  session = figment_test_session_new (figment_replay_server_get_url (server));
  figment_queue_start (figment_session_get_queue (session->session));
  for (guint i = 0; i < figment_replay_server_get_n_runs (server); i++)
    {
      g_autoptr(FigmentGeneration) generation = NULL;

      figment_replay_server_select (server, i);
      generation = figment_test_session_add (session, figment_replay_server_get_graph (server, i));
      figment_test_wait_final (generation);
      g_string_append_c (ends, letter (figment_generation_get_state (generation)));
      g_string_append_printf (outputs, "%u",
                              g_list_model_get_n_items (figment_generation_get_outputs (generation)));
      g_test_message ("%u: %s, %s %s", i, figment_generation_get_evidence (generation),
                      figment_generation_get_error (generation), figment_generation_get_details (generation));
      if (figment_generation_get_state (generation) == FIGMENT_GENERATION_FAILED)
        g_assert_nonnull (figment_generation_get_error (generation));
    }
  g_assert_cmpstr (ends->str, ==, expectation->ends);
  g_assert_cmpstr (outputs->str, ==, expectation->outputs);
  left = figment_test_list_files (session->library_dir);
  g_assert_null (strstr (left, ".part"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expectations); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/replay/%s", expectations[i].scenario);

      g_test_add_data_func (path, &expectations[i], play);
    }
  return g_test_run ();
}
