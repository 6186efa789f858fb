/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* Three bytes a pixel: GTK 4.8's cairo renderer draws them eight times as fast as any four (1280 × 720: 1.5 ms against
 * 12), and GStreamer makes them no slower. */
#define FIGMENT_VIDEO_PIXEL_FORMAT "RGB"

/* Messages of our own on the pipeline's bus. */
#define FIGMENT_VIDEO_NATURAL_SIZE "figment-natural-size"
#define FIGMENT_VIDEO_LAST_FRAME "figment-last-frame"

typedef struct _FigmentVideoMailbox FigmentVideoMailbox;

/* Where GStreamer's thread leaves a frame for the main thread: the newest only. @deliver is called there for it, until
 * the owner has closed the mailbox; pipelines that still run then may go on putting frames into it. */
typedef void (*FigmentVideoDeliver) (gpointer   owner,
                                     GstSample *sample);

FigmentVideoMailbox  *_figment_video_mailbox_new   (gpointer              owner,
                                                    FigmentVideoDeliver   deliver);
void                  _figment_video_mailbox_close (FigmentVideoMailbox  *mailbox);

/**
 * FigmentVideoPipeline:
 *
 * A pipeline that is on its way to its first frame, and what the file's first bytes said. Whoever takes an element sets
 * the field to %NULL.
 */
typedef struct
{
  char                *path;        /* (owned) */
  FigmentVideoMailbox *mailbox;     /* (owned) */
  gboolean             has_picture;
  int                  width;       /* px, as the file's header says, 0 unknown */
  int                  height;
  GstElement          *pipeline;    /* (owned) (nullable), and its parts: */
  GstElement          *sink;        /* (owned) (nullable) */
  GstElement          *filter;      /* (owned) (nullable): says at what size frames come */
} FigmentVideoPipeline;

/* Looks at the file and sets a pipeline going, in a worker thread. A file whose bytes do not say that it is a video, an
 * animation or a sound is refused. */
void                  _figment_video_open_async    (const char           *path,
                                                    FigmentVideoMailbox  *mailbox,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);

/* Returns: (transfer none): as long as @result is there */
FigmentVideoPipeline *_figment_video_open_finish   (GAsyncResult         *result,
                                                    GError              **error);

/* @pipeline: (transfer full): its threads are waited for somewhere else. */
void                  _figment_video_stop          (GstElement           *pipeline);

G_END_DECLS
