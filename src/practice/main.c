/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <stdlib.h>

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "figment-practice-comfy.h"

/* figment-practice: the practice server as a program of its own, for demonstrations and for tests that kill it. */

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* The other end of the pipe has been closed: whoever started this is gone. */
static gboolean
parent_gone_cb (int          fd,
                GIOCondition condition,
                gpointer     loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gboolean
parse_mood (const char           *name,
            FigmentPracticeMood  *mood,
            GError              **error)
{
  g_autoptr(GEnumClass) moods = g_type_class_ref (FIGMENT_TYPE_PRACTICE_MOOD);
  GEnumValue *value = name != NULL ? g_enum_get_value_by_nick (moods, name) : g_enum_get_value (moods, 0);

  if (value == NULL)
    {
      g_autoptr(GString) known = g_string_new (NULL);

      for (guint i = 0; i < moods->n_values; i++)
        g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", moods->values[i].value_nick);
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("There is no mood “%s”; there are: %s"), name,
                   known->str);
      return FALSE;
    }
  *mood = (FigmentPracticeMood) value->value;
  return TRUE;
}

static int
serve (FigmentPracticeComfy *comfy,
       int                   port,
       int                   parent_fd)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;

  /* Before anybody can know that the server is there. */
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (!figment_practice_comfy_start (comfy, (guint16) port, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  g_print ("%s\n", figment_practice_comfy_get_url (comfy));
  if (parent_fd >= 0)
    g_unix_fd_add (parent_fd, G_IO_IN | G_IO_HUP | G_IO_ERR, parent_gone_cb, loop);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  int port = 8188;
  int step_ms = 0;
  int parent_fd = -1;
  g_autofree char *folder = NULL;
  g_autofree char *mood_name = NULL;
  g_autofree char *token = NULL;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, N_("Port on 127.0.0.1 to listen on; 0 takes a free one"), N_("PORT") },
    { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &folder, N_("Folder for input, output and temp"), N_("DIR") },
    { "mood", 'm', 0, G_OPTION_ARG_STRING, &mood_name, N_("How to misbehave"), N_("MOOD") },
    { "step-ms", 's', 0, G_OPTION_ARG_INT, &step_ms, N_("Milliseconds that a sampling step takes"), N_("MS") },
    { "token", 't', 0, G_OPTION_ARG_STRING, &token, N_("Bearer token to ask for"), N_("TOKEN") },
    { "parent-fd", 0, 0, G_OPTION_ARG_INT, &parent_fd, N_("Exit when this file descriptor is closed at its other end"),
      N_("FD") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(FigmentPracticeComfy) comfy = NULL;
  g_autoptr(GError) error = NULL;
  FigmentPracticeMood mood = FIGMENT_PRACTICE_MOOD_GOOD;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, FIGMENT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("A stand-in for a ComfyUI server, without a model."));
  if (!g_option_context_parse (context, &argc, &argv, &error) || !parse_mood (mood_name, &mood, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (port < 0 || port > G_MAXUINT16 || step_ms < 0)
    {
      g_printerr ("%s\n", _("The port or the step time is out of range"));
      return 2;
    }
  comfy = figment_practice_comfy_new (folder);
  figment_practice_comfy_set_mood (comfy, mood);
  figment_practice_comfy_set_step_ms (comfy, (guint) step_ms);
  figment_practice_comfy_set_token (comfy, token);
  return serve (comfy, port, parent_fd);
}
