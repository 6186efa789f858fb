/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/figment-preview-loop.h"

#include <string.h>

typedef struct
{
  FigmentGeneration  *generation; /* (owned) */
  FigmentPreviewLoop *loop;       /* (owned) */
  GString            *seen;       /* (owned) the frames' letters, as they were shown */
} Fixture;

static void
preview_cb (FigmentGeneration *generation,
            GParamSpec        *pspec,
            Fixture           *self)
{
  GBytes *preview = figment_generation_get_preview (generation);

  if (preview != NULL)
    g_string_append_c (self->seen, *(const char *) g_bytes_get_data (preview, NULL));
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_VIDEO, "{}");

  self->generation = figment_generation_new (request);
  figment_generation_enter_state (self->generation, FIGMENT_GENERATION_RUNNING, "test");
  self->loop = figment_preview_loop_new (self->generation);
  self->seen = g_string_new (NULL);
  g_signal_connect (self->generation, "notify::preview", G_CALLBACK (preview_cb), self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_pointer (&self->loop, figment_preview_loop_free);
  g_clear_object (&self->generation);
  g_string_free (self->seen, TRUE);
}

static gboolean
take (Fixture    *self,
      int         index,
      const char *letter)
{
  g_autoptr(GBytes) frame = g_bytes_new (letter, 1);

  return figment_preview_loop_take (self->loop, index, frame);
}

static void
wait_for (Fixture    *self,
          const char *seen)
{
  while (self->seen->len < strlen (seen))
    g_main_context_iteration (NULL, TRUE);
  g_string_truncate (self->seen, strlen (seen));
  g_assert_cmpstr (self->seen->str, ==, seen);
}

/* Round and round, by number and not as they came; a sharper one takes the place of its elder. */
static void
test_loop_round (Fixture       *self,
                 gconstpointer  data)
{
  figment_preview_loop_begin (self->loop, 4, 1000);
  g_assert_true (take (self, 0, "a"));
  g_assert_true (take (self, 3, "d"));
  g_assert_true (take (self, 1, "b"));
  wait_for (self, "abdabda");
  g_assert_true (take (self, 1, "B"));
  wait_for (self, "abdabdaBda");
}

/* What was not announced plays all the same, and another loop begins anew. */
static void
test_loop_unannounced (Fixture       *self,
                       gconstpointer  data)
{
  g_assert_true (take (self, 0, "x"));
  g_assert_true (take (self, 1, "y"));
  wait_for (self, "xyx");
  figment_preview_loop_begin (self->loop, 0, 60);
  g_assert_true (take (self, 5, "z"));
  g_assert_true (take (self, 6, "w"));
  wait_for (self, "xyxzwz");
}

static void
test_loop_hostile (Fixture       *self,
                   gconstpointer  data)
{
  g_autofree char *large = g_malloc0 (40u * 1024 * 1024);
  g_autoptr(GBytes) frame = g_bytes_new_static (large, 40u * 1024 * 1024);

  figment_preview_loop_begin (self->loop, G_MAXINT64, -1);
  g_assert_false (take (self, -1, "a"));
  g_assert_false (take (self, 1 << 30, "a"));
  g_assert_true (figment_preview_loop_take (self->loop, 0, frame));
  g_assert_false (figment_preview_loop_take (self->loop, 1, frame));
  g_assert_true (figment_preview_loop_take (self->loop, 0, frame));
}

/* So slow that the milliseconds of a frame begin at nought again. */
static void
test_loop_slow (Fixture       *self,
                gconstpointer  data)
{
  figment_preview_loop_begin (self->loop, 2, 1000 / 4294967296.5);
  g_assert_true (take (self, 0, "a"));
  g_assert_true (take (self, 1, "b"));
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (self->seen->str, ==, "a");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/preview-loop/round", test_loop_round);
  ADD ("/preview-loop/unannounced", test_loop_unannounced);
  ADD ("/preview-loop/hostile", test_loop_hostile);
  ADD ("/preview-loop/slow", test_loop_slow);
#undef ADD
  return g_test_run ();
}
