/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

/* What the first bytes of a file say that it is. Pure; never trusts a name. */
typedef struct
{
  FigmentMediaKind kind;
  const char      *mime;      /* static, "application/octet-stream" when unknown */
  const char      *extension; /* static, with the dot, "" when unknown */
  int              width;     /* px, 0 unknown; as it is to be shown, should it lie on its side in the file */
  int              height;
} FigmentMediaInfo;

void     figment_media_sniff          (const guint8      *data,
                                       gsize              length,
                                       FigmentMediaInfo  *info);
gboolean figment_media_sniff_file     (const char        *path,
                                       FigmentMediaInfo  *info,
                                       GError           **error);
FigmentMediaKind
         figment_media_kind_from_name (const char        *file_name);

/* A name that a server sent, as a name that is safe in a folder of ours: no path, no "..", no control characters, no
 * leading dot, at most 200 bytes, backslashes turned. Never NULL, never empty. */
char    *figment_media_safe_name      (const char        *name);

char    *figment_media_numbered_name  (const char        *name,
                                       guint              number);

/* Putting a finished file in its place, and its checksum: for worker threads. */
gboolean figment_media_place_file     (const char        *from,
                                       const char        *path,
                                       GError           **error);
gboolean figment_media_is_placed      (const char        *from,
                                       const char        *path);
gboolean figment_media_digest_file    (const char        *path,
                                       gint64            *bytes,
                                       char             **sha256,
                                       GError           **error);

G_END_DECLS
