/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-practice-folders.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

/*
 * Makes the folders below @base where they are missing, and empties temp/.
 *
 * Returns: %FALSE with a GFileError
 */
gboolean
figment_practice_folders_open (FigmentPracticeFolders  *self,
                               const char              *base,
                               GError                 **error)
{
  const char *all[4];

  self->base = g_canonicalize_filename (base, NULL);
  self->input = g_build_filename (self->base, "input", NULL);
  self->output = g_build_filename (self->base, "output", NULL);
  self->temp = g_build_filename (self->base, "temp", NULL);
  self->user = g_build_filename (self->base, "user", NULL);
  figment_practice_folders_wipe (self->temp);
  all[0] = self->input;
  all[1] = self->output;
  all[2] = self->temp;
  all[3] = self->user;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_mkdir_with_parents (all[i], 0700) != 0)
      {
        const int code = errno;

        g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code), "%s: %s", all[i], g_strerror (code));
        return FALSE;
      }
  return TRUE;
}

void
figment_practice_folders_clear (FigmentPracticeFolders *self)
{
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->input, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->temp, g_free);
  g_clear_pointer (&self->user, g_free);
}

/* Removes @path and all below it. Symbolic links are removed, not followed. */
void
figment_practice_folders_wipe (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          figment_practice_folders_wipe (child);
        }
      g_rmdir (path);
    }
  else
    {
      g_unlink (path);
    }
}

/* Returns: (nullable): the folder that "input", "output" or "temp" stands for */
const char *
figment_practice_folders_of_type (FigmentPracticeFolders *self,
                                  const char             *type)
{
  if (g_strcmp0 (type, "input") == 0)
    return self->input;
  if (g_strcmp0 (type, "output") == 0)
    return self->output;
  return g_strcmp0 (type, "temp") == 0 ? self->temp : NULL;
}

/*
 * Joins the parts, as os.path.join does: an absolute @subfolder replaces @folder.
 *
 * Returns: (transfer full) (nullable): a path that is surely inside @folder, or NULL
 */
char *
figment_practice_folders_join (const char *folder,
                               const char *subfolder,
                               const char *name)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = NULL;
  const gsize length = strlen (folder);

  if (subfolder != NULL && *subfolder == '/')
    directory = g_canonicalize_filename (subfolder, NULL);
  else
    directory = g_canonicalize_filename (subfolder != NULL && *subfolder != '\0' ? subfolder : ".", folder);
  path = name != NULL && *name != '\0' ? g_canonicalize_filename (name, directory) : g_strdup (directory);
  if (strncmp (path, folder, length) != 0 || (path[length] != '/' && path[length] != '\0'))
    return NULL;
  return g_steal_pointer (&path);
}

/*
 * Takes the " [input]", " [output]" or " [temp]" off the end of a file name (ComfyUI folder_paths.py,
 * annotated_filepath).
 * @type: (out): that word as a static string, or NULL when there is none
 *
 * Returns: (transfer full): the name without it
 */
char *
figment_practice_folders_split_name (const char  *annotated,
                                     const char **type)
{
  static const char *const types[] = { "input", "output", "temp" };

  *type = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *suffix = g_strdup_printf ("[%s]", types[i]);

      if (g_str_has_suffix (annotated, suffix))
        {
          const gsize length = strlen (annotated) - strlen (suffix);

          *type = types[i];
          return g_strndup (annotated, length > 0 ? length - 1 : 0);
        }
    }
  return g_strdup (annotated);
}

/* Returns: (transfer full) (nullable): the existing file that a LoadImage-like value names */
char *
figment_practice_folders_find (FigmentPracticeFolders *self,
                               const char             *annotated)
{
  const char *type;
  g_autofree char *name = figment_practice_folders_split_name (annotated, &type);
  g_autofree char *path = NULL;

  path = figment_practice_folders_join (figment_practice_folders_of_type (self, type != NULL ? type : "input"), NULL,
                                        name);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  return g_steal_pointer (&path);
}
