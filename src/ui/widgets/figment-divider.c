/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-divider.h"

/* Milliseconds until it is kept: while it is dragged it is somewhere else with each frame. */
#define SAVE_DELAY 400

typedef struct
{
  GtkPaned               *paned;    /* (unowned) which it goes with */
  FigmentGenerationStore *store;    /* (owned) */
  char                   *key;      /* (owned) */
  int                     position; /* px, that the start child is to have */
  gboolean                moving;   /* by us */
  guint                   save_id;
  guint                   return_id;
} Divider;

static void
save (Divider *self)
{
  g_autofree char *text = g_strdup_printf ("%d", self->position);

  g_clear_handle_id (&self->save_id, g_source_remove);
  figment_generation_store_set_setting (self->store, self->key, text);
}

static gboolean
save_timeout_cb (gpointer user_data)
{
  Divider *self = user_data;

  save (self);
  return G_SOURCE_REMOVE;
}

static void
put (Divider *self)
{
  self->moving = TRUE;
  gtk_paned_set_position (self->paned, self->position);
  self->moving = FALSE;
}

/* What a smaller window or a wider side makes of it is not what was wanted; and with one side hidden it means
 * nothing. */
static void
position_cb (Divider *self)
{
  const int position = gtk_paned_get_position (self->paned);
  int min, max;

  g_object_get (self->paned, "min-position", &min, "max-position", &max, NULL);
  if (self->moving || (position >= max && position < self->position) || (position <= min && position > self->position)
      || !gtk_widget_get_visible (gtk_paned_get_start_child (self->paned))
      || !gtk_widget_get_visible (gtk_paned_get_end_child (self->paned)))
    return;
  self->position = position;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_DELAY, save_timeout_cb, self);
}

static gboolean
return_cb (gpointer user_data)
{
  Divider *self = user_data;

  self->return_id = 0;
  put (self);
  return G_SOURCE_REMOVE;
}

/* Not at once, since that is said in the middle of an allocation. */
static void
room_cb (Divider *self)
{
  if (gtk_paned_get_position (self->paned) != self->position && self->return_id == 0)
    self->return_id = g_idle_add (return_cb, self);
}

/* No handler is left that could call for it: the paned is being finalized. */
static void
divider_free (gpointer data)
{
  Divider *self = data;

  if (self->save_id != 0)
    save (self);
  g_clear_handle_id (&self->return_id, g_source_remove);
  g_object_unref (self->store);
  g_free (self->key);
  g_free (self);
}

void
figment_divider_remember (GtkPaned               *paned,
                          FigmentGenerationStore *store,
                          const char             *key)
{
  Divider *self;
  g_autofree char *text = NULL;
  gint64 position;

  g_return_if_fail (GTK_IS_PANED (paned));
  if (g_object_get_data (G_OBJECT (paned), "figment-divider") != NULL)
    return;
  self = g_new0 (Divider, 1);
  text = figment_generation_store_dup_setting (store, key);
  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT16, &position, NULL))
    position = gtk_paned_get_position (paned);
  self->paned = paned;
  self->store = g_object_ref (store);
  self->key = g_strdup (key);
  self->position = (int) position;
  put (self);
  g_object_set_data_full (G_OBJECT (paned), "figment-divider", self, divider_free);
  g_signal_connect_swapped (paned, "notify::position", G_CALLBACK (position_cb), self);
  g_signal_connect_swapped (paned, "notify::min-position", G_CALLBACK (room_cb), self);
  g_signal_connect_swapped (paned, "notify::max-position", G_CALLBACK (room_cb), self);
}
