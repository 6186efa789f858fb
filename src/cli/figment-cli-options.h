/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

#define FIGMENT_CLI_DEFAULT_SERVER "http://127.0.0.1:8188"

/**
 * FigmentCliOptions:
 *
 * What stands on the command line behind the command's name, checked as far as it can be without a workflow. Numbers
 * stay text where they go into a graph, since their digits must arrive there unchanged.
 */
typedef struct
{
  char       *workflow;    /* (owned) (nullable) file; NULL: a built-in one of @mode */
  FigmentMode mode;
  char       *prompt;      /* (owned) (nullable) */
  char       *negative;    /* (owned) (nullable) */
  GStrv       images;      /* (owned) (nullable) existing files, absolute */
  char       *seed;        /* (owned) (nullable) decimal digits, at most 2^64-1 */
  char       *steps;       /* (owned) (nullable) */
  char       *cfg;         /* (owned) (nullable) */
  char       *width;       /* (owned) (nullable) set together with @height */
  char       *height;      /* (owned) (nullable) */
  GStrv       sets;        /* (owned) (nullable) "node.input=value" */
  int         count;       /* 1 or more */
  gboolean    trial;       /* one that is small and short */
  gboolean    dry_run;     /* say what would change, and do nothing */
  char       *output;      /* (owned) (nullable) folder, absolute; it need not exist */

  char       *server;      /* (owned) address; NULL with @practice, and where a command does without */
  GStrv       headers;     /* (owned) (nullable) "Name: value" */
  char       *fingerprint; /* (owned) (nullable) */
  gboolean    practice;
  char       *catalog;     /* (owned) (nullable) file: what a server's GET /object_info answered */

  gboolean    json;
  int         limit;       /* rows of history */
  GStrv       arguments;   /* (owned) what is no option: never NULL */
} FigmentCliOptions;

FigmentCliOptions *figment_cli_options_parse (const char         *command,
                                              char              **argv,
                                              GError            **error);
void               figment_cli_options_free  (FigmentCliOptions  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCliOptions, figment_cli_options_free)

G_END_DECLS
