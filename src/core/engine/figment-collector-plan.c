/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-collector-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "media/figment-media.h"

/* More than any real run puts out; a hostile history could name millions. */
#define MAX_ITEMS 4096

/* What a picture is called that came without a name. */
#define LIVE_NAME "websocket.png"

void
figment_plan_item_free (FigmentPlanItem *self)
{
  g_free (self->node_id);
  g_clear_pointer (&self->file, figment_comfy_file_free);
  g_free (self->text);
  g_free (self->live);
  g_free (self->path);
  g_free (self->prompt_id);
  g_free (self);
}

/*
 * "name.png", "name (2).png", … : the first that neither the disk nor @taken has. @numbers knows where to go on with a
 * name, lest a run of thousands of files of one name asks for each number again and again.
 */
static char *
choose_path (GHashTable *taken,
             GHashTable *numbers,
             const char *folder,
             const char *name)
{
  for (guint n = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name)) + 1;; n++)
    {
      g_autofree char *numbered = figment_media_numbered_name (name, n);
      g_autofree char *path = g_build_filename (folder, numbered, NULL);

      if (g_hash_table_contains (taken, path) || g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      g_hash_table_insert (numbers, g_strdup (name), GUINT_TO_POINTER (n));
      return g_steal_pointer (&path);
    }
}

static FigmentPlanItem *
append_item (GPtrArray  *plan,
             const char *node_id,
             const char *prompt_id)
{
  FigmentPlanItem *item = g_new0 (FigmentPlanItem, 1);

  item->position = (int) plan->len;
  item->node_id = g_strdup (node_id);
  item->prompt_id = g_strdup (prompt_id);
  g_ptr_array_add (plan, item);
  return item;
}

/* A plan in the making. */
typedef struct
{
  GPtrArray  *items;
  const char *folder;
  const char *prompt_id;
  GHashTable *taken;   /* (owned) paths */
  GHashTable *numbers; /* (owned) name -> the highest number it was given */
  GHashTable *files;   /* (owned) the server's names for what is in it */
} Planner;

static void
give_path (Planner         *planner,
           FigmentPlanItem *item,
           const char      *name)
{
  item->path = choose_path (planner->taken, planner->numbers, planner->folder, name);
  g_hash_table_add (planner->taken, g_strdup (item->path));
}

/* Some nodes name one file under two keys ("images" and "gifs"). */
static void
append_file (Planner                *planner,
             const FigmentComfyFile *file)
{
  g_autofree char *name = figment_media_safe_name (file->filename);
  FigmentPlanItem *item;

  if (!g_hash_table_add (planner->files, g_strdup_printf ("%u/%s\n%s", file->folder, file->subfolder, file->filename)))
    return;
  item = append_item (planner->items, file->node_id, planner->prompt_id);
  item->file = figment_comfy_file_copy (file);
  item->kind = file->kind;
  give_path (planner, item, name);
}

/* Saved files count, temporary ones only where nothing was saved; those of the node whose result counts come first. */
static void
append_files (Planner    *planner,
              GPtrArray  *files,
              gboolean    saved,
              const char *first_node_id,
              guint      *n_left_out)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < files->len; i++)
      {
        const FigmentComfyFile *file = g_ptr_array_index (files, i);
        const gboolean counts = first_node_id != NULL && g_strcmp0 (file->node_id, first_node_id) == 0;

        if (counts != (round == 0) || file->folder == FIGMENT_COMFY_FOLDER_INPUT
            || (saved && file->folder == FIGMENT_COMFY_FOLDER_TEMP))
          continue;
        if (planner->items->len < MAX_ITEMS)
          append_file (planner, file);
        else
          (*n_left_out)++;
      }
}

/**
 * figment_collector_plan_new:
 * @outputs: of a run
 * @live: (nullable): paths of the pictures that came through the socket besides
 * @folder: where the files will lie
 * @first_node_id: (nullable): the node whose result counts
 * @prompt_id: of the run
 * @n_left_out: (out): how many the server named beyond what is believed of any run
 *
 * Returns: (transfer full): FigmentPlanItem, positions from 0
 */
GPtrArray *
figment_collector_plan_new (FigmentComfyOutputs *outputs,
                            GPtrArray           *live,
                            const char          *folder,
                            const char          *first_node_id,
                            const char          *prompt_id,
                            guint               *n_left_out)
{
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *plan = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_plan_item_free);
  Planner planner = { plan, folder, prompt_id, taken, numbers, files };
  gboolean saved = live != NULL && live->len > 0;

  *n_left_out = 0;
  for (guint i = 0; i < outputs->files->len; i++)
    saved |= ((FigmentComfyFile *) g_ptr_array_index (outputs->files, i))->folder == FIGMENT_COMFY_FOLDER_OUTPUT;
  append_files (&planner, outputs->files, saved, first_node_id, n_left_out);
  for (guint i = 0; live != NULL && i < live->len; i++)
    {
      FigmentPlanItem *item = append_item (plan, NULL, prompt_id);

      item->live = g_strdup (g_ptr_array_index (live, i));
      item->kind = FIGMENT_MEDIA_IMAGE;
      give_path (&planner, item, LIVE_NAME);
    }
  for (guint i = 0; i < outputs->texts->len; i++)
    {
      const FigmentComfyText *text = g_ptr_array_index (outputs->texts, i);

      if (plan->len < MAX_ITEMS)
        append_item (plan, text->node_id, prompt_id)->text = g_strdup (text->text);
      else
        (*n_left_out)++;
    }
  return plan;
}

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static const char *const end_nicks[] = {
  [FIGMENT_COMFY_END_SUCCESS] = "success",
  [FIGMENT_COMFY_END_ERROR] = "error",
  [FIGMENT_COMFY_END_INTERRUPTED] = "interrupted",
  [FIGMENT_COMFY_END_LOST] = "lost",
};

static FigmentComfyEnd
end_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (end_nicks); i++)
    if (g_strcmp0 (end_nicks[i], nick) == 0)
      return (FigmentComfyEnd) i;
  return FIGMENT_COMFY_END_SUCCESS;
}

/**
 * figment_collector_plan_to_text:
 *
 * Returns: (transfer full): JSON, { "prompt_id", "end", "items": [] }, as figment_collector_plan_from_text () reads it
 */
char *
figment_collector_plan_to_text (GPtrArray      *plan,
                                const char     *prompt_id,
                                FigmentComfyEnd end)
{
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *whole = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < plan->len; i++)
    {
      const FigmentPlanItem *item = g_ptr_array_index (plan, i);
      JsonObject *object = json_object_new ();

      set_string (object, "node", item->node_id);
      set_string (object, "kind", figment_media_kind_to_nick (item->kind));
      set_string (object, "path", item->path);
      set_string (object, "text", item->text);
      set_string (object, "live", item->live);
      if (item->file != NULL)
        {
          set_string (object, "filename", item->file->filename);
          set_string (object, "subfolder", item->file->subfolder);
          set_string (object, "type", figment_comfy_folder_to_string (item->file->folder));
        }
      json_array_add_object_element (array, object);
    }
  set_string (whole, "prompt_id", prompt_id);
  json_object_set_string_member (whole, "end", end_nicks[end]);
  json_object_set_array_member (whole, "items", array);
  json_node_take_object (root, whole);
  return figment_json_write (root, FIGMENT_JSON_WRITE_COMPACT, NULL);
}

static FigmentComfyFolder
folder_from_string (const char *type)
{
  if (g_strcmp0 (type, "temp") == 0)
    return FIGMENT_COMFY_FOLDER_TEMP;
  return g_strcmp0 (type, "input") == 0 ? FIGMENT_COMFY_FOLDER_INPUT : FIGMENT_COMFY_FOLDER_OUTPUT;
}

/**
 * figment_collector_plan_from_text:
 * @prompt_id: the run it has to be of: a plan may be older than the last try
 * @end: (out): how the run ended
 *
 * Returns: (transfer full) (nullable): FigmentPlanItem, or %NULL with @error
 */
GPtrArray *
figment_collector_plan_from_text (const char      *text,
                                  const char      *prompt_id,
                                  FigmentComfyEnd *end,
                                  GError         **error)
{
  g_autoptr(JsonNode) root = figment_json_parse (text, strlen (text), error);
  g_autoptr(GPtrArray) plan = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_plan_item_free);
  JsonArray *array = figment_json_get_array (figment_json_to_object (root), "items");

  if (root == NULL)
    return NULL;
  if (g_strcmp0 (figment_json_get_string (figment_json_to_object (root), "prompt_id"), prompt_id) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The list of outputs to fetch is of another run"));
      return NULL;
    }
  *end = end_from_nick (figment_json_get_string (figment_json_to_object (root), "end"));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = figment_json_to_object (json_array_get_element (array, i));
      FigmentPlanItem *item = append_item (plan, figment_json_get_string (object, "node"), prompt_id);
      const char *filename = figment_json_get_string (object, "filename");
      const char *subfolder = figment_json_get_string (object, "subfolder");

      item->kind = figment_media_kind_from_nick (figment_json_get_string (object, "kind"));
      item->path = g_strdup (figment_json_get_string (object, "path"));
      item->text = g_strdup (figment_json_get_string (object, "text"));
      item->live = g_strdup (figment_json_get_string (object, "live"));
      if (filename != NULL)
        item->file = figment_comfy_file_new (filename, subfolder != NULL ? subfolder : "",
                                             folder_from_string (figment_json_get_string (object, "type")));
      if (item->path == NULL && item->text == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The list of outputs to fetch is damaged"));
          return NULL;
        }
    }
  return g_steal_pointer (&plan);
}

/**
 * figment_collector_plan_dup_part:
 *
 * Returns: (transfer full): where @item is while it is not complete, or not recorded: hidden, beside its final place
 */
char *
figment_collector_plan_dup_part (FigmentPlanItem *item)
{
  g_autofree char *folder = NULL;

  if (item->live != NULL)
    return g_strdup (item->live);
  folder = g_path_get_dirname (item->path);
  return g_strdup_printf ("%s/.figment-%s-%d.part", folder, item->prompt_id, item->position);
}

/**
 * figment_collector_plan_rename:
 *
 * Gives @item another final name, because somebody else has taken the planned one.
 */
void
figment_collector_plan_rename (GPtrArray       *plan,
                               FigmentPlanItem *item)
{
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *folder = g_path_get_dirname (item->path);
  g_autofree char *name = item->file != NULL ? figment_media_safe_name (item->file->filename) : g_strdup (LIVE_NAME);
  char *path;

  for (guint i = 0; i < plan->len; i++)
    {
      FigmentPlanItem *other = g_ptr_array_index (plan, i);

      if (other->path != NULL)
        g_hash_table_add (taken, other->path);
    }
  path = choose_path (taken, numbers, folder, name);
  g_free (item->path);
  item->path = path;
}
