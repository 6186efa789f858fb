/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-watch.h"

#include <signal.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "figment-cli-print.h"
#include "figment-cli-progress.h"

struct _FigmentCliWatch
{
  gboolean              json;
  FigmentCliProgress   *progress;      /* (owned) */
  GPtrArray            *generations;   /* (owned) FigmentGeneration, in the order they were added */
  GPtrArray            *reported;      /* (owned) those whose end was printed; borrowed */
  FigmentGeneration    *changed;       /* (owned) (nullable) has news for the bar */
  guint                 update_id;     /* prints them when all of them are in */

  GCancellable         *cancellable;   /* (owned) for what comes before there are generations */
  guint                 interrupt_id;
  guint                 terminate_id;
  guint                 n_interrupts;
  FigmentCliCancelFunc  cancel;
  gpointer              cancel_data;
  FigmentCliExit        result;
};

static guint
get_number (FigmentCliWatch   *self,
            FigmentGeneration *generation)
{
  guint index = 0;

  g_ptr_array_find (self->generations, generation, &index);
  return index + 1;
}

static void
print_output (FigmentCliWatch         *self,
              FigmentGeneration       *generation,
              const FigmentOutputInfo *info)
{
  JsonObject *object;

  if (!self->json)
    {
      if (info->path != NULL)
        figment_cli_print ("%s", info->path);
      else if (info->text != NULL)
        figment_cli_print ("%s", info->text);
      return;
    }
  object = json_object_new ();
  figment_cli_json_set (object, "event", "output");
  json_object_set_int_member (object, "id", figment_generation_get_id (generation));
  figment_cli_json_set (object, "node", info->node_id);
  figment_cli_json_set (object, "kind", figment_media_kind_to_nick (info->kind));
  figment_cli_json_set (object, "path", info->path);
  figment_cli_json_set (object, "mime", info->mime);
  if (info->text != NULL)
    figment_cli_json_set (object, "text", info->text);
  if (info->width > 0)
    {
      json_object_set_int_member (object, "width", info->width);
      json_object_set_int_member (object, "height", info->height);
    }
  json_object_set_int_member (object, "bytes", info->bytes);
  figment_cli_print_json (object);
}

static void
print_end (FigmentCliWatch   *self,
           FigmentGeneration *generation)
{
  const FigmentGenerationState state = figment_generation_get_state (generation);
  const char *error = figment_generation_get_error (generation);
  const char *evidence = figment_generation_get_evidence (generation);
  const char *reason = error != NULL ? error : evidence != NULL ? evidence : "";
  const char *details = figment_generation_get_details (generation);
  JsonObject *object;

  if (self->json)
    {
      object = json_object_new ();
      figment_cli_json_set (object, "event", "finished");
      json_object_set_int_member (object, "id", figment_generation_get_id (generation));
      figment_cli_json_set (object, "state", figment_generation_state_to_nick (state));
      figment_cli_json_set (object, "error", error);
      figment_cli_json_set (object, "details", details);
      figment_cli_print_json (object);
    }
  else if (state == FIGMENT_GENERATION_DONE && error != NULL)
    figment_cli_print_error (_("note: %s: %s"), error, details != NULL ? details : "");
  else if (state == FIGMENT_GENERATION_CANCELLED)
    figment_cli_print_error ("%s", _("cancelled"));
  else if (state == FIGMENT_GENERATION_LOST)
    figment_cli_print_error (_("lost: %s"), reason);
  else if (state != FIGMENT_GENERATION_DONE)
    figment_cli_print_error (_("failed: %s"), reason);
}

/* Outputs that were made before a failure are on the disk too, and are printed. */
static void
report_end (FigmentCliWatch   *self,
            FigmentGeneration *generation)
{
  GListModel *outputs = figment_generation_get_outputs (generation);

  if (g_ptr_array_find (self->reported, generation, NULL))
    return;
  g_ptr_array_add (self->reported, generation);
  if (!self->json)
    figment_cli_progress_clear (self->progress);
  for (guint i = 0; i < g_list_model_get_n_items (outputs); i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (outputs, i);

      print_output (self, generation, figment_output_get_info (output));
    }
  print_end (self, generation);
  if (figment_generation_get_state (generation) != FIGMENT_GENERATION_DONE)
    self->result = FIGMENT_CLI_EXIT_FAILED;
}

static gboolean
update_cb (gpointer user_data)
{
  FigmentCliWatch *self = user_data;
  g_autoptr(FigmentGeneration) generation = g_steal_pointer (&self->changed);

  self->update_id = 0;
  if (!figment_generation_state_is_final (figment_generation_get_state (generation)))
    figment_cli_progress_update (self->progress, generation, get_number (self, generation), self->generations->len);
  return G_SOURCE_REMOVE;
}

static void
state_cb (FigmentGeneration *generation,
          GParamSpec        *pspec,
          gpointer           user_data)
{
  FigmentCliWatch *self = user_data;

  figment_cli_progress_state (self->progress, generation, get_number (self, generation), self->generations->len);
}

/* Progress, node and step change together: one idle call prints them as one. */
static void
progress_cb (FigmentGeneration *generation,
             GParamSpec        *pspec,
             gpointer           user_data)
{
  FigmentCliWatch *self = user_data;

  if (figment_generation_get_state (generation) != FIGMENT_GENERATION_RUNNING)
    return;
  g_set_object (&self->changed, generation);
  if (self->update_id == 0)
    self->update_id = g_idle_add (update_cb, self);
}

static void
cancel_all (FigmentCliWatch *self)
{
  for (guint i = 0; i < self->generations->len && self->cancel != NULL; i++)
    {
      FigmentGeneration *generation = g_ptr_array_index (self->generations, i);

      if (!figment_generation_state_is_final (figment_generation_get_state (generation)))
        self->cancel (generation, self->cancel_data);
    }
}

/* Once: cancel and see it through, so that nothing goes on working on the server. Twice: leave at once. */
static gboolean
signal_cb (gpointer user_data)
{
  FigmentCliWatch *self = user_data;

  self->n_interrupts++;
  if (self->n_interrupts == 1)
    {
      if (self->generations->len > 0)
        figment_cli_progress_say (self->progress, _("stopping; press Ctrl-C again to leave at once"));
      g_cancellable_cancel (self->cancellable);
      cancel_all (self);
    }
  return G_SOURCE_CONTINUE;
}

FigmentCliWatch *
figment_cli_watch_new (gboolean json)
{
  FigmentCliWatch *self = g_new0 (FigmentCliWatch, 1);

  self->json = json;
  self->progress = figment_cli_progress_new (json);
  self->generations = g_ptr_array_new_with_free_func (g_object_unref);
  self->reported = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->interrupt_id = g_unix_signal_add (SIGINT, signal_cb, self);
  self->terminate_id = g_unix_signal_add (SIGTERM, signal_cb, self);
  return self;
}

void
figment_cli_watch_free (FigmentCliWatch *self)
{
  for (guint i = 0; i < self->generations->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->generations, i), self);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->interrupt_id, g_source_remove);
  g_clear_handle_id (&self->terminate_id, g_source_remove);
  g_clear_object (&self->changed);
  g_clear_pointer (&self->progress, figment_cli_progress_free);
  g_ptr_array_unref (self->reported);
  g_ptr_array_unref (self->generations);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* Returns: (transfer none): cancelled by the first Ctrl-C */
GCancellable *
figment_cli_watch_get_cancellable (FigmentCliWatch *self)
{
  return self->cancellable;
}

gboolean
figment_cli_watch_is_interrupted (FigmentCliWatch *self)
{
  return self->n_interrupts > 0;
}

/* @cancel: (nullable): none any more */
void
figment_cli_watch_set_cancel_func (FigmentCliWatch      *self,
                                   FigmentCliCancelFunc  cancel,
                                   gpointer              user_data)
{
  self->cancel = cancel;
  self->cancel_data = user_data;
}

/* One that is added after Ctrl-C is cancelled at once. */
void
figment_cli_watch_add (FigmentCliWatch   *self,
                       FigmentGeneration *generation)
{
  g_ptr_array_add (self->generations, g_object_ref (generation));
  g_signal_connect (generation, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect (generation, "notify::progress", G_CALLBACK (progress_cb), self);
  g_signal_connect (generation, "notify::step", G_CALLBACK (progress_cb), self);
  g_signal_connect (generation, "notify::node-title", G_CALLBACK (progress_cb), self);
  if (self->n_interrupts > 0 && self->cancel != NULL)
    self->cancel (generation, self->cancel_data);
}

/* Prints the ends in the order in which they come. Returns whether one is still on its way. */
static gboolean
report_ends (FigmentCliWatch *self)
{
  gboolean open = FALSE;

  for (guint i = 0; i < self->generations->len; i++)
    {
      FigmentGeneration *generation = g_ptr_array_index (self->generations, i);

      if (figment_generation_state_is_final (figment_generation_get_state (generation)))
        report_end (self, generation);
      else
        open = TRUE;
    }
  return open;
}

/**
 * figment_cli_watch_run:
 *
 * Runs the main loop until each generation has come to its end, or Ctrl-C was pressed twice.
 *
 * Returns: done when all are done, failed when one is not, interrupted after Ctrl-C
 */
FigmentCliExit
figment_cli_watch_run (FigmentCliWatch *self)
{
  while (report_ends (self) && self->n_interrupts < 2)
    g_main_context_iteration (NULL, TRUE);
  figment_cli_progress_clear (self->progress);
  return self->n_interrupts > 0 ? FIGMENT_CLI_EXIT_INTERRUPTED : self->result;
}
