/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-field-private.h"
#include "workflow/figment-form.h"
#include "workflow/figment-mapping.h"

G_BEGIN_DECLS

/* A literal that is written whatever the fields say. */
typedef struct
{
  FigmentPlace *place; /* (owned) */
  char         *text;  /* (owned) */
} FigmentOverride;

/*
 * One form in several files: figment-form.c is the list, figment-form-plan.c says what fields there are,
 * figment-form-limits.c what the catalog says of them, figment-form-words.c what they are called,
 * figment-form-mapping.c what a person decided of all that, figment-form-values.c keeps values and brings them back,
 * figment-form-request.c turns them into requests, figment-form-trial.c into a small one.
 */
struct _FigmentForm
{
  GObject          parent_instance;

  FigmentGraph    *original;  /* (owned) as it was given */
  FigmentGraph    *graph;     /* (owned) with what the user had put right of it */
  FigmentCatalog  *catalog;   /* (owned) (nullable) */
  FigmentAnalysis *analysis;  /* (owned) */
  GPtrArray       *fields;    /* (owned) of FigmentField */
  gboolean         fits_models;
  FigmentMapping  *mapping;   /* (owned) (nullable) what a person decided */
  JsonNode        *editor;    /* (owned) (nullable) the workflow as ComfyUI's editor saves it */
  char            *editor_text; /* (owned) (nullable) its JSON */
  FigmentWildcards *wildcards; /* (owned) (nullable) lists of words to draw from */
  FigmentReplacements *replacements; /* (owned) (nullable) what to take where the server has not a file */
  GHashTable      *by_id;     /* (owned) id (borrowed from the field) -> FigmentField */
  GPtrArray       *overrides; /* (owned) of FigmentOverride */
};

/* What a plan is made from. */
typedef struct
{
  FigmentGraph    *graph;
  FigmentCatalog  *catalog; /* (nullable) */
  FigmentAnalysis *analysis;
  FigmentMapping  *mapping; /* (nullable) */
  GHashTable      *choices; /* (owned) list in the catalog -> FigmentChoices */
} FigmentFormSources;

/* figment-form-plan.c: all fields in their order, of FigmentFieldSpec */
GPtrArray                 *_figment_form_plan                (FigmentFormSources        *sources);
gboolean                   _figment_form_is_media_role       (int                        role);
void                       _figment_form_replace_missing     (GPtrArray                 *specs,
                                                              FigmentReplacements       *replacements,
                                                              gboolean                   fits_models);

/* figment-form-others.c: the literals that play no role */
void                       _figment_form_plan_others         (FigmentFormSources        *sources,
                                                              GHashTable                *claimed,
                                                              GPtrArray                 *advanced,
                                                              GPtrArray                 *specs);

/* figment-form-placeholder.c */
void                       _figment_form_fill_placeholders   (FigmentFormSources        *sources,
                                                              GPtrArray                 *specs);

/* figment-form-mapping.c: what a person decided */
GPtrArray                 *_figment_form_map_places          (FigmentFormSources        *sources,
                                                              FigmentRole                role);
void                       _figment_form_map_shown           (FigmentFormSources        *sources,
                                                              FigmentFieldSpec          *spec);
void                       _figment_form_map                 (FigmentFormSources        *sources,
                                                              GPtrArray                 *specs);

/* figment-form-author.c: what the author of the workflow said */
void                       _figment_form_author_shown        (FigmentFormSources        *sources,
                                                              FigmentFieldSpec          *spec);
void                       _figment_form_author              (FigmentFormSources        *sources,
                                                              GPtrArray                 *specs);

/* figment-form-limits.c */
const FigmentCatalogClass *_figment_form_lookup_class        (FigmentGraph              *graph,
                                                              FigmentCatalog            *catalog,
                                                              const char                *node_id);
const FigmentCatalogInput *_figment_form_lookup_input        (FigmentGraph              *graph,
                                                              FigmentCatalog            *catalog,
                                                              const FigmentPlace        *place);
FigmentFieldKind           _figment_form_choose_kind         (FigmentFormSources        *sources,
                                                              const FigmentPlace        *place,
                                                              int                        role);
void                       _figment_form_set_limits          (FigmentFormSources        *sources,
                                                              FigmentFieldSpec          *spec);

/* figment-form-values.c */
JsonNode                  *_figment_form_dup_json            (FigmentForm               *self,
                                                              FigmentField              *field,
                                                              const char                *value);

void                       _figment_form_add_slots           (FigmentForm               *self,
                                                              JsonObject                *object);

/* figment-form-words.c */
char                      *_figment_form_make_readable       (const char                *input);
char                      *_figment_form_dup_input_label     (FigmentFormSources        *sources,
                                                              const FigmentPlace        *place);
char                      *_figment_form_dup_group           (FigmentFormSources        *sources,
                                                              const char                *node_id);

G_END_DECLS
