/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What GTK and libadwaita do in different ways from version to version, one function a need, with the same result on
 * all. Main thread. Whatever a person or a cancellable dismisses finishes with %G_IO_ERROR_CANCELLED.
 */

typedef enum
{
  FIGMENT_RESPONSE_PLAIN,
  FIGMENT_RESPONSE_SUGGESTED,   /* also what Return chooses */
  FIGMENT_RESPONSE_DESTRUCTIVE,
} FigmentResponseLook;

/*
 * One button of a question; a Cancel is always there beside them, or a Close where all of them are
 * plain: then nothing is decided, only told.
 */
typedef struct
{
  const char         *id;
  const char         *label; /* with a mnemonic */
  FigmentResponseLook look;
} FigmentResponse;

/* Says @text to who listens to a screen reader; GTK can from 4.14 on. */
void   figment_compat_announce             (GtkWidget              *widget,
                                            const char             *text);

void   figment_compat_confirm_async        (GtkWindow              *parent,
                                            const char             *heading,
                                            const char             *body,
                                            GtkWidget              *extra,
                                            const FigmentResponse  *responses,
                                            guint                   n_responses,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
char  *figment_compat_confirm_finish       (GAsyncResult           *result,
                                            GError                **error);

/* All are nullable but the title; strings are copied. */
typedef struct
{
  const char        *title;
  const char        *accept_label; /* with a mnemonic */
  GFile             *folder;       /* where to begin */
  const char        *name;         /* what to save it as */
  const char        *filter_name;
  const char *const *mime_types;   /* of the filter */
  const char *const *patterns;     /* of the filter, "*.json" */
} FigmentFileQuestion;

void   figment_compat_open_file_async      (GtkWindow                 *parent,
                                            const FigmentFileQuestion *question,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
GFile *figment_compat_open_file_finish     (GAsyncResult              *result,
                                            GError                   **error);
void   figment_compat_open_files_async     (GtkWindow                 *parent,
                                            const FigmentFileQuestion *question,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
GListModel *
       figment_compat_open_files_finish    (GAsyncResult              *result,
                                            GError                   **error);
void   figment_compat_save_file_async      (GtkWindow                 *parent,
                                            const FigmentFileQuestion *question,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
GFile *figment_compat_save_file_finish     (GAsyncResult              *result,
                                            GError                   **error);
void   figment_compat_select_folder_async  (GtkWindow                 *parent,
                                            const FigmentFileQuestion *question,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
GFile *figment_compat_select_folder_finish (GAsyncResult              *result,
                                            GError                   **error);

void   figment_compat_present_about        (GtkWindow                 *parent,
                                            const char                *debug_info);

G_END_DECLS
