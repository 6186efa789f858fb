/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/figment-picture.h"

G_BEGIN_DECLS

/* gst_init_check (), once. May look through all plug-ins, which takes seconds: call it first in a worker thread. */
gboolean        figment_gst_init            (GError       **error);

/* The Debian package that brings the decoder or demuxer of a media type ("video/x-h264"); other distributions have the
 * same stem. Never NULL. */
const char     *figment_gst_get_package     (const char    *media_type);

/* What is missing and what brings it, in a sentence; NULL when @message does not speak of that. */
char           *figment_gst_explain_missing (GstMessage    *message);

/* Whether @message says that without what is missing there will be no picture: nothing else comes then. */
gboolean        figment_gst_lacks_picture   (GstMessage    *message);

FigmentPicture *figment_gst_take_sample     (GstSample     *sample,
                                             GError       **error);

/* One frame of a video, at most @max_side on the longer side (0: as it is). Blocks: for worker threads. */
FigmentPicture *figment_video_read_frame    (const char    *path,
                                             gint64         position,
                                             int            max_side,
                                             GCancellable  *cancellable,
                                             GError       **error);

G_END_DECLS
