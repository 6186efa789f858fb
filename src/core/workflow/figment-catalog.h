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
typedef struct _FigmentCatalogGroup FigmentCatalogGroup;

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
  const char                 *description;   /* (nullable) */
  const char                 *python_module; /* (nullable) "nodes", "comfy_extras.…", "custom_nodes.a-pack" */
  guint                       output_node : 1;
  guint                       deprecated : 1;
  guint                       experimental : 1;
  guint                       api_node : 1;  /* calls a service that wants an account */
  guint                       n_outputs;
  const char *const          *output_types;  /* a combo output is "COMBO" */
  const char *const          *output_names;  /* (nullable) as many as types */
  guint                       n_inputs;
  const FigmentCatalogInput  *inputs;        /* in the order to show; hidden ones are not listed */
};

/* The inputs that come with one choice of a dynamic combo, with a slot that is linked, or with each row of a group. */
struct _FigmentCatalogGroup
{
  guint                       n_inputs;
  const FigmentCatalogInput  *inputs;
};

struct _FigmentCatalogInput
{
  const char                *name;
  const char                *display_name; /* (nullable) what the server calls it for people */
  const char                *type;         /* as sent; "COMBO" for the list form */
  FigmentCatalogInputKind    kind;
  guint                      required : 1;
  guint                      multiline : 1;
  guint                      upload : 1;   /* a file picker: image_upload, video_upload … */
  guint                      seed : 1;     /* control_after_generate is set */
  guint                      force_link : 1;
  guint                      socketless : 1; /* a widget of whatever type, to which nothing can be linked */
  guint                      open_choices : 1; /* a combo whose choices are fetched from elsewhere ("remote") */
  guint                      multiselect : 1;
  guint                      slider : 1;   /* "display": "slider" */
  guint                      dynamic_prompts : 1; /* the client resolves {a|b} and comments before it sends */
  guint                      advanced : 1;
  guint                      hidden : 1;   /* has a value, but is not to be shown */
  guint                      lazy : 1;     /* what it is linked to may not be run at all */
  double                     min;          /* NaN: none given; beyond 2^53: see @min_text */
  double                     max;
  double                     step;
  double                     round;        /* NaN: none */
  const char                *min_text;     /* (nullable) exact digits, where a double has not all of them */
  const char                *max_text;     /* (nullable) the same */
  const char                *default_text; /* (nullable) JSON text of the default */
  const char                *placeholder;  /* (nullable) */
  const char                *label_on;     /* (nullable) of a boolean */
  const char                *label_off;    /* (nullable) */
  const char                *tooltip;      /* (nullable) */
  const char                *route;        /* (nullable) where to GET the choices of a "remote" combo */
  const char                *folder;       /* (nullable) of a file picker: "input", "output" or "temp" */
  guint                      n_choices;
  const char *const         *choices;      /* JSON text of each choice: strings keep their quotes */

  /* Of the dynamic kinds, protocol §8. Names of inputs within them are joined with dots: "resize_type.width". */
  const FigmentCatalogGroup *groups;       /* (nullable) combo: one for each of @choices; else a single one */
  const FigmentCatalogInput *item;         /* (nullable) autogrow: what each of its inputs is like */
  const char                *prefix;       /* (nullable) autogrow: they are called "image0", "image1" … */
  guint                      n_names;      /* autogrow: or have names of their own */
  const char *const         *names;
  guint                      min_items;
  guint                      max_items;
  const char                *allowed_types; /* (nullable) match type: "IMAGE,MASK" */
};

/*
 * What is declared for @name, also where it is a part of a dynamic input: "resize_type.width" under what "resize_type"
 * is set to in @inputs, "images.image3". NULL where nothing is.
 */
const FigmentCatalogInput *figment_catalog_class_find_input    (const FigmentCatalogClass *self,
                                                                JsonObject           *inputs,
                                                                const char           *name);
const FigmentCatalogGroup *figment_catalog_input_get_group     (const FigmentCatalogInput *self,
                                                                JsonNode             *choice);
const FigmentCatalogInput *figment_catalog_class_get_input     (const FigmentCatalogClass *self,
                                                                const char                *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentCatalog, figment_catalog_unref)

G_END_DECLS
