/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "workflow/figment-field.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_FIELD_ROW (figment_field_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (FigmentFieldRow, figment_field_row, FIGMENT, FIELD_ROW, GtkBox)

/**
 * FigmentFieldRowClass:
 * @update: the field is another one, or something about it changed; shows it. May be called at any time after the field
 *   is set, and must not write to the field.
 * @bound: the field is known now, called once; for what goes beyond showing it (nullable)
 */
struct _FigmentFieldRowClass
{
  GtkBoxClass parent_class;

  void (*update) (FigmentFieldRow *self,
                  FigmentField    *field);
  void (*bound)  (FigmentFieldRow *self,
                  FigmentField    *field);
};

FigmentField *figment_field_row_get_field     (FigmentFieldRow *self);

/* For its kinds: what a person set; comes back through update () when it is another value. */
void          figment_field_row_set_value     (FigmentFieldRow *self,
                                               const char      *value);

/* In place of the field's own label. */
void          figment_field_row_set_title     (FigmentFieldRow *self,
                                               const char      *title);

/* The small widgets after the label. */
void          figment_field_row_add_suffix    (FigmentFieldRow *self,
                                               GtkWidget       *suffix);

/* The control that the label names, for its mnemonic and for screen readers. */
void          figment_field_row_set_control   (FigmentFieldRow *self,
                                               GtkWidget       *control);

/* What the row is dragged by, where rows can be moved; hidden else. */
void          figment_field_row_show_handle   (FigmentFieldRow *self);
gboolean      figment_field_row_is_handle     (FigmentFieldRow *self,
                                               GtkWidget       *widget);

/* Scrolling over a number moves the form, and not the number. */
void          figment_field_row_tame          (GtkSpinButton   *spin);

/* What is wrong that is not the field's own problem: a file that was refused. NULL: nothing. */
void          figment_field_row_set_complaint (FigmentFieldRow *self,
                                               const char      *complaint);

/* Whether the field's own problem is kept to itself: that a file is missing is seen. */
void          figment_field_row_set_quiet     (FigmentFieldRow *self,
                                               gboolean         quiet);

G_END_DECLS
