/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the generation store keeps besides generations: settings of the queue, and how long runs took. */

#include "figment-generation-store.h"

#include <math.h>
#include <string.h>

#include "store/figment-database-private.h"
#include "store/figment-generation-store-private.h"

/* How many past runs the estimate looks at, and how many are kept. */
#define DURATIONS "20"

typedef struct
{
  char *name;  /* (owned) */
  char *value; /* (owned) */
} SettingData;

static void
setting_data_free (gpointer user_data)
{
  SettingData *data = user_data;

  g_free (data->name);
  g_free (data->value);
  g_free (data);
}

static gboolean
set_setting_on_thread (FigmentSqlite  *database,
                       gpointer        user_data,
                       GError        **error)
{
  SettingData *data = user_data;
  g_autoptr(FigmentStatement) statement =
      figment_sqlite_prepare (database, "INSERT OR REPLACE INTO meta (key, value) VALUES (:key, :value)", error);

  if (statement == NULL)
    return FALSE;
  figment_statement_bind_text (statement, ":key", data->name);
  figment_statement_bind_text (statement, ":value", data->value);
  return figment_statement_run (statement, error);
}

/**
 * figment_generation_store_set_setting:
 *
 * Nobody waits for this one; figment_generation_store_dup_setting () has it once it is written.
 */
void
figment_generation_store_set_setting (FigmentGenerationStore *self,
                                      const char             *name,
                                      const char             *value)
{
  SettingData *data;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (name != NULL && value != NULL);

  data = g_new0 (SettingData, 1);
  data->name = g_strdup (name);
  data->value = g_strdup (value);
  _figment_database_write_async (_figment_generation_store_get_database (self), set_setting_on_thread, NULL, data,
                                 setting_data_free, NULL, NULL, NULL);
}

/* Returns: (transfer full) (nullable): the value, NULL: never set */
char *
figment_generation_store_dup_setting (FigmentGenerationStore *self,
                                      const char             *name)
{
  FigmentSqlite *reader;
  g_autoptr(FigmentStatement) rows = NULL;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), NULL);

  reader = _figment_database_get_reader (_figment_generation_store_get_database (self), NULL);
  rows = reader != NULL ? figment_sqlite_prepare (reader, "SELECT value FROM meta WHERE key = :key", NULL) : NULL;
  if (rows == NULL)
    return NULL;
  figment_statement_bind_text (rows, ":key", name);
  return figment_statement_step (rows, NULL) == FIGMENT_STEP_ROW ? figment_statement_dup_text (rows, 0) : NULL;
}

typedef struct
{
  char   *workflow_key; /* (owned) */
  char   *server;       /* (owned) */
  gint64  work;
  gint64  milliseconds;
} DurationData;

static void
duration_data_free (gpointer user_data)
{
  DurationData *data = user_data;

  g_free (data->workflow_key);
  g_free (data->server);
  g_free (data);
}

static gboolean
add_duration_on_thread (FigmentSqlite  *database,
                        gpointer        user_data,
                        GError        **error)
{
  DurationData *data = user_data;
  g_autoptr(FigmentStatement) insert = figment_sqlite_prepare (
      database, "INSERT INTO durations (workflow_key, server, work, milliseconds) VALUES (:key, :server, :work, :ms)",
      error);
  g_autoptr(FigmentStatement) forget = figment_sqlite_prepare (
      database,
      "DELETE FROM durations WHERE workflow_key = :key AND server = :server AND id NOT IN (SELECT id FROM durations"
      " WHERE workflow_key = :key AND server = :server ORDER BY id DESC LIMIT " DURATIONS ")",
      error);

  if (insert == NULL || forget == NULL)
    return FALSE;
  figment_statement_bind_text (insert, ":key", data->workflow_key);
  figment_statement_bind_text (insert, ":server", data->server);
  figment_statement_bind_int64 (insert, ":work", data->work);
  figment_statement_bind_int64 (insert, ":ms", data->milliseconds);
  figment_statement_bind_text (forget, ":key", data->workflow_key);
  figment_statement_bind_text (forget, ":server", data->server);
  return figment_statement_run (insert, error) && figment_statement_run (forget, error);
}

/**
 * figment_generation_store_add_duration:
 * @work: what the time is proportional to: steps × pixels × frames
 *
 * Nobody waits for this one, and nothing is lost when it fails. What took no time or had no work says nothing and is
 * dropped.
 */
void
figment_generation_store_add_duration (FigmentGenerationStore *self,
                                       const char             *workflow_key,
                                       const char             *server,
                                       gint64                  work,
                                       gint64                  milliseconds)
{
  DurationData *data;

  g_return_if_fail (FIGMENT_IS_GENERATION_STORE (self));
  g_return_if_fail (workflow_key != NULL && server != NULL);

  if (work <= 0 || milliseconds <= 0)
    return;
  data = g_new0 (DurationData, 1);
  data->workflow_key = g_strdup (workflow_key);
  data->server = g_strdup (server);
  data->work = work;
  data->milliseconds = milliseconds;
  _figment_database_write_async (_figment_generation_store_get_database (self), add_duration_on_thread, NULL, data,
                                 duration_data_free, NULL, NULL, NULL);
}

static int
compare_rates (gconstpointer a,
               gconstpointer b)
{
  const double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

/**
 * figment_generation_store_estimate:
 *
 * The median of the last runs, so that one that had to load a model, or came from the cache, does not bend it.
 *
 * Returns: milliseconds, 0: none yet
 */
gint64
figment_generation_store_estimate (FigmentGenerationStore *self,
                                   const char             *workflow_key,
                                   const char             *server,
                                   gint64                  work)
{
  g_autoptr(GArray) rates = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(FigmentStatement) rows = NULL;
  FigmentSqlite *reader;
  double rate, milliseconds;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_STORE (self), 0);
  g_return_val_if_fail (workflow_key != NULL && server != NULL, 0);

  reader = _figment_database_get_reader (_figment_generation_store_get_database (self), NULL);
  if (reader != NULL)
    rows = figment_sqlite_prepare (reader,
                                   "SELECT CAST (milliseconds AS REAL) / work FROM durations WHERE workflow_key = :key"
                                   " AND server = :server ORDER BY id DESC LIMIT " DURATIONS,
                                   NULL);
  if (rows == NULL || work <= 0)
    return 0;
  figment_statement_bind_text (rows, ":key", workflow_key);
  figment_statement_bind_text (rows, ":server", server);
  while (figment_statement_step (rows, NULL) == FIGMENT_STEP_ROW)
    {
      rate = figment_statement_get_double (rows, 0);
      g_array_append_val (rates, rate);
    }
  if (rates->len == 0)
    return 0;
  g_array_sort (rates, compare_rates);
  rate = (g_array_index (rates, double, (rates->len - 1) / 2) + g_array_index (rates, double, rates->len / 2)) / 2;
  milliseconds = rate * (double) work;
  return milliseconds < 9e18 ? MAX ((gint64) llround (milliseconds), 1) : G_MAXINT64;
}
