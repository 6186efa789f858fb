/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-collector.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/figment-collector-plan.h"
#include "media/figment-media.h"
#include "net/figment-remote-error.h"

struct _FigmentCollector
{
  GObject                 parent_instance;

  FigmentComfyClient     *client;      /* (owned) */
  FigmentGenerationStore *store;       /* (owned) */
  FigmentGeneration      *generation;  /* (owned) */
  char                   *library_dir; /* (owned) */
  GPtrArray              *plan;        /* (owned) FigmentPlanItem */
  guint                   n_left_out;  /* files that are not in the plan because there are too many */
  FigmentComfyEnd         end;         /* how the run ended */
  GPtrArray              *outputs;     /* (owned) FigmentOutput, those that are recorded, by position */
};

G_DEFINE_FINAL_TYPE (FigmentCollector, figment_collector, G_TYPE_OBJECT)

static void fetch_next (GTask *task);

/* What a worker thread is told, and finds out, about a file. */
typedef struct
{
  char            *part;   /* (owned) in */
  char            *path;   /* (owned) in */
  FigmentMediaKind kind;   /* in: what the server's word promises */
  gboolean         live;   /* in: it did not come by download */
  FigmentMediaInfo info;   /* out */
  gint64           bytes;  /* out */
  char            *sha256; /* (owned) out */
} PlaceData;

static void
place_data_free (PlaceData *data)
{
  g_free (data->part);
  g_free (data->path);
  g_free (data->sha256);
  g_free (data);
}

static FigmentPlanItem *
get_item (GTask *task)
{
  FigmentCollector *self = g_task_get_source_object (task);

  return g_ptr_array_index (self->plan, GPOINTER_TO_UINT (g_task_get_task_data (task)));
}

static void
go_on (GTask *task)
{
  const guint next = GPOINTER_TO_UINT (g_task_get_task_data (task)) + 1;

  g_task_set_task_data (task, GUINT_TO_POINTER (next), NULL);
  fetch_next (task);
}

static void
delete_part_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  /* Where the file was renamed rather than linked there is none; and one that stays behind does no harm. */
  g_file_delete_finish (G_FILE (source), result, NULL);
  go_on (user_data);
}

/* @item is on record, so its hidden name has done its work. Takes @task. */
static void
finish_item (GTask           *task,
             FigmentPlanItem *item)
{
  g_autofree char *part = NULL;
  g_autoptr(GFile) file = NULL;

  item->recorded = TRUE;
  if (item->path == NULL)
    {
      go_on (task);
      return;
    }
  part = figment_collector_plan_dup_part (item);
  file = g_file_new_for_path (part);
  g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, delete_part_cb, task);
}

static void
add_output_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentCollector *self = g_task_get_source_object (task);
  FigmentPlanItem *item = get_item (task);
  g_autoptr(GError) error = NULL;

  if (!figment_generation_store_add_output_finish (self->store, result, &error))
    {
      g_ptr_array_set_size (self->outputs, (gint) self->outputs->len - 1);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  figment_generation_set_outputs (self->generation, self->outputs);
  finish_item (g_steal_pointer (&task), item);
}

static void
record_output (GTask                   *task,
               const FigmentOutputInfo *info)
{
  FigmentCollector *self = g_task_get_source_object (task);
  g_autoptr(FigmentOutput) output = figment_output_new (info);

  g_ptr_array_add (self->outputs, g_object_ref (output));
  figment_generation_store_add_output_async (self->store, self->generation, output, g_task_get_cancellable (task),
                                             add_output_cb, task);
}

/* A proxy's error page under a picture's name must not end up in the library. */
static gboolean
check_content (PlaceData *data,
               GError   **error)
{
  const gboolean media = data->kind == FIGMENT_MEDIA_IMAGE || data->kind == FIGMENT_MEDIA_VIDEO
                         || data->kind == FIGMENT_MEDIA_ANIMATION || data->kind == FIGMENT_MEDIA_AUDIO;

  if (data->bytes > 0 && !(media && data->info.kind == FIGMENT_MEDIA_TEXT))
    return TRUE;
  g_unlink (data->part);
  g_set_error (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_REFUSED,
               data->bytes == 0 ? _ ("The server sent an empty file for “%s”")
                                : _ ("The server sent text instead of “%s”"),
               data->path);
  return FALSE;
}

/* Worker thread. */
static void
place_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  PlaceData *data = task_data;
  GError *error = NULL;

  if (!figment_media_sniff_file (data->part, &data->info, &error)
      || !figment_media_digest_file (data->part, &data->bytes, &data->sha256, &error)
      || !check_content (data, &error)
      || (!figment_media_is_placed (data->part, data->path)
          && !figment_media_place_file (data->part, data->path, &error)))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void place_file (GTask *task);

static void
save_new_name_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentCollector *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!figment_generation_store_save_plan_finish (self->store, result, &error))
    g_task_return_error (task, error);
  else
    place_file (g_steal_pointer (&task));
}

static void
save_plan (FigmentCollector   *self,
           GTask              *task,
           GAsyncReadyCallback callback)
{
  g_autofree char *text =
    figment_collector_plan_to_text (self->plan, figment_generation_get_prompt_id (self->generation), self->end);

  figment_generation_store_save_plan_async (self->store, self->generation, text, g_task_get_cancellable (task),
                                            callback, task);
}

static void
place_file_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentCollector *self = g_task_get_source_object (task);
  PlaceData *data = g_task_get_task_data (G_TASK (result));
  FigmentPlanItem *item = get_item (task);
  g_autoptr(GError) error = NULL;
  FigmentOutputInfo info = { 0 };

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      /* Somebody took the name since it was planned: another one, written down before it is used. */
      figment_collector_plan_rename (self->plan, item);
      save_plan (self, g_steal_pointer (&task), save_new_name_cb);
      return;
    }
  info.position = item->position;
  info.node_id = item->node_id;
  info.kind = data->info.kind != FIGMENT_MEDIA_OTHER ? data->info.kind : item->kind;
  info.path = data->path;
  info.mime = data->info.mime;
  info.width = data->info.width;
  info.height = data->info.height;
  info.bytes = data->bytes;
  info.sha256 = data->sha256;
  record_output (g_steal_pointer (&task), &info);
}

/* @callback gets @task, which is taken. */
static void
start_disk_work (GTask              *task,
                 FigmentPlanItem    *item,
                 GTaskThreadFunc     work,
                 GAsyncReadyCallback callback)
{
  g_autoptr(GTask) disk = g_task_new (NULL, g_task_get_cancellable (task), callback, task);
  PlaceData *data = g_new0 (PlaceData, 1);

  g_task_set_source_tag (disk, start_disk_work);
  data->part = figment_collector_plan_dup_part (item);
  data->path = g_strdup (item->path);
  data->kind = item->kind;
  data->live = item->live != NULL;
  g_task_set_task_data (disk, data, (GDestroyNotify) place_data_free);
  g_task_run_in_thread (disk, work);
}

static void
place_file (GTask *task)
{
  start_disk_work (task, get_item (task), place_thread, place_file_cb);
}

static void
download_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentCollector *self = g_task_get_source_object (task);
  FigmentPlanItem *item = get_item (task);
  g_autoptr(GError) error = NULL;

  if (figment_comfy_client_download_finish (self->client, result, &error))
    {
      place_file (g_steal_pointer (&task));
      return;
    }
  if (g_error_matches (error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      g_set_error (&error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND,
                   _ ("The server no longer has the file “%s”. Generate again with another seed to make a new one."),
                   item->file->filename);
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
is_recorded (FigmentCollector *self,
             FigmentPlanItem  *item)
{
  for (guint i = 0; i < self->outputs->len; i++)
    if (figment_output_get_info (g_ptr_array_index (self->outputs, i))->position == item->position)
      return TRUE;
  return FALSE;
}

static void
prepare_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentCollector *self = g_task_get_source_object (task);
  FigmentPlanItem *item = get_item (task);
  PlaceData *data = g_task_get_task_data (G_TASK (result));
  g_autoptr(GFile) target = g_file_new_for_path (data->part);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  const gboolean here = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (here)
    place_file (g_steal_pointer (&task));
  else if (item->file != NULL)
    figment_comfy_client_download_async (self->client, item->file, target, NULL, NULL, cancellable, download_cb,
                                         g_steal_pointer (&task));
  else
    g_task_return_new_error (task, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_NOT_FOUND, "%s",
                             _ ("A picture that came through the connection was lost before it was saved"));
}

/*
 * Worker thread. Returns whether there is nothing to download: a picture that came through the socket, or a file that
 * was put into its place before a crash and not recorded. A file of that name is no proof: it may be somebody else's.
 */
static void
prepare_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  PlaceData *data = task_data;
  g_autofree char *folder = g_path_get_dirname (data->path);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      const int code = errno;

      g_task_return_new_error (task, G_IO_ERROR, (gint) g_io_error_from_errno (code),
                               _ ("The folder “%s” cannot be made: %s"), folder, g_strerror (code));
      return;
    }
  g_task_return_boolean (task, data->live ? g_file_test (data->part, G_FILE_TEST_EXISTS)
                                          : figment_media_is_placed (data->part, data->path));
}

/* Takes @task. */
static void
fetch_item (GTask           *task,
            FigmentPlanItem *item)
{
  start_disk_work (task, item, prepare_thread, prepare_cb);
}

/* Takes @task. */
static void
fetch_next (GTask *task)
{
  FigmentCollector *self = g_task_get_source_object (task);
  FigmentPlanItem *item;

  if (GPOINTER_TO_UINT (g_task_get_task_data (task)) >= self->plan->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  item = get_item (task);
  if (item->recorded)
    go_on (task);
  else if (is_recorded (self, item))
    finish_item (task, item); /* by an earlier process */
  else if (item->text != NULL)
    {
      const FigmentOutputInfo info = { .position = item->position, .node_id = item->node_id, .text = item->text,
                                       .kind = FIGMENT_MEDIA_TEXT, .mime = "text/plain",
                                       .bytes = (gint64) strlen (item->text) };

      record_output (task, &info);
    }
  else
    fetch_item (task, item);
}

static void
save_plan_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FigmentCollector *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!figment_generation_store_save_plan_finish (self->store, result, &error))
    g_task_return_error (task, error);
  else
    fetch_next (g_steal_pointer (&task));
}

static void
figment_collector_finalize (GObject *object)
{
  FigmentCollector *self = FIGMENT_COLLECTOR (object);

  g_clear_object (&self->client);
  g_clear_object (&self->store);
  g_clear_object (&self->generation);
  g_clear_pointer (&self->library_dir, g_free);
  g_clear_pointer (&self->plan, g_ptr_array_unref);
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  G_OBJECT_CLASS (figment_collector_parent_class)->finalize (object);
}

static void
figment_collector_class_init (FigmentCollectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_collector_finalize;
}

static void
figment_collector_init (FigmentCollector *self)
{
  self->plan = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_plan_item_free);
  self->outputs = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * figment_collector_new:
 * @library_dir: absolute; outputs go to a folder a day in it, unless the request names one
 *
 * Returns: (transfer full): nothing planned; outputs that @generation already has are not fetched again
 */
FigmentCollector *
figment_collector_new (FigmentComfyClient     *client,
                       FigmentGenerationStore *store,
                       FigmentGeneration      *generation,
                       const char             *library_dir)
{
  FigmentCollector *self = g_object_new (FIGMENT_TYPE_COLLECTOR, NULL);
  GListModel *outputs = figment_generation_get_outputs (generation);

  self->client = g_object_ref (client);
  self->store = g_object_ref (store);
  self->generation = g_object_ref (generation);
  self->library_dir = g_strdup (library_dir);
  for (guint i = 0; i < g_list_model_get_n_items (outputs); i++)
    g_ptr_array_add (self->outputs, g_list_model_get_item (outputs, i));
  return self;
}

/**
 * figment_collector_plan:
 * @end: how the run ended; kept with the plan
 * @outputs: what the server says the run put out
 * @live: (nullable): paths of pictures that came through the socket, in the order in which they came
 *
 * Decides what is fetched and under which names. Saved files count, temporary ones only where nothing was saved; those
 * of the node whose result counts come first.
 */
void
figment_collector_plan (FigmentCollector    *self,
                        FigmentComfyEnd      end,
                        FigmentComfyOutputs *outputs,
                        GPtrArray           *live)
{
  FigmentRequest *request = figment_generation_get_request (self->generation);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *folder = request->output_dir != NULL ? g_strdup (request->output_dir)
                                                        : g_build_filename (self->library_dir, day, NULL);

  self->end = end;
  g_ptr_array_unref (self->plan);
  self->plan =
    figment_collector_plan_new (outputs, live, folder, request->output_node_id,
                                figment_generation_get_prompt_id (self->generation), &self->n_left_out);
}

/* How many files the server named that were not believed. */
guint
figment_collector_get_n_left_out (FigmentCollector *self)
{
  return self->n_left_out;
}

/**
 * figment_collector_restore:
 * @plan: as the store kept it
 *
 * Returns: %FALSE with @error if @plan is damaged
 */
gboolean
figment_collector_restore (FigmentCollector *self,
                           const char       *plan,
                           GError          **error)
{
  GPtrArray *items = figment_collector_plan_from_text (plan, figment_generation_get_prompt_id (self->generation),
                                                       &self->end, error);

  if (items == NULL)
    return FALSE;
  g_ptr_array_unref (self->plan);
  self->plan = items;
  return TRUE;
}

guint
figment_collector_get_n_items (FigmentCollector *self)
{
  return self->plan->len;
}

FigmentComfyEnd
figment_collector_get_end (FigmentCollector *self)
{
  return self->end;
}

/**
 * figment_collector_run_async:
 *
 * Writes the plan and the generation's present state in one transaction, then fetches. Errors: those of the download
 * (%FIGMENT_REMOTE_ERROR), of the disk (%G_IO_ERROR) and of the store.
 */
void
figment_collector_run_async (FigmentCollector   *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_collector_run_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (0), NULL);
  save_plan (self, task, save_plan_cb);
}

gboolean
figment_collector_run_finish (FigmentCollector *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * figment_collector_discard:
 *
 * Deletes what was begun and will not be finished. Nobody waits for it.
 */
void
figment_collector_discard (FigmentCollector *self)
{
  g_return_if_fail (FIGMENT_IS_COLLECTOR (self));

  for (guint i = 0; i < self->plan->len; i++)
    {
      FigmentPlanItem *item = g_ptr_array_index (self->plan, i);
      g_autofree char *part = item->path != NULL && !item->recorded ? figment_collector_plan_dup_part (item) : NULL;
      g_autoptr(GFile) file = part != NULL ? g_file_new_for_path (part) : NULL;

      if (file != NULL)
        g_file_delete_async (file, G_PRIORITY_LOW, NULL, NULL, NULL);
    }
}
