/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <locale.h>

#include "ui/figment-application.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(FigmentApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, FIGMENT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("figment");

  application = figment_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
