/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FigmentPracticeItem:
 *
 * A prompt that has passed validation. Not changed once it is in the queue.
 */
typedef struct
{
  JsonNode   *number;     /* (owned) as it is echoed: an integer of the counter, or the client's number as a float */
  double      priority;   /* the same, to compare */
  char       *id;         /* (owned) */
  JsonNode   *graph;      /* (owned) with the values as validation has converted them */
  JsonNode   *extra_data; /* (owned) without secrets */
  JsonNode   *outputs;    /* (owned) array: ids of the output nodes to execute */
  JsonNode   *catalog;    /* (owned) the object_info it was validated with */
  char       *client_id;  /* (owned) (nullable) */
} FigmentPracticeItem;

FigmentPracticeItem *figment_practice_item_ref   (FigmentPracticeItem *self);
void                 figment_practice_item_unref (FigmentPracticeItem *self);
FigmentPracticeItem *figment_practice_item_new   (void);
JsonNode            *figment_practice_item_to_json (FigmentPracticeItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeItem, figment_practice_item_unref)

/**
 * FigmentPracticeQueue:
 *
 * Pending prompts, the running one, and the history: ComfyUI execution.py, PromptQueue. The pending prompts are a
 * binary heap with Python's heapq layout, so that they are shown in the same odd order. Server thread only.
 */
typedef struct
{
  GPtrArray           *pending; /* (owned) of FigmentPracticeItem, a heap */
  FigmentPracticeItem *running; /* (owned) (nullable) */
  GPtrArray           *history; /* (owned) of FigmentPracticeEntry, oldest first */
  gint64               counter; /* the next prompt's number */
} FigmentPracticeQueue;

typedef struct
{
  char     *id;    /* (owned) */
  JsonNode *entry; /* (owned) as /history shows it */
} FigmentPracticeEntry;

FigmentPracticeQueue *figment_practice_queue_new       (void);
void                  figment_practice_queue_free      (FigmentPracticeQueue *self);
void                  figment_practice_queue_forget    (FigmentPracticeQueue *self);
gboolean              figment_practice_queue_put       (FigmentPracticeQueue *self,
                                                        FigmentPracticeItem  *item);
FigmentPracticeItem  *figment_practice_queue_take      (FigmentPracticeQueue *self);
void                  figment_practice_queue_finish    (FigmentPracticeQueue *self,
                                                        JsonNode             *result);
gboolean              figment_practice_queue_delete    (FigmentPracticeQueue *self,
                                                        const char           *id);
void                  figment_practice_queue_clear     (FigmentPracticeQueue *self);
guint                 figment_practice_queue_get_remaining (FigmentPracticeQueue *self);
JsonNode             *figment_practice_queue_lookup    (FigmentPracticeQueue *self,
                                                        const char           *id);
void                  figment_practice_queue_delete_history (FigmentPracticeQueue *self,
                                                             const char           *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentPracticeQueue, figment_practice_queue_free)

G_END_DECLS
