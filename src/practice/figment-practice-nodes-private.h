/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "figment-practice-nodes.h"

G_BEGIN_DECLS

/* Pixels that one picture may have; more is answered like a graphics card that is too small. */
#define FIGMENT_PRACTICE_MAX_PIXELS (64u * 1024 * 1024)

/* The exception types of the real server, as error domains. */
#define FIGMENT_PRACTICE_RUNTIME_ERROR (g_quark_from_static_string ("RuntimeError"))
#define FIGMENT_PRACTICE_VALUE_ERROR (g_quark_from_static_string ("ValueError"))
#define FIGMENT_PRACTICE_OS_ERROR (g_quark_from_static_string ("OSError"))
#define FIGMENT_PRACTICE_MEMORY_ERROR (g_quark_from_static_string ("torch.OutOfMemoryError"))
#define FIGMENT_PRACTICE_IMAGE_ERROR (g_quark_from_static_string ("PIL.UnidentifiedImageError"))
#define FIGMENT_PRACTICE_EXCEPTION (g_quark_from_static_string ("Exception"))

/**
 * FigmentPracticeRecipe:
 *
 * All that a sampled picture depends on. Owned by the frames that are painted from it.
 */
typedef struct _FigmentPracticeFrames FigmentPracticeFrames;
typedef struct
{
  char                  *prompt;    /* (owned) */
  char                  *negative;  /* (owned) */
  char                  *model;     /* (owned) names of checkpoint and LoRAs */
  char                  *sampler;   /* (owned) sampler and scheduler */
  guint64                seed;
  guint                  steps;
  double                 cfg;
  double                 guidance;
  double                 denoise;   /* 0..1: how much of @init goes */
  guint                  length;    /* frames of one clip, 1: a still */
  FigmentPracticeFrames *init;      /* (owned) (nullable) what is painted over */
  FigmentPracticeFrames *start;     /* (owned) (nullable) what the clip starts from */
  FigmentPracticeFrames *mask;      /* (owned) (nullable) where @init is painted over */
} FigmentPracticeRecipe;

void figment_practice_recipe_free  (FigmentPracticeRecipe       *recipe);
void figment_practice_paint        (const FigmentPracticeRecipe *recipe,
                                    guint                        index,
                                    guint                        width,
                                    guint                        height,
                                    guint8                      *rgb);
void figment_practice_paint_scene  (const FigmentPracticeRecipe *recipe,
                                    guint                        index,
                                    guint                        width,
                                    guint                        height,
                                    guint8                      *rgb);
void figment_practice_paint_label  (const FigmentPracticeRecipe *recipe,
                                    guint                        width,
                                    guint                        height,
                                    guint8                      *rgb);
void figment_practice_draw_text    (const char                  *text,
                                    guint                        x,
                                    guint                        y,
                                    guint                        scale,
                                    guint                        width,
                                    guint                        height,
                                    guint8                      *rgb);

/**
 * FigmentPracticeFrames:
 *
 * A run of equally large RGB pictures, made when they are asked for: 81 frames of 1024 × 1024 would be 255 MB.
 * Reference counted, immutable, any thread.
 */
FigmentPracticeFrames *figment_practice_frames_ref         (FigmentPracticeFrames *self);
void                   figment_practice_frames_unref       (FigmentPracticeFrames *self);
FigmentPracticeFrames *figment_practice_frames_new_stored  (guint                  width,
                                                            guint                  height,
                                                            GPtrArray             *pictures);
FigmentPracticeFrames *figment_practice_frames_new_solid   (guint                  width,
                                                            guint                  height,
                                                            guint                  n_frames,
                                                            guint8                 level);
FigmentPracticeFrames *figment_practice_frames_new_painted (guint                  width,
                                                            guint                  height,
                                                            guint                  n_frames,
                                                            FigmentPracticeRecipe *recipe);
FigmentPracticeFrames *figment_practice_frames_new_scaled  (FigmentPracticeFrames *source,
                                                            guint                  width,
                                                            guint                  height,
                                                            gboolean               crop,
                                                            gboolean               nearest);
FigmentPracticeFrames *figment_practice_frames_new_inverted (FigmentPracticeFrames *source);
FigmentPracticeFrames *figment_practice_frames_new_grey    (FigmentPracticeFrames *source,
                                                            guint                  channel);
FigmentPracticeFrames *figment_practice_frames_new_window  (FigmentPracticeFrames *source,
                                                            guint                  first,
                                                            guint                  n_frames);
FigmentPracticeFrames *figment_practice_frames_keep        (FigmentPracticeFrames *source);
guint                  figment_practice_frames_get_width   (FigmentPracticeFrames *self);
guint                  figment_practice_frames_get_height  (FigmentPracticeFrames *self);
guint                  figment_practice_frames_get_n       (FigmentPracticeFrames *self);
const FigmentPracticeRecipe *
                       figment_practice_frames_get_recipe  (FigmentPracticeFrames *self);
void                   figment_practice_frames_render      (FigmentPracticeFrames *self,
                                                            guint                  index,
                                                            guint8                *rgb);
void                   figment_practice_scale              (const guint8          *from,
                                                            guint                  from_width,
                                                            guint                  from_height,
                                                            guint8                *to,
                                                            guint                  to_width,
                                                            guint                  to_height,
                                                            gboolean               crop,
                                                            gboolean               nearest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeFrames, figment_practice_frames_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeRecipe, figment_practice_recipe_free)

/* What a link carries; the fields that each kind uses are named in brackets. */
typedef enum
{
  FIGMENT_PRACTICE_KIND_MODEL,              /* [text] */
  FIGMENT_PRACTICE_KIND_CLIP,               /* [text] */
  FIGMENT_PRACTICE_KIND_CLIP_VISION,        /* [text] */
  FIGMENT_PRACTICE_KIND_VAE,                /* [text] */
  FIGMENT_PRACTICE_KIND_CONTROL_NET,        /* [text] */
  FIGMENT_PRACTICE_KIND_UPSCALE_MODEL,      /* [text] */
  FIGMENT_PRACTICE_KIND_CLIP_VISION_OUTPUT, /* [frames] */
  FIGMENT_PRACTICE_KIND_CONDITIONING,       /* [text, number: guidance or -1, start] */
  FIGMENT_PRACTICE_KIND_LATENT,             /* [width, height, length, batch, frames, start, mask, number: strength] */
  FIGMENT_PRACTICE_KIND_IMAGE,              /* [frames] */
  FIGMENT_PRACTICE_KIND_MASK,               /* [frames] */
  FIGMENT_PRACTICE_KIND_VIDEO,              /* [frames or path, number: frames a second] */
  FIGMENT_PRACTICE_KIND_AUDIO,              /* silence */
  FIGMENT_PRACTICE_KIND_SIGMAS,             /* [text: scheduler, steps, number: denoise] */
  FIGMENT_PRACTICE_KIND_SAMPLER,            /* [text] */
  FIGMENT_PRACTICE_KIND_GUIDER,             /* [model, positive, negative, number: cfg] */
  FIGMENT_PRACTICE_KIND_NOISE,              /* [seed, steps: 0 for none] */
  FIGMENT_PRACTICE_KIND_INT,                /* [json] */
  FIGMENT_PRACTICE_KIND_FLOAT,              /* [json] */
  FIGMENT_PRACTICE_KIND_STRING,             /* [json] */
  FIGMENT_PRACTICE_KIND_BOOLEAN,            /* [json] */
} FigmentPracticeKind;

struct _FigmentPracticeValue
{
  gatomicrefcount        ref_count;
  FigmentPracticeKind    kind;

  char                  *text;      /* (owned) (nullable) */
  double                 number;
  guint64                seed;
  guint                  steps;
  guint                  width;     /* px of the decoded picture */
  guint                  height;
  guint                  length;    /* frames of one clip */
  guint                  batch;     /* clips or pictures */
  JsonNode              *json;      /* (owned) (nullable) */
  FigmentPracticeFrames *frames;    /* (owned) (nullable) */
  FigmentPracticeFrames *start;     /* (owned) (nullable) */
  FigmentPracticeFrames *mask;      /* (owned) (nullable) */
  FigmentPracticeValue  *model;     /* (owned) (nullable) */
  FigmentPracticeValue  *positive;  /* (owned) (nullable) */
  FigmentPracticeValue  *negative;  /* (owned) (nullable) */
};

FigmentPracticeValue *figment_practice_value_new       (FigmentPracticeKind    kind);
FigmentPracticeValue *figment_practice_value_new_text  (FigmentPracticeKind    kind,
                                                        const char            *text);
FigmentPracticeValue *figment_practice_value_new_json  (FigmentPracticeKind    kind,
                                                        JsonNode              *json);
FigmentPracticeValue *figment_practice_value_new_image (FigmentPracticeKind    kind,
                                                        FigmentPracticeFrames *frames);
FigmentPracticeValue *figment_practice_value_copy      (FigmentPracticeValue  *self);
const char           *figment_practice_value_type_name (FigmentPracticeValue  *self);
char                 *figment_practice_value_describe  (FigmentPracticeValue  *self);

/**
 * FigmentPracticeCall:
 *
 * One run of one node while it lasts.
 */
typedef struct
{
  FigmentPracticeContext *context;
  const char             *node_id;
  const char             *class_type;
  JsonObject             *inputs;
  GHashTable             *links;    /* (nullable) */
  GPtrArray              *outputs;
  JsonNode               *ui;       /* (owned) (nullable) */
} FigmentPracticeCall;

typedef gboolean (*FigmentPracticeNode) (FigmentPracticeCall  *call,
                                         GError              **error);

JsonNode             *figment_practice_call_json        (FigmentPracticeCall  *call,
                                                         const char           *name);
guint64               figment_practice_call_uint        (FigmentPracticeCall  *call,
                                                         const char           *name,
                                                         guint64               fallback);
double                figment_practice_call_double      (FigmentPracticeCall  *call,
                                                         const char           *name,
                                                         double                fallback);
gboolean              figment_practice_call_boolean     (FigmentPracticeCall  *call,
                                                         const char           *name,
                                                         gboolean              fallback);
const char           *figment_practice_call_string      (FigmentPracticeCall  *call,
                                                         const char           *name,
                                                         const char           *fallback);
FigmentPracticeValue *figment_practice_call_peek        (FigmentPracticeCall  *call,
                                                         const char           *name);
FigmentPracticeValue *figment_practice_call_value       (FigmentPracticeCall  *call,
                                                         const char           *name,
                                                         FigmentPracticeKind   kind,
                                                         GError              **error);
gboolean              figment_practice_call_give        (FigmentPracticeCall  *call,
                                                         FigmentPracticeValue *value);
gboolean              figment_practice_call_interrupted (FigmentPracticeCall  *call,
                                                         GError              **error);
char                 *figment_practice_call_file        (FigmentPracticeCall  *call,
                                                         const char           *input,
                                                         GError              **error);
gboolean              figment_practice_check_size       (guint64               width,
                                                         guint64               height,
                                                         GError              **error);

/* The classes, by room; each table ends with an entry without a name. */
typedef struct
{
  const char          *name;
  FigmentPracticeNode  run;
} FigmentPracticeClass;

extern const FigmentPracticeClass figment_practice_loader_classes[];
extern const FigmentPracticeClass figment_practice_conditioning_classes[];
extern const FigmentPracticeClass figment_practice_latent_classes[];
extern const FigmentPracticeClass figment_practice_sampling_classes[];
extern const FigmentPracticeClass figment_practice_image_classes[];
extern const FigmentPracticeClass figment_practice_saving_classes[];
extern const FigmentPracticeClass figment_practice_video_classes[];

/* Files. */
typedef struct
{
  char  *folder;     /* (owned) where the file goes, existing */
  char  *subfolder;  /* (owned) the same as seen from the output folder */
  char  *name;       /* (owned) without counter and extension */
  guint  counter;    /* of the first file */
} FigmentPracticePlace;

void     figment_practice_place_clear  (FigmentPracticePlace    *place);
gboolean figment_practice_place_find   (FigmentPracticePlace    *place,
                                        const char              *output_dir,
                                        const char              *prefix,
                                        guint                    width,
                                        guint                    height,
                                        GError                 **error);
char    *figment_practice_place_name   (FigmentPracticePlace    *place,
                                        gint                     batch_number,
                                        const char              *extension);
gboolean figment_practice_write_file   (FigmentPracticeContext  *context,
                                        const char              *path,
                                        GBytes                  *bytes,
                                        GError                 **error);
void     figment_practice_call_show    (FigmentPracticeCall     *call,
                                        FigmentPracticePlace    *place,
                                        const char              *name,
                                        const char              *type);
void     figment_practice_call_show_animated (FigmentPracticeCall *call);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigmentPracticePlace, figment_practice_place_clear)

/* Embedded texts: "prompt", "workflow" …, in file order; values are ASCII. */
typedef struct
{
  char *key;
  char *text;
} FigmentPracticeNote;

GPtrArray *figment_practice_notes_new   (FigmentPracticeContext  *context);
GdkPixbuf *figment_practice_read_picture (const char             *path,
                                         GError                 **error);
GBytes    *figment_practice_encode_png  (const guint8            *rgb,
                                         guint                    width,
                                         guint                    height,
                                         GPtrArray               *notes,
                                         GError                 **error);
GBytes    *figment_practice_encode_apng (FigmentPracticeCall     *call,
                                         FigmentPracticeFrames   *frames,
                                         double                   fps,
                                         GPtrArray               *notes,
                                         GError                 **error);
GBytes    *figment_practice_encode_jpeg (const guint8            *rgb,
                                         guint                    width,
                                         guint                    height,
                                         guint                    quality);
GBytes    *figment_practice_encode_webp (FigmentPracticeCall     *call,
                                         FigmentPracticeFrames   *frames,
                                         GPtrArray               *notes,
                                         GError                 **error);
gboolean   figment_practice_encode_video (FigmentPracticeCall    *call,
                                         FigmentPracticeFrames   *frames,
                                         double                   fps,
                                         const char              *codec,
                                         const char              *path,
                                         GError                 **error);
FigmentPracticeFrames *
           figment_practice_decode_video (FigmentPracticeCall    *call,
                                         const char              *path,
                                         double                  *fps,
                                         GError                 **error);
gboolean   figment_practice_tag_webm    (const char              *path,
                                         GPtrArray               *notes,
                                         GError                 **error);
gboolean   figment_practice_tag_mp4     (const char              *path,
                                         GPtrArray               *notes,
                                         GError                 **error);

G_END_DECLS
