/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-choices-private.h"
#include "workflow/figment-field.h"

G_BEGIN_DECLS

/**
 * FigmentFieldSpec:
 *
 * All of a field but what a person sets: what the graph and the catalog say.
 */
typedef struct
{
  char             *id;            /* (owned) */
  int               role;          /* FigmentRole, or -1 */
  FigmentFieldKind  kind;
  char             *label;         /* (owned) */
  char             *group;         /* (owned) (nullable) */
  char             *tooltip;       /* (owned) (nullable) */
  gboolean          advanced;
  gboolean          hidden;        /* a person does not want to see it */
  gboolean          optional;
  double            min;           /* NaN: none */
  double            max;           /* NaN: none */
  double            step;          /* NaN: none */
  char             *max_text;      /* (owned) (nullable) the digits of @max where a double has not all of them */
  guint64           seed_max;      /* the last seed before counting starts again */
  guint64           draw_max;      /* the largest seed that is drawn */
  FigmentChoices   *choices;       /* (owned) (nullable) the server's; for media the files that it has */
  gboolean          open_choices;  /* others may be right too */
  char             *default_value; /* (owned) what stands in the graph */
  char             *preset;        /* (owned) (nullable) the value to begin with, if it is another */
  GPtrArray        *places;        /* (owned) of FigmentPlace, first the one of @default_value */
} FigmentFieldSpec;

FigmentFieldSpec *_figment_field_spec_new  (void);
void              _figment_field_spec_free (FigmentFieldSpec *self);
const char       *_figment_field_spec_get_first
                                           (const FigmentFieldSpec *self);
gboolean          _figment_field_spec_is_media
                                           (const FigmentFieldSpec *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentFieldSpec, _figment_field_spec_free)

/* figment-field.c */
FigmentField           *_figment_field_new           (FigmentFieldSpec          *spec);
const FigmentFieldSpec *_figment_field_get_spec      (FigmentField              *self);
gboolean                _figment_field_can_become    (FigmentField              *self,
                                                      const FigmentFieldSpec    *spec);
void                    _figment_field_become        (FigmentField              *self,
                                                      FigmentFieldSpec          *spec);

/* figment-field-value.c: what a value is worth */
gboolean                _figment_field_spec_stands   (const FigmentFieldSpec    *self);
char                   *_figment_field_spec_check    (const FigmentFieldSpec    *self,
                                                      const char                *value);
gboolean                _figment_field_blocks        (FigmentField              *self);
guint64                 _figment_field_spec_draw     (const FigmentFieldSpec    *self,
                                                      const char                *other_than);
JsonNode               *_figment_field_spec_make_json
                                                     (const FigmentFieldSpec    *self,
                                                      const char                *value,
                                                      JsonNode                  *standing,
                                                      const FigmentCatalogInput *input);
char                   *_figment_field_text_of_json  (JsonNode                  *value);
FigmentSeedMode         _figment_field_spec_get_mode (const FigmentFieldSpec    *self);

G_END_DECLS
