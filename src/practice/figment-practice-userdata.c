/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "figment-practice-server.h"

/* ComfyUI app/user_manager.py, as far as a client keeps files there: list, get, put, delete. */

static JsonNode *
string_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_folder (const char *folder,
             const char *prefix,
             gboolean    recurse,
             JsonArray  *names)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func (g_free);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (sorted, g_strdup (entry));
  g_ptr_array_sort (sorted, compare_names);
  for (guint i = 0; i < sorted->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, sorted->pdata[i], NULL);
      g_autofree char *name = g_strconcat (prefix, sorted->pdata[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          json_array_add_string_element (names, name);
        }
      else if (recurse)
        {
          g_autofree char *below = g_strconcat (name, "/", NULL);

          list_folder (path, below, TRUE, names);
        }
    }
}

/* GET /userdata?dir&recurse */
void
figment_practice_get_userdata (FigmentPracticeExchange *exchange)
{
  const char *dir = g_hash_table_lookup (exchange->query, "dir");
  const char *recurse = g_hash_table_lookup (exchange->query, "recurse");
  g_autofree char *folder = NULL;
  JsonArray *names;
  JsonNode *node;

  if (dir == NULL || *dir == '\0')
    {
      figment_practice_exchange_text (exchange, 400, "Directory not provided");
      return;
    }
  folder = figment_practice_folders_join (exchange->server->folders.user, dir, NULL);
  if (folder == NULL)
    {
      figment_practice_exchange_text (exchange, 403, "Invalid directory");
      return;
    }
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      figment_practice_exchange_text (exchange, 404, "Directory not found");
      return;
    }
  names = json_array_new ();
  list_folder (folder, "", g_strcmp0 (recurse, "true") == 0, names);
  node = json_node_init_array (json_node_alloc (), names);
  json_array_unref (names);
  figment_practice_exchange_json (exchange, 200, node);
}

/* Returns: (transfer full) (nullable): the path of the file in question, or NULL after the 403 */
static char *
user_path (FigmentPracticeExchange *exchange)
{
  char *path = figment_practice_folders_join (exchange->server->folders.user, NULL, exchange->args[0]);

  if (path == NULL)
    figment_practice_exchange_empty (exchange, 403);
  return path;
}

/* GET /userdata/{file} */
void
figment_practice_get_userfile (FigmentPracticeExchange *exchange)
{
  g_autofree char *path = user_path (exchange);
  g_autofree char *contents = NULL;
  gsize length;

  if (path == NULL)
    return;
  if (!g_file_get_contents (path, &contents, &length, NULL))
    {
      figment_practice_exchange_empty (exchange, 404);
      return;
    }
  soup_server_message_set_status (exchange->message, 200, NULL);
  soup_server_message_set_response (exchange->message,
                                    g_str_has_suffix (path, ".json") ? "application/json" : "application/octet-stream",
                                    SOUP_MEMORY_TAKE, g_steal_pointer (&contents), length);
}

/* POST /userdata/{file}?overwrite; unlike uploads, it does overwrite unless told otherwise */
void
figment_practice_post_userfile (FigmentPracticeExchange *exchange)
{
  const char *overwrite = g_hash_table_lookup (exchange->query, "overwrite");
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (exchange->message));
  g_autofree char *path = user_path (exchange);
  g_autofree char *folder = NULL;

  if (path == NULL)
    return;
  if (g_strcmp0 (overwrite, "false") == 0 && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      figment_practice_exchange_text (exchange, 409, "File already exists");
      return;
    }
  folder = g_path_get_dirname (path);
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents (path, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL))
    figment_practice_exchange_raise (exchange);
  else
    figment_practice_exchange_json (exchange, 200, string_node (exchange->args[0]));
}

/* DELETE /userdata/{file} */
void
figment_practice_delete_userfile (FigmentPracticeExchange *exchange)
{
  g_autofree char *path = user_path (exchange);

  if (path == NULL)
    return;
  if (g_unlink (path) == 0)
    soup_server_message_set_status (exchange->message, 204, NULL);
  else
    figment_practice_exchange_empty (exchange, 404);
}
