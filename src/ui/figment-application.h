/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FIGMENT_TYPE_APPLICATION (figment_application_get_type ())
G_DECLARE_FINAL_TYPE (FigmentApplication, figment_application, FIGMENT, APPLICATION, AdwApplication)

FigmentApplication *figment_application_new (void);

G_END_DECLS
