/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "practice/figment-practice-comfy.h"
#include "fake-nodes.h"
#include "json/figment-json-value.h"
#include "json/figment-json.h"

G_BEGIN_DECLS

/* A practice server with a session that talks to it. */
typedef struct
{
  FigmentPracticeComfy *comfy;
  SoupSession          *session;
} PracticeTest;

/* A websocket that notes what it gets, each frame as a short word (practice_test_word). */
typedef struct
{
  SoupWebsocketConnection *connection;
  GPtrArray               *words;  /* of char* */
  GPtrArray               *frames; /* of JsonNode, NULL for binary ones */
  GBytes                  *binary; /* the last binary frame */
  gboolean                 closed;
  guint                    seen;   /* words that practice_socket_take () has handed out */
} PracticeSocket;

/* An answer to a request. */
typedef struct
{
  guint               status;
  GBytes             *body;
  JsonNode           *json;    /* NULL when the body is not JSON */
  SoupMessageHeaders *headers;
} PracticeAnswer;

void            practice_test_set_up       (PracticeTest       *test,
                                            gconstpointer       data);
void            practice_test_tear_down    (PracticeTest       *test,
                                            gconstpointer       data);
PracticeAnswer *practice_test_send         (PracticeTest       *test,
                                            SoupMessage        *message,
                                            GError            **error);
PracticeAnswer *practice_test_get          (PracticeTest       *test,
                                            const char         *path);
PracticeAnswer *practice_test_post         (PracticeTest       *test,
                                            const char         *path,
                                            const char         *body);
PracticeAnswer *practice_test_post_node    (PracticeTest       *test,
                                            const char         *path,
                                            JsonNode           *body);
void            practice_answer_free       (PracticeAnswer     *answer);
void            practice_test_wait         (gboolean          (*is_done) (gpointer data),
                                            gpointer            data);

PracticeSocket *practice_socket_open       (PracticeTest       *test,
                                            const char         *client_id);
void            practice_socket_free       (PracticeSocket     *socket);
void            practice_socket_wait       (PracticeSocket     *socket,
                                            const char         *word);
void            practice_socket_wait_nth   (PracticeSocket     *socket,
                                            const char         *word,
                                            guint               n);
guint           practice_socket_count      (PracticeSocket     *socket,
                                            const char         *word);
char           *practice_socket_take       (PracticeSocket     *socket);
JsonNode       *practice_socket_find       (PracticeSocket     *socket,
                                            const char         *type);
void            practice_socket_wait_closed (PracticeSocket    *socket);
void            practice_socket_send       (PracticeSocket     *socket,
                                            const char         *text);

char           *practice_test_word         (JsonNode           *frame);
char           *practice_test_graph        (int                 steps,
                                            guint64             seed,
                                            const char         *extra);
char           *practice_test_fixture      (const char         *name);
GPtrArray      *practice_test_read_lines   (const char         *path);
gboolean        practice_test_use_recorded_catalog (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeAnswer, practice_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeSocket, practice_socket_free)

#define practice_test_add(path, function) \
  g_test_add (path, PracticeTest, NULL, practice_test_set_up, function, practice_test_tear_down)

G_END_DECLS
