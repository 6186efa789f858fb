/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-window.h"

#include "ui/dashboard/figment-dashboard-page.h"
#include "ui/gallery/figment-gallery-page.h"
#include "ui/generate/figment-generate-page.h"
#include "ui/settings/figment-settings-page.h"
#include "ui/workflows/figment-workflows-page.h"

/**
 * FigmentWindow:
 *
 * Sidebar, header bar and the stack of pages. Main thread.
 */
struct _FigmentWindow
{
  AdwApplicationWindow parent_instance;

  FigmentSession      *session; /* (owned) */
  GtkStack            *pages;
};

G_DEFINE_FINAL_TYPE (FigmentWindow, figment_window, ADW_TYPE_APPLICATION_WINDOW)

typedef enum
{
  PROP_SESSION = 1,
} FigmentWindowProperty;
static GParamSpec *props[PROP_SESSION + 1];

static void
figment_window_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  FigmentWindow *self = FIGMENT_WINDOW (object);

  switch ((FigmentWindowProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_window_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  FigmentWindow *self = FIGMENT_WINDOW (object);

  switch ((FigmentWindowProperty) prop_id)
    {
    case PROP_SESSION: self->session = g_value_dup_object (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_window_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_WINDOW (object)->session);
  G_OBJECT_CLASS (figment_window_parent_class)->dispose (object);
}

static void
figment_window_class_init (FigmentWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_window_get_property;
  object_class->set_property = figment_window_set_property;
  object_class->dispose = figment_window_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_DASHBOARD_PAGE);
  g_type_ensure (FIGMENT_TYPE_GALLERY_PAGE);
  g_type_ensure (FIGMENT_TYPE_GENERATE_PAGE);
  g_type_ensure (FIGMENT_TYPE_SETTINGS_PAGE);
  g_type_ensure (FIGMENT_TYPE_WORKFLOWS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/figment_app/Figment/figment-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWindow, pages);
}

static void
figment_window_init (FigmentWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

FigmentWindow *
figment_window_new (FigmentApplication *application,
                    FigmentSession     *session)
{
  return g_object_new (FIGMENT_TYPE_WINDOW, "application", application, "session", session, NULL);
}
