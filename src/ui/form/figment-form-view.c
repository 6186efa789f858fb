/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-view-private.h"

#include "ui/form/figment-choice-row.h"
#include "ui/form/figment-field-text.h"
#include "ui/form/figment-media-slot.h"
#include "ui/form/figment-number-row.h"
#include "ui/form/figment-prompt-row.h"
#include "ui/form/figment-seed-row.h"
#include "ui/form/figment-size-row.h"
#include "ui/form/figment-switch-row.h"
#include "ui/form/figment-text-row.h"

/* Rows of one node that are shown; a hostile file may have more than a screen can take. */
#define MAX_ADVANCED 400

/* A row takes some milliseconds. So many are built in one go; what the user does meanwhile is answered in between. */
#define ROWS_AT_ONCE 4

struct _FigmentFormView
{
  GtkBox                  parent_instance;

  FigmentForm            *form;     /* (owned) (nullable) */
  FigmentGenerationStore *library;  /* (owned) (nullable) */
  FigmentWildcardFolder  *wildcards; /* (owned) (nullable) */
  gboolean                orders;   /* rows can be dragged */
  guint                   next;     /* the field of the form whose row is built next */
  guint                   next_advanced; /* the same for the advanced ones, which are built once somebody looks */
  guint                   n_advanced; /* how many of those there are */
  guint                   build_id;
  int                     build_priority;
  FigmentField           *wanted;   /* (owned) (nullable) whose control is to have the cursor as soon as it is built */
  FigmentSizeRow         *size_row; /* (nullable) one of the rows */
  FigmentNumberRow       *frames;   /* (nullable) one of the rows */

  GtkBox                 *rows;
  GtkExpander            *expander;
  GtkBox                 *advanced;
};

G_DEFINE_FINAL_TYPE (FigmentFormView, figment_form_view, GTK_TYPE_BOX)

typedef enum
{
  PROP_FORM = 1,
} FigmentFormViewProperty;
static GParamSpec *props[PROP_FORM + 1];

enum
{
  SIGNAL_CHANGED,
  SIGNAL_MOVED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static GType
get_row_type (FigmentField *field)
{
  switch (figment_field_get_kind (field))
    {
    case FIGMENT_FIELD_PROMPT: return FIGMENT_TYPE_PROMPT_ROW;
    case FIGMENT_FIELD_INTEGER:
    case FIGMENT_FIELD_NUMBER: return FIGMENT_TYPE_NUMBER_ROW;
    case FIGMENT_FIELD_SEED: return FIGMENT_TYPE_SEED_ROW;
    case FIGMENT_FIELD_SWITCH: return FIGMENT_TYPE_SWITCH_ROW;
    case FIGMENT_FIELD_CHOICE: return FIGMENT_TYPE_CHOICE_ROW;
    case FIGMENT_FIELD_IMAGE:
    case FIGMENT_FIELD_MASK:
    case FIGMENT_FIELD_VIDEO:
    case FIGMENT_FIELD_AUDIO: return FIGMENT_TYPE_MEDIA_SLOT;
    case FIGMENT_FIELD_TEXT:
    default: return FIGMENT_TYPE_TEXT_ROW;
    }
}

static void
show_duration (FigmentFormView *self)
{
  FigmentField *rate = figment_form_get_role_field (self->form, FIGMENT_ROLE_FPS);
  g_autofree char *duration = NULL;

  if (self->frames == NULL || rate == NULL)
    return;
  duration = figment_field_text_duration (
    figment_field_get_value (figment_field_row_get_field (FIGMENT_FIELD_ROW (self->frames))),
    figment_field_get_value (rate));
  figment_number_row_set_hint (self->frames, duration);
}

static void
use_size_cb (FigmentFormView *self,
             int              width,
             int              height)
{
  if (self->size_row != NULL)
    figment_size_row_use (self->size_row, width, height);
}

static gboolean
is_on_form (FigmentField *field)
{
  return field != NULL && !figment_field_get_advanced (field) && !figment_field_get_hidden (field);
}

static GtkWidget *
build_row (FigmentFormView *self,
           FigmentField    *field)
{
  FigmentField *height = figment_form_get_role_field (self->form, FIGMENT_ROLE_HEIGHT);
  const gboolean is_size = height != NULL && height != field && figment_form_get_leader (self->form, height) == field;
  GtkWidget *row = g_object_new (is_size ? FIGMENT_TYPE_SIZE_ROW : get_row_type (field), "field", field, NULL);

  if (is_size)
    {
      self->size_row = FIGMENT_SIZE_ROW (row);
      figment_size_row_set_height (self->size_row, height);
    }
  else if (FIGMENT_IS_NUMBER_ROW (row) && figment_field_get_role (field) == FIGMENT_ROLE_FRAMES
           && !figment_field_get_advanced (field))
    self->frames = FIGMENT_NUMBER_ROW (row);
  else if (FIGMENT_IS_PROMPT_ROW (row))
    {
      figment_prompt_row_set_history (FIGMENT_PROMPT_ROW (row), self->library);
      figment_prompt_row_set_wildcards (FIGMENT_PROMPT_ROW (row), self->wildcards);
    }
  else if (FIGMENT_IS_MEDIA_SLOT (row))
    {
      figment_media_slot_set_library (FIGMENT_MEDIA_SLOT (row), self->library);
      g_signal_connect_object (row, "use-size", G_CALLBACK (use_size_cb), self, G_CONNECT_SWAPPED);
    }
  return row;
}

static void
add_heading (FigmentFormView *self,
             const char      *group)
{
  GtkWidget *label = gtk_label_new (group);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "title-4");
  gtk_widget_set_margin_top (label, gtk_widget_get_first_child (GTK_WIDGET (self->advanced)) != NULL ? 12 : 0);
  gtk_box_append (self->advanced, label);
}

/* Slots fit pictures into what the result becomes. */
static void
set_targets (GtkBox *box,
             int     width,
             int     height)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (FIGMENT_IS_MEDIA_SLOT (row))
      figment_media_slot_set_target (FIGMENT_MEDIA_SLOT (row), width, height);
}

static void
show_target (FigmentFormView *self)
{
  int width = 0, height = 0;

  if (self->size_row == NULL || !figment_form_get_size (self->form, &width, &height))
    width = height = 0;
  set_targets (self->rows, width, height);
  set_targets (self->advanced, width, height);
}

static guint
count_fields (FigmentFormView *self)
{
  return self->form != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->form)) : 0;
}

/* Returns: (transfer none) (nullable): a prompt's row that is there; somebody may be typing in it */
static GtkWidget *
find_prompt_row (FigmentFormView *self,
                 FigmentField    *field)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (FIGMENT_IS_PROMPT_ROW (row) && figment_field_row_get_field (FIGMENT_FIELD_ROW (row)) == field)
      return row;
  return NULL;
}

/* Puts the row of @field behind all others: the one that it has, with the cursor in it, or a new one. */
static void
place_row (FigmentFormView *self,
           FigmentField    *field)
{
  GtkWidget *row = find_prompt_row (self, field);

  if (row != NULL)
    gtk_box_reorder_child_after (self->rows, row, gtk_widget_get_last_child (GTK_WIDGET (self->rows)));
  else
    {
      row = build_row (self, field);
      if (self->orders)
        figment_field_row_show_handle (FIGMENT_FIELD_ROW (row));
      gtk_box_append (self->rows, row);
    }
}

/* Takes on the next field. Returns: whether that has given a row */
static gboolean
build_next (FigmentFormView *self)
{
  g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (self->form), self->next++);

  if (!is_on_form (field) || figment_form_get_leader (self->form, field) != field)
    return FALSE;
  place_row (self, field);
  return TRUE;
}

static gboolean
build_next_advanced (FigmentFormView *self)
{
  const guint i = self->next_advanced++;
  g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (self->form), i);
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->advanced));
  FigmentField *before = FIGMENT_IS_FIELD_ROW (last) ? figment_field_row_get_field (FIGMENT_FIELD_ROW (last)) : NULL;

  if (!figment_field_get_advanced (field) || figment_field_get_hidden (field))
    return FALSE;
  if (before == NULL || g_strcmp0 (figment_field_get_group (field), figment_field_get_group (before)) != 0)
    add_heading (self, figment_field_get_group (field));
  gtk_box_append (self->advanced, build_row (self, field));
  self->n_advanced++;
  return TRUE;
}

/* Returns: whether there is more to build */
static gboolean
build_some (FigmentFormView *self)
{
  const guint n = count_fields (self);
  guint n_rows = 0;
  gboolean more = TRUE;

  while (more && n_rows < ROWS_AT_ONCE)
    if (self->next < n)
      n_rows += build_next (self);
    else if (gtk_expander_get_expanded (self->expander) && self->next_advanced < n && self->n_advanced < MAX_ADVANCED)
      n_rows += build_next_advanced (self);
    else
      more = FALSE;
  if (self->form != NULL)
    show_duration (self);
  show_target (self);
  return more;
}

static gboolean
focus_row_of (FigmentFormView *self,
              GtkBox          *box,
              FigmentField    *field)
{
  field = figment_form_get_leader (self->form, field);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (FIGMENT_IS_FIELD_ROW (row) && figment_field_row_get_field (FIGMENT_FIELD_ROW (row)) == field)
      return gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  return FALSE;
}

static void
focus_wanted (FigmentFormView *self)
{
  if (self->wanted != NULL && focus_row_of (self, self->advanced, self->wanted))
    g_clear_object (&self->wanted);
}

static void go_on_building (FigmentFormView *self,
                            int              priority);

static gboolean
build_cb (gpointer user_data)
{
  FigmentFormView *self = user_data;
  const gboolean more = build_some (self);

  focus_wanted (self);
  if (more && (self->build_priority == G_PRIORITY_DEFAULT_IDLE || self->next < count_fields (self)))
    return G_SOURCE_CONTINUE;
  self->build_id = 0;
  /* Somebody sees the form from here on. */
  if (more)
    go_on_building (self, G_PRIORITY_DEFAULT_IDLE);
  else
    g_clear_object (&self->wanted);
  return G_SOURCE_REMOVE;
}

static void
go_on_building (FigmentFormView *self,
                int              priority)
{
  if (self->build_id != 0 && self->build_priority <= priority)
    return;
  g_clear_handle_id (&self->build_id, g_source_remove);
  self->build_priority = priority;
  self->build_id = g_idle_add_full (priority, build_cb, self, NULL);
}

/* Builds what is missing of the form's own rows now: somebody asks for one. */
static void
finish_building (FigmentFormView *self)
{
  while (self->next < count_fields (self))
    build_some (self);
}

static void
expanded_cb (FigmentFormView *self)
{
  if (gtk_expander_get_expanded (self->expander))
    go_on_building (self, G_PRIORITY_DEFAULT_IDLE);
}

static void
field_changed_cb (FigmentFormView *self)
{
  show_duration (self);
  show_target (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
watch (FigmentFormView *self,
       FigmentField    *field)
{
  /* The form may give the same field again when only others are new ones. */
  g_signal_handlers_disconnect_by_func (field, field_changed_cb, self);
  g_signal_connect_object (field, "notify::value", G_CALLBACK (field_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (field, "notify::seed-mode", G_CALLBACK (field_changed_cb), self, G_CONNECT_SWAPPED);
  if (!figment_field_is_media (field))
    return;
  g_signal_connect_object (field, "notify::fit", G_CALLBACK (field_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (field, "notify::left-out", G_CALLBACK (field_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Removes what was built for other fields than those of the form as it is now, but for prompts that stay. */
static void
clear_rows (FigmentFormView *self)
{
  GtkWidget *next;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL; row = next)
    {
      FigmentField *field = figment_field_row_get_field (FIGMENT_FIELD_ROW (row));
      const char *id = field != NULL ? figment_field_get_id (field) : NULL;
      const gboolean stays = self->form != NULL && FIGMENT_IS_PROMPT_ROW (row) && id != NULL && is_on_form (field)
                             && figment_form_get_field (self->form, id) == field;

      next = gtk_widget_get_next_sibling (row);
      if (!stays)
        gtk_box_remove (self->rows, row);
    }
}

static void
build (FigmentFormView *self)
{
  const guint n = count_fields (self);
  gboolean has_advanced = FALSE;

  self->size_row = NULL;
  self->frames = NULL;
  self->next = self->next_advanced = self->n_advanced = 0;
  g_clear_object (&self->wanted);
  clear_rows (self);
  clear_box (self->advanced);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (self->form), i);

      watch (self, field);
      has_advanced |= figment_field_get_advanced (field) && !figment_field_get_hidden (field);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->expander), has_advanced);
  /* All of the form's own before it is painted. */
  if (build_some (self))
    go_on_building (self, G_PRIORITY_HIGH_IDLE);
}

static void
figment_form_view_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((FigmentFormViewProperty) prop_id)
    {
    case PROP_FORM: g_value_set_object (value, FIGMENT_FORM_VIEW (object)->form); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_form_view_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch ((FigmentFormViewProperty) prop_id)
    {
    case PROP_FORM: figment_form_view_set_form (FIGMENT_FORM_VIEW (object), g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
let_go (FigmentFormView *self)
{
  const guint n = self->form != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->form)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (self->form), i);

      g_signal_handlers_disconnect_by_func (field, field_changed_cb, self);
    }
  if (self->form != NULL)
    g_signal_handlers_disconnect_by_func (self->form, build, self);
  g_clear_object (&self->form);
}

static void
figment_form_view_dispose (GObject *object)
{
  g_clear_handle_id (&FIGMENT_FORM_VIEW (object)->build_id, g_source_remove);
  g_clear_object (&FIGMENT_FORM_VIEW (object)->wanted);
  let_go (FIGMENT_FORM_VIEW (object));
  g_clear_object (&FIGMENT_FORM_VIEW (object)->library);
  g_clear_object (&FIGMENT_FORM_VIEW (object)->wildcards);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_FORM_VIEW);
  G_OBJECT_CLASS (figment_form_view_parent_class)->dispose (object);
}

static void
figment_form_view_class_init (FigmentFormViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_form_view_get_property;
  object_class->set_property = figment_form_view_set_property;
  object_class->dispose = figment_form_view_dispose;

  props[PROP_FORM] = g_param_spec_object ("form", NULL, NULL, FIGMENT_TYPE_FORM,
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, FIGMENT_TYPE_FIELD, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-form-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentFormView, rows);
  gtk_widget_class_bind_template_child (widget_class, FigmentFormView, expander);
  gtk_widget_class_bind_template_child (widget_class, FigmentFormView, advanced);
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
}

static void
figment_form_view_init (FigmentFormView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Returns: (transfer none) (nullable) */
FigmentForm *
figment_form_view_get_form (FigmentFormView *self)
{
  g_return_val_if_fail (FIGMENT_IS_FORM_VIEW (self), NULL);
  return self->form;
}

void
figment_form_view_set_form (FigmentFormView *self,
                            FigmentForm     *form)
{
  g_return_if_fail (FIGMENT_IS_FORM_VIEW (self));
  g_return_if_fail (form == NULL || FIGMENT_IS_FORM (form));

  if (self->form == form)
    return;
  let_go (self);
  self->form = form != NULL ? g_object_ref (form) : NULL;
  if (form != NULL)
    g_signal_connect_object (form, "items-changed", G_CALLBACK (build), self, G_CONNECT_SWAPPED);
  build (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FORM]);
}

void
figment_form_view_let_order (FigmentFormView *self)
{
  g_return_if_fail (FIGMENT_IS_FORM_VIEW (self) && !self->orders);
  self->orders = TRUE;
  _figment_form_view_let_order (self, self->rows);
}

void
figment_form_view_set_library (FigmentFormView        *self,
                               FigmentGenerationStore *library)
{
  g_return_if_fail (FIGMENT_IS_FORM_VIEW (self));
  g_set_object (&self->library, library);
}

void
figment_form_view_set_wildcards (FigmentFormView       *self,
                                 FigmentWildcardFolder *wildcards)
{
  g_return_if_fail (FIGMENT_IS_FORM_VIEW (self));
  g_set_object (&self->wildcards, wildcards);
}

gboolean
figment_form_view_take_file (FigmentFormView *self,
                             GFile           *file)
{
  FigmentMediaSlot *chosen = NULL;

  g_return_val_if_fail (FIGMENT_IS_FORM_VIEW (self), FALSE);
  finish_building (self);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      FigmentField *field = figment_field_row_get_field (FIGMENT_FIELD_ROW (row));

      if (!FIGMENT_IS_MEDIA_SLOT (row) || figment_field_get_kind (field) != FIGMENT_FIELD_IMAGE)
        continue;
      if (chosen == NULL)
        chosen = FIGMENT_MEDIA_SLOT (row);
      if (figment_field_get_value (field)[0] == '\0')
        {
          chosen = FIGMENT_MEDIA_SLOT (row);
          break;
        }
    }
  if (chosen != NULL)
    figment_media_slot_take_file (chosen, file);
  return chosen != NULL;
}

static GtkWidget *
find_first_prompt (FigmentFormView *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (FIGMENT_IS_PROMPT_ROW (row))
      return row;
  return NULL;
}

gboolean
figment_form_view_focus_prompt (FigmentFormView *self)
{
  GtkWidget *row;

  g_return_val_if_fail (FIGMENT_IS_FORM_VIEW (self), FALSE);
  while ((row = find_first_prompt (self)) == NULL && self->next < count_fields (self))
    build_some (self);
  return row != NULL && gtk_widget_grab_focus (row);
}

void
figment_form_view_focus_field (FigmentFormView *self,
                               FigmentField    *field)
{
  g_return_if_fail (FIGMENT_IS_FORM_VIEW (self));
  g_return_if_fail (FIGMENT_IS_FIELD (field));

  finish_building (self);
  if (self->form == NULL || focus_row_of (self, self->rows, field) || !figment_field_get_advanced (field))
    return;
  gtk_expander_set_expanded (self->expander, TRUE);
  g_set_object (&self->wanted, field);
  focus_wanted (self);
  go_on_building (self, G_PRIORITY_DEFAULT_IDLE);
}
