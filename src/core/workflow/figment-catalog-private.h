/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"

G_BEGIN_DECLS

struct _FigmentCatalog
{
  gatomicrefcount      ref_count;

  guint                n_classes;
  FigmentCatalogClass *classes;  /* (owned) */
  GHashTable          *index;    /* (owned) name (borrowed) -> FigmentCatalogClass */
  GStringChunk        *strings;  /* (owned) every string once */
  GPtrArray           *arrays;   /* (owned) input and string arrays that @classes point to */
};

G_END_DECLS
