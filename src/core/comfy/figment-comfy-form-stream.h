/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentComfyFormStream:
 *
 * The body of a multipart upload that is never whole in memory: a head, so many bytes of a file, a tail. Can be
 * rewound, which libsoup does when a kept connection turns out to be dead. Read in any thread, one at a time.
 */
#define FIGMENT_TYPE_COMFY_FORM_STREAM (figment_comfy_form_stream_get_type ())
G_DECLARE_FINAL_TYPE (FigmentComfyFormStream, figment_comfy_form_stream, FIGMENT, COMFY_FORM_STREAM, GInputStream)

GInputStream *figment_comfy_form_stream_new        (GBytes                 *head,
                                                    GInputStream           *file,
                                                    goffset                 length,
                                                    GBytes                 *tail);
goffset       figment_comfy_form_stream_get_length (FigmentComfyFormStream *self);
gboolean      figment_comfy_form_stream_was_short  (FigmentComfyFormStream *self);

G_END_DECLS
