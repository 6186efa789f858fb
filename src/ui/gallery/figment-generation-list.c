/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generation-list.h"

/* Rows; about 0.1 ms of reading. */
#define PAGE 60

struct _FigmentGenerationList
{
  GObject                 parent_instance;

  FigmentGenerationStore *store;    /* (owned) */
  char                   *words;    /* (owned) (nullable) */
  GPtrArray              *items;    /* (owned) FigmentGeneration */
  gint64                  before;   /* row id at which the next page begins, 0: the newest */
  gboolean                complete; /* there is no further page */
};

static void figment_generation_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentGenerationList,
                               figment_generation_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, figment_generation_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return FIGMENT_TYPE_GENERATION;
}

static guint
get_n_items (GListModel *model)
{
  return FIGMENT_GENERATION_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  FigmentGenerationList *self = FIGMENT_GENERATION_LIST (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
figment_generation_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
figment_generation_list_finalize (GObject *object)
{
  FigmentGenerationList *self = FIGMENT_GENERATION_LIST (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->words, g_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (figment_generation_list_parent_class)->finalize (object);
}

static void
figment_generation_list_class_init (FigmentGenerationListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = figment_generation_list_finalize;
}

static void
figment_generation_list_init (FigmentGenerationList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * figment_generation_list_new:
 * @words: (nullable): as a person types them
 *
 * Returns: (transfer full): the list with its first page
 */
FigmentGenerationList *
figment_generation_list_new (FigmentGenerationStore *store,
                             const char             *words)
{
  FigmentGenerationList *self = g_object_new (FIGMENT_TYPE_GENERATION_LIST, NULL);

  self->store = g_object_ref (store);
  self->words = words != NULL && words[0] != '\0' ? g_strdup (words) : NULL;
  figment_generation_list_load_more (self);
  return self;
}

/* What has not ended yet is the queue's to show. */
static void
append_ended (FigmentGenerationList *self,
              GPtrArray             *page)
{
  for (guint i = 0; i < page->len; i++)
    if (figment_generation_state_is_final (figment_generation_get_state (page->pdata[i])))
      g_ptr_array_add (self->items, g_object_ref (page->pdata[i]));
}

/**
 * figment_generation_list_load_more:
 *
 * Returns: whether it has grown
 */
gboolean
figment_generation_list_load_more (FigmentGenerationList *self)
{
  guint n;

  g_return_val_if_fail (FIGMENT_IS_GENERATION_LIST (self), FALSE);

  n = self->items->len;
  while (!self->complete && self->items->len == n)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) page =
        self->words != NULL ? figment_generation_store_search (self->store, self->words, self->before, PAGE, &error)
                            : figment_generation_store_list_page (self->store, self->before, PAGE, &error);

      if (page == NULL)
        g_debug ("gallery: %s", error->message);
      self->complete = page == NULL || page->len < PAGE;
      if (page == NULL || page->len == 0)
        break;
      self->before = figment_generation_get_id (page->pdata[page->len - 1]);
      append_ended (self, page);
    }
  if (self->items->len > n)
    g_list_model_items_changed (G_LIST_MODEL (self), n, 0, self->items->len - n);
  return self->items->len > n;
}

/* Returns: (transfer full) (nullable): the generation unless it is in the trash, or the words are not found in it */
static FigmentGeneration *
find_stored (FigmentGenerationList *self,
             gint64                 id)
{
  g_autoptr(GPtrArray) page =
    self->words != NULL ? figment_generation_store_search (self->store, self->words, id + 1, 1, NULL)
                        : figment_generation_store_list_page (self->store, id + 1, 1, NULL);
  FigmentGeneration *first = page != NULL && page->len > 0 ? page->pdata[0] : NULL;

  return first != NULL && figment_generation_get_id (first) == id ? g_object_ref (first) : NULL;
}

/**
 * figment_generation_list_refresh:
 *
 * Something has become of the generation: it has ended, is a favourite, is in the trash, or is back. It is shown as it
 * is now, taken in or taken out. One that is tried again stays as it was until it ends.
 */
void
figment_generation_list_refresh (FigmentGenerationList *self,
                                 gint64                 id)
{
  g_autoptr(FigmentGeneration) stored = NULL;
  guint position = 0;
  gboolean known;

  g_return_if_fail (FIGMENT_IS_GENERATION_LIST (self));

  stored = find_stored (self, id);
  while (position < self->items->len && figment_generation_get_id (self->items->pdata[position]) > id)
    position++;
  known = position < self->items->len && figment_generation_get_id (self->items->pdata[position]) == id;
  if (!known && position == self->items->len && !self->complete)
    return;
  if (stored != NULL && !figment_generation_state_is_final (figment_generation_get_state (stored)))
    return;
  if (known)
    g_ptr_array_remove_index (self->items, position);
  if (stored != NULL)
    g_ptr_array_insert (self->items, (int) position, g_object_ref (stored));
  if (known || stored != NULL)
    g_list_model_items_changed (G_LIST_MODEL (self), position, known ? 1 : 0, stored != NULL ? 1 : 0);
}
