/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one line of progress says. Strings are borrowed. */
typedef struct
{
  double      fraction;     /* 0..1 */
  const char *title;        /* (nullable) of the node, as the server or the workflow has it */
  int         step;
  int         steps;        /* 0: the node has none */
  gint64      elapsed_ms;   /* 0: not running yet */
  gint64      remaining_ms; /* 0: not known */
  guint       number;       /* 1-based */
  guint       count;
} FigmentCliBar;

typedef enum
{
  FIGMENT_CLI_BAR_ASCII = 0,
  FIGMENT_CLI_BAR_UTF8 = 1 << 0,
  FIGMENT_CLI_BAR_COLOUR = 1 << 1,
} FigmentCliBarFlags;

char *figment_cli_bar_format      (const FigmentCliBar *line,
                                   guint                columns,
                                   FigmentCliBarFlags   flags);
char *figment_cli_bar_format_line (const FigmentCliBar *line);
int   figment_cli_bar_get_percent (const FigmentCliBar *line);

G_END_DECLS
