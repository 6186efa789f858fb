/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A recorded answer of a language-model server, out of the shared folder. */
typedef struct
{
  char   *name;
  char   *raw;        /* the bytes as they came off the wire, headers included */
  gsize   raw_length;
  guint   status;
  char   *type;       /* Content-Type, lower case, "" when absent */
  GBytes *body;       /* without chunk headers; as far as it came */
  GArray *slices;     /* gsize: lengths of the body pieces as they were read when recorded */
} LmFixture;

char      *lm_fixture_dup_folder (void);
LmFixture *lm_fixture_load       (const char *folder,
                                  const char *name);
void       lm_fixture_free       (LmFixture  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LmFixture, lm_fixture_free)

G_END_DECLS
