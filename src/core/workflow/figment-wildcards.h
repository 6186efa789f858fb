/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentWildcards:
 *
 * Lists of words to draw from, one a line of a text file: "__animals__" stands for a line of animals.txt,
 * "__farm/birds__" for one of farm/birds.txt. Empty lines and those that begin with # are none. Immutable, reference
 * counted, any thread.
 */
typedef struct _FigmentWildcards FigmentWildcards;

#define FIGMENT_TYPE_WILDCARDS (figment_wildcards_get_type ())
GType              figment_wildcards_get_type    (void);
FigmentWildcards  *figment_wildcards_ref         (FigmentWildcards     *self);
void               figment_wildcards_unref       (FigmentWildcards     *self);

/* For tests, and for what is no folder: adds up to none. @lists: (nullable) name, text, name, text …, NULL */
FigmentWildcards  *figment_wildcards_new         (const char *const    *lists);

/* Reads the .txt files of a folder and of those in it, in a thread. A folder that is not there has none. */
void               figment_wildcards_load_async  (GFile                *folder,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
FigmentWildcards  *figment_wildcards_load_finish (GAsyncResult         *result,
                                                  GError              **error);

/* The folders that were read, the first one is the whole; %NULL terminated. */
const char *const *figment_wildcards_get_folders (FigmentWildcards     *self);
guint              figment_wildcards_get_n_lists (FigmentWildcards     *self);
const char *const *figment_wildcards_get_lines   (FigmentWildcards     *self,
                                                  const char           *name,
                                                  guint                *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentWildcards, figment_wildcards_unref)

G_END_DECLS
