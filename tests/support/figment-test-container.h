/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The smallest files of each kind that carry @texts under @keys (both NULL-terminated), as ComfyUI and others write
 * them. No picture is in them, only what a reader of metadata looks at.
 */
GBytes *figment_test_container_png         (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_png_zip     (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_png_itxt    (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_apng        (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_webp        (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_jpeg        (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_avif        (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_mp4         (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_mov         (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_webm        (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_flac        (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_opus        (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_mp3         (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_mp3_utf16   (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_glb         (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_safetensors (const char *const *keys,
                                            const char *const *texts);
GBytes *figment_test_container_svg         (const char *const *keys,
                                            const char *const *texts);

/* An MP4 of @size bytes whose middle is zeros: what stands before and behind them. */
void    figment_test_container_mp4_parts   (const char *const *keys,
                                            const char *const *texts,
                                            guint64            size,
                                            GBytes           **head,
                                            GBytes           **tail);

G_END_DECLS
