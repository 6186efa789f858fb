/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/form/figment-media-slot.h"
#include "ui/form/figment-result-picker.h"
#include "ui/widgets/figment-thumbnail.h"

G_BEGIN_DECLS

/* One slot in two files: figment-media-slot.c shows what is in it, figment-media-slot-take.c gets something in. */
struct _FigmentMediaSlot
{
  FigmentFieldRow         parent_instance;

  GCancellable           *cancellable;   /* (owned) of the slot */
  GCancellable           *looking;       /* (owned) (nullable) of the look at a file */
  FigmentGenerationStore *library;       /* (owned) (nullable) */
  int                     width;         /* px of the file, 0 unknown */
  int                     height;
  const char             *mime;          /* (nullable) static: of the file */
  int                     target_width;  /* px of the result, 0 unknown */
  int                     target_height;
  gboolean                updating;      /* what is shown comes from the field */

  GtkStack               *stack;
  GtkLabel               *hint;
  GtkButton              *leave_out;
  GtkWidget              *choose;
  GtkMenuButton          *results;
  GtkMenuButton          *other_results;
  FigmentThumbnail       *thumbnail;
  GtkLabel               *name;
  GtkLabel               *size;
  GtkWidget              *shape;
  GtkDropDown            *fit;
  GtkWidget              *use_size;
};

void _figment_media_slot_install_take (GtkWidgetClass   *widget_class);
void _figment_media_slot_init_take    (FigmentMediaSlot *self);

G_END_DECLS
