/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-nodes.h"

#include <string.h>

#include <gio/gio.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

struct _FigmentPracticeValue
{
  grefcount ref_count;
};

static JsonNode *fake_catalog; /* set before a server starts, read by its threads */
static int n_executed;
static int n_saved;

static const char small_catalog[] =
    "{"
    "\"CheckpointLoaderSimple\":{\"input\":{\"required\":{\"ckpt_name\":[[\"rig-micro-sd15.safetensors\"],{}]}},"
    "\"output\":[\"MODEL\",\"CLIP\",\"VAE\"],\"output_node\":false,\"category\":\"loaders\"},"
    "\"EmptyLatentImage\":{\"input\":{\"required\":{\"width\":[\"INT\",{\"default\":512,\"min\":16,\"max\":16384}],"
    "\"height\":[\"INT\",{\"default\":512,\"min\":16,\"max\":16384}],\"batch_size\":[\"INT\",{\"min\":1,\"max\":4096}]}"
    "},"
    "\"output\":[\"LATENT\"],\"output_node\":false,\"category\":\"latent\"},"
    "\"CLIPTextEncode\":{\"input\":{\"required\":{\"text\":[\"STRING\",{\"multiline\":true}],\"clip\":[\"CLIP\"]}},"
    "\"output\":[\"CONDITIONING\"],\"output_node\":false,\"category\":\"conditioning\"},"
    "\"KSampler\":{\"input\":{\"required\":{\"model\":[\"MODEL\"],"
    "\"seed\":[\"INT\",{\"default\":0,\"min\":0,\"max\":18446744073709551615}],"
    "\"steps\":[\"INT\",{\"default\":20,\"min\":1,\"max\":10000}],"
    "\"cfg\":[\"FLOAT\",{\"default\":8.0,\"min\":0.0,\"max\":100.0}],"
    "\"sampler_name\":[[\"euler\",\"heun\"]],\"scheduler\":[[\"normal\",\"karras\"]],\"positive\":[\"CONDITIONING\"],"
    "\"negative\":[\"CONDITIONING\"],\"latent_image\":[\"LATENT\"],"
    "\"denoise\":[\"FLOAT\",{\"default\":1.0,\"min\":0.0,\"max\":1.0}]}},"
    "\"output\":[\"LATENT\"],\"output_node\":false,\"category\":\"sampling\"},"
    "\"VAEDecode\":{\"input\":{\"required\":{\"samples\":[\"LATENT\"],\"vae\":[\"VAE\"]}},"
    "\"output\":[\"IMAGE\"],\"output_node\":false,\"category\":\"latent\"},"
    "\"LoadImage\":{\"input\":{\"required\":{\"image\":[[],{\"image_upload\":true}]}},"
    "\"output\":[\"IMAGE\",\"MASK\"],\"output_node\":false,\"category\":\"image\"},"
    "\"SaveImage\":{\"input\":{\"required\":{\"images\":[\"IMAGE\"],\"filename_prefix\":[\"STRING\",{\"default\":"
    "\"ComfyUI\"}]}},"
    "\"output\":[],\"output_node\":true,\"category\":\"image\"},"
    "\"PreviewImage\":{\"input\":{\"required\":{\"images\":[\"IMAGE\"]}},"
    "\"output\":[],\"output_node\":true,\"category\":\"image\"},"
    "\"SaveImageWebsocket\":{\"input\":{\"required\":{\"images\":[\"IMAGE\"]}},"
    "\"output\":[],\"output_node\":true,\"category\":\"image\"},"
    "\"RigImage\":{\"input\":{\"required\":{\"color\":[\"INT\",{}]},\"optional\":{\"flag\":[\"BOOLEAN\",{}]}},"
    "\"output\":[\"IMAGE\"],\"output_node\":false,\"category\":\"rig\"},"
    "\"RigRaise\":{\"input\":{\"required\":{\"image\":[\"IMAGE\"],\"message\":[\"STRING\",{}]}},"
    "\"output\":[\"IMAGE\"],\"output_node\":false,\"category\":\"rig\"},"
    "\"RigBlock\":{\"input\":{\"required\":{\"image\":[\"IMAGE\"],\"message\":[\"STRING\",{}]}},"
    "\"output\":[\"IMAGE\"],\"output_node\":false,\"category\":\"rig\"},"
    "\"RigText\":{\"input\":{\"required\":{\"text\":[\"STRING\",{}]}},"
    "\"output\":[\"STRING\"],\"output_node\":true,\"category\":\"rig\"}"
    "}";

/* The smallest picture there is: one grey pixel. */
static const guint8 tiny_png[] = {
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
  0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
  0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81,
  0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

/* A JPEG's beginning and end; nobody decodes it here. */
static const guint8 tiny_jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9 };

FigmentPracticeValue *
figment_practice_value_ref (FigmentPracticeValue *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
figment_practice_value_unref (FigmentPracticeValue *self)
{
  if (self != NULL && g_ref_count_dec (&self->ref_count))
    g_free (self);
}

/* What the catalog is from now on, instead of the small one; NULL for that. @catalog: (transfer full) (nullable) */
void
fake_nodes_set_catalog (JsonNode *catalog)
{
  g_clear_pointer (&fake_catalog, json_node_unref);
  fake_catalog = catalog;
}

/* Returns: nodes that have been executed in this process */
guint
fake_nodes_get_n_executed (void)
{
  return (guint) g_atomic_int_get (&n_executed);
}

JsonNode *
figment_practice_nodes_object_info (const char *input_dir)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node;

  if (fake_catalog != NULL)
    return figment_json_copy (fake_catalog);
  node = figment_json_parse (small_catalog, strlen (small_catalog), &error);
  g_assert_no_error (error);
  return node;
}

static gboolean
sample (FigmentPracticeContext *context,
        JsonObject             *inputs,
        GError                **error)
{
  const gint64 steps = figment_json_get_int64 (inputs, "steps", 1);
  g_autoptr(GBytes) preview = g_bytes_new_static (tiny_jpeg, sizeof tiny_jpeg);

  for (gint64 i = 1; i <= steps; i++)
    {
      g_usleep (context->step_ms * G_TIME_SPAN_MILLISECOND);
      if (context->interrupted (context))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
          return FALSE;
        }
      context->progress (context, (double) i, (double) steps, context->preview_size > 0 ? preview : NULL);
    }
  return TRUE;
}

static JsonNode *
save (const char *folder,
      const char *type,
      const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  JsonObject *ui = json_object_new ();
  JsonArray *images = json_array_new ();
  JsonObject *item = json_object_new ();
  JsonNode *node;

  g_file_set_contents (path, (const char *) tiny_png, sizeof tiny_png, NULL);
  json_object_set_string_member (item, "filename", name);
  json_object_set_string_member (item, "subfolder", "");
  json_object_set_string_member (item, "type", type);
  json_array_add_object_element (images, item);
  json_object_set_array_member (ui, "images", images);
  node = json_node_init_object (json_node_alloc (), ui);
  json_object_unref (ui);
  return node;
}

static GPtrArray *
make_values (gboolean blocked)
{
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_practice_value_unref);

  for (guint i = 0; i < 3; i++)
    {
      FigmentPracticeValue *value = NULL;

      if (!blocked)
        {
          value = g_new0 (FigmentPracticeValue, 1);
          g_ref_count_init (&value->ref_count);
        }
      g_ptr_array_add (values, value);
    }
  return values;
}

static void
send_image (FigmentPracticeContext *context)
{
  g_autoptr(GBytes) png = g_bytes_new_static (tiny_png, sizeof tiny_png);

  context->progress (context, 0, 1, NULL);
  context->image (context, png);
}

gboolean
figment_practice_nodes_execute (FigmentPracticeContext  *context,
                                const char              *node_id,
                                const char              *class_type,
                                JsonObject              *inputs,
                                GHashTable              *links,
                                GPtrArray              **outputs,
                                JsonNode               **ui,
                                GError                 **error)
{
  const char *message = figment_json_get_string (inputs, "message");

  g_atomic_int_inc (&n_executed);
  if (strcmp (class_type, "RigRaise") == 0)
    {
      g_set_error_literal (error, g_quark_from_static_string ("ValueError"), 0, message);
      return FALSE;
    }
  if (strcmp (class_type, "RigBlock") == 0 && message != NULL && *message != '\0')
    {
      g_set_error_literal (error, g_quark_from_static_string ("ExecutionBlocked"), 0, message);
      return FALSE;
    }
  if (strcmp (class_type, "KSampler") == 0 && !sample (context, inputs, error))
    return FALSE;
  if (strcmp (class_type, "RigSlow") == 0)
    context->progress (context, 1, 1, NULL);
  if (strcmp (class_type, "RigText") == 0)
    context->text (context, figment_json_get_string (inputs, "text"));
  if (strcmp (class_type, "SaveImageWebsocket") == 0)
    send_image (context);
  if (strcmp (class_type, "PreviewAny") == 0)
    *ui = figment_json_parse ("{\"text\":[\"x\"]}", 14, NULL);
  if (strcmp (class_type, "SaveImage") == 0)
    {
      g_autofree char *name = g_strdup_printf ("fake_%05d_.png", g_atomic_int_add (&n_saved, 1) + 1);

      *ui = save (context->output_dir, "output", name);
    }
  if (strcmp (class_type, "PreviewImage") == 0)
    {
      g_autofree char *name = g_strdup_printf ("fake_temp_%05d_.png", g_atomic_int_add (&n_saved, 1) + 1);

      *ui = save (context->temp_dir, "temp", name);
    }
  *outputs = make_values (strcmp (class_type, "RigBlock") == 0);
  return TRUE;
}
