/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph-check.h"
#include "workflow/figment-graph-links.h"

G_BEGIN_DECLS

/*
 * How much a fault spoils. The server refuses a prompt whole for some; for the others it leaves out the output nodes
 * that need the faulty one, and runs the rest if there is any (ComfyUI execution.py, validate_prompt).
 */
typedef enum
{
  FIGMENT_FAULT_NONE,   /* a warning */
  FIGMENT_FAULT_BRANCH, /* everything that needs the node */
  FIGMENT_FAULT_WHOLE,  /* the prompt */
} FigmentFault;

typedef struct
{
  FigmentGraph      *graph;
  FigmentCatalog    *catalog; /* (nullable) */
  FigmentGraphLinks *links;
  const char *const *ids;
  GPtrArray         *problems;
  GArray            *nodes;  /* of guint, for each problem: node index, G_MAXUINT where the severity is settled */
  guint8            *faulty; /* for each node: whether its branch is spoilt */
} FigmentGraphCheck;

void  _figment_graph_check_add        (FigmentGraphCheck *self,
                                       FigmentFault       fault,
                                       guint              node,
                                       const char        *input,
                                       const char        *format,
                                       ...) G_GNUC_PRINTF (5, 6);
char *_figment_graph_check_quote      (JsonNode          *value);
void  _figment_graph_check_with_class (FigmentGraphCheck *self,
                                       guint              node);

G_END_DECLS
