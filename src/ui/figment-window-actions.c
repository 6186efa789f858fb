/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-window.h"

#include <glib/gi18n-lib.h>

#include "ui/compat/figment-compat.h"
#include "ui/figment-window-private.h"
#include "ui/figment-words.h"
#include "ui/shell/figment-page-slot.h"

/* FALSE: the page has no such action. */
static gboolean
forward (FigmentWindow *self,
         const char    *action,
         GVariant      *parameter)
{
  g_autofree char *name = g_strconcat ("page.", action, NULL);
  GtkWidget *page = figment_page_slot_get_page (FIGMENT_PAGE_SLOT (gtk_stack_get_visible_child (self->pages)));
  g_autoptr(GVariant) held = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;

  return gtk_widget_activate_action_variant (page, name, parameter);
}

static void
forward_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  forward (user_data, g_action_get_name (G_ACTION (action)), parameter);
}

/* The page itself takes the keys: its "begin" knows where, or it is its first thing that can. */
void
_figment_window_focus_page (FigmentWindow *self)
{
  if (!forward (self, "begin", NULL))
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->pages), GTK_DIR_TAB_FORWARD);
}

/* What to do on a page once it is there. */
typedef struct
{
  FigmentWindow *window;    /* (owned) */
  char          *page;      /* (owned) */
  const char    *action;    /* (nullable) of the page; NULL: the page takes the keys */
  GVariant      *parameter; /* (owned) (nullable) */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_clear_pointer (&errand->parameter, g_variant_unref);
  g_free (errand->page);
  g_object_unref (errand->window);
  g_free (errand);
}

static gboolean
errand_cb (gpointer user_data)
{
  Errand *errand = user_data;

  if (errand->window->session == NULL || g_strcmp0 (errand->window->page, errand->page) != 0)
    return G_SOURCE_REMOVE;
  if (errand->action != NULL)
    forward (errand->window, errand->action, errand->parameter);
  else
    _figment_window_focus_page (errand->window);
  return G_SOURCE_REMOVE;
}

/*
 * Shows @page and has it do @action. A page that is made for this takes its time, and so may what it is to do: that is
 * done for itself, before anything is painted, so that the main loop is not busy with both at once.
 */
static void
visit (FigmentWindow *self,
       const char    *page,
       const char    *action,
       GVariant      *parameter)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->window = g_object_ref (self);
  errand->page = g_strdup (page);
  errand->action = action;
  errand->parameter = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;
  figment_window_show_page (self, page);
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, errand_cb, errand, errand_free);
}

/* By a shortcut. The sidebar shows pages without leaving it. */
static void
go_to_page_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  visit (user_data, g_variant_get_string (parameter, NULL), NULL, NULL);
}

/* On a page that has nothing to search in it begins in the gallery. */
static void
search_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  FigmentWindow *self = user_data;

  if (forward (self, "search", NULL))
    return;
  visit (self, "gallery", "search", NULL);
}

/* Returns: (transfer full) (nullable): from the queue, where it is live, or from the store */
FigmentGeneration *
_figment_window_find_generation (FigmentWindow *self,
                                 gint64         id)
{
  FigmentGeneration *live = figment_queue_find (figment_session_get_queue (self->session), id);
  g_autoptr(GError) error = NULL;
  FigmentGeneration *stored;

  if (live != NULL)
    return live;
  stored = figment_generation_store_load (figment_session_get_generations (self->session), id, &error);
  if (stored == NULL)
    _figment_window_toast (self, error != NULL ? error->message : _("This result is not in the library any more"));
  return stored;
}

static void
go_to_generation (FigmentWindow *self,
                  const char    *action,
                  gint64         id,
                  GVariant      *parameter)
{
  g_autoptr(GVariant) held = g_variant_ref_sink (parameter);
  g_autoptr(FigmentGeneration) generation = _figment_window_find_generation (self, id);

  if (generation == NULL)
    return;
  visit (self, figment_words_mode_page (figment_generation_get_request (generation)->mode), action, held);
}

static void
show_generation_action (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  go_to_generation (user_data, "show-generation", g_variant_get_int64 (parameter), parameter);
}

static void
reuse_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  gint64 id;

  g_variant_get (parameter, "(x&s)", &id, NULL);
  go_to_generation (user_data, "reuse", id, parameter);
}

static void
use_workflow_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  FigmentWindow *self = user_data;
  GListModel *workflows = figment_session_get_workflows (self->session);
  const guint n = g_list_model_get_n_items (workflows);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(FigmentWorkflow) workflow = g_list_model_get_item (workflows, i);

      if (figment_workflow_get_id (workflow) == g_variant_get_int64 (parameter))
        {
          visit (self, figment_words_mode_page (figment_workflow_get_category (workflow)), "use-workflow", parameter);
          return;
        }
    }
}

/* One that is not there any more is not shown, but where it was. The page's action has the same name. */
static void
edit_workflow_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  visit (user_data, "workflows", g_action_get_name (G_ACTION (action)), parameter);
}

static void
send_to_video_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  visit (user_data, "image-to-video", "take-picture", parameter);
}

static void
toast_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  _figment_window_toast (user_data, g_variant_get_string (parameter, NULL));
}

static void
practise_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  FigmentWindow *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!figment_session_start_practice (self->session, &error))
    _figment_window_toast (self, error->message);
}

static void
leave_practice_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  figment_session_stop_practice (FIGMENT_WINDOW (user_data)->session);
}

/* For the menu: of one with a page as its target it would show a radio button. */
static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  figment_window_show_page (user_data, "settings");
  _figment_window_focus_page (user_data);
}

static void
forget_salvage_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  g_object_set (user_data, "salvage", NULL, NULL);
}

static void
show_menu_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  gtk_menu_button_popup (FIGMENT_WINDOW (user_data)->menu_button);
}

static void
update_practice_actions (FigmentWindow *self)
{
  const gboolean practice = figment_session_get_practice (self->session);
  GActionMap *map = G_ACTION_MAP (self);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "practise")), !practice);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "leave-practice")), practice);
}

void
_figment_window_install_actions (FigmentWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "generate", .activate = forward_action },
    { .name = "generate-front", .activate = forward_action },
    { .name = "interrupt", .activate = forward_action },
    { .name = "paste", .activate = forward_action },
    { .name = "search", .activate = search_action },
    { .name = "go-to-page", .activate = go_to_page_action, .parameter_type = "s" },
    { .name = "show-generation", .activate = show_generation_action, .parameter_type = "x" },
    { .name = "reuse", .activate = reuse_action, .parameter_type = "(xs)" },
    { .name = "delete", .activate = _figment_window_delete_action, .parameter_type = "x" },
    { .name = "favourite", .activate = _figment_window_favourite_action, .parameter_type = "(xb)" },
    { .name = "use-workflow", .activate = use_workflow_action, .parameter_type = "x" },
    { .name = "edit-workflow", .activate = edit_workflow_action, .parameter_type = "x" },
    { .name = "show-findings", .activate = edit_workflow_action, .parameter_type = "x" },
    { .name = "send-to-video", .activate = send_to_video_action, .parameter_type = "s" },
    { .name = "toast", .activate = toast_action, .parameter_type = "s" },
    { .name = "practise", .activate = practise_action },
    { .name = "leave-practice", .activate = leave_practice_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "forget-salvage", .activate = forget_salvage_action },
    { .name = "show-menu", .activate = show_menu_action },
  };
  g_autoptr(GPropertyAction) show_page = g_property_action_new ("show-page", self, "page");

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  _figment_window_install_import (self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (show_page));
  g_signal_connect_object (self->session, "notify::practice", G_CALLBACK (update_practice_actions), self,
                           G_CONNECT_SWAPPED);
  update_practice_actions (self);
}
