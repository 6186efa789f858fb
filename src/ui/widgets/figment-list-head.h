/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentListHead:
 *
 * The first items of another list, some more of them each time that it is asked to grow, until it has all; for widgets
 * that take too long to be built at once. GtkSliceListModel tells of everything behind an item that comes or goes as
 * taken out and put in again; here only what has changed is told. When many come in one go, as those of a list that is
 * sorted anew, it ends behind the first of these and has to grow again. Main thread.
 */
#define FIGMENT_TYPE_LIST_HEAD (figment_list_head_get_type ())
G_DECLARE_FINAL_TYPE (FigmentListHead, figment_list_head, FIGMENT, LIST_HEAD, GObject)

/* @model: (transfer full); @step: how many it has at first, and how many more each time */
FigmentListHead *figment_list_head_new      (GListModel      *model,
                                             guint            step);

/* Whether the other list has more. */
gboolean         figment_list_head_is_short (FigmentListHead *self);
void             figment_list_head_grow     (FigmentListHead *self);

G_END_DECLS
