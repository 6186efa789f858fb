/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-analysis.h"
#include "workflow/figment-graph-links.h"

G_BEGIN_DECLS

/* How sure a place is. */
#define FIGMENT_SURE_DIRECT 0.95   /* the literal stands where the sampler's input, or its encoder, has it */
#define FIGMENT_SURE_LINKED 0.85   /* found over links to a primitive */
#define FIGMENT_SURE_PART 0.7      /* one of several parts that make up the value */
#define FIGMENT_SURE_NAME 0.5      /* by name alone */

typedef enum
{
  FIGMENT_SAMPLER_NONE,
  FIGMENT_SAMPLER_MAIN,
  FIGMENT_SAMPLER_SECONDARY, /* a detailer or tile upscaler: works on what a main sampler made */
} FigmentSamplerRank;

/**
 * FigmentTrace:
 *
 * One walk through a graph: what is known of it, and what was found. Nodes are named by their index.
 */
typedef struct
{
  FigmentGraph      *graph;
  FigmentCatalog    *catalog; /* (nullable) */
  FigmentGraphLinks *links;
  const char *const *ids;
  guint              n_nodes;
  JsonObject       **inputs;  /* for each node: what it takes, NULL where that is missing */
  char             **classes; /* for each node: the beginning of its class in lower case, never NULL */
  GPtrArray         *names;   /* for each node: what reasons call it, or NULL until one does */
  guint8            *needed;  /* for each node: whether an output needs it */
  guint8            *ranks;   /* for each node: FigmentSamplerRank */
  guint8            *conditions; /* for each node: whether the way from a sampler to its words leads through it */
  GHashTable        *passed; /* (owned) node -> GPtrArray of FigmentGraphLink, not owned: figment-trace-pass.c */
  gboolean           has_main;
  double             ceiling;    /* no place is surer than this; lowered where names are all there is to go by */
  gboolean           puts_video; /* an output is a video */
  gboolean           animates;   /* a batch of pictures becomes a video: its size is the number of frames */
  GPtrArray        **places;  /* FIGMENT_N_ROLES arrays of FigmentPlace */
  GPtrArray         *followers; /* of FigmentFollower */
  GHashTable        *known;   /* (owned) "role node input" that is in @places already */
} FigmentTrace;

/* figment-trace.c: questions about nodes */
JsonNode       *_figment_trace_get        (FigmentTrace       *self,
                                           guint               node,
                                           const char         *input);
const char     *_figment_trace_get_class  (FigmentTrace       *self,
                                           guint               node);
gboolean        _figment_trace_has        (FigmentTrace       *self,
                                           guint               node,
                                           const char         *input);
gboolean        _figment_trace_has_any    (FigmentTrace       *self,
                                           guint               node,
                                           const char *const  *inputs);
const char     *_figment_trace_find_batch (FigmentTrace       *self,
                                           guint               node);
gboolean        _figment_trace_takes_part (FigmentTrace       *self,
                                           guint               node);
gboolean        _figment_trace_has_name   (FigmentTrace       *self,
                                           guint               node,
                                           gboolean          (*fits) (const char *name));
const char     *_figment_trace_find_member (FigmentTrace      *self,
                                           guint               node,
                                           const char         *input);
gboolean        _figment_trace_find_link  (FigmentTrace       *self,
                                           guint               node,
                                           const char         *input,
                                           guint              *source,
                                           guint              *slot);
gboolean        _figment_trace_class_has  (FigmentTrace       *self,
                                           guint               node,
                                           const char         *word);
gboolean        _figment_trace_is_listed  (const char         *word,
                                           const char *const  *words);
gboolean        _figment_trace_is_text    (JsonNode           *value);
gboolean        _figment_trace_is_number  (JsonNode           *value);
const char     *_figment_trace_describe   (FigmentTrace       *self,
                                           guint               node);
void            _figment_trace_add        (FigmentTrace       *self,
                                           FigmentRole         role,
                                           guint               node,
                                           const char         *input,
                                           double              confidence,
                                           const char         *reason);
char           *_figment_trace_make_key   (FigmentRole         role,
                                           guint               node,
                                           const char         *input);

/* figment-trace-number.c, -pass.c, -preset.c, -sampler.c */
gboolean        _figment_trace_add_number (FigmentTrace       *self,
                                           FigmentRole         role,
                                           guint               node,
                                           const char         *input);
const char     *_figment_trace_find_branch (FigmentTrace      *self,
                                           guint               node);
const FigmentGraphLink *
                _figment_trace_find_passed (FigmentTrace      *self,
                                           guint               node,
                                           guint               slot);
gboolean        _figment_trace_has_preset (FigmentTrace       *self,
                                           guint               node);
gboolean        _figment_trace_take_preset (FigmentTrace      *self,
                                           guint               node,
                                           const char         *reason);
gboolean        _figment_trace_is_record  (FigmentTrace       *self,
                                           guint               node);
gboolean        _figment_trace_adds_no_noise
                                          (FigmentTrace       *self,
                                           guint               node);
gboolean        _figment_trace_is_loader  (FigmentTrace       *self,
                                           guint               node);

/* figment-trace-names.c: what names say */
extern const char *const _figment_length_names[];
extern const char *const _figment_duration_names[];
gboolean        _figment_name_has         (const char         *name,
                                           const char *const  *words);
gboolean        _figment_name_is_negative (const char         *name);
gboolean        _figment_name_is_positive (const char         *name);
gboolean        _figment_name_is_conditioning
                                          (const char         *name);
gboolean        _figment_name_is_latent   (const char         *name);
gboolean        _figment_name_is_pixels   (const char         *name);
gboolean        _figment_name_is_technical
                                          (const char         *name);
gboolean        _figment_name_is_words    (const char         *name);
gboolean        _figment_name_is_part     (const char         *name);
gboolean        _figment_name_is_subject  (const char         *name);
gboolean        _figment_text_is_file     (const char         *text,
                                           const char *const  *ends);

/* The parts of the analysis, one file each, in the order in which they build on each other. */
void            _figment_trace_samplers   (FigmentTrace       *self);
void            _figment_trace_prompts    (FigmentTrace       *self);
void            _figment_trace_settings   (FigmentTrace       *self);
void            _figment_trace_rates      (FigmentTrace       *self);
void            _figment_trace_sizes      (FigmentTrace       *self);
void            _figment_trace_media      (FigmentTrace       *self);
void            _figment_trace_models     (FigmentTrace       *self);
void            _figment_trace_author     (FigmentTrace       *self,
                                           FigmentAuthor      *author);
void            _figment_trace_stages     (FigmentTrace       *self);
void            _figment_trace_followers  (FigmentTrace       *self);

/* figment-analysis.c */
FigmentFollower *
                _figment_follower_new     (const char         *node_id,
                                           const char         *input,
                                           FigmentRole         role,
                                           double              ratio);

G_END_DECLS
