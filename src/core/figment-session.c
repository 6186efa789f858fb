/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-session.h"

#include "engine/figment-claims.h"

struct _FigmentSession
{
  GObject                 parent_instance;

  char                   *library_dir; /* (owned) */
  FigmentDatabase        *database;    /* (owned) */
  FigmentGenerationStore *generations; /* (owned) */
  FigmentComfyClient     *comfy;       /* (owned) */
  FigmentComfySocket     *socket;      /* (owned) */
  FigmentClaims          *claims;      /* (owned) */
  FigmentQueue           *queue;       /* (owned) */
};

G_DEFINE_FINAL_TYPE (FigmentSession, figment_session, G_TYPE_OBJECT)

typedef struct
{
  char            *data_dir;    /* (owned) */
  char            *library_dir; /* (owned) */
  FigmentEndpoint *comfy;       /* (owned) */
  gboolean         own_only;
} OpenData;

static void
open_data_free (OpenData *data)
{
  g_free (data->data_dir);
  g_free (data->library_dir);
  figment_endpoint_unref (data->comfy);
  g_free (data);
}

static void
figment_session_dispose (GObject *object)
{
  FigmentSession *self = FIGMENT_SESSION (object);

  if (self->queue != NULL)
    figment_queue_stop (self->queue);
  g_clear_object (&self->queue);
  g_clear_object (&self->socket);
  g_clear_object (&self->comfy);
  g_clear_object (&self->generations);
  g_clear_object (&self->database);
  g_clear_pointer (&self->claims, figment_claims_close);
  G_OBJECT_CLASS (figment_session_parent_class)->dispose (object);
}

static void
figment_session_finalize (GObject *object)
{
  g_clear_pointer (&FIGMENT_SESSION (object)->library_dir, g_free);
  G_OBJECT_CLASS (figment_session_parent_class)->finalize (object);
}

static void
figment_session_class_init (FigmentSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = figment_session_dispose;
  object_class->finalize = figment_session_finalize;
}

static void
figment_session_init (FigmentSession *self)
{
}

static void
open_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  OpenData *data = g_task_get_task_data (task);
  g_autoptr(FigmentSession) self = g_object_new (FIGMENT_TYPE_SESSION, NULL);
  g_autofree char *claims = g_build_filename (data->data_dir, "claims", NULL);
  GError *error = NULL;

  self->database = figment_database_open_finish (result, &error);
  if (self->database == NULL || (self->claims = figment_claims_open (claims, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->library_dir = g_strdup (data->library_dir);
  self->generations = figment_generation_store_new (self->database);
  self->comfy = figment_comfy_client_new (data->comfy);
  self->socket = figment_comfy_socket_new (data->comfy);
  self->queue =
    figment_queue_new (self->comfy, self->socket, self->generations, self->claims, self->library_dir);
  if (!data->own_only && !figment_queue_load (self->queue, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

static char *
dup_default_library (void)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);

  if (pictures != NULL)
    return g_build_filename (pictures, "Figment", NULL);
  return g_build_filename (g_get_home_dir (), "Pictures", "Figment", NULL);
}

/**
 * figment_session_open_async:
 * @options: copied
 *
 * Opens, or makes, the database and takes over the queue. Nothing goes to the server before figment_queue_start ().
 */
void
figment_session_open_async (const FigmentSessionOptions *options,
                            GCancellable                *cancellable,
                            GAsyncReadyCallback          callback,
                            gpointer                     user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  OpenData *data = g_new0 (OpenData, 1);
  g_autofree char *path = NULL;

  data->data_dir = options->data_dir != NULL ? g_strdup (options->data_dir)
                                             : g_build_filename (g_get_user_data_dir (), "figment", NULL);
  data->library_dir = options->library_dir != NULL ? g_strdup (options->library_dir) : dup_default_library ();
  data->comfy = figment_endpoint_ref (options->comfy);
  data->own_only = options->own_only;
  path = g_build_filename (data->data_dir, "figment.db", NULL);
  g_task_set_source_tag (task, figment_session_open_async);
  g_task_set_task_data (task, data, (GDestroyNotify) open_data_free);
  figment_database_open_async (path, cancellable, open_cb, g_steal_pointer (&task));
}

/**
 * figment_session_open_finish:
 *
 * Returns: (transfer full): the session, or %NULL with @error in %FIGMENT_STORE_ERROR or %G_IO_ERROR
 */
FigmentSession *
figment_session_open_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
close_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (figment_database_close_finish (FIGMENT_DATABASE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * figment_session_close_async:
 *
 * Lets go of the server without cancelling anything there, and waits until all that was written is on disk.
 */
void
figment_session_close_async (FigmentSession     *self,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, figment_session_close_async);
  figment_queue_stop (self->queue);
  figment_database_close_async (self->database, close_cb, task);
}

gboolean
figment_session_close_finish (FigmentSession *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

FigmentQueue *
figment_session_get_queue (FigmentSession *self)
{
  return self->queue;
}

FigmentGenerationStore *
figment_session_get_generations (FigmentSession *self)
{
  return self->generations;
}

FigmentComfyClient *
figment_session_get_comfy (FigmentSession *self)
{
  return self->comfy;
}

FigmentComfySocket *
figment_session_get_socket (FigmentSession *self)
{
  return self->socket;
}

FigmentDatabase *
figment_session_get_database (FigmentSession *self)
{
  return self->database;
}

const char *
figment_session_get_library_dir (FigmentSession *self)
{
  return self->library_dir;
}
