/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-mode.h"
#include "workflow/figment-author.h"
#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/* What an input does for the person at the form. The nicks are the keys of `figment-cli workflow analyse --json`. */
typedef enum
{
  FIGMENT_ROLE_POSITIVE,
  FIGMENT_ROLE_NEGATIVE,
  FIGMENT_ROLE_LYRICS,
  FIGMENT_ROLE_SEED,
  FIGMENT_ROLE_STEPS,
  FIGMENT_ROLE_CFG,
  FIGMENT_ROLE_GUIDANCE,
  FIGMENT_ROLE_SAMPLER,
  FIGMENT_ROLE_SCHEDULER,
  FIGMENT_ROLE_DENOISE,
  FIGMENT_ROLE_WIDTH,
  FIGMENT_ROLE_HEIGHT,
  FIGMENT_ROLE_RESOLUTION,
  FIGMENT_ROLE_BATCH,
  FIGMENT_ROLE_FRAMES,
  FIGMENT_ROLE_DURATION,
  FIGMENT_ROLE_FPS,
  FIGMENT_ROLE_IMAGE_INPUT,
  FIGMENT_ROLE_MASK_INPUT,
  FIGMENT_ROLE_VIDEO_INPUT,
  FIGMENT_ROLE_AUDIO_INPUT,
  FIGMENT_ROLE_MODEL,
  FIGMENT_ROLE_LORA,
  FIGMENT_N_ROLES,
} FigmentRole;

const char *figment_role_to_nick (FigmentRole role);

/* How a seed goes along with the first one of its control. */
typedef enum
{
  FIGMENT_TIE_DETECTED, /* close together in the graph, they stay as far apart; else they become the same */
  FIGMENT_TIE_SAME,
  FIGMENT_TIE_OFFSET,   /* as far apart as in the graph */
  FIGMENT_TIE_OWN,      /* not at all: it has a control of its own */
} FigmentTie;

/* Where a value stands: the input that holds the literal. */
typedef struct
{
  char  *node_id;    /* (owned) */
  char  *input;      /* (owned) */
  double confidence; /* 0..1 */
  char  *reason;     /* (owned) (nullable) in words: why Figment thinks that it plays the role; NULL: it plays none */
  guint  stage;      /* of samplers that share one denoising, as Wan 2.2's: 1 is high noise, 2 low; 0: there is one */
  FigmentTie tie;    /* of seeds, as a person decided */
} FigmentPlace;

FigmentPlace *figment_place_new   (const char         *node_id,
                                   const char         *input,
                                   double              confidence,
                                   const char         *reason);
FigmentPlace *figment_place_copy  (const FigmentPlace *self);
void          figment_place_free  (FigmentPlace       *self);
guint         figment_place_hash  (gconstpointer       place);
gboolean      figment_place_equal (gconstpointer       first,
                                   gconstpointer       second);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPlace, figment_place_free)

/*
 * An input that plays no role itself, but has to go along when a role's value is changed: to the same value where
 * @ratio is 1, else to that part of it, in whole numbers.
 */
typedef struct
{
  char        *node_id; /* (owned) */
  char        *input;   /* (owned) */
  FigmentRole  role;
  double       ratio;
} FigmentFollower;

typedef struct
{
  char            *node_id; /* (owned) */
  FigmentMediaKind kind;
  gboolean         preview; /* shows, does not save */
  gboolean         chosen;  /* the author says that its result counts */
} FigmentOutputNode;

/**
 * FigmentAnalysis:
 *
 * Which inputs of a graph are the prompt, the seed, the size and so on, and what it puts out. Immutable after
 * figment_analysis_new (), reference counted, any thread.
 */
typedef struct _FigmentAnalysis FigmentAnalysis;

FigmentAnalysis *figment_analysis_new         (FigmentGraph    *graph,
                                               FigmentCatalog  *catalog);
FigmentAnalysis *figment_analysis_new_with_editor
                                              (FigmentGraph    *graph,
                                               FigmentCatalog  *catalog,
                                               JsonNode        *editor);
FigmentAnalysis *figment_analysis_ref         (FigmentAnalysis *self);
void             figment_analysis_unref       (FigmentAnalysis *self);
FigmentMode      figment_analysis_get_mode    (FigmentAnalysis *self);
GPtrArray       *figment_analysis_get_places  (FigmentAnalysis *self,
                                               FigmentRole      role);
GPtrArray       *figment_analysis_get_outputs (FigmentAnalysis *self);
GPtrArray       *figment_analysis_get_followers
                                              (FigmentAnalysis *self);
FigmentAuthor   *figment_analysis_get_author  (FigmentAnalysis *self);
JsonNode        *figment_analysis_to_json     (FigmentAnalysis *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentAnalysis, figment_analysis_unref)

G_END_DECLS
