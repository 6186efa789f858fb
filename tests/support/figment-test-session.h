/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-session.h"

G_BEGIN_DECLS

/*
 * A session in a temporary folder of its own, and blocking forms of its calls, for tests. The folder goes with it.
 */
typedef struct
{
  FigmentSession *session;     /* (owned) (nullable) */
  char           *folder;      /* (owned) */
  char           *data_dir;    /* (owned) */
  char           *library_dir; /* (owned) */
} FigmentTestSession;

FigmentTestSession *figment_test_session_new    (const char             *url);
void                figment_test_session_open   (FigmentTestSession     *self,
                                                 const char             *url);
void                figment_test_session_close  (FigmentTestSession     *self);
void                figment_test_session_free   (FigmentTestSession     *self);
FigmentGeneration  *figment_test_session_add    (FigmentTestSession     *self,
                                                 const char             *graph);
void                figment_test_wait_final     (FigmentGeneration      *generation);
void                figment_test_wait_state     (FigmentGeneration      *generation,
                                                 FigmentGenerationState  state);
char               *figment_test_list_files     (const char             *folder);
void                figment_test_remove_folder  (const char             *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentTestSession, figment_test_session_free)

G_END_DECLS
