/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE
#include "figment-database-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "store/figment-database.h"

struct _FigmentDatabaseLock
{
  int fd;
};

/* What the bytes of the file stand for. */
typedef enum
{
  DOOR, /* held by whoever is opening or closing */
  ROOM, /* shared by all who have it open, held alone by one who found nobody */
} Place;

/* Open file description locks belong to the open file, not to the process, so two sessions in one process keep apart
 * too. Returns FALSE when it would have to wait, or cannot be had at all. */
static gboolean
set_lock (FigmentDatabaseLock *self,
          Place                place,
          short                type,
          int                  command)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t) place, .l_len = 1 };
  int result;

  do
    result = fcntl (self->fd, command, &lock);
  while (result != 0 && errno == EINTR);
  return result == 0;
}

/* Where the file system has no locks nobody is kept out, and everybody thinks to be alone. */
static gboolean
take_room (FigmentDatabaseLock *self)
{
  set_lock (self, DOOR, F_WRLCK, F_OFD_SETLKW);
  return set_lock (self, ROOM, F_WRLCK, F_OFD_SETLK) || (errno != EAGAIN && errno != EACCES);
}

/**
 * figment_database_lock_enter:
 * @path: of the database, whose folder exists
 * @alone: (out): whether no other has it open
 *
 * Waits for others that are just opening or closing it, which takes as long as a check of the file. They wait for the
 * caller until figment_database_lock_entered ().
 *
 * Returns: (transfer full): the lock, or %NULL with @error in %FIGMENT_STORE_ERROR
 */
FigmentDatabaseLock *
figment_database_lock_enter (const char  *path,
                             gboolean    *alone,
                             GError     **error)
{
  g_autofree char *name = g_strconcat (path, "-lock", NULL);
  const int fd = g_open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  FigmentDatabaseLock *self;

  if (fd < 0)
    {
      const int saved = errno;

      g_set_error (error, FIGMENT_STORE_ERROR, saved == ENOSPC ? FIGMENT_STORE_ERROR_FULL : FIGMENT_STORE_ERROR_OPEN,
                   _("The database “%s” cannot be opened: %s"), path, g_strerror (saved));
      return NULL;
    }
  self = g_new0 (FigmentDatabaseLock, 1);
  self->fd = fd;
  *alone = take_room (self);
  return self;
}

/* The database is open: others may come in. */
void
figment_database_lock_entered (FigmentDatabaseLock *self)
{
  set_lock (self, ROOM, F_RDLCK, F_OFD_SETLK);
  set_lock (self, DOOR, F_UNLCK, F_OFD_SETLK);
}

/**
 * figment_database_lock_leave:
 *
 * Before closing. Nobody can come in until figment_database_lock_free ().
 *
 * Returns: whether no other has it open
 */
gboolean
figment_database_lock_leave (FigmentDatabaseLock *self)
{
  return take_room (self);
}

/* After closing. */
void
figment_database_lock_free (FigmentDatabaseLock *self)
{
  close (self->fd);
  g_free (self);
}
