/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-list-head.h"

struct _FigmentListHead
{
  GObject     parent_instance;

  GListModel *model; /* (owned) */
  guint       step;
  guint       size;  /* how many there are at most */
  guint       n_items;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentListHead, figment_list_head, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *list)
{
  return g_list_model_get_item_type (FIGMENT_LIST_HEAD (list)->model);
}

static guint
get_n_items (GListModel *list)
{
  return FIGMENT_LIST_HEAD (list)->n_items;
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  FigmentListHead *self = FIGMENT_LIST_HEAD (list);

  return position < self->n_items ? g_list_model_get_item (self->model, position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Takes what is too much from the end, or gives what is missing there. */
static void
settle_end (FigmentListHead *self)
{
  const guint before = self->n_items;
  const guint after = MIN (g_list_model_get_n_items (self->model), self->size);

  self->n_items = after;
  if (after != before)
    g_list_model_items_changed (G_LIST_MODEL (self), MIN (before, after), before - MIN (before, after),
                                after - MIN (before, after));
}

static void
items_changed_cb (FigmentListHead *self,
                  guint            position,
                  guint            removed,
                  guint            added)
{
  if (position >= self->size)
    return;
  if (added > self->step)
    self->size = MIN (self->size, position + self->step);
  removed = MIN (removed, self->n_items - position);
  /* What was behind them is pushed out by as many as there is room for. */
  if (added >= self->size - position)
    {
      added = self->size - position;
      removed = self->n_items - position;
    }
  self->n_items += added - removed;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  settle_end (self);
}

static void
figment_list_head_dispose (GObject *object)
{
  FigmentListHead *self = FIGMENT_LIST_HEAD (object);

  self->n_items = 0;
  g_clear_object (&self->model);
  G_OBJECT_CLASS (figment_list_head_parent_class)->dispose (object);
}

static void
figment_list_head_class_init (FigmentListHeadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = figment_list_head_dispose;
}

static void
figment_list_head_init (FigmentListHead *self)
{
}

FigmentListHead *
figment_list_head_new (GListModel *model,
                       guint       step)
{
  FigmentListHead *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);
  self = g_object_new (FIGMENT_TYPE_LIST_HEAD, NULL);
  self->model = model;
  self->step = step;
  self->size = step;
  self->n_items = MIN (g_list_model_get_n_items (model), step);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

gboolean
figment_list_head_is_short (FigmentListHead *self)
{
  g_return_val_if_fail (FIGMENT_IS_LIST_HEAD (self), FALSE);
  return self->n_items < g_list_model_get_n_items (self->model);
}

void
figment_list_head_grow (FigmentListHead *self)
{
  guint n_missing;

  g_return_if_fail (FIGMENT_IS_LIST_HEAD (self));
  n_missing = g_list_model_get_n_items (self->model) - self->n_items;
  self->size = n_missing > self->step ? self->n_items + self->step : G_MAXUINT;
  settle_end (self);
}
