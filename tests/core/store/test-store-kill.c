/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A process that writes without pause is killed after so many acknowledged writes that its parent has read of: every
 * one of them is there afterwards, whole. The child is this program itself, started anew, because a fork would share
 * SQLite's locks.
 */

#include "store-support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child writes a generation, an output for it and its end, and tells its id when all three are on disk; for
 * ever. */

typedef struct
{
  FigmentGenerationStore *store;
  guint                   number;
} Writer;

static void write_next (Writer *writer);

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  FigmentGeneration *generation = user_data;
  const gint64 id = figment_generation_get_id (generation);

  if (!figment_generation_store_save_finish (FIGMENT_GENERATION_STORE (source), result, NULL)
      || write (STDOUT_FILENO, &id, sizeof id) != sizeof id)
    _exit (1);
  write_next (g_object_get_data (G_OBJECT (generation), "writer"));
  g_object_unref (generation);
}

static void
write_next (Writer *writer)
{
  g_autofree char *prompt = g_strdup_printf ("fox %u", writer->number++);
  FigmentGeneration *generation = store_new_generation (prompt);
  g_autoptr(FigmentOutput) output = figment_output_new (&(FigmentOutputInfo) { .node_id = "9", .path = "/tmp/a.png" });

  g_object_set_data (G_OBJECT (generation), "writer", writer);
  figment_generation_store_save_async (writer->store, generation, NULL, NULL, NULL);
  figment_generation_store_add_output_async (writer->store, generation, output, NULL, NULL, NULL);
  figment_generation_enter_state (generation, FIGMENT_GENERATION_DONE, "written");
  figment_generation_store_save_async (writer->store, generation, NULL, done_cb, generation);
}

G_NORETURN static void
run_child (const char *path)
{
  Writer writer = { figment_generation_store_new (store_open (path)), 0 };

  /* Several at once, so that the queue is never empty. */
  for (guint i = 0; i < 8; i++)
    write_next (&writer);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static char *program;

/* Starts the child, reads @count ids, kills it, and reads what it had told by then. Returns how many that were. */
static guint
kill_after (const char *path,
            guint       count)
{
  const char *const argv[] = { program, "--write", path, NULL };
  g_autoptr(GError) error = NULL;
  guint told = 0;
  GPid pid;
  gint64 id;
  int out, status;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL,
                            &error);
  g_assert_no_error (error);
  while (told < count && read (out, &id, sizeof id) == sizeof id)
    told++;
  g_assert_cmpuint (told, ==, count);
  kill (pid, SIGKILL);
  while (read (out, &id, sizeof id) == sizeof id)
    told++;
  close (out);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  return told;
}

static void
test_kill (StoreFixture  *fixture,
           gconstpointer  data)
{
  static const guint counts[] = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 1, 0 };
  gint64 least = 0;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      FigmentDatabase *database;

      least += kill_after (fixture->path, counts[i]);

      /* Opening checks the file, because nobody has closed it. */
      database = store_open (fixture->path);
      g_assert_null (figment_database_get_salvage (database));
      store_close (database);
      g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM generations WHERE state = 'done'"), >=,
                       least);
      /* What is done has its output, and each transaction is there as a whole or not at all. */
      g_assert_cmpint (store_count (fixture->path,
                                    "SELECT count (*) FROM generations g WHERE state = 'done' AND NOT EXISTS"
                                    " (SELECT 1 FROM outputs WHERE generation_id = g.id)"),
                       ==, 0);
      g_assert_cmpint (store_count (fixture->path, "SELECT count (*) FROM generations g WHERE (SELECT count (*) FROM"
                                                   " transitions WHERE generation_id = g.id) <> 1 + (state = 'done')"),
                       ==, 0);
      g_assert_cmpint (store_count (fixture->path,
                                    "SELECT (SELECT count (*) FROM generation_fts WHERE generation_fts MATCH"
                                    " 'fox') - (SELECT count (*) FROM generations)"),
                       ==, 0);
    }
  g_test_message ("%d generations after 12 kills", (int) least);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    run_child (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store-kill/nothing-told-is-lost", StoreFixture, NULL, store_fixture_set_up, test_kill,
              store_fixture_tear_down);
  return g_test_run ();
}
