/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figment-test-server.h"
#include "figment-test-session.h"

G_BEGIN_DECLS

/*
 * One job on a server that says what the test tells it to, message by message: what a well-meaning server, the practice
 * server included, never does, or does only in a race. "%ID" in what is said stands for the prompt's id.
 */

typedef struct
{
  FigmentTestServer       *server;
  FigmentTestSession      *test;
  FigmentQueue            *queue;     /* (unowned) */
  SoupWebsocketConnection *socket;    /* (owned) (nullable) the latest */
  char                    *prompt_id; /* (owned) (nullable) of the latest POST */
  const char              *queue_key; /* in which list the prompt is; NULL in none */
  const char              *history;   /* the entry, NULL none */
  guint                    n_posts;
  guint                    n_views;
  guint                    n_uploads;
  guint                    n_interrupts;
  const char              *other_id;  /* (nullable) what the server calls each prompt, whatever was asked for */
  guint                    n_looks;   /* questions for the queue */
  guint                    n_sockets;
  gboolean                 hangs_up;  /* on every POST */
  gboolean                 delays;    /* the answer to a POST */
  SoupServerMessage       *delayed;   /* (unowned) (nullable) */
} JobFixture;

#define JOB_PLAIN_GRAPH \
  "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":8}}," \
  "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0],\"filename_prefix\":\"x\"}}}"
#define JOB_LIVE_GRAPH \
  "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{\"width\":8}}," \
  "\"9\":{\"class_type\":\"SaveImageWebsocket\",\"inputs\":{\"images\":[\"1\",0]}}}"
/* Whatever is downloaded. */
#define JOB_PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0 of the server"
/* The end of an entry of history. */
#define JOB_SUCCESS "\"status\":{\"status_str\":\"success\",\"completed\":true,\"messages\":[]}"

void                     job_set_up         (JobFixture        *fixture,
                                             gconstpointer      user_data);
void                     job_tear_down      (JobFixture        *fixture,
                                             gconstpointer      user_data);

/* Adds a generation and waits until the server has it and the socket is open. */
FigmentGeneration       *job_submit         (JobFixture        *fixture,
                                             const char        *graph);

/* What the server says. */
void                     job_say            (JobFixture        *fixture,
                                             const char        *text);
void                     job_say_start      (JobFixture        *fixture,
                                             FigmentGeneration *generation);
void                     job_say_image      (JobFixture        *fixture);
void                     job_end_with       (JobFixture        *fixture,
                                             const char        *history);
void                     job_answer_post    (JobFixture        *fixture,
                                             SoupServerMessage *message);

/* What has become of it. */
guint                    job_count_hidden   (JobFixture        *fixture);
guint                    job_count_outputs  (FigmentGeneration *generation);
const FigmentOutputInfo *job_get_output     (FigmentGeneration *generation,
                                             guint              i);
void                     job_assert_library (JobFixture        *fixture,
                                             const char        *expected);

G_END_DECLS
