/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *_figment_lm_utf8_mask   (const char *bytes,
                               gsize       length);
void  _figment_lm_utf8_unmask (const char *text,
                               GString    *bytes);
char *_figment_lm_utf8_take   (GString    *bytes,
                               gboolean    at_end);

G_END_DECLS
