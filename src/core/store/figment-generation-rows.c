/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Generations and outputs as rows: the only file that knows which property stands in which column. */

#include "figment-generation-rows.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "store/figment-database.h"

typedef struct
{
  gatomicrefcount ref_count;
  gint64          id; /* 0: not inserted yet; the store's thread alone reads and writes it while writes are under way */
} RowKey;

struct _FigmentGenerationRow
{
  RowKey                 *key;     /* (owned) */
  gboolean                inserted; /* this snapshot made the row */
  FigmentRequest         *request; /* (owned) */
  FigmentGenerationState  state;
  char                   *evidence;  /* (owned) (nullable) */
  char                   *error;     /* (owned) (nullable) */
  char                   *details;   /* (owned) (nullable) */
  char                   *prompt_id; /* (owned) (nullable) */
  char                   *server;    /* (owned) (nullable) */
  double                  position;
  gint64                  created_at;
  gint64                  started_at;
  gint64                  finished_at;
  gboolean                favourite;
  gboolean                accepted;
  gboolean                cached;
  gint64                  taken_at; /* µs since 1970 */
};

static void
row_key_unref (gpointer data)
{
  RowKey *key = data;

  if (g_atomic_ref_count_dec (&key->ref_count))
    g_free (key);
}

static RowKey *
ref_row_key (FigmentGeneration *generation)
{
  static const char name[] = "figment-row-key";
  RowKey *key = g_object_get_data (G_OBJECT (generation), name);

  if (key == NULL)
    {
      key = g_new0 (RowKey, 1);
      g_atomic_ref_count_init (&key->ref_count);
      key->id = figment_generation_get_id (generation);
      g_object_set_data_full (G_OBJECT (generation), name, key, row_key_unref);
    }
  g_atomic_ref_count_inc (&key->ref_count);
  return key;
}

/* Main thread. */
FigmentGenerationRow *
figment_generation_row_new (FigmentGeneration *generation)
{
  FigmentGenerationRow *self = g_new0 (FigmentGenerationRow, 1);

  self->key = ref_row_key (generation);
  self->request = figment_request_ref (figment_generation_get_request (generation));
  self->state = figment_generation_get_state (generation);
  self->evidence = g_strdup (figment_generation_get_evidence (generation));
  self->error = g_strdup (figment_generation_get_error (generation));
  self->details = g_strdup (figment_generation_get_details (generation));
  self->prompt_id = g_strdup (figment_generation_get_prompt_id (generation));
  self->server = g_strdup (figment_generation_get_server (generation));
  self->position = figment_generation_get_position (generation);
  self->created_at = figment_generation_get_created_at (generation);
  self->started_at = figment_generation_get_started_at (generation);
  self->finished_at = figment_generation_get_finished_at (generation);
  self->favourite = figment_generation_get_favourite (generation);
  self->accepted = figment_generation_get_accepted (generation);
  self->cached = figment_generation_get_cached (generation);
  self->taken_at = g_get_real_time ();
  return self;
}

void
figment_generation_row_free (FigmentGenerationRow *self)
{
  row_key_unref (self->key);
  figment_request_unref (self->request);
  g_free (self->evidence);
  g_free (self->error);
  g_free (self->details);
  g_free (self->prompt_id);
  g_free (self->server);
  g_free (self);
}

/* After a save has come back: the id of the row. */
gint64
figment_generation_row_get_id (FigmentGenerationRow *self)
{
  return self->key->id;
}

/* px of a picture's shape that a damaged row can ask for */
#define MAX_SIDE 16384

/* A path is a member "path", or "uri" where its bytes are not UTF-8 and cannot stand in JSON. */
static char *
write_input_files (GPtrArray *files)
{
  JsonArray *array = json_array_new ();
  g_autoptr(JsonNode) node = json_node_init_array (json_node_alloc (), array);

  for (guint i = 0; i < files->len; i++)
    {
      const FigmentInputFile *file = g_ptr_array_index (files, i);
      g_autofree char *uri = NULL;
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "node", file->node_id);
      json_object_set_string_member (object, "input", file->input);
      if (g_utf8_validate (file->path, -1, NULL))
        json_object_set_string_member (object, "path", file->path);
      else if ((uri = g_filename_to_uri (file->path, NULL, NULL)) != NULL)
        json_object_set_string_member (object, "uri", uri);
      if (file->fit != FIGMENT_FIT_NONE)
        {
          json_object_set_string_member (object, "fit", figment_fit_to_nick (file->fit));
          json_object_set_int_member (object, "width", file->width);
          json_object_set_int_member (object, "height", file->height);
        }
      json_array_add_object_element (array, object);
    }
  json_array_unref (array);
  return figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

static void
read_input_file (FigmentRequest *request,
                 JsonObject     *object)
{
  const char *node_id = figment_json_get_string (object, "node");
  const char *input = figment_json_get_string (object, "input");
  const char *uri = figment_json_get_string (object, "uri");
  g_autofree char *path = g_strdup (figment_json_get_string (object, "path"));

  if (path == NULL && uri != NULL)
    path = g_filename_from_uri (uri, NULL, NULL);
  if (node_id == NULL || input == NULL || path == NULL)
    return;
  figment_request_add_input_file (request, node_id, input, path);
  figment_request_fit_input_file (request, figment_fit_from_nick (figment_json_get_string (object, "fit")),
                                  (int) CLAMP (figment_json_get_int64 (object, "width", 0), 0, MAX_SIDE),
                                  (int) CLAMP (figment_json_get_int64 (object, "height", 0), 0, MAX_SIDE));
}

static void
read_input_files (FigmentRequest *request,
                  const char     *json)
{
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array;

  if (json == NULL || g_str_equal (json, "[]"))
    return;
  node = figment_json_parse (json, strlen (json), NULL);
  array = node != NULL ? figment_json_to_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = figment_json_to_object (json_array_get_element (array, i));

      if (object != NULL)
        read_input_file (request, object);
    }
}

/* What can change of a row: the parameters that INSERT and UPDATE have in common. */
static void
bind_changeable (FigmentGenerationRow *self,
                 FigmentStatement     *statement)
{
  figment_statement_bind_text (statement, ":state", figment_generation_state_to_nick (self->state));
  figment_statement_bind_text (statement, ":evidence", self->evidence);
  figment_statement_bind_text (statement, ":error", self->error);
  figment_statement_bind_text (statement, ":details", self->details);
  figment_statement_bind_text (statement, ":prompt_id", self->prompt_id);
  figment_statement_bind_text (statement, ":server", self->server);
  figment_statement_bind_double (statement, ":position", self->position);
  figment_statement_bind_int64 (statement, ":created_at", self->created_at);
  figment_statement_bind_int64 (statement, ":started_at", self->started_at);
  figment_statement_bind_int64 (statement, ":finished_at", self->finished_at);
  figment_statement_bind_int64 (statement, ":favourite", self->favourite);
  figment_statement_bind_int64 (statement, ":accepted", self->accepted);
  figment_statement_bind_int64 (statement, ":cached", self->cached);
}

/* A workflow that was deleted between queueing and here is no reason to lose the generation. */
static const char insert_sql[] =
    "INSERT INTO generations (mode, workflow_id, workflow_name, state, evidence, prompt_id, server, queue_position,"
    "  created_at, started_at, finished_at, favourite, accepted, cached, error, output_node_id, output_dir,"
    "  original_prompt, enhanced_prompt, negative_prompt, sent_prompt, input_files, params, details, graph, "
    "editor_graph)"
    " VALUES (:mode, (SELECT id FROM workflows WHERE id = :workflow_id), :workflow_name, :state, :evidence, :prompt_id,"
    "  :server, :position, :created_at, :started_at, :finished_at, :favourite, :accepted, :cached, :error, "
    ":output_node_id,"
    "  :output_dir, :original_prompt, :enhanced_prompt, :negative_prompt, :sent_prompt, :input_files, :params, "
    ":details,"
    "  :graph, :editor_graph)";

static gboolean
insert_row (FigmentGenerationRow  *self,
            FigmentSqlite         *database,
            GError               **error)
{
  const FigmentRequest *request = self->request;
  g_autofree char *input_files = write_input_files (request->input_files);
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (database, insert_sql, error);

  if (statement == NULL)
    return FALSE;
  bind_changeable (self, statement);
  figment_statement_bind_text (statement, ":mode", figment_mode_to_nick (request->mode));
  figment_statement_bind_int64 (statement, ":workflow_id", request->workflow_id);
  figment_statement_bind_text (statement, ":workflow_name", request->workflow_name);
  figment_statement_bind_text (statement, ":output_node_id", request->output_node_id);
  figment_statement_bind_text (statement, ":output_dir", request->output_dir);
  figment_statement_bind_text (statement, ":original_prompt", request->original_prompt);
  figment_statement_bind_text (statement, ":enhanced_prompt", request->enhanced_prompt);
  figment_statement_bind_text (statement, ":negative_prompt", request->negative_prompt);
  figment_statement_bind_text (statement, ":sent_prompt", request->sent_prompt);
  figment_statement_bind_text (statement, ":input_files", input_files);
  figment_statement_bind_text (statement, ":params", request->params);
  figment_statement_bind_text (statement, ":graph", request->graph);
  figment_statement_bind_text (statement, ":editor_graph", request->editor_graph);
  if (!figment_statement_run (statement, error))
    return FALSE;
  self->key->id = figment_sqlite_get_last_id (database);
  self->inserted = TRUE;
  return TRUE;
}

static gboolean
update_row (FigmentGenerationRow  *self,
            FigmentSqlite         *database,
            gboolean              *found,
            GError               **error)
{
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
      database,
      "UPDATE generations SET state = :state, evidence = :evidence, error = :error, details = :details,"
      "  prompt_id = :prompt_id, server = :server, queue_position = :position, created_at = :created_at,"
      "  started_at = :started_at, finished_at = :finished_at, favourite = :favourite, accepted = :accepted,"
      "  cached = :cached WHERE id = :id",
      error);

  if (statement == NULL)
    return FALSE;
  bind_changeable (self, statement);
  figment_statement_bind_int64 (statement, ":id", self->key->id);
  if (!figment_statement_run (statement, error))
    return FALSE;
  *found = figment_sqlite_get_changes (database) > 0;
  return TRUE;
}

/* Writes down that the row enters a state, unless it is in it already and for the same reason. Before the row is
 * changed. */
static gboolean
note_transition (FigmentGenerationRow  *self,
                 FigmentSqlite         *database,
                 GError               **error)
{
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
      database,
      "INSERT INTO transitions (generation_id, at, state, evidence) SELECT id, :at, :state, :evidence FROM generations"
      " WHERE id = :id AND (state <> :state OR evidence IS NOT :evidence)",
      error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":id", self->key->id);
  figment_statement_bind_int64 (statement, ":at", self->taken_at);
  figment_statement_bind_text (statement, ":state", figment_generation_state_to_nick (self->state));
  figment_statement_bind_text (statement, ":evidence", self->evidence);
  return figment_statement_run (statement, error);
}

static gboolean
note_beginning (FigmentGenerationRow  *self,
                FigmentSqlite         *database,
                GError               **error)
{
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
      database,
      "INSERT INTO transitions (generation_id, at, state, evidence) SELECT id, :at, state, evidence FROM generations"
      " WHERE id = :id",
      error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":id", self->key->id);
  figment_statement_bind_int64 (statement, ":at", self->taken_at);
  return figment_statement_run (statement, error);
}

/* Inserts the row or brings it up to date, inside the caller's transaction. Store thread. */
gboolean
figment_generation_row_save (FigmentGenerationRow  *self,
                             FigmentSqlite         *database,
                             GError               **error)
{
  gboolean found = FALSE;

  if (self->key->id == 0)
    return insert_row (self, database, error) && note_beginning (self, database, error);
  if (!note_transition (self, database, error) || !update_row (self, database, &found, error))
    return FALSE;
  if (!found)
    g_set_error_literal (error, FIGMENT_STORE_ERROR, FIGMENT_STORE_ERROR_SQL,
                         _("This generation is no longer in the database."));
  return found;
}

/* The transaction was taken back, so the row that it made is none, and its id will be another's. Store thread. */
void
figment_generation_row_undo (FigmentGenerationRow *self)
{
  if (self->inserted)
    self->key->id = 0;
}

/* The same with the list of outputs that are to be fetched, %NULL forgets it. Store thread. */
gboolean
figment_generation_row_save_plan (FigmentGenerationRow  *self,
                                  const char            *plan,
                                  FigmentSqlite         *database,
                                  GError               **error)
{
  g_autoptr(FigmentStatement) statement = NULL;

  if (!figment_generation_row_save (self, database, error))
    return FALSE;
  statement = figment_sqlite_prepare (database, "UPDATE generations SET plan = :plan WHERE id = :id", error);
  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":id", self->key->id);
  figment_statement_bind_text (statement, ":plan", plan);
  return figment_statement_run (statement, error);
}

/* The same with what is about to be sent; the row says "submitted" whatever the snapshot says. Store thread. */
gboolean
figment_generation_row_save_sent (FigmentGenerationRow  *self,
                                  const char            *sent_graph,
                                  const char            *client_id,
                                  FigmentSqlite         *database,
                                  GError               **error)
{
  g_autoptr(FigmentStatement) statement = NULL;

  self->state = FIGMENT_GENERATION_SUBMITTED;
  if (!figment_generation_row_save (self, database, error))
    return FALSE;
  statement = figment_sqlite_prepare (
      database, "UPDATE generations SET sent_graph = :sent_graph, client_id = :client_id WHERE id = :id", error);
  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":id", self->key->id);
  figment_statement_bind_text (statement, ":sent_graph", sent_graph);
  figment_statement_bind_text (statement, ":client_id", client_id);
  return figment_statement_run (statement, error);
}

/* What the user has done with an output (favourite, trash) is not undone by its being recorded again. Store thread. */
gboolean
figment_generation_row_save_output (FigmentGenerationRow     *self,
                                    const FigmentOutputInfo  *info,
                                    gint64                   *output_id,
                                    FigmentSqlite            *database,
                                    GError                  **error)
{
  g_autoptr(FigmentStatement) statement = figment_sqlite_prepare (
      database,
      "INSERT INTO outputs (generation_id, position, node_id, kind, path, mime, width, height, duration_ms, bytes, "
      "sha256,"
      "  favourite, trashed_at, text)"
      " VALUES (:generation, :position, :node_id, :kind, :path, :mime, :width, :height, :duration_ms, :bytes, :sha256,"
      "  :favourite, :trashed_at, :text)"
      " ON CONFLICT (generation_id, position) DO UPDATE SET node_id = excluded.node_id, kind = excluded.kind,"
      "  path = excluded.path, mime = excluded.mime, width = excluded.width, height = excluded.height,"
      "  duration_ms = excluded.duration_ms, bytes = excluded.bytes, sha256 = excluded.sha256, text = excluded.text"
      " RETURNING id",
      error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_int64 (statement, ":generation", self->key->id);
  figment_statement_bind_int64 (statement, ":position", info->position);
  figment_statement_bind_text (statement, ":node_id", info->node_id);
  figment_statement_bind_text (statement, ":kind", figment_media_kind_to_nick (info->kind));
  figment_statement_bind_text (statement, ":path", info->path);
  figment_statement_bind_text (statement, ":mime", info->mime);
  figment_statement_bind_int64 (statement, ":width", info->width);
  figment_statement_bind_int64 (statement, ":height", info->height);
  figment_statement_bind_int64 (statement, ":duration_ms", info->duration_ms);
  figment_statement_bind_int64 (statement, ":bytes", info->bytes);
  figment_statement_bind_text (statement, ":sha256", info->sha256);
  figment_statement_bind_int64 (statement, ":favourite", info->favourite);
  figment_statement_bind_int64 (statement, ":trashed_at", info->trashed_at);
  figment_statement_bind_text (statement, ":text", info->text);
  if (figment_statement_step (statement, error) != FIGMENT_STEP_ROW)
    return FALSE;
  *output_id = figment_statement_get_int64 (statement, 0);
  return figment_statement_run (statement, error);
}

static FigmentOutput *
read_output (FigmentStatement *rows)
{
  g_autofree char *node_id = figment_statement_dup_text (rows, 2), *kind = figment_statement_dup_text (rows, 3);
  g_autofree char *path = figment_statement_dup_path (rows, 4), *mime = figment_statement_dup_text (rows, 5);
  g_autofree char *sha256 = figment_statement_dup_text (rows, 10), *text = figment_statement_dup_text (rows, 13);
  const FigmentOutputInfo info = {
    .id = figment_statement_get_int64 (rows, 0),
    .position = (int) figment_statement_get_int64 (rows, 1),
    .node_id = node_id,
    .kind = figment_media_kind_from_nick (kind),
    .path = path,
    .mime = mime,
    .width = (int) figment_statement_get_int64 (rows, 6),
    .height = (int) figment_statement_get_int64 (rows, 7),
    .duration_ms = figment_statement_get_int64 (rows, 8),
    .bytes = figment_statement_get_int64 (rows, 9),
    .sha256 = sha256,
    .favourite = figment_statement_get_int64 (rows, 11) != 0,
    .trashed_at = figment_statement_get_int64 (rows, 12),
    .text = text,
  };

  return figment_output_new (&info);
}

/**
 * figment_generation_rows_read_outputs:
 * @trashed: those that are in the trash, or those that are not
 *
 * Main thread.
 *
 * Returns: (transfer full) (element-type FigmentOutput): in the order of their positions; or %NULL
 */
GPtrArray *
figment_generation_rows_read_outputs (FigmentSqlite  *database,
                                      gint64          generation_id,
                                      gboolean        trashed,
                                      GError        **error)
{
  g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(FigmentStatement) rows = figment_sqlite_prepare (
      database,
      "SELECT id, position, node_id, kind, path, mime, width, height, duration_ms, bytes, sha256, favourite,"
      "  trashed_at, text FROM outputs"
      " WHERE generation_id = :id AND (CAST (trashed_at AS INTEGER) <> 0) = :trashed ORDER BY position",
      error);
  FigmentStep step;

  if (rows == NULL)
    return NULL;
  figment_statement_bind_int64 (rows, ":id", generation_id);
  figment_statement_bind_int64 (rows, ":trashed", trashed);
  while ((step = figment_statement_step (rows, error)) == FIGMENT_STEP_ROW)
    g_ptr_array_add (outputs, read_output (rows));
  return step == FIGMENT_STEP_DONE ? g_steal_pointer (&outputs) : NULL;
}

static void
read_text (char             **field,
           FigmentStatement  *rows,
           int                column)
{
  char *text = figment_statement_dup_text (rows, column);

  if (text == NULL)
    return;
  g_free (*field);
  *field = text;
}

static FigmentRequest *
read_request (FigmentStatement *rows,
              gboolean          full)
{
  g_autofree char *mode = figment_statement_dup_text (rows, 1), *input_files = figment_statement_dup_text (rows, 21);
  FigmentRequest *request = figment_request_new (figment_mode_from_nick (mode), NULL);

  request->workflow_id = figment_statement_get_int64 (rows, 2);
  read_text (&request->workflow_name, rows, 3);
  read_text (&request->output_node_id, rows, 15);
  request->output_dir = figment_statement_dup_path (rows, 16);
  read_text (&request->original_prompt, rows, 17);
  read_text (&request->enhanced_prompt, rows, 18);
  read_text (&request->negative_prompt, rows, 19);
  read_text (&request->sent_prompt, rows, 20);
  read_input_files (request, input_files);
  read_text (&request->params, rows, 22);
  if (full)
    {
      read_text (&request->graph, rows, 25);
      read_text (&request->editor_graph, rows, 26);
    }
  return request;
}

static FigmentGeneration *
read_generation (FigmentStatement *rows,
                 gboolean          full)
{
  g_autoptr(FigmentRequest) request = read_request (rows, full);
  g_autofree char *nick = figment_statement_dup_text (rows, 4), *evidence = figment_statement_dup_text (rows, 5);
  g_autofree char *prompt_id = figment_statement_dup_text (rows, 6), *server = figment_statement_dup_text (rows, 7);
  g_autofree char *text = figment_statement_dup_text (rows, 14), *details = figment_statement_dup_text (rows, 23);
  FigmentGeneration *generation = figment_generation_new (request);
  FigmentGenerationState state = FIGMENT_GENERATION_LOST;

  /* A word that is no state comes from a damaged file: nothing is known of that run, and that is what LOST says. */
  figment_generation_state_from_nick (nick, &state);
  figment_generation_set_id (generation, figment_statement_get_int64 (rows, 0));
  figment_generation_enter_state (generation, state, evidence);
  figment_generation_set_prompt_id (generation, prompt_id);
  figment_generation_set_server (generation, server);
  figment_generation_set_position (generation, figment_statement_get_double (rows, 8));
  figment_generation_set_times (generation, figment_statement_get_int64 (rows, 9),
                                figment_statement_get_int64 (rows, 10), figment_statement_get_int64 (rows, 11));
  figment_generation_set_favourite (generation, figment_statement_get_int64 (rows, 12) != 0);
  figment_generation_set_cached (generation, figment_statement_get_int64 (rows, 13) != 0);
  figment_generation_set_error (generation, text, details);
  figment_generation_set_accepted (generation, figment_statement_get_int64 (rows, 24) != 0);
  return generation;
}

/**
 * figment_generation_rows_read:
 * @rows: selects %FIGMENT_GENERATION_ROWS_BRIEF or %FIGMENT_GENERATION_ROWS_FULL
 * @full: which of the two; a brief request has no graphs
 *
 * Main thread.
 *
 * Returns: (transfer full) (element-type FigmentGeneration): with their outputs but for those in the trash, in the
 *   order of @rows; or %NULL
 */
GPtrArray *
figment_generation_rows_read (FigmentSqlite     *database,
                              FigmentStatement  *rows,
                              gboolean           full,
                              GError           **error)
{
  g_autoptr(GPtrArray) generations = g_ptr_array_new_with_free_func (g_object_unref);
  FigmentStep step;

  while ((step = figment_statement_step (rows, error)) == FIGMENT_STEP_ROW)
    {
      FigmentGeneration *generation = read_generation (rows, full);
      g_autoptr(GPtrArray) outputs = NULL;

      g_ptr_array_add (generations, generation);
      outputs = figment_generation_rows_read_outputs (database, figment_generation_get_id (generation), FALSE, error);
      if (outputs == NULL)
        return NULL;
      if (outputs->len > 0)
        figment_generation_set_outputs (generation, outputs);
    }
  return step == FIGMENT_STEP_DONE ? g_steal_pointer (&generations) : NULL;
}
