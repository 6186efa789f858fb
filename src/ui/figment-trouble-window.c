/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-trouble-window.h"

#include <glib/gi18n-lib.h>

#include "store/figment-database.h"

struct _FigmentTroubleWindow
{
  AdwApplicationWindow parent_instance;

  AdwStatusPage       *status;
};

G_DEFINE_FINAL_TYPE (FigmentTroubleWindow, figment_trouble_window, ADW_TYPE_APPLICATION_WINDOW)

typedef enum
{
  SIGNAL_TRY_AGAIN,
} FigmentTroubleWindowSignal;
static guint signals[SIGNAL_TRY_AGAIN + 1];

static void
try_again_cb (FigmentTroubleWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_TRY_AGAIN], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
figment_trouble_window_class_init (FigmentTroubleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_TRY_AGAIN] = g_signal_new ("try-again", FIGMENT_TYPE_TROUBLE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/figment-trouble-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentTroubleWindow, status);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
}

static void
figment_trouble_window_init (FigmentTroubleWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const char *
choose_title (const GError *error)
{
  if (error->domain != FIGMENT_STORE_ERROR)
    return _("Figment Cannot Start");
  switch ((FigmentStoreError) error->code)
    {
    case FIGMENT_STORE_ERROR_NEWER: return _("This Library Is from a Newer Figment");
    case FIGMENT_STORE_ERROR_FULL: return _("The Disk Is Full");
    case FIGMENT_STORE_ERROR_OPEN:
    case FIGMENT_STORE_ERROR_SQL:
    case FIGMENT_STORE_ERROR_DAMAGED:
    default: return _("The Library Cannot Be Opened");
    }
}

GtkWindow *
figment_trouble_window_new (GtkApplication *application,
                            const GError   *error)
{
  FigmentTroubleWindow *self = g_object_new (FIGMENT_TYPE_TROUBLE_WINDOW, "application", application, NULL);
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_title (self->status, choose_title (error));
  adw_status_page_set_description (self->status, escaped);
  return GTK_WINDOW (self);
}
