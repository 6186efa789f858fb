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
  FIGMENT_FAULT_NOTHING, /* a note */
  FIGMENT_FAULT_NONE,    /* a warning */
  FIGMENT_FAULT_BRANCH,  /* everything that needs the node */
  FIGMENT_FAULT_WHOLE,   /* the prompt */
} FigmentFault;

typedef struct
{
  FigmentGraph      *graph;
  FigmentCatalog    *catalog; /* (nullable) */
  JsonObject        *editor;  /* (nullable) */
  FigmentGraphLinks *links;
  const char *const *ids;
  GPtrArray         *problems;
  GArray            *nodes;  /* of guint, for each problem: node index, G_MAXUINT where the severity is settled */
  guint8            *faulty; /* for each node: whether its branch is spoilt */
  guint              n_explained; /* problems for which something better was looked for */
} FigmentGraphCheck;

/* Returns: (transfer none): the new problem, which @self owns */
FigmentProblem *_figment_graph_check_add        (FigmentGraphCheck  *self,
                                                 FigmentProblemKind  kind,
                                                 FigmentFault        fault,
                                                 guint               node,
                                                 const char         *input,
                                                 const char         *format,
                                                 ...) G_GNUC_PRINTF (6, 7);
char           *_figment_graph_check_quote      (JsonNode           *value);
const FigmentCatalogClass *
                _figment_graph_check_get_class  (FigmentGraphCheck  *self,
                                                 guint               node);

/* figment-graph-repair.c. @value and @words: consumed */
void            _figment_problem_add_repair     (FigmentProblem     *problem,
                                                 FigmentRepairKind   kind,
                                                 gboolean            sure,
                                                 const char         *node_id,
                                                 const char         *input,
                                                 JsonNode           *value,
                                                 char               *words);
/* "Use “…”": sets the problem's own input. @value: consumed */
void            _figment_problem_offer          (FigmentProblem     *problem,
                                                 gboolean            sure,
                                                 JsonNode           *value);

/* The parts of the check, one file each. */
void            _figment_graph_check_with_class (FigmentGraphCheck  *self,
                                                 guint               node);
void            _figment_graph_check_value      (FigmentGraphCheck  *self,
                                                 guint               node,
                                                 const char         *name,
                                                 const FigmentCatalogInput *input,
                                                 JsonNode           *value);
void            _figment_graph_check_explain_class
                                                (FigmentGraphCheck  *self,
                                                 FigmentProblem     *problem,
                                                 guint               node);
void            _figment_graph_check_explain_choice
                                                (FigmentGraphCheck  *self,
                                                 FigmentProblem     *problem,
                                                 const FigmentCatalogInput *input,
                                                 const char         *text);
void            _figment_graph_check_offer_output
                                                (FigmentGraphCheck  *self,
                                                 FigmentProblem     *problem);
void            _figment_graph_check_notes      (FigmentGraphCheck  *self);

G_END_DECLS
