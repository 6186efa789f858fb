/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-editor-private.h"

#include "figment-form-private.h"

/* All that can be decided, at one moment; and the step that led to it, where that was to replace something. */
typedef struct
{
  char                   *mapping; /* (owned) JSON; "" is none */
  FigmentWorkflowDetails *details; /* (owned) (nullable) */
  char                   *server;  /* (owned) (nullable) where something was replaced */
  char                   *wanted;  /* (owned) (nullable) what was replaced */
  char                   *before;  /* (owned) (nullable) what stood in for it until then */
  char                   *after;   /* (owned) (nullable) */
} State;

struct _FigmentFormEditor
{
  GObject      parent_instance;

  FigmentForm *form;   /* (owned) */
  char        *server; /* (owned) (nullable) the address of the present one */
  GPtrArray   *past;   /* (owned) of State: those before, the present one last */
  GPtrArray   *lost;   /* (owned) of State: those that were undone, the next one last */
};

G_DEFINE_FINAL_TYPE (FigmentFormEditor, figment_form_editor, G_TYPE_OBJECT)

typedef enum
{
  PROP_FORM = 1,
  PROP_JSON,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
} FigmentFormEditorProperty;
static GParamSpec *props[PROP_CAN_REDO + 1];

typedef enum
{
  SIGNAL_REPLACED,
} FigmentFormEditorSignal;
static guint signals[SIGNAL_REPLACED + 1];

/* @mapping: (transfer full) (nullable); @details: (nullable): copied */
static State *
state_new (char                         *mapping,
           const FigmentWorkflowDetails *details)
{
  State *state = g_new0 (State, 1);

  state->mapping = mapping != NULL ? mapping : g_strdup ("");
  state->details = details != NULL ? figment_workflow_details_copy (details) : NULL;
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_free (state->mapping);
  g_clear_pointer (&state->details, figment_workflow_details_free);
  g_free (state->server);
  g_free (state->wanted);
  g_free (state->before);
  g_free (state->after);
  g_free (state);
}

static const State *
get_present (FigmentFormEditor *self)
{
  return g_ptr_array_index (self->past, self->past->len - 1);
}

/* A copy of what is decided, to be changed and handed to take_step (). */
FigmentMapping *
_figment_form_editor_begin_step (FigmentFormEditor *self)
{
  FigmentMapping *mapping = figment_mapping_parse (get_present (self)->mapping, NULL);

  g_assert (mapping != NULL); /* the form has taken it */
  return mapping;
}

/* @before: the mapping that the form has */
static void
show_present (FigmentFormEditor *self,
              const char        *before)
{
  if (!g_str_equal (get_present (self)->mapping, before))
    figment_form_set_mapping (self->form, get_present (self)->mapping, NULL);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JSON]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_REDO]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* @state: (transfer full) */
static void
add_state (FigmentFormEditor *self,
           State             *state)
{
  g_autofree char *before = g_strdup (get_present (self)->mapping);

  g_ptr_array_set_size (self->lost, 0);
  g_ptr_array_add (self->past, state);
  show_present (self, before);
}

void
_figment_form_editor_take_step (FigmentFormEditor *self,
                                FigmentMapping    *mapping)
{
  g_autofree char *json = figment_mapping_to_json (mapping);

  if (!g_str_equal (json != NULL ? json : "", get_present (self)->mapping))
    add_state (self, state_new (g_steal_pointer (&json), get_present (self)->details));
}

/* What stands in for @wanted now. Returns: (nullable) */
static const char *
get_standing (FigmentFormEditor *self,
              const char        *wanted)
{
  return self->form->replacements != NULL ? figment_replacements_get (self->form->replacements, wanted) : NULL;
}

/* @taken: (nullable) */
static void
replace (FigmentFormEditor *self,
         const char        *wanted,
         const char        *taken)
{
  const char *before = get_standing (self, wanted);
  State *state;

  /* What offers the step is there until the check is done anew, and can be clicked twice. */
  if (g_strcmp0 (before, taken) == 0)
    return;
  state = state_new (g_strdup (get_present (self)->mapping), get_present (self)->details);
  state->server = g_strdup (self->server);
  state->wanted = g_strdup (wanted);
  state->before = g_strdup (before);
  state->after = g_strdup (taken);
  g_signal_emit (self, signals[SIGNAL_REPLACED], 0, state->wanted, state->after);
  add_state (self, state);
}

/* All places that play @role on the form now. */
static GPtrArray *
list_places (FigmentFormEditor *self,
             FigmentRole        role)
{
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_place_free);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (self->form), i);
      GPtrArray *own = figment_field_get_places (field);

      for (guint j = 0; figment_field_get_role (field) == (int) role && j < own->len; j++)
        g_ptr_array_add (places, figment_place_copy (g_ptr_array_index (own, j)));
    }
  return places;
}

static void
remove_place (GPtrArray          *places,
              const FigmentPlace *place)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (places, place, figment_place_equal, &index))
    g_ptr_array_remove_index (places, index);
}

static void
figment_form_editor_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  FigmentFormEditor *self = FIGMENT_FORM_EDITOR (object);

  switch ((FigmentFormEditorProperty) prop_id)
    {
    case PROP_FORM: g_value_set_object (value, self->form); break;
    case PROP_JSON: g_value_set_string (value, figment_form_editor_get_json (self)); break;
    case PROP_CAN_UNDO: g_value_set_boolean (value, self->past->len > 1); break;
    case PROP_CAN_REDO: g_value_set_boolean (value, self->lost->len > 0); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_form_editor_finalize (GObject *object)
{
  FigmentFormEditor *self = FIGMENT_FORM_EDITOR (object);

  g_clear_object (&self->form);
  g_free (self->server);
  g_clear_pointer (&self->past, g_ptr_array_unref);
  g_clear_pointer (&self->lost, g_ptr_array_unref);
  G_OBJECT_CLASS (figment_form_editor_parent_class)->finalize (object);
}

static void
figment_form_editor_class_init (FigmentFormEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_form_editor_get_property;
  object_class->finalize = figment_form_editor_finalize;

  props[PROP_FORM] = g_param_spec_object ("form", NULL, NULL, FIGMENT_TYPE_FORM, flags);
  props[PROP_JSON] = g_param_spec_string ("json", NULL, NULL, NULL, flags);
  props[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  props[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_REPLACED] = g_signal_new ("replaced", FIGMENT_TYPE_FORM_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
figment_form_editor_init (FigmentFormEditor *self)
{
  self->past = g_ptr_array_new_with_free_func (state_free);
  self->lost = g_ptr_array_new_with_free_func (state_free);
}

/**
 * figment_form_editor_new:
 * @form: is changed
 * @json: (nullable): what was decided before; what cannot be read counts as nothing
 * @details: (nullable): what is said of the workflow, where that is to be changed, too
 *
 * Returns: (transfer full)
 */
FigmentFormEditor *
figment_form_editor_new (FigmentForm                  *form,
                         const char                   *json,
                         const FigmentWorkflowDetails *details)
{
  FigmentFormEditor *self;

  g_return_val_if_fail (FIGMENT_IS_FORM (form), NULL);
  self = g_object_new (FIGMENT_TYPE_FORM_EDITOR, NULL);
  self->form = g_object_ref (form);
  if (json == NULL || !figment_form_set_mapping (form, json, NULL))
    {
      json = "";
      figment_form_set_mapping (form, json, NULL);
    }
  g_ptr_array_add (self->past, state_new (g_strdup (json), details));
  return self;
}

/* Returns: (transfer none) */
FigmentForm *
figment_form_editor_get_form (FigmentFormEditor *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM_EDITOR (self), NULL);
  return self->form;
}

/**
 * figment_form_editor_set_server:
 * @address: (nullable): of the server that the form is for now
 *
 * What was replaced is undone and redone only there.
 */
void
figment_form_editor_set_server (FigmentFormEditor *self,
                                const char        *address)
{
  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self));
  if (g_strcmp0 (self->server, address) == 0)
    return;
  g_free (self->server);
  self->server = g_strdup (address);
}

/* Returns: (transfer none) (nullable) */
const char *
figment_form_editor_get_json (FigmentFormEditor *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM_EDITOR (self), NULL);
  return get_present (self)->mapping[0] != '\0' ? get_present (self)->mapping : NULL;
}

/* Returns: (transfer none) (nullable): until the next step */
const FigmentWorkflowDetails *
figment_form_editor_get_details (FigmentFormEditor *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM_EDITOR (self), NULL);
  return get_present (self)->details;
}

/* One step, whatever of them is another. */
void
figment_form_editor_set_details (FigmentFormEditor            *self,
                                 const FigmentWorkflowDetails *details)
{
  const State *present;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && details != NULL);
  present = get_present (self);
  g_return_if_fail (present->details != NULL);
  if (!figment_workflow_details_equal (details, present->details))
    add_state (self, state_new (g_strdup (present->mapping), details));
}

/* Returns: (transfer full) (nullable) */
char *
figment_form_editor_dup_text (FigmentFormEditor *self,
                              FigmentField      *field,
                              FigmentMappingKey  key)
{
  g_autoptr(FigmentMapping) mapping = NULL;

  g_return_val_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field), NULL);
  mapping = _figment_form_editor_begin_step (self);
  return g_strdup (figment_mapping_get_text (mapping, figment_field_get_id (field), key));
}

void
figment_form_editor_set_text (FigmentFormEditor *self,
                              FigmentField      *field,
                              FigmentMappingKey  key,
                              const char        *text)
{
  g_autoptr(FigmentMapping) mapping = NULL;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field));
  mapping = _figment_form_editor_begin_step (self);
  figment_mapping_set_text (mapping, figment_field_get_id (field), key, text);
  _figment_form_editor_take_step (self, mapping);
}

FigmentShown
figment_form_editor_get_shown (FigmentFormEditor *self,
                               FigmentField      *field)
{
  g_return_val_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field), FIGMENT_SHOWN_FORM);
  if (figment_field_get_hidden (field))
    return FIGMENT_SHOWN_HIDDEN;
  return figment_field_get_advanced (field) ? FIGMENT_SHOWN_ADVANCED : FIGMENT_SHOWN_FORM;
}

void
figment_form_editor_set_shown (FigmentFormEditor *self,
                               FigmentField      *field,
                               FigmentShown       shown)
{
  g_autoptr(FigmentMapping) mapping = NULL;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field));
  if (figment_form_editor_get_shown (self, field) == shown)
    return;
  mapping = _figment_form_editor_begin_step (self);
  figment_mapping_set_shown (mapping, figment_field_get_id (field), shown);
  _figment_form_editor_take_step (self, mapping);
}

/**
 * figment_form_editor_set_role:
 * @role: a FigmentRole, or -1: its places are inputs like any other
 *
 * The places of the control go from the role that they play to @role, and join the control that it has.
 */
void
figment_form_editor_set_role (FigmentFormEditor *self,
                              FigmentField      *field,
                              int                role)
{
  g_autoptr(FigmentMapping) mapping = NULL;
  GPtrArray *own;
  int old;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field));
  old = figment_field_get_role (field);
  own = figment_field_get_places (field);
  if (old == role)
    return;
  mapping = _figment_form_editor_begin_step (self);
  if (old >= 0)
    {
      g_autoptr(GPtrArray) left = list_places (self, (FigmentRole) old);

      for (guint i = 0; i < own->len; i++)
        remove_place (left, g_ptr_array_index (own, i));
      figment_mapping_set_places (mapping, (FigmentRole) old, left);
    }
  if (role >= 0)
    {
      g_autoptr(GPtrArray) joined = list_places (self, (FigmentRole) role);

      for (guint i = 0; i < own->len; i++)
        g_ptr_array_add (joined, figment_place_copy (g_ptr_array_index (own, i)));
      figment_mapping_set_places (mapping, (FigmentRole) role, joined);
    }
  _figment_form_editor_take_step (self, mapping);
}

/* Whether a person decided how its seeds go together. */
static gboolean
is_tied (FigmentField *field)
{
  GPtrArray *places = figment_field_get_places (field);

  for (guint i = 0; i < places->len; i++)
    if (((const FigmentPlace *) g_ptr_array_index (places, i))->tie != FIGMENT_TIE_DETECTED)
      return TRUE;
  return FALSE;
}

/* Whether anything but its place in the order is another than what was detected. */
gboolean
figment_form_editor_is_decided (FigmentFormEditor *self,
                                FigmentField      *field)
{
  g_autoptr(FigmentMapping) mapping = NULL;
  int role;

  g_return_val_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field), FALSE);
  mapping = _figment_form_editor_begin_step (self);
  role = figment_field_get_role (field);
  return figment_mapping_has_control (mapping, figment_field_get_id (field))
         || (role >= 0 && figment_mapping_get_places (mapping, (FigmentRole) role) != NULL)
         || is_tied (field);
}

/* The control, and the places of its role, as detected. */
void
figment_form_editor_reset (FigmentFormEditor *self,
                           FigmentField      *field)
{
  g_autoptr(FigmentMapping) mapping = NULL;
  int role;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field));
  mapping = _figment_form_editor_begin_step (self);
  role = figment_field_get_role (field);
  figment_mapping_reset_control (mapping, figment_field_get_id (field));
  for (guint i = 0; i < figment_field_get_places (field)->len; i++)
    figment_mapping_set_tie (mapping, g_ptr_array_index (figment_field_get_places (field), i), FIGMENT_TIE_DETECTED);
  if (role >= 0)
    figment_mapping_set_places (mapping, (FigmentRole) role, NULL);
  _figment_form_editor_take_step (self, mapping);
}

/* @place: of a control that is a seed; with %FIGMENT_TIE_OWN it gets another control, else it goes to the first. */
void
figment_form_editor_set_tie (FigmentFormEditor  *self,
                             const FigmentPlace *place,
                             FigmentTie          tie)
{
  g_autoptr(FigmentMapping) mapping = NULL;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && place != NULL);
  mapping = _figment_form_editor_begin_step (self);
  figment_mapping_set_tie (mapping, place, tie);
  _figment_form_editor_take_step (self, mapping);
}

/* A place that another role has leaves it. */
void
figment_form_editor_add_place (FigmentFormEditor *self,
                               FigmentField      *field,
                               const char        *node_id,
                               const char        *input)
{
  g_autoptr(FigmentMapping) mapping = NULL;
  g_autoptr(GPtrArray) places = NULL;
  g_autoptr(FigmentPlace) place = NULL;
  int role;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field));
  role = figment_field_get_role (field);
  g_return_if_fail (role >= 0);
  mapping = _figment_form_editor_begin_step (self);
  place = figment_place_new (node_id, input, 1, NULL);
  for (FigmentRole other = 0; other < FIGMENT_N_ROLES; other++)
    {
      g_autoptr(GPtrArray) others = list_places (self, other);

      if ((int) other != role && g_ptr_array_find_with_equal_func (others, place, figment_place_equal, NULL))
        {
          remove_place (others, place);
          figment_mapping_set_places (mapping, other, others);
        }
    }
  places = list_places (self, (FigmentRole) role);
  if (!g_ptr_array_find_with_equal_func (places, place, figment_place_equal, NULL))
    g_ptr_array_add (places, g_steal_pointer (&place));
  figment_mapping_set_places (mapping, (FigmentRole) role, places);
  _figment_form_editor_take_step (self, mapping);
}

/* Without its last place a control is gone: the input is among the others of its node again. */
void
figment_form_editor_remove_place (FigmentFormEditor  *self,
                                  FigmentField       *field,
                                  const FigmentPlace *place)
{
  g_autoptr(FigmentMapping) mapping = NULL;
  g_autoptr(GPtrArray) places = NULL;
  int role;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field) && place != NULL);
  role = figment_field_get_role (field);
  g_return_if_fail (role >= 0);
  mapping = _figment_form_editor_begin_step (self);
  places = list_places (self, (FigmentRole) role);
  remove_place (places, place);
  figment_mapping_set_places (mapping, (FigmentRole) role, places);
  _figment_form_editor_take_step (self, mapping);
}

void
figment_form_editor_repair (FigmentFormEditor    *self,
                            const FigmentProblem *problem,
                            const FigmentRepair  *repair)
{
  g_autoptr(FigmentMapping) mapping = NULL;
  const char *taken = figment_problem_get_taken (problem, repair);

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && problem != NULL && repair != NULL);
  if (taken != NULL || problem->kind == FIGMENT_PROBLEM_REPLACED)
    {
      replace (self, problem->wanted, taken);
      return;
    }
  mapping = _figment_form_editor_begin_step (self);
  if (repair->kind == FIGMENT_REPAIR_UNDO)
    figment_mapping_remove_repair (mapping, problem->node_id, problem->input);
  else
    figment_mapping_add_repair (mapping, repair);
  _figment_form_editor_take_step (self, mapping);
}

void
figment_form_editor_reset_all (FigmentFormEditor *self)
{
  g_autoptr(FigmentMapping) mapping = figment_mapping_new ();

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self));
  _figment_form_editor_take_step (self, mapping);
}

/* From @old to @new_one, both nullable: unless this is another server, or meanwhile something else was chosen. */
static void
exchange (FigmentFormEditor *self,
          const State       *state,
          const char        *old,
          const char        *new_one)
{
  if (state->wanted != NULL && g_strcmp0 (state->server, self->server) == 0
      && g_strcmp0 (get_standing (self, state->wanted), old) == 0)
    g_signal_emit (self, signals[SIGNAL_REPLACED], 0, state->wanted, new_one);
}

/* Moves the last of @from to the end of @to. */
static void
step (FigmentFormEditor *self,
      GPtrArray         *from,
      GPtrArray         *to)
{
  g_autofree char *before = g_strdup (get_present (self)->mapping);
  const State *state = g_ptr_array_steal_index (from, from->len - 1);

  g_ptr_array_add (to, (gpointer) state);
  if (to == self->lost)
    exchange (self, state, state->after, state->before);
  else
    exchange (self, state, state->before, state->after);
  show_present (self, before);
}

void
figment_form_editor_undo (FigmentFormEditor *self)
{
  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self));
  if (self->past->len > 1)
    step (self, self->past, self->lost);
}

void
figment_form_editor_redo (FigmentFormEditor *self)
{
  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self));
  if (self->lost->len > 0)
    step (self, self->lost, self->past);
}
