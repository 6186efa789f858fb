/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trash.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/*
 * The folders are those of the freedesktop.org Trash specification 1.0: "files" holds what was thrown away, "info" a
 * small file of the same name with ".trashinfo" behind it for each. GIO puts things there but cannot bring them back
 * without gvfs, which need not be installed. A move within a file system keeps the inode, so by that the file is
 * known again whatever name it has got.
 */

/* A file named "a.b.png" may be "a.2.b.png" in the trash (GIO glocalfile.c, get_unique_filename). */
static char *
dup_stem (const char *path)
{
  char *stem = g_path_get_basename (path);
  char *dot = strchr (stem, '.');

  if (dot != NULL)
    *dot = '\0';
  return stem;
}

/* Returns: (transfer full) (nullable) */
static char *
find_in (const char        *trash,
         const char        *stem,
         const struct stat *wanted)
{
  g_autofree char *files = g_build_filename (trash, "files", NULL);
  g_autoptr(GDir) dir = g_dir_open (files, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_str_has_prefix (name, stem) ? g_build_filename (files, name, NULL) : NULL;
      struct stat status;

      if (path != NULL && lstat (path, &status) == 0 && status.st_ino == wanted->st_ino
          && status.st_dev == wanted->st_dev)
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* The highest folder above @path on the same file system. */
static char *
dup_top (const char *path,
         dev_t       device)
{
  char *top = g_path_get_dirname (path);

  for (;;)
    {
      g_autofree char *above = g_path_get_dirname (top);
      struct stat status;

      if (g_str_equal (above, top) || stat (above, &status) != 0 || status.st_dev != device)
        return top;
      g_free (top);
      top = g_steal_pointer (&above);
    }
}

/* Where the specification allows the file to be now. */
static char *
find (const char        *path,
      const struct stat *wanted)
{
  g_autofree char *stem = dup_stem (path);
  g_autofree char *top = dup_top (path, wanted->st_dev);
  g_autofree char *user = g_strdup_printf ("%u", (guint) getuid ());
  g_autofree char *hidden = g_strconcat (".Trash-", user, NULL);
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "Trash", NULL);
  g_autofree char *shared = g_build_filename (top, ".Trash", user, NULL);
  g_autofree char *separate = g_build_filename (top, hidden, NULL);
  const char *const trashes[] = { own, shared, separate };
  char *found = NULL;

  for (guint i = 0; found == NULL && i < G_N_ELEMENTS (trashes); i++)
    found = find_in (trashes[i], stem, wanted);
  return found;
}

gboolean
figment_trash_put (const char  *path,
                   char       **in_trash,
                   GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  struct stat status;
  gboolean known;

  g_return_val_if_fail (path != NULL && in_trash != NULL, FALSE);

  *in_trash = NULL;
  known = lstat (path, &status) == 0;
  if (!g_file_trash (file, NULL, error))
    return FALSE;
  if (known)
    *in_trash = find (path, &status);
  return TRUE;
}

gboolean
figment_trash_take_back (const char  *in_trash,
                         const char  *path,
                         GError     **error)
{
  g_autoptr(GFile) from = g_file_new_for_path (in_trash);
  g_autoptr(GFile) to = g_file_new_for_path (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *files = g_path_get_dirname (in_trash);
  g_autofree char *trash = g_path_get_dirname (files);
  g_autofree char *name = g_path_get_basename (in_trash);
  g_autofree char *info_name = g_strconcat (name, ".trashinfo", NULL);
  g_autofree char *info = g_build_filename (trash, "info", info_name, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      const int code = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code),
                   /* Translators: a folder, and the system's word for what is wrong. */
                   _("The folder “%s” cannot be made: %s"), folder, g_strerror (code));
      return FALSE;
    }
  if (!g_file_move (from, to, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, error))
    return FALSE;
  g_unlink (info);
  return TRUE;
}
