/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generation.h"

/**
 * FigmentGeneration:
 *
 * One request on its way from the queue to finished files: what was asked for, where it stands, and what came of it.
 * Views bind to its properties; only the engine and the store call what changes it. Main thread only.
 */
struct _FigmentGeneration
{
  GObject                 parent_instance;

  FigmentRequest         *request;     /* (owned) */
  gint64                  id;          /* row id, 0: not in the store yet */
  char                   *prompt_id;   /* (owned) (nullable) our own UUID, as the server knows the run */
  char                   *server;      /* (owned) (nullable) base address of the server */
  double                  position;    /* place in the queue, lowest first */

  FigmentGenerationState  state;
  char                   *evidence;    /* (owned) (nullable) why it is in this state */
  char                   *error;       /* (owned) (nullable) one sentence for a person */
  char                   *details;     /* (owned) (nullable) what the server said, at length */
  gboolean                accepted;    /* the server is known to have it */
  gboolean                cached;      /* the server had the result already */

  gint64                  created_at;  /* µs since 1970 */
  gint64                  started_at;  /* µs since 1970, 0: not in this attempt */
  gint64                  finished_at; /* µs since 1970, 0: not in this attempt */

  double                  progress;    /* 0..1, never falls within one attempt */
  char                   *node_title;  /* (owned) (nullable) what the server works on */
  int                     step;
  int                     steps;
  gint64                  remaining;   /* ms, 0: not known */
  GBytes                 *preview;     /* (owned) (nullable) the newest picture of a picture in the making */

  GListStore             *outputs;     /* (owned) FigmentOutput */
  gboolean                favourite;
};

G_DEFINE_FINAL_TYPE (FigmentGeneration, figment_generation, G_TYPE_OBJECT)

typedef enum
{
  PROP_REQUEST = 1,
  PROP_ID,
  PROP_PROMPT_ID,
  PROP_SERVER,
  PROP_POSITION,
  PROP_STATE,
  PROP_EVIDENCE,
  PROP_ERROR,
  PROP_DETAILS,
  PROP_CACHED,
  PROP_CREATED_AT,
  PROP_STARTED_AT,
  PROP_FINISHED_AT,
  PROP_PROGRESS,
  PROP_NODE_TITLE,
  PROP_STEP,
  PROP_STEPS,
  PROP_REMAINING,
  PROP_PREVIEW,
  PROP_OUTPUTS,
  PROP_FAVOURITE,
} FigmentGenerationProperty;

static GParamSpec *props[PROP_FAVOURITE + 1];

/* One setter a kind of field: each compares first, so that views hear of changes only. */

static void
change_int64 (FigmentGeneration         *self,
              FigmentGenerationProperty  property,
              gint64                    *field,
              gint64                     value)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
change_int (FigmentGeneration         *self,
            FigmentGenerationProperty  property,
            int                       *field,
            int                        value)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
change_double (FigmentGeneration         *self,
               FigmentGenerationProperty  property,
               double                    *field,
               double                     value)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
change_string (FigmentGeneration          *self,
               FigmentGenerationProperty   property,
               char                      **field,
               const char                 *value)
{
  g_autofree char *old = NULL;

  if (g_strcmp0 (*field, value) == 0)
    return;
  old = *field;
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
change_preview (FigmentGeneration *self,
                GBytes            *preview)
{
  g_autoptr(GBytes) old = NULL;

  if (self->preview == preview)
    return;
  old = self->preview;
  self->preview = preview != NULL ? g_bytes_ref (preview) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREVIEW]);
}

static void
change_run (FigmentGeneration *self,
            double             progress,
            const char        *node_title,
            int                step,
            int                steps)
{
  change_double (self, PROP_PROGRESS, &self->progress, progress);
  change_string (self, PROP_NODE_TITLE, &self->node_title, node_title);
  change_int (self, PROP_STEP, &self->step, step);
  change_int (self, PROP_STEPS, &self->steps, steps);
}

/* A new attempt starts from nothing, also when this generation had been running or over before. */
static void
begin_attempt (FigmentGeneration *self)
{
  change_run (self, 0, NULL, 0, 0);
  change_int64 (self, PROP_REMAINING, &self->remaining, 0);
  change_preview (self, NULL);
  change_string (self, PROP_ERROR, &self->error, NULL);
  change_string (self, PROP_DETAILS, &self->details, NULL);
  change_int (self, PROP_CACHED, &self->cached, FALSE);
  change_int64 (self, PROP_STARTED_AT, &self->started_at, 0);
  change_int64 (self, PROP_FINISHED_AT, &self->finished_at, 0);
}

static void
end_attempt (FigmentGeneration *self)
{
  if (self->state == FIGMENT_GENERATION_DONE)
    change_double (self, PROP_PROGRESS, &self->progress, 1);
  change_int64 (self, PROP_REMAINING, &self->remaining, 0);
  change_preview (self, NULL);
  change_int64 (self, PROP_FINISHED_AT, &self->finished_at, g_get_real_time ());
}

static void
figment_generation_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  FigmentGeneration *self = FIGMENT_GENERATION (object);

  if (prop_id == PROP_REQUEST)
    self->request = g_value_dup_boxed (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
figment_generation_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  FigmentGeneration *self = FIGMENT_GENERATION (object);

  switch ((FigmentGenerationProperty) prop_id)
    {
    case PROP_REQUEST: g_value_set_boxed (value, self->request); break;
    case PROP_ID: g_value_set_int64 (value, self->id); break;
    case PROP_PROMPT_ID: g_value_set_string (value, self->prompt_id); break;
    case PROP_SERVER: g_value_set_string (value, self->server); break;
    case PROP_POSITION: g_value_set_double (value, self->position); break;
    case PROP_STATE: g_value_set_enum (value, (int) self->state); break;
    case PROP_EVIDENCE: g_value_set_string (value, self->evidence); break;
    case PROP_ERROR: g_value_set_string (value, self->error); break;
    case PROP_DETAILS: g_value_set_string (value, self->details); break;
    case PROP_CACHED: g_value_set_boolean (value, self->cached); break;
    case PROP_CREATED_AT: g_value_set_int64 (value, self->created_at); break;
    case PROP_STARTED_AT: g_value_set_int64 (value, self->started_at); break;
    case PROP_FINISHED_AT: g_value_set_int64 (value, self->finished_at); break;
    case PROP_PROGRESS: g_value_set_double (value, self->progress); break;
    case PROP_NODE_TITLE: g_value_set_string (value, self->node_title); break;
    case PROP_STEP: g_value_set_int (value, self->step); break;
    case PROP_STEPS: g_value_set_int (value, self->steps); break;
    case PROP_REMAINING: g_value_set_int64 (value, self->remaining); break;
    case PROP_PREVIEW: g_value_set_boxed (value, self->preview); break;
    case PROP_OUTPUTS: g_value_set_object (value, self->outputs); break;
    case PROP_FAVOURITE: g_value_set_boolean (value, self->favourite); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_generation_finalize (GObject *object)
{
  FigmentGeneration *self = FIGMENT_GENERATION (object);

  g_clear_pointer (&self->request, figment_request_unref);
  g_free (self->prompt_id);
  g_free (self->server);
  g_free (self->evidence);
  g_free (self->error);
  g_free (self->details);
  g_free (self->node_title);
  g_clear_pointer (&self->preview, g_bytes_unref);
  g_clear_object (&self->outputs);
  G_OBJECT_CLASS (figment_generation_parent_class)->finalize (object);
}

static void
figment_generation_class_init (FigmentGenerationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = figment_generation_set_property;
  object_class->get_property = figment_generation_get_property;
  object_class->finalize = figment_generation_finalize;

  props[PROP_REQUEST] = g_param_spec_boxed ("request", NULL, NULL, FIGMENT_TYPE_REQUEST,
                                            flags | G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PROMPT_ID] = g_param_spec_string ("prompt-id", NULL, NULL, NULL, flags);
  props[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  props[PROP_POSITION] = g_param_spec_double ("position", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, FIGMENT_TYPE_GENERATION_STATE,
                                         FIGMENT_GENERATION_QUEUED, flags);
  props[PROP_EVIDENCE] = g_param_spec_string ("evidence", NULL, NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  props[PROP_DETAILS] = g_param_spec_string ("details", NULL, NULL, NULL, flags);
  props[PROP_CACHED] = g_param_spec_boolean ("cached", NULL, NULL, FALSE, flags);
  props[PROP_CREATED_AT] = g_param_spec_int64 ("created-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_STARTED_AT] = g_param_spec_int64 ("started-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_FINISHED_AT] = g_param_spec_int64 ("finished-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  props[PROP_NODE_TITLE] = g_param_spec_string ("node-title", NULL, NULL, NULL, flags);
  props[PROP_STEP] = g_param_spec_int ("step", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_STEPS] = g_param_spec_int ("steps", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_REMAINING] = g_param_spec_int64 ("remaining", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PREVIEW] = g_param_spec_boxed ("preview", NULL, NULL, G_TYPE_BYTES, flags);
  props[PROP_OUTPUTS] = g_param_spec_object ("outputs", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_FAVOURITE] = g_param_spec_boolean ("favourite", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_generation_init (FigmentGeneration *self)
{
  self->outputs = g_list_store_new (FIGMENT_TYPE_OUTPUT);
  self->created_at = g_get_real_time ();
}

/**
 * figment_generation_new:
 * @request: what is asked for, from now on unchanged
 *
 * Returns: (transfer full): a queued generation, created now
 */
FigmentGeneration *
figment_generation_new (FigmentRequest *request)
{
  g_return_val_if_fail (request != NULL, NULL);

  return g_object_new (FIGMENT_TYPE_GENERATION, "request", request, NULL);
}

/* Returns: (transfer none) */
FigmentRequest *
figment_generation_get_request (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->request;
}

gint64
figment_generation_get_id (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->id;
}

/* For the store, once the row is written. */
void
figment_generation_set_id (FigmentGeneration *self,
                           gint64             id)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_int64 (self, PROP_ID, &self->id, id);
}

/* Returns: (nullable) */
const char *
figment_generation_get_prompt_id (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->prompt_id;
}

void
figment_generation_set_prompt_id (FigmentGeneration *self,
                                  const char        *prompt_id)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_string (self, PROP_PROMPT_ID, &self->prompt_id, prompt_id);
}

/* Returns: (nullable) */
const char *
figment_generation_get_server (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->server;
}

void
figment_generation_set_server (FigmentGeneration *self,
                               const char        *server)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_string (self, PROP_SERVER, &self->server, server);
}

double
figment_generation_get_position (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->position;
}

/* A place between two others is the mean of theirs, so that moving one row writes one row. */
void
figment_generation_set_position (FigmentGeneration *self,
                                 double             position)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_double (self, PROP_POSITION, &self->position, position);
}

FigmentGenerationState
figment_generation_get_state (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), FIGMENT_GENERATION_QUEUED);
  return self->state;
}

/* Returns: (nullable) */
const char *
figment_generation_get_evidence (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->evidence;
}

/**
 * figment_generation_enter_state:
 * @evidence: (nullable): how it is known, in words that a person can read
 *
 * Queued and preparing begin an attempt: progress, error and the times of the attempt start anew. Running notes the
 * start once an attempt. A final state notes the end and lets go of the preview. All changes are notified together.
 */
void
figment_generation_enter_state (FigmentGeneration      *self,
                                FigmentGenerationState  state,
                                const char             *evidence)
{
  gboolean is_new;

  g_return_if_fail (FIGMENT_IS_GENERATION (self));

  g_object_freeze_notify (G_OBJECT (self));
  is_new = self->state != state;
  if (is_new)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  change_string (self, PROP_EVIDENCE, &self->evidence, evidence);
  if (state == FIGMENT_GENERATION_QUEUED || state == FIGMENT_GENERATION_PREPARING)
    begin_attempt (self);
  else if (state == FIGMENT_GENERATION_RUNNING && self->started_at == 0)
    change_int64 (self, PROP_STARTED_AT, &self->started_at, g_get_real_time ());
  else if (is_new && figment_generation_state_is_final (state))
    end_attempt (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Returns: (nullable): one sentence for a person */
const char *
figment_generation_get_error (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->error;
}

/* Returns: (nullable): what else is known of the error, many lines perhaps */
const char *
figment_generation_get_details (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->details;
}

/**
 * figment_generation_set_error:
 * @error: (nullable): one sentence for a person; also for a warning beside a state that is not failed
 * @details: (nullable): what the server said, at length
 */
void
figment_generation_set_error (FigmentGeneration *self,
                              const char        *error,
                              const char        *details)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));

  g_object_freeze_notify (G_OBJECT (self));
  change_string (self, PROP_ERROR, &self->error, error);
  change_string (self, PROP_DETAILS, &self->details, details);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
figment_generation_get_accepted (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), FALSE);
  return self->accepted;
}

void
figment_generation_set_accepted (FigmentGeneration *self,
                                 gboolean           accepted)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  self->accepted = accepted;
}

gboolean
figment_generation_get_cached (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), FALSE);
  return self->cached;
}

void
figment_generation_set_cached (FigmentGeneration *self,
                               gboolean           cached)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_int (self, PROP_CACHED, &self->cached, !!cached);
}

gint64
figment_generation_get_created_at (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->created_at;
}

gint64
figment_generation_get_started_at (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->started_at;
}

gint64
figment_generation_get_finished_at (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->finished_at;
}

/* For the store, which reads them back, and for evidence that is older than the moment it arrives. */
void
figment_generation_set_times (FigmentGeneration *self,
                              gint64             created_at,
                              gint64             started_at,
                              gint64             finished_at)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));

  g_object_freeze_notify (G_OBJECT (self));
  change_int64 (self, PROP_CREATED_AT, &self->created_at, created_at);
  change_int64 (self, PROP_STARTED_AT, &self->started_at, started_at);
  change_int64 (self, PROP_FINISHED_AT, &self->finished_at, finished_at);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Returns: 0..1; never falls within one attempt */
double
figment_generation_get_progress (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->progress;
}

/* Returns: (nullable): what the server works on, by the name that the workflow's author gave it */
const char *
figment_generation_get_node_title (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->node_title;
}

int
figment_generation_get_step (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->step;
}

/* Returns: how many steps the node has, 0 where it does not say */
int
figment_generation_get_steps (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->steps;
}

/* Returns: milliseconds, 0: not known */
gint64
figment_generation_get_remaining (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), 0);
  return self->remaining;
}

/**
 * figment_generation_set_run:
 * @progress: of the whole run, 0..1; what is lower than before, or no number, changes nothing
 * @node_title: (nullable): what the server works on
 * @step: of this node, from 1
 * @steps: of this node, 0 where it has none
 */
void
figment_generation_set_run (FigmentGeneration *self,
                            double             progress,
                            const char        *node_title,
                            int                step,
                            int                steps)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));

  if (!(progress > self->progress))
    progress = self->progress;
  g_object_freeze_notify (G_OBJECT (self));
  change_run (self, MIN (progress, 1.0), node_title, MAX (step, 0), MAX (steps, 0));
  g_object_thaw_notify (G_OBJECT (self));
}

void
figment_generation_set_remaining (FigmentGeneration *self,
                                  gint64             milliseconds)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_int64 (self, PROP_REMAINING, &self->remaining, MAX (milliseconds, 0));
}

/* Returns: (transfer none) (nullable): bytes of a picture file */
GBytes *
figment_generation_get_preview (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return self->preview;
}

/**
 * figment_generation_set_preview:
 * @preview: (nullable): bytes of a picture file; one that comes after the end is dropped
 */
void
figment_generation_set_preview (FigmentGeneration *self,
                                GBytes            *preview)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_preview (self, figment_generation_state_is_final (self->state) ? NULL : preview);
}

/* Returns: (transfer none): FigmentOutput, in the order of their positions; the same list for life */
GListModel *
figment_generation_get_outputs (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), NULL);
  return G_LIST_MODEL (self->outputs);
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  const int first = figment_output_get_info (FIGMENT_OUTPUT ((gpointer) a))->position;
  const int second = figment_output_get_info (FIGMENT_OUTPUT ((gpointer) b))->position;

  return (first > second) - (first < second);
}

/**
 * figment_generation_set_outputs:
 * @outputs: (element-type FigmentOutput): in any order; the array is left alone
 */
void
figment_generation_set_outputs (FigmentGeneration *self,
                                GPtrArray         *outputs)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  g_return_if_fail (outputs != NULL);

  g_list_store_splice (self->outputs, 0, g_list_model_get_n_items (G_LIST_MODEL (self->outputs)), outputs->pdata,
                       outputs->len);
  g_list_store_sort (self->outputs, compare_positions, NULL);
}

gboolean
figment_generation_get_favourite (FigmentGeneration *self)
{
  g_return_val_if_fail (FIGMENT_IS_GENERATION (self), FALSE);
  return self->favourite;
}

void
figment_generation_set_favourite (FigmentGeneration *self,
                                  gboolean           favourite)
{
  g_return_if_fail (FIGMENT_IS_GENERATION (self));
  change_int (self, PROP_FAVOURITE, &self->favourite, !!favourite);
}
