/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

#define MAX_SIZE  16384
#define MAX_STEPS 10000
#define MAX_COUNT 10000

void
figment_cli_options_free (FigmentCliOptions *self)
{
  g_free (self->workflow);
  g_free (self->prompt);
  g_free (self->negative);
  g_strfreev (self->images);
  g_free (self->seed);
  g_free (self->steps);
  g_free (self->cfg);
  g_free (self->width);
  g_free (self->height);
  g_strfreev (self->sets);
  g_free (self->output);
  g_free (self->server);
  g_strfreev (self->headers);
  g_free (self->fingerprint);
  g_free (self->catalog);
  g_strfreev (self->arguments);
  g_free (self);
}

static gboolean
refuse (GError     **error,
        const char  *format,
        ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* Rewrites @text without leading zeros and plus sign, so that it is a number in JSON too. */
static gboolean
check_integer (char       **text,
               const char  *option,
               guint64      min,
               guint64      max,
               GError     **error)
{
  guint64 value;

  if (*text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (*text, 10, min, max, &value, NULL))
    return refuse (error, _("%s takes a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", not “%s”"),
                   option, min, max, *text);
  g_free (*text);
  *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);
  return TRUE;
}

static gboolean
check_cfg (char   **text,
           GError **error)
{
  char *end;
  double value;

  if (*text == NULL)
    return TRUE;
  value = g_ascii_strtod (*text, &end);
  if (end == *text || *end != '\0' || !isfinite (value) || strspn (*text, "+-.0123456789eE") != strlen (*text))
    return refuse (error, _("--cfg takes a number such as 7.5, not “%s”"), *text);
  g_free (*text);
  *text = g_malloc (G_ASCII_DTOSTR_BUF_SIZE);
  g_ascii_formatd (*text, G_ASCII_DTOSTR_BUF_SIZE, "%.15g", value);
  return TRUE;
}

/* "832x480"; the sign of multiplication is fine too. */
static gboolean
check_size (FigmentCliOptions  *self,
            const char         *size,
            GError            **error)
{
  static const char *const separators[] = { "x", "X", "×" };

  if (size == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_auto(GStrv) parts = g_strsplit (size, separators[i], 2);

      if (g_strv_length (parts) != 2)
        continue;
      self->width = g_strdup (parts[0]);
      self->height = g_strdup (parts[1]);
      return check_integer (&self->width, "--size", 1, MAX_SIZE, error)
             && check_integer (&self->height, "--size", 1, MAX_SIZE, error);
    }
  return refuse (error, _("--size takes width and height such as 832x480, not “%s”"), size);
}

static gboolean
check_sets (FigmentCliOptions  *self,
            GError            **error)
{
  for (guint i = 0; self->sets != NULL && self->sets[i] != NULL; i++)
    {
      const char *equals = strchr (self->sets[i], '=');
      const char *dot = equals != NULL ? g_strrstr_len (self->sets[i], equals - self->sets[i], ".") : NULL;

      if (dot == NULL || dot == self->sets[i] || dot + 1 == equals)
        return refuse (error, _("--set takes node.input=value such as 3.steps=20, not “%s”"), self->sets[i]);
    }
  return TRUE;
}

static gboolean
check_images (FigmentCliOptions  *self,
              GError            **error)
{
  for (guint i = 0; self->images != NULL && self->images[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_name (self->images[i]);
      char *absolute;

      if (!g_file_test (self->images[i], G_FILE_TEST_IS_REGULAR))
        return refuse (error, _("There is no file “%s”"), name);
      absolute = g_canonicalize_filename (self->images[i], NULL);
      g_free (self->images[i]);
      self->images[i] = absolute;
    }
  return TRUE;
}

/* Built-in workflows exist for three of the modes. */
static gboolean
check_mode (FigmentCliOptions  *self,
            const char         *mode,
            GError            **error)
{
  self->mode = FIGMENT_MODE_TEXT_TO_IMAGE;
  if (mode != NULL)
    {
      if (self->workflow != NULL)
        return refuse (error, _("--mode chooses one of the built-in workflows and does not go with --workflow"));
      self->mode = figment_mode_from_nick (mode);
    }
  if (self->mode != FIGMENT_MODE_TEXT_TO_IMAGE && self->mode != FIGMENT_MODE_TEXT_TO_VIDEO
      && self->mode != FIGMENT_MODE_IMAGE_TO_VIDEO)
    return refuse (error, _("--mode takes text-to-image, text-to-video or image-to-video, not “%s”"), mode);
  if (self->workflow == NULL && self->mode == FIGMENT_MODE_IMAGE_TO_VIDEO && self->images == NULL)
    return refuse (error, _("image-to-video needs a picture to begin with: --image FILE"));
  return TRUE;
}

static gboolean
check_server (FigmentCliOptions  *self,
              const char         *command,
              GError            **error)
{
  const char *server = g_getenv ("FIGMENT_SERVER");

  if (self->practice)
    {
      if (self->server != NULL || self->headers != NULL || self->fingerprint != NULL)
        return refuse (error, _("--practice brings its own server and does not go with --server"));
      return TRUE;
    }
  /* "workflow" asks a server only when told to. */
  if (self->server == NULL && !g_str_equal (command, "workflow"))
    self->server = g_strdup (server != NULL && server[0] != '\0' ? server : FIGMENT_CLI_DEFAULT_SERVER);
  return TRUE;
}

static gboolean
check_arguments (FigmentCliOptions  *self,
                 const char         *command,
                 GError            **error)
{
  const guint n_arguments = g_strv_length (self->arguments);

  if (g_str_equal (command, "workflow"))
    {
      const char *verb = n_arguments > 0 ? self->arguments[0] : "";

      if (!g_str_equal (verb, "check") && !g_str_equal (verb, "analyse") && !g_str_equal (verb, "convert"))
        return refuse (error, _("Say what to do with the workflow: check, analyse or convert"));
      if (n_arguments < 2)
        return refuse (error, _("Say which workflow files to look at"));
      return TRUE;
    }
  if (g_str_equal (command, "queue"))
    {
      const char *verb = n_arguments > 0 ? self->arguments[0] : "list";

      if (n_arguments > 1 || (!g_str_equal (verb, "list") && !g_str_equal (verb, "resume")
                              && !g_str_equal (verb, "clear")))
        return refuse (error, _("The queue can do list, resume or clear"));
      return TRUE;
    }
  if (n_arguments > 0 && !g_str_equal (command, "history"))
    return refuse (error, _("“%s” is no option"), self->arguments[0]);
  return TRUE;
}

/* Adds what @command takes, and the words for its --help. */
static GOptionContext *
build_context (const char         *command,
               const GOptionEntry *generate,
               const GOptionEntry *server,
               const GOptionEntry *common,
               const GOptionEntry *history,
               const GOptionEntry *workflow)
{
  static const struct
  {
    const char *command;
    const char *parameters;
    const char *summary;
  } words[] = {
    { "generate", "", N_("Makes pictures or films from a workflow and prints the paths of the files.") },
    { "server", "", N_("Shows step by step whether a server is there, and what it is.") },
    { "workflow", "check|analyse|convert FILE…",
      N_("Says whether workflow files can be used, or what Figment sees in them, or prints what would be sent.") },
    { "queue", "[list|resume|clear]", N_("Shows, works off or empties Figment's own queue.") },
    { "history", "[WORD…]", N_("Lists what was made, newest first; with words: only where they occur.") },
  };
  GOptionContext *context = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].command, command))
      {
        context = g_option_context_new (words[i].parameters);
        g_option_context_set_summary (context, _(words[i].summary));
      }
  g_assert (context != NULL);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);

  if (g_str_equal (command, "generate"))
    g_option_context_add_main_entries (context, generate, GETTEXT_PACKAGE);
  if (g_str_equal (command, "workflow"))
    g_option_context_add_main_entries (context, workflow, GETTEXT_PACKAGE);
  if (g_str_equal (command, "history"))
    g_option_context_add_main_entries (context, history, GETTEXT_PACKAGE);
  else
    g_option_context_add_main_entries (context, server, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  return context;
}

/**
 * figment_cli_options_parse:
 * @command: "generate", "server", "workflow", "queue" or "history"
 * @argv: the words from the command's name on
 *
 * --help prints and exits, as GOption does.
 *
 * Returns: (transfer full): %NULL with @error in %G_OPTION_ERROR for what a person has to type differently
 */
FigmentCliOptions *
figment_cli_options_parse (const char  *command,
                           char       **argv,
                           GError     **error)
{
  g_autoptr(FigmentCliOptions) self = g_new0 (FigmentCliOptions, 1);
  g_autofree char *size = NULL;
  g_autofree char *mode = NULL;
  g_autofree char *output = NULL;
  g_autofree char *count = NULL;
  g_autofree char *limit = NULL;
  const GOptionEntry generate_entries[] = {
    { "workflow", 'w', 0, G_OPTION_ARG_FILENAME, &self->workflow, N_("Workflow, or a file that one made"), N_("FILE") },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &mode, N_("Built-in workflow: text-to-image, text-to-video or image-to-video"),
      N_("MODE") },
    { "prompt", 'p', 0, G_OPTION_ARG_STRING, &self->prompt, N_("What to show"), N_("TEXT") },
    { "negative", 'n', 0, G_OPTION_ARG_STRING, &self->negative, N_("What not to show"), N_("TEXT") },
    { "image", 'i', 0, G_OPTION_ARG_FILENAME_ARRAY, &self->images, N_("Picture to begin with; may be repeated"),
      N_("FILE") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed, N_("Seed, 0 to 18446744073709551615 (drawn when left out)"),
      N_("NUMBER") },
    { "steps", 0, 0, G_OPTION_ARG_STRING, &self->steps, N_("Sampling steps"), N_("NUMBER") },
    { "cfg", 0, 0, G_OPTION_ARG_STRING, &self->cfg, N_("How closely to follow the prompt"), N_("NUMBER") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, N_("Width and height in pixels"), N_("WxH") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->sets, N_("Any other input; may be repeated"),
      N_("NODE.INPUT=VALUE") },
    { "count", 0, 0, G_OPTION_ARG_STRING, &count, N_("How many, each with the next seed"), N_("NUMBER") },
    { "trial", 0, 0, G_OPTION_ARG_NONE, &self->trial, N_("Once, small and with few steps, to see that it runs"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->dry_run, N_("Only say which inputs would be changed, and to what"),
      NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("Folder for the files"), N_("DIR") },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry server_entries[] = {
    { "server", 's', 0, G_OPTION_ARG_STRING, &self->server, N_("Address of ComfyUI"), N_("URL") },
    { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->headers, N_("Extra header for the server; may be repeated"),
      N_("“NAME: VALUE”") },
    { "fingerprint", 0, 0, G_OPTION_ARG_STRING, &self->fingerprint, N_("Certificate to trust at this server"),
      N_("SHA-256") },
    { "practice", 0, 0, G_OPTION_ARG_NONE, &self->practice, N_("Use a stand-in server that has no real model"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry history_entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_STRING, &limit, N_("How many at most (20)"), N_("NUMBER") },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry workflow_entries[] = {
    { "catalog", 0, 0, G_OPTION_ARG_FILENAME, &self->catalog, N_("Nodes of a server, saved from its /object_info"),
      N_("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry common_entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("Print JSON, one object a line"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->arguments, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context =
      build_context (command, generate_entries, server_entries, common_entries, history_entries, workflow_entries);
  g_auto(GStrv) words = g_strdupv (argv);

  if (!g_option_context_parse_strv (context, &words, error))
    return NULL;
  if (self->arguments == NULL)
    self->arguments = g_new0 (char *, 1);
  if (!check_arguments (self, command, error) || !check_integer (&self->seed, "--seed", 0, G_MAXUINT64, error)
      || !check_integer (&self->steps, "--steps", 1, MAX_STEPS, error) || !check_cfg (&self->cfg, error)
      || !check_size (self, size, error) || !check_sets (self, error)
      || !check_integer (&count, "--count", 1, MAX_COUNT, error)
      || !check_integer (&limit, "--limit", 1, MAX_COUNT, error) || !check_images (self, error)
      || !check_mode (self, mode, error) || !check_server (self, command, error))
    return NULL;
  self->count = count != NULL ? atoi (count) : 1;
  self->limit = limit != NULL ? atoi (limit) : 20;
  self->output = output != NULL ? g_canonicalize_filename (output, NULL) : NULL;
  return g_steal_pointer (&self);
}
