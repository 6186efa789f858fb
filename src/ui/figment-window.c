/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-window.h"

#include "ui/dashboard/figment-dashboard-page.h"
#include "ui/figment-window-private.h"
#include "ui/gallery/figment-gallery-page.h"
#include "ui/generate/figment-generate-page.h"
#include "ui/queue/figment-queue-button.h"
#include "ui/settings/figment-settings-page.h"
#include "ui/shell/figment-connection-dot.h"
#include "ui/shell/figment-page-slot.h"
#include "ui/shell/figment-sidebar.h"
#include "ui/widgets/figment-after-paint.h"
#include "ui/widgets/figment-toast.h"
#include "ui/workflows/figment-workflows-page.h"

G_DEFINE_FINAL_TYPE (FigmentWindow, figment_window, ADW_TYPE_APPLICATION_WINDOW)

typedef enum
{
  PROP_SESSION = 1,
  PROP_PAGE,
  PROP_SALVAGE,
} FigmentWindowProperty;
static GParamSpec *props[PROP_SALVAGE + 1];

/* Closures of the template. */

static gboolean
is_narrow (GObject     *object,
           FigmentWidth width)
{
  return width == FIGMENT_WIDTH_NARROW;
}

static gboolean
is_not_narrow (GObject     *object,
               FigmentWidth width)
{
  return width != FIGMENT_WIDTH_NARROW;
}

static gboolean
is_compact (GObject     *object,
            FigmentWidth width)
{
  return width != FIGMENT_WIDTH_WIDE;
}

static gboolean
is_text (GObject    *object,
         const char *text)
{
  return text != NULL && text[0] != '\0';
}

static char *
format_title (FigmentWindow *self,
              const char    *page)
{
  GtkWidget *child = page != NULL ? gtk_stack_get_child_by_name (self->pages, page) : NULL;

  return child != NULL ? g_strdup (gtk_stack_page_get_title (gtk_stack_get_page (self->pages, child))) : NULL;
}

/* When the window is closed already, nobody is there to be told. */
void
_figment_window_toast (FigmentWindow *self,
                       const char    *text)
{
  if (self->toasts != NULL)
    adw_toast_overlay_add_toast (self->toasts, figment_toast_new (text));
}

/**
 * figment_window_show_page:
 *
 * An unknown name, say from settings of another version, is passed over.
 */
void
figment_window_show_page (FigmentWindow *self,
                          const char    *name)
{
  GtkWidget *child;

  g_return_if_fail (FIGMENT_IS_WINDOW (self));

  child = name != NULL ? gtk_stack_get_child_by_name (self->pages, name) : NULL;
  if (child == NULL || g_strcmp0 (self->page, name) == 0)
    return;
  g_free (self->page);
  self->page = g_strdup (name);
  figment_page_slot_get_page (FIGMENT_PAGE_SLOT (child));
  gtk_stack_set_visible_child (self->pages, child);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
}

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
    case PROP_PAGE: g_value_set_string (value, self->page); break;
    case PROP_SALVAGE: g_value_set_string (value, self->salvage); break;
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
    case PROP_PAGE: figment_window_show_page (self, g_value_get_string (value)); break;
    case PROP_SALVAGE:
      g_free (self->salvage);
      self->salvage = g_value_dup_string (value);
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_window_constructed (GObject *object)
{
  FigmentWindow *self = FIGMENT_WINDOW (object);
  GSettings *settings = figment_session_get_settings (self->session);

  G_OBJECT_CLASS (figment_window_parent_class)->constructed (object);
  g_object_set (self, "salvage", figment_database_get_salvage (figment_session_get_database (self->session)), NULL);
  g_settings_bind (settings, "page", self, "page", G_SETTINGS_BIND_DEFAULT);
  if (self->page == NULL)
    figment_window_show_page (self, "home");
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  _figment_window_install_actions (self);
}

/* On X11 it is drawn for the window manager, from an SVG file. */
static void
show_icon (GtkWidget *widget,
           gpointer   user_data)
{
  gtk_window_set_icon_name (GTK_WINDOW (widget), FIGMENT_APP_ID);
}

/* A window begins with its header bar otherwise. */
static void
figment_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (figment_window_parent_class)->map (widget);
  _figment_window_focus_page (FIGMENT_WINDOW (widget));
  figment_after_paint (widget, show_icon, NULL);
}

static gboolean
figment_window_close_request (GtkWindow *window)
{
  if (_figment_window_keep_open (FIGMENT_WINDOW (window)))
    return TRUE;
  return GTK_WINDOW_CLASS (figment_window_parent_class)->close_request (window);
}

static void
figment_window_dispose (GObject *object)
{
  FigmentWindow *self = FIGMENT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (figment_window_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
figment_window_finalize (GObject *object)
{
  FigmentWindow *self = FIGMENT_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_free (self->page);
  g_free (self->salvage);
  G_OBJECT_CLASS (figment_window_parent_class)->finalize (object);
}

static void
figment_window_class_init (FigmentWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_window_get_property;
  object_class->set_property = figment_window_set_property;
  object_class->constructed = figment_window_constructed;
  object_class->dispose = figment_window_dispose;
  object_class->finalize = figment_window_finalize;
  widget_class->map = figment_window_map;
  GTK_WINDOW_CLASS (klass)->close_request = figment_window_close_request;

  props[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, NULL, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_SALVAGE] = g_param_spec_string ("salvage", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_ADAPTIVE_BIN);
  g_type_ensure (FIGMENT_TYPE_CONNECTION_DOT);
  g_type_ensure (FIGMENT_TYPE_DASHBOARD_PAGE);
  g_type_ensure (FIGMENT_TYPE_GALLERY_PAGE);
  g_type_ensure (FIGMENT_TYPE_GENERATE_PAGE);
  g_type_ensure (FIGMENT_TYPE_PAGE_SLOT);
  g_type_ensure (FIGMENT_TYPE_QUEUE_BUTTON);
  g_type_ensure (FIGMENT_TYPE_SETTINGS_PAGE);
  g_type_ensure (FIGMENT_TYPE_SIDEBAR);
  g_type_ensure (FIGMENT_TYPE_WORKFLOWS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/figment_app/Figment/figment-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentWindow, adaptive);
  gtk_widget_class_bind_template_child (widget_class, FigmentWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, FigmentWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, FigmentWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, is_narrow);
  gtk_widget_class_bind_template_callback (widget_class, is_not_narrow);
  gtk_widget_class_bind_template_callback (widget_class, is_compact);
  gtk_widget_class_bind_template_callback (widget_class, is_text);
  gtk_widget_class_bind_template_callback (widget_class, format_title);
  /* Here and not among the program's keys, which would take it from the fields. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste", NULL);
}

static void
figment_window_init (FigmentWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

FigmentWindow *
figment_window_new (FigmentApplication *application,
                    FigmentSession     *session)
{
  return g_object_new (FIGMENT_TYPE_WINDOW, "application", application, "session", session, NULL);
}
