/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FigmentPracticeFolders:
 *
 * Where the practice server keeps files. Set up once, then read by both of its threads.
 */
typedef struct
{
  char *base;   /* (owned) */
  char *input;  /* (owned) uploads */
  char *output; /* (owned) results; stay over a restart */
  char *temp;   /* (owned) previews; wiped at each start */
  char *user;   /* (owned) what /userdata keeps */
} FigmentPracticeFolders;

gboolean    figment_practice_folders_open       (FigmentPracticeFolders  *self,
                                                 const char              *base,
                                                 GError                 **error);
void        figment_practice_folders_clear      (FigmentPracticeFolders  *self);
void        figment_practice_folders_wipe       (const char              *path);
const char *figment_practice_folders_of_type    (FigmentPracticeFolders  *self,
                                                 const char              *type);
char       *figment_practice_folders_join       (const char              *folder,
                                                 const char              *subfolder,
                                                 const char              *name);
char       *figment_practice_folders_split_name (const char              *annotated,
                                                 const char             **type);
char       *figment_practice_folders_find       (FigmentPracticeFolders  *self,
                                                 const char              *annotated);

G_END_DECLS
