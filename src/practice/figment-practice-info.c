/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "figment-practice-nodes.h"
#include "figment-practice-server.h"
#include "figment-practice-validate.h"
#include "json/figment-json-value.h"

/* What the server says about itself. */

/* A model folder, and the class and input of the catalog whose choices lie in it. */
typedef struct
{
  const char *folder;
  const char *class_type;
  const char *input;
} ModelFolder;

/* The order is that of ComfyUI folder_paths.py. */
static const ModelFolder model_folders[] = {
  { "checkpoints", "CheckpointLoaderSimple", "ckpt_name" },
  { "configs", NULL, NULL },
  { "loras", "LoraLoader", "lora_name" },
  { "vae", "VAELoader", "vae_name" },
  { "text_encoders", "CLIPLoader", "clip_name" },
  { "diffusion_models", "UNETLoader", "unet_name" },
  { "clip_vision", "CLIPVisionLoader", "clip_name" },
  { "style_models", "StyleModelLoader", "style_model_name" },
  { "embeddings", NULL, NULL },
  { "diffusers", NULL, NULL },
  { "vae_approx", NULL, NULL },
  { "controlnet", "ControlNetLoader", "control_net_name" },
  { "gligen", NULL, NULL },
  { "upscale_models", "UpscaleModelLoader", "model_name" },
  { "latent_upscale_models", NULL, NULL },
  { "hypernetworks", NULL, NULL },
  { "photomaker", NULL, NULL },
  { "classifiers", NULL, NULL },
  { "model_patches", NULL, NULL },
  { "audio_encoders", NULL, NULL },
};

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return node;
}

static JsonNode *
take_array (JsonArray *array)
{
  JsonNode *node = json_node_init_array (json_node_alloc (), array);

  json_array_unref (array);
  return node;
}

/* GET /object_info */
void
figment_practice_get_object_info (FigmentPracticeExchange *exchange)
{
  figment_practice_exchange_json (exchange, 200, figment_practice_nodes_object_info (exchange->server->folders.input));
}

/* GET /object_info/{class}: {} when there is none (trap 2) */
void
figment_practice_get_class_info (FigmentPracticeExchange *exchange)
{
  g_autoptr(JsonNode) catalog = figment_practice_nodes_object_info (exchange->server->folders.input);
  JsonObject *answer = json_object_new ();
  JsonNode *info = figment_json_get (figment_json_to_object (catalog), exchange->args[0]);

  if (info != NULL)
    json_object_set_member (answer, exchange->args[0], json_node_ref (info));
  figment_practice_exchange_json (exchange, 200, take_object (answer));
}

static JsonObject *
system_new (gint64 memory)
{
  JsonObject *system = json_object_new ();
  JsonArray *argv = json_array_new ();

  json_array_add_string_element (argv, "figment-practice");
  json_object_set_string_member (system, "os", "linux");
  json_object_set_int_member (system, "ram_total", memory);
  json_object_set_int_member (system, "ram_free", memory / 2);
  json_object_set_string_member (system, "comfyui_version", FIGMENT_PRACTICE_COMFYUI_VERSION);
  json_object_set_null_member (system, "required_frontend_version");
  json_object_set_null_member (system, "installed_templates_version");
  json_object_set_null_member (system, "required_templates_version");
  json_object_set_string_member (system, "python_version", "none (practice)");
  json_object_set_string_member (system, "pytorch_version", "none (practice)");
  json_object_set_boolean_member (system, "embedded_python", FALSE);
  json_object_set_array_member (system, "argv", argv);
  json_object_set_boolean_member (system, "figment_practice", TRUE);
  return system;
}

/* GET /system_stats; says plainly that there is no model behind this server */
void
figment_practice_get_stats (FigmentPracticeExchange *exchange)
{
  const gint64 memory = (gint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE);
  JsonObject *answer = json_object_new ();
  JsonArray *devices = json_array_new ();
  JsonObject *device = json_object_new ();

  json_object_set_object_member (answer, "system", system_new (memory));
  json_object_set_string_member (device, "name", "Practice (no model)");
  json_object_set_string_member (device, "type", "practice");
  json_object_set_null_member (device, "index");
  json_object_set_int_member (device, "vram_total", memory);
  json_object_set_int_member (device, "vram_free", memory / 2);
  json_object_set_int_member (device, "torch_vram_total", memory);
  json_object_set_int_member (device, "torch_vram_free", memory / 2);
  json_array_add_object_element (devices, device);
  json_object_set_array_member (answer, "devices", devices);
  figment_practice_exchange_json (exchange, 200, take_object (answer));
}

/* GET /features */
void
figment_practice_get_features (FigmentPracticeExchange *exchange)
{
  figment_practice_exchange_json (exchange, 200, figment_practice_server_features ());
}

/* GET /models */
void
figment_practice_get_models (FigmentPracticeExchange *exchange)
{
  JsonArray *answer = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (model_folders); i++)
    json_array_add_string_element (answer, model_folders[i].folder);
  figment_practice_exchange_json (exchange, 200, take_array (answer));
}

/* GET /models/{folder}: the choices of the loader that reads that folder */
void
figment_practice_get_model_list (FigmentPracticeExchange *exchange)
{
  for (guint i = 0; i < G_N_ELEMENTS (model_folders); i++)
    {
      const ModelFolder *folder = &model_folders[i];
      g_autoptr(JsonNode) catalog = NULL;
      JsonArray *spec = NULL;
      JsonArray *choices = NULL;

      if (strcmp (folder->folder, exchange->args[0]) != 0)
        continue;
      catalog = figment_practice_nodes_object_info (exchange->server->folders.input);
      if (folder->class_type != NULL)
        spec = figment_practice_input_spec (
            figment_practice_catalog_find (figment_json_to_object (catalog), folder->class_type), folder->input, NULL);
      if (spec != NULL)
        choices = figment_json_to_array (json_array_get_element (spec, 0));
      figment_practice_exchange_json (exchange, 200,
                                      take_array (choices != NULL ? json_array_ref (choices) : json_array_new ()));
      return;
    }
  figment_practice_exchange_empty (exchange, 404);
}

/* GET /embeddings */
void
figment_practice_get_embeddings (FigmentPracticeExchange *exchange)
{
  figment_practice_exchange_json (exchange, 200, take_array (json_array_new ()));
}

/* GET /extensions */
void
figment_practice_get_extensions (FigmentPracticeExchange *exchange)
{
  figment_practice_exchange_json (exchange, 200, take_array (json_array_new ()));
}

/* GET /users of a server for one user */
void
figment_practice_get_users (FigmentPracticeExchange *exchange)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "storage", "server");
  json_object_set_boolean_member (answer, "migrated", FALSE);
  figment_practice_exchange_json (exchange, 200, take_object (answer));
}

/* What answers {} because nothing is kept there. */
void
figment_practice_get_empty (FigmentPracticeExchange *exchange)
{
  figment_practice_exchange_json (exchange, 200, take_object (json_object_new ()));
}
