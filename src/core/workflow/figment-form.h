/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/figment-request.h"
#include "workflow/figment-field.h"
#include "workflow/figment-replacements.h"
#include "workflow/figment-wildcards.h"

G_BEGIN_DECLS

/**
 * FigmentForm:
 *
 * The controls of one workflow, in the order to show: a GListModel of FigmentField. Roles first (prompts, media, size,
 * sampling, seed), then every other literal of the graph as an advanced field grouped by node. Main thread.
 */
#define FIGMENT_TYPE_FORM (figment_form_get_type ())
G_DECLARE_FINAL_TYPE (FigmentForm, figment_form, FIGMENT, FORM, GObject)

FigmentForm     *figment_form_new            (FigmentGraph     *graph,
                                              FigmentCatalog   *catalog);
FigmentGraph    *figment_form_get_graph      (FigmentForm      *self);
FigmentGraph    *figment_form_get_original   (FigmentForm      *self);
FigmentAnalysis *figment_form_get_analysis   (FigmentForm      *self);
FigmentMode      figment_form_get_mode       (FigmentForm      *self);

/* Ranges, choices and tooltips anew; values stay, and are marked where the server does not know them. */
void             figment_form_set_catalog    (FigmentForm      *self,
                                              FigmentCatalog   *catalog);

/*
 * The workflow as ComfyUI's editor saves it: JSON, or NULL for nothing. It has what the author made of the form, and
 * goes along with requests, so that the results reopen in that editor.
 */
void             figment_form_set_editor     (FigmentForm      *self,
                                              const char       *json);

/* Lists of words for prompts that have "__animals__" in them; NULL for none. */
void             figment_form_set_wildcards  (FigmentForm      *self,
                                              FigmentWildcards *wildcards);

/* What the user decided of the form wins over what is detected; JSON as FigmentMapping has it. */
gboolean         figment_form_set_mapping    (FigmentForm      *self,
                                              const char       *json,
                                              GError          **error);
FigmentField    *figment_form_get_field      (FigmentForm      *self,
                                              const char       *id);
/* The one that writes to that place. */
FigmentField    *figment_form_find_field     (FigmentForm      *self,
                                              const char       *node_id,
                                              const char       *input);
FigmentField    *figment_form_get_role_field (FigmentForm      *self,
                                              FigmentRole       role);

/* The control in whose row @field stands: the width, for a height beside it on the form; else itself. */
FigmentField    *figment_form_get_leader     (FigmentForm      *self,
                                              FigmentField     *field);

/* How the seed at one place of a control goes along with the first. */
FigmentTie       figment_form_get_tie        (FigmentForm        *self,
                                              FigmentField       *field,
                                              const FigmentPlace *place);

gboolean         figment_form_get_size       (FigmentForm      *self,
                                              int              *width,
                                              int              *height);

/*
 * All values that differ from the defaults, and seed modes, as a JSON object. On the way back fields that it does not
 * name stay, unknown keys are ignored, and a seed without a mode is fixed: the params of a request can be loaded too.
 * A slot that is left out is null.
 */
char            *figment_form_save_values    (FigmentForm      *self);
void             figment_form_load_values    (FigmentForm      *self,
                                              const char       *json);
void             figment_form_reset          (FigmentForm      *self);

/* Writes @text to one place whatever the fields say, also where a link or a list stands, until the form is reset. */
gboolean         figment_form_override       (FigmentForm      *self,
                                              const char       *node_id,
                                              const char       *input,
                                              const char       *text,
                                              GError          **error);

/* The first field that no request can be made with; NULL: there is none. */
FigmentField    *figment_form_get_blocking   (FigmentForm      *self);

/* @count complete requests: seeds drawn or counted up as their mode says (and left in the field), values bound, files
 * listed, params filled. NULL with @error, in words and with the field's label, if a value cannot be used. */
GPtrArray       *figment_form_build_requests (FigmentForm      *self,
                                              guint             count,
                                              GError          **error);

/*
 * Whether the form begins with a file of the same kind where the server has not the one that the graph names: for
 * workflows that Figment brings. What a person set stays.
 */
void             figment_form_set_fits_models (FigmentForm     *self,
                                              gboolean          fits_models);

/* What the form begins with where the server has not the file that the graph names; copied, NULL for none. */
void             figment_form_set_replacements
                                             (FigmentForm         *self,
                                              FigmentReplacements *replacements);

/* One request that is small and short, to see that the workflow runs. */
FigmentRequest  *figment_form_build_trial    (FigmentForm      *self,
                                              GError          **error);

/* What would be sent now: for a look at it, and not to be sent. */
FigmentRequest  *figment_form_build_preview  (FigmentForm      *self,
                                              GError          **error);

/* What a role is called at its control. */
const char      *figment_role_get_label      (FigmentRole       role);

G_END_DECLS
