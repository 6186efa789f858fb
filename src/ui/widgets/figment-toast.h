/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Returns: (transfer full): with plain text, that goes on in a second line where libadwaita's own would be cut short */
AdwToast *figment_toast_new      (const char *text);

/* Of one that figment_toast_new () has made. */
void      figment_toast_set_text (AdwToast   *toast,
                                  const char *text);

G_END_DECLS
