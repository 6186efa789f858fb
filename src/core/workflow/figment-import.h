/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "workflow/figment-catalog.h"
#include "workflow/figment-graph.h"

G_BEGIN_DECLS

/**
 * FigmentImport:
 *
 * A workflow taken from a file of any kind: API format, the editor's format, either of them inside something else or in
 * the metadata of what ComfyUI made. Immutable, reference counted, any thread.
 */
typedef struct _FigmentImport FigmentImport;

#define FIGMENT_TYPE_IMPORT (figment_import_get_type ())
GType              figment_import_get_type     (void);

/*
 * Bytes of a file -> import, or an error in %FIGMENT_WORKFLOW_ERROR that says what the file is, what is the trouble and
 * what to do. Pure, any thread. @catalog is the server's and may be NULL.
 */
FigmentImport     *figment_import_new          (GBytes           *bytes,
                                                const char       *file_name,
                                                FigmentCatalog   *catalog,
                                                GError          **error);

/* The same of a file, of which no more is read than is needed. For worker threads. */
FigmentImport     *figment_import_read         (GInputStream     *stream,
                                                const char       *file_name,
                                                FigmentCatalog   *catalog,
                                                GCancellable     *cancellable,
                                                GError          **error);
FigmentImport     *figment_import_ref          (FigmentImport    *self);
void               figment_import_unref        (FigmentImport    *self);

FigmentGraph      *figment_import_get_graph    (FigmentImport    *self);
const char        *figment_import_get_name     (FigmentImport    *self);
const char        *figment_import_get_origin   (FigmentImport    *self);
const char *const *figment_import_get_warnings (FigmentImport    *self);
gboolean           figment_import_is_converted (FigmentImport    *self);
JsonNode          *figment_import_get_editor   (FigmentImport    *self);
char              *figment_import_dup_editor_json
                                               (FigmentImport    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentImport, figment_import_unref)

G_END_DECLS
