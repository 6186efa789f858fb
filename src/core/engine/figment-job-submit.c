/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-job-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/figment-fitted-file.h"
#include "json/figment-json-value.h"
#include "net/figment-remote-error.h"
#include "workflow/figment-binding.h"

static void upload_next (FigmentJob *self);

static void
hold_away (FigmentJob   *self,
           const GError *error)
{
  _figment_job_end (self, FIGMENT_GENERATION_HELD, error->message, NULL, NULL);
}

static void
fail (FigmentJob   *self,
      const char   *evidence,
      const GError *error)
{
  _figment_job_end (self, FIGMENT_GENERATION_FAILED, evidence, error->message,
                    figment_remote_error_get_details (error));
}

/*
 * Servers from before July 2025 make the id themselves (ComfyUI pull request 8189): what was said under it meanwhile
 * was not heard, so they are asked. The id becomes part of file names, hence only one that is a UUID is believed.
 */
static void
take_prompt_id (FigmentJob *self,
                const char *prompt_id)
{
  if (g_strcmp0 (prompt_id, figment_generation_get_prompt_id (self->generation)) == 0
      || !g_uuid_string_is_valid (prompt_id))
    return;
  figment_generation_set_prompt_id (self->generation, prompt_id);
  _figment_job_expect_live_images (self);
  _figment_job_save (self);
  _figment_job_look (self);
}

/* POST /prompt said no, or nothing: 500 and silence are no proof that nothing was queued (trap 11), so the server is
 * asked. */
static void
submit_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfySubmission) submission = figment_comfy_client_submit_finish (self->client, result, &error);

  self->posting = FALSE;
  if (self->over)
    return;
  if (submission == NULL)
    {
      if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_REFUSED)
          || g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TOO_LARGE))
        fail (self, _ ("The server refused it"), error);
      else if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNAUTHORIZED))
        hold_away (self, error);
      else
        {
          /* No answer at all: if it turns out that the server does not have it, it is sent again. */
          self->n_sends++;
          /* The socket may have told that it runs meanwhile: then the answer is wrong, and says nothing of the run. */
          if (!figment_generation_get_accepted (self->generation)
              && !g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_UNREACHABLE)
              && !g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_TIMEOUT))
            figment_generation_set_error (self->generation, error->message, figment_remote_error_get_details (error));
          _figment_job_look (self);
        }
      return;
    }

  take_prompt_id (self, submission->prompt_id);
  if (submission->warnings != NULL)
    figment_generation_set_error (self->generation, _ ("Part of the workflow was left out by the server"),
                                  submission->warnings);
  _figment_job_accept (self);
  if (figment_generation_get_state (self->generation) == FIGMENT_GENERATION_SUBMITTED)
    {
      g_autofree char *evidence = g_strdup_printf (_ ("The server took it as number %.0f"), submission->number);

      _figment_job_enter (self, FIGMENT_GENERATION_SUBMITTED, evidence);
    }
  if (self->cancelling)
    _figment_job_cancel_on_server (self); /* the first try may have come before the prompt */
  else if (figment_comfy_socket_get_state (self->socket) != FIGMENT_COMFY_SOCKET_OPEN)
    _figment_job_look_later (self);
}

static void
save_sent_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  FigmentRequest *request = figment_generation_get_request (self->generation);
  g_autoptr(GError) error = NULL;
  g_autofree char *graph = NULL;
  FigmentComfyPrompt prompt = { 0 };

  if (!figment_generation_store_save_sent_finish (self->store, result, &error))
    {
      /* What is not on disk is not sent. */
      _figment_job_end (self, FIGMENT_GENERATION_HELD, error->message, NULL, NULL);
      return;
    }
  if (self->over)
    return;
  if (self->cancelling)
    {
      _figment_job_end (self, FIGMENT_GENERATION_CANCELLED, _ ("Cancelled before it was sent"), NULL, NULL);
      return;
    }
  graph = figment_graph_to_text (self->graph);
  prompt.graph = graph;
  prompt.prompt_id = figment_generation_get_prompt_id (self->generation);
  prompt.client_id = figment_comfy_socket_get_client_id (self->socket);
  prompt.editor_graph = request->editor_graph;
  prompt.previews = !request->no_previews;
  _figment_job_watch (self);
  self->posting = TRUE;
  figment_comfy_client_submit_async (self->client, &prompt, NULL, submit_cb, g_object_ref (self));
}

static gboolean
bind_uploads (FigmentJob *self,
              GError    **error)
{
  FigmentRequest *request = figment_generation_get_request (self->generation);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (request->graph, strlen (request->graph), error);
  g_autoptr(FigmentBinding) binding = figment_binding_new ();
  g_autoptr(FigmentGraph) bound = NULL;
  g_autofree char *text = NULL;

  if (graph == NULL)
    return FALSE;
  for (guint i = 0; i < request->input_files->len; i++)
    {
      const FigmentInputFile *file = g_ptr_array_index (request->input_files, i);

      figment_binding_set (binding, file->node_id, file->input,
                           figment_json_string_new (g_hash_table_lookup (self->uploaded, file)));
    }
  bound = figment_binding_apply (binding, graph, error);
  if (bound == NULL)
    return FALSE;
  text = figment_graph_to_text (bound);
  _figment_job_set_graph (self, text);
  return TRUE;
}

/* All files are on the server: write down what will be sent, then send it. */
static void
submit (FigmentJob *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *graph = NULL;

  if (!bind_uploads (self, &error))
    {
      fail (self, _ ("The workflow cannot be used"), error);
      return;
    }
  graph = figment_graph_to_text (self->graph);
  figment_generation_set_accepted (self->generation, FALSE);
  figment_generation_enter_state (self->generation, FIGMENT_GENERATION_SUBMITTED, _ ("About to be sent"));
  figment_generation_store_save_sent_async (self->store, self->generation, graph,
                                            figment_comfy_socket_get_client_id (self->socket), NULL, save_sent_cb,
                                            g_object_ref (self));
}

static void
upload_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  FigmentRequest *request = figment_generation_get_request (self->generation);
  const FigmentInputFile *file = g_ptr_array_index (request->input_files, self->next_upload);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentComfyFile) uploaded = figment_comfy_client_upload_finish (self->client, result, &error);

  _figment_job_drop_fitted (self);
  if (self->over)
    return;
  if (self->cancelling)
    _figment_job_end (self, FIGMENT_GENERATION_CANCELLED, _ ("Cancelled before it was sent"), NULL, NULL);
  else if (uploaded == NULL && _figment_job_is_away (error))
    hold_away (self, error);
  else if (uploaded == NULL)
    {
      g_prefix_error (&error, _ ("“%s” could not be sent to the server: "), file->path);
      fail (self, _ ("An input file could not be sent"), error);
    }
  else
    {
      g_hash_table_insert (self->uploaded, (gpointer) file, figment_comfy_file_dup_value (uploaded));
      self->next_upload++;
      upload_next (self);
    }
}

static void
upload (FigmentJob *self,
        GFile      *file)
{
  g_autofree char *name = g_file_get_basename (file);

  figment_comfy_client_upload_async (self->client, file, name, NULL, NULL, NULL, self->cancellable, upload_cb,
                                     g_object_ref (self));
}

static void
fit_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(FigmentJob) self = user_data;
  FigmentRequest *request = figment_generation_get_request (self->generation);
  g_autoptr(GError) error = NULL;

  self->fitted = figment_fitted_file_make_finish (result, &error);
  if (self->over)
    _figment_job_drop_fitted (self);
  else if (self->cancelling)
    {
      _figment_job_drop_fitted (self);
      _figment_job_end (self, FIGMENT_GENERATION_CANCELLED, _ ("Cancelled before it was sent"), NULL, NULL);
    }
  else if (self->fitted == NULL)
    {
      const FigmentInputFile *file = g_ptr_array_index (request->input_files, self->next_upload);

      g_prefix_error (&error, _ ("“%s” could not be given the shape of the result: "), file->path);
      fail (self, _ ("An input file could not be read"), error);
    }
  else
    upload (self, self->fitted);
}

static void
upload_next (FigmentJob *self)
{
  FigmentRequest *request = figment_generation_get_request (self->generation);
  const FigmentInputFile *file;
  g_autoptr(GFile) source = NULL;

  if (self->next_upload >= request->input_files->len)
    {
      submit (self);
      return;
    }
  file = g_ptr_array_index (request->input_files, self->next_upload);
  source = g_file_new_for_path (file->path);
  if (file->fit != FIGMENT_FIT_NONE)
    figment_fitted_file_make_async (file, self->cancellable, fit_cb, g_object_ref (self));
  else
    upload (self, source);
}

void
_figment_job_drop_fitted (FigmentJob *self)
{
  if (self->fitted != NULL)
    figment_fitted_file_remove (self->fitted);
  g_clear_object (&self->fitted);
}

/**
 * _figment_job_prepare:
 *
 * From "queued" to "submitted": input files, then the prompt.
 */
void
_figment_job_prepare (FigmentJob *self)
{
  FigmentRequest *request = figment_generation_get_request (self->generation);

  figment_generation_set_error (self->generation, NULL, NULL);
  if (request->input_files->len > 0)
    _figment_job_enter (self, FIGMENT_GENERATION_PREPARING, _ ("Sending input files"));
  self->next_upload = 0;
  upload_next (self);
}
