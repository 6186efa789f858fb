/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "figment-practice-server.h"
#include "json/figment-json.h"

/* POST /upload/image and /upload/mask: ComfyUI server.py, image_upload. */

/* What the form holds. */
typedef struct
{
  GBytes   *image;     /* (owned) (nullable) */
  char     *filename;  /* (owned) (nullable) of the image part */
  char     *type;      /* (owned) (nullable) */
  char     *subfolder; /* (owned) (nullable) */
  char     *overwrite; /* (owned) (nullable) */
  char     *original;  /* (owned) (nullable) original_ref of a mask */
  gboolean  is_text;   /* "image" is there, but as a field and not as a file */
} Form;

static void
form_clear (Form *form)
{
  g_clear_pointer (&form->image, g_bytes_unref);
  g_clear_pointer (&form->filename, g_free);
  g_clear_pointer (&form->type, g_free);
  g_clear_pointer (&form->subfolder, g_free);
  g_clear_pointer (&form->overwrite, g_free);
  g_clear_pointer (&form->original, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Form, form_clear)

static void
take_field (Form       *form,
            const char *name,
            char       *value)
{
  char **place = NULL;

  if (strcmp (name, "type") == 0)
    place = &form->type;
  else if (strcmp (name, "subfolder") == 0)
    place = &form->subfolder;
  else if (strcmp (name, "overwrite") == 0)
    place = &form->overwrite;
  else if (strcmp (name, "original_ref") == 0)
    place = &form->original;
  else if (strcmp (name, "image") == 0)
    form->is_text = TRUE;
  if (place != NULL && *place == NULL)
    *place = g_steal_pointer (&value);
  g_free (value);
}

static void
read_part (Form               *form,
           SoupMessageHeaders *headers,
           GBytes             *body)
{
  const char *disposition = soup_message_headers_get_one (headers, "Content-Disposition");
  const char *rest = disposition != NULL ? strchr (disposition, ';') : NULL;
  /* Not soup_message_headers_get_content_disposition (), which takes folders off the file name. */
  GHashTable *params = rest != NULL ? soup_header_parse_semi_param_list (rest + 1) : NULL;
  const char *name = params != NULL ? g_hash_table_lookup (params, "name") : NULL;

  if (name == NULL)
    g_debug ("A part of the form has no name");
  else if (strcmp (name, "image") == 0 && g_hash_table_contains (params, "filename") && form->image == NULL)
    {
      form->image = g_bytes_ref (body);
      form->filename = g_strdup (g_hash_table_lookup (params, "filename"));
    }
  else
    {
      take_field (form, name, g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)));
    }
  g_clear_pointer (&params, soup_header_free_param_list);
}

static void
read_form (FigmentPracticeExchange *exchange,
           Form                    *form)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (exchange->message));
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (g_strcmp0 (type, "multipart/form-data") == 0)
    {
      SoupMultipart *multipart = soup_multipart_new_from_message (headers, body);

      for (int i = 0; multipart != NULL && i < soup_multipart_get_length (multipart); i++)
        {
          SoupMessageHeaders *part_headers;
          GBytes *part;

          if (soup_multipart_get_part (multipart, i, &part_headers, &part))
            read_part (form, part_headers, part);
        }
      g_clear_pointer (&multipart, soup_multipart_free);
    }
  else if (g_strcmp0 (type, "application/x-www-form-urlencoded") == 0)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      g_autoptr(GHashTable) fields = soup_form_decode (text);
      GHashTableIter iter;
      gpointer name;
      gpointer value;

      g_hash_table_iter_init (&iter, fields);
      while (g_hash_table_iter_next (&iter, &name, &value))
        take_field (form, name, g_strdup (value));
    }
}

static gboolean
has_content (const char *path,
             GBytes     *bytes)
{
  g_autofree char *contents = NULL;
  g_autoptr(GBytes) there = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return FALSE;
  there = g_bytes_new_take (g_steal_pointer (&contents), length);
  return g_bytes_equal (there, bytes);
}

/*
 * Finds the name to store under: the given one, or "name (1).ext" and so on while other bytes lie there.
 *
 * Returns: (transfer full): the name; @path: (out): where that is; @is_there: (out): the same bytes are there already
 */
static char *
choose_name (const Form *form,
             const char *folder,
             char      **path,
             gboolean   *is_there)
{
  const gboolean overwrite = g_strcmp0 (form->overwrite, "true") == 0 || g_strcmp0 (form->overwrite, "1") == 0;
  const char *dot = strrchr (form->filename, '.');
  const gsize stem = dot != NULL && dot != form->filename ? (gsize) (dot - form->filename) : strlen (form->filename);
  char *name = g_strdup (form->filename);

  *is_there = FALSE;
  *path = g_build_filename (folder, name, NULL);
  for (guint i = 1; !overwrite && g_file_test (*path, G_FILE_TEST_EXISTS); i++)
    {
      if (has_content (*path, form->image))
        {
          *is_there = TRUE;
          break;
        }
      g_free (name);
      g_free (*path);
      name = g_strdup_printf ("%.*s (%u)%s", (int) stem, form->filename, i, form->filename + stem);
      *path = g_build_filename (folder, name, NULL);
    }
  return name;
}

static void
store_image (FigmentPracticeExchange *exchange,
             const Form              *form,
             const char              *base)
{
  const char *subfolder = form->subfolder != NULL ? form->subfolder : "";
  g_autofree char *folder = figment_practice_folders_join (base, subfolder, NULL);
  g_autofree char *inside = figment_practice_folders_join (base, subfolder, form->filename);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  gboolean is_there;
  JsonObject *answer;
  JsonNode *node;

  if (folder == NULL || inside == NULL)
    {
      figment_practice_exchange_empty (exchange, 400);
      return;
    }
  g_mkdir_with_parents (folder, 0700);
  name = choose_name (form, folder, &path, &is_there);
  if (!is_there
      && !g_file_set_contents (path, g_bytes_get_data (form->image, NULL), (gssize) g_bytes_get_size (form->image),
                               NULL))
    {
      figment_practice_exchange_raise (exchange);
      return;
    }
  answer = json_object_new ();
  json_object_set_string_member (answer, "name", name);
  json_object_set_string_member (answer, "subfolder", subfolder);
  json_object_set_string_member (answer, "type", form->type != NULL ? form->type : "input");
  node = json_node_init_object (json_node_alloc (), answer);
  json_object_unref (answer);
  figment_practice_exchange_json (exchange, 200, node);
}

/* POST /upload/image, /upload/mask. A mask is stored as it comes, not laid over the alpha of its original. */
void
figment_practice_post_upload (FigmentPracticeExchange *exchange)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (exchange->message));
  g_auto(Form) form = { 0 };
  const char *base;

  read_form (exchange, &form);
  base = figment_practice_folders_of_type (&exchange->server->folders, form.type != NULL ? form.type : "input");
  if (base == NULL || form.is_text || (form.image != NULL && (form.filename == NULL || *form.filename == '\0')))
    figment_practice_exchange_raise (exchange);
  else if (form.image == NULL)
    figment_practice_exchange_empty (exchange, 400);
  else if (g_str_has_suffix (path, "/mask") && form.original == NULL)
    figment_practice_exchange_raise (exchange);
  else if (strcmp (form.filename, ".") == 0)
    figment_practice_exchange_raise (exchange);
  else
    store_image (exchange, &form, base);
}
