/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-diagnostics-group.h"

#include <glib/gi18n.h>

#include "ui/settings/figment-diagnostics.h"

struct _FigmentDiagnosticsGroup
{
  FigmentSettingsGroup  parent_instance;

  FigmentSession      *session;      /* (unowned) (nullable) none once the widget goes */
  GPtrArray           *versions;     /* (owned) FigmentDiagnosis */
  GPtrArray           *decoders;     /* (owned) (nullable) until the thread has told */
  GCancellable        *cancellable;  /* (owned) */
  gboolean             versions_shown;
  gboolean             decoders_shown;
  AdwExpanderRow      *versions_row;
  AdwExpanderRow      *decoders_row;
  GtkWidget           *copy;
};

G_DEFINE_FINAL_TYPE (FigmentDiagnosticsGroup, figment_diagnostics_group, FIGMENT_TYPE_SETTINGS_GROUP)

static void
add_rows (AdwExpanderRow *parent,
          GPtrArray      *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const FigmentDiagnosis *line = g_ptr_array_index (lines, i);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *value = gtk_label_new (line->value);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->title);
      gtk_label_set_wrap (GTK_LABEL (value), TRUE);
      gtk_label_set_xalign (GTK_LABEL (value), 1);
      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      gtk_widget_add_css_class (value, line->missing ? "warning" : "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
      adw_expander_row_add_row (parent, row);
    }
}

/* A folded row has none: made with the page, they would be most of its first layout. */
static void
fill_rows (FigmentDiagnosticsGroup *self)
{
  if (!self->versions_shown && adw_expander_row_get_expanded (self->versions_row))
    {
      self->versions_shown = TRUE;
      add_rows (self->versions_row, self->versions);
    }
  if (!self->decoders_shown && self->decoders != NULL && adw_expander_row_get_expanded (self->decoders_row))
    {
      self->decoders_shown = TRUE;
      add_rows (self->decoders_row, self->decoders);
    }
}

static void
decoders_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  g_task_return_pointer (task, figment_diagnostics_decoders (), (GDestroyNotify) g_ptr_array_unref);
}

static void
decoders_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GPtrArray) decoders = g_task_propagate_pointer (G_TASK (result), NULL);
  FigmentDiagnosticsGroup *self;
  g_autofree char *text = NULL;
  guint n_missing = 0;

  if (decoders == NULL)
    return;
  self = user_data;
  self->decoders = g_steal_pointer (&decoders);
  for (guint i = 0; i < self->decoders->len; i++)
    n_missing += ((FigmentDiagnosis *) g_ptr_array_index (self->decoders, i))->missing;
  if (n_missing > 0)
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u format cannot be played", "%u formats cannot be played",
                                         n_missing), n_missing);
  adw_expander_row_set_subtitle (self->decoders_row, text != NULL ? text : _("Everything can be played"));
  fill_rows (self);
}

/* Only when the page is looked at: GStreamer's start would be part of Figment's otherwise. */
static void
figment_diagnostics_group_map (GtkWidget *widget)
{
  FigmentDiagnosticsGroup *self = FIGMENT_DIAGNOSTICS_GROUP (widget);

  GTK_WIDGET_CLASS (figment_diagnostics_group_parent_class)->map (widget);
  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  {
    g_autoptr(GTask) task = g_task_new (NULL, self->cancellable, decoders_cb, self);

    g_task_set_source_tag (task, figment_diagnostics_group_map);
    g_task_run_in_thread (task, decoders_thread);
  }
}

static void
append_server (GString           *text,
               const char        *service,
               FigmentConnection *connection)
{
  const char *version = figment_connection_get_version (connection);
  const char *message = figment_connection_get_message (connection);

  g_string_append_printf (text, "%s: %s\n", service, version != NULL ? version : message != NULL ? message : "?");
}

static void
copy_cb (GtkButton               *button,
         FigmentDiagnosticsGroup *self)
{
  g_autofree char *lines = figment_diagnostics_to_text (self->versions, self->decoders);
  g_autoptr(GString) text = g_string_new (lines);

  if (self->session != NULL)
    {
      append_server (text, "ComfyUI", figment_session_get_comfy_connection (self->session));
      append_server (text, "LM Studio", figment_session_get_lm_connection (self->session));
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Copied"));
}

static void
figment_diagnostics_group_set_up (FigmentSettingsGroup *group,
                                  FigmentSession       *session)
{
  FIGMENT_DIAGNOSTICS_GROUP (group)->session = session;
}

static void
figment_diagnostics_group_dispose (GObject *object)
{
  FigmentDiagnosticsGroup *self = FIGMENT_DIAGNOSTICS_GROUP (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  self->session = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_DIAGNOSTICS_GROUP);
  G_OBJECT_CLASS (figment_diagnostics_group_parent_class)->dispose (object);
}

static void
figment_diagnostics_group_finalize (GObject *object)
{
  FigmentDiagnosticsGroup *self = FIGMENT_DIAGNOSTICS_GROUP (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_clear_pointer (&self->decoders, g_ptr_array_unref);
  G_OBJECT_CLASS (figment_diagnostics_group_parent_class)->finalize (object);
}

static void
figment_diagnostics_group_class_init (FigmentDiagnosticsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_diagnostics_group_dispose;
  object_class->finalize = figment_diagnostics_group_finalize;
  widget_class->map = figment_diagnostics_group_map;
  FIGMENT_SETTINGS_GROUP_CLASS (klass)->set_up = figment_diagnostics_group_set_up;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/figment_app/Figment/settings/figment-diagnostics-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentDiagnosticsGroup, versions_row);
  gtk_widget_class_bind_template_child (widget_class, FigmentDiagnosticsGroup, decoders_row);
  gtk_widget_class_bind_template_child (widget_class, FigmentDiagnosticsGroup, copy);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
figment_diagnostics_group_init (FigmentDiagnosticsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->versions = figment_diagnostics_versions ();
  g_signal_connect_swapped (self->versions_row, "notify::expanded", G_CALLBACK (fill_rows), self);
  g_signal_connect_swapped (self->decoders_row, "notify::expanded", G_CALLBACK (fill_rows), self);
}
