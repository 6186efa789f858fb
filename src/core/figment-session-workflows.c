/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-session.h"

#include "figment-session-private.h"
#include "workflow/figment-starter.h"

/*
 * In the database: the ids of the starters that were added, so that one that the user has deleted does not come back.
 * "1" is of a version that had the first three alone.
 */
#define STARTERS_KEY "starters"
#define FIRST_STARTERS "sd15 wan21-text-to-video wan21-image-to-video"

static void
add_starter_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!figment_workflow_store_add_finish (FIGMENT_WORKFLOW_STORE (source), result, &error))
    g_debug ("starter: %s", error->message);
}

static void
add_starter (FigmentSession       *self,
             const FigmentStarter *starter)
{
  g_autoptr(GBytes) bytes = figment_starter_load (starter->id, NULL);
  g_autofree char *graph = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr(FigmentWorkflow) workflow = figment_workflow_new (starter->title, starter->mode, graph);

  figment_workflow_set_starter (workflow, starter->id);
  figment_workflow_store_add_async (self->workflow_store, workflow, NULL, add_starter_cb, NULL);
}

/* They appear in the list when they are on disk; the last of the table is added first, so that the first is newest. */
static void
add_starters (FigmentSession *self)
{
  g_autofree char *done = figment_generation_store_dup_setting (self->generations, STARTERS_KEY);
  g_autoptr(GString) now = g_string_new (NULL);
  g_auto(GStrv) known = NULL;
  guint n;
  const FigmentStarter *starters = figment_starter_list (&n);

  known = g_strsplit (g_strcmp0 (done, "1") == 0 ? FIRST_STARTERS : done != NULL ? done : "", " ", -1);
  for (guint i = n; i > 0; i--)
    {
      if (!g_strv_contains ((const char *const *) known, starters[i - 1].id))
        add_starter (self, &starters[i - 1]);
      g_string_append_printf (now, "%s%s", now->len > 0 ? " " : "", starters[i - 1].id);
    }
  if (g_strcmp0 (done, now->str) != 0)
    figment_generation_store_set_setting (self->generations, STARTERS_KEY, now->str);
}

/* Returns: (transfer none) */
FigmentWorkflowStore *
figment_session_get_workflow_store (FigmentSession *self)
{
  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);
  return self->workflow_store;
}

/**
 * figment_session_get_workflows:
 *
 * Returns: (transfer none): all of the user's workflows as FigmentWorkflow, last used first; at the first start there
 *   is one for each mode that has a page
 */
GListModel *
figment_session_get_workflows (FigmentSession *self)
{
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);

  if (self->workflows == NULL)
    {
      self->workflows = figment_workflow_list_new (self->workflow_store);
      if (figment_workflow_list_load (self->workflows, &error))
        add_starters (self);
      else
        g_debug ("workflows: %s", error->message);
    }
  return G_LIST_MODEL (self->workflows);
}

/* Returns: (transfer none) (nullable): the object that the list has, too */
FigmentWorkflow *
figment_session_find_workflow (FigmentSession *self,
                               gint64          id)
{
  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);

  figment_session_get_workflows (self);
  return figment_workflow_list_find (self->workflows, id);
}

static void
use_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!figment_workflow_store_update_finish (FIGMENT_WORKFLOW_STORE (source), result, &error))
    g_debug ("workflow: %s", error->message);
}

/**
 * figment_session_use_workflow:
 *
 * Something was made with it just now: it goes to the head of the list.
 */
void
figment_session_use_workflow (FigmentSession  *self,
                              FigmentWorkflow *workflow)
{
  g_return_if_fail (FIGMENT_IS_SESSION (self));
  g_return_if_fail (FIGMENT_IS_WORKFLOW (workflow));

  figment_workflow_set_times (workflow, figment_workflow_get_created_at (workflow),
                              figment_workflow_get_updated_at (workflow), g_get_real_time ());
  figment_workflow_store_update_async (self->workflow_store, workflow, NULL, use_cb, NULL);
}
