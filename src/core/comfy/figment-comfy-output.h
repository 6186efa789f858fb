/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "model/figment-mode.h"

G_BEGIN_DECLS

typedef enum
{
  FIGMENT_COMFY_FOLDER_OUTPUT,
  FIGMENT_COMFY_FOLDER_TEMP,
  FIGMENT_COMFY_FOLDER_INPUT,
} FigmentComfyFolder;

const char        *figment_comfy_folder_to_string   (FigmentComfyFolder  folder);
FigmentComfyFolder figment_comfy_folder_from_string (const char         *text);

/**
 * FigmentComfyFile:
 *
 * A file on the server, spelled as the server spells it: @filename and @subfolder go back to /view unchanged and are
 * never joined into a path here (trap 18: backslashes, hostile ones: "..").
 */
typedef struct
{
  char              *node_id;   /* (owned) (nullable) the node that made it */
  char              *key;       /* (owned) (nullable) "images", "gifs", "audio" …: says nothing about the kind */
  char              *filename;  /* (owned) */
  char              *subfolder; /* (owned) may be "" */
  FigmentComfyFolder folder;
  FigmentMediaKind   kind;      /* by extension, then "animated", then "format" */
} FigmentComfyFile;

FigmentComfyFile *figment_comfy_file_new        (const char             *filename,
                                                 const char             *subfolder,
                                                 FigmentComfyFolder      folder);
FigmentComfyFile *figment_comfy_file_copy       (const FigmentComfyFile *self);
void              figment_comfy_file_free       (FigmentComfyFile       *self);
char             *figment_comfy_file_dup_value  (const FigmentComfyFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentComfyFile, figment_comfy_file_free)

typedef struct
{
  char *node_id; /* (owned) (nullable) */
  char *text;    /* (owned) */
} FigmentComfyText;

/**
 * FigmentComfyOutputs:
 *
 * What "executed" and history say a node, or a whole run, put out. Reference counted; whoever shares it leaves it as it
 * is.
 */
typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray      *files; /* (owned) FigmentComfyFile, in the order sent; saved ones and temporary ones alike */
  GPtrArray      *texts; /* (owned) FigmentComfyText */
} FigmentComfyOutputs;

FigmentComfyOutputs *figment_comfy_outputs_new        (void);
void                 figment_comfy_outputs_parse_node (FigmentComfyOutputs *self,
                                                       const char          *node_id,
                                                       JsonNode            *output);
void                 figment_comfy_outputs_add_text   (FigmentComfyOutputs *self,
                                                       const char          *node_id,
                                                       const char          *text);
gboolean             figment_comfy_outputs_has_text   (FigmentComfyOutputs *self,
                                                       const char          *node_id);
void                 figment_comfy_outputs_merge      (FigmentComfyOutputs *self,
                                                       FigmentComfyOutputs *other);
FigmentComfyOutputs *figment_comfy_outputs_ref        (FigmentComfyOutputs *self);
void                 figment_comfy_outputs_unref      (FigmentComfyOutputs *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentComfyOutputs, figment_comfy_outputs_unref)

G_END_DECLS
