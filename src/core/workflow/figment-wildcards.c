/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-wildcards.h"

#include <string.h>

/* What is read of a folder; collections that people share have some thousand files and some ten megabytes. */
#define MAX_FILES 20000
#define MAX_FILE_BYTES (8 * 1024 * 1024)
#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_DEPTH 8

struct _FigmentWildcards
{
  gatomicrefcount  ref_count;

  GHashTable      *lists;   /* (owned) name in lower case -> GPtrArray of char, ended by NULL */
  GPtrArray       *folders; /* (owned) of char, ended by NULL once they are all there */
};

typedef struct
{
  FigmentWildcards *wildcards;
  GCancellable     *cancellable;
  guint             n_files;
  gsize             n_bytes;
} Reader;

/* Written out because G_DEFINE_BOXED_TYPE does not pass -Wpedantic (it casts functions to a union). */
GType
figment_wildcards_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static (g_intern_static_string ("FigmentWildcards"),
                                                            (GBoxedCopyFunc) figment_wildcards_ref,
                                                            (GBoxedFreeFunc) figment_wildcards_unref));
  return type;
}

static FigmentWildcards *
make_empty (void)
{
  FigmentWildcards *self = g_new0 (FigmentWildcards, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->folders = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
add_list (FigmentWildcards *self,
          const char       *name,
          const char       *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) all = g_strsplit (text, "\n", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      const char *line = g_strstrip (all[i]);

      if (line[0] != '\0' && line[0] != '#' && g_utf8_validate (line, -1, NULL))
        g_ptr_array_add (lines, g_strdup (line));
    }
  g_ptr_array_add (lines, NULL);
  g_hash_table_insert (self->lists, g_utf8_strdown (name, -1), lines);
}

FigmentWildcards *
figment_wildcards_new (const char *const *lists)
{
  FigmentWildcards *self = make_empty ();

  for (gsize i = 0; lists != NULL && lists[i] != NULL && lists[i + 1] != NULL; i += 2)
    add_list (self, lists[i], lists[i + 1]);
  g_ptr_array_add (self->folders, NULL);
  return self;
}

FigmentWildcards *
figment_wildcards_ref (FigmentWildcards *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_wildcards_unref (FigmentWildcards *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->lists);
  g_ptr_array_unref (self->folders);
  g_free (self);
}

static void
read_list (Reader     *self,
           GFile      *file,
           const char *name)
{
  g_autofree char *text = NULL;
  gsize length;

  self->n_files++;
  if (!g_file_load_contents (file, self->cancellable, &text, &length, NULL, NULL))
    return;
  self->n_bytes += length;
  add_list (self->wildcards, name, text);
}

/* @prefix: of the names: "" at the top, "farm/" in a folder */
static void
read_folder (Reader     *self,
             GFile      *folder,
             const char *prefix,
             guint       depth)
{
  g_autoptr(GFileEnumerator) files =
    g_file_enumerate_children (folder, "standard::name,standard::type,standard::size",
                               G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, self->cancellable, NULL);
  GFileInfo *info;
  GFile *file;

  if (files != NULL)
    g_ptr_array_add (self->wildcards->folders, g_file_get_path (folder));
  while (files != NULL && g_file_enumerator_iterate (files, &info, &file, self->cancellable, NULL) && info != NULL)
    {
      const char *name = g_file_info_get_name (info);
      g_autofree char *path = NULL;

      if (self->n_files >= MAX_FILES || self->n_bytes >= MAX_BYTES || name[0] == '.'
          || !g_utf8_validate (name, -1, NULL))
        continue;
      path = g_strconcat (prefix, name, NULL);
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY && depth < MAX_DEPTH)
        {
          g_autofree char *inner = g_strconcat (path, "/", NULL);

          read_folder (self, file, inner, depth + 1);
        }
      else if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && g_str_has_suffix (name, ".txt")
               && g_file_info_get_size (info) <= MAX_FILE_BYTES)
        {
          path[strlen (path) - strlen (".txt")] = '\0';
          read_list (self, file, path);
        }
    }
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Reader reader = { .wildcards = make_empty (), .cancellable = cancellable };

  read_folder (&reader, task_data, "", 0);
  g_ptr_array_add (reader.wildcards->folders, NULL);
  g_task_return_pointer (task, reader.wildcards, (GDestroyNotify) figment_wildcards_unref);
}

void
figment_wildcards_load_async (GFile               *folder,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, figment_wildcards_load_async);
  g_task_set_task_data (task, g_object_ref (folder), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

/* Returns: (transfer full): the lists, or %NULL with %G_IO_ERROR_CANCELLED */
FigmentWildcards *
figment_wildcards_load_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *const *
figment_wildcards_get_folders (FigmentWildcards *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->folders->pdata;
}

guint
figment_wildcards_get_n_lists (FigmentWildcards *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return g_hash_table_size (self->lists);
}

/**
 * figment_wildcards_get_lines:
 * @name: without underscores, in upper or lower case
 * @n: (out): how many
 *
 * Returns: (transfer none) (nullable): the lines, or %NULL where there is no such list
 */
const char *const *
figment_wildcards_get_lines (FigmentWildcards *self,
                             const char       *name,
                             guint            *n)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  GPtrArray *lines;

  g_return_val_if_fail (self != NULL, NULL);
  lines = g_hash_table_lookup (self->lists, lower);
  *n = lines != NULL ? lines->len - 1 : 0;
  return lines != NULL ? (const char *const *) lines->pdata : NULL;
}
