/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "workflow/figment-analysis.h"

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_FIELD_TEXT,    /* one line */
  FIGMENT_FIELD_PROMPT,  /* many lines */
  FIGMENT_FIELD_INTEGER,
  FIGMENT_FIELD_NUMBER,
  FIGMENT_FIELD_SEED,    /* an exact integer from 0 to 2^64-1, with a FigmentSeedMode */
  FIGMENT_FIELD_SWITCH,
  FIGMENT_FIELD_CHOICE,
  FIGMENT_FIELD_IMAGE,   /* a local file that is uploaded; the value is its path */
  FIGMENT_FIELD_MASK,
  FIGMENT_FIELD_VIDEO,
  FIGMENT_FIELD_AUDIO,
} FigmentFieldKind;

#define FIGMENT_TYPE_FIELD_KIND (figment_field_kind_get_type ())
GType figment_field_kind_get_type (void);

typedef enum
{
  FIGMENT_SEED_RANDOM,    /* drawn for each generation */
  FIGMENT_SEED_FIXED,
  FIGMENT_SEED_INCREMENT, /* one more after each generation */
} FigmentSeedMode;

#define FIGMENT_TYPE_SEED_MODE (figment_seed_mode_get_type ())
GType figment_seed_mode_get_type (void);

/* What a media field would send now. */
typedef enum
{
  FIGMENT_SLOT_FILE,    /* the file that is its value */
  FIGMENT_SLOT_SERVER,  /* the server's file that the workflow names */
  FIGMENT_SLOT_EMPTY,   /* nothing; the workflow does without */
  FIGMENT_SLOT_MISSING, /* nothing, and it cannot do without */
} FigmentSlot;

/**
 * FigmentField:
 *
 * One control of a form: what a person sees and sets, and the places in the graph that it writes to. Values are
 * text: numbers as JSON writes them (so that 64-bit seeds stay exact), switches "true" and "false", choices as they are
 * shown. A value that is the default leaves the graph as it is. The value of a media field is the path of a local file,
 * and its default the name on the server that stands in the graph: that stays while the value is empty, unless it is
 * left out. Main thread.
 *
 * Properties: "id" (stable key: the role's nick or "node.input"), "role" (FigmentRole or -1), "kind", "label", "group"
 * (the node's title, for the advanced part), "tooltip", "advanced", "hidden" (by the user), "optional" (a media slot
 * that may stay empty), "min", "max", "step" (doubles, NaN: none), "max-text" (exact digits), "choices" (GStrv, what
 * the server has), "default-value", "value" (writable, notifies), "seed-mode" (writable), "fit" (FigmentFit, writable:
 * how a picture gets the shape of the result), "left-out" (writable: an optional slot sends nothing), "problem" (what
 * is wrong with the value, in words, NULL: nothing; for instance "not on the server"): never changes the value by
 * itself.
 */
#define FIGMENT_TYPE_FIELD (figment_field_get_type ())
G_DECLARE_FINAL_TYPE (FigmentField, figment_field, FIGMENT, FIELD, GObject)

const char        *figment_field_get_id            (FigmentField     *self);
int                figment_field_get_role          (FigmentField     *self);
FigmentFieldKind   figment_field_get_kind          (FigmentField     *self);
const char        *figment_field_get_label         (FigmentField     *self);
const char        *figment_field_get_group         (FigmentField     *self);
const char        *figment_field_get_tooltip       (FigmentField     *self);
gboolean           figment_field_get_advanced      (FigmentField     *self);
gboolean           figment_field_get_hidden        (FigmentField     *self);
gboolean           figment_field_get_optional      (FigmentField     *self);
double             figment_field_get_min           (FigmentField     *self);
double             figment_field_get_max           (FigmentField     *self);
double             figment_field_get_step          (FigmentField     *self);
const char        *figment_field_get_max_text      (FigmentField     *self);
const char *const *figment_field_get_choices       (FigmentField     *self);
const char        *figment_field_get_default_value (FigmentField     *self);
const char        *figment_field_get_value         (FigmentField     *self);
void               figment_field_set_value         (FigmentField     *self,
                                                    const char       *value);
FigmentSeedMode    figment_field_get_seed_mode     (FigmentField     *self);
void               figment_field_set_seed_mode     (FigmentField     *self,
                                                    FigmentSeedMode   mode);

/* Mean something for media only; a fit for pictures and masks. Setting a file ends that the slot is left out. */
FigmentFit         figment_field_get_fit           (FigmentField     *self);
void               figment_field_set_fit           (FigmentField     *self,
                                                    FigmentFit        fit);
gboolean           figment_field_get_left_out      (FigmentField     *self);
void               figment_field_set_left_out      (FigmentField     *self,
                                                    gboolean          left_out);
FigmentSlot        figment_field_get_slot          (FigmentField     *self);

/* A fresh random seed, as large as all of its places take. */
void               figment_field_draw_seed         (FigmentField     *self);
const char        *figment_field_get_problem       (FigmentField     *self);
gboolean           figment_field_is_media          (FigmentField     *self);

/* Whether the value is another than what the form began with: a media field has a file, any other not its default. */
gboolean           figment_field_is_changed        (FigmentField     *self);

/* The FigmentPlace it writes to, first the one that it reads its default from. */
GPtrArray         *figment_field_get_places        (FigmentField     *self);

G_END_DECLS
