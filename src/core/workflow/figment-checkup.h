/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-graph-check.h"
#include "workflow/figment-replacements.h"

G_BEGIN_DECLS

/* What is looked at. JSON texts as FigmentWorkflow has them. */
typedef struct
{
  const char          *graph;
  const char          *editor;       /* (nullable) */
  const char          *mapping;      /* (nullable) */
  FigmentCatalog      *catalog;
  FigmentReplacements *replacements; /* (nullable) */
  gboolean             fits_models;  /* it takes other models of the same kind, as workflows that Figment brings do */
} FigmentCheckupQuestion;

/**
 * FigmentCheckup:
 *
 * What is the matter with a workflow on a server: the check of what its form would send as it begins, with what the
 * user had replaced or put right. What the form asks for anyway is none: files of media slots, seeds that are drawn.
 * Immutable, reference counted, of any thread.
 */
typedef struct _FigmentCheckup FigmentCheckup;

FigmentCheckup *figment_checkup_new            (const FigmentCheckupQuestion *question);
FigmentCheckup *figment_checkup_ref            (FigmentCheckup               *self);
void            figment_checkup_unref          (FigmentCheckup               *self);

/* Of FigmentProblem, the worst first; after the problems the notes, last what the user decided. */
GPtrArray      *figment_checkup_get_findings   (FigmentCheckup               *self);

/* Without the notes. */
guint           figment_checkup_get_n_problems (FigmentCheckup               *self);

/* All findings as text for people, one after the other. */
char           *figment_checkup_to_text        (FigmentCheckup               *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCheckup, figment_checkup_unref)

G_END_DECLS
