/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* renameat2 () */

#include "figment-media.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "media/figment-media-private.h"

int
_figment_media_move (const char       *from,
                     const char       *to,
                     FigmentMediaMove  how)
{
  int fd;

  switch (how)
    {
    case FIGMENT_MEDIA_MOVE_LINK:
      return link (from, to) == 0 ? 0 : errno;

    case FIGMENT_MEDIA_MOVE_RENAME:
      return renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : errno;

    case FIGMENT_MEDIA_MOVE_RESERVE:
      fd = g_open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (fd < 0)
        return errno;
      close (fd);
      if (g_rename (from, to) != 0)
        {
          const int saved_errno = errno;

          g_unlink (to);
          return saved_errno;
        }
      return 0;

    case FIGMENT_MEDIA_N_MOVES:
    default:
      g_return_val_if_reached (EINVAL);
    }
}

/* 0 or an errno. What a file system cannot do is tried in the next way; everything else is an answer. */
static int
move_no_clobber (const char *from,
                 const char *to)
{
  int result = ENOSYS;

  for (FigmentMediaMove how = (FigmentMediaMove) 0; how < FIGMENT_MEDIA_N_MOVES; how++)
    {
      result = _figment_media_move (from, to, how);
      if (result != EINVAL && result != ENOSYS && result != EPERM && result != EOPNOTSUPP && result != EMLINK)
        break;
    }
  return result;
}

/* Folders take O_RDONLY and fsync () like files do; without it a name may be gone after a power cut. */
static int
sync_path (const char *path)
{
  const int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  int result = 0;

  if (fd < 0)
    return errno;
  if (g_fsync (fd) != 0 && errno != EINVAL && errno != EROFS) /* EINVAL: cannot be synchronised, as on some FUSE */
    result = errno;
  close (fd);
  return result;
}

/**
 * figment_media_place_file:
 * @from: a file that is complete
 * @path: its place, in an existing folder on the same file system
 *
 * The bytes are on the disk before the name is, and the name before this returns. Nothing is ever overwritten. Where
 * the file system knows hard links, @from stays as a second name of the file, so that after a crash
 * figment_media_is_placed () can tell it from a stranger's of that name; remove @from when that no longer matters.
 * Waits for the disk: not for the main thread.
 *
 * Returns: %FALSE with @error in %G_IO_ERROR, %G_IO_ERROR_EXISTS where the name is taken; the file is then still at
 * @from
 */
gboolean
figment_media_place_file (const char *from,
                          const char *path,
                          GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *display = NULL;
  int result;

  result = sync_path (from);
  if (result == 0)
    result = move_no_clobber (from, path);
  if (result == 0)
    {
      sync_path (folder); /* the file is in place: too late to fail */
      return TRUE;
    }
  display = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (result), _ ("“%s” cannot be saved: %s"), display,
               g_strerror (result));
  return FALSE;
}

/**
 * figment_media_is_placed:
 *
 * Returns: whether @from and @path are two names of one file
 */
gboolean
figment_media_is_placed (const char *from,
                         const char *path)
{
  GStatBuf first, second;

  return g_stat (from, &first) == 0 && g_stat (path, &second) == 0 && first.st_dev == second.st_dev
         && first.st_ino == second.st_ino;
}

/**
 * figment_media_digest_file:
 * @path: a file
 * @bytes: (out): its size
 * @sha256: (out) (transfer full): 64 hex digits
 *
 * Reads the whole file: not for the main thread.
 *
 * Returns: %FALSE with @error in %G_IO_ERROR
 */
gboolean
figment_media_digest_file (const char *path,
                           gint64     *bytes,
                           char      **sha256,
                           GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const gsize size = 256 * 1024;
  g_autofree guint8 *buffer = g_malloc (size);
  gssize n;

  *bytes = 0;
  if (stream == NULL)
    return FALSE;
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, size, NULL, error)) > 0)
    {
      g_checksum_update (checksum, buffer, n);
      *bytes += n;
    }
  if (n < 0)
    return FALSE;
  *sha256 = g_strdup (g_checksum_get_string (checksum));
  return TRUE;
}
