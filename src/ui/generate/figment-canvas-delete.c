/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-canvas-private.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-delete.h"
#include "ui/widgets/figment-toast.h"

/* Deleting: into the trash, which is said once it is there, and back out of it. */

/* s: long enough to find the button with the keyboard */
#define UNDO_SECONDS 10

static char *
dup_name (FigmentRemoval *removal)
{
  const char *path = figment_output_get_info (figment_removal_get_output (removal))->path;

  return path != NULL ? g_filename_display_basename (path) : g_strdup (_("Text"));
}

static void
toast_gone_cb (FigmentCanvas *self)
{
  self->undo_toast = NULL;
}

/* What was deleted before this stays deleted. */
void
_figment_canvas_forget_removal (FigmentCanvas *self)
{
  g_clear_object (&self->removal);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.undo-delete", FALSE);
}

/* One toast for all that is deleted while it is there, rather than a queue of them. It is never dismissed from here:
 * libadwaita 1.2 does not bear that a toast which is going is told to go, as its own button does. */
static void
show_undo_toast (FigmentCanvas *self,
                 const char    *title)
{
  if (self->undo_toast != NULL)
    {
      figment_toast_set_text (self->undo_toast, title);
      adw_toast_set_button_label (self->undo_toast, _("_Undo"));
      return;
    }
  self->undo_toast = figment_toast_new (title);
  adw_toast_set_button_label (self->undo_toast, _("_Undo"));
  adw_toast_set_action_name (self->undo_toast, "canvas.undo-delete");
  adw_toast_set_timeout (self->undo_toast, UNDO_SECONDS);
  g_signal_connect_object (self->undo_toast, "dismissed", G_CALLBACK (toast_gone_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, self->undo_toast);
}

static void
say_deleted (FigmentCanvas  *self,
             FigmentRemoval *removal)
{
  g_autofree char *name = dup_name (removal);
  /* Translators: the name of a file. */
  g_autofree char *title = g_strdup_printf (_("“%s” is in the trash"), name);

  if (!figment_removal_can_undo (removal))
    {
      g_autofree char *gone = g_strdup_printf (_("“%s” is deleted"), name);

      _figment_canvas_toast (self, gone);
      return;
    }
  self->removal = g_object_ref (removal);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "canvas.undo-delete", TRUE);
  show_undo_toast (self, title);
}

/* The toast may still be there: by Ctrl+Z its button was not needed. */
static void
say_back (FigmentCanvas  *self,
          FigmentRemoval *removal)
{
  g_autofree char *name = dup_name (removal);
  /* Translators: the name of a file that was in the trash. */
  g_autofree char *title = g_strdup_printf (_("“%s” is back"), name);

  if (self->undo_toast == NULL)
    return;
  figment_toast_set_text (self->undo_toast, title);
  adw_toast_set_button_label (self->undo_toast, NULL);
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(FigmentCanvas) self = user_data;
  g_autoptr(GError) error = NULL;

  self->deleting = FALSE;
  if (figment_delete_finish (result, &error))
    say_deleted (self, FIGMENT_REMOVAL (source));
  else
    _figment_canvas_say_error (self, error);
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autoptr(FigmentRemoval) removal = NULL;

  if (self->result == NULL || self->deleting)
    return;
  removal = figment_removal_new (figment_session_get_generations (self->session),
                                 figment_result_get_generation (self->result),
                                 figment_result_get_output (self->result));
  _figment_canvas_forget_removal (self);
  self->deleting = TRUE;
  figment_delete_async (removal, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable, deleted_cb,
                        g_object_ref (self));
}

static void
undo_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  FigmentRemoval *removal = FIGMENT_REMOVAL (source);
  g_autoptr(FigmentCanvas) self = user_data;
  g_autoptr(GError) error = NULL;
  const gboolean done = figment_removal_undo_finish (removal, result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (done)
    {
      _figment_canvas_show_output (self, figment_removal_get_output (removal));
      say_back (self, removal);
    }
  else
    _figment_canvas_say_error (self, error);
}

static void
undo_delete_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  FigmentCanvas *self = FIGMENT_CANVAS (widget);
  g_autoptr(FigmentRemoval) removal = self->removal != NULL ? g_object_ref (self->removal) : NULL;

  if (removal == NULL)
    return;
  _figment_canvas_forget_removal (self);
  figment_removal_undo_async (removal, undo_cb, g_object_ref (self));
}

void
_figment_canvas_install_delete (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "canvas.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "canvas.undo-delete", NULL, undo_delete_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "canvas.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "canvas.undo-delete", NULL);
}
