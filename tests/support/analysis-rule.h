/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-analysis.h"

G_BEGIN_DECLS

/* Graphs in JSON with ' for ", as short as the rule allows. */
#define MODEL "'m': {'class_type': 'CheckpointLoaderSimple', 'inputs': {'ckpt_name': 'a.safetensors'}}"
#define END                                                                                                            \
  "'d': {'class_type': 'VAEDecode', 'inputs': {'samples': ['k', 0]}},"                                                 \
  "'o': {'class_type': 'SaveImage', 'inputs': {'images': ['d', 0], 'filename_prefix': 'x'}}"
#define FILM                                                                                                           \
  "'d': {'class_type': 'VAEDecode', 'inputs': {'samples': ['k', 0]}},"                                                 \
  "'v': {'class_type': 'CreateVideo', 'inputs': {'images': ['d', 0], 'fps': ['f', 0]}},"                               \
  "'f': {'class_type': 'PrimitiveFloat', 'inputs': {'value': 24.0}},"                                                  \
  "'o': {'class_type': 'SaveVideo', 'inputs': {'video': ['v', 0], 'filename_prefix': 'x'}}"
#define SAMPLER                                                                                                        \
  "'k': {'class_type': 'KSampler', 'inputs': {'seed': 1, 'steps': 20, 'cfg': 7, 'positive': ['p', 0],"                 \
  " 'negative': ['n', 0], 'latent_image': ['l', 0], 'model': ['m', 0], 'denoise': 1}}"
#define NEGATIVE "'n': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'bad', 'clip': ['m', 1]}}"
#define POSITIVE "'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': 'cat', 'clip': ['m', 1]}}"
#define WORDS(source) "'p': {'class_type': 'CLIPTextEncode', 'inputs': {'text': " source ", 'clip': ['m', 1]}}"
#define LATENT "'l': {'class_type': 'EmptyLatentImage', 'inputs': {'width': 512, 'height': 768, 'batch_size': 1}}"
#define LATENT_OF(width, height)                                                                                       \
  "'l': {'class_type': 'EmptyLatentImage', 'inputs': {'width': " width ", 'height': " height ", 'batch_size': 1}}"
#define BASE SAMPLER ", " MODEL ", " NEGATIVE ", " END

/* Which inputs of a small graph are found for which roles. */
typedef struct
{
  const char *path;
  const char *graph;    /* JSON with ' for " */
  const char *expected; /* "role: node.input node.input; role: …", only the roles that are asked for */
} AnalysisRule;

/* Fails where @analysis has other places; @expected: as in a rule. */
void analysis_assert_roles (FigmentAnalysis *analysis,
                            const char      *expected);

/* Adds a test for each of @rules, under @prefix and its path. @rules must outlive them. */
void analysis_rules_add (const char         *prefix,
                         const AnalysisRule *rules,
                         gsize               n_rules);

G_END_DECLS
