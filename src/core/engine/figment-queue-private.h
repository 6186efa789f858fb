/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/figment-queue.h"

G_BEGIN_DECLS

#define FIGMENT_QUEUE_PAUSED_KEY "queue-paused"

struct _FigmentQueue
{
  GObject                 parent_instance;

  FigmentComfyClient     *client;      /* (owned) */
  FigmentComfySocket     *socket;      /* (owned) */
  FigmentGenerationStore *store;       /* (owned) */
  FigmentClaims          *claims;      /* (unowned) outlives the queue */
  char                   *library_dir; /* (owned) */

  GListStore             *items;       /* (owned) FigmentGeneration */
  GHashTable             *jobs;        /* (owned) FigmentGeneration -> (owned) FigmentJob */
  GHashTable             *away;        /* (owned) FigmentGeneration (unowned): held until the server is back */
  guint                   in_flight;
  guint                   n_open;
  gboolean                paused;
  gboolean                resume;      /* what is in "away" waits again as soon as the server is back */
  gboolean                started;
  guint                   retry_id;    /* source: what is in "away" waits again, though the server never was */
  guint                   retry_delay; /* ms until then, longer after each try that did not help */
};

/* figment-queue.c */
void _figment_queue_enter         (FigmentQueue           *self,
                                   FigmentGeneration      *generation,
                                   FigmentGenerationState  state,
                                   const char             *evidence);
void _figment_queue_append        (FigmentQueue           *self,
                                   FigmentGeneration      *generation);
void _figment_queue_emit_finished (FigmentQueue           *self,
                                   FigmentGeneration      *generation);

/* figment-queue-feed.c */
#define FIGMENT_QUEUE_RETRY_DELAY 5000
void _figment_queue_feed          (FigmentQueue           *self);
void _figment_queue_socket_cb     (FigmentComfySocket     *socket,
                                   GParamSpec             *pspec,
                                   FigmentQueue           *self);

G_END_DECLS
