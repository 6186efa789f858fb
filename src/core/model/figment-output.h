/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_OUTPUT (figment_output_get_type ())
G_DECLARE_FINAL_TYPE (FigmentOutput, figment_output, FIGMENT, OUTPUT, GObject)

/**
 * FigmentOutputInfo:
 *
 * The plain facts of one output, as they stand in the table "outputs". Strings are borrowed from whoever holds the
 * struct.
 */
typedef struct
{
  gint64           id;          /* 0: not in the store yet */
  int              position;    /* 0-based, within its generation */
  const char      *node_id;
  FigmentMediaKind kind;
  const char      *path;        /* (nullable) local, absolute; NULL for text */
  const char      *mime;        /* (nullable) sniffed, never the server's word */
  const char      *text;        /* (nullable) of a text output */
  int              width;       /* px, 0 unknown */
  int              height;      /* px, 0 unknown */
  gint64           duration_ms; /* 0 unknown or still */
  gint64           bytes;
  const char      *sha256;      /* (nullable) 64 hex digits */
  gboolean         favourite;
  gint64           trashed_at;  /* µs since 1970, 0: not in the trash */
} FigmentOutputInfo;

FigmentOutput           *figment_output_new            (const FigmentOutputInfo *info);
const FigmentOutputInfo *figment_output_get_info       (FigmentOutput           *self);
void                     figment_output_set_id         (FigmentOutput           *self,
                                                        gint64                   id);
void                     figment_output_set_path       (FigmentOutput           *self,
                                                        const char              *path);
void                     figment_output_set_trashed_at (FigmentOutput           *self,
                                                        gint64                   trashed_at);

G_END_DECLS
