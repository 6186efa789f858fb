/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * Media made at run time, so that the tree holds no binary files. Each writes @name into a temporary folder of the test
 * program and gives its path; figment_test_media_clear () removes all of them.
 */
char     *figment_test_media_get_path  (const char *name);

/* A still picture, by gdk-pixbuf: @type "png" or "jpeg"; red above, blue below; @alpha makes the left half clear. */
char     *figment_test_media_write     (const char *name,
                                        const char *type,
                                        int         width,
                                        int         height,
                                        gboolean    alpha);
char     *figment_test_media_webp      (const char *name,
                                        int         width,
                                        int         height);

/* Animations whose frames are red, green, blue in turn, @duration_ms each. */
char     *figment_test_media_anim_webp (const char *name,
                                        int         width,
                                        int         height,
                                        guint       n_frames,
                                        guint       duration_ms);
char     *figment_test_media_apng      (const char *name);
char     *figment_test_media_gif       (const char *name);

/* A video by GStreamer: @n_frames at 24 a second, with a tone if @sound. NULL when there is no encoder. */
char     *figment_test_media_video     (const char *name,
                                        int         width,
                                        int         height,
                                        guint       n_frames,
                                        gboolean    sound);
char     *figment_test_media_sound     (const char *name,
                                        guint       seconds);
void      figment_test_media_clear     (void);
