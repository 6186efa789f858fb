/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-private.h"

#include <math.h>

/* What a trial has at most: enough to see that a workflow runs, and over in seconds on most machines. */
static const struct
{
  FigmentRole role;
  double      most;
} limits[] = {
  { FIGMENT_ROLE_STEPS, 4 },
  { FIGMENT_ROLE_FRAMES, 17 }, /* 4n + 1 and 8n + 1 as well, which is what models of video take */
  { FIGMENT_ROLE_DURATION, 1 },
  { FIGMENT_ROLE_BATCH, 1 },
};

#define MAX_SIDE 512
#define SIDE_STEP 64

static double
get_number (FigmentField *field)
{
  char *end;
  double number;

  if (field == NULL)
    return NAN;
  number = g_ascii_strtod (figment_field_get_value (field), &end);
  return *end == '\0' ? number : NAN;
}

static void
set_number (FigmentField *field,
            double        number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const double min = figment_field_get_min (field);

  figment_field_set_value (field, g_ascii_formatd (buffer, sizeof buffer, "%.10g", isnan (min) ? number
                                                                                          : MAX (number, min)));
}

/* The longer side gets no longer than the limit, the shape stays about what it is. */
static void
shrink_size (FigmentForm *self)
{
  FigmentField *width = figment_form_get_role_field (self, FIGMENT_ROLE_WIDTH);
  FigmentField *height = figment_form_get_role_field (self, FIGMENT_ROLE_HEIGHT);
  const double longer = fmax (get_number (width), get_number (height));
  FigmentField *const sides[] = { width, height };

  if (isnan (longer) || longer <= MAX_SIDE)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (!isnan (get_number (sides[i])))
      set_number (sides[i],
                  fmax (SIDE_STEP, round (get_number (sides[i]) * MAX_SIDE / longer / SIDE_STEP) * SIDE_STEP));
}

static void
shrink (FigmentForm *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      FigmentField *field = figment_form_get_role_field (self, limits[i].role);

      if (get_number (field) > limits[i].most)
        set_number (field, limits[i].most);
    }
  shrink_size (self);
}

/* One request; the values in the form stay what they are. @change: (nullable): what is done to them for it */
static FigmentRequest *
build_aside (FigmentForm  *self,
             void        (*change) (FigmentForm *self),
             GError      **error)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) requests = NULL;

  for (guint i = 0; i < self->fields->len; i++)
    g_ptr_array_add (values, g_strdup (figment_field_get_value (g_ptr_array_index (self->fields, i))));
  if (change != NULL)
    change (self);
  requests = figment_form_build_requests (self, 1, error);
  for (guint i = 0; i < self->fields->len; i++)
    figment_field_set_value (g_ptr_array_index (self->fields, i), g_ptr_array_index (values, i));
  return requests != NULL ? figment_request_ref (g_ptr_array_index (requests, 0)) : NULL;
}

/**
 * figment_form_build_trial:
 *
 * What the form says, but small and short. The values in the form stay what they are.
 *
 * Returns: (transfer full): the request, or %NULL with @error as figment_form_build_requests () has it
 */
FigmentRequest *
figment_form_build_trial (FigmentForm  *self,
                          GError      **error)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  return build_aside (self, shrink, error);
}

/**
 * figment_form_build_preview:
 *
 * What would be sent now; a seed that is drawn for each run is drawn for this as well. The values in the form stay what
 * they are.
 *
 * Returns: (transfer full): the request, or %NULL with @error as figment_form_build_requests () has it
 */
FigmentRequest *
figment_form_build_preview (FigmentForm  *self,
                            GError      **error)
{
  g_return_val_if_fail (FIGMENT_IS_FORM (self), NULL);
  return build_aside (self, NULL, error);
}
