/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "figment-practice-comfy.h"
#include "figment-practice-executor.h"
#include "figment-practice-folders.h"
#include "figment-practice-hub.h"
#include "figment-practice-queue.h"

G_BEGIN_DECLS

/* The version whose behaviour is imitated. */
#define FIGMENT_PRACTICE_COMFYUI_VERSION "0.8.0"

/* --max-upload-size's default in bytes; it holds for every body. */
#define FIGMENT_PRACTICE_MAX_BODY 104857600

/**
 * FigmentPracticeServer:
 *
 * What lives in the server's thread, and only there: HTTP, websockets, queue. The executor has a thread of its own and
 * sends events.
 */
typedef struct
{
  GMainContext            *context;    /* (owned) */
  FigmentPracticeFolders   folders;
  SoupServer              *soup;       /* (owned) */
  guint16                  port;       /* the one it listens on */
  FigmentPracticeHub      *hub;        /* (owned) */
  FigmentPracticeQueue    *queue;      /* (owned) */
  FigmentPracticeExecutor *executor;   /* (owned) */
  FigmentPracticeRun      *run;        /* (owned) (nullable) the executor works on it, even if it is forgotten */
  char                    *last_node;  /* (owned) (nullable) node of the last "executing", for those who come back */
  char                    *token;      /* (owned) (nullable) bearer that every request has to have */
  FigmentPracticeMood      mood;
  gboolean                 has_struck; /* the mood has done its deed in this run */
  GSource                 *dispatch;   /* (owned) (nullable) will take the next prompt */
  GHashTable              *delays;     /* (owned) set of GSource (owned): answers that are held back */
  int                      n_executed; /* (atomic) */
} FigmentPracticeServer;

FigmentPracticeServer *figment_practice_server_new         (GMainContext            *context,
                                                            const char              *folder,
                                                            guint16                  port,
                                                            GError                 **error);
void                   figment_practice_server_free        (FigmentPracticeServer   *self);
gboolean               figment_practice_server_restart     (FigmentPracticeServer   *self,
                                                            GError                 **error);
void                   figment_practice_server_set_mood    (FigmentPracticeServer   *self,
                                                            FigmentPracticeMood      mood);
void                   figment_practice_server_send_status (FigmentPracticeServer   *self);
void                   figment_practice_server_wake        (FigmentPracticeServer   *self);
JsonNode              *figment_practice_server_exec_info   (FigmentPracticeServer   *self);
JsonNode              *figment_practice_server_features    (void);

/* One HTTP request and its answer. */
typedef struct
{
  FigmentPracticeServer *server;  /* (unowned) */
  SoupServerMessage     *message; /* (unowned) */
  char                 **args;    /* (owned) what stood for the "*" of the route, unescaped */
  GHashTable            *query;   /* (owned) */
} FigmentPracticeExchange;

typedef void (*FigmentPracticeHandler) (FigmentPracticeExchange *exchange);

void        figment_practice_routes_install  (FigmentPracticeServer   *server);

JsonNode   *figment_practice_exchange_read   (FigmentPracticeExchange *exchange);
void        figment_practice_exchange_json   (FigmentPracticeExchange *exchange,
                                              guint                    status,
                                              JsonNode                *node);
void        figment_practice_exchange_text   (FigmentPracticeExchange *exchange,
                                              guint                    status,
                                              const char              *text);
void        figment_practice_exchange_empty  (FigmentPracticeExchange *exchange,
                                              guint                    status);
void        figment_practice_exchange_raise  (FigmentPracticeExchange *exchange);
void        figment_practice_exchange_error  (FigmentPracticeExchange *exchange,
                                              guint                    status,
                                              const char              *error);

void        figment_practice_get_prompt      (FigmentPracticeExchange *exchange);
void        figment_practice_post_prompt     (FigmentPracticeExchange *exchange);
void        figment_practice_get_queue       (FigmentPracticeExchange *exchange);
void        figment_practice_post_queue      (FigmentPracticeExchange *exchange);
void        figment_practice_post_interrupt  (FigmentPracticeExchange *exchange);
void        figment_practice_post_free       (FigmentPracticeExchange *exchange);
void        figment_practice_get_history     (FigmentPracticeExchange *exchange);
void        figment_practice_get_history_of  (FigmentPracticeExchange *exchange);
void        figment_practice_post_history    (FigmentPracticeExchange *exchange);
void        figment_practice_get_jobs        (FigmentPracticeExchange *exchange);
void        figment_practice_get_job         (FigmentPracticeExchange *exchange);
void        figment_practice_get_object_info (FigmentPracticeExchange *exchange);
void        figment_practice_get_class_info  (FigmentPracticeExchange *exchange);
void        figment_practice_get_stats       (FigmentPracticeExchange *exchange);
void        figment_practice_get_features    (FigmentPracticeExchange *exchange);
void        figment_practice_get_models      (FigmentPracticeExchange *exchange);
void        figment_practice_get_model_list  (FigmentPracticeExchange *exchange);
void        figment_practice_get_embeddings  (FigmentPracticeExchange *exchange);
void        figment_practice_get_extensions  (FigmentPracticeExchange *exchange);
void        figment_practice_get_users       (FigmentPracticeExchange *exchange);
void        figment_practice_get_empty       (FigmentPracticeExchange *exchange);
void        figment_practice_get_userdata    (FigmentPracticeExchange *exchange);
void        figment_practice_get_userfile    (FigmentPracticeExchange *exchange);
void        figment_practice_post_userfile   (FigmentPracticeExchange *exchange);
void        figment_practice_delete_userfile (FigmentPracticeExchange *exchange);
void        figment_practice_post_upload     (FigmentPracticeExchange *exchange);
void        figment_practice_get_view        (FigmentPracticeExchange *exchange);

G_END_DECLS
