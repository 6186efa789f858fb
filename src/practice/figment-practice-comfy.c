/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-comfy.h"

#include "figment-practice-folders.h"
#include "figment-practice-server.h"

struct _FigmentPracticeComfy
{
  GObject                parent_instance;

  char                  *folder;     /* (owned) */
  gboolean               is_temporary;
  char                  *url;        /* (owned) (nullable) while it runs */
  char                  *token;      /* (owned) (nullable) */
  FigmentPracticeMood    mood;
  guint                  step_ms;
  guint                  n_executed; /* of servers that have been stopped */
  GMainContext          *context;    /* (owned) (nullable) while it runs */
  GMainLoop             *loop;       /* (owned) (nullable) while it runs */
  GThread               *thread;     /* (owned) (nullable) while it runs */
  FigmentPracticeServer *server;     /* (owned) (nullable) touched by its own thread only */
};

G_DEFINE_FINAL_TYPE (FigmentPracticeComfy, figment_practice_comfy, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (FigmentPracticeMood, figment_practice_mood,
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_GOOD, "good"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_SLOW, "slow"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_CUT_SOCKET, "cut-socket"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_SILENT_SOCKET, "silent-socket"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_CUT_DOWNLOAD, "cut-download"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_RUBBISH, "rubbish"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_500, "500"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_FORGET, "forget"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_DISK_FULL, "disk-full"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_OUT_OF_MEMORY, "out-of-memory"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_HOSTILE_NAMES, "hostile-names"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_PRACTICE_MOOD_FLOOD, "flood"))

/* Something that is done in the server's thread while the caller waits. */
typedef struct
{
  FigmentPracticeComfy *self;
  void                (*function) (FigmentPracticeComfy *self,
                                   gpointer              data);
  gpointer              data;
  GAsyncQueue          *done; /* (unowned) gets the call itself when it is over */
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
call_server (FigmentPracticeComfy *self,
             void                (*function) (FigmentPracticeComfy *self,
                                              gpointer              data),
             gpointer              data)
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
apply_settings (FigmentPracticeComfy *self,
                gpointer              data)
{
  figment_practice_server_set_mood (self->server, self->mood);
  figment_practice_executor_set_step_ms (self->server->executor, self->step_ms);
  g_free (self->server->token);
  self->server->token = g_strdup (self->token);
}

typedef struct
{
  guint16  port;
  GError  *error;
} Opening;

static void
open_server (FigmentPracticeComfy *self,
             gpointer              data)
{
  Opening *opening = data;

  self->server = figment_practice_server_new (self->context, self->folder, opening->port, &opening->error);
  if (self->server == NULL)
    return;
  opening->port = self->server->port;
  apply_settings (self, NULL);
}

static void
close_server (FigmentPracticeComfy *self,
              gpointer              data)
{
  if (self->server != NULL)
    {
      self->n_executed += (guint) g_atomic_int_get (&self->server->n_executed);
      g_clear_pointer (&self->server, figment_practice_server_free);
    }
  g_main_loop_quit (self->loop);
}

static void
restart_server (FigmentPracticeComfy *self,
                gpointer              data)
{
  g_autoptr(GError) error = NULL;

  if (!figment_practice_server_restart (self->server, &error))
    g_warning ("Practice server cannot listen again: %s", error->message);
}

static void
figment_practice_comfy_finalize (GObject *object)
{
  FigmentPracticeComfy *self = FIGMENT_PRACTICE_COMFY (object);

  figment_practice_comfy_stop (self);
  if (self->is_temporary)
    figment_practice_folders_wipe (self->folder);
  g_free (self->folder);
  g_free (self->token);
  G_OBJECT_CLASS (figment_practice_comfy_parent_class)->finalize (object);
}

static void
figment_practice_comfy_class_init (FigmentPracticeComfyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_practice_comfy_finalize;
}

static void
figment_practice_comfy_init (FigmentPracticeComfy *self)
{
}

FigmentPracticeComfy *
figment_practice_comfy_new (const char *folder)
{
  FigmentPracticeComfy *self = g_object_new (FIGMENT_TYPE_PRACTICE_COMFY, NULL);

  self->is_temporary = folder == NULL;
  if (folder != NULL)
    self->folder = g_canonicalize_filename (folder, NULL);
  else
    self->folder = g_dir_make_tmp ("figment-practice-XXXXXX", NULL);
  return self;
}

/*
 * Listens on 127.0.0.1. @port: 0 takes a free one. The folders are made if they are missing, and temp/ is emptied.
 *
 * Returns: %FALSE with a GFileError or %G_IO_ERROR
 */
gboolean
figment_practice_comfy_start (FigmentPracticeComfy  *self,
                              guint16                port,
                              GError               **error)
{
  Opening opening = { .port = port };

  g_return_val_if_fail (FIGMENT_IS_PRACTICE_COMFY (self), FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);

  if (self->folder == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is no place for temporary files");
      return FALSE;
    }
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("practice-comfy", server_thread, g_main_loop_ref (self->loop));
  call_server (self, open_server, &opening);
  if (opening.error != NULL)
    {
      figment_practice_comfy_stop (self);
      g_propagate_error (error, opening.error);
      return FALSE;
    }
  self->url = g_strdup_printf ("http://127.0.0.1:%u", opening.port);
  return TRUE;
}

/* Ends like a process: connections break, a running prompt is dropped. Does nothing when it does not run. */
void
figment_practice_comfy_stop (FigmentPracticeComfy *self)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_COMFY (self));

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
figment_practice_comfy_get_url (FigmentPracticeComfy *self)
{
  g_return_val_if_fail (FIGMENT_IS_PRACTICE_COMFY (self), NULL);
  return self->url;
}

/* Returns: (transfer none): the absolute path of the folder that has input/, output/ and temp/ */
const char *
figment_practice_comfy_get_folder (FigmentPracticeComfy *self)
{
  g_return_val_if_fail (FIGMENT_IS_PRACTICE_COMFY (self), NULL);
  return self->folder;
}

void
figment_practice_comfy_set_mood (FigmentPracticeComfy *self,
                                 FigmentPracticeMood   mood)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_COMFY (self));
  self->mood = mood;
  if (self->thread != NULL)
    call_server (self, apply_settings, NULL);
}

/* How long one sampling step takes at least. Holds from the next prompt on. */
void
figment_practice_comfy_set_step_ms (FigmentPracticeComfy *self,
                                    guint                 milliseconds)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_COMFY (self));
  self->step_ms = milliseconds;
  if (self->thread != NULL)
    call_server (self, apply_settings, NULL);
}

/* @bearer: (nullable): every request, the websocket's too, has to have "Authorization: Bearer @bearer", else 401 */
void
figment_practice_comfy_set_token (FigmentPracticeComfy *self,
                                  const char           *bearer)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_COMFY (self));
  g_free (self->token);
  self->token = g_strdup (bearer);
  if (self->thread != NULL)
    call_server (self, apply_settings, NULL);
}

/* As if the process had been killed and started again on the same port: only input/ and output/ are left. */
void
figment_practice_comfy_restart (FigmentPracticeComfy *self)
{
  g_return_if_fail (FIGMENT_IS_PRACTICE_COMFY (self));
  g_return_if_fail (self->thread != NULL);
  call_server (self, restart_server, NULL);
}

/* Returns: prompts that have come to execution_success since the object was made */
guint
figment_practice_comfy_get_n_executed (FigmentPracticeComfy *self)
{
  g_return_val_if_fail (FIGMENT_IS_PRACTICE_COMFY (self), 0);
  return self->n_executed + (self->server != NULL ? (guint) g_atomic_int_get (&self->server->n_executed) : 0);
}
