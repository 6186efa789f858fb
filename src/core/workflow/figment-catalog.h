/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FigmentCatalog:
 *
 * What a server can do: its object_info, protocol §8, kept as compact structs rather than JSON. Immutable, reference
 * counted; made in a worker thread, read on any.
 */
typedef struct _FigmentCatalog      FigmentCatalog;
typedef struct _FigmentCatalogClass FigmentCatalogClass;
typedef struct _FigmentCatalogInput FigmentCatalogInput;

typedef enum
{
  FIGMENT_CATALOG_LINK,     /* only a link fits: MODEL, IMAGE, "*", "A,B" … */
  FIGMENT_CATALOG_INT,
  FIGMENT_CATALOG_FLOAT,
  FIGMENT_CATALOG_STRING,
  FIGMENT_CATALOG_BOOLEAN,
  FIGMENT_CATALOG_COMBO,    /* the old list form and the V3 form alike */
  FIGMENT_CATALOG_DYNAMIC,  /* V3 dynamic combo, autogrow, match type, slot: by its type name */
} FigmentCatalogInputKind;

#define FIGMENT_TYPE_CATALOG (figment_catalog_get_type ())
GType                      figment_catalog_get_type            (void);
FigmentCatalog            *figment_catalog_new                 (JsonNode             *object_info,
                                                                GError              **error);
FigmentCatalog            *figment_catalog_parse               (GBytes               *object_info,
                                                                GError              **error);
FigmentCatalog            *figment_catalog_ref                 (FigmentCatalog       *self);
void                       figment_catalog_unref               (FigmentCatalog       *self);
guint                      figment_catalog_get_n_classes       (FigmentCatalog       *self);
const FigmentCatalogClass *figment_catalog_lookup              (FigmentCatalog       *self,
                                                                const char           *class_type);

/* A class of nodes. Members are public to read; strings are owned by the catalog. */
struct _FigmentCatalogClass
{
  const char                 *name;
  const char                 *display_name;  /* never NULL: falls back to @name */
  const char                 *category;      /* (nullable) */
  const char                 *python_module; /* (nullable) */
  gboolean                    output_node;
  guint                       n_outputs;
  const char *const          *output_types;  /* a combo output is "COMBO" */
  guint                       n_inputs;
  const FigmentCatalogInput  *inputs;        /* in the order to show; hidden ones are not listed */
};

struct _FigmentCatalogInput
{
  const char             *name;
  const char             *display_name; /* (nullable) what the server calls it for people */
  const char             *type;      /* as sent; "COMBO" for the list form */
  FigmentCatalogInputKind kind;
  gboolean                required;
  gboolean                multiline;
  gboolean                upload;    /* a file picker: image_upload, video_upload … */
  gboolean                seed;      /* control_after_generate is set */
  gboolean                force_link;
  gboolean                open_choices; /* a combo whose choices are fetched from elsewhere ("remote") or not limited */
  double                  min;       /* NaN: none given; seeds beyond 2^53: see @max_text */
  double                  max;
  double                  step;
  const char             *max_text;  /* (nullable) exact digits */
  const char             *default_text; /* (nullable) JSON text of the default */
  const char             *tooltip;   /* (nullable) */
  guint                   n_choices;
  const char *const      *choices;   /* JSON text of each choice: strings keep their quotes */
};

const FigmentCatalogInput *figment_catalog_class_get_input     (const FigmentCatalogClass *self,
                                                                const char                *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCatalog, figment_catalog_unref)

G_END_DECLS
