/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that one event (its name, its data and the line being read) may have. */
#define FIGMENT_SSE_MAX_EVENT (1024 * 1024)

/**
 * FigmentSseEvent:
 * @name: "message" when the server gave none
 * @data: the data lines joined by line feeds; not necessarily UTF-8, and terminated although it may hold NULs
 * @length: bytes of @data
 */
typedef struct
{
  char  *name;
  char  *data;
  gsize  length;
} FigmentSseEvent;

/**
 * FigmentSse:
 *
 * Cuts a body of type text/event-stream (WHATWG HTML, 9.2 "Server-sent events") into events. Bytes may come in any
 * slices; the events are the same. Line ends may be LF, CRLF or CR, a byte order mark may stand in front. Comments,
 * ids and retry times are passed over. Pure; any one thread.
 */
typedef struct _FigmentSse FigmentSse;

FigmentSse      *figment_sse_new             (void);
void             figment_sse_free            (FigmentSse       *self);

gboolean         figment_sse_push            (FigmentSse       *self,
                                              const char       *bytes,
                                              gsize             length,
                                              GError          **error);
void             figment_sse_finish          (FigmentSse       *self);
FigmentSseEvent *figment_sse_next            (FigmentSse       *self);
const char      *figment_sse_get_stray       (FigmentSse       *self);

void             figment_sse_event_free      (FigmentSseEvent  *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentSse, figment_sse_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentSseEvent, figment_sse_event_free)

G_END_DECLS
