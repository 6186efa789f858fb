/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentLiveImages:
 *
 * Finished pictures that come through the socket (SaveImageWebsocket): no history has them and no second try brings
 * them. Each is written to a hidden file of its own as it arrives, so that neither many of them fill the memory nor a
 * crash loses them; the names begin with the prompt's id, by which a later process finds what an earlier one wrote.
 * Main thread; the disk is worker threads' business.
 */
#define FIGMENT_TYPE_LIVE_IMAGES (figment_live_images_get_type ())
G_DECLARE_FINAL_TYPE (FigmentLiveImages, figment_live_images, FIGMENT, LIVE_IMAGES, GObject)

FigmentLiveImages *figment_live_images_new         (const char           *folder,
                                                    const char           *prompt_id);
void               figment_live_images_add         (FigmentLiveImages    *self,
                                                    GBytes               *image);

/* Finishes when all that was added is on the disk, or is known not to be. */
void               figment_live_images_list_async  (FigmentLiveImages    *self,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray         *figment_live_images_list_finish (FigmentLiveImages    *self,
                                                    GAsyncResult         *result);
void               figment_live_images_discard     (FigmentLiveImages    *self);
guint              figment_live_images_get_n_lost  (FigmentLiveImages    *self);
const GError      *figment_live_images_get_error   (FigmentLiveImages    *self);

G_END_DECLS
