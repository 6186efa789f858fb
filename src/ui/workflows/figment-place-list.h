/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "workflow/figment-form-editor.h"

G_BEGIN_DECLS

#define FIGMENT_TYPE_PLACE_LIST (figment_place_list_get_type ())
G_DECLARE_FINAL_TYPE (FigmentPlaceList, figment_place_list, FIGMENT, PLACE_LIST, GtkBox)

void figment_place_list_show (FigmentPlaceList  *self,
                              FigmentFormEditor *editor,
                              FigmentField      *field);

G_END_DECLS
