/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * Plays one recorded scenario of a real ComfyUI back to a client that makes its own prompt ids: each POST /prompt is
 * answered as the next recorded one was, the recorded frames of that prompt follow on the websocket under the new id,
 * and history has the recorded entry once they are through. Where the recording lost its socket, ours is cut too. Runs
 * in the test's main loop.
 */
typedef struct _FigmentReplayServer FigmentReplayServer;

FigmentReplayServer *figment_replay_server_new        (const char          *folder);
void                 figment_replay_server_free       (FigmentReplayServer *self);
const char          *figment_replay_server_get_url    (FigmentReplayServer *self);

/* The recorded prompts that ended, or were refused, in the transcript. */
guint                figment_replay_server_get_n_runs (FigmentReplayServer *self);
const char          *figment_replay_server_get_graph  (FigmentReplayServer *self,
                                                       guint                run);
void                 figment_replay_server_select     (FigmentReplayServer *self,
                                                       guint                run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigmentReplayServer, figment_replay_server_free)

G_END_DECLS
