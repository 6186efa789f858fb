/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <string.h>

/* Capitals, digits and a few signs, five dots by seven; a row is five bits, the left dot the highest. */
static const struct
{
  char   letter;
  guint8 rows[7];
} glyphs[] = {
  { 'A', { 14, 17, 17, 31, 17, 17, 17 } }, { 'B', { 30, 17, 17, 30, 17, 17, 30 } },
  { 'C', { 14, 17, 16, 16, 16, 17, 14 } }, { 'D', { 30, 17, 17, 17, 17, 17, 30 } },
  { 'E', { 31, 16, 16, 30, 16, 16, 31 } }, { 'F', { 31, 16, 16, 30, 16, 16, 16 } },
  { 'G', { 14, 17, 16, 23, 17, 17, 15 } }, { 'H', { 17, 17, 17, 31, 17, 17, 17 } },
  { 'I', { 14, 4, 4, 4, 4, 4, 14 } },      { 'J', { 7, 2, 2, 2, 2, 18, 12 } },
  { 'K', { 17, 18, 20, 24, 20, 18, 17 } }, { 'L', { 16, 16, 16, 16, 16, 16, 31 } },
  { 'M', { 17, 27, 21, 21, 17, 17, 17 } }, { 'N', { 17, 25, 25, 21, 19, 19, 17 } },
  { 'O', { 14, 17, 17, 17, 17, 17, 14 } }, { 'P', { 30, 17, 17, 30, 16, 16, 16 } },
  { 'Q', { 14, 17, 17, 17, 21, 18, 13 } }, { 'R', { 30, 17, 17, 30, 20, 18, 17 } },
  { 'S', { 15, 16, 16, 14, 1, 1, 30 } },   { 'T', { 31, 4, 4, 4, 4, 4, 4 } },
  { 'U', { 17, 17, 17, 17, 17, 17, 14 } }, { 'V', { 17, 17, 17, 17, 17, 10, 4 } },
  { 'W', { 17, 17, 17, 21, 21, 27, 17 } }, { 'X', { 17, 17, 10, 4, 10, 17, 17 } },
  { 'Y', { 17, 17, 10, 4, 4, 4, 4 } },     { 'Z', { 31, 1, 2, 4, 8, 16, 31 } },
  { '0', { 14, 17, 19, 21, 25, 17, 14 } }, { '1', { 4, 12, 4, 4, 4, 4, 14 } },
  { '2', { 14, 17, 1, 2, 4, 8, 31 } },     { '3', { 30, 1, 1, 14, 1, 1, 30 } },
  { '4', { 2, 6, 10, 18, 31, 2, 2 } },     { '5', { 31, 16, 30, 1, 1, 17, 14 } },
  { '6', { 6, 8, 16, 30, 17, 17, 14 } },   { '7', { 31, 1, 2, 4, 4, 8, 8 } },
  { '8', { 14, 17, 17, 14, 17, 17, 14 } }, { '9', { 14, 17, 17, 15, 1, 2, 12 } },
  { '.', { 0, 0, 0, 0, 0, 12, 12 } },      { ',', { 0, 0, 0, 0, 12, 4, 8 } },
  { '-', { 0, 0, 0, 31, 0, 0, 0 } },       { ':', { 0, 12, 12, 0, 12, 12, 0 } },
  { '(', { 2, 4, 8, 8, 8, 4, 2 } },        { ')', { 8, 4, 2, 2, 2, 4, 8 } },
  { '\'', { 4, 4, 8, 0, 0, 0, 0 } },       { '!', { 4, 4, 4, 4, 4, 0, 4 } },
  { '?', { 14, 17, 1, 2, 4, 0, 4 } },      { '+', { 0, 4, 4, 31, 4, 4, 0 } },
  { '/', { 1, 1, 2, 4, 8, 16, 16 } },      { '_', { 0, 0, 0, 0, 0, 0, 31 } },
};

#define CELL_WIDTH 6
#define LINE_HEIGHT 10

static const guint8 *
find_glyph (char letter)
{
  letter = g_ascii_toupper (letter);
  for (guint i = 0; i < G_N_ELEMENTS (glyphs); i++)
    if (glyphs[i].letter == letter)
      return glyphs[i].rows;
  return NULL;
}

/* Writes ASCII @text in white; what does not fit is cut off. */
void
figment_practice_draw_text (const char *text,
                            guint       x,
                            guint       y,
                            guint       scale,
                            guint       width,
                            guint       height,
                            guint8     *rgb)
{
  for (; *text != '\0' && x < width; text++, x += CELL_WIDTH * scale)
    {
      const guint8 *rows = find_glyph (*text);

      for (guint j = 0; rows != NULL && j < 7 * scale && y + j < height; j++)
        for (guint i = 0; i < 5 * scale && x + i < width; i++)
          if (rows[j / scale] & (16 >> (i / scale)))
            memset (rgb + ((gsize) (y + j) * width + x + i) * 3, 255, 3);
    }
}

/*
 * A dark ribbon at the foot that says PRACTICE, so that nobody takes the picture for a model's, and what it depends on.
 * Small pictures get fewer lines.
 */
void
figment_practice_paint_label (const FigmentPracticeRecipe *recipe,
                              guint                        width,
                              guint                        height,
                              guint8                      *rgb)
{
  const guint scale = MAX (MIN (width, height) / 170, 1), small = MAX (scale * 2 / 3, 1);
  const guint lines[] = { LINE_HEIGHT * scale, LINE_HEIGHT * small, LINE_HEIGHT * small };
  g_autofree char *prompt = g_str_to_ascii (recipe->prompt, "C");
  g_autofree char *facts = g_strdup_printf ("seed %" G_GUINT64_FORMAT "  steps %u  cfg %.4g", recipe->seed,
                                            recipe->steps, recipe->cfg);
  const char *texts[] = { "PRACTICE", prompt, facts };
  guint n_lines = 1, ribbon = lines[0] + 3 * scale, y;

  while (n_lines < G_N_ELEMENTS (lines) && ribbon + lines[n_lines] <= height / 3)
    ribbon += lines[n_lines++];
  ribbon = MIN (ribbon, height);
  for (guint8 *pixel = rgb + (gsize) (height - ribbon) * width * 3, *end = rgb + (gsize) height * width * 3;
       pixel < end; pixel++)
    *pixel = *pixel * 5 / 16;
  y = height - ribbon + 3 * scale;
  for (guint i = 0; i < n_lines; y += lines[i++])
    figment_practice_draw_text (texts[i], 3 * scale, y, i == 0 ? scale : small, width, height, rgb);
}
