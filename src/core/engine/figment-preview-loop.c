/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-preview-loop.h"

/* What a server can make this hold. */
#define MAX_FRAMES 1024
#define MAX_BYTES (64u * 1024 * 1024)

/* Frames per second: VideoHelperSuite's own where it does not know the model, what is still a film, and what a screen
 * can show. */
#define DEFAULT_RATE 8
#define MIN_RATE 0.1
#define MAX_RATE 60

struct _FigmentPreviewLoop
{
  FigmentGeneration *generation; /* (owned) */
  GPtrArray         *frames;     /* (owned) GBytes, NULL where one has not come yet */
  gsize              bytes;      /* sum over @frames */
  guint              shown;      /* number of the one that is shown */
  double             rate;       /* per second */
  guint              tick_id;
};

static void
free_frame (gpointer frame)
{
  g_clear_pointer (&frame, g_bytes_unref);
}

FigmentPreviewLoop *
figment_preview_loop_new (FigmentGeneration *generation)
{
  FigmentPreviewLoop *self = g_new0 (FigmentPreviewLoop, 1);

  self->generation = g_object_ref (generation);
  self->frames = g_ptr_array_new_with_free_func (free_frame);
  self->rate = DEFAULT_RATE;
  return self;
}

void
figment_preview_loop_free (FigmentPreviewLoop *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_ptr_array_unref (self->frames);
  g_object_unref (self->generation);
  g_free (self);
}

/* Those that have not come yet are passed over. */
static void
show_next (FigmentPreviewLoop *self)
{
  for (guint i = 1; i <= self->frames->len; i++)
    {
      const guint next = (self->shown + i) % self->frames->len;

      if (self->frames->pdata[next] == NULL)
        continue;
      self->shown = next;
      figment_generation_set_preview (self->generation, self->frames->pdata[next]);
      return;
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  FigmentPreviewLoop *self = user_data;

  if (figment_generation_get_state (self->generation) != FIGMENT_GENERATION_RUNNING)
    {
      self->tick_id = 0;
      return G_SOURCE_REMOVE;
    }
  show_next (self);
  return G_SOURCE_CONTINUE;
}

void
figment_preview_loop_begin (FigmentPreviewLoop *self,
                            gint64              length,
                            double              rate)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_ptr_array_set_size (self->frames, 0);
  g_ptr_array_set_size (self->frames, (int) CLAMP (length, 0, MAX_FRAMES));
  self->bytes = 0;
  self->shown = 0;
  self->rate = rate > 0 ? CLAMP (rate, MIN_RATE, MAX_RATE) : DEFAULT_RATE;
}

gboolean
figment_preview_loop_take (FigmentPreviewLoop *self,
                           int                 index,
                           GBytes             *frame)
{
  gsize old = 0;

  if (index < 0 || index >= MAX_FRAMES)
    return FALSE;
  if ((guint) index < self->frames->len && self->frames->pdata[index] != NULL)
    old = g_bytes_get_size (self->frames->pdata[index]);
  if (self->bytes - old + g_bytes_get_size (frame) > MAX_BYTES)
    return FALSE;
  if ((guint) index >= self->frames->len)
    g_ptr_array_set_size (self->frames, index + 1);
  g_clear_pointer (&self->frames->pdata[index], g_bytes_unref);
  self->frames->pdata[index] = g_bytes_ref (frame);
  self->bytes += g_bytes_get_size (frame) - old;
  if (self->tick_id != 0)
    return TRUE;
  /* The first one is there at once. */
  self->shown = (guint) index;
  figment_generation_set_preview (self->generation, frame);
  self->tick_id = g_timeout_add ((guint) (1000 / self->rate), tick_cb, self);
  return TRUE;
}
