/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-generate-page.h"

/**
 * FigmentGeneratePage:
 *
 * One page of the window. Main thread.
 */
struct _FigmentGeneratePage
{
  GtkWidget       parent_instance;

  FigmentSession *session; /* (owned) */
  FigmentMode     mode;
};

G_DEFINE_FINAL_TYPE (FigmentGeneratePage, figment_generate_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_SESSION = 1,
  PROP_MODE,
} FigmentGeneratePageProperty;
static GParamSpec *props[PROP_MODE + 1];

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
    case PROP_SESSION: g_set_object (&self->session, g_value_get_object (value)); break;
    case PROP_MODE: self->mode = (FigmentMode) g_value_get_enum (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_generate_page_dispose (GObject *object)
{
  FigmentGeneratePage *self = FIGMENT_GENERATE_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (figment_generate_page_parent_class)->dispose (object);
}

static void
figment_generate_page_class_init (FigmentGeneratePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_generate_page_get_property;
  object_class->set_property = figment_generate_page_set_property;
  object_class->dispose = figment_generate_page_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, FIGMENT_TYPE_MODE, FIGMENT_MODE_TEXT_TO_IMAGE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/generate/figment-generate-page.ui");
}

static void
figment_generate_page_init (FigmentGeneratePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
