/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * Servers for tests, on 127.0.0.1 and a port of the system's choice, in the test's own main loop. FigmentTestServer
 * answers by table or handler and remembers what it was asked; FigmentRawServer writes given bytes, for answers that no
 * sane server gives.
 */

/* What was asked. */
typedef struct
{
  char               *line;    /* (owned) "GET /api/view?filename=x" as sent, still escaped */
  SoupMessageHeaders *headers; /* (owned) */
  GBytes             *body;    /* (owned) */
} FigmentTestRequest;

typedef struct
{
  SoupServer *soup;     /* (owned) */
  GHashTable *answers;  /* (owned) "GET /path" to Answer */
  GPtrArray  *requests; /* (owned) FigmentTestRequest, oldest first */
  char       *url;      /* (owned) */
} FigmentTestServer;

typedef void (*FigmentTestHandler) (FigmentTestServer *self,
                                    SoupServerMessage *message,
                                    gpointer           user_data);

FigmentTestServer  *figment_test_server_new          (gboolean             tls);
void                figment_test_server_free         (FigmentTestServer   *self);
const char         *figment_test_server_get_url      (FigmentTestServer   *self);
void                figment_test_server_answer       (FigmentTestServer   *self,
                                                      const char          *line,
                                                      guint                status,
                                                      const char          *content_type,
                                                      const char          *body);
void                figment_test_server_answer_bytes (FigmentTestServer   *self,
                                                      const char          *line,
                                                      guint                status,
                                                      const char          *content_type,
                                                      GBytes              *body);
void                figment_test_server_handle       (FigmentTestServer   *self,
                                                      const char          *line,
                                                      FigmentTestHandler   handler,
                                                      gpointer             user_data);
FigmentTestRequest *figment_test_server_last         (FigmentTestServer   *self);
GTlsCertificate    *figment_test_certificate_new     (void);
char               *figment_test_listen              (SoupServer          *soup,
                                                      SoupServerListenOptions options);
#define FIGMENT_TEST_FINGERPRINT \
  "6E:C1:45:9A:C9:D3:41:2E:9A:E2:F1:78:A0:68:85:8A:74:0F:2E:E2:1F:C6:31:0F:64:96:57:26:75:38:52:F8"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentTestServer, figment_test_server_free)

typedef enum
{
  FIGMENT_RAW_CLOSE, /* close after the bytes */
  FIGMENT_RAW_HANG,  /* keep the connection and say no more */
} FigmentRawEnd;

typedef struct
{
  GSocketService *service; /* (owned) */
  GBytes         *answer;  /* (owned) */
  FigmentRawEnd   end;
  guint           n_connections;
  char           *url;     /* (owned) */
} FigmentRawServer;

FigmentRawServer   *figment_raw_server_new           (const char          *answer,
                                                      gssize               length,
                                                      FigmentRawEnd        end);
void                figment_raw_server_free          (FigmentRawServer    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentRawServer, figment_raw_server_free)

char               *figment_test_dup_dead_url        (void);

/* A GAsyncReadyCallback that puts a reference to the result into the GAsyncResult ** given as its data. */
void                figment_test_store_cb            (GObject             *source,
                                                      GAsyncResult        *result,
                                                      gpointer             user_data);
GAsyncResult       *figment_test_wait                (GAsyncResult       **result);
/* Iterates until *@flag is not 0. The test's own time limit ends a wait in vain. */
void                figment_test_wait_flag           (const guint         *flag);

G_END_DECLS
