/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the store takes for a page, a search and an insert, at 100 000 and at 1 000 000 generations. */

#include <locale.h>
#include <string.h>

#include <glib/gstdio.h>

#include "store-support.h"

#include "store/figment-generation-rows.h"
#include "store/figment-migrations.h"

#define VOCABULARY 20000
#define ROUNDS 200

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

static void
print_times (const char *what,
             GArray     *times)
{
  g_array_sort (times, compare_times);
  g_print ("  %-44s median %7.3f ms   p95 %7.3f ms   worst %7.3f ms\n", what,
           g_array_index (times, double, times->len / 2), g_array_index (times, double, times->len * 95 / 100),
           g_array_index (times, double, times->len - 1));
}

static void
add_time (GArray *times,
          gint64  start)
{
  const double milliseconds = (double) (g_get_monotonic_time () - start) / 1000;

  g_array_append_val (times, milliseconds);
}

/* Made-up words, some frequent and most rare, as they are in a language (Zipf). */
typedef struct
{
  char   *words[VOCABULARY];
  double  shares[VOCABULARY]; /* cumulated */
  GRand  *rand;
} Language;

static Language *
language_new (void)
{
  static const char *const syllables[] = { "ka",  "lo", "mi",  "ter", "pan", "dor", "el", "vi",  "sun",
                                           "gra", "por", "tra", "it",  "con", "pre", "al", "chi", "be" };
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Language *self = g_new0 (Language, 1);
  double sum = 0;

  self->rand = g_rand_new_with_seed (1);
  for (guint i = 0; i < VOCABULARY; i++)
    {
      do
        {
          GString *word = g_string_new (NULL);

          for (int n = g_rand_int_range (self->rand, 1, 5); n > 0; n--)
            g_string_append (word, syllables[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (syllables))]);
          g_free (self->words[i]);
          self->words[i] = g_string_free (word, FALSE);
        }
      while (!g_hash_table_add (seen, self->words[i]));
      sum += 1.0 / (i + 2);
      self->shares[i] = sum;
    }
  g_free (self->words[3]);
  self->words[3] = g_strdup ("portrait");
  g_free (self->words[50]);
  self->words[50] = g_strdup ("portal");
  g_free (self->words[900]);
  self->words[900] = g_strdup ("portraits");
  return self;
}

static const char *
draw_word (Language *self)
{
  const double share = g_rand_double_range (self->rand, 0, self->shares[VOCABULARY - 1]);
  guint low = 0, high = VOCABULARY - 1;

  while (low < high)
    {
      const guint middle = (low + high) / 2;

      if (self->shares[middle] < share)
        low = middle + 1;
      else
        high = middle;
    }
  return self->words[low];
}

static char *
draw_prompt (Language *self,
             guint     count)
{
  GString *prompt = g_string_new (draw_word (self));

  while (--count > 0)
    {
      g_string_append_c (prompt, ' ');
      g_string_append (prompt, draw_word (self));
    }
  return g_string_free (prompt, FALSE);
}

static FigmentGeneration *
draw_generation (Language   *language,
                 const char *graph,
                 gboolean    rare)
{
  g_autoptr(FigmentRequest) request = figment_request_new (FIGMENT_MODE_TEXT_TO_IMAGE, graph);
  FigmentGeneration *generation;

  g_free (request->original_prompt);
  request->original_prompt = draw_prompt (language, 8);
  g_free (request->sent_prompt);
  request->sent_prompt = draw_prompt (language, 24);
  request->negative_prompt = g_strdup (rare ? "blurry zebrafish" : "blurry, low quality, watermark");
  request->workflow_name = g_strdup ("Flux dev");
  generation = figment_generation_new (request);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_DONE, "history");
  return generation;
}

static void
fill (const char *path,
      Language   *language,
      guint       count,
      const char *graph)
{
  g_autoptr(FigmentSqlite) database = _figment_database_open_writer (path, NULL);
  const FigmentOutputInfo info = { .node_id = "9", .path = "/home/user/Pictures/Figment/2026-01-01/figment_00001.png",
                                   .mime = "image/png", .width = 1024, .height = 1024, .bytes = 1500000 };
  gboolean ok = figment_migrations_run (database, figment_migrations, NULL)
                && _figment_database_mark (database, FIGMENT_DATABASE_CLEAN, TRUE, NULL)
                && figment_sqlite_exec (database, "PRAGMA synchronous = OFF", NULL)
                && figment_sqlite_begin (database, NULL);

  for (guint i = 0; ok && i < count; i++)
    {
      g_autoptr(FigmentGeneration) generation = draw_generation (language, graph, i % 5000 == 7);
      g_autoptr(FigmentGenerationRow) row = figment_generation_row_new (generation);
      gint64 id;

      ok = figment_generation_row_save (row, database, NULL)
           && figment_generation_row_save_output (row, &info, &id, database, NULL);
      /* A log of a gigabyte would take more time to search than the rows to write. */
      if (ok && i % 20000 == 19999)
        ok = figment_sqlite_commit (database, NULL) && figment_sqlite_begin (database, NULL);
    }
  if (!ok || !figment_sqlite_commit (database, NULL))
    g_error ("The database could not be filled");
}

static void
bench_page (FigmentGenerationStore *store,
            const char             *what,
            guint                   count,
            gboolean                deep)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < ROUNDS; i++)
    {
      const gint64 before_id = deep ? g_random_int_range (100, (gint32) count) : 0;
      const gint64 start = g_get_monotonic_time ();
      g_autoptr(GPtrArray) page = figment_generation_store_list_page (store, before_id, 60, NULL);

      add_time (times, start);
      g_assert_cmpuint (page->len, ==, 60);
    }
  print_times (what, times);
}

static void
bench_search (FigmentGenerationStore *store,
              const char             *words)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *what = NULL;
  guint found = 0;

  for (guint i = 0; i < ROUNDS / 4; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      g_autoptr(GPtrArray) page = figment_generation_store_search (store, words, 0, 60, NULL);

      add_time (times, start);
      found = page->len;
    }
  what = g_strdup_printf ("search “%s” (%u found)", words, found);
  print_times (what, times);
}

/* Through the thread and back, as the engine does it. */
static void
bench_save (FigmentGenerationStore *store,
            Language               *language,
            const char             *graph)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr(FigmentGeneration) generation = draw_generation (language, graph, FALSE);
      const gint64 start = g_get_monotonic_time ();

      store_save (store, generation, NULL);
      add_time (times, start);
    }
  print_times ("save, waited for", times);
}

static void
bench_insert (const char *path,
              const char *synchronous,
              Language   *language,
              const char *graph)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(FigmentSqlite) database = _figment_database_open_writer (path, NULL);
  g_autofree char *pragma = g_strdup_printf ("PRAGMA synchronous = %s", synchronous);
  g_autofree char *what = g_strdup_printf ("insert, synchronous = %s", synchronous);

  if (!figment_sqlite_exec (database, pragma, NULL))
    g_error ("%s", pragma);
  for (guint i = 0; i < 2 * ROUNDS; i++)
    {
      g_autoptr(FigmentGeneration) generation = draw_generation (language, graph, FALSE);
      g_autoptr(FigmentGenerationRow) row = figment_generation_row_new (generation);
      const gint64 start = g_get_monotonic_time ();

      if (!figment_sqlite_begin (database, NULL) || !figment_generation_row_save (row, database, NULL)
          || !figment_sqlite_commit (database, NULL))
        g_error ("Not saved");
      add_time (times, start);
    }
  print_times (what, times);
}

static void
bench_size (Language *language,
            guint     count,
            gsize     graph_length)
{
  static const char *const searches[] = { "zebrafish",     "portrait", "port",          "po",
                                          "portrait port", "portr", "blurry",   "zebrafish port", "größer" };
  g_autofree char *graph = g_strnfill (graph_length, 'x');
  StoreFixture fixture;
  FigmentDatabase *database;
  FigmentGenerationStore *store;
  GStatBuf info;
  gint64 start = g_get_monotonic_time ();

  store_fixture_set_up (&fixture, NULL);
  fill (fixture.path, language, count, graph);
  g_stat (fixture.path, &info);
  g_print ("%u generations with graphs of %u bytes: %.0f MB, filled in %.1f s\n", count, (guint) graph_length,
           (double) info.st_size / 1e6, (double) (g_get_monotonic_time () - start) / 1e6);

  start = g_get_monotonic_time ();
  database = store_open (fixture.path);
  g_print ("  open after a clean shutdown %.1f ms\n", (double) (g_get_monotonic_time () - start) / 1000);
  store = figment_generation_store_new (database);
  bench_page (store, "page of 60, newest", count, FALSE);
  bench_page (store, "page of 60, anywhere", count, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    bench_search (store, searches[i]);
  bench_save (store, language, graph);
  g_object_unref (store);
  store_close (database);
  bench_insert (fixture.path, "FULL", language, graph);
  bench_insert (fixture.path, "NORMAL", language, graph);

  store_exec (fixture.path, "UPDATE meta SET value = 0 WHERE key = 'clean'");
  start = g_get_monotonic_time ();
  database = store_open (fixture.path);
  g_print ("  open after a crash, with the check %.0f ms\n", (double) (g_get_monotonic_time () - start) / 1000);
  store_close (database);
  store_fixture_tear_down (&fixture, NULL);
}

int
main (int    argc,
      char **argv)
{
  Language *language = language_new ();

  setlocale (LC_ALL, "");

  bench_size (language, 100000, 4000);
  if (argc < 2 || strcmp (argv[1], "--small") != 0)
    bench_size (language, 1000000, 300);
  for (guint i = 0; i < VOCABULARY; i++)
    g_free (language->words[i]);
  g_rand_free (language->rand);
  g_free (language);
  return 0;
}
