/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-request.h"

G_DEFINE_BOXED_TYPE (FigmentRequest, figment_request, figment_request_ref, figment_request_unref)

static void
free_input_file (gpointer data)
{
  FigmentInputFile *file = data;

  g_free (file->node_id);
  g_free (file->input);
  g_free (file->path);
  g_free (file);
}

/**
 * figment_request_new:
 * @mode: what the workflow makes of what
 * @graph: (nullable): JSON: the bound API graph; %NULL only for a request that was read back for a list and is not sent
 *
 * The prompts start out as empty strings and the params as an empty object, so that fields which are not nullable never
 * are %NULL. Replace them with g_free () and an owned string.
 *
 * Returns: (transfer full): a request that the caller may still change
 */
FigmentRequest *
figment_request_new (FigmentMode  mode,
                     const char  *graph)
{
  FigmentRequest *self = g_new0 (FigmentRequest, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->mode = mode;
  self->original_prompt = g_strdup ("");
  self->sent_prompt = g_strdup ("");
  self->params = g_strdup ("{}");
  self->graph = g_strdup (graph);
  self->input_files = g_ptr_array_new_with_free_func (free_input_file);
  return self;
}

/* Any thread. */
FigmentRequest *
figment_request_ref (FigmentRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* Any thread. */
void
figment_request_unref (FigmentRequest *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->workflow_name);
  g_free (self->original_prompt);
  g_free (self->enhanced_prompt);
  g_free (self->negative_prompt);
  g_free (self->sent_prompt);
  g_free (self->params);
  g_free (self->graph);
  g_free (self->editor_graph);
  g_free (self->output_node_id);
  g_free (self->output_dir);
  g_ptr_array_unref (self->input_files);
  g_free (self);
}

/**
 * figment_request_add_input_file:
 * @node_id: the node that loads the file
 * @input: the name of the input that gets the file's name on the server
 * @path: absolute path on this machine
 *
 * Only before the request is handed on.
 */
void
figment_request_add_input_file (FigmentRequest *self,
                                const char     *node_id,
                                const char     *input,
                                const char     *path)
{
  FigmentInputFile *file;

  g_return_if_fail (self != NULL);
  g_return_if_fail (node_id != NULL && input != NULL && path != NULL);

  file = g_new0 (FigmentInputFile, 1);
  file->node_id = g_strdup (node_id);
  file->input = g_strdup (input);
  file->path = g_strdup (path);
  g_ptr_array_add (self->input_files, file);
}

/**
 * figment_request_fit_input_file:
 *
 * What is done to the file that was added last. Only before the request is handed on. Without a size there is nothing
 * to fit into, and the file stays as it is.
 */
void
figment_request_fit_input_file (FigmentRequest *self,
                                FigmentFit      fit,
                                int             width,
                                int             height)
{
  FigmentInputFile *file;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->input_files->len > 0);

  if (fit == FIGMENT_FIT_NONE || width <= 0 || height <= 0)
    return;
  file = g_ptr_array_index (self->input_files, self->input_files->len - 1);
  file->fit = fit;
  file->width = width;
  file->height = height;
}
