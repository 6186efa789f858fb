/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generate-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/figment-words.h"
#include "ui/form/figment-field-row.h"
#include "ui/widgets/figment-divider.h"

/* ms from the last change of a value until it is on disk */
#define SAVE_DELAY 400

G_DEFINE_FINAL_TYPE (FigmentGeneratePage, figment_generate_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_SESSION = 1,
  PROP_MODE,
} FigmentGeneratePageProperty;
static GParamSpec *props[PROP_MODE + 1];

/* Narrow: one side at a time. */

static gboolean
is_narrow (GObject      *object,
           FigmentWidth  width)
{
  return width == FIGMENT_WIDTH_NARROW;
}

static void
width_class_cb (FigmentGeneratePage *self)
{
  const gboolean narrow = figment_adaptive_bin_get_width_class (self->bin) == FIGMENT_WIDTH_NARROW;
  const gboolean form = gtk_toggle_button_get_active (self->show_form);

  gtk_widget_set_visible (self->form_side, !narrow || form);
  gtk_widget_set_visible (GTK_WIDGET (self->canvas), !narrow || !form);
}

static void
side_cb (FigmentGeneratePage *self)
{
  width_class_cb (self);
}

void
_figment_generate_page_show_canvas (FigmentGeneratePage *self,
                                    gboolean             canvas)
{
  gtk_toggle_button_set_active (canvas ? self->show_canvas : self->show_form, TRUE);
}

/* The server */

static gboolean
is_away (GObject                *object,
         FigmentConnectionState  state)
{
  return state != FIGMENT_CONNECTION_ONLINE && state != FIGMENT_CONNECTION_CONNECTING;
}

static char *
format_away (GObject                *object,
             FigmentConnectionState  state)
{
  switch (state)
    {
    case FIGMENT_CONNECTION_PROBLEM:
      return g_strdup (_("ComfyUI needs your attention"));
    case FIGMENT_CONNECTION_OFF:
      return g_strdup (_("No server is set up yet"));
    case FIGMENT_CONNECTION_AWAY:
    case FIGMENT_CONNECTION_CONNECTING:
    case FIGMENT_CONNECTION_ONLINE:
    default:
      return g_strdup (_("ComfyUI does not answer; new jobs wait"));
    }
}

void
_figment_generate_page_complain (FigmentGeneratePage *self,
                                 const char          *words)
{
  if (words != NULL)
    gtk_label_set_label (self->complaint_label, words);
  gtk_revealer_set_reveal_child (self->complaint, words != NULL);
}

/* Values are kept as they are typed, so that not even a crash takes them. */

void
_figment_generate_page_save_values (FigmentGeneratePage *self)
{
  gint64 id;

  if (self->save_id == 0)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->form == NULL || self->workflow == NULL)
    return;
  id = figment_workflow_get_id (self->workflow);
  g_hash_table_replace (self->values, g_memdup2 (&id, sizeof id), figment_form_save_values (self->form));
  figment_workflow_store_save_values (figment_session_get_workflow_store (self->session), id,
                                      g_hash_table_lookup (self->values, &id));
}

static gboolean
save_timeout_cb (gpointer user_data)
{
  _figment_generate_page_save_values (user_data);
  return G_SOURCE_REMOVE;
}

static void
save_soon (FigmentGeneratePage *self)
{
  if (self->session == NULL || self->loading)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_DELAY, save_timeout_cb, self);
}

static void
values_changed_cb (FigmentGeneratePage *self)
{
  self->settled |= !self->loading;
  _figment_generate_page_complain (self, NULL);
  /* While the form takes something up its fields have it one after the other. */
  if (!self->loading)
    figment_problem_line_refresh (self->problem_line);
  save_soon (self);
}

/* The workflow and its form */

/* Returns: (transfer full) (nullable) */
static char *
load_values (FigmentGeneratePage *self,
             gint64               id)
{
  const char *values = g_hash_table_lookup (self->values, &id);

  if (values != NULL)
    return g_strdup (values);
  return figment_workflow_store_load_values (figment_session_get_workflow_store (self->session), id);
}

/* Somebody has changed in the editor what the form looks like. */
static void
mapped_cb (FigmentWorkflow     *workflow,
           GParamSpec          *pspec,
           FigmentGeneratePage *self)
{
  if (self->form != NULL)
    figment_form_set_mapping (self->form, figment_workflow_get_input_mappings (workflow), NULL);
}

/* A field that nobody has touched gets @value, or its own default again where that is 0. */
static void
set_default (FigmentForm *form,
             FigmentRole  role,
             guint        value,
             guint        old_value)
{
  FigmentField *field = figment_form_get_role_field (form, role);
  g_autofree char *text = g_strdup_printf ("%u", value);
  g_autofree char *old_text = g_strdup_printf ("%u", old_value);

  if (field != NULL
      && (!figment_field_is_changed (field) || g_strcmp0 (figment_field_get_value (field), old_text) == 0))
    figment_field_set_value (field, value != 0 ? text : figment_field_get_default_value (field));
}

static void
apply_default_size (FigmentGeneratePage *self,
                    FigmentForm         *form)
{
  const guint width = self->defaults != NULL ? g_settings_get_uint (self->defaults, "width") : 0;
  const guint height = self->defaults != NULL ? g_settings_get_uint (self->defaults, "height") : 0;

  set_default (form, FIGMENT_ROLE_WIDTH, height != 0 ? width : 0, self->default_size[0]);
  set_default (form, FIGMENT_ROLE_HEIGHT, width != 0 ? height : 0, self->default_size[1]);
  self->default_size[0] = width;
  self->default_size[1] = height;
}

static void
default_size_cb (FigmentGeneratePage *self)
{
  if (self->form != NULL)
    apply_default_size (self, self->form);
}

static FigmentForm *
build_form (FigmentGeneratePage  *self,
            FigmentWorkflow      *workflow,
            GError              **error)
{
  const char *text = figment_workflow_get_api_json (workflow);
  g_autoptr(FigmentGraph) graph = figment_graph_parse (text, strlen (text), error);
  g_autofree char *values = NULL;
  g_autoptr(GError) mapping_error = NULL;
  FigmentForm *form;

  if (graph == NULL)
    return NULL;
  form = figment_form_new (graph, figment_session_get_catalog (self->session));
  figment_session_equip_form (self->session, form);
  if (!figment_form_set_mapping (form, figment_workflow_get_input_mappings (workflow), &mapping_error))
    g_debug ("controls of “%s”: %s", figment_workflow_get_name (workflow), mapping_error->message);
  figment_form_set_editor (form, figment_workflow_get_graph_json (workflow));
  figment_form_set_fits_models (form, figment_workflow_get_starter (workflow) != NULL);
  values = load_values (self, figment_workflow_get_id (workflow));
  if (values != NULL)
    figment_form_load_values (form, values);
  else
    apply_default_size (self, form);
  return form;
}

/* The prompt takes the keys. At the first start it may come later: with the first workflow, or with a better one. */
void
_figment_generate_page_begin (FigmentGeneratePage *self)
{
  const gboolean sees_form = self->form != NULL && gtk_widget_get_visible (self->form_side);
  const gboolean found = sees_form && figment_form_view_focus_prompt (self->form_view);

  self->begins = !found && !self->settled;
}

static void
show_form (FigmentGeneratePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean has_form = self->form != NULL;

  gtk_stack_set_visible_child_name (self->form_stack, has_form ? "form" : self->workflow != NULL ? "trouble" : "none");
  gtk_widget_action_set_enabled (widget, "page.generate", has_form);
  gtk_widget_action_set_enabled (widget, "page.generate-front", has_form);
  gtk_widget_action_set_enabled (widget, "page.reset", has_form);
  gtk_widget_action_set_enabled (widget, "page.dry-run", has_form);
  if (self->begins && gtk_widget_get_mapped (widget))
    _figment_generate_page_begin (self);
  if (has_form && self->waiting_file != NULL)
    {
      g_autofree char *path = g_steal_pointer (&self->waiting_file);

      gtk_widget_activate_action (widget, "page.take-picture", "s", path);
    }
}

void
_figment_generate_page_set_workflow (FigmentGeneratePage *self,
                                     FigmentWorkflow     *workflow)
{
  g_autoptr(GError) error = NULL;

  if (self->workflow == workflow)
    return;
  self->begins |= (gtk_widget_get_state_flags (GTK_WIDGET (self->form_view)) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
  _figment_generate_page_save_values (self);
  _figment_generate_page_complain (self, NULL);
  if (self->workflow != NULL)
    g_signal_handlers_disconnect_by_func (self->workflow, mapped_cb, self);
  g_set_object (&self->workflow, workflow);
  g_clear_object (&self->form);
  self->loading = TRUE;
  if (workflow != NULL)
    self->form = build_form (self, workflow, &error);
  if (error != NULL)
    gtk_label_set_label (self->form_trouble, error->message);
  if (workflow != NULL)
    g_signal_connect_object (workflow, "notify::input-mappings", G_CALLBACK (mapped_cb), self, 0);
  figment_form_view_set_form (self->form_view, self->form);
  self->loading = FALSE;
  figment_workflow_button_set_workflow (self->workflow_button, workflow);
  figment_problem_line_set_workflow (self->problem_line, self->session, workflow, self->form);
  show_form (self);
}

static void
workflow_chosen_cb (FigmentGeneratePage *self,
                    FigmentWorkflow     *workflow)
{
  self->settled = TRUE;
  _figment_generate_page_set_workflow (self, workflow);
}

static gboolean
suits (gpointer item,
       gpointer user_data)
{
  FigmentGeneratePage *self = user_data;

  return g_str_equal (figment_words_mode_page (figment_workflow_get_category (item)),
                      figment_words_mode_page (self->mode));
}

static gboolean
has_workflow (GListModel      *workflows,
              FigmentWorkflow *wanted)
{
  const guint n = g_list_model_get_n_items (workflows);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (workflows, i);

      if (workflow == wanted)
        return TRUE;
    }
  return FALSE;
}

static void
choose_workflow (FigmentGeneratePage *self)
{
  g_autoptr(FigmentWorkflow) first = g_list_model_get_item (self->workflows, 0);

  if (self->workflow == NULL || !self->settled || !has_workflow (self->workflows, self->workflow))
    _figment_generate_page_set_workflow (self, first);
}

static gboolean
choose_workflow_cb (gpointer user_data)
{
  FigmentGeneratePage *self = user_data;

  self->choose_id = 0;
  choose_workflow (self);
  return G_SOURCE_REMOVE;
}

/* The first one comes as soon as it is on disk, and gives way to one that comes before it as long as nobody has begun;
 * one that is deleted gives way to the next. One that is used moves to the head of the list, for which it leaves it for
 * a moment: so this looks when all is done. */
static void
workflows_changed_cb (FigmentGeneratePage *self)
{
  if (self->choose_id == 0)
    self->choose_id = g_idle_add (choose_workflow_cb, self);
}

static void
set_workflows (FigmentGeneratePage *self)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (suits, self, NULL));

  self->workflows = G_LIST_MODEL (
    gtk_filter_list_model_new (g_object_ref (figment_session_get_workflows (self->session)), filter));
  figment_workflow_button_set_workflows (self->workflow_button, self->workflows);
  g_signal_connect_object (self->workflows, "items-changed", G_CALLBACK (workflows_changed_cb), self,
                           G_CONNECT_SWAPPED);
  choose_workflow (self);
}

/* Building three forms at once would hold up the window: a page that nobody sees waits until it is shown. */
static void
catalog_cb (FigmentGeneratePage *self)
{
  self->catalog_waits = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->catalog_waits)
    return;
  if (self->form == NULL)
    return;
  self->loading = TRUE;
  figment_session_equip_form (self->session, self->form);
  self->loading = FALSE;
  figment_problem_line_refresh (self->problem_line);
}

/* What the settings page has for the mode; there may be no schema where the program is run from strange places. */
static void
bind_settings (FigmentGeneratePage *self)
{
  GSettings *settings = figment_session_get_settings (self->session);
  GSettings *defaults;
  FigmentWorkflow *workflow;

  if (settings == NULL)
    return;
  self->defaults = defaults = g_settings_get_child (settings, figment_mode_to_nick (self->mode));
  g_signal_connect_object (defaults, "changed::width", G_CALLBACK (default_size_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (defaults, "changed::height", G_CALLBACK (default_size_cb), self, G_CONNECT_SWAPPED);
  g_settings_bind (defaults, "previews", self->canvas, "previews", G_SETTINGS_BIND_GET);
  g_settings_bind (defaults, "count", gtk_spin_button_get_adjustment (self->count), "value", G_SETTINGS_BIND_GET);
  workflow = figment_session_find_workflow (self->session, g_settings_get_int64 (defaults, "workflow"));
  if (workflow == NULL || !suits (workflow, self))
    return;
  self->settled = TRUE;
  _figment_generate_page_set_workflow (self, workflow);
}

static void
set_session (FigmentGeneratePage *self,
             FigmentSession      *session)
{
  g_autofree char *key = g_strconcat ("pane.", figment_mode_to_nick (self->mode), NULL);

  if (session == NULL || self->session != NULL)
    return;
  self->session = g_object_ref (session);
  self->results = figment_results_new (session, self->mode);
  figment_canvas_set_results (self->canvas, session, self->results);
  figment_form_view_set_library (self->form_view, figment_session_get_generations (session));
  figment_form_view_set_wildcards (self->form_view, figment_session_get_wildcard_folder (session));
  figment_divider_remember (self->paned, figment_session_get_generations (session), key);
  bind_settings (self);
  set_workflows (self);
  g_signal_connect_object (session, "notify::catalog", G_CALLBACK (catalog_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (figment_session_get_wildcard_folder (session), "notify::wildcards", G_CALLBACK (catalog_cb),
                           self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
figment_generate_page_map (GtkWidget *widget)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (widget);

  GTK_WIDGET_CLASS (figment_generate_page_parent_class)->map (widget);
  if (self->catalog_waits)
    catalog_cb (self);
}

static void
figment_generate_page_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (object);

  switch ((FigmentGeneratePageProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    case PROP_MODE: g_value_set_enum (value, (int) self->mode); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_generate_page_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (object);

  switch ((FigmentGeneratePageProperty) prop_id)
    {
    case PROP_SESSION: set_session (self, g_value_get_object (value)); break;
    case PROP_MODE: self->mode = (FigmentMode) g_value_get_enum (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_generate_page_dispose (GObject *object)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL && self->save_id != 0)
    _figment_generate_page_save_values (self);
  g_clear_handle_id (&self->choose_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_GENERATE_PAGE);
  g_clear_object (&self->form);
  g_clear_object (&self->workflow);
  g_clear_object (&self->workflows);
  g_clear_object (&self->results);
  g_clear_object (&self->defaults);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_generate_page_parent_class)->dispose (object);
}

static void
figment_generate_page_finalize (GObject *object)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->values);
  g_free (self->waiting_file);
  G_OBJECT_CLASS (figment_generate_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/generate/figment-generate-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, bin);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, show_form);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, show_canvas);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, paned);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, form_side);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, workflow_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, form_stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, form_trouble);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, form_view);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, problem_line);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, complaint);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, complaint_label);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, count);
  gtk_widget_class_bind_template_child (widget_class, FigmentGeneratePage, canvas);
  gtk_widget_class_bind_template_callback (widget_class, is_narrow);
  gtk_widget_class_bind_template_callback (widget_class, width_class_cb);
  gtk_widget_class_bind_template_callback (widget_class, side_cb);
  gtk_widget_class_bind_template_callback (widget_class, is_away);
  gtk_widget_class_bind_template_callback (widget_class, format_away);
  gtk_widget_class_bind_template_callback (widget_class, values_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, workflow_chosen_cb);
}

static void
figment_generate_page_class_init (FigmentGeneratePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_generate_page_get_property;
  object_class->set_property = figment_generate_page_set_property;
  object_class->dispose = figment_generate_page_dispose;
  object_class->finalize = figment_generate_page_finalize;
  widget_class->map = figment_generate_page_map;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, FIGMENT_TYPE_MODE, FIGMENT_MODE_TEXT_TO_IMAGE,
                                        flags | G_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_ADAPTIVE_BIN);
  g_type_ensure (FIGMENT_TYPE_CANVAS);
  g_type_ensure (FIGMENT_TYPE_FORM_VIEW);
  g_type_ensure (FIGMENT_TYPE_PROBLEM_LINE);
  g_type_ensure (FIGMENT_TYPE_WORKFLOW_BUTTON);
  _figment_generate_page_install_actions (widget_class);
  bind_template (widget_class);
}

static void
figment_generate_page_init (FigmentGeneratePage *self)
{
  self->cancellable = g_cancellable_new ();
  self->values = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->loading = FALSE;
  figment_field_row_tame (self->count);
  width_class_cb (self);
  show_form (self);
}
