/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-form.h"

G_BEGIN_DECLS

/* Graphs, catalogs and what forms make of them; JSON is written with ' for ", which none of it contains. */
FigmentGraph   *form_support_graph          (const char     *text);
FigmentCatalog *form_support_catalog        (const char     *text);
FigmentCatalog *form_support_recorded_catalog (void);
FigmentForm    *form_support_form           (const char     *graph,
                                             const char     *catalog);
FigmentField   *form_support_field          (FigmentForm    *form,
                                             const char     *id);
void            form_support_set            (FigmentForm    *form,
                                             const char     *id,
                                             const char     *value);
char           *form_support_list           (FigmentForm    *form);
FigmentRequest *form_support_request        (FigmentForm    *form);
void            form_support_assert_input   (FigmentRequest *request,
                                             const char     *node_id,
                                             const char     *input,
                                             const char     *json);
void            form_support_assert_refused (FigmentForm    *form,
                                             const char     *message);

/* A text to image graph: sampler 3, loader 4, latent 5, prompts 6 and 7, output 9. */
extern const char form_support_plain[];

/* What a server says of its classes. */
extern const char form_support_classes[];

G_END_DECLS
