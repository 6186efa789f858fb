/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-sidebar-row.h"

/* How long something that is dragged has to be held over a row to show its page, ms: as over GTK's own switchers. */
#define HOLD_MS 500

struct _FigmentSidebarRow
{
  GtkListBoxRow parent_instance;

  char         *page;      /* (owned) */
  char         *title;     /* (owned) */
  char         *icon_name; /* (owned) */
  gboolean      compact;
  gboolean      separated;
  guint         hold_id;   /* source: something is held over it */
};

G_DEFINE_FINAL_TYPE (FigmentSidebarRow, figment_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

typedef enum
{
  PROP_PAGE = 1,
  PROP_TITLE,
  PROP_ICON_NAME,
  PROP_COMPACT,
  PROP_SEPARATED,
} FigmentSidebarRowProperty;
static GParamSpec *props[PROP_SEPARATED + 1];

static gboolean
invert (GObject *object,
        gboolean value)
{
  return !value;
}

static char *
choose_tooltip (GObject    *object,
                const char *title,
                gboolean    compact)
{
  return compact ? g_strdup (title) : NULL;
}

static gboolean
held_cb (gpointer user_data)
{
  FigmentSidebarRow *self = user_data;

  self->hold_id = 0;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", self->page);
  return G_SOURCE_REMOVE;
}

/* A result goes onto another page's slot by way of its row. */
static void
dragged_over_cb (FigmentSidebarRow       *self,
                 GParamSpec              *pspec,
                 GtkDropControllerMotion *motion)
{
  g_clear_handle_id (&self->hold_id, g_source_remove);
  if (gtk_drop_controller_motion_contains_pointer (motion))
    self->hold_id = g_timeout_add (HOLD_MS, held_cb, self);
}

static void
figment_sidebar_row_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  FigmentSidebarRow *self = FIGMENT_SIDEBAR_ROW (object);

  switch ((FigmentSidebarRowProperty) prop_id)
    {
    case PROP_PAGE: g_value_set_string (value, self->page); break;
    case PROP_TITLE: g_value_set_string (value, self->title); break;
    case PROP_ICON_NAME: g_value_set_string (value, self->icon_name); break;
    case PROP_COMPACT: g_value_set_boolean (value, self->compact); break;
    case PROP_SEPARATED: g_value_set_boolean (value, self->separated); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_sidebar_row_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  FigmentSidebarRow *self = FIGMENT_SIDEBAR_ROW (object);

  switch ((FigmentSidebarRowProperty) prop_id)
    {
    case PROP_PAGE: self->page = g_value_dup_string (value); break;
    case PROP_TITLE:
      self->title = g_value_dup_string (value);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title, -1);
      break;
    case PROP_ICON_NAME: self->icon_name = g_value_dup_string (value); break;
    case PROP_COMPACT: self->compact = g_value_get_boolean (value); break;
    case PROP_SEPARATED: self->separated = g_value_get_boolean (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_sidebar_row_dispose (GObject *object)
{
  g_clear_handle_id (&FIGMENT_SIDEBAR_ROW (object)->hold_id, g_source_remove);
  G_OBJECT_CLASS (figment_sidebar_row_parent_class)->dispose (object);
}

static void
figment_sidebar_row_finalize (GObject *object)
{
  FigmentSidebarRow *self = FIGMENT_SIDEBAR_ROW (object);

  g_free (self->page);
  g_free (self->title);
  g_free (self->icon_name);
  G_OBJECT_CLASS (figment_sidebar_row_parent_class)->finalize (object);
}

static void
figment_sidebar_row_class_init (FigmentSidebarRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  const GParamFlags fixed = flags | G_PARAM_CONSTRUCT_ONLY;

  object_class->get_property = figment_sidebar_row_get_property;
  object_class->set_property = figment_sidebar_row_set_property;
  object_class->dispose = figment_sidebar_row_dispose;
  object_class->finalize = figment_sidebar_row_finalize;

  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, NULL, fixed);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, fixed);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, fixed);
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  props[PROP_SEPARATED] = g_param_spec_boolean ("separated", NULL, NULL, FALSE, fixed);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/shell/figment-sidebar-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, invert);
  gtk_widget_class_bind_template_callback (widget_class, choose_tooltip);
}

static void
figment_sidebar_row_init (FigmentSidebarRow *self)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (motion, "notify::contains-pointer", G_CALLBACK (dragged_over_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

const char *
figment_sidebar_row_get_page (FigmentSidebarRow *self)
{
  g_return_val_if_fail (FIGMENT_IS_SIDEBAR_ROW (self), NULL);
  return self->page;
}

gboolean
figment_sidebar_row_get_separated (FigmentSidebarRow *self)
{
  g_return_val_if_fail (FIGMENT_IS_SIDEBAR_ROW (self), FALSE);
  return self->separated;
}
