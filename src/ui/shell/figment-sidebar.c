/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-sidebar.h"

#include "ui/shell/figment-connection-dot.h"
#include "ui/shell/figment-sidebar-row.h"

struct _FigmentSidebar
{
  AdwBin          parent_instance;

  FigmentSession *session; /* (owned) (nullable) */
  char           *page;    /* (owned) (nullable) */
  gboolean        compact;

  GtkListBox     *list;
  GtkWidget      *dots;
};

G_DEFINE_FINAL_TYPE (FigmentSidebar, figment_sidebar, ADW_TYPE_BIN)

typedef enum
{
  PROP_SESSION = 1,
  PROP_PAGE,
  PROP_COMPACT,
} FigmentSidebarProperty;
static GParamSpec *props[PROP_COMPACT + 1];

static void
mark_page (FigmentSidebar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (figment_sidebar_row_get_page (FIGMENT_SIDEBAR_ROW (row)), self->page) == 0)
      gtk_list_box_select_row (self->list, row);
}

static void
row_selected_cb (FigmentSidebar *self,
                 GtkListBoxRow  *row)
{
  if (row != NULL && g_strcmp0 (figment_sidebar_row_get_page (FIGMENT_SIDEBAR_ROW (row)), self->page) != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s",
                                figment_sidebar_row_get_page (FIGMENT_SIDEBAR_ROW (row)));
}

static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       user_data)
{
  if (before == NULL || !figment_sidebar_row_get_separated (FIGMENT_SIDEBAR_ROW (row)))
    gtk_list_box_row_set_header (row, NULL);
  else if (gtk_list_box_row_get_header (row) == NULL)
    gtk_list_box_row_set_header (row, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
}

static gboolean
focus_list (FigmentSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* The list is one stop: a row that takes the focus shows its page, so going through by Tab would turn all of them. */
static gboolean
figment_sidebar_focus (GtkWidget       *widget,
                       GtkDirectionType direction)
{
  FigmentSidebar *self = FIGMENT_SIDEBAR (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  const gboolean in_list = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
  const gboolean in_dots = focus != NULL && gtk_widget_is_ancestor (focus, self->dots);

  switch (direction)
    {
    case GTK_DIR_TAB_FORWARD:
      return in_list || in_dots ? gtk_widget_child_focus (self->dots, direction) : focus_list (self);
    case GTK_DIR_TAB_BACKWARD:
      return !in_list && (gtk_widget_child_focus (self->dots, direction) || focus_list (self));
    case GTK_DIR_UP:
    case GTK_DIR_DOWN:
    case GTK_DIR_LEFT:
    case GTK_DIR_RIGHT:
    default: return GTK_WIDGET_CLASS (figment_sidebar_parent_class)->focus (widget, direction);
    }
}

static void
figment_sidebar_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  FigmentSidebar *self = FIGMENT_SIDEBAR (object);

  switch ((FigmentSidebarProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    case PROP_PAGE: g_value_set_string (value, self->page); break;
    case PROP_COMPACT: g_value_set_boolean (value, self->compact); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_sidebar_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  FigmentSidebar *self = FIGMENT_SIDEBAR (object);

  switch ((FigmentSidebarProperty) prop_id)
    {
    case PROP_SESSION: g_set_object (&self->session, g_value_get_object (value)); break;
    case PROP_PAGE:
      g_free (self->page);
      self->page = g_value_dup_string (value);
      mark_page (self);
      break;
    case PROP_COMPACT: self->compact = g_value_get_boolean (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_sidebar_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_SIDEBAR (object)->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_SIDEBAR);
  G_OBJECT_CLASS (figment_sidebar_parent_class)->dispose (object);
}

static void
figment_sidebar_finalize (GObject *object)
{
  g_free (FIGMENT_SIDEBAR (object)->page);
  G_OBJECT_CLASS (figment_sidebar_parent_class)->finalize (object);
}

static void
figment_sidebar_class_init (FigmentSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_sidebar_get_property;
  object_class->set_property = figment_sidebar_set_property;
  object_class->dispose = figment_sidebar_dispose;
  object_class->finalize = figment_sidebar_finalize;
  widget_class->focus = figment_sidebar_focus;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, flags);
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, NULL, flags);
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_CONNECTION_DOT);
  g_type_ensure (FIGMENT_TYPE_SIDEBAR_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/shell/figment-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentSidebar, dots);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
figment_sidebar_init (FigmentSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
}
