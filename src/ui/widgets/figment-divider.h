/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/figment-generation-store.h"

G_BEGIN_DECLS

/* Puts the divider of @paned where it was put last time, keeps in @store under @key where it is put from now on, and
 * gives it its place back when the window has room for it again. Where nothing is kept, its place is what it has. The
 * first call for a paned counts. */
void figment_divider_remember (GtkPaned               *paned,
                               FigmentGenerationStore *store,
                               const char             *key);

G_END_DECLS
