/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-cli-options.h"

G_BEGIN_DECLS

/* What the process ends with; figment-cli(1) documents these to scripts. */
typedef enum
{
  FIGMENT_CLI_EXIT_DONE = 0,
  FIGMENT_CLI_EXIT_FAILED = 1,      /* a generation failed, or the local disk did */
  FIGMENT_CLI_EXIT_USAGE = 2,       /* the command line asks for what cannot be */
  FIGMENT_CLI_EXIT_UNREACHABLE = 3, /* no server, or one that does not let us in */
  FIGMENT_CLI_EXIT_WORKFLOW = 4,    /* the workflow cannot be used */
  FIGMENT_CLI_EXIT_INTERRUPTED = 130,
} FigmentCliExit;

FigmentCliExit figment_cli_run      (char                   **argv);

/* The commands; each gets checked options and runs to its end in the main thread. */
FigmentCliExit figment_cli_generate (const FigmentCliOptions *options);
FigmentCliExit figment_cli_history  (const FigmentCliOptions *options);
FigmentCliExit figment_cli_queue    (const FigmentCliOptions *options);
FigmentCliExit figment_cli_server   (const FigmentCliOptions *options);
FigmentCliExit figment_cli_workflow (const FigmentCliOptions *options);

G_END_DECLS
