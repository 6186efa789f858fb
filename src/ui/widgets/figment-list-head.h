/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentListHead:
 *
 * The first items of another list, as GtkSliceListModel gives them too. That one, though, tells of everything behind
 * an item that comes or goes as taken out and put in again, and a list of widgets builds it all anew; here only what
 * has changed is told. Main thread.
 */
#define FIGMENT_TYPE_LIST_HEAD (figment_list_head_get_type ())
G_DECLARE_FINAL_TYPE (FigmentListHead, figment_list_head, FIGMENT, LIST_HEAD, GObject)

/* @model: (transfer full) */
FigmentListHead *figment_list_head_new  (GListModel      *model,
                                         guint            size);

/* @more items. Returns: whether the other list has others still; else it has all from now on, also those to come */
gboolean         figment_list_head_grow (FigmentListHead *self,
                                         guint            more);

G_END_DECLS
