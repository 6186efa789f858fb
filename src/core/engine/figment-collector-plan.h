/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "comfy/figment-comfy-answer.h"

G_BEGIN_DECLS

/**
 * FigmentPlanItem:
 *
 * One output that is to be brought home, and where it will lie. Exactly one of @file, @text and @live says what it is.
 */
typedef struct
{
  int               position;
  char             *node_id;   /* (owned) (nullable) */
  FigmentMediaKind  kind;      /* by the server's word, until the bytes are here */
  FigmentComfyFile *file;      /* (owned) (nullable) on the server */
  char             *text;      /* (owned) (nullable) */
  char             *live;      /* (owned) (nullable) where a picture lies that came through the socket */
  char             *path;      /* (owned) (nullable) final place, absolute; NULL for text */
  char             *prompt_id; /* (owned) names the ".part" file */
  gboolean          recorded;  /* in memory only */
} FigmentPlanItem;

void       figment_plan_item_free          (FigmentPlanItem     *self);
GPtrArray *figment_collector_plan_new      (FigmentComfyOutputs *outputs,
                                            GPtrArray           *live,
                                            const char          *folder,
                                            const char          *first_node_id,
                                            const char          *prompt_id,
                                            guint               *n_left_out);
char      *figment_collector_plan_to_text  (GPtrArray           *plan,
                                            const char          *prompt_id,
                                            FigmentComfyEnd      end);
GPtrArray *figment_collector_plan_from_text (const char         *text,
                                            const char          *prompt_id,
                                            FigmentComfyEnd     *end,
                                            GError             **error);
char      *figment_collector_plan_dup_part (FigmentPlanItem     *item);
void       figment_collector_plan_rename   (GPtrArray           *plan,
                                            FigmentPlanItem     *item);

G_END_DECLS
