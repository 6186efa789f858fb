/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/figment-media-source.h"

G_BEGIN_DECLS

/**
 * FigmentMetadata:
 * @key: in lower case: "prompt", "workflow", "parameters", "comment" …; "json" for a document that is no single text
 * @text: UTF-8
 *
 * A text that a picture, film, sound or model carries beside what it shows. ComfyUI writes the graph that made a file
 * into it as "prompt" and the editor's form of it as "workflow", protocol §10.
 */
typedef struct
{
  char *key;  /* (owned) */
  char *text; /* (owned) */
} FigmentMetadata;

GPtrArray *figment_metadata_read (FigmentMediaSource *source);

G_END_DECLS
