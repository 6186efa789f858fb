/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FigmentLmThoughts:
 *
 * Tells thoughts from text where a model writes both into one stream, with tags around the thoughts: <think>,
 * <thinking>, <thought>, [THINK]. Tags may be split over pieces in any way. Pure; any one thread.
 */
typedef struct _FigmentLmThoughts FigmentLmThoughts;

/* What a piece of the stream turned out to be. */
typedef enum
{
  FIGMENT_LM_THOUGHTS_TEXT,
  FIGMENT_LM_THOUGHTS_THOUGHT,
  FIGMENT_LM_THOUGHTS_ALL_WAS_THOUGHT, /* an end tag without a begin: all text given so far was thought; no bytes */
} FigmentLmThoughtsKind;

typedef void (*FigmentLmThoughtsFunc) (FigmentLmThoughtsKind  kind,
                                       const char            *text,
                                       gsize                  length,
                                       gpointer               user_data);

FigmentLmThoughts *figment_lm_thoughts_new    (FigmentLmThoughtsFunc  func,
                                               gpointer               user_data);
void               figment_lm_thoughts_free   (FigmentLmThoughts     *self);

void               figment_lm_thoughts_push   (FigmentLmThoughts     *self,
                                               const char            *text);
void               figment_lm_thoughts_finish (FigmentLmThoughts     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentLmThoughts, figment_lm_thoughts_free)

G_END_DECLS
