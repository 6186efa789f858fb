/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "figment-practice-server.h"
#include "json/figment-json-value.h"

/* ComfyUI comfy_execution/jobs.py and server.py, get_jobs: queue and history seen as one list. */

typedef enum
{
  JOB_PENDING,
  JOB_IN_PROGRESS,
  JOB_COMPLETED,
  JOB_FAILED,
} JobStatus;

static const char *const status_names[] = { "pending", "in_progress", "completed", "failed" };

typedef struct
{
  JsonNode *job;         /* (owned) */
  gint64    create_time;
  gint64    duration;    /* ms, 0 while there is none */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  json_node_unref (job->job);
  g_free (job);
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return node;
}

static const char *
workflow_id (JsonObject *extra_data)
{
  JsonObject *pnginfo = figment_json_get_object (extra_data, "extra_pnginfo");

  return figment_json_get_string (figment_json_get_object (pnginfo, "workflow"), "id");
}

static gboolean
is_previewable (const char *media_type,
                JsonObject *item)
{
  static const char *const types[] = { "images", "video", "audio", "3d", NULL };
  const char *format = figment_json_get_string (item, "format");

  return g_strv_contains (types, media_type) ||
         (format != NULL && (g_str_has_prefix (format, "video/") || g_str_has_prefix (format, "audio/")));
}

static JsonNode *
preview_new (JsonObject *item,
             const char *node_id,
             const char *media_type)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), item);
  JsonNode *preview = figment_json_copy (node);
  JsonObject *object = json_node_get_object (preview);

  json_object_set_string_member (object, "nodeId", node_id);
  json_object_set_string_member (object, "mediaType", media_type);
  return preview;
}

/* Counts the items of one node's output and keeps the first that can be shown, of type "output" if there is one. */
static void
count_items (JsonObject  *output,
             const char  *node_id,
             gint64      *count,
             JsonNode   **preview,
             gboolean    *is_output)
{
  JsonObjectIter iter;
  const char *media_type;
  JsonNode *items;

  json_object_iter_init_ordered (&iter, output);
  while (json_object_iter_next_ordered (&iter, &media_type, &items))
    {
      JsonArray *array = figment_json_to_array (items);

      for (guint i = 0; array != NULL && strcmp (media_type, "animated") != 0 && i < json_array_get_length (array); i++)
        {
          JsonObject *item = figment_json_to_object (json_array_get_element (array, i));
          gboolean better;

          if (item == NULL)
            continue;
          *count += 1;
          better = !*is_output && g_strcmp0 (figment_json_get_string (item, "type"), "output") == 0;
          if (!is_previewable (media_type, item) || (*preview != NULL && !better))
            continue;
          g_clear_pointer (preview, json_node_unref);
          *preview = preview_new (item, node_id, media_type);
          *is_output = better;
        }
    }
}

static void
add_outputs (JsonObject *job,
             JsonObject *outputs)
{
  JsonNode *preview = NULL;
  gboolean is_output = FALSE;
  gint64 count = 0;
  JsonObjectIter iter;
  const char *node_id;
  JsonNode *output;

  if (outputs != NULL)
    {
      json_object_iter_init_ordered (&iter, outputs);
      while (json_object_iter_next_ordered (&iter, &node_id, &output))
        if (figment_json_to_object (output) != NULL)
          count_items (json_node_get_object (output), node_id, &count, &preview, &is_output);
    }
  json_object_set_int_member (job, "outputs_count", count);
  if (preview != NULL)
    json_object_set_member (job, "preview_output", preview);
}

/* Takes times and error from the messages in the history. Returns: the duration in ms */
static gint64
add_times (JsonObject *job,
           JsonArray  *messages)
{
  gint64 start = 0;
  gint64 end = 0;
  JsonNode *error = NULL;

  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    {
      JsonArray *message = json_array_get_array_element (messages, i);
      const char *type = json_array_get_string_element (message, 0);
      JsonNode *data = json_array_get_element (message, 1);
      const gint64 timestamp = figment_json_get_int64 (figment_json_to_object (data), "timestamp", 0);

      if (strcmp (type, "execution_start") == 0)
        start = timestamp;
      else if (strcmp (type, "execution_cached") != 0)
        end = timestamp;
      if (strcmp (type, "execution_error") == 0)
        error = data;
    }
  if (start > 0)
    json_object_set_int_member (job, "execution_start_time", start);
  if (end > 0)
    json_object_set_int_member (job, "execution_end_time", end);
  if (error != NULL)
    json_object_set_member (job, "execution_error", json_node_ref (error));
  return start > 0 && end > 0 ? end - start : 0;
}

static Job *
job_new (const char *id,
         JobStatus   status,
         JsonNode   *number,
         JsonNode   *extra_data,
         JsonNode   *entry,
         gboolean    whole)
{
  Job *job = g_new0 (Job, 1);
  JsonObject *object = json_object_new ();
  JsonObject *extra = figment_json_to_object (extra_data);
  JsonObject *finished = figment_json_to_object (entry);
  const char *workflow = workflow_id (extra);

  job->create_time = figment_json_get_int64 (extra, "create_time", 0);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "status", status_names[status]);
  json_object_set_member (object, "priority", json_node_ref (number));
  json_object_set_int_member (object, "create_time", job->create_time);
  job->duration = add_times (object, figment_json_get_array (figment_json_get_object (finished, "status"), "messages"));
  add_outputs (object, figment_json_get_object (finished, "outputs"));
  if (workflow != NULL)
    json_object_set_string_member (object, "workflow_id", workflow);
  if (whole && finished != NULL)
    {
      JsonObject *workflow_object = json_object_new ();
      JsonArray *prompt = figment_json_get_array (finished, "prompt");

      json_object_set_member (object, "outputs", json_node_ref (json_object_get_member (finished, "outputs")));
      json_object_set_member (object, "execution_status", json_node_ref (json_object_get_member (finished, "status")));
      json_object_set_member (workflow_object, "prompt", json_node_ref (json_array_get_element (prompt, 2)));
      json_object_set_member (workflow_object, "extra_data", json_node_ref (extra_data));
      json_object_set_object_member (object, "workflow", workflow_object);
    }
  job->job = take_object (object);
  return job;
}

static Job *
job_from_item (FigmentPracticeItem *item,
               JobStatus            status)
{
  return job_new (item->id, status, item->number, item->extra_data, NULL, FALSE);
}

/* An interrupted prompt counts as failed (trap 8). */
static Job *
job_from_entry (FigmentPracticeEntry *entry,
                gboolean              whole)
{
  JsonObject *object = figment_json_to_object (entry->entry);
  JsonArray *prompt = figment_json_get_array (object, "prompt");
  const char *status = figment_json_get_string (figment_json_get_object (object, "status"), "status_str");

  return job_new (entry->id, g_strcmp0 (status, "success") == 0 ? JOB_COMPLETED : JOB_FAILED,
                  json_array_get_element (prompt, 0), json_array_get_element (prompt, 3), entry->entry, whole);
}

/* Returns: %FALSE when @text names a status that there is not; the 400 answer has been given then */
static gboolean
read_statuses (FigmentPracticeExchange *exchange,
               gboolean                 wanted[4])
{
  const char *text = g_hash_table_lookup (exchange->query, "status");
  g_auto(GStrv) names = g_strsplit (text != NULL ? text : "", ",", -1);
  g_autoptr(GString) invalid = g_string_new (NULL);

  for (guint i = 0; i < 4; i++)
    wanted[i] = text == NULL || *text == '\0';
  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *name = g_strstrip (names[i]);
      gboolean known = *name == '\0';

      for (guint j = 0; j < 4; j++)
        if (g_ascii_strcasecmp (name, status_names[j]) == 0)
          known = wanted[j] = TRUE;
      if (!known)
        g_string_append_printf (invalid, "%s%s", invalid->len > 0 ? ", " : "", name);
    }
  if (invalid->len > 0)
    {
      g_autofree char *error = g_strdup_printf (
          "Invalid status value(s): %s. Valid values: pending, in_progress, completed, failed", invalid->str);

      figment_practice_exchange_error (exchange, 400, error);
      return FALSE;
    }
  return TRUE;
}

typedef struct
{
  gboolean by_duration;
  gboolean ascending;
  gint64   limit;  /* 0: none */
  gint64   offset;
} Page;

/* Returns: %FALSE when the 400 answer has been given */
static gboolean
read_page (FigmentPracticeExchange *exchange,
           Page                    *page)
{
  const char *sort_by = g_hash_table_lookup (exchange->query, "sort_by");
  const char *sort_order = g_hash_table_lookup (exchange->query, "sort_order");
  const char *limit = g_hash_table_lookup (exchange->query, "limit");
  const char *offset = g_hash_table_lookup (exchange->query, "offset");
  const char *error = NULL;

  page->by_duration = g_strcmp0 (sort_by, "execution_duration") == 0;
  page->ascending = g_strcmp0 (sort_order, "asc") == 0;
  if (sort_by != NULL && !page->by_duration && strcmp (sort_by, "created_at") != 0)
    error = "sort_by must be 'created_at' or 'execution_duration'";
  else if (sort_order != NULL && !page->ascending && strcmp (sort_order, "desc") != 0)
    error = "sort_order must be 'asc' or 'desc'";
  else if (limit != NULL && !g_ascii_string_to_signed (limit, 10, G_MININT, G_MAXINT, &page->limit, NULL))
    error = "limit must be an integer";
  else if (limit != NULL && page->limit <= 0)
    error = "limit must be a positive integer";
  else if (offset != NULL && !g_ascii_string_to_signed (offset, 10, G_MININT, G_MAXINT, &page->offset, NULL))
    error = "offset must be an integer";
  page->offset = MAX (page->offset, 0);
  if (error != NULL)
    figment_practice_exchange_error (exchange, 400, error);
  return error == NULL;
}

static int
compare_jobs (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const Job *x = *(const Job *const *) a;
  const Job *y = *(const Job *const *) b;
  const Page *page = user_data;
  const gint64 left = page->by_duration ? x->duration : x->create_time;
  const gint64 right = page->by_duration ? y->duration : y->create_time;

  if (left == right)
    return 0;
  return (left < right) == page->ascending ? -1 : 1;
}

static GPtrArray *
list_jobs (FigmentPracticeQueue *queue,
           const gboolean        wanted[4])
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func (job_free);

  if (wanted[JOB_IN_PROGRESS] && queue->running != NULL)
    g_ptr_array_add (jobs, job_from_item (queue->running, JOB_IN_PROGRESS));
  for (guint i = 0; wanted[JOB_PENDING] && i < queue->pending->len; i++)
    g_ptr_array_add (jobs, job_from_item (queue->pending->pdata[i], JOB_PENDING));
  for (guint i = 0; i < queue->history->len; i++)
    {
      Job *job = job_from_entry (queue->history->pdata[i], FALSE);
      const char *status = figment_json_get_string (figment_json_to_object (job->job), "status");

      if (wanted[strcmp (status, "completed") == 0 ? JOB_COMPLETED : JOB_FAILED])
        g_ptr_array_add (jobs, job);
      else
        job_free (job);
    }
  return jobs;
}

/* GET /api/jobs */
void
figment_practice_get_jobs (FigmentPracticeExchange *exchange)
{
  const char *workflow = g_hash_table_lookup (exchange->query, "workflow_id");
  g_autoptr(GPtrArray) jobs = NULL;
  gboolean wanted[4];
  Page page = { 0 };
  JsonArray *array;
  JsonObject *answer;
  JsonObject *pagination;

  if (!read_statuses (exchange, wanted) || !read_page (exchange, &page))
    return;
  jobs = list_jobs (exchange->server->queue, wanted);
  for (guint i = jobs->len; workflow != NULL && i-- > 0;)
    if (g_strcmp0 (figment_json_get_string (figment_json_to_object (((Job *) jobs->pdata[i])->job), "workflow_id"),
                   workflow)
        != 0)
      g_ptr_array_remove_index (jobs, i);
  g_ptr_array_sort_with_data (jobs, compare_jobs, &page);

  array = json_array_new ();
  for (gint64 i = page.offset; i < jobs->len && (page.limit == 0 || i < page.offset + page.limit); i++)
    json_array_add_element (array, json_node_ref (((Job *) jobs->pdata[i])->job));
  answer = json_object_new ();
  pagination = json_object_new ();
  json_object_set_array_member (answer, "jobs", array);
  json_object_set_int_member (pagination, "offset", page.offset);
  if (page.limit > 0)
    json_object_set_int_member (pagination, "limit", page.limit);
  else
    json_object_set_null_member (pagination, "limit");
  json_object_set_int_member (pagination, "total", jobs->len);
  json_object_set_boolean_member (pagination, "has_more", page.limit > 0 && page.offset + page.limit < jobs->len);
  json_object_set_object_member (answer, "pagination", pagination);
  figment_practice_exchange_json (exchange, 200, take_object (answer));
}

/* GET /api/jobs/{id} */
void
figment_practice_get_job (FigmentPracticeExchange *exchange)
{
  FigmentPracticeQueue *queue = exchange->server->queue;
  const char *id = exchange->args[0];
  Job *job = NULL;

  if (queue->running != NULL && strcmp (queue->running->id, id) == 0)
    job = job_from_item (queue->running, JOB_IN_PROGRESS);
  for (guint i = 0; job == NULL && i < queue->pending->len; i++)
    if (strcmp (((FigmentPracticeItem *) queue->pending->pdata[i])->id, id) == 0)
      job = job_from_item (queue->pending->pdata[i], JOB_PENDING);
  for (guint i = 0; job == NULL && i < queue->history->len; i++)
    if (strcmp (((FigmentPracticeEntry *) queue->history->pdata[i])->id, id) == 0)
      job = job_from_entry (queue->history->pdata[i], TRUE);
  if (job == NULL)
    {
      figment_practice_exchange_error (exchange, 404, "Job not found");
      return;
    }
  figment_practice_exchange_json (exchange, 200, json_node_ref (job->job));
  job_free (job);
}
