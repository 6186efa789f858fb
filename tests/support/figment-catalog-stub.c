/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "workflow/figment-catalog.h"

/* Stands in for core/workflow while that room is being built elsewhere, so that tests of the client link. */

extern int figment_test_catalog_stub;
int figment_test_catalog_stub;

FigmentCatalog *
figment_catalog_parse (GBytes  *object_info,
                       GError **error)
{
  g_assert_not_reached ();
}

void
figment_catalog_unref (FigmentCatalog *self)
{
  g_assert_not_reached ();
}

guint
figment_catalog_get_n_classes (FigmentCatalog *self)
{
  g_assert_not_reached ();
}
