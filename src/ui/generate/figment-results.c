/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-results.h"

#include "ui/figment-words.h"

/* How many outputs of earlier days there are to begin with, and in how many generations they are looked for. */
#define N_RECENT 40
#define PAGE 60
#define MAX_PAGES 5

/* As GTK_INVALID_LIST_POSITION. */
#define NOWHERE G_MAXUINT

struct _FigmentResults
{
  GObject            parent_instance;

  FigmentSession    *session; /* (owned) */
  FigmentMode        mode;
  GListStore        *items;   /* (owned) FigmentResult */
  FigmentGeneration *active;  /* (owned) (nullable) */
  GSignalGroup      *signals; /* (owned) of the active one */
  GPtrArray         *trashed; /* (owned) Trashed */
};

/* What was in the list, should it come back. */
typedef struct
{
  FigmentResult *result;   /* (owned) */
  guint          position; /* that it had */
} Trashed;

static void
trashed_free (gpointer user_data)
{
  Trashed *trashed = user_data;

  g_object_unref (trashed->result);
  g_free (trashed);
}

G_DEFINE_FINAL_TYPE (FigmentResults, figment_results, G_TYPE_OBJECT)

typedef enum
{
  PROP_ITEMS = 1,
  PROP_ACTIVE,
} FigmentResultsProperty;
static GParamSpec *props[PROP_ACTIVE + 1];

enum
{
  SIGNAL_ENDED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static gboolean
is_ours (FigmentResults    *self,
         FigmentGeneration *generation)
{
  return g_str_equal (figment_words_mode_page (figment_generation_get_request (generation)->mode),
                      figment_words_mode_page (self->mode));
}

static gboolean
is_worked_on (FigmentGenerationState state)
{
  return state == FIGMENT_GENERATION_RUNNING || state == FIGMENT_GENERATION_COLLECTING;
}

/* Returns: (transfer full) (nullable) */
static FigmentGeneration *
find_active (FigmentResults *self)
{
  GListModel *queue = G_LIST_MODEL (figment_session_get_queue (self->session));
  const guint n = g_list_model_get_n_items (queue);
  g_autoptr(FigmentGeneration) next = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentGeneration) generation = g_list_model_get_item (queue, i);
      const FigmentGenerationState state = figment_generation_get_state (generation);

      if (figment_generation_state_is_final (state) || !is_ours (self, generation))
        continue;
      if (is_worked_on (state))
        return g_steal_pointer (&generation);
      if (next == NULL)
        next = g_steal_pointer (&generation);
    }
  return g_steal_pointer (&next);
}

static void
update_active (FigmentResults *self)
{
  g_autoptr(FigmentGeneration) active = find_active (self);

  if (!g_set_object (&self->active, active))
    return;
  g_signal_group_set_target (self->signals, active);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
}

/* Those of one run stand in their own order. */
static guint
add_outputs (FigmentResults    *self,
             FigmentGeneration *generation,
             guint              position)
{
  GListModel *outputs = figment_generation_get_outputs (generation);
  const guint n = g_list_model_get_n_items (outputs);
  guint added = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentOutput) output = g_list_model_get_item (outputs, i);
      const FigmentOutputInfo *info = figment_output_get_info (output);
      g_autoptr(FigmentResult) result = NULL;

      if (info->trashed_at != 0 || (info->path != NULL && !g_file_test (info->path, G_FILE_TEST_EXISTS)))
        continue;
      result = figment_result_new (generation, output);
      g_list_store_insert (self->items, position + added++, result);
    }
  return added;
}

static void
finished_cb (FigmentResults    *self,
             FigmentGeneration *generation)
{
  if (is_ours (self, generation))
    {
      add_outputs (self, generation, 0);
      g_signal_emit (self, signals[SIGNAL_ENDED], 0, generation);
    }
  update_active (self);
}

static gint64
get_output_id (FigmentResult *result)
{
  return figment_output_get_info (figment_result_get_output (result))->id;
}

static void
remove_trashed (FigmentResults *self,
                gint64          id)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentResult) result = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      Trashed *trashed;

      if (get_output_id (result) != id)
        continue;
      trashed = g_new (Trashed, 1);
      *trashed = (Trashed) { g_object_ref (result), i };
      g_ptr_array_add (self->trashed, trashed);
      g_list_store_remove (self->items, i);
      return;
    }
}

static void
put_back (FigmentResults *self,
          gint64          id)
{
  for (guint i = 0; i < self->trashed->len; i++)
    {
      const Trashed *trashed = self->trashed->pdata[i];

      if (get_output_id (trashed->result) != id)
        continue;
      g_list_store_insert (self->items,
                           MIN (trashed->position, g_list_model_get_n_items (G_LIST_MODEL (self->items))),
                           trashed->result);
      g_ptr_array_remove_index (self->trashed, i);
      return;
    }
}

static void
output_trashed_cb (FigmentResults *self,
                   gint64          id,
                   gint64          at)
{
  if (at != 0)
    remove_trashed (self, id);
  else
    put_back (self, id);
}

/* Somebody, somewhere in the program, has made it a favourite or none any more: all that show it have an object of
 * their own. */
static void
changed_cb (FigmentResults *self,
            gint64          id)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  g_autoptr(FigmentGeneration) loaded = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentResult) result = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      FigmentGeneration *generation = figment_result_get_generation (result);

      if (figment_generation_get_id (generation) != id)
        continue;
      if (loaded == NULL)
        loaded = figment_generation_store_load (figment_session_get_generations (self->session), id, NULL);
      if (loaded == NULL)
        return;
      figment_generation_set_favourite (generation, figment_generation_get_favourite (loaded));
    }
}

/* Other pages' runs lie between, so it may take several pages of the store's; it is not searched without end. */
static void
load_recent (FigmentResults *self)
{
  GListModel *items = G_LIST_MODEL (self->items);
  gint64 before = 0;

  for (guint i = 0; i < MAX_PAGES && g_list_model_get_n_items (items) < N_RECENT; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) page =
        figment_generation_store_list_page (figment_session_get_generations (self->session), before, PAGE, &error);

      if (page == NULL)
        g_debug ("recent results: %s", error->message);
      if (page == NULL || page->len == 0)
        return;
      before = figment_generation_get_id (page->pdata[page->len - 1]);
      for (guint j = 0; j < page->len && g_list_model_get_n_items (items) < N_RECENT; j++)
        if (is_ours (self, page->pdata[j]))
          add_outputs (self, page->pdata[j], g_list_model_get_n_items (items));
    }
}

static void
figment_results_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  FigmentResults *self = FIGMENT_RESULTS (object);

  switch ((FigmentResultsProperty) prop_id)
    {
    case PROP_ITEMS: g_value_set_object (value, self->items); break;
    case PROP_ACTIVE: g_value_set_object (value, self->active); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_results_dispose (GObject *object)
{
  FigmentResults *self = FIGMENT_RESULTS (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->active);
  g_clear_object (&self->items);
  g_clear_object (&self->session);
  g_ptr_array_set_size (self->trashed, 0);
  G_OBJECT_CLASS (figment_results_parent_class)->dispose (object);
}

static void
figment_results_finalize (GObject *object)
{
  g_ptr_array_unref (FIGMENT_RESULTS (object)->trashed);
  G_OBJECT_CLASS (figment_results_parent_class)->finalize (object);
}

static void
figment_results_class_init (FigmentResultsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_results_get_property;
  object_class->dispose = figment_results_dispose;
  object_class->finalize = figment_results_finalize;
  props[PROP_ITEMS] = g_param_spec_object ("items", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_ACTIVE] = g_param_spec_object ("active", NULL, NULL, FIGMENT_TYPE_GENERATION, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, FIGMENT_TYPE_GENERATION);
}

static void
figment_results_init (FigmentResults *self)
{
  self->items = g_list_store_new (FIGMENT_TYPE_RESULT);
  self->trashed = g_ptr_array_new_with_free_func (trashed_free);
  self->signals = g_signal_group_new (FIGMENT_TYPE_GENERATION);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (update_active), self);
}

FigmentResults *
figment_results_new (FigmentSession *session,
                     FigmentMode     mode)
{
  FigmentResults *self = g_object_new (FIGMENT_TYPE_RESULTS, NULL);
  FigmentQueue *queue;

  g_return_val_if_fail (FIGMENT_IS_SESSION (session), NULL);
  self->session = g_object_ref (session);
  self->mode = mode;
  load_recent (self);
  queue = figment_session_get_queue (session);
  g_signal_connect_object (queue, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "items-changed", G_CALLBACK (update_active), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (figment_session_get_generations (session), "output-trashed",
                           G_CALLBACK (output_trashed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (figment_session_get_generations (session), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_active (self);
  return self;
}

/* Returns: (transfer none) */
GListModel *
figment_results_get_items (FigmentResults *self)
{
  g_return_val_if_fail (FIGMENT_IS_RESULTS (self), NULL);
  return G_LIST_MODEL (self->items);
}

/* Returns: (transfer none) (nullable) */
FigmentGeneration *
figment_results_get_active (FigmentResults *self)
{
  g_return_val_if_fail (FIGMENT_IS_RESULTS (self), NULL);
  return self->active;
}

guint
figment_results_find (FigmentResults    *self,
                      FigmentGeneration *generation)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  const gint64 id = figment_generation_get_id (generation);
  guint older = n;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentResult) result = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const gint64 other = figment_generation_get_id (figment_result_get_generation (result));

      if (other == id)
        return i;
      if (other < id && i < older)
        older = i;
    }
  return add_outputs (self, generation, older) > 0 ? older : NOWHERE;
}
