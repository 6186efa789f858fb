/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* What the first bytes of a file tell. */
static const struct
{
  guint       offset;
  guint       length;
  const char *bytes;
  gboolean    media; /* ComfyUI, or a pack for it, writes the workflow into such files, protocol §10 */
  const char *words;
} signatures[] = {
  { 0, 8, "\x89PNG\r\n\x1a\n", TRUE, N_("a PNG picture") },
  { 0, 3, "\xff\xd8\xff", TRUE, N_("a JPEG picture") },
  { 0, 4, "GIF8", TRUE, N_("a GIF picture") },
  { 8, 4, "WEBP", TRUE, N_("a WebP picture") },
  { 4, 8, "ftypavif", TRUE, N_("an AVIF picture") },
  { 4, 8, "ftypavis", TRUE, N_("an AVIF picture") },
  { 4, 8, "ftypheic", TRUE, N_("a HEIC picture") },
  { 4, 8, "ftypM4A ", TRUE, N_("an MP4 sound") },
  { 4, 8, "ftypqt  ", TRUE, N_("a QuickTime video") },
  { 4, 4, "ftyp", TRUE, N_("an MP4 video") },
  { 4, 4, "moov", TRUE, N_("a QuickTime video") },
  { 0, 4, "\x1a\x45\xdf\xa3", TRUE, N_("a WebM or Matroska video") },
  { 8, 4, "AVI ", TRUE, N_("an AVI video") },
  { 8, 4, "WAVE", TRUE, N_("a WAV sound") },
  { 0, 4, "fLaC", TRUE, N_("a FLAC sound") },
  { 0, 4, "OggS", TRUE, N_("an Ogg sound") },
  { 0, 3, "ID3", TRUE, N_("an MP3 sound") },
  { 0, 2, "\xff\xfb", TRUE, N_("an MP3 sound") },
  { 0, 4, "glTF", TRUE, N_("a GLB model") },
  { 0, 4, "II*\0", TRUE, N_("a TIFF picture") },
  { 0, 4, "MM\0*", TRUE, N_("a TIFF picture") },
  { 0, 4, "8BPS", TRUE, N_("a Photoshop picture") },
  { 0, 2, "BM", TRUE, N_("a BMP picture") },
  { 0, 4, "PK\3\4", FALSE, N_("a ZIP archive") },
  { 0, 2, "\x1f\x8b", FALSE, N_("a gzip archive") },
  { 0, 6, "7z\xbc\xaf\x27\x1c", FALSE, N_("a 7z archive") },
  { 0, 4, "Rar!", FALSE, N_("a RAR archive") },
  { 0, 4, "%PDF", FALSE, N_("a PDF document") },
  { 0, 15, "SQLite format 3", FALSE, N_("a database") },
  { 0, 4, "\x7f" "ELF", FALSE, N_("a program") },
  { 0, 2, "MZ", FALSE, N_("a program") },
};

static gboolean
is_safetensors (const guint8 *data,
                gsize         size)
{
  return size > 10 && data[8] == '{' && data[7] == 0 && data[6] == 0 && data[5] == 0 && data[0] != '{';
}

static gboolean
is_svg (const guint8 *data,
        gsize         size)
{
  const char *text = (const char *) data;

  return size > 4 && g_strstr_len (text, (gssize) MIN (size, 1024), "<svg") != NULL
         && memchr (data, '<', MIN (size, 16)) != NULL
         && g_ascii_strncasecmp (text, "<!doctype html", MIN (size, 14)) != 0;
}

/**
 * _figment_import_describe:
 * @data: the beginning of a file
 * @media: (out): whether such files may carry a workflow
 *
 * Returns: (transfer none) (nullable): what it is, for a sentence: “a PNG picture”; %NULL for text and the unknown
 */
const char *
_figment_import_describe (const guint8 *data,
                          gsize         size,
                          gboolean     *media)
{
  *media = size > 0;
  for (gsize i = 0; size > 0 && i < G_N_ELEMENTS (signatures); i++)
    {
      /* Two letters begin words as well. */
      const gboolean text = signatures[i].length <= 2 && memchr (data, '\0', MIN (size, 64)) == NULL;

      if (!text && size >= signatures[i].offset + signatures[i].length
          && memcmp (data + signatures[i].offset, signatures[i].bytes, signatures[i].length) == 0)
        {
          *media = signatures[i].media;
          return _(signatures[i].words);
        }
    }
  if (is_safetensors (data, size))
    return _("a model or latent file (safetensors)");
  if (is_svg (data, size))
    return _("an SVG picture");
  *media = FALSE;
  return NULL;
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

static void
set_not_json (GError    **error,
              const char *format,
              const char *name,
              const char *what)
{
  g_autofree char *message = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  message = g_strdup_printf (format, name, what);
#pragma GCC diagnostic pop
  g_set_error_literal (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_JSON, message);
}

/* Sets @error and returns TRUE when the bytes are plainly no text that could be a workflow. */
gboolean
_figment_import_refuse (GBytes      *bytes,
                        const char  *name,
                        GError     **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean media;
  const char *what = _figment_import_describe (data, size, &media);

  if (what != NULL && !media)
    set_not_json (error,
                  /* Translators: a file's name, what it is: "a ZIP archive". */
                  _("%s is %s, not a workflow. Choose a workflow that ComfyUI saved, or a picture or video that it "
                    "made."), name, what);
  else if (is_blank (data, size))
    set_not_json (error,
                  /* Translators: a file's name. */
                  _("%s is empty. Save or download the workflow again."), name, NULL);
  else if (memchr (data, 0, size) != NULL)
    set_not_json (error,
                  /* Translators: a file's name. */
                  _("%s is not text, so it cannot be a workflow. Choose a workflow that ComfyUI saved, or a picture or "
                    "video that it made."), name, NULL);
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

/* Sets @error for bytes that are text, but no JSON, and have none in them that is a workflow. */
void
_figment_import_explain_text (GBytes        *bytes,
                              const char    *name,
                              const GError  *reason,
                              GError       **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *text = skip_space (data, data + size);
  const gsize rest = (gsize) (data + size - text);

  if (rest > 0 && text[0] == '<')
    set_not_json (error,
                  /* Translators: a file's name. */
                  _("%s is a web page, not a workflow: the download probably ended at an error or a log-in page. "
                    "Download the file itself."), name, NULL);
  else if (rest > 0 && (text[0] == '{' || text[0] == '['))
    set_not_json (error,
                  /* Translators: a file's name, what is wrong and where. */
                  _("%s begins like a workflow but is damaged: %s. Save or download it again, or mend that place in a "
                    "text editor."), name, reason->message);
  else
    set_not_json (error,
                  /* Translators: a file's name, what is wrong and where. */
                  _("%s is text but has no workflow in it (%s). Choose a workflow that ComfyUI saved, or a picture or "
                    "video that it made."), name, reason->message);
}

/* Members that tell who else wrote a file. */
const char *
_figment_import_find_program (JsonNode *root)
{
  static const struct
  {
    const char *member;
    const char *program;
  } programs[] = {
    { "sui_image_params", "SwarmUI" },        { "invokeai_metadata", "InvokeAI" }, { "invokeai_graph", "InvokeAI" },
    { "parameters", "Stable Diffusion WebUI" }, { "sd-metadata", "InvokeAI" },
  };
  JsonObject *object = figment_json_to_object (root);

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    if (figment_json_get (object, programs[i].member) != NULL)
      return programs[i].program;
  return NULL;
}

/* @what: “a PNG picture”; @program: (nullable): who left its settings in it */
void
_figment_import_explain_media (const char  *name,
                               const char  *what,
                               const char  *program,
                               GError     **error)
{
  if (program != NULL)
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_MEDIA,
                 /* Translators: a file's name, what it is: "a PNG picture", a program's name. */
                 _("%s is %s with settings of %s in it, but no ComfyUI workflow. Choose a file that ComfyUI made."),
                 name, what, program);
  else
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_MEDIA,
                 /* Translators: a file's name, what it is: "a PNG picture". */
                 _("%s is %s without a workflow in it. The workflow is lost when such a file is edited, resized or "
                   "sent through a messenger: take the original that ComfyUI saved."), name, what);
}

/* Sets @error for JSON without a workflow in it. */
void
_figment_import_explain_other (JsonNode    *root,
                               const char  *name,
                               GError     **error)
{
  const FigmentWorkflowError code = FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW;
  JsonObject *object = figment_json_to_object (root);
  JsonArray *array = figment_json_to_array (root);
  const char *program = _figment_import_find_program (root);

  if ((object != NULL && json_object_get_size (object) == 0) || (array != NULL && json_array_get_length (array) == 0))
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code,
                 /* Translators: a file's name. */
                 _("%s is an empty JSON file, so there is no workflow in it. Save or download it again."), name);
  else if (program != NULL)
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code,
                 /* Translators: a file's name, a program's name. */
                 _("%s has settings of %s in it, but no ComfyUI workflow. Choose a workflow that ComfyUI saved, or a "
                   "picture or video that it made."), name, program);
  else
    g_set_error (error, FIGMENT_WORKFLOW_ERROR, code,
                 /* Translators: a file's name. */
                 _("%s is JSON, but there is no ComfyUI workflow in it. Choose a workflow that ComfyUI saved, or a "
                   "picture or video that it made."), name);
}
