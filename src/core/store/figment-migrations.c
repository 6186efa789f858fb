/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-migrations.h"

/*
 * Row ids are handed out in the order of creation and never again, so "newest first" is "highest id first" and the
 * full-text index can be read in that order. The large texts stand last in their rows, where a list does not have to
 * pass over them. Times are microseconds since 1970, UTC.
 *
 * The full-text index holds no text of its own, it refers to the columns of the same names in "generations"; the
 * triggers keep it in step. The first one to four letters of a word are indexed as words, too: what a person has typed
 * of a longer one is looked up in "generation_terms".
 */
static const char first_version[] =
    "CREATE TABLE meta ("
    "  key TEXT PRIMARY KEY,"
    "  value"
    ") WITHOUT ROWID;"

    "CREATE TABLE workflows ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  name TEXT NOT NULL,"
    "  description TEXT,"
    "  category TEXT NOT NULL,"
    "  output_node_id TEXT,"
    "  created_at INTEGER NOT NULL,"
    "  updated_at INTEGER NOT NULL,"
    "  last_used_at INTEGER NOT NULL DEFAULT 0,"
    "  input_mappings TEXT,"
    "  thumbnail BLOB,"
    "  api_json TEXT NOT NULL,"
    "  graph_json TEXT"
    ");"

    /* A workflow's generations outlive it: they keep its name. */
    "CREATE TABLE generations ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  mode TEXT NOT NULL,"
    "  workflow_id INTEGER REFERENCES workflows (id) ON DELETE SET NULL,"
    "  workflow_name TEXT,"
    "  state TEXT NOT NULL,"
    "  evidence TEXT,"
    "  prompt_id TEXT,"
    "  client_id TEXT,"
    "  server TEXT,"
    "  queue_position REAL NOT NULL,"
    "  created_at INTEGER NOT NULL,"
    "  started_at INTEGER NOT NULL,"
    "  finished_at INTEGER NOT NULL,"
    "  favourite INTEGER NOT NULL,"
    "  accepted INTEGER NOT NULL DEFAULT 0,"
    "  cached INTEGER NOT NULL,"
    "  error TEXT,"
    "  output_node_id TEXT,"
    "  output_dir TEXT,"
    "  original_prompt TEXT NOT NULL,"
    "  enhanced_prompt TEXT,"
    "  negative_prompt TEXT,"
    "  sent_prompt TEXT NOT NULL,"
    "  input_files TEXT NOT NULL,"
    "  params TEXT NOT NULL,"
    "  details TEXT,"
    "  graph TEXT NOT NULL,"
    "  editor_graph TEXT,"
    "  sent_graph TEXT,"
    "  plan TEXT"
    ");"
    "CREATE INDEX generations_open ON generations (queue_position, id)"
    "  WHERE state NOT IN ('done', 'failed', 'cancelled', 'lost');"
    "CREATE INDEX generations_workflow ON generations (workflow_id) WHERE workflow_id IS NOT NULL;"

    "CREATE TABLE transitions ("
    "  id INTEGER PRIMARY KEY,"
    "  generation_id INTEGER NOT NULL REFERENCES generations (id) ON DELETE CASCADE,"
    "  at INTEGER NOT NULL,"
    "  state TEXT NOT NULL,"
    "  evidence TEXT"
    ");"
    "CREATE INDEX transitions_generation ON transitions (generation_id);"

    "CREATE TABLE outputs ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  generation_id INTEGER NOT NULL REFERENCES generations (id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  node_id TEXT,"
    "  kind TEXT NOT NULL,"
    "  path TEXT,"
    "  mime TEXT,"
    "  width INTEGER NOT NULL,"
    "  height INTEGER NOT NULL,"
    "  duration_ms INTEGER NOT NULL,"
    "  bytes INTEGER NOT NULL,"
    "  sha256 TEXT,"
    "  favourite INTEGER NOT NULL,"
    "  trashed_at INTEGER NOT NULL,"
    "  text TEXT,"
    "  UNIQUE (generation_id, position)"
    ");"

    /* "work" is what the time is proportional to: steps x pixels x frames. */
    "CREATE TABLE durations ("
    "  id INTEGER PRIMARY KEY,"
    "  workflow_key TEXT NOT NULL,"
    "  server TEXT NOT NULL,"
    "  work INTEGER NOT NULL,"
    "  milliseconds INTEGER NOT NULL"
    ");"
    "CREATE INDEX durations_key ON durations (workflow_key, server, id);"

    "CREATE VIRTUAL TABLE generation_fts USING fts5 ("
    "  original_prompt, enhanced_prompt, negative_prompt, sent_prompt, workflow_name,"
    "  content = 'generations', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'"
    ");"
    "CREATE VIRTUAL TABLE generation_terms USING fts5vocab (generation_fts, instance);"
    "CREATE TRIGGER generations_inserted AFTER INSERT ON generations BEGIN"
    "  INSERT INTO generation_fts"
    "    (rowid, original_prompt, enhanced_prompt, negative_prompt, sent_prompt, workflow_name)"
    "    VALUES (new.id, new.original_prompt, new.enhanced_prompt, new.negative_prompt, new.sent_prompt,"
    "            new.workflow_name);"
    "END;"
    "CREATE TRIGGER generations_deleted AFTER DELETE ON generations BEGIN"
    "  INSERT INTO generation_fts"
    "    (generation_fts, rowid, original_prompt, enhanced_prompt, negative_prompt, sent_prompt, workflow_name)"
    "    VALUES ('delete', old.id, old.original_prompt, old.enhanced_prompt, old.negative_prompt, old.sent_prompt,"
    "            old.workflow_name);"
    "END;"
    "CREATE TRIGGER generations_reworded AFTER UPDATE OF"
    "  original_prompt, enhanced_prompt, negative_prompt, sent_prompt, workflow_name ON generations BEGIN"
    "  INSERT INTO generation_fts"
    "    (generation_fts, rowid, original_prompt, enhanced_prompt, negative_prompt, sent_prompt, workflow_name)"
    "    VALUES ('delete', old.id, old.original_prompt, old.enhanced_prompt, old.negative_prompt, old.sent_prompt,"
    "            old.workflow_name);"
    "  INSERT INTO generation_fts"
    "    (rowid, original_prompt, enhanced_prompt, negative_prompt, sent_prompt, workflow_name)"
    "    VALUES (new.id, new.original_prompt, new.enhanced_prompt, new.negative_prompt, new.sent_prompt,"
    "            new.workflow_name);"
    "END;"

    "PRAGMA application_id = 1181312877;" /* FIGMENT_APPLICATION_ID; SQLite takes decimals here */;

/* What the form of a workflow was last filled with: a JSON object, written while the user types. */
static const char second_version[] =
    "CREATE TABLE workflow_values ("
    "  id INTEGER PRIMARY KEY,"
    "  workflow_id INTEGER NOT NULL UNIQUE REFERENCES workflows (id) ON DELETE CASCADE,"
    "  form TEXT NOT NULL"
    ");";

/* Which generations are in the trash as a whole. Not a column: a list would have to pass over the graphs to read it. */
static const char third_version[] =
    "CREATE TABLE trashed_generations ("
    "  id INTEGER PRIMARY KEY REFERENCES generations (id) ON DELETE CASCADE,"
    "  trashed_at INTEGER NOT NULL"
    ");";

/* What the list of workflows shows and finds them by. */
static const char fourth_version[] =
    "ALTER TABLE workflows ADD COLUMN tags TEXT;"
    "ALTER TABLE workflows ADD COLUMN family TEXT;";

/* Which of the workflows are those that Figment brings. */
static const char fifth_version[] = "ALTER TABLE workflows ADD COLUMN starter TEXT;";

const char *const figment_migrations[] = {
  first_version, second_version, third_version, fourth_version, fifth_version, NULL,
};

/* The version that a database has after the last of @steps. */
gint64
figment_migrations_get_version (const char *const *steps)
{
  return (gint64) g_strv_length ((char **) steps);
}

/* The version is read again under the lock: another process may just have done the same step. */
static gboolean
run_next_step (FigmentSqlite      *database,
               const char *const  *steps,
               GError            **error)
{
  g_autofree char *pragma = NULL;
  gint64 version;

  if (!figment_sqlite_get_number (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version >= figment_migrations_get_version (steps))
    return TRUE;
  pragma = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version + 1);
  return figment_sqlite_exec (database, steps[version], error) && figment_sqlite_exec (database, pragma, error);
}

/**
 * figment_migrations_run:
 * @database: of a version between 0 and that of @steps
 *
 * Takes @database from the version it has to the newest. Each step is one transaction with the version it leads to, so
 * that a death on the way leaves the last whole version. Steps must not switch foreign keys, which SQLite ignores in a
 * transaction.
 */
gboolean
figment_migrations_run (FigmentSqlite      *database,
                        const char *const  *steps,
                        GError            **error)
{
  gint64 version;

  for (;;)
    {
      if (!figment_sqlite_get_number (database, "PRAGMA user_version", &version, error))
        return FALSE;
      if (version >= figment_migrations_get_version (steps))
        return TRUE;
      if (!figment_sqlite_begin (database, error))
        return FALSE;
      if (!run_next_step (database, steps, error))
        {
          figment_sqlite_rollback (database);
          return FALSE;
        }
      if (!figment_sqlite_commit (database, error))
        return FALSE;
    }
}
