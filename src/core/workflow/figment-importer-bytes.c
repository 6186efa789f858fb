/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-importer-private.h"
#include "figment-workflow-error.h"
#include "json/figment-json.h"

/* What the first bytes of a file tell. Read once the text of @words is wanted: they are translated. */
static const struct
{
  guint       offset;
  guint       length;
  const char *bytes;
  gboolean    media; /* ComfyUI writes the workflow into such files, protocol §10 */
  const char *words;
} signatures[] = {
  { 0, 8, "\x89PNG\r\n\x1a\n", TRUE, N_("a PNG picture") },
  { 0, 3, "\xff\xd8\xff", TRUE, N_("a JPEG picture") },
  { 0, 4, "GIF8", TRUE, N_("a GIF picture") },
  { 8, 4, "WEBP", TRUE, N_("a WebP picture") },
  { 4, 8, "ftypavif", TRUE, N_("an AVIF picture") },
  { 4, 8, "ftypheic", TRUE, N_("a HEIC picture") },
  { 4, 4, "ftyp", TRUE, N_("an MP4 video") },
  { 0, 4, "\x1a\x45\xdf\xa3", TRUE, N_("a WebM or Matroska video") },
  { 8, 4, "AVI ", TRUE, N_("an AVI video") },
  { 8, 4, "WAVE", TRUE, N_("a WAV sound") },
  { 0, 4, "fLaC", TRUE, N_("a FLAC sound") },
  { 0, 4, "OggS", TRUE, N_("an Ogg sound") },
  { 0, 3, "ID3", TRUE, N_("an MP3 sound") },
  { 0, 4, "glTF", TRUE, N_("a GLB model") },
  { 0, 4, "II*\0", TRUE, N_("a TIFF picture") },
  { 0, 4, "MM\0*", TRUE, N_("a TIFF picture") },
  { 0, 4, "8BPS", TRUE, N_("a Photoshop picture") },
  { 0, 4, "PK\3\4", FALSE, N_("a ZIP archive") },
  { 0, 2, "\x1f\x8b", FALSE, N_("a gzip archive") },
  { 0, 6, "7z\xbc\xaf\x27\x1c", FALSE, N_("a 7z archive") },
  { 0, 4, "Rar!", FALSE, N_("a RAR archive") },
  { 0, 4, "%PDF", FALSE, N_("a PDF document") },
  { 0, 15, "SQLite format 3", FALSE, N_("a database") },
  { 0, 4, "\x7f" "ELF", FALSE, N_("a program") },
};

static gboolean
is_safetensors (const guint8 *data,
                gsize         size)
{
  return size > 10 && data[8] == '{' && data[9] == '"' && data[7] == 0 && data[6] == 0 && data[0] != '{';
}

static gboolean
is_utf16 (const guint8 *data,
          gsize         size)
{
  return size >= 2 && ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff)
                       || (data[0] == '{' && data[1] == 0) || (data[0] == 0 && data[1] == '{'));
}

static gboolean
is_blank (const guint8 *data,
          gsize         size)
{
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isspace ((char) data[i]))
      return FALSE;
  return TRUE;
}

/* Sets @error and returns TRUE when the bytes are plainly something other than JSON. @name is as a person reads it. */
gboolean
_figment_importer_refuse_bytes (GBytes      *bytes,
                                const char  *name,
                                GError     **error)
{
  const FigmentWorkflowError not_json = FIGMENT_WORKFLOW_ERROR_NOT_JSON;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      if (size < signatures[i].offset + signatures[i].length
          || memcmp (data + signatures[i].offset, signatures[i].bytes, signatures[i].length) != 0)
        continue;
      if (signatures[i].media)
        g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_MEDIA,
                     /* Translators: a file's name, what it is: "a PNG picture". */
                     _("%s is %s, not a workflow file. If ComfyUI made it, open it in ComfyUI and choose Workflow → "
                       "Export (API) there."),
                     name, _(signatures[i].words));
      else
        g_set_error (
            error, FIGMENT_WORKFLOW_ERROR, not_json,
            /* Translators: a file's name, what it is: "a ZIP archive". */
            _ ("%s is %s, not a workflow. Choose the JSON file that ComfyUI saves with Workflow → Export (API)."), name,
            _ (signatures[i].words));
      return TRUE;
    }

  if (is_blank (data, size))
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, not_json,
                 /* Translators: a file's name. */
                 _("%s is empty. Save the workflow again in ComfyUI with Workflow → Export (API)."), name);
  else if (is_utf16 (data, size))
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, not_json,
                 /* Translators: a file's name. */
                 _("%s is text in UTF-16. Save it as UTF-8 in a text editor, then import it again."), name);
  else if (is_safetensors (data, size))
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, not_json,
                 /* Translators: a file's name. */
                 _("%s is a model, not a workflow. Models go into the folders of the ComfyUI server."), name);
  else if (memchr (data, 0, size) != NULL)
    g_set_error (
        error, FIGMENT_WORKFLOW_ERROR, not_json,
        /* Translators: a file's name. */
        _ ("%s is not text, so it cannot be a workflow. Choose the JSON file that ComfyUI saves with Workflow → "
           "Export (API)."),
        name);
  else
    return FALSE;
  return TRUE;
}

static const char *
skip_space (const char *text,
            const char *end)
{
  static const char bom[] = "\xef\xbb\xbf";

  if (end - text >= 3 && memcmp (text, bom, 3) == 0)
    text += 3;
  while (text < end && g_ascii_isspace (*text))
    text++;
  return text;
}

/* Sets @error for bytes that are text, but that the JSON door refuses. */
void
_figment_importer_explain_text (GBytes      *bytes,
                                const char  *name,
                                GError     **error)
{
  const FigmentWorkflowError not_json = FIGMENT_WORKFLOW_ERROR_NOT_JSON;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *text = skip_space (data, data + size);
  const gsize rest = (gsize) (data + size - text);
  g_autoptr(GError) reason = NULL;
  g_autoptr(JsonNode) root = figment_json_parse_bytes (bytes, &reason);

  g_return_if_fail (root == NULL);
  if (g_ascii_strncasecmp (text, "<svg", MIN (rest, 4)) == 0 && rest >= 4)
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_MEDIA,
                 /* Translators: a file's name. */
                 _("%s is an SVG picture, not a workflow file."), name);
  else if (rest > 0 && text[0] == '<')
    g_set_error (
        error, FIGMENT_WORKFLOW_ERROR, not_json,
        /* Translators: a file's name. */
        _ ("%s is a web page, not a workflow: the download probably ended at an error or a log-in page. Download "
           "the file itself."),
        name);
  else if (rest > 0 && (text[0] == '{' || text[0] == '['))
    g_set_error (
        error, FIGMENT_WORKFLOW_ERROR, not_json,
        /* Translators: a file's name, what is wrong and where. */
        _ ("%s begins like JSON but is not valid: %s. Save the workflow again in ComfyUI with Workflow → Export "
           "(API)."),
        name, reason->message);
  else
    g_set_error (
        error, FIGMENT_WORKFLOW_ERROR, not_json,
        /* Translators: a file's name, what is wrong and where. */
        _ ("%s is text but not JSON, so it cannot be a workflow: %s. Choose the JSON file that ComfyUI saves with "
           "Workflow → Export (API)."),
        name, reason->message);
}
