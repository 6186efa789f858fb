/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-prompts-group.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/figment-launch.h"

struct _FigmentPromptsGroup
{
  FigmentSettingsGroup   parent_instance;

  FigmentWildcardFolder *folder; /* (unowned) the session's */
  AdwActionRow          *lists;
};

G_DEFINE_FINAL_TYPE (FigmentPromptsGroup, figment_prompts_group, FIGMENT_TYPE_SETTINGS_GROUP)

static void
show (FigmentPromptsGroup *self)
{
  FigmentWildcards *lists = figment_wildcard_folder_get_wildcards (self->folder);
  const guint n = lists != NULL ? figment_wildcards_get_n_lists (lists) : 0;
  g_autofree char *path = g_filename_display_name (figment_wildcard_folder_get_path (self->folder));
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u list", "%u lists", n), n);
  /* Translators: how many lists of words, the path of a folder. */
  g_autofree char *text = g_strdup_printf (_("%s in %s"), count, path);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (self->lists, escaped);
}

static void
open_cb (FigmentPromptsGroup *self)
{
  const char *path = figment_wildcard_folder_get_path (self->folder);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr(GError) error = NULL;

  if (figment_wildcard_folder_make (self->folder, &error))
    figment_launch (GTK_WIDGET (self), uri);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
figment_prompts_group_set_up (FigmentSettingsGroup *group,
                              FigmentSession       *session)
{
  FigmentPromptsGroup *self = FIGMENT_PROMPTS_GROUP (group);

  self->folder = figment_session_get_wildcard_folder (session);
  g_signal_connect_object (self->folder, "notify::wildcards", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
figment_prompts_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_PROMPTS_GROUP);
  G_OBJECT_CLASS (figment_prompts_group_parent_class)->dispose (object);
}

static void
figment_prompts_group_class_init (FigmentPromptsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_prompts_group_dispose;
  FIGMENT_SETTINGS_GROUP_CLASS (klass)->set_up = figment_prompts_group_set_up;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-prompts-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentPromptsGroup, lists);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
figment_prompts_group_init (FigmentPromptsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
