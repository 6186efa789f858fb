/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <errno.h>
#include <string.h>

#include "json/figment-json.h"

/* Where saved files go (ComfyUI folder_paths.py, get_save_image_path) and how their results are announced. */

void
figment_practice_place_clear (FigmentPracticePlace *place)
{
  g_clear_pointer (&place->folder, g_free);
  g_clear_pointer (&place->subfolder, g_free);
  g_clear_pointer (&place->name, g_free);
}

static void
replace (GString    *text,
         const char *mark,
         int         value,
         gboolean    pad)
{
  g_autofree char *number = g_strdup_printf (pad ? "%02d" : "%d", value);

  g_string_replace (text, mark, number, 0);
}

/* The server's own marks; %date:…% and %Node.widget% are the web page's affair and stay. */
static char *
expand_marks (const char *prefix,
              guint       width,
              guint       height)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  GString *text = g_string_new (prefix);

  replace (text, "%width%", width, FALSE);
  replace (text, "%height%", height, FALSE);
  replace (text, "%year%", g_date_time_get_year (now), FALSE);
  replace (text, "%month%", g_date_time_get_month (now), TRUE);
  replace (text, "%day%", g_date_time_get_day_of_month (now), TRUE);
  replace (text, "%hour%", g_date_time_get_hour (now), TRUE);
  replace (text, "%minute%", g_date_time_get_minute (now), TRUE);
  replace (text, "%second%", g_date_time_get_second (now), TRUE);
  return g_string_free (text, FALSE);
}

/* One more than the highest number that follows "name_" in the folder, whatever the extension. */
static guint
find_counter (const char *folder,
              const char *name)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const gsize length = strlen (name);
  guint64 highest = 0;
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      char *end;
      guint64 number;

      if (strncmp (entry, name, length) != 0 || entry[length] != '_' || !g_ascii_isdigit (entry[length + 1]))
        continue;
      number = g_ascii_strtoull (entry + length + 1, &end, 10);
      /* "name_12_.png" counts, "name_12.png" does not: Python's int ("12.png") fails there. */
      if ((*end == '_' || *end == '\0') && number < G_MAXUINT)
        highest = MAX (highest, number);
    }
  return highest + 1;
}

gboolean
figment_practice_place_find (FigmentPracticePlace  *place,
                             const char            *output_dir,
                             const char            *prefix,
                             guint                  width,
                             guint                  height,
                             GError               **error)
{
  g_autofree char *expanded = expand_marks (prefix, width, height);
  g_autofree char *base = g_canonicalize_filename (output_dir, NULL);
  g_autofree char *path = g_canonicalize_filename (expanded, base);
  const gsize length = strlen (base);

  if (strncmp (path, base, length) != 0 || path[length] != '/')
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_EXCEPTION, 0,
                           "**** ERROR: Saving image outside the output folder is not allowed.");
      return FALSE;
    }
  place->folder = g_path_get_dirname (path);
  place->name = g_path_get_basename (path);
  place->subfolder = g_strdup (strlen (place->folder) > length ? place->folder + length + 1 : "");
  if (g_mkdir_with_parents (place->folder, 0777) != 0)
    {
      g_set_error (error, FIGMENT_PRACTICE_OS_ERROR, 0, "[Errno %d] %s: '%s'", errno, g_strerror (errno),
                   place->folder);
      return FALSE;
    }
  place->counter = find_counter (place->folder, place->name);
  return TRUE;
}

/* @batch_number: -1 leaves %batch_num% as it is. Counts up. Returns: (transfer full): "name_00001_.png" */
char *
figment_practice_place_name (FigmentPracticePlace *place,
                             gint                  batch_number,
                             const char           *extension)
{
  g_autoptr(GString) name = g_string_new (place->name);

  if (batch_number >= 0)
    replace (name, "%batch_num%", batch_number, FALSE);
  return g_strdup_printf ("%s_%05u_.%s", name->str, place->counter++, extension);
}

/* Writes @bytes to @path, failing the way a full disk does when the mood asks for it. */
gboolean
figment_practice_write_file (FigmentPracticeContext  *context,
                             const char              *path,
                             GBytes                  *bytes,
                             GError                 **error)
{
  g_autoptr(GError) local = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (context->disk_full)
    {
      g_set_error_literal (error, FIGMENT_PRACTICE_OS_ERROR, 0, "[Errno 28] No space left on device");
      return FALSE;
    }
  if (g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_NONE, 0666, &local))
    return TRUE;
  g_set_error (error, FIGMENT_PRACTICE_OS_ERROR, 0, "%s", local->message);
  return FALSE;
}

static JsonObject *
get_ui (FigmentPracticeCall *call)
{
  if (call->ui == NULL)
    {
      call->ui = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (call->ui, json_object_new ());
    }
  return json_node_get_object (call->ui);
}

/* Adds a file to what the node shows under "images". @type: "output" or "temp" */
void
figment_practice_call_show (FigmentPracticeCall  *call,
                            FigmentPracticePlace *place,
                            const char           *name,
                            const char           *type)
{
  JsonObject *ui = get_ui (call), *item = json_object_new ();
  JsonArray *images;

  if (!json_object_has_member (ui, "images"))
    json_object_set_array_member (ui, "images", json_array_new ());
  images = json_object_get_array_member (ui, "images");
  json_object_set_string_member (item, "filename", name);
  json_object_set_string_member (item, "subfolder", place->subfolder);
  json_object_set_string_member (item, "type", type);
  json_array_add_object_element (images, item);
}

/* Adds "animated": [true]. */
void
figment_practice_call_show_animated (FigmentPracticeCall *call)
{
  JsonArray *array = json_array_new ();

  json_array_add_boolean_element (array, TRUE);
  json_object_set_array_member (get_ui (call), "animated", array);
}

static void
free_note (gpointer data)
{
  FigmentPracticeNote *note = data;

  g_free (note->key);
  g_free (note->text);
  g_free (note);
}

/* JSON has characters beyond ASCII in strings only, so each may become its escape where it stands. */
static char *
escape_to_ascii (const char *json)
{
  GString *text = g_string_sized_new (strlen (json));

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar letter = g_utf8_get_char (p);

      if (letter < 0x80)
        g_string_append_c (text, *p);
      else if (letter < 0x10000)
        g_string_append_printf (text, "\\u%04x", letter);
      else
        g_string_append_printf (text, "\\u%04x\\u%04x", 0xd7c0 + (letter >> 10), 0xdc00 + (letter & 0x3ff));
    }
  return g_string_free (text, FALSE);
}

static void
add_note (GPtrArray  *notes,
          const char *key,
          char       *text)
{
  FigmentPracticeNote *note = g_new (FigmentPracticeNote, 1);

  note->key = g_strdup (key);
  note->text = text;
  g_ptr_array_add (notes, note);
}

/* Returns: (transfer full) (element-type FigmentPracticeNote): what is embedded in files, "prompt" first */
GPtrArray *
figment_practice_notes_new (FigmentPracticeContext *context)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (free_note);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (context->prompt != NULL && g_utf8_validate (context->prompt, -1, NULL))
    add_note (notes, "prompt", escape_to_ascii (context->prompt));
  if (context->extra_pnginfo == NULL)
    return notes;
  json_object_iter_init_ordered (&iter, context->extra_pnginfo);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    add_note (notes, key, figment_json_write (value, FIGMENT_JSON_WRITE_ASCII, NULL));
  return notes;
}
