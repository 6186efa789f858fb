/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <dlfcn.h>
#include <stdlib.h>

/* Preloaded, this has a program look for its texts in FIGMENT_LOCALE: translations that were never installed. */

char *bindtextdomain (const char *domain,
                      const char *folder);

char *
bindtextdomain (const char *domain,
                const char *folder)
{
  char *(*real) (const char *, const char *) = dlsym (RTLD_NEXT, "bindtextdomain");
  const char *ours = getenv ("FIGMENT_LOCALE");

  return real (domain, folder != NULL && ours != NULL ? ours : folder);
}
