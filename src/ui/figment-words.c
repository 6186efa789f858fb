/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-words.h"

#include <glib/gi18n-lib.h>

const char *
figment_words_mode (FigmentMode mode)
{
  switch (mode)
    {
    case FIGMENT_MODE_TEXT_TO_IMAGE: return _("Text to Image");
    case FIGMENT_MODE_TEXT_TO_VIDEO: return _("Text to Video");
    case FIGMENT_MODE_IMAGE_TO_VIDEO: return _("Image to Video");
    case FIGMENT_MODE_IMAGE_TO_IMAGE: return _("Image to Image");
    case FIGMENT_MODE_VIDEO_TO_VIDEO: return _("Video to Video");
    case FIGMENT_MODE_AUDIO: return _("Audio");
    case FIGMENT_MODE_3D: return _("3D");
    case FIGMENT_MODE_UPSCALE: return _("Upscaling");
    case FIGMENT_MODE_OTHER:
    default: return _("Other");
    }
}

const char *
figment_words_mode_icon (FigmentMode mode)
{
  switch (mode)
    {
    case FIGMENT_MODE_TEXT_TO_VIDEO: return "figment-text-to-video-symbolic";
    case FIGMENT_MODE_IMAGE_TO_VIDEO:
    case FIGMENT_MODE_VIDEO_TO_VIDEO: return "figment-image-to-video-symbolic";
    case FIGMENT_MODE_AUDIO: return "audio-x-generic-symbolic";
    case FIGMENT_MODE_TEXT_TO_IMAGE:
    case FIGMENT_MODE_IMAGE_TO_IMAGE:
    case FIGMENT_MODE_3D:
    case FIGMENT_MODE_UPSCALE:
    case FIGMENT_MODE_OTHER:
    default: return "figment-text-to-image-symbolic";
    }
}

/* The name of the page on which what has this mode is made: what takes a picture or a film in is at home with the one
 * page that has a slot for it, everything else with plain text to image. */
const char *
figment_words_mode_page (FigmentMode mode)
{
  switch (mode)
    {
    case FIGMENT_MODE_TEXT_TO_VIDEO: return "text-to-video";
    case FIGMENT_MODE_IMAGE_TO_VIDEO:
    case FIGMENT_MODE_VIDEO_TO_VIDEO: return "image-to-video";
    case FIGMENT_MODE_TEXT_TO_IMAGE:
    case FIGMENT_MODE_IMAGE_TO_IMAGE:
    case FIGMENT_MODE_AUDIO:
    case FIGMENT_MODE_3D:
    case FIGMENT_MODE_UPSCALE:
    case FIGMENT_MODE_OTHER:
    default: return "text-to-image";
    }
}

const char *
figment_words_connection (FigmentConnectionState state)
{
  switch (state)
    {
    case FIGMENT_CONNECTION_CONNECTING: return _("Connecting…");
    case FIGMENT_CONNECTION_ONLINE: return _("Connected");
    case FIGMENT_CONNECTION_AWAY: return _("Not reachable");
    case FIGMENT_CONNECTION_PROBLEM: return _("Needs attention");
    case FIGMENT_CONNECTION_OFF:
    default: return _("Not set up");
    }
}

const char *
figment_words_connection_icon (FigmentConnectionState state)
{
  switch (state)
    {
    case FIGMENT_CONNECTION_CONNECTING: return "figment-dot-connecting-symbolic";
    case FIGMENT_CONNECTION_ONLINE: return "figment-dot-online-symbolic";
    case FIGMENT_CONNECTION_AWAY: return "figment-dot-away-symbolic";
    case FIGMENT_CONNECTION_PROBLEM: return "figment-dot-problem-symbolic";
    case FIGMENT_CONNECTION_OFF:
    default: return "figment-dot-off-symbolic";
    }
}

/* A style class of libadwaita. What is @optional may well not be there: no reason for alarm. */
const char *
figment_words_connection_class (FigmentConnectionState state,
                                gboolean               optional)
{
  switch (state)
    {
    case FIGMENT_CONNECTION_CONNECTING: return "accent";
    case FIGMENT_CONNECTION_ONLINE: return "success";
    case FIGMENT_CONNECTION_AWAY: return optional ? "dim-label" : "error";
    case FIGMENT_CONNECTION_PROBLEM: return "warning";
    case FIGMENT_CONNECTION_OFF:
    default: return "dim-label";
    }
}

const char *
figment_words_state (FigmentGenerationState state)
{
  switch (state)
    {
    case FIGMENT_GENERATION_QUEUED: return _("Waiting");
    case FIGMENT_GENERATION_HELD: return _("On hold");
    case FIGMENT_GENERATION_PREPARING: return _("Uploading");
    case FIGMENT_GENERATION_SUBMITTED: return _("Waiting for the server");
    case FIGMENT_GENERATION_RUNNING: return _("Generating");
    case FIGMENT_GENERATION_COLLECTING: return _("Fetching the result");
    case FIGMENT_GENERATION_DONE: return _("Done");
    case FIGMENT_GENERATION_FAILED: return _("Failed");
    case FIGMENT_GENERATION_CANCELLED: return _("Cancelled");
    case FIGMENT_GENERATION_LOST: return _("Lost");
    default: return "";
    }
}

/* Returns: (transfer full) (nullable): the beginning of a text on one line; %NULL where there is none */
char *
figment_words_line (const char *text,
                    guint       n_characters)
{
  g_autofree char *line = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (line == NULL)
    return NULL;
  g_strdelimit (line, "\n\r\t", ' ');
  g_strstrip (line);
  if (line[0] == '\0')
    return NULL;
  if (g_utf8_strlen (line, -1) <= (glong) n_characters)
    return g_steal_pointer (&line);
  *g_utf8_offset_to_pointer (line, (glong) n_characters) = '\0';
  return g_strconcat (g_strchomp (line), "…", NULL);
}

/**
 * figment_words_prompt:
 *
 * Returns: (transfer full): the beginning of what the user typed, on one line, or what it was made with
 */
char *
figment_words_prompt (FigmentGeneration *generation,
                      guint              n_characters)
{
  FigmentRequest *request = figment_generation_get_request (generation);
  const char *prompt = request->original_prompt;
  char *line;

  if (prompt == NULL || prompt[0] == '\0')
    prompt = request->sent_prompt;
  if (prompt == NULL || prompt[0] == '\0')
    prompt = request->workflow_name;
  line = figment_words_line (prompt, n_characters);
  return line != NULL ? line : g_strdup (figment_words_mode (request->mode));
}

/* Returns: (transfer full) (nullable): %NULL while it is not known */
char *
figment_words_time_left (gint64 milliseconds)
{
  const gint64 seconds = (milliseconds + 999) / 1000;

  if (milliseconds <= 0)
    return NULL;
  if (seconds < 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d second left", "%d seconds left", (gulong) seconds),
                            (int) seconds);
  if (seconds < 60 * 60)
    /* Translators: minutes and seconds */
    return g_strdup_printf (_("%d:%02d left"), (int) (seconds / 60), (int) (seconds % 60));
  /* Translators: hours and minutes */
  return g_strdup_printf (_("%d h %02d min left"), (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

/* Returns: (transfer full) (nullable): how long ago a time since 1970 was, in words; %NULL for 0 */
char *
figment_words_ago (gint64 microseconds)
{
  const gint64 minutes = (g_get_real_time () - microseconds) / G_USEC_PER_SEC / 60;
  g_autoptr(GDateTime) time = NULL;

  if (microseconds == 0)
    return NULL;
  if (minutes < 1)
    return g_strdup (_("just now"));
  if (minutes < 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d minute ago", "%d minutes ago", (gulong) minutes),
                            (int) minutes);
  if (minutes < 24 * 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d hour ago", "%d hours ago", (gulong) (minutes / 60)),
                            (int) (minutes / 60));
  time = g_date_time_new_from_unix_local (microseconds / G_USEC_PER_SEC);
  return time != NULL ? g_date_time_format (time, "%x") : NULL;
}

/* Returns: (transfer full) */
char *
figment_words_health (FigmentCheckup *checkup,
                      gboolean        known)
{
  const guint n = checkup != NULL ? figment_checkup_get_n_problems (checkup) : 0;

  if (!known)
    return g_strdup (_("Not checked"));
  if (checkup == NULL)
    return g_strdup (_("Being checked"));
  return n == 0 ? g_strdup (_("No problems")) : g_strdup_printf (ngettext ("%u problem", "%u problems", n), n);
}

const char *
figment_words_health_icon (FigmentCheckup *checkup,
                           gboolean        known)
{
  if (!known || checkup == NULL)
    return "dialog-question-symbolic";
  return figment_checkup_get_n_problems (checkup) > 0 ? "dialog-warning-symbolic" : "object-select-symbolic";
}
