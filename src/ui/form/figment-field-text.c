/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-field-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Up to here every whole number has a double of its own. */
#define EXACT_DOUBLE 9007199254740992.0

#define MAX_DIGITS 6

/* Part of a side: sizes are multiples of 8 or 16, so shapes are never quite the same. */
#define SAME_SHAPE 0.01

/* Digits after the point, or -1 if it is no plain decimal number. */
static int
count_digits (const char *text)
{
  const char *point;

  if (*text == '-')
    text++;
  if (!g_ascii_isdigit (*text) || strspn (text, "0123456789.") != strlen (text))
    return -1;
  point = strchr (text, '.');
  if (point == NULL)
    return 0;
  return strchr (point + 1, '.') == NULL ? (int) strlen (point + 1) : -1;
}

static int
count_step_digits (double step)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (step) || step <= 0)
    return 0;
  return MAX (0, count_digits (g_ascii_formatd (buffer, sizeof buffer, "%.6g", step)));
}

/**
 * figment_field_text_spins:
 * @min: NaN: none
 * @max: NaN: none
 * @step: NaN: none
 *
 * Returns: %FALSE for what is no number, outside the range, or has more digits than a double or the eye can take
 */
gboolean
figment_field_text_spins (const char *text,
                          double      min,
                          double      max,
                          double      step,
                          guint      *digits)
{
  const int own = count_digits (text);
  double number;

  *digits = 0;
  if (own < 0 || own > MAX_DIGITS)
    return FALSE;
  number = g_ascii_strtod (text, NULL);
  if (fabs (number) >= EXACT_DOUBLE || (!isnan (min) && number < min) || (!isnan (max) && number > max))
    return FALSE;
  *digits = (guint) MIN (MAX (own, count_step_digits (step)), MAX_DIGITS);
  return TRUE;
}

char *
figment_field_text_number (double number,
                           guint  digits)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  g_snprintf (format, sizeof format, "%%.%uf", MIN (digits, MAX_DIGITS));
  g_ascii_formatd (buffer, sizeof buffer, format, number);
  if (digits > 0)
    {
      gsize end = strlen (buffer);

      while (buffer[end - 1] == '0' && buffer[end - 2] != '.')
        buffer[--end] = '\0';
    }
  return g_strdup (g_str_equal (buffer, "-0") ? "0" : buffer);
}

char *
figment_field_text_shown (double number,
                          guint  digits)
{
  char *text = figment_field_text_number (number, digits);

  if (g_str_has_suffix (text, ".0"))
    text[strlen (text) - 2] = '\0';
  return text;
}

char *
figment_field_text_duration (const char *frames,
                             const char *per_second)
{
  const double n = g_ascii_strtod (frames, NULL), rate = g_ascii_strtod (per_second, NULL);

  if (!(n > 0) || !(rate > 0) || n / rate > 1e6)
    return NULL;
  /* Translators: how long a video is, in seconds. */
  return g_strdup_printf (_("%.1f s"), n / rate);
}

char *
figment_field_text_seed (const char *text)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  guint64 seed;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      const gunichar character = g_utf8_get_char (c);

      if (character < 128 && g_ascii_isdigit (*c))
        g_string_append_c (digits, *c);
      /* People paste numbers as their programs group them. */
      else if (!g_unichar_isspace (character) && strchr (",._'", *c) == NULL)
        return NULL;
    }
  if (!g_ascii_string_to_unsigned (digits->str, 10, 0, G_MAXUINT64, &seed, NULL))
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
}

char *
figment_field_text_length (const char *text)
{
  guint words = 0;
  gboolean inside = FALSE;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      const gboolean space = g_unichar_isspace (g_utf8_get_char (c));

      words += !space && !inside;
      inside = !space;
    }
  if (words == 0)
    return g_strdup ("");
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u word", "%u words", words), words);
}

gboolean
figment_size_same_shape (int width,
                         int height,
                         int other_width,
                         int other_height)
{
  const double cross = (double) width * other_height, other = (double) other_width * height;

  return fabs (cross - other) <= SAME_SHAPE * MAX (cross, other);
}

/* The nearest length that the node takes. */
int
figment_size_snap (double                  length,
                   const FigmentSizeRange *range)
{
  const int step = MAX (range->step, 1);
  const int lowest = range->min > 0 ? (range->min + step - 1) / step * step : step;
  const int highest = range->max / step * step;

  return CLAMP ((int) lround (length / step) * step, lowest, MAX (highest, lowest));
}

FigmentSize
figment_size_shape (double                  ratio,
                    double                  area,
                    const FigmentSizeRange *widths,
                    const FigmentSizeRange *heights)
{
  const double height = sqrt (area / ratio);

  return (FigmentSize) { figment_size_snap (height * ratio, widths), figment_size_snap (height, heights) };
}
