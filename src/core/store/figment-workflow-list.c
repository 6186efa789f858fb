/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow-list.h"

struct _FigmentWorkflowList
{
  GObject               parent_instance;

  FigmentWorkflowStore *store; /* (owned) */
  GListStore           *items; /* (owned) FigmentWorkflow */
};

static void figment_workflow_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FigmentWorkflowList,
                               figment_workflow_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, figment_workflow_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return FIGMENT_TYPE_WORKFLOW;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (FIGMENT_WORKFLOW_LIST (model)->items));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (FIGMENT_WORKFLOW_LIST (model)->items), position);
}

static void
figment_workflow_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static int
compare_workflows (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  FigmentWorkflow *first = (FigmentWorkflow *) a, *second = (FigmentWorkflow *) b;
  const gint64 first_used = figment_workflow_get_last_used_at (first);
  const gint64 second_used = figment_workflow_get_last_used_at (second);

  if (first_used != second_used)
    return first_used > second_used ? -1 : 1;
  return figment_workflow_get_id (first) > figment_workflow_get_id (second) ? -1 : 1;
}

static gboolean
find_position (FigmentWorkflowList *self,
               gint64               id,
               guint               *position)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (figment_workflow_get_id (workflow) == id)
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* Whether the one at @position stands where it belongs, so that nothing has to move. */
static gboolean
is_in_place (FigmentWorkflowList *self,
             FigmentWorkflow     *workflow,
             guint                position)
{
  GListModel *model = G_LIST_MODEL (self->items);
  g_autoptr(FigmentWorkflow) before = position > 0 ? g_list_model_get_item (model, position - 1) : NULL;
  g_autoptr(FigmentWorkflow) after = g_list_model_get_item (model, position + 1);

  return (before == NULL || compare_workflows (before, workflow, NULL) < 0)
         && (after == NULL || compare_workflows (workflow, after, NULL) < 0);
}

static void
saved_cb (FigmentWorkflowStore *store,
          FigmentWorkflow      *workflow,
          FigmentWorkflowList  *self)
{
  guint position;

  if (find_position (self, figment_workflow_get_id (workflow), &position))
    {
      g_autoptr(FigmentWorkflow) old = g_list_model_get_item (G_LIST_MODEL (self->items), position);

      if (old == workflow && is_in_place (self, workflow, position))
        return;
      g_list_store_remove (self->items, position);
    }
  g_list_store_insert_sorted (self->items, workflow, compare_workflows, NULL);
}

static void
deleted_cb (FigmentWorkflowStore *store,
            gint64                id,
            FigmentWorkflowList  *self)
{
  guint position;

  if (find_position (self, id, &position))
    g_list_store_remove (self->items, position);
}

static void
figment_workflow_list_dispose (GObject *object)
{
  FigmentWorkflowList *self = FIGMENT_WORKFLOW_LIST (object);

  g_clear_object (&self->store);
  G_OBJECT_CLASS (figment_workflow_list_parent_class)->dispose (object);
}

static void
figment_workflow_list_finalize (GObject *object)
{
  g_clear_object (&FIGMENT_WORKFLOW_LIST (object)->items);
  G_OBJECT_CLASS (figment_workflow_list_parent_class)->finalize (object);
}

static void
figment_workflow_list_class_init (FigmentWorkflowListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = figment_workflow_list_dispose;
  object_class->finalize = figment_workflow_list_finalize;
}

static void
figment_workflow_list_init (FigmentWorkflowList *self)
{
  self->items = g_list_store_new (FIGMENT_TYPE_WORKFLOW);
  g_signal_connect_swapped (self->items, "items-changed", G_CALLBACK (g_list_model_items_changed), self);
}

/* Returns: (transfer full): empty until figment_workflow_list_load () */
FigmentWorkflowList *
figment_workflow_list_new (FigmentWorkflowStore *store)
{
  FigmentWorkflowList *self = g_object_new (FIGMENT_TYPE_WORKFLOW_LIST, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "saved", G_CALLBACK (saved_cb), self, 0);
  g_signal_connect_object (store, "deleted", G_CALLBACK (deleted_cb), self, 0);
  return self;
}

gboolean
figment_workflow_list_load (FigmentWorkflowList  *self,
                            GError              **error)
{
  g_autoptr(GPtrArray) found = NULL;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_LIST (self), FALSE);

  found = figment_workflow_store_list (self->store, error);
  if (found == NULL)
    return FALSE;
  g_list_store_splice (self->items, 0, get_n_items (G_LIST_MODEL (self)), found->pdata, found->len);
  g_list_store_sort (self->items, compare_workflows, NULL);
  return TRUE;
}

/* Returns: (transfer none) (nullable) */
FigmentWorkflow *
figment_workflow_list_find (FigmentWorkflowList *self,
                            gint64               id)
{
  g_autoptr(FigmentWorkflow) found = NULL;
  guint position;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW_LIST (self), NULL);

  if (!find_position (self, id, &position))
    return NULL;
  /* The list's reference keeps it. */
  found = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  return found;
}
