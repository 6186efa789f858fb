/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE
#include "figment-claims.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

struct _FigmentClaims
{
  int fd;
};

/* Open file description locks belong to the open file, not to the process, so two sessions in one process keep apart
 * too. */
static gboolean
set_lock (FigmentClaims *self,
          const char    *prompt_id,
          short          type)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_len = 1 };
  guint8 digest[32];
  gsize length = sizeof digest;
  guint64 offset = 0;

  g_checksum_update (checksum, (const guchar *) prompt_id, -1);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint i = 0; i < 8; i++)
    offset = offset << 8 | digest[i];
  lock.l_start = (off_t) (offset >> 2);
  return fcntl (self->fd, F_OFD_SETLK, &lock) == 0;
}

/**
 * figment_claims_open:
 * @path: a file, made if it is not there
 *
 * Returns: (transfer full): no claims yet, or %NULL with @error in %G_IO_ERROR
 */
FigmentClaims *
figment_claims_open (const char *path,
                     GError    **error)
{
  const int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  FigmentClaims *self;

  if (fd < 0)
    {
      const int code = errno;

      g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (code), _ ("“%s” cannot be opened: %s"), path,
                   g_strerror (code));
      return NULL;
    }
  self = g_new0 (FigmentClaims, 1);
  self->fd = fd;
  return self;
}

/**
 * figment_claims_take:
 *
 * Returns: %FALSE if another process, or another session of this one, has it
 */
gboolean
figment_claims_take (FigmentClaims *self,
                     const char    *prompt_id)
{
  return set_lock (self, prompt_id, F_WRLCK);
}

void
figment_claims_release (FigmentClaims *self,
                        const char    *prompt_id)
{
  set_lock (self, prompt_id, F_UNLCK);
}

void
figment_claims_close (FigmentClaims *self)
{
  close (self->fd);
  g_free (self);
}
