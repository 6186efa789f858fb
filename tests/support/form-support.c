/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"

#include <gio/gio.h>
#include <string.h>

#include "figment-fixtures.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

const char form_support_plain[] =
  "{'3': {'class_type': 'KSampler', 'inputs': {'model': ['4', 0], 'seed': 7, 'control_after_generate': 'randomize',"
  "  'steps': 20, 'cfg': 8, 'sampler_name': 'euler', 'scheduler': 'normal', 'denoise': 1, 'positive': ['6', 0],"
  "  'negative': ['7', 0], 'latent_image': ['5', 0]}, '_meta': {'title': 'Sampler'}},"
  " '4': {'class_type': 'CheckpointLoaderSimple', 'inputs': {'ckpt_name': 'a.safetensors'}},"
  " '5': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}},"
  " '6': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'a cat', 'clip': ['4', 1]}},"
  " '7': {'class_type': 'CLIPTextEncode', 'inputs': {'text': '', 'clip': ['4', 1]}},"
  " '8': {'class_type': 'VAEDecode', 'inputs': {'samples': ['3', 0], 'vae': ['4', 2]}},"
  " '9': {'class_type': 'SaveImage', 'inputs': {'images': ['8', 0], 'filename_prefix': 'x'}}}";

const char form_support_classes[] =
  "{'KSampler': {'input': {'required': {'model': ['MODEL'],"
  "    'seed': ['INT', {'min': 0, 'max': 18446744073709551615, 'control_after_generate': true}],"
  "    'steps': ['INT', {'min': 1, 'max': 10000}], 'cfg': ['FLOAT', {'min': 0, 'max': 100, 'step': 0.1}],"
  "    'sampler_name': [['euler', 'dpm_2', 'heun']], 'scheduler': [['normal', 'karras']], 'positive': ['CONDITIONING'],"
  "    'negative': ['CONDITIONING'], 'latent_image': ['LATENT'],"
  "    'denoise': ['FLOAT', {'min': 0, 'max': 1, 'step': 0.01}]}},"
  "   'output': ['LATENT']},"
  " 'CheckpointLoaderSimple': {'input': {'required': {'ckpt_name': [['a.safetensors', 'b.safetensors']]}},"
  "   'output': ['MODEL', 'CLIP', 'VAE']},"
  " 'EmptyLatentImage': {'input': {'required': {'width': ['INT', {'min': 16, 'max': 16384, 'step': 8}],"
  "   'height': ['INT', {'min': 16, 'max': 16384, 'step': 8}], 'batch_size': ['INT', {'min': 1, 'max': 4096}]}},"
  "   'output': ['LATENT']},"
  " 'CLIPTextEncode': {'input': {'required': {'text': ['STRING', {'multiline': true}], 'clip': ['CLIP']}},"
  "   'output': ['CONDITIONING']},"
  " 'VAEDecode': {'input': {'required': {'samples': ['LATENT'], 'vae': ['VAE']}}, 'output': ['IMAGE']},"
  " 'SaveImage': {'display_name': 'Save Image', 'input': {'required': {'images': ['IMAGE'],"
  "   'filename_prefix': ['STRING', {'tooltip': 'How names begin.'}]}}, 'output': [], 'output_node': true},"
  " 'LoadImage': {'input': {'required': {'image': [['here.png'], {'image_upload': true}]}},"
  "   'output': ['IMAGE', 'MASK']},"
  " 'Odd': {'display_name': 'Odd node', 'input': {'required': {'images': ['IMAGE'], 'on': ['BOOLEAN'],"
  "   'rate': [['16', '24'], {'tooltip': 'How fast'}], 'level': [[1, 2, 4]],"
  "   'words': ['STRING', {'display_name': 'More words', 'multiline': true}]},"
  "   'optional': {'strength': ['FLOAT', {'max': 2}], 'seed': ['INT', {'min': 0, 'max': 5}],"
  "   'far': ['COMBO', {'remote': {}}],"
  "   'deep': ['INT', {'min': -9223372036854775807, 'max': 9223372036854775807}]},"
  "   'hidden': {}}, 'output': [], 'output_node': true}}";

static char *
requote (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

FigmentGraph *
form_support_graph (const char *text)
{
  g_autofree char *json = requote (text);
  g_autoptr(GError) error = NULL;
  FigmentGraph *graph = figment_graph_parse (json, strlen (json), &error);

  g_assert_no_error (error);
  return graph;
}

/* @text: (nullable): NULL gives NULL */
FigmentCatalog *
form_support_catalog (const char *text)
{
  g_autofree char *json = text != NULL ? requote (text) : NULL;
  g_autoptr(JsonNode) root = json != NULL ? figment_json_parse (json, strlen (json), NULL) : NULL;
  g_autoptr(GError) error = NULL;
  FigmentCatalog *catalog = root != NULL ? figment_catalog_new (root, &error) : NULL;

  g_assert_no_error (error);
  g_assert_true ((catalog != NULL) == (text != NULL));
  return catalog;
}

/* What a real server said of its classes. Only where figment_fixture_skip ("comfyui") says no. */
FigmentCatalog *
form_support_recorded_catalog (void)
{
  g_autoptr(GBytes) packed = figment_fixture_load ("comfyui", "12-endpoints/object_info.json.gz");
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GInputStream) memory = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr(GInputStream) stream = g_converter_input_stream_new (memory, converter);
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  FigmentCatalog *catalog;

  g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
  catalog = figment_catalog_parse (bytes, &error);
  g_assert_no_error (error);
  return catalog;
}

FigmentForm *
form_support_form (const char *graph,
                   const char *catalog)
{
  g_autoptr(FigmentGraph) parsed = form_support_graph (graph);
  g_autoptr(FigmentCatalog) classes = form_support_catalog (catalog);

  return figment_form_new (parsed, classes);
}

FigmentField *
form_support_field (FigmentForm *form,
                    const char  *id)
{
  FigmentField *field = figment_form_get_field (form, id);

  if (field == NULL)
    g_error ("There is no field %s", id);
  return field;
}

void
form_support_set (FigmentForm *form,
                  const char  *id,
                  const char  *value)
{
  figment_field_set_value (form_support_field (form, id), value);
}

/* "id kind label" a line; advanced ones with "group: " before their label. */
char *
form_support_list (FigmentForm *form)
{
  GEnumClass *kinds = g_type_class_ref (FIGMENT_TYPE_FIELD_KIND);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      const char *group = figment_field_get_group (field);

      g_assert_true (figment_field_get_advanced (field) == (group != NULL));
      g_string_append_printf (list, "%s %s %s%s%s\n", figment_field_get_id (field),
                              g_enum_get_value (kinds, (int) figment_field_get_kind (field))->value_nick,
                              group != NULL ? group : "", group != NULL ? ": " : "", figment_field_get_label (field));
    }
  g_type_class_unref (kinds);
  return g_string_free (list, FALSE);
}

FigmentRequest *
form_support_request (FigmentForm *form)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = figment_form_build_requests (form, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (requests->len, ==, 1);
  return figment_request_ref (g_ptr_array_index (requests, 0));
}

void
form_support_assert_input (FigmentRequest *request,
                           const char     *node_id,
                           const char     *input,
                           const char     *json)
{
  g_autoptr(JsonNode) root = figment_json_parse (request->graph, strlen (request->graph), NULL);
  JsonObject *node = figment_json_get_object (figment_json_to_object (root), node_id);
  JsonNode *value = figment_json_get (figment_json_get_object (node, "inputs"), input);
  g_autofree char *written = NULL;
  g_autofree char *expected = requote (json);

  g_assert_nonnull (value);
  written = figment_json_write (value, FIGMENT_JSON_WRITE_COMPACT, NULL);
  g_assert_cmpstr (written, ==, expected);
}

void
form_support_assert_refused (FigmentForm *form,
                             const char  *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) requests = figment_form_build_requests (form, 1, &error);

  g_assert_null (requests);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}
