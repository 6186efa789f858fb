/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-trace-private.h"

G_BEGIN_DECLS

/* Which of a node's two sides a walk is on: nodes that hand both prompts on give the positive one first. */
typedef enum
{
  FIGMENT_SIDE_BOTH = 1,
  FIGMENT_SIDE_POSITIVE = 2,
  FIGMENT_SIDE_NEGATIVE = 4,
} FigmentTraceSide;

typedef struct
{
  guint            node;
  guint            slot;    /* of its output that the walk came by */
  FigmentTraceSide side;
  gboolean         text;    /* the walk is among strings, no more among conditioning */
  gboolean         lyrics;  /* these are sung */
  guint            hops;
  guint            sampler; /* where the walk began */
  gboolean         told;    /* a language model is given the text, there or further on */
} FigmentTraceStep;

/* From samplers back to the words of one side. */
typedef struct
{
  FigmentTrace     *trace;
  FigmentRole       role;        /* positive or negative */
  GArray           *steps;       /* of FigmentTraceStep: still to look at */
  guint8           *seen;        /* for each node: sides that were walked; for text the same from the fourth bit on */
  guint8           *sided;       /* for each node: 0 not looked at, 1 takes not both sides, 2 both */
  guint8           *worded;      /* for each node: 0 not looked at, 1 has no words for the negative side, 2 some */
  FigmentTraceStep  spare;       /* where the first part stood that was passed over: empty, or around what is said */
  const char       *spare_input; /* (nullable) its name */
} FigmentTraceWalk;

FigmentTraceSide _figment_trace_walk_side   (FigmentTraceWalk       *walk);
gboolean         _figment_trace_is_on_side  (const char             *name,
                                             FigmentTraceSide        side);
void             _figment_trace_walk_push   (FigmentTraceWalk       *walk,
                                             FigmentTraceStep        step);
guint            _figment_trace_take_words  (FigmentTraceWalk       *walk,
                                             const FigmentTraceStep *step,
                                             gboolean              (*fits) (const char *name),
                                             double                  confidence);
void             _figment_trace_walk_text   (FigmentTraceWalk       *walk,
                                             const FigmentTraceStep *step);
void             _figment_trace_take_spare  (FigmentTraceWalk       *walk);

/* figment-trace-said.c */
gboolean         _figment_text_is_setting   (const char             *text);
gboolean         _figment_trace_is_question (FigmentTraceWalk       *walk,
                                             const FigmentTraceStep *step);
gboolean         _figment_trace_is_said     (FigmentTraceWalk       *walk,
                                             const FigmentTraceStep *step,
                                             const char             *name,
                                             JsonNode               *value);
gboolean         _figment_trace_is_writer   (FigmentTrace           *self,
                                             guint                   node);
gboolean         _figment_trace_is_frame    (FigmentTraceWalk       *walk,
                                             const FigmentTraceStep *step,
                                             const char             *text);

G_END_DECLS
