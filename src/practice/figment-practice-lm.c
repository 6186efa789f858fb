/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-lm.h"

#include "practice/figment-practice-lm-server.h"

/* Between two words, unless set: about as fast as a small model writes. */
#define WORD_MS 20

struct _FigmentPracticeLm
{
  GObject                  parent_instance;

  char                    *url;     /* (owned) (nullable) while it runs */
  char                    *token;   /* (owned) (nullable) */
  FigmentPracticeLmMood    mood;
  guint                    word_ms;
  GMainContext            *context; /* (owned) (nullable) while it runs */
  GMainLoop               *loop;    /* (owned) (nullable) while it runs */
  GThread                 *thread;  /* (owned) (nullable) while it runs */
  FigmentPracticeLmServer *server;  /* (owned) (nullable) touched by its own thread only */
};

G_DEFINE_FINAL_TYPE (FigmentPracticeLm, figment_practice_lm, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (FigmentPracticeLmMood, figment_practice_lm_mood,
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_GOOD, "good"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_SLOW, "slow"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_CUT, "cut"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_SILENT, "silent"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_STUCK, "stuck"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_RUBBISH, "rubbish"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_500, "500"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_EMPTY, "empty"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_THINKS, "thinks"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_CONTEXT, "context"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_NO_MODEL, "no-model"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_NO_LOAD, "no-load"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_NO_AUTH, "no-auth"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_LM_MOOD_OLD, "old"))

/* Something that is done in the server's thread while the caller waits. */
typedef struct
{
  FigmentPracticeLm *self;
  void             (*function) (FigmentPracticeLm *self,
                                gpointer           data);
  gpointer           data;
  GAsyncQueue       *done; /* (unowned) gets the call itself when it is over */
} Call;

static gboolean
call_cb (gpointer user_data)
{
  Call *call = user_data;

  call->function (call->self, call->data);
  g_async_queue_push (call->done, call);
  return G_SOURCE_REMOVE;
}

static void
call_server (FigmentPracticeLm *self,
             void             (*function) (FigmentPracticeLm *self,
                                           gpointer           data),
             gpointer           data)
{
  g_autoptr(GAsyncQueue) done = g_async_queue_new ();
  g_autoptr(GSource) source = g_idle_source_new ();
  Call call = { .self = self, .function = function, .data = data, .done = done };

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call_cb, &call, NULL);
  g_source_attach (source, self->context);
  g_async_queue_pop (done);
}

static gpointer
server_thread (gpointer data)
{
  g_autoptr(GMainLoop) loop = data;
  g_autoptr(GMainContext) context = g_main_context_ref (g_main_loop_get_context (loop));

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
apply_settings (FigmentPracticeLm *self,
                gpointer           data)
{
  figment_practice_lm_server_set (self->server, self->mood, self->word_ms, self->token);
}

typedef struct
{
  guint16  port;
  GError  *error;
} Opening;

static void
open_server (FigmentPracticeLm *self,
             gpointer           data)
{
  Opening *opening = data;

  self->server = figment_practice_lm_server_new (opening->port, &opening->error);
  if (self->server == NULL)
    return;
  opening->port = figment_practice_lm_server_get_port (self->server);
  apply_settings (self, NULL);
}

static void
close_server (FigmentPracticeLm *self,
              gpointer           data)
{
  g_clear_pointer (&self->server, figment_practice_lm_server_free);
  /* Streams that have just been closed get their last turn. */
  while (g_main_context_pending (self->context))
    g_main_context_iteration (self->context, FALSE);
  g_main_loop_quit (self->loop);
}

static void
figment_practice_lm_finalize (GObject *object)
{
  FigmentPracticeLm *self = FIGMENT_PRACTICE_LM (object);

  figment_practice_lm_stop (self);
  g_free (self->token);
  G_OBJECT_CLASS (figment_practice_lm_parent_class)->finalize (object);
}

static void
figment_practice_lm_class_init (FigmentPracticeLmClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_practice_lm_finalize;
}

static void
figment_practice_lm_init (FigmentPracticeLm *self)
{
  self->word_ms = WORD_MS;
}

FigmentPracticeLm *
figment_practice_lm_new (void)
{
  return g_object_new (FIGMENT_TYPE_PRACTICE_LM, NULL);
}

/*
 * Listens on 127.0.0.1. @port: 0 takes a free one. The writer is loaded, the others are not.
 *
 * Returns: %FALSE with a %G_IO_ERROR when the port is taken
 */
gboolean
figment_practice_lm_start (FigmentPracticeLm  *self,
                           guint16             port,
                           GError            **error)
{
  Opening opening = { .port = port };

  g_return_val_if_fail (FIGMENT_IS_PRACTICE_LM (self), FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("practice-lm", server_thread, g_main_loop_ref (self->loop));
  call_server (self, open_server, &opening);
  if (opening.error != NULL)
    {
      figment_practice_lm_stop (self);
      g_propagate_error (error, opening.error);
      return FALSE;
    }
  self->url = g_strdup_printf ("http://127.0.0.1:%u", opening.port);
  return TRUE;
}

/* Ends like a process: connections break. Does nothing when it does not run. */
void
figment_practice_lm_stop (FigmentPracticeLm *self)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_LM (self));

  if (self->thread == NULL)
    return;
  call_server (self, close_server, NULL);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->url, g_free);
}

/* Returns: (transfer none) (nullable): "http://127.0.0.1:PORT" while it runs */
const char *
figment_practice_lm_get_url (FigmentPracticeLm *self)
{
  g_return_val_if_fail (FIGMENT_IS_PRACTICE_LM (self), NULL);
  return self->url;
}

/* Holds from the next request on. */
void
figment_practice_lm_set_mood (FigmentPracticeLm     *self,
                              FigmentPracticeLmMood  mood)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_LM (self));
  self->mood = mood;
  if (self->thread != NULL)
    call_server (self, apply_settings, NULL);
}

/* The time between two words, and between two steps of loading. Holds from the next request on. */
void
figment_practice_lm_set_word_ms (FigmentPracticeLm *self,
                                 guint              milliseconds)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_LM (self));
  self->word_ms = milliseconds;
  if (self->thread != NULL)
    call_server (self, apply_settings, NULL);
}

/* @bearer: (nullable): what "Authorization: Bearer" must carry from now on; %NULL: everybody is let in. */
void
figment_practice_lm_set_token (FigmentPracticeLm *self,
                               const char        *bearer)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_LM (self));
  g_free (self->token);
  self->token = g_strdup (bearer);
  if (self->thread != NULL)
    call_server (self, apply_settings, NULL);
}

static void
count_streams (FigmentPracticeLm *self,
               gpointer           data)
{
  *(guint *) data = figment_practice_lm_server_count (self->server);
}

/* Answers that are being streamed at the moment. */
guint
figment_practice_lm_get_n_streams (FigmentPracticeLm *self)
{
  guint n = 0;

  g_return_val_if_fail (FIGMENT_IS_PRACTICE_LM (self), 0);
  if (self->thread != NULL)
    call_server (self, count_streams, &n);
  return n;
}

static void
copy_request (FigmentPracticeLm *self,
              gpointer           data)
{
  *(char **) data = figment_practice_lm_server_dup_request (self->server);
}

/* Returns: (transfer full) (nullable): "METHOD /path", a line feed and the body of the last request */
char *
figment_practice_lm_dup_request (FigmentPracticeLm *self)
{
  char *request = NULL;

  g_return_val_if_fail (FIGMENT_IS_PRACTICE_LM (self), NULL);
  if (self->thread != NULL)
    call_server (self, copy_request, &request);
  return request;
}
