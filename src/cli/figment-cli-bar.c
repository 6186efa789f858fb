/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-bar.h"

#include <math.h>

#include <glib/gi18n.h>

#include "figment-cli-print.h"

#define MIN_BAR 8
#define MAX_BAR 30

/* Columns that @character takes on a terminal. */
static guint
get_width (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;
  return g_unichar_iswide (character) ? 2 : 1;
}

static guint
get_text_width (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += get_width (g_utf8_get_char (c));
  return width;
}

/* @text in at most @columns; a cut one ends in an ellipsis. */
static char *
fit (const char *text,
     guint       columns,
     gboolean    utf8)
{
  const char *ellipsis = utf8 ? "…" : ".";
  guint width = 0;

  if (get_text_width (text) <= columns)
    return g_strdup (text);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      width += get_width (g_utf8_get_char (c));
      if (width + 1 > columns)
        {
          g_autofree char *head = g_strndup (text, (gsize) (c - text));

          return g_strconcat (head, columns > 0 ? ellipsis : "", NULL);
        }
    }
  g_assert_not_reached ();
}

/* "0:07", "12:34", "1:02:03" */
static char *
format_time (gint64 milliseconds)
{
  const gint64 seconds = milliseconds / 1000;

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
}

/* Rounded down: 100 is only said of what is complete. */
int
figment_cli_bar_get_percent (const FigmentCliBar *line)
{
  return (int) floor (CLAMP (line->fraction, 0, 1) * 100 + 1e-9);
}

/* " 3/20  0:07, 0:31 left": what may not be cut. */
static char *
format_tail (const FigmentCliBar *line)
{
  g_autoptr(GString) tail = g_string_new (NULL);

  if (line->steps > 0)
    g_string_append_printf (tail, " %d/%d", line->step, line->steps);
  if (line->elapsed_ms > 0)
    {
      g_autofree char *elapsed = format_time (line->elapsed_ms);

      g_string_append_printf (tail, "  %s", elapsed);
    }
  if (line->remaining_ms >= 1000)
    {
      g_autofree char *remaining = format_time (line->remaining_ms);

      g_string_append (tail, ", ");
      g_string_append_printf (tail, _("%s left"), remaining);
    }
  return g_string_free (g_steal_pointer (&tail), FALSE);
}

static void
append_bar (GString            *text,
            guint               cells,
            double              fraction,
            FigmentCliBarFlags  flags)
{
  const gboolean utf8 = (flags & FIGMENT_CLI_BAR_UTF8) != 0;
  const gboolean colour = (flags & FIGMENT_CLI_BAR_COLOUR) != 0;
  const guint n_full = (guint) floor (CLAMP (fraction, 0, 1) * cells + 1e-9);

  g_string_append (text, colour ? "\033[36m" : utf8 ? "" : "[");
  for (guint i = 0; i < n_full; i++)
    g_string_append (text, utf8 ? "█" : "#");
  if (colour)
    g_string_append (text, "\033[2m");
  for (guint i = n_full; i < cells; i++)
    g_string_append (text, utf8 ? "░" : "-");
  g_string_append (text, colour ? "\033[0m" : utf8 ? "" : "]");
}

/**
 * figment_cli_bar_format:
 * @columns: of the terminal; the result leaves the last one free, since writing there may wrap
 *
 * The title gives way first, then the bar; percent and step stay as long as anything fits.
 */
char *
figment_cli_bar_format (const FigmentCliBar *line,
                        guint                columns,
                        FigmentCliBarFlags   flags)
{
  const gboolean utf8 = (flags & FIGMENT_CLI_BAR_UTF8) != 0;
  const guint room = columns > 0 ? columns - 1 : 0;
  const guint frame = utf8 || (flags & FIGMENT_CLI_BAR_COLOUR) ? 1 : 3; /* brackets and a blank */
  g_autofree char *head = line->count > 1 ? g_strdup_printf ("%u/%u ", line->number, line->count) : g_strdup ("");
  g_autofree char *percent = g_strdup_printf ("%3d%%", figment_cli_bar_get_percent (line));
  g_autofree char *tail = format_tail (line);
  g_autofree char *title = figment_cli_clean (line->title != NULL ? line->title : "");
  const guint fixed = get_text_width (head) + get_text_width (percent) + get_text_width (tail);
  guint bar = CLAMP (columns / 4, MIN_BAR, MAX_BAR);
  g_autoptr(GString) text = g_string_new (head);

  if (fixed + frame + bar > room)
    bar = room >= fixed + frame + MIN_BAR ? room - fixed - frame : 0;
  if (bar > 0)
    {
      append_bar (text, bar, line->fraction, flags);
      g_string_append_c (text, ' ');
    }
  g_string_append (text, percent);

  g_strdelimit (title, "\n\t", ' ');
  if (title[0] != '\0')
    {
      const guint used = fixed + (bar > 0 ? frame + bar : 0) + 2;

      if (room > used + 1)
        {
          g_autofree char *fitting = fit (title, room - used, utf8);

          g_string_append (text, "  ");
          g_string_append (text, fitting);
        }
    }
  if (fixed <= room)
    g_string_append (text, tail);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The same for a log: "2/3  25%  KSampler 5/20  0:07" */
char *
figment_cli_bar_format_line (const FigmentCliBar *line)
{
  g_autofree char *head = line->count > 1 ? g_strdup_printf ("%u/%u ", line->number, line->count) : g_strdup ("");
  g_autofree char *tail = format_tail (line);
  g_autofree char *title = figment_cli_clean (line->title != NULL ? line->title : "");

  g_strdelimit (title, "\n\t", ' ');
  return g_strdup_printf ("%s%3d%%%s%s%s", head, figment_cli_bar_get_percent (line), title[0] != '\0' ? "  " : "",
                          title, tail);
}
