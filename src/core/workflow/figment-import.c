/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "figment-convert.h"
#include "figment-import-private.h"
#include "figment-workflow-error.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "media/figment-metadata.h"

/* Bytes that are looked at to tell what a file is. */
#define HEAD_SIZE 4096

struct _FigmentImport
{
  gatomicrefcount  ref_count;

  FigmentGraph    *graph;     /* (owned) */
  JsonNode        *editor;    /* (owned) (nullable) the editor's form, as it was in the file */
  char            *name;      /* (owned) */
  char            *origin;    /* (owned) */
  GPtrArray       *warnings;  /* (owned) of char, owned; NULL-terminated */
  gboolean         converted;
};

/* Written out because G_DEFINE_BOXED_TYPE does not pass -Wpedantic (it casts functions to a union). */
GType
figment_import_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static (g_intern_static_string ("FigmentImport"),
                                                            (GBoxedCopyFunc) figment_import_ref,
                                                            (GBoxedFreeFunc) figment_import_unref));
  return type;
}

FigmentImport *
figment_import_ref (FigmentImport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_import_unref (FigmentImport *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->graph, figment_graph_unref);
  g_clear_pointer (&self->editor, json_node_unref);
  g_ptr_array_unref (self->warnings);
  g_free (self->name);
  g_free (self->origin);
  g_free (self);
}

/* What messages call the file. */
static char *
build_file_name (const char *file_name)
{
  g_autofree char *base = file_name != NULL ? g_path_get_basename (file_name) : NULL;

  return base != NULL ? g_filename_display_name (base) : g_strdup (_("This file"));
}

/* A name for people: without the ending that every such file has. */
static char *
build_name (const char           *file_name,
            const FigmentFinding *finding)
{
  g_autofree char *name = file_name != NULL ? build_file_name (file_name) : NULL;
  char *dot = name != NULL ? strrchr (name, '.') : NULL;

  /* Not of “Foxes v1.5”. */
  if (dot != NULL && dot != name && strlen (dot) <= 12 && g_ascii_isalpha (dot[1]))
    *dot = '\0';
  if (name != NULL && g_strstrip (name)[0] != '\0')
    return g_steal_pointer (&name);
  return g_strdup (finding->name != NULL ? finding->name : _("Workflow"));
}

/* @media: (nullable): “a PNG picture” */
static char *
build_origin (const FigmentFinding *finding,
              gboolean              converted,
              const char           *media)
{
  const char *path = converted ? finding->editor_path : finding->graph_path;

  if (media != NULL)
    /* Translators: what a file is: "a PNG picture". */
    return g_strdup_printf (converted ? _("The editor's workflow in %s, converted") : _("The workflow that made %s"),
                            media);
  if (path != NULL && path[0] != '\0')
    /* Translators: a path of names in a file. */
    return g_strdup_printf (converted ? _("A workflow of the editor at “%s”, converted") : _("API format, at “%s”"),
                            path);
  return g_strdup (converted ? _("A workflow of the editor, converted") : _("API format"));
}

/* The graph that is sent as it is, where there is one; what the editor keeps is converted only without. */
static gboolean
take_graph (FigmentImport         *self,
            const FigmentFinding  *finding,
            FigmentCatalog        *catalog,
            GError               **error)
{
  g_autoptr(JsonNode) repaired = NULL;
  g_autoptr(GError) reason = NULL;

  if (finding->graph != NULL)
    {
      if (finding->numbered)
        g_ptr_array_add (self->warnings, g_strdup (_("The nodes stood in a list and were put under their ids.")));
      repaired = _figment_import_repair (finding->graph, catalog, self->warnings);
      self->graph = figment_graph_new (repaired, &reason);
    }
  if (self->graph == NULL && finding->editor != NULL)
    {
      g_clear_error (&reason);
      self->converted = TRUE;
      self->graph = figment_convert_editor (finding->editor, catalog, self->warnings, &reason);
    }
  if (self->graph != NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* Nodes without a class, and none with: the graph knows how to say that. */
static gboolean
explain_broken (JsonNode  *root,
                GError   **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(FigmentGraph) graph = figment_json_to_object (root) != NULL ? figment_graph_new (root, &reason) : NULL;

  if (graph != NULL || !g_error_matches (reason, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_BROKEN))
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return TRUE;
}

/* @warnings: (transfer full); @media: (nullable) */
static FigmentImport *
import_document (JsonNode        *root,
                 const char      *file_name,
                 const char      *media,
                 GPtrArray       *warnings,
                 FigmentCatalog  *catalog,
                 GError         **error)
{
  g_autoptr(FigmentImport) self = g_new0 (FigmentImport, 1);
  g_auto(FigmentFinding) finding = { 0 };
  g_autofree char *shown = build_file_name (file_name);

  g_atomic_ref_count_init (&self->ref_count);
  self->warnings = warnings;
  _figment_import_find (root, &finding);
  if (finding.graph == NULL && finding.editor == NULL)
    {
      if (media != NULL)
        _figment_import_explain_media (shown, media, _figment_import_find_program (root), error);
      else if (!explain_broken (root, error))
        _figment_import_explain_other (root, shown, error);
      return NULL;
    }
  if (!take_graph (self, &finding, catalog, error))
    {
      g_prefix_error (error, "%s: ", shown);
      return NULL;
    }
  if (finding.n_graphs > 1)
    g_ptr_array_add (self->warnings, g_strdup_printf (_("There are %u workflows in the file; this is the first."),
                                                      finding.n_graphs));
  g_ptr_array_add (self->warnings, NULL);
  self->editor = g_steal_pointer (&finding.editor);
  self->name = build_name (file_name, &finding);
  self->origin = build_origin (&finding, self->converted, media);
  return g_steal_pointer (&self);
}

/* The texts of a picture as a document: { "prompt": "…", "workflow": "…" }. */
static JsonNode *
build_document (GPtrArray *metadata)
{
  JsonObject *object = json_object_new ();
  JsonNode *root;

  for (guint i = 0; i < metadata->len; i++)
    {
      const FigmentMetadata *entry = g_ptr_array_index (metadata, i);

      if (!json_object_has_member (object, entry->key))
        json_object_set_string_member (object, entry->key, entry->text);
    }
  root = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  return root;
}

static FigmentImport *
import_media (FigmentMediaSource *source,
              const char         *file_name,
              const char         *what,
              FigmentCatalog     *catalog,
              GError            **error)
{
  g_autoptr(GPtrArray) metadata = figment_metadata_read (source);
  g_autoptr(JsonNode) document = NULL;

  if (!figment_media_source_check (source, error))
    return NULL;
  document = build_document (metadata);
  return import_document (document, file_name, what, g_ptr_array_new_with_free_func (g_free), catalog, error);
}

static FigmentImport *
import_text (GBytes          *bytes,
             const char      *file_name,
             FigmentCatalog  *catalog,
             GError         **error)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *shown = build_file_name (file_name);
  g_autoptr(JsonNode) root = _figment_import_read_text (bytes, shown, warnings, error);

  return root != NULL ? import_document (root, file_name, NULL, g_steal_pointer (&warnings), catalog, error) : NULL;
}

/**
 * figment_import_new:
 * @file_name: (nullable): for the messages and the workflow's name; a path is cut to its last part
 * @catalog: (nullable): what the server can do
 *
 * Returns: (transfer full): the workflow, or %NULL with @error in %FIGMENT_WORKFLOW_ERROR
 */
FigmentImport *
figment_import_new (GBytes          *bytes,
                    const char      *file_name,
                    FigmentCatalog  *catalog,
                    GError         **error)
{
  gsize size;
  const guint8 *data;
  const char *what;
  gboolean media;

  g_return_val_if_fail (bytes != NULL, NULL);
  data = g_bytes_get_data (bytes, &size);
  what = _figment_import_describe (data, size, &media);
  if (media)
    {
      g_autoptr(FigmentMediaSource) source = figment_media_source_new_bytes (bytes);

      return import_media (source, file_name, what, catalog, error);
    }
  return import_text (bytes, file_name, catalog, error);
}

/* All of a stream, which may be a pipe; not more than any workflow has. */
static GBytes *
read_all (GInputStream  *stream,
          const char    *file_name,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GByteArray) array = g_byte_array_new ();
  guint8 buffer[64 * 1024];
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, cancellable, error)) > 0)
    {
      g_byte_array_append (array, buffer, (guint) n);
      if (array->len > FIGMENT_JSON_MAX_BYTES)
        {
          g_autofree char *name = build_file_name (file_name);

          g_set_error (error, FIGMENT_WORKFLOW_ERROR, FIGMENT_WORKFLOW_ERROR_NOT_A_WORKFLOW,
                       /* Translators: a file's name, a number of megabytes. */
                       _("%s is larger than %d MB, which no workflow is."), name, FIGMENT_JSON_MAX_BYTES / 1024 / 1024);
          return NULL;
        }
    }
  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&array)) : NULL;
}

/**
 * figment_import_read:
 * @stream: of a file, or of something that can only be read through
 * @file_name: (nullable)
 * @catalog: (nullable)
 *
 * Of pictures, films and sounds only the directory and the texts are read, so that they may have any size.
 *
 * Returns: (transfer full): the workflow, or %NULL with @error in %FIGMENT_WORKFLOW_ERROR or %G_IO_ERROR
 */
FigmentImport *
figment_import_read (GInputStream    *stream,
                     const char      *file_name,
                     FigmentCatalog  *catalog,
                     GCancellable    *cancellable,
                     GError         **error)
{
  g_autoptr(FigmentMediaSource) source = figment_media_source_new_stream (stream, cancellable);
  g_autoptr(GBytes) bytes = NULL;

  if (source != NULL)
    {
      guint8 head[HEAD_SIZE];
      const gsize size = (gsize) MIN (figment_media_source_get_size (source), sizeof head);
      gboolean media = FALSE;
      const char *what =
          figment_media_source_read (source, 0, head, size) ? _figment_import_describe (head, size, &media) : NULL;

      if (media)
        return import_media (source, file_name, what, catalog, error);
      if (!figment_media_source_check (source, error)
          || !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, cancellable, error))
        return NULL;
    }
  bytes = read_all (stream, file_name, cancellable, error);
  /* Understanding it takes longer than reading it. */
  if (bytes == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return figment_import_new (bytes, file_name, catalog, error);
}

/**
 * figment_import_get_graph:
 *
 * Returns: (transfer none): what is sent to a server
 */
FigmentGraph *
figment_import_get_graph (FigmentImport *self)
{
  return self->graph;
}

const char *
figment_import_get_name (FigmentImport *self)
{
  return self->name;
}

/**
 * figment_import_get_origin:
 *
 * Returns: (transfer none): where in the file the workflow was, in words
 */
const char *
figment_import_get_origin (FigmentImport *self)
{
  return self->origin;
}

/**
 * figment_import_get_warnings:
 *
 * Returns: (transfer none) (array zero-terminated=1): sentences about what was mended, left out or could not be known
 */
const char *const *
figment_import_get_warnings (FigmentImport *self)
{
  return (const char *const *) self->warnings->pdata;
}

/* Whether the graph was made out of the editor's form, rather than found beside it. */
gboolean
figment_import_is_converted (FigmentImport *self)
{
  return self->converted;
}

/**
 * figment_import_get_editor:
 *
 * Returns: (transfer none) (nullable): the editor's form of the workflow, which titles and App mode are read from and
 *   which goes into what is made, so that it can be opened in ComfyUI again
 */
JsonNode *
figment_import_get_editor (FigmentImport *self)
{
  return self->editor;
}

/**
 * figment_import_dup_editor_json:
 *
 * Returns: (transfer full) (nullable)
 */
char *
figment_import_dup_editor_json (FigmentImport *self)
{
  return self->editor != NULL ? figment_json_write (self->editor, FIGMENT_JSON_WRITE_COMPACT, NULL) : NULL;
}
