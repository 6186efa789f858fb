/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-session.h"
#include "figment-cli-connection.h"
#include "figment-cli-watch.h"

G_BEGIN_DECLS

/**
 * FigmentCliSession:
 *
 * A session with a server that was seen to answer, and a watch over what is queued there. Opening, closing and
 * everything between print their own errors and end in an exit code.
 */
typedef struct
{
  FigmentCliConnection *connection; /* (owned) */
  FigmentSession       *session;    /* (owned) */
  FigmentCliWatch      *watch;      /* (owned) */
  char                 *data_dir;   /* (owned) (nullable) temporary: goes with the session */
} FigmentCliSession;

FigmentCliSession *figment_cli_session_open  (const FigmentCliOptions  *options,
                                              gboolean                  own_only,
                                              FigmentCliExit           *exit_code);
FigmentCliExit     figment_cli_session_close (FigmentCliSession        *self,
                                              FigmentCliExit            exit_code);

G_END_DECLS
