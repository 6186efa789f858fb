/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-session.h"

#include "figment-session-private.h"

G_DEFINE_FINAL_TYPE (FigmentSession, figment_session, G_TYPE_OBJECT)

typedef enum
{
  PROP_SETTINGS = 1,
  PROP_SECRETS,
  PROP_QUEUE,
  PROP_GENERATIONS,
  PROP_WORKFLOW_STORE,
  PROP_WORKFLOWS,
  PROP_COMFY,
  PROP_LM,
  PROP_COMFY_CONNECTION,
  PROP_LM_CONNECTION,
  PROP_CATALOG,
  PROP_LIBRARY_DIR,
  PROP_PRACTICE,
} FigmentSessionProperty;
static GParamSpec *props[PROP_PRACTICE + 1];

static void
figment_session_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  FigmentSession *self = FIGMENT_SESSION (object);

  switch ((FigmentSessionProperty) prop_id)
    {
    case PROP_SETTINGS: g_value_set_object (value, self->settings); break;
    case PROP_SECRETS: g_value_set_object (value, self->secrets); break;
    case PROP_QUEUE: g_value_set_object (value, self->queue); break;
    case PROP_GENERATIONS: g_value_set_object (value, self->generations); break;
    case PROP_WORKFLOW_STORE: g_value_set_object (value, self->workflow_store); break;
    case PROP_WORKFLOWS: g_value_set_object (value, figment_session_get_workflows (self)); break;
    case PROP_COMFY: g_value_set_object (value, self->comfy); break;
    case PROP_LM: g_value_set_object (value, figment_session_get_lm (self)); break;
    case PROP_COMFY_CONNECTION: g_value_set_object (value, figment_session_get_comfy_connection (self)); break;
    case PROP_LM_CONNECTION: g_value_set_object (value, figment_session_get_lm_connection (self)); break;
    case PROP_CATALOG: g_value_set_boxed (value, figment_session_get_catalog (self)); break;
    case PROP_LIBRARY_DIR: g_value_set_string (value, self->library_dir); break;
    case PROP_PRACTICE: g_value_set_boolean (value, self->practice); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
let_go (FigmentSession *self)
{
  if (self->reading_comfy != NULL)
    g_cancellable_cancel (self->reading_comfy);
  if (self->reading_lm != NULL)
    g_cancellable_cancel (self->reading_lm);
  g_clear_object (&self->reading_comfy);
  g_clear_object (&self->reading_lm);
  if (self->queue != NULL)
    figment_queue_stop (self->queue);
}

static void
figment_session_dispose (GObject *object)
{
  FigmentSession *self = FIGMENT_SESSION (object);

  let_go (self);
  g_clear_object (&self->comfy_watch);
  g_clear_object (&self->lm_watch);
  g_clear_object (&self->doctor);
  g_clear_object (&self->wildcards);
  g_clear_object (&self->queue);
  g_clear_object (&self->socket);
  g_clear_object (&self->comfy);
  g_clear_object (&self->workflows);
  g_clear_object (&self->workflow_store);
  g_clear_object (&self->generations);
  g_clear_object (&self->database);
  g_clear_pointer (&self->claims, figment_claims_close);
  g_clear_object (&self->secrets);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (figment_session_parent_class)->dispose (object);
}

static void
figment_session_finalize (GObject *object)
{
  FigmentSession *self = FIGMENT_SESSION (object);

  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->library_dir, g_free);
  g_clear_pointer (&self->replacements, figment_replacements_free);
  g_clear_pointer (&self->replaced_on, g_free);
  g_clear_pointer (&self->lm_endpoint, figment_endpoint_unref);
  G_OBJECT_CLASS (figment_session_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  props[PROP_SECRETS] = g_param_spec_object ("secrets", NULL, NULL, FIGMENT_TYPE_SECRETS, flags);
  props[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, FIGMENT_TYPE_QUEUE, flags);
  props[PROP_GENERATIONS] =
    g_param_spec_object ("generations", NULL, NULL, FIGMENT_TYPE_GENERATION_STORE, flags);
  props[PROP_WORKFLOW_STORE] =
    g_param_spec_object ("workflow-store", NULL, NULL, FIGMENT_TYPE_WORKFLOW_STORE, flags);
  props[PROP_WORKFLOWS] = g_param_spec_object ("workflows", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_COMFY] = g_param_spec_object ("comfy", NULL, NULL, FIGMENT_TYPE_COMFY_CLIENT, flags);
  props[PROP_LM] = g_param_spec_object ("lm", NULL, NULL, FIGMENT_TYPE_LM_CLIENT, flags);
  props[PROP_COMFY_CONNECTION] =
    g_param_spec_object ("comfy-connection", NULL, NULL, FIGMENT_TYPE_CONNECTION, flags);
  props[PROP_LM_CONNECTION] = g_param_spec_object ("lm-connection", NULL, NULL, FIGMENT_TYPE_CONNECTION, flags);
  props[PROP_CATALOG] = g_param_spec_boxed ("catalog", NULL, NULL, FIGMENT_TYPE_CATALOG, flags);
  props[PROP_LIBRARY_DIR] = g_param_spec_string ("library-dir", NULL, NULL, NULL, flags);
  props[PROP_PRACTICE] = g_param_spec_boolean ("practice", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_session_class_init (FigmentSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = figment_session_get_property;
  object_class->dispose = figment_session_dispose;
  object_class->finalize = figment_session_finalize;
  install_properties (object_class);
}

static void
figment_session_init (FigmentSession *self)
{
}

void
_figment_session_notify_catalog (FigmentSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CATALOG]);
}

void
_figment_session_notify_lm (FigmentSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LM]);
}

void
_figment_session_set_practice (FigmentSession *self,
                               gboolean        practice)
{
  if (self->practice == practice)
    return;
  self->practice = practice;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRACTICE]);
}

/* GSettings ends the program over a schema that is not installed: so it is in a build folder and in most tests. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, FIGMENT_APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static char *
dup_default_library (void)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);

  if (pictures != NULL)
    return g_build_filename (pictures, "Figment", NULL);
  return g_build_filename (g_get_home_dir (), "Pictures", "Figment", NULL);
}

static char *
dup_library (GSettings *settings)
{
  g_autofree char *chosen = settings != NULL ? g_settings_get_string (settings, "library-dir") : NULL;

  if (chosen != NULL && g_path_is_absolute (chosen))
    return g_steal_pointer (&chosen);
  return dup_default_library ();
}

/* Opening, a chain of steps: the endpoints of the settings, where none are given, then the database. */
typedef struct
{
  char            *data_dir;    /* (owned) */
  char            *library_dir; /* (owned) */
  FigmentEndpoint *comfy;       /* (owned) (nullable) until it is read */
  FigmentEndpoint *lm;          /* (owned) (nullable) */
  GSettings       *settings;    /* (owned) (nullable) */
  FigmentSecrets  *secrets;     /* (owned) */
  gboolean         own_only;
  gboolean         practice;
} OpenData;

static void
open_data_free (OpenData *data)
{
  g_free (data->data_dir);
  g_free (data->library_dir);
  g_clear_pointer (&data->comfy, figment_endpoint_unref);
  g_clear_pointer (&data->lm, figment_endpoint_unref);
  g_clear_object (&data->settings);
  g_clear_object (&data->secrets);
  g_free (data);
}

static void
bind_settings (FigmentSession *self)
{
  if (self->settings == NULL)
    return;
  g_settings_bind (self->settings, "queue-in-flight", self->queue, "in-flight", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "queue-resume", self->queue, "resume", G_SETTINGS_BIND_GET);
}

static void
copy_outputs (FigmentGeneration *from,
              FigmentGeneration *to)
{
  GListModel *model = figment_generation_get_outputs (from);
  g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (outputs, g_list_model_get_item (model, i));
  figment_generation_set_outputs (to, outputs);
}

/* What the queue shows is an object of its own. */
static void
changed_cb (FigmentSession *self,
            gint64          generation_id)
{
  g_autoptr(FigmentGeneration) live = figment_queue_find (self->queue, generation_id);
  g_autoptr(FigmentGeneration) stored = NULL;

  if (live == NULL)
    return;
  stored = figment_generation_store_load (self->generations, generation_id, NULL);
  if (stored == NULL || figment_generation_store_is_trashed (self->generations, generation_id))
    {
      figment_queue_forget (self->queue, live);
      return;
    }
  figment_generation_set_favourite (live, figment_generation_get_favourite (stored));
  copy_outputs (stored, live);
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
  self->settings = g_steal_pointer (&data->settings);
  self->secrets = g_steal_pointer (&data->secrets);
  self->data_dir = g_strdup (data->data_dir);
  self->library_dir = g_strdup (data->library_dir);
  self->practice = data->practice;
  self->lm_endpoint = g_steal_pointer (&data->lm);
  self->generations = figment_generation_store_new (self->database);
  self->workflow_store = figment_workflow_store_new (self->database);
  self->comfy = figment_comfy_client_new (data->comfy);
  self->socket = figment_comfy_socket_new (data->comfy);
  self->queue =
    figment_queue_new (self->comfy, self->socket, self->generations, self->claims, self->library_dir);
  bind_settings (self);
  g_signal_connect_object (self->generations, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (!data->own_only && !figment_queue_load (self->queue, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

/* Takes the reference to @task. */
static void
open_database (GTask *task)
{
  OpenData *data = g_task_get_task_data (task);
  g_autofree char *path = g_build_filename (data->data_dir, "figment.db", NULL);

  figment_database_open_async (path, g_task_get_cancellable (task), open_cb, task);
}

static void
read_lm_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  OpenData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  data->lm = _figment_session_read_endpoint_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    open_database (g_steal_pointer (&task));
}

/* An address that somebody has spoilt by hand must not keep Figment from starting: the settings page shows it. */
static void
read_comfy_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  OpenData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GError) error = NULL;

  data->comfy = _figment_session_read_endpoint_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (data->comfy == NULL)
    data->comfy = figment_endpoint_new (FIGMENT_SESSION_COMFY_ADDRESS, NULL, NULL, NULL);
  if (data->lm != NULL)
    open_database (g_steal_pointer (&task));
  else
    _figment_session_read_endpoint_async (data->secrets, data->settings, "lm", cancellable, read_lm_cb,
                                          g_steal_pointer (&task));
}

/**
 * figment_session_open_async:
 * @options: copied
 *
 * Opens, or makes, the database and takes over the queue. Nothing goes to the server before figment_queue_start (). The
 * keyring may ask the user for its password meanwhile, if it has something for a server of the settings.
 */
void
figment_session_open_async (const FigmentSessionOptions *options,
                            GCancellable                *cancellable,
                            GAsyncReadyCallback          callback,
                            gpointer                     user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  OpenData *data = g_new0 (OpenData, 1);

  data->settings = open_settings ();
  data->secrets = figment_secrets_new ();
  data->data_dir = options->data_dir != NULL ? g_strdup (options->data_dir)
                                             : g_build_filename (g_get_user_data_dir (), "figment", NULL);
  data->library_dir =
    options->library_dir != NULL ? g_strdup (options->library_dir) : dup_library (data->settings);
  data->comfy = options->comfy != NULL ? figment_endpoint_ref (options->comfy) : NULL;
  data->lm = options->lm != NULL ? figment_endpoint_ref (options->lm) : NULL;
  data->own_only = options->own_only;
  data->practice = options->practice;
  g_task_set_source_tag (task, figment_session_open_async);
  g_task_set_task_data (task, data, (GDestroyNotify) open_data_free);
  if (data->comfy != NULL)
    open_database (g_steal_pointer (&task));
  else
    _figment_session_read_endpoint_async (data->secrets, data->settings, "comfy", cancellable, read_comfy_cb,
                                          g_steal_pointer (&task));
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
  let_go (self);
  g_clear_object (&self->comfy_watch);
  g_clear_object (&self->lm_watch);
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

/* Returns: (transfer none) (nullable): NULL where the schema is not installed; everything has its default then */
GSettings *
figment_session_get_settings (FigmentSession *self)
{
  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);
  return self->settings;
}

/* Returns: (transfer none) */
FigmentSecrets *
figment_session_get_secrets (FigmentSession *self)
{
  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);
  return self->secrets;
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

/**
 * figment_session_set_library_dir:
 * @library_dir: (nullable): absolute; %NULL: "Figment" in the user's pictures folder
 *
 * For what is fetched from now on. Written to the settings; files that are there already stay where they are.
 */
void
figment_session_set_library_dir (FigmentSession *self,
                                 const char     *library_dir)
{
  g_autofree char *path = NULL;

  g_return_if_fail (FIGMENT_IS_SESSION (self));
  g_return_if_fail (library_dir == NULL || g_path_is_absolute (library_dir));

  if (self->settings != NULL)
    g_settings_set_string (self->settings, "library-dir", library_dir != NULL ? library_dir : "");
  path = library_dir != NULL ? g_strdup (library_dir) : dup_default_library ();
  if (g_strcmp0 (path, self->library_dir) == 0)
    return;
  g_free (self->library_dir);
  self->library_dir = g_steal_pointer (&path);
  figment_queue_set_library_dir (self->queue, self->library_dir);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIBRARY_DIR]);
}
