/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include <langinfo.h>
#include <locale.h>

#include <glib/gi18n.h>

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  if (g_str_equal (nl_langinfo (CODESET), "ANSI_X3.4-1968"))
    setlocale (LC_CTYPE, "C.UTF-8"); /* without a locale, as in containers, prompts may still be in any script */
  bindtextdomain (GETTEXT_PACKAGE, FIGMENT_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  return (int) figment_cli_run (argv);
}
