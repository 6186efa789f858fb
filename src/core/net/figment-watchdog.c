/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-watchdog.h"

struct _FigmentWatchdog
{
  GCancellable *inner;        /* (owned) */
  GSource      *outer_source; /* (owned) (nullable) */
  GSource      *timer;        /* (owned) (nullable) */
  guint         milliseconds;
  gboolean      barked;
};

static gboolean
outer_cancelled_cb (GCancellable *outer,
                    gpointer      user_data)
{
  FigmentWatchdog *self = user_data;

  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static gboolean
timer_cb (gpointer user_data)
{
  FigmentWatchdog *self = user_data;

  self->barked = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

/**
 * figment_watchdog_new:
 * @outer: (nullable): the caller's cancellable
 * @milliseconds: time without feeding after which the calls are cancelled, 0 for no limit
 */
FigmentWatchdog *
figment_watchdog_new (GCancellable *outer,
                      guint         milliseconds)
{
  FigmentWatchdog *self = g_new0 (FigmentWatchdog, 1);
  GMainContext *context = g_main_context_get_thread_default ();

  self->inner = g_cancellable_new ();
  self->milliseconds = milliseconds;
  if (outer != NULL)
    {
      /* A source, not a handler: cancelling inside the caller's g_cancellable_cancel () could call back at once. */
      self->outer_source = g_cancellable_source_new (outer);
      g_source_set_callback (self->outer_source, G_SOURCE_FUNC (outer_cancelled_cb), self, NULL);
      g_source_attach (self->outer_source, context);
    }
  if (milliseconds > 0)
    {
      self->timer = g_timeout_source_new (milliseconds);
      g_source_set_callback (self->timer, timer_cb, self, NULL);
      g_source_attach (self->timer, context);
    }
  return self;
}

static void
destroy_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

void
figment_watchdog_free (FigmentWatchdog *self)
{
  g_clear_pointer (&self->outer_source, destroy_source);
  g_clear_pointer (&self->timer, destroy_source);
  g_clear_object (&self->inner);
  g_free (self);
}

/**
 * figment_watchdog_get_cancellable:
 *
 * Returns: (transfer none): for the guarded calls
 */
GCancellable *
figment_watchdog_get_cancellable (FigmentWatchdog *self)
{
  return self->inner;
}

/**
 * figment_watchdog_feed:
 *
 * Something has come: the time starts anew. Cheap enough for every buffer.
 */
void
figment_watchdog_feed (FigmentWatchdog *self)
{
  if (self->timer != NULL && !self->barked)
    g_source_set_ready_time (self->timer, g_get_monotonic_time () + (gint64) self->milliseconds * 1000);
}

/**
 * figment_watchdog_has_barked:
 *
 * Returns: whether a "cancelled" error of a guarded call means that the time was up
 */
gboolean
figment_watchdog_has_barked (FigmentWatchdog *self)
{
  return self->barked;
}
