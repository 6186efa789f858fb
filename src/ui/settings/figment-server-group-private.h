/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/settings/figment-server-group.h"

G_BEGIN_DECLS

struct _FigmentServerGroup
{
  FigmentSettingsGroup parent_instance;

  FigmentSession      *session;      /* (unowned) (nullable) none once the widget goes */
  char                *service;      /* (owned) "comfy" or "lm" */
  FigmentEndpoint     *endpoint;     /* (owned) (nullable) as the settings have it, practising or not */
  gboolean             lasting;      /* the keyring has the headers */
  GCancellable        *cancellable;  /* (owned) ends with the widget */
  GCancellable        *reading;      /* (owned) (nullable) the keyring is being asked about a new address */
  GCancellable        *testing;      /* (owned) (nullable) */
  GPtrArray           *step_rows;    /* (owned) GtkWidget (unowned) */
  GPtrArray           *header_rows;  /* (owned) GtkWidget (unowned) */

  AdwEntryRow         *address;
  AdwActionRow        *problem;
  AdwActionRow        *status;
  GtkSpinner          *spinner;
  GtkButton           *test;
  AdwExpanderRow      *steps;
  AdwActionRow        *untrusted;
  AdwActionRow        *trusted;
  AdwExpanderRow      *access;
  AdwEntryRow         *token;
  AdwEntryRow         *user;
  AdwEntryRow         *password;
  AdwEntryRow         *header;
};

/* figment-server-group.c */
FigmentConnection *_figment_server_group_get_connection (FigmentServerGroup *self);
gboolean           _figment_server_group_is_comfy       (FigmentServerGroup *self);
FigmentEndpoint   *_figment_server_group_parse          (FigmentServerGroup *self,
                                                         GError            **error);
void               _figment_server_group_take_endpoint  (FigmentServerGroup *self,
                                                         FigmentEndpoint    *endpoint);

/* figment-server-group-access.c */
void _figment_server_group_show_access      (FigmentServerGroup *self);
void _figment_server_group_keep_headers     (FigmentServerGroup *self,
                                             FigmentEndpoint    *endpoint);
void _figment_server_group_set_fingerprint  (FigmentServerGroup *self,
                                             const char         *fingerprint);
void _figment_server_group_bind_access      (GtkWidgetClass     *widget_class);

/* figment-server-group-test.c */
void _figment_server_group_stop_test        (FigmentServerGroup *self);
void _figment_server_group_forget_test      (FigmentServerGroup *self);
void _figment_server_group_bind_test        (GtkWidgetClass     *widget_class);

G_END_DECLS
