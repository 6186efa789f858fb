/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-gallery-page.h"

#include "ui/gallery/figment-gallery-tile.h"
#include "ui/gallery/figment-generation-list.h"

struct _FigmentGalleryPage
{
  AdwBin                 parent_instance;

  FigmentSession        *session; /* (owned) (nullable) */
  FigmentGenerationList *list;    /* (owned) (nullable) */
  char                  *searched; /* (owned) (nullable) what @list was searched for */

  GtkSearchEntry        *search;
  GtkStack              *stack;
  GtkScrolledWindow     *scroller;
  GtkGridView           *grid;
};

G_DEFINE_FINAL_TYPE (FigmentGalleryPage, figment_gallery_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_SESSION = 1,
} FigmentGalleryPageProperty;
static GParamSpec *props[PROP_SESSION + 1];

static void
choose_view (FigmentGalleryPage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const gboolean searching = words[0] != '\0';

  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    gtk_stack_set_visible_child_name (self->stack, "grid");
  else
    gtk_stack_set_visible_child_name (self->stack, searching ? "nothing-found" : "empty");
}

/* Keeps a screenful below the one that is shown, so that scrolling does not run into the end. */
static void
fill (FigmentGalleryPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  const double page = gtk_adjustment_get_page_size (adjustment);

  if (self->list != NULL && page > 0
      && gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) < 3 * page)
    figment_generation_list_load_more (self->list);
}

/* A new list and a new selection for other words: changing every row of the old one would ask for all of them. */
static void
search_changed_cb (FigmentGalleryPage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autoptr(GtkNoSelection) selection = NULL;

  if (self->session == NULL || g_strcmp0 (self->searched, words) == 0)
    return;
  g_free (self->searched);
  self->searched = g_strdup (words);
  g_clear_object (&self->list);
  self->list = figment_generation_list_new (figment_session_get_generations (self->session), words);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (selection));
  choose_view (self);
}

static void
changed_cb (FigmentGalleryPage *self,
            gint64              generation_id)
{
  figment_generation_list_refresh (self->list, generation_id);
  choose_view (self);
}

static void
finished_cb (FigmentGalleryPage *self,
             FigmentGeneration  *generation)
{
  changed_cb (self, figment_generation_get_id (generation));
}

static void
setup_cb (FigmentGalleryPage *self,
          GtkListItem        *item)
{
  gtk_list_item_set_child (item, g_object_new (FIGMENT_TYPE_GALLERY_TILE, NULL));
}

static void
bind_cb (FigmentGalleryPage *self,
         GtkListItem        *item)
{
  figment_gallery_tile_set_generation (FIGMENT_GALLERY_TILE (gtk_list_item_get_child (item)),
                                       gtk_list_item_get_item (item));
}

static void
unbind_cb (FigmentGalleryPage *self,
           GtkListItem        *item)
{
  figment_gallery_tile_set_generation (FIGMENT_GALLERY_TILE (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (FigmentGalleryPage *self,
             guint               position)
{
  g_autoptr(FigmentGeneration) generation = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (generation != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-generation", "x", figment_generation_get_id (generation));
}

/* Returns: (nullable): the one that has the focus; the cell around a tile has it, or a button within */
static FigmentGalleryTile *
find_focused_tile (FigmentGalleryPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *tile = focus != NULL ? gtk_widget_get_ancestor (focus, FIGMENT_TYPE_GALLERY_TILE) : NULL;

  if (tile == NULL && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid)))
    tile = gtk_widget_get_first_child (focus);
  return FIGMENT_IS_GALLERY_TILE (tile) ? FIGMENT_GALLERY_TILE (tile) : NULL;
}

static gboolean
forward_to_tile (GtkWidget *widget,
                 GVariant  *action,
                 gpointer   user_data)
{
  FigmentGalleryTile *tile = find_focused_tile (FIGMENT_GALLERY_PAGE (widget));

  return tile != NULL && gtk_widget_activate_action (GTK_WIDGET (tile), g_variant_get_string (action, NULL), NULL);
}

/* Of what is typed: the search entry waits a moment for more. GTK itself would go to the nearest thing, which is the
 * button that deletes a result, and the grid into its first. */
static void
results_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  FigmentGalleryPage *self = FIGMENT_GALLERY_PAGE (widget);
  GtkWidget *cell;

  search_changed_cb (self);
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", 0);
  cell = gtk_widget_get_first_child (GTK_WIDGET (self->grid));
  if (cell != NULL)
    gtk_widget_grab_focus (cell);
}

static void
stop_search_cb (FigmentGalleryPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  results_action (GTK_WIDGET (self), NULL, NULL);
}

static void
search_done_cb (FigmentGalleryPage *self)
{
  results_action (GTK_WIDGET (self), NULL, NULL);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (FIGMENT_GALLERY_PAGE (widget)->search));
}

static void
set_session (FigmentGalleryPage *self,
             FigmentSession     *session)
{
  if (self->session != NULL || !g_set_object (&self->session, session))
    return;
  search_changed_cb (self);
  g_signal_connect_object (figment_session_get_queue (session), "finished", G_CALLBACK (finished_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (figment_session_get_generations (session), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
figment_gallery_page_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch ((FigmentGalleryPageProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, FIGMENT_GALLERY_PAGE (object)->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_gallery_page_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch ((FigmentGalleryPageProperty) prop_id)
    {
    case PROP_SESSION: set_session (FIGMENT_GALLERY_PAGE (object), g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_gallery_page_dispose (GObject *object)
{
  FigmentGalleryPage *self = FIGMENT_GALLERY_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_GALLERY_PAGE);
  G_OBJECT_CLASS (figment_gallery_page_parent_class)->dispose (object);
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  g_clear_pointer (&self->searched, g_free);
}

static void
figment_gallery_page_class_init (FigmentGalleryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_gallery_page_get_property;
  object_class->set_property = figment_gallery_page_set_property;
  object_class->dispose = figment_gallery_page_dispose;

  props[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/gallery/figment-gallery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentGalleryPage, search);
  gtk_widget_class_bind_template_child (widget_class, FigmentGalleryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentGalleryPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, FigmentGalleryPage, grid);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.results", NULL, results_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, forward_to_tile, "s", "tile.delete");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, forward_to_tile, "s", "tile.delete");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, forward_to_tile, "s", "tile.favourite");
}

static void
figment_gallery_page_init (FigmentGalleryPage *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->grid));
}
