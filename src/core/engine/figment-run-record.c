/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-run-record.h"

struct _FigmentRunRecord
{
  FigmentComfyOutputs *outputs; /* (owned) of "executed" messages */
  GHashTable          *words;   /* (owned) node id -> (owned) its last text message */
  gboolean             ended;
  FigmentComfyEnd      end;     /* when it has */
  char                *error;   /* (owned) (nullable) in words */
  char                *details; /* (owned) (nullable) */
};

FigmentRunRecord *
figment_run_record_new (void)
{
  FigmentRunRecord *self = g_new0 (FigmentRunRecord, 1);

  self->outputs = figment_comfy_outputs_new ();
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
figment_run_record_free (FigmentRunRecord *self)
{
  figment_comfy_outputs_unref (self->outputs);
  g_hash_table_unref (self->words);
  g_free (self->error);
  g_free (self->details);
  g_free (self);
}

static void
end (FigmentRunRecord *self,
     FigmentComfyEnd   how)
{
  self->ended = TRUE;
  self->end = how;
}

static void
feed_error (FigmentRunRecord        *self,
            const FigmentComfyEvent *event)
{
  end (self, FIGMENT_COMFY_END_ERROR);
  g_free (self->error);
  g_free (self->details);
  self->error =
    figment_comfy_failure_to_text (event->node_id, event->node_type, event->exception_type, event->exception_message);
  self->details = event->traceback != NULL ? g_strdup_printf ("%s\n%s", event->exception_type, event->traceback)
                                           : g_strdup (event->exception_type);
}

/**
 * figment_run_record_feed:
 * @event: one of this run's, of any type
 */
void
figment_run_record_feed (FigmentRunRecord        *self,
                         const FigmentComfyEvent *event)
{
  switch ((int) event->type)
    {
    case FIGMENT_COMFY_EVENT_EXECUTED: figment_comfy_outputs_merge (self->outputs, event->outputs); break;
    case FIGMENT_COMFY_EVENT_TEXT:
      g_hash_table_insert (self->words, g_strdup (event->node_id), g_strdup (event->text));
      break;
    case FIGMENT_COMFY_EVENT_EXECUTION_SUCCESS: end (self, FIGMENT_COMFY_END_SUCCESS); break;
    case FIGMENT_COMFY_EVENT_EXECUTION_INTERRUPTED: end (self, FIGMENT_COMFY_END_INTERRUPTED); break;
    case FIGMENT_COMFY_EVENT_EXECUTION_ERROR: feed_error (self, event); break;
    default: break;
    }
}

/* Whether the server said how it ended. "executing" null only says that it did. */
gboolean
figment_run_record_has_ended (FigmentRunRecord *self)
{
  return self->ended;
}

/**
 * figment_run_record_to_history:
 *
 * Returns: (transfer full): an entry as the server would have had it, as far as the socket told; its end is LOST where
 *   the socket did not say one. Text messages of nodes that put out no text are among the texts: history never has
 *   those
 */
FigmentComfyHistory *
figment_run_record_to_history (FigmentRunRecord *self,
                               const char       *prompt_id)
{
  FigmentComfyHistory *history = g_new0 (FigmentComfyHistory, 1);
  GHashTableIter iter;
  const char *node_id, *text;

  history->prompt_id = g_strdup (prompt_id);
  history->end = self->ended ? self->end : FIGMENT_COMFY_END_LOST;
  history->error = g_strdup (self->error);
  history->details = g_strdup (self->details);
  history->outputs = figment_comfy_outputs_new ();
  figment_comfy_outputs_merge (history->outputs, self->outputs);
  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, (gpointer *) &node_id, (gpointer *) &text))
    if (!figment_comfy_outputs_has_text (history->outputs, node_id))
      figment_comfy_outputs_add_text (history->outputs, node_id, text);
  return history;
}
