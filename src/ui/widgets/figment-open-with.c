/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-open-with.h"

#include <glib/gi18n-lib.h>

/* Of programs that could open such a file, but were not made for it, as many as a menu bears. */
#define MAX_OTHERS 8

/* Returns: (transfer full) */
static char *
dup_type (FigmentOutput *output)
{
  const FigmentOutputInfo *info = figment_output_get_info (output);

  if (info->mime != NULL)
    return g_content_type_from_mime_type (info->mime);
  return g_content_type_guess (info->path, NULL, 0, NULL);
}

/* A menu takes "_" for the sign before a mnemonic. */
static char *
escape (const char *label)
{
  g_auto(GStrv) parts = g_strsplit (label, "_", -1);

  return g_strjoinv ("__", parts);
}

/* @programs: (element-type GAppInfo) */
static void
add_programs (GMenu      *menu,
              GList      *programs,
              guint       max,
              const char *action)
{
  g_autoptr(GMenu) section = g_menu_new ();
  guint n = 0;

  for (GList *program = programs; program != NULL && n < max; program = program->next)
    {
      g_autoptr(GMenuItem) item = NULL;
      g_autofree char *label = escape (g_app_info_get_display_name (program->data));

      if (g_app_info_get_id (program->data) == NULL)
        continue;
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, action, "s", g_app_info_get_id (program->data));
      g_menu_append_item (section, item);
      n++;
    }
  if (n > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/**
 * figment_open_with_build_menu:
 * @output: one with a file
 * @action: what is to be activated, with what figment_open_with_async () takes as program
 *
 * Returns: (transfer full): the usual program, those for the type of the file, and some others
 */
GMenu *
figment_open_with_build_menu (FigmentOutput *output,
                              const char    *action)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenuItem) usual = g_menu_item_new (_("_Default Program"), NULL);
  g_autofree char *type = dup_type (output);
  GList *recommended = g_app_info_get_recommended_for_type (type);
  GList *others = g_app_info_get_fallback_for_type (type);

  g_menu_item_set_action_and_target (usual, action, "s", "");
  g_menu_append_item (menu, usual);
  add_programs (menu, recommended, G_MAXUINT, action);
  add_programs (menu, others, MAX_OTHERS, action);
  g_list_free_full (recommended, g_object_unref);
  g_list_free_full (others, g_object_unref);
  return menu;
}

/* Returns: (transfer full) (nullable): the one of that id, of those that can open @output */
static GAppInfo *
find_program (FigmentOutput *output,
              const char    *id)
{
  g_autofree char *type = dup_type (output);
  GList *programs = g_app_info_get_all_for_type (type);
  GAppInfo *found = NULL;

  for (GList *program = programs; program != NULL && found == NULL; program = program->next)
    if (g_strcmp0 (g_app_info_get_id (program->data), id) == 0)
      found = g_object_ref (program->data);
  g_list_free_full (programs, g_object_unref);
  return found;
}

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  const gboolean launched = source == NULL
                              ? g_app_info_launch_default_for_uri_finish (result, &error)
                              : g_app_info_launch_uris_finish (G_APP_INFO (source), result, &error);

  if (launched)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * figment_open_with_async:
 * @output: one with a file
 * @program: the id of one as the system knows it; "" for the usual one
 * @widget: where that was wanted
 */
void
figment_open_with_async (FigmentOutput       *output,
                         const char          *program,
                         GtkWidget           *widget,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GFile) file = g_file_new_for_path (figment_output_get_info (output)->path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr(GTask) task = g_task_new (output, cancellable, callback, user_data);
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_autoptr(GAppInfo) info = program[0] != '\0' ? find_program (output, program) : NULL;
  GList uris = { .data = uri };

  g_task_set_source_tag (task, figment_open_with_async);
  if (program[0] == '\0')
    g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), cancellable, launched_cb,
                                             g_steal_pointer (&task));
  else if (info == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("This program is not installed any more."));
  else
    g_app_info_launch_uris_async (info, &uris, G_APP_LAUNCH_CONTEXT (context), cancellable, launched_cb,
                                  g_steal_pointer (&task));
}

gboolean
figment_open_with_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, figment_open_with_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
