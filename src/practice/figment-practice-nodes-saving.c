/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include "json/figment-json-value.h"

/* Nodes at the end of a graph: pictures as files, on the socket, and text. Those of videos are in -video.c. */

static FigmentPracticeFrames *
get_images (FigmentPracticeCall  *call,
            GError              **error)
{
  FigmentPracticeValue *value = figment_practice_call_value (call, "images", FIGMENT_PRACTICE_KIND_IMAGE, error);

  return value != NULL ? value->frames : NULL;
}

static gboolean
save_pictures (FigmentPracticeCall  *call,
               const char           *folder,
               const char           *prefix,
               const char           *type,
               GError              **error)
{
  FigmentPracticeFrames *frames = get_images (call, error);
  g_auto(FigmentPracticePlace) place = { 0 };
  g_autoptr(GPtrArray) notes = NULL;
  g_autofree guint8 *rgb = NULL;
  guint width, height;

  if (frames == NULL)
    return FALSE;
  width = figment_practice_frames_get_width (frames);
  height = figment_practice_frames_get_height (frames);
  if (!figment_practice_place_find (&place, folder, prefix, width, height, error))
    return FALSE;
  notes = figment_practice_notes_new (call->context);
  rgb = g_malloc ((gsize) width * height * 3);
  for (guint i = 0; i < figment_practice_frames_get_n (frames); i++)
    {
      g_autoptr(GBytes) png = NULL;
      g_autofree char *name = NULL, *path = NULL;

      if (figment_practice_call_interrupted (call, error))
        return FALSE;
      figment_practice_frames_render (frames, i, rgb);
      if ((png = figment_practice_encode_png (rgb, width, height, notes, error)) == NULL)
        return FALSE;
      name = figment_practice_place_name (&place, i, "png");
      path = g_build_filename (place.folder, name, NULL);
      if (!figment_practice_write_file (call->context, path, png, error))
        return FALSE;
      figment_practice_call_show (call, &place, name, type);
    }
  return TRUE;
}

static gboolean
save_image (FigmentPracticeCall  *call,
            GError              **error)
{
  return save_pictures (call, call->context->output_dir,
                        figment_practice_call_string (call, "filename_prefix", "ComfyUI"), "output", error);
}

static gboolean
preview_image (FigmentPracticeCall  *call,
               GError              **error)
{
  char prefix[] = "ComfyUI_temp_xxxxx";

  /* Five letters of chance keep the previews of several nodes apart (ComfyUI nodes.py, PreviewImage). */
  for (guint i = sizeof prefix - 6; i < sizeof prefix - 1; i++)
    prefix[i] = g_random_int_range ('a', 'z' + 1);
  return save_pictures (call, call->context->temp_dir, prefix, "temp", error);
}

static gboolean
send_image (FigmentPracticeCall  *call,
            GError              **error)
{
  FigmentPracticeFrames *frames = get_images (call, error);
  g_autofree guint8 *rgb = NULL;
  guint width, height;

  if (frames == NULL)
    return FALSE;
  width = figment_practice_frames_get_width (frames);
  height = figment_practice_frames_get_height (frames);
  rgb = g_malloc ((gsize) width * height * 3);
  for (guint i = 0, n = figment_practice_frames_get_n (frames); i < n; i++)
    {
      g_autoptr(GBytes) png = NULL;

      if (figment_practice_call_interrupted (call, error))
        return FALSE;
      figment_practice_frames_render (frames, i, rgb);
      if ((png = figment_practice_encode_png (rgb, width, height, NULL, error)) == NULL)
        return FALSE;
      if (call->context->progress != NULL)
        call->context->progress (call->context, i, n, NULL);
      if (call->context->image != NULL)
        call->context->image (call->context, png);
    }
  return TRUE;
}

static gboolean
save_animation (FigmentPracticeCall  *call,
                gboolean              webp,
                GError              **error)
{
  FigmentPracticeFrames *frames = get_images (call, error);
  const double fps = CLAMP (figment_practice_call_double (call, "fps", 6), 0.01, 1000);
  g_auto(FigmentPracticePlace) place = { 0 };
  g_autoptr(GPtrArray) notes = NULL;
  g_autoptr(GBytes) file = NULL;
  g_autofree char *name = NULL, *path = NULL;

  if (frames == NULL
      || !figment_practice_place_find (&place, call->context->output_dir,
                                       figment_practice_call_string (call, "filename_prefix", "ComfyUI"),
                                       figment_practice_frames_get_width (frames),
                                       figment_practice_frames_get_height (frames), error))
    return FALSE;
  notes = figment_practice_notes_new (call->context);
  file = webp ? figment_practice_encode_webp (call, frames, notes, error)
              : figment_practice_encode_apng (call, frames, fps, notes, error);
  if (file == NULL)
    return FALSE;
  name = figment_practice_place_name (&place, -1, webp ? "webp" : "png");
  path = g_build_filename (place.folder, name, NULL);
  if (!figment_practice_write_file (call->context, path, file, error))
    return FALSE;
  figment_practice_call_show (call, &place, name, "output");
  /* A single frame is announced like a still. */
  if (figment_practice_frames_get_n (frames) > 1)
    figment_practice_call_show_animated (call);
  return TRUE;
}

static gboolean
save_webp (FigmentPracticeCall  *call,
           GError              **error)
{
  return save_animation (call, TRUE, error);
}

static gboolean
save_apng (FigmentPracticeCall  *call,
           GError              **error)
{
  return save_animation (call, FALSE, error);
}

static gboolean
preview_any (FigmentPracticeCall  *call,
             GError              **error)
{
  FigmentPracticeValue *value = figment_practice_call_peek (call, "source");
  JsonNode *json = figment_practice_call_json (call, "source");
  JsonArray *texts = json_array_new ();
  JsonObject *ui = json_object_new ();
  g_autofree char *text = NULL;

  if (value != NULL)
    text = figment_practice_value_describe (value);
  else if (json != NULL)
    {
      g_autoptr(FigmentPracticeValue) literal
        = figment_practice_value_new_json (FIGMENT_PRACTICE_KIND_STRING, figment_json_copy (json));

      text = figment_practice_value_describe (literal);
    }
  json_array_add_string_element (texts, text != NULL ? text : "None");
  json_object_set_array_member (ui, "text", texts);
  call->ui = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (call->ui, ui);
  return TRUE;
}

const FigmentPracticeClass figment_practice_saving_classes[] = {
  { "SaveImage", save_image },
  { "PreviewImage", preview_image },
  { "SaveImageWebsocket", send_image },
  { "SaveAnimatedWEBP", save_webp },
  { "SaveAnimatedPNG", save_apng },
  { "PreviewAny", preview_any },
  { NULL },
};
