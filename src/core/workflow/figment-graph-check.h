/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_PROBLEM_NOTE,    /* nothing is wrong; good to know */
  FIGMENT_PROBLEM_WARNING, /* it may run */
  FIGMENT_PROBLEM_FATAL,   /* the server will not take it */
} FigmentProblemSeverity;

typedef enum
{
  FIGMENT_PROBLEM_SHAPE,         /* the file is not as a workflow has to be */
  FIGMENT_PROBLEM_NO_OUTPUT,     /* nothing is saved or shown */
  FIGMENT_PROBLEM_UNKNOWN_CLASS, /* the server does not know that kind of node */
  FIGMENT_PROBLEM_ACCOUNT,       /* the node calls a service that wants an account */
  FIGMENT_PROBLEM_MISSING_INPUT,
  FIGMENT_PROBLEM_MISSING_FILE,  /* a model or another file is not on the server */
  FIGMENT_PROBLEM_BAD_CHOICE,    /* it is not one of the server's choices */
  FIGMENT_PROBLEM_BAD_VALUE,     /* not a number, or one out of range */
  FIGMENT_PROBLEM_BAD_LINK,
  FIGMENT_PROBLEM_GLOBAL_SEED,   /* the server writes one seed over all others */
  FIGMENT_PROBLEM_REWRITTEN,     /* the server changes words or seeds before it runs */
  FIGMENT_PROBLEM_ENHANCED,      /* the workflow rewrites the prompt itself */
  FIGMENT_PROBLEM_REPLACED,      /* the user takes something else for it on this server */
  FIGMENT_PROBLEM_REPAIRED,      /* the user had it put right */
} FigmentProblemKind;

typedef enum
{
  FIGMENT_REPAIR_SET,    /* put @value into @input of @node_id */
  FIGMENT_REPAIR_REMOVE, /* take @node_id out; what took from it loses that input */
  FIGMENT_REPAIR_ADD,    /* add @value as the node @node_id */
  FIGMENT_REPAIR_UNDO,   /* take back what the problem is about, one that was replaced or repaired */
} FigmentRepairKind;

/* One thing that would put a problem right. */
typedef struct
{
  FigmentRepairKind  kind;
  gboolean           sure;    /* there is no other way to understand it */
  char              *node_id; /* (owned) */
  char              *input;   /* (owned) (nullable) */
  JsonNode          *value;   /* (owned) (nullable) */
  char              *words;   /* (owned) for a button: "Use “b.safetensors”" */
} FigmentRepair;

typedef struct
{
  FigmentProblemSeverity severity;
  FigmentProblemKind     kind;
  gboolean               everywhere; /* fatal on every server, whatever it has; only a checkup looks for that */
  char                  *node_id; /* (owned) (nullable) */
  char                  *input;   /* (owned) (nullable) */
  char                  *message; /* (owned) for people: names the node by id, class and title */
  char                  *pack;    /* (owned) (nullable) the extension that brings an unknown class, as the file says */
  char                  *url;     /* (owned) (nullable) where the file says that a missing one can be fetched */
  char                  *wanted;  /* (owned) (nullable) the choice that stands there and that the server has not */
  GPtrArray             *repairs; /* (owned) of FigmentRepair, the best first; empty where nobody knows */
} FigmentProblem;

void          figment_problem_free            (FigmentProblem      *self);

/*
 * What @repair has the server take for what @problem wants, or NULL where it is no such repair: those of missing files
 * and choices are remembered for a server (FigmentReplacements), all others change the graph.
 */
const char   *figment_problem_get_taken       (const FigmentProblem *self,
                                               const FigmentRepair  *repair);
FigmentRepair *figment_repair_copy            (const FigmentRepair *self);
void          figment_repair_free             (FigmentRepair       *self);
gboolean      figment_repair_equal            (const FigmentRepair *self,
                                               const FigmentRepair *other);

/*
 * Everything that can be said of a graph before it is sent. @catalog: (nullable): with it classes, values and slots are
 * checked too. @editor: (nullable): the workflow as ComfyUI's editor saves it, which knows packs and links to models.
 */
GPtrArray    *figment_graph_check             (FigmentGraph        *graph,
                                               FigmentCatalog      *catalog);
GPtrArray    *figment_graph_check_with_editor (FigmentGraph        *graph,
                                               FigmentCatalog      *catalog,
                                               JsonNode            *editor);

/* A changed copy; @graph stays as it is. */
FigmentGraph *figment_graph_repair            (FigmentGraph        *graph,
                                               const FigmentRepair *repair,
                                               GError             **error);
FigmentGraph *figment_graph_repair_all        (FigmentGraph        *graph,
                                               GPtrArray           *repairs,
                                               GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentProblem, figment_problem_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentRepair, figment_repair_free)

G_END_DECLS
