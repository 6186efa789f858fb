/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* How often JSON is looked for in other text: a page, a script, a command. */
#define MAX_STARTS 64

static void
warn_of_repairs (FigmentJsonRepair  repairs,
                 GPtrArray         *warnings)
{
  static const struct
  {
    FigmentJsonRepair  repair;
    const char        *words;
  } texts[] = {
    { FIGMENT_JSON_REPAIR_SURROUNDINGS, N_("Text around the workflow was left out.") },
    { FIGMENT_JSON_REPAIR_COMMENTS, N_("Comments were left out; JSON has none.") },
    { FIGMENT_JSON_REPAIR_COMMAS, N_("Commas that were one too many were left out.") },
    { FIGMENT_JSON_REPAIR_QUOTES, N_("The file is written as a program in Python or JavaScript writes it; its quotes "
                                     "and words were turned into JSON.") },
    { FIGMENT_JSON_REPAIR_STRINGS, N_("Line breaks and unusual characters within texts were written as JSON has "
                                      "them.") },
    { FIGMENT_JSON_REPAIR_DUPLICATES, N_("Something is given twice in the file; the last one counts.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (repairs & texts[i].repair)
      g_ptr_array_add (warnings, g_strdup (_(texts[i].words)));
}

/* UTF-16 is what Windows' Notepad calls Unicode. Returns: (transfer full): @bytes, or them as UTF-8 */
static GBytes *
to_utf_8 (GBytes    *bytes,
          GPtrArray *warnings)
{
  gsize size, length;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  const char *from = NULL;
  char *text;

  if (size >= 2 && ((data[0] == 0xff && data[1] == 0xfe) || (g_ascii_isprint (data[0]) && data[1] == 0)))
    from = "UTF-16LE";
  else if (size >= 2 && ((data[0] == 0xfe && data[1] == 0xff) || (data[0] == 0 && g_ascii_isprint (data[1]))))
    from = "UTF-16BE";
  text = from != NULL ? g_convert ((const char *) data, (gssize) size, "UTF-8", from, NULL, &length, NULL) : NULL;
  if (text == NULL)
    return g_bytes_ref (bytes);
  g_ptr_array_add (warnings, g_strdup (_("The file is text in UTF-16 and was turned into UTF-8.")));
  return g_bytes_new_take (text, length);
}

/* The inside of a string in a program: "{\"1\": …}". @used: (out): bytes up to the quote that ends it */
static JsonNode *
parse_quoted (const char         *text,
              gsize               length,
              gsize              *used,
              FigmentJsonRepair  *repairs)
{
  g_autoptr(GString) quoted = g_string_new ("\"");
  g_autoptr(JsonNode) string = NULL;
  const char *inner;
  gsize i = 0;

  while (i < length && text[i] != '"')
    i += text[i] == '\\' ? 2 : 1;
  i = MIN (i, length);
  g_string_append_len (quoted, text, (gssize) i);
  g_string_append_c (quoted, '"');
  *used = i;
  string = figment_json_parse_relaxed (quoted->str, quoted->len, repairs, NULL);
  inner = figment_json_to_string (string);
  return inner != NULL ? figment_json_parse_relaxed (inner, strlen (inner), repairs, NULL) : NULL;
}

/* JSON that begins at @text and that other text may follow. */
static JsonNode *
parse_start (const char        *text,
             gsize              length,
             gsize             *used,
             FigmentJsonRepair *repairs)
{
  gsize blanks = 1;

  while (blanks < length && text[blanks] == ' ')
    blanks++;
  if (blanks + 1 < length && text[blanks] == '\\' && text[blanks + 1] == '"')
    return parse_quoted (text, length, used, repairs);
  return figment_json_parse_within (text, length, used, repairs);
}

/* The first JSON in other text that has a workflow in it: of a command with curl, a page of Markdown, a program. */
static JsonNode *
find_within (const char        *text,
             gsize              length,
             FigmentJsonRepair *repairs)
{
  const char *end = text + length;
  const char *p = text;
  guint n_starts = 0;

  while (p < end && g_ascii_isspace (*p))
    p++;
  /* A document that is damaged has whole pieces in it, and none of them is the workflow. */
  if (p < end && (*p == '{' || *p == '['))
    n_starts = MAX_STARTS - 1;
  for (; p < end && n_starts < MAX_STARTS; n_starts++)
    {
      g_autoptr(JsonNode) root = NULL;
      gsize used = 0;

      while (p < end && *p != '{' && *p != '[')
        p++;
      if (p >= end)
        break;
      root = parse_start (p, (gsize) (end - p), &used, repairs);
      if (root != NULL && _figment_import_has_any (root))
        return g_steal_pointer (&root);
      p += root != NULL ? MAX (used, 1) : 1;
    }
  return NULL;
}

/**
 * _figment_import_read_text:
 * @warnings: gets what had to be mended
 *
 * Returns: (transfer full): the document that the bytes are, or the one with a workflow that is somewhere in them;
 *   %NULL with @error in %FIGMENT_WORKFLOW_ERROR
 */
JsonNode *
_figment_import_read_text (GBytes      *bytes,
                           const char  *name,
                           GPtrArray   *warnings,
                           GError     **error)
{
  g_autoptr(GBytes) text = to_utf_8 (bytes, warnings);
  g_autoptr(GError) reason = NULL;
  FigmentJsonRepair repairs = FIGMENT_JSON_REPAIR_NONE;
  JsonNode *root;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  if (_figment_import_refuse (text, name, error))
    return NULL;
  root = figment_json_parse_relaxed (data, length, &repairs, &reason);
  if (root == NULL && !g_error_matches (reason, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_ENCODING)
      && !g_error_matches (reason, FIGMENT_JSON_ERROR, FIGMENT_JSON_ERROR_TOO_LARGE))
    {
      root = find_within (data, length, &repairs);
      repairs |= FIGMENT_JSON_REPAIR_SURROUNDINGS;
    }
  if (root == NULL)
    _figment_import_explain_text (text, name, reason, error);
  else
    warn_of_repairs (repairs, warnings);
  return root;
}
