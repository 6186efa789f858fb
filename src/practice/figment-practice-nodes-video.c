/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

#define IMAGE FIGMENT_PRACTICE_KIND_IMAGE
#define VIDEO FIGMENT_PRACTICE_KIND_VIDEO

static gboolean
create_video (FigmentPracticeCall  *call,
              GError              **error)
{
  FigmentPracticeValue *images = figment_practice_call_value (call, "images", IMAGE, error);
  FigmentPracticeValue *value;

  if (images == NULL)
    return FALSE;
  value = figment_practice_value_new_image (VIDEO, figment_practice_frames_ref (images->frames));
  value->number = figment_practice_call_double (call, "fps", 30);
  return figment_practice_call_give (call, value);
}

/* The file is read when somebody wants its frames, as in the real server. */
static gboolean
load_video (FigmentPracticeCall  *call,
            GError              **error)
{
  g_autofree char *path = figment_practice_call_file (call, "file", error);

  if (path == NULL)
    return FALSE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, g_quark_from_static_string ("FileNotFoundError"), 0,
                   "[Errno 2] No such file or directory: '%s'", path);
      return FALSE;
    }
  return figment_practice_call_give (call, figment_practice_value_new_text (VIDEO, path));
}

static FigmentPracticeFrames *
get_frames (FigmentPracticeCall   *call,
            FigmentPracticeValue  *video,
            double                *fps,
            GError               **error)
{
  *fps = video->number;
  if (video->frames != NULL)
    return figment_practice_frames_ref (video->frames);
  return figment_practice_decode_video (call, video->text, fps, error);
}

static gboolean
get_components (FigmentPracticeCall  *call,
                GError              **error)
{
  FigmentPracticeValue *video = figment_practice_call_value (call, "video", VIDEO, error);
  double fps;
  FigmentPracticeFrames *frames = video != NULL ? get_frames (call, video, &fps, error) : NULL;
  JsonNode *json;

  if (frames == NULL)
    return FALSE;
  figment_practice_call_give (call, figment_practice_value_new_image (IMAGE, frames));
  figment_practice_call_give (call, figment_practice_value_new (FIGMENT_PRACTICE_KIND_AUDIO));
  json = json_node_new (JSON_NODE_VALUE);
  json_node_set_double (json, fps);
  return figment_practice_call_give (call, figment_practice_value_new_json (FIGMENT_PRACTICE_KIND_FLOAT, json));
}

/* @codec: as the encoder is asked for; @tag: what adds the texts to the finished file */
static gboolean
save (FigmentPracticeCall    *call,
      FigmentPracticeFrames  *frames,
      double                  fps,
      const char             *codec,
      const char             *extension,
      gboolean              (*tag) (const char  *path,
                                    GPtrArray   *notes,
                                    GError     **error),
      GError                **error)
{
  g_auto(FigmentPracticePlace) place = { 0 };
  g_autoptr(GPtrArray) notes = figment_practice_notes_new (call->context);
  g_autofree char *name = NULL, *path = NULL;

  if (!figment_practice_place_find (&place, call->context->output_dir,
                                    figment_practice_call_string (call, "filename_prefix", "ComfyUI"),
                                    figment_practice_frames_get_width (frames),
                                    figment_practice_frames_get_height (frames), error))
    return FALSE;
  name = figment_practice_place_name (&place, -1, extension);
  path = g_build_filename (place.folder, name, NULL);
  if (call->context->disk_full)
    {
      g_set_error (error, FIGMENT_PRACTICE_OS_ERROR, 0, "[Errno %d] No space left on device: '%s'", ENOSPC, path);
      return FALSE;
    }
  if (!figment_practice_encode_video (call, frames, fps, codec, path, error)
      || (notes->len > 0 && !tag (path, notes, error)))
    {
      g_unlink (path);
      return FALSE;
    }
  figment_practice_call_show (call, &place, name, "output");
  figment_practice_call_show_animated (call);
  return TRUE;
}

static gboolean
save_webm (FigmentPracticeCall  *call,
           GError              **error)
{
  FigmentPracticeValue *images = figment_practice_call_value (call, "images", IMAGE, error);

  return images != NULL
         && save (call, images->frames, figment_practice_call_double (call, "fps", 24),
                  figment_practice_call_string (call, "codec", "vp9"), "webm", figment_practice_tag_webm, error);
}

static gboolean
save_video (FigmentPracticeCall  *call,
            GError              **error)
{
  FigmentPracticeValue *video = figment_practice_call_value (call, "video", VIDEO, error);
  g_autoptr(FigmentPracticeFrames) frames = NULL;
  double fps;

  frames = video != NULL ? get_frames (call, video, &fps, error) : NULL;
  return frames != NULL && save (call, frames, fps, "mp4", "mp4", figment_practice_tag_mp4, error);
}

const FigmentPracticeClass figment_practice_video_classes[] = {
  { "CreateVideo", create_video },
  { "LoadVideo", load_video },
  { "GetVideoComponents", get_components },
  { "SaveWEBM", save_webm },
  { "SaveVideo", save_video },
  { NULL },
};
