/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-field-row.h"

G_BEGIN_DECLS

/**
 * FigmentSizeRow:
 *
 * Width and height together; "field" is the width. Main thread.
 */
#define FIGMENT_TYPE_SIZE_ROW (figment_size_row_get_type ())
G_DECLARE_FINAL_TYPE (FigmentSizeRow, figment_size_row, FIGMENT, SIZE_ROW, FigmentFieldRow)

/* May be given once. */
void figment_size_row_set_height (FigmentSizeRow *self,
                                  FigmentField   *height);

/* Takes the shape of a picture, with about as many pixels as there are now if it is larger. */
void figment_size_row_use        (FigmentSizeRow *self,
                                  int             width,
                                  int             height);

G_END_DECLS
