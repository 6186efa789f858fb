/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net/figment-endpoint.h"

G_BEGIN_DECLS

/**
 * FigmentConnectionStep:
 *
 * One step of a test, which is over.
 */
typedef struct
{
  const char *id;           /* static: "resolve", "connect", "tls", "http" … */
  const char *title;        /* static, in the user's language */
  gboolean    ok;
  gint64      milliseconds; /* -1: part of the next step */
  char       *detail;       /* (owned) (nullable) what was found */
  GError     *error;        /* (owned) (nullable) why it failed */
} FigmentConnectionStep;

#define FIGMENT_TYPE_CONNECTION_STEP (figment_connection_step_get_type ())
GType                  figment_connection_step_get_type (void);
FigmentConnectionStep *figment_connection_step_copy     (const FigmentConnectionStep *self);
void                   figment_connection_step_free     (FigmentConnectionStep       *self);

typedef enum
{
  FIGMENT_CONNECTION_TEST_COMFY, /* resolve, connect, tls, http, features, queue, nodes, websocket */
  FIGMENT_CONNECTION_TEST_LM,    /* resolve, connect, tls, http, models */
} FigmentConnectionTestKind;

/**
 * FigmentConnectionTest:
 *
 * Goes to a server one step after the other, so that a person sees which one it is that fails. "tls" is there only for
 * https. Main thread, one run an object.
 *
 * Signal "step" (FigmentConnectionStep): it is over.
 */
#define FIGMENT_TYPE_CONNECTION_TEST (figment_connection_test_get_type ())
G_DECLARE_FINAL_TYPE (FigmentConnectionTest, figment_connection_test, FIGMENT, CONNECTION_TEST, GObject)

FigmentConnectionTest *figment_connection_test_new        (FigmentEndpoint            *endpoint,
                                                           FigmentConnectionTestKind   kind);
void                   figment_connection_test_run_async  (FigmentConnectionTest      *self,
                                                           GCancellable               *cancellable,
                                                           GAsyncReadyCallback         callback,
                                                           gpointer                    user_data);
gboolean               figment_connection_test_run_finish (FigmentConnectionTest      *self,
                                                           GAsyncResult               *result,
                                                           GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentConnectionStep, figment_connection_step_free)

G_END_DECLS
