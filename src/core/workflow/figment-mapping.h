/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-analysis.h"
#include "workflow/figment-graph-check.h"

G_BEGIN_DECLS

/* Where a control is to be seen. */
typedef enum
{
  FIGMENT_SHOWN_FORM,     /* on the form */
  FIGMENT_SHOWN_ADVANCED, /* under Advanced, with the others of its node */
  FIGMENT_SHOWN_HIDDEN,   /* nowhere but in the workflow's editor */
} FigmentShown;

#define FIGMENT_TYPE_SHOWN (figment_shown_get_type ())
GType figment_shown_get_type (void);

/* What of a control can be another than what was detected, as text. */
typedef enum
{
  FIGMENT_MAPPING_LABEL,
  FIGMENT_MAPPING_DEFAULT, /* the value to begin with */
  FIGMENT_MAPPING_MIN,
  FIGMENT_MAPPING_MAX,
  FIGMENT_N_MAPPING_KEYS,
} FigmentMappingKey;

/**
 * FigmentMapping:
 *
 * What a person decided of a workflow's form, which wins over what was detected: which places play a role; of each
 * control its label, range, first value and where it is shown; the order; how several seeds go together; and what was
 * put right of the graph, which itself stays as it came. Controls are named by the ids of their fields. Kept with the
 * workflow as JSON:
 *
 *   { "version": 1, "roles": { "positive": [["6", "text"]] }, "order": ["positive", "seed"],
 *     "controls": { "seed": { "label": "Luck", "shown": "advanced", "default": "7", "min": "0", "max": "99" } },
 *     "repairs": [{ "do": "set", "node": "3", "input": "steps", "value": 100 }, { "do": "remove", "node": "12" },
 *                 { "do": "add", "node": "20", "value": { "class_type": "SaveImage", "inputs": {} } }],
 *     "ties": [["12", "seed", "own"]] }
 *
 * What the graph no longer has is ignored by whoever applies it, and kept. Not thread safe.
 */
typedef struct _FigmentMapping FigmentMapping;

FigmentMapping    *figment_mapping_new           (void);
FigmentMapping    *figment_mapping_parse         (const char         *json,
                                                  GError            **error);
void               figment_mapping_free          (FigmentMapping     *self);
char              *figment_mapping_to_json       (FigmentMapping     *self);
gboolean           figment_mapping_is_empty      (FigmentMapping     *self);

GPtrArray         *figment_mapping_get_places    (FigmentMapping     *self,
                                                  FigmentRole         role);
void               figment_mapping_set_places    (FigmentMapping     *self,
                                                  FigmentRole         role,
                                                  GPtrArray          *places);
gboolean           figment_mapping_has_control   (FigmentMapping     *self,
                                                  const char         *id);
const char        *figment_mapping_get_text      (FigmentMapping     *self,
                                                  const char         *id,
                                                  FigmentMappingKey   key);
void               figment_mapping_set_text      (FigmentMapping     *self,
                                                  const char         *id,
                                                  FigmentMappingKey   key,
                                                  const char         *text);
gboolean           figment_mapping_get_shown     (FigmentMapping     *self,
                                                  const char         *id,
                                                  FigmentShown       *shown);
void               figment_mapping_set_shown     (FigmentMapping     *self,
                                                  const char         *id,
                                                  FigmentShown        shown);
const char *const *figment_mapping_get_order     (FigmentMapping     *self);
void               figment_mapping_set_order     (FigmentMapping     *self,
                                                  const char *const  *ids);

/* How a seed goes along with the others of its control. */
FigmentTie         figment_mapping_get_tie       (FigmentMapping     *self,
                                                  const FigmentPlace *place);
void               figment_mapping_set_tie       (FigmentMapping     *self,
                                                  const FigmentPlace *place,
                                                  FigmentTie          tie);

/* Of one workflow: more than anybody puts right, and few enough to be made whenever the form is. */
#define FIGMENT_MAPPING_MAX_REPAIRS 1000

/*
 * What was put right, in the order of doing. A repair of the same place takes the place of an older one; to undo it is
 * to name its place. %FIGMENT_REPAIR_UNDO itself is none to be kept. What is beyond the most is not taken.
 */
void               figment_mapping_add_repair    (FigmentMapping     *self,
                                                  const FigmentRepair *repair);
void               figment_mapping_remove_repair (FigmentMapping     *self,
                                                  const char         *node_id,
                                                  const char         *input);
GPtrArray         *figment_mapping_get_repairs   (FigmentMapping     *self);
gboolean           figment_mapping_same_repairs  (FigmentMapping     *self,
                                                  FigmentMapping     *other);
FigmentGraph      *figment_mapping_repair        (FigmentMapping     *self,
                                                  FigmentGraph       *graph);

/* The control is again as it was detected; its place in the order stays. */
void               figment_mapping_reset_control (FigmentMapping     *self,
                                                  const char         *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentMapping, figment_mapping_free)

G_END_DECLS
