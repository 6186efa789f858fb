/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-canvas-private.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/widgets/figment-thumbnail.h"

/* px of a picture in the strip */
#define THUMBNAIL_SIZE 80

G_DEFINE_FINAL_TYPE (FigmentCanvas, figment_canvas, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_PREVIEWS = 1,
  PROP_TROUBLE,
  PROP_RESULT,
  PROP_LIVE,
} FigmentCanvasProperty;
static GParamSpec *props[PROP_LIVE + 1];

/* Words for what ended without a result. */

static char *
format_trouble (GObject           *object,
                FigmentGeneration *generation)
{
  if (generation == NULL)
    return g_strdup ("");
  switch (figment_generation_get_state (generation))
    {
    case FIGMENT_GENERATION_CANCELLED: return g_strdup (_("Cancelled"));
    case FIGMENT_GENERATION_LOST: return g_strdup (_("The server has lost this run"));
    case FIGMENT_GENERATION_DONE: return g_strdup (_("The run ended without a result"));
    case FIGMENT_GENERATION_QUEUED:
    case FIGMENT_GENERATION_HELD:
    case FIGMENT_GENERATION_PREPARING:
    case FIGMENT_GENERATION_SUBMITTED:
    case FIGMENT_GENERATION_RUNNING:
    case FIGMENT_GENERATION_COLLECTING:
    case FIGMENT_GENERATION_FAILED:
    default: return g_strdup (_("This did not work out"));
    }
}

static char *
format_reason (GObject           *object,
               FigmentGeneration *generation)
{
  const char *reason = generation != NULL ? figment_generation_get_error (generation) : NULL;

  if (reason == NULL && generation != NULL)
    reason = figment_generation_get_evidence (generation);
  return g_strdup (reason != NULL ? reason : "");
}

static char *
format_details (GObject           *object,
                FigmentGeneration *generation)
{
  const char *details = generation != NULL ? figment_generation_get_details (generation) : NULL;

  return g_strdup (details != NULL ? details : "");
}

static gboolean
has_details (GObject           *object,
             FigmentGeneration *generation)
{
  return generation != NULL && figment_generation_get_details (generation) != NULL;
}

static void
set_trouble (FigmentCanvas     *self,
             FigmentGeneration *generation)
{
  if (g_set_object (&self->trouble, generation))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE]);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.try-again",
                                 generation != NULL
                                   && figment_generation_get_state (generation) != FIGMENT_GENERATION_DONE);
}

static void
show_favourite (FigmentCanvas *self)
{
  FigmentGeneration *generation = self->result != NULL ? figment_result_get_generation (self->result) : NULL;
  const gboolean favourite = generation != NULL && figment_generation_get_favourite (generation);

  gtk_toggle_button_set_active (self->favourite, favourite);
  gtk_button_set_icon_name (GTK_BUTTON (self->favourite), favourite ? "starred-symbolic" : "non-starred-symbolic");
}

/* The two beside the one that is shown are likely to be next. */
static void
preload_neighbours (FigmentCanvas *self)
{
  const guint position = gtk_single_selection_get_selected (self->selection);
  g_autoptr(GListStore) next = g_list_store_new (FIGMENT_TYPE_OUTPUT);

  for (guint i = 0; position != GTK_INVALID_LIST_POSITION && i < 2; i++)
    {
      const guint neighbour = i == 0 ? position + 1 : position - 1;
      g_autoptr(FigmentResult) result = g_list_model_get_item (G_LIST_MODEL (self->selection), neighbour);

      if (result != NULL)
        g_list_store_append (next, figment_result_get_output (result));
    }
  figment_viewer_set_preload (self->viewer, G_LIST_MODEL (next));
}

static void
set_result (FigmentCanvas *self,
            FigmentResult *result)
{
  if (!g_set_object (&self->result, result))
    return;
  g_signal_group_set_target (self->result_signals, result != NULL ? figment_result_get_generation (result) : NULL);
  show_favourite (self);
  preload_neighbours (self);
  _figment_canvas_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESULT]);
}

static void
set_live (FigmentCanvas     *self,
          FigmentGeneration *live)
{
  if (!g_set_object (&self->live, live))
    return;
  g_signal_group_set_target (self->live_signals, live);
  figment_run_panel_set_generation (self->panel, live);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.interrupt", live != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIVE]);
}

static void
show_waiting (FigmentCanvas *self)
{
  const FigmentGenerationState state = figment_generation_get_state (self->live);
  const char *evidence = figment_generation_get_evidence (self->live);

  gtk_label_set_label (self->waiting_title, figment_words_state (state));
  gtk_label_set_label (self->waiting_evidence, evidence != NULL ? evidence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_evidence), evidence != NULL && state == FIGMENT_GENERATION_HELD);
  gtk_stack_set_visible_child_name (self->waiting_icon, state == FIGMENT_GENERATION_HELD ? "held" : "spinner");
}

/* What an older result is covered with while there is something new. */
static void
show_news (FigmentCanvas *self)
{
  const gboolean runs = self->live != NULL;

  gtk_button_set_label (GTK_BUTTON (self->news), self->unseen ? _("New Result") : _("Back to the Run"));
  gtk_widget_set_visible (self->news, !self->following && (self->unseen || runs));
}

/* One place decides what is seen. */
static void
update_view (FigmentCanvas *self)
{
  FigmentGeneration *live = self->results != NULL ? figment_results_get_active (self->results) : NULL;
  GBytes *preview = NULL;
  const char *page;

  set_live (self, live);
  if (self->following && live != NULL && self->previews)
    preview = figment_generation_get_preview (live);
  if (preview != NULL)
    page = "viewer";
  else if (self->following && live != NULL && self->result == NULL)
    page = "waiting";
  else if (self->following && live == NULL && self->trouble != NULL)
    page = "trouble";
  else
    page = self->result != NULL ? "viewer" : "hint";
  if (live != NULL)
    show_waiting (self);
  g_object_set (self->viewer, "preview", preview, "output",
                self->result != NULL ? figment_result_get_output (self->result) : NULL, NULL);
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_revealer_set_reveal_child (self->panel_revealer, live != NULL && self->following);
  gtk_widget_set_visible (self->toolbar, g_str_equal (page, "viewer") && preview == NULL);
  figment_notice_set_revealed (self->failed, self->trouble != NULL && !g_str_equal (page, "trouble"));
  show_news (self);
}

static void
select_position (FigmentCanvas *self,
                 guint          position)
{
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->selecting = FALSE;
  set_result (self, gtk_single_selection_get_selected_item (self->selection));
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->strip), "list.scroll-to-item", "u", position);
}

/* A person has chosen a result: it stays in view until they say otherwise, unless it is the newest and nothing runs. */
static void
look_at (FigmentCanvas *self,
         guint          position)
{
  set_result (self, gtk_single_selection_get_selected_item (self->selection));
  self->following = position == 0 && figment_results_get_active (self->results) == NULL;
  if (self->following)
    {
      self->unseen = FALSE;
      set_trouble (self, NULL);
    }
  figment_notice_set_revealed (self->cached, FALSE);
  update_view (self);
}

static void
selected_cb (FigmentCanvas *self)
{
  const guint position = gtk_single_selection_get_selected (self->selection);

  /* New results before it move the one that is shown; that is nobody's choice. */
  if (self->selecting || position == GTK_INVALID_LIST_POSITION
      || gtk_single_selection_get_selected_item (self->selection) == (gpointer) self->result)
    return;
  look_at (self, position);
}

static void
navigate (FigmentCanvas *self,
          int            by)
{
  const guint position = gtk_single_selection_get_selected (self->selection);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (position == GTK_INVALID_LIST_POSITION || (by < 0 && position == 0) || (by > 0 && position + 1 >= n))
    return;
  gtk_single_selection_set_selected (self->selection, by < 0 ? position - 1 : position + 1);
}

static void
navigate_cb (FigmentCanvas *self,
             int            by)
{
  navigate (self, by);
}

static gboolean
is_trouble (FigmentGeneration *generation)
{
  if (figment_generation_get_state (generation) != FIGMENT_GENERATION_DONE)
    return TRUE;
  return g_list_model_get_n_items (figment_generation_get_outputs (generation)) == 0
         && !figment_generation_get_cached (generation);
}

static void
ended_cb (FigmentCanvas     *self,
          FigmentGeneration *generation)
{
  const gboolean trouble = is_trouble (generation);
  const gboolean has_result = g_list_model_get_n_items (figment_generation_get_outputs (generation)) > 0;

  if (trouble && (figment_generation_get_state (generation) != FIGMENT_GENERATION_CANCELLED || self->result == NULL))
    set_trouble (self, generation);
  else if (!trouble)
    set_trouble (self, NULL);
  if (self->following && !trouble && (has_result || self->result == NULL)
      && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    select_position (self, 0);
  else if (has_result)
    self->unseen = TRUE;
  if (self->following)
    figment_notice_set_revealed (self->cached, !trouble && figment_generation_get_cached (generation));
  update_view (self);
}

static void
favourite_cb (FigmentCanvas *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "canvas.favourite", NULL);
  show_favourite (self);
}

/* The strip: pictures that can be dragged out as files. */

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 GtkListItem   *item)
{
  FigmentResult *result = gtk_list_item_get_item (item);

  return result != NULL ? _figment_canvas_build_content (result) : NULL;
}

static void
drag_begin_cb (GtkWidget     *thumbnail,
               GdkDrag       *drag,
               GtkDragSource *source)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (thumbnail);

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

static void
setup_item_cb (FigmentCanvas *self,
               GtkListItem   *item)
{
  GtkWidget *thumbnail = g_object_new (FIGMENT_TYPE_THUMBNAIL, "size", THUMBNAIL_SIZE, NULL);
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), item, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), thumbnail, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (thumbnail, GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (item, thumbnail);
}

static void
bind_item_cb (FigmentCanvas *self,
              GtkListItem   *item)
{
  FigmentResult *result = gtk_list_item_get_item (item);
  GtkWidget *thumbnail = gtk_list_item_get_child (item);
  g_autofree char *prompt = figment_words_prompt (figment_result_get_generation (result), 120);

  figment_thumbnail_set_output (FIGMENT_THUMBNAIL (thumbnail), figment_result_get_output (result));
  gtk_widget_set_tooltip_text (thumbnail, prompt);
  gtk_accessible_update_property (GTK_ACCESSIBLE (thumbnail), GTK_ACCESSIBLE_PROPERTY_LABEL, prompt, -1);
}

static void
unbind_item_cb (FigmentCanvas *self,
                GtkListItem   *item)
{
  figment_thumbnail_set_output (FIGMENT_THUMBNAIL (gtk_list_item_get_child (item)), NULL);
}

/* Where the one that is shown is gone, the one that has come into its place is shown. */
static void
items_changed_cb (FigmentCanvas *self,
                  guint          position)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  gtk_widget_set_visible (self->strip_box, n > 0);
  if (self->result == NULL || gtk_single_selection_get_selected_item (self->selection) == (gpointer) self->result)
    return;
  select_position (self, n > 0 ? MIN (position, n - 1) : GTK_INVALID_LIST_POSITION);
  update_view (self);
}

static void
figment_canvas_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  FigmentCanvas *self = FIGMENT_CANVAS (object);

  switch ((FigmentCanvasProperty) prop_id)
    {
    case PROP_PREVIEWS: g_value_set_boolean (value, self->previews); break;
    case PROP_TROUBLE: g_value_set_object (value, self->trouble); break;
    case PROP_RESULT: g_value_set_object (value, self->result); break;
    case PROP_LIVE: g_value_set_object (value, self->live); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_canvas_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  FigmentCanvas *self = FIGMENT_CANVAS (object);

  switch ((FigmentCanvasProperty) prop_id)
    {
    case PROP_PREVIEWS:
      self->previews = g_value_get_boolean (value);
      update_view (self);
      break;
    case PROP_TROUBLE:
    case PROP_RESULT:
    case PROP_LIVE:
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_canvas_dispose (GObject *object)
{
  FigmentCanvas *self = FIGMENT_CANVAS (object);

  g_cancellable_cancel (self->cancellable);
  _figment_canvas_forget_removal (self);
  g_clear_object (&self->live_signals);
  g_clear_object (&self->result_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_CANVAS);
  g_clear_object (&self->live);
  g_clear_object (&self->trouble);
  g_clear_object (&self->result);
  g_clear_object (&self->results);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_canvas_parent_class)->dispose (object);
}

static void
figment_canvas_finalize (GObject *object)
{
  FigmentCanvas *self = FIGMENT_CANVAS (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (figment_canvas_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/generate/figment-canvas.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, toasts);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, viewer);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, waiting_icon);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, waiting_title);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, waiting_evidence);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, news);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, panel);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, panel_revealer);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, cached);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, failed);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, toolbar);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, favourite);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, send);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, more);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, strip_box);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, strip);
  gtk_widget_class_bind_template_child (widget_class, FigmentCanvas, selection);
  gtk_widget_class_bind_template_callback (widget_class, format_trouble);
  gtk_widget_class_bind_template_callback (widget_class, format_reason);
  gtk_widget_class_bind_template_callback (widget_class, format_details);
  gtk_widget_class_bind_template_callback (widget_class, has_details);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, navigate_cb);
  gtk_widget_class_bind_template_callback (widget_class, favourite_cb);
}

static void
figment_canvas_class_init (FigmentCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_canvas_get_property;
  object_class->set_property = figment_canvas_set_property;
  object_class->dispose = figment_canvas_dispose;
  object_class->finalize = figment_canvas_finalize;
  props[PROP_PREVIEWS] =
      g_param_spec_boolean ("previews", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_TROUBLE] = g_param_spec_object ("trouble", NULL, NULL, FIGMENT_TYPE_GENERATION, read);
  props[PROP_RESULT] = g_param_spec_object ("result", NULL, NULL, FIGMENT_TYPE_RESULT, read);
  props[PROP_LIVE] = g_param_spec_object ("live", NULL, NULL, FIGMENT_TYPE_GENERATION, read);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_NOTICE);
  g_type_ensure (FIGMENT_TYPE_VIEWER);
  g_type_ensure (FIGMENT_TYPE_RUN_PANEL);
  _figment_canvas_install_actions (widget_class);
  bind_template (widget_class);
}

static void
figment_canvas_init (FigmentCanvas *self)
{
  GtkListItemFactory *factory;

  self->cancellable = g_cancellable_new ();
  self->following = TRUE;
  self->previews = TRUE;
  self->live_signals = g_signal_group_new (FIGMENT_TYPE_GENERATION);
  g_signal_group_connect_swapped (self->live_signals, "notify::preview", G_CALLBACK (update_view), self);
  g_signal_group_connect_swapped (self->live_signals, "notify::state", G_CALLBACK (update_view), self);
  g_signal_group_connect_swapped (self->live_signals, "notify::evidence", G_CALLBACK (update_view), self);
  self->result_signals = g_signal_group_new (FIGMENT_TYPE_GENERATION);
  g_signal_group_connect_swapped (self->result_signals, "notify::favourite", G_CALLBACK (show_favourite), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_item_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_item_cb), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_item_cb), self);
  gtk_list_view_set_factory (self->strip, factory);
  g_object_unref (factory);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self);
  _figment_canvas_fill_menu (self);
  items_changed_cb (self, 0);
  _figment_canvas_update_actions (self);
  set_trouble (self, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.interrupt", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.undo-delete", FALSE);
  update_view (self);
}

/* May be called once. */
void
figment_canvas_set_results (FigmentCanvas  *self,
                            FigmentSession *session,
                            FigmentResults *results)
{
  g_return_if_fail (FIGMENT_IS_CANVAS (self));
  g_return_if_fail (self->results == NULL);

  self->session = g_object_ref (session);
  self->results = g_object_ref (results);
  self->selecting = TRUE;
  gtk_single_selection_set_model (self->selection, figment_results_get_items (results));
  self->selecting = FALSE;
  g_signal_connect_object (results, "notify::active", G_CALLBACK (update_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (results, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self, 0);
  update_view (self);
}

void
figment_canvas_follow (FigmentCanvas *self)
{
  g_return_if_fail (FIGMENT_IS_CANVAS (self));
  self->following = TRUE;
  if (self->unseen && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    select_position (self, 0);
  self->unseen = FALSE;
  figment_notice_set_revealed (self->cached, FALSE);
  update_view (self);
}

void
figment_canvas_show_generation (FigmentCanvas     *self,
                                FigmentGeneration *generation)
{
  guint position;

  g_return_if_fail (FIGMENT_IS_CANVAS (self));
  g_return_if_fail (FIGMENT_IS_GENERATION (generation));
  if (self->results == NULL)
    return;
  if (!figment_generation_state_is_final (figment_generation_get_state (generation)))
    {
      figment_canvas_follow (self);
      return;
    }
  position = figment_results_find (self->results, generation);
  if (position == GTK_INVALID_LIST_POSITION)
    {
      self->following = TRUE;
      set_trouble (self, generation);
      update_view (self);
      return;
    }
  gtk_single_selection_set_selected (self->selection, position);
  look_at (self, position);
}

/* If it is among the results. */
void
_figment_canvas_show_output (FigmentCanvas *self,
                             FigmentOutput *output)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentResult) result = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (figment_result_get_output (result) != output)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      return;
    }
}

/* Stops the run that is under way. */
void
figment_canvas_interrupt (FigmentCanvas *self)
{
  g_return_if_fail (FIGMENT_IS_CANVAS (self));
  if (self->live != NULL)
    figment_queue_cancel (figment_session_get_queue (self->session), self->live);
}
