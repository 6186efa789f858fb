/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-store.h"

#include "figment-cli-print.h"
#include "figment-cli-progress.h"
#include "figment-cli-wait.h"

#define PROMPT_CHARACTERS 60

gboolean
figment_cli_store_open (FigmentCliStore **store,
                        GError          **error)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "figment", "figment.db", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  FigmentDatabase *database;

  *store = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  figment_database_open_async (path, NULL, figment_cli_wait_cb, &result);
  database = figment_database_open_finish (figment_cli_wait (&result), error);
  if (database == NULL)
    return FALSE;
  if (figment_database_get_salvage (database) != NULL)
    figment_cli_print_error ("%s", figment_database_get_salvage (database));
  *store = g_new0 (FigmentCliStore, 1);
  (*store)->database = database;
  (*store)->generations = figment_generation_store_new (database);
  return TRUE;
}

/* Nothing was written, so how the closing went does not matter. */
void
figment_cli_store_close (FigmentCliStore *self)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_clear_object (&self->generations);
  figment_database_close_async (self->database, figment_cli_wait_cb, &result);
  figment_database_close_finish (self->database, figment_cli_wait (&result), NULL);
  g_clear_object (&self->database);
  g_free (self);
}

/* @microseconds: since 1970; 0: NULL */
static char *
format_time (gint64      microseconds,
             const char *format)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;

  if (microseconds <= 0)
    return NULL;
  utc = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  return local != NULL ? g_date_time_format (local, format) : NULL;
}

static void
print_json (FigmentGeneration *generation)
{
  FigmentRequest *request = figment_generation_get_request (generation);
  GListModel *outputs = figment_generation_get_outputs (generation);
  g_autofree char *created = format_time (figment_generation_get_created_at (generation), "%FT%T%:z");
  g_autofree char *finished = format_time (figment_generation_get_finished_at (generation), "%FT%T%:z");
  JsonObject *object = json_object_new ();
  JsonArray *paths = json_array_new ();

  json_object_set_int_member (object, "id", figment_generation_get_id (generation));
  figment_cli_json_set (object, "state",
                        figment_generation_state_to_nick (figment_generation_get_state (generation)));
  figment_cli_json_set (object, "mode", figment_mode_to_nick (request->mode));
  figment_cli_json_set (object, "workflow", request->workflow_name);
  figment_cli_json_set (object, "prompt", request->sent_prompt);
  figment_cli_json_set_json (object, "params", request->params);
  figment_cli_json_set (object, "server", figment_generation_get_server (generation));
  figment_cli_json_set (object, "prompt_id", figment_generation_get_prompt_id (generation));
  figment_cli_json_set (object, "created", created);
  figment_cli_json_set (object, "finished", finished);
  figment_cli_json_set (object, "evidence", figment_generation_get_evidence (generation));
  figment_cli_json_set (object, "error", figment_generation_get_error (generation));
  for (guint i = 0; i < g_list_model_get_n_items (outputs); i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (outputs, i);
      const FigmentOutputInfo *info = figment_output_get_info (output);

      if (info->path != NULL)
        figment_cli_json_add (paths, info->path);
    }
  json_object_set_array_member (object, "outputs", paths);
  figment_cli_print_json (object);
}

void
figment_cli_print_generation (FigmentGeneration *generation,
                              gboolean           json)
{
  FigmentRequest *request = figment_generation_get_request (generation);
  GListModel *outputs = figment_generation_get_outputs (generation);
  const char *error = figment_generation_get_error (generation);
  g_autofree char *created = NULL;
  g_autofree char *prompt = NULL;

  if (json)
    {
      print_json (generation);
      return;
    }
  created = format_time (figment_generation_get_created_at (generation), "%F %R");
  prompt = g_utf8_substring (request->sent_prompt, 0,
                             MIN (g_utf8_strlen (request->sent_prompt, -1), PROMPT_CHARACTERS));
  g_strdelimit (prompt, "\n\t", ' ');
  figment_cli_print ("%5" G_GINT64_FORMAT "  %s  %-10s  %s", figment_generation_get_id (generation),
                     created != NULL ? created : "-",
                     figment_cli_describe_state (figment_generation_get_state (generation)), prompt);
  if (error != NULL)
    figment_cli_print ("       %s", error);
  for (guint i = 0; i < g_list_model_get_n_items (outputs); i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (outputs, i);
      const FigmentOutputInfo *info = figment_output_get_info (output);

      if (info->path != NULL)
        figment_cli_print ("       %s", info->path);
    }
}
