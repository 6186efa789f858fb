/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What rows do with the texts that are a field's values. Pure, any thread. */

/* Whether a spin button can show the number without changing it; @digits: (out): after the point. */
gboolean figment_field_text_spins  (const char *text,
                                    double      min,
                                    double      max,
                                    double      step,
                                    guint      *digits);

/* The number as JSON writes it. */
char    *figment_field_text_number (double      number,
                                    guint       digits);

/* The same for people: without zeros that say nothing. */
char    *figment_field_text_shown  (double      number,
                                    guint       digits);

/* How long that many frames last; NULL if that cannot be said. */
char    *figment_field_text_duration (const char *frames,
                                      const char *per_second);

/* What a person typed or pasted as a seed, as plain digits; NULL if it is none from 0 to 2^64-1. */
char    *figment_field_text_seed   (const char *text);

/* How long a prompt is, in words a person reads. */
char    *figment_field_text_length (const char *text);

/* A size of about @area px² with the ratio, on the node's grid and inside its range. */
typedef struct
{
  int width;  /* px */
  int height; /* px */
} FigmentSize;

typedef struct
{
  int min;  /* px */
  int max;  /* px */
  int step; /* px, at least 1 */
} FigmentSizeRange;

/* Whether two sizes have the same shape, as far as the eye can tell. */
gboolean    figment_size_same_shape (int                width,
                                     int                height,
                                     int                other_width,
                                     int                other_height);

int         figment_size_snap  (double                  length,
                                const FigmentSizeRange *range);
FigmentSize figment_size_shape (double                  ratio,
                                double                  area,
                                const FigmentSizeRange *widths,
                                const FigmentSizeRange *heights);

G_END_DECLS
