/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-dashboard-page.h"

/**
 * FigmentDashboardPage:
 *
 * One page of the window. Main thread.
 */
struct _FigmentDashboardPage
{
  GtkWidget       parent_instance;

  FigmentSession *session; /* (owned) */
};

G_DEFINE_FINAL_TYPE (FigmentDashboardPage, figment_dashboard_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_SESSION = 1,
} FigmentDashboardPageProperty;
static GParamSpec *props[PROP_SESSION + 1];

static void
figment_dashboard_page_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  FigmentDashboardPage *self = FIGMENT_DASHBOARD_PAGE (object);

  switch ((FigmentDashboardPageProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_dashboard_page_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  FigmentDashboardPage *self = FIGMENT_DASHBOARD_PAGE (object);

  switch ((FigmentDashboardPageProperty) prop_id)
    {
    case PROP_SESSION: g_set_object (&self->session, g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_dashboard_page_dispose (GObject *object)
{
  FigmentDashboardPage *self = FIGMENT_DASHBOARD_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_dashboard_page_parent_class)->dispose (object);
}

static void
figment_dashboard_page_class_init (FigmentDashboardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_dashboard_page_get_property;
  object_class->set_property = figment_dashboard_page_set_property;
  object_class->dispose = figment_dashboard_page_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/dashboard/figment-dashboard-page.ui");
}

static void
figment_dashboard_page_init (FigmentDashboardPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
