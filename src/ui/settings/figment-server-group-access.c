/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-server-group.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ui/compat/figment-compat.h"
#include "ui/settings/figment-server-group-private.h"

/* What lets us in: headers, which are secret, and the certificate that is trusted. */

static void
toast (FigmentServerGroup *self,
       const char         *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
store_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  gboolean lasting;
  FigmentServerGroup *self;

  if (!figment_secrets_store_finish (FIGMENT_SECRETS (source), result, &lasting, &error))
    return;
  self = user_data;
  self->lasting = lasting;
  _figment_server_group_show_access (self);
}

/* Puts the headers of @endpoint where they belong, or takes those away that were there. */
void
_figment_server_group_keep_headers (FigmentServerGroup *self,
                                    FigmentEndpoint    *endpoint)
{
  FigmentSecrets *secrets = figment_session_get_secrets (self->session);
  GSettings *settings = figment_session_get_settings (self->session);
  const char *const *headers = figment_endpoint_get_headers (endpoint);
  const char *url = figment_endpoint_get_url (endpoint);
  g_autofree char *key = g_strconcat (self->service, "-has-secrets", NULL);

  if (headers[0] != NULL)
    figment_secrets_store_async (secrets, url, headers, self->cancellable, store_cb, self);
  else
    figment_secrets_clear_async (secrets, url, NULL, NULL, NULL);
  if (settings != NULL)
    g_settings_set_boolean (settings, key, headers[0] != NULL);
}

static gboolean
is_named (const char *header,
          const char *name)
{
  const gsize length = strlen (name);

  return g_ascii_strncasecmp (header, name, length) == 0 && header[length] == ':';
}

/* The headers without that at @index, and without any named like @added, which comes last. */
static FigmentEndpoint *
change_headers (FigmentServerGroup *self,
                int                 index,
                const char         *added,
                GError            **error)
{
  const char *const *old = figment_endpoint_get_headers (self->endpoint);
  g_autoptr(GPtrArray) headers = g_ptr_array_new ();
  g_autofree char *name = added != NULL ? g_strndup (added, strcspn (added, ":")) : NULL;

  for (int i = 0; old[i] != NULL; i++)
    {
      if (i != index && (name == NULL || !is_named (old[i], name)))
        g_ptr_array_add (headers, (gpointer) old[i]);
    }
  if (added != NULL)
    g_ptr_array_add (headers, (gpointer) added);
  g_ptr_array_add (headers, NULL);
  return figment_endpoint_new (figment_endpoint_get_url (self->endpoint), (const char *const *) headers->pdata,
                               figment_endpoint_get_fingerprint (self->endpoint), error);
}

static gboolean
set_header (FigmentServerGroup *self,
            int                 index,
            const char         *added)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = NULL;

  if (self->endpoint == NULL)
    {
      toast (self, _("Enter the address of the server first"));
      return FALSE;
    }
  endpoint = change_headers (self, index, added, &error);
  if (endpoint == NULL)
    {
      toast (self, error->message);
      return FALSE;
    }
  _figment_server_group_keep_headers (self, endpoint);
  _figment_server_group_take_endpoint (self, endpoint);
  return TRUE;
}

static void
clear_entry (AdwEntryRow *row)
{
  gtk_editable_set_text (GTK_EDITABLE (row), "");
}

static void
token_cb (AdwEntryRow        *row,
          FigmentServerGroup *self)
{
  const char *token = gtk_editable_get_text (GTK_EDITABLE (row));
  g_autofree char *header = g_strconcat ("Authorization: Bearer ", token, NULL);

  if (*token != '\0' && set_header (self, -1, header))
    clear_entry (row);
}

static void
password_cb (AdwEntryRow        *row,
             FigmentServerGroup *self)
{
  const char *user = gtk_editable_get_text (GTK_EDITABLE (self->user));
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  g_autofree char *pair = g_strdup_printf ("%s:%s", user, password);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *header = g_strconcat ("Authorization: Basic ", encoded, NULL);

  if (*user == '\0')
    toast (self, _("Enter the user's name, too"));
  else if (set_header (self, -1, header))
    {
      clear_entry (self->user);
      clear_entry (self->password);
    }
}

static void
header_cb (AdwEntryRow        *row,
           FigmentServerGroup *self)
{
  const char *header = gtk_editable_get_text (GTK_EDITABLE (row));

  if (*header != '\0' && set_header (self, -1, header))
    clear_entry (row);
}

static void
remove_cb (GtkButton          *button,
           FigmentServerGroup *self)
{
  set_header (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "figment-index")), NULL);
}

/* The name only: a value that is shown is a value that is seen. */
static char *
dup_title (const char *header)
{
  if (g_str_has_prefix (header, "Authorization: Bearer "))
    return g_strdup (_("Token"));
  if (g_str_has_prefix (header, "Authorization: Basic "))
    return g_strdup (_("User and password"));
  return g_strndup (header, strcspn (header, ":"));
}

static void
add_header_row (FigmentServerGroup *self,
                const char         *header,
                int                 index)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *title = dup_title (header);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "••••••••");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Forget"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Forget"), -1);
  g_object_set_data (G_OBJECT (button), "figment-index", GINT_TO_POINTER (index));
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (self->access, row);
  g_ptr_array_add (self->header_rows, row);
}

void
_figment_server_group_show_access (FigmentServerGroup *self)
{
  const char *const none[] = { NULL };
  const char *const *headers = self->endpoint != NULL ? figment_endpoint_get_headers (self->endpoint) : none;
  const char *fingerprint = self->endpoint != NULL ? figment_endpoint_get_fingerprint (self->endpoint) : NULL;

  for (guint i = 0; i < self->header_rows->len; i++)
    adw_expander_row_remove (self->access, g_ptr_array_index (self->header_rows, i));
  g_ptr_array_set_size (self->header_rows, 0);
  for (int i = 0; headers[i] != NULL; i++)
    add_header_row (self, headers[i], i);
  if (headers[0] == NULL)
    adw_expander_row_set_subtitle (self->access, _("Token, password or other headers; kept in the keyring"));
  else
    adw_expander_row_set_subtitle (self->access, self->lasting
                                                   ? _("Kept in the keyring")
                                                   : _("No keyring answers: kept until Figment is closed"));
  gtk_widget_set_visible (GTK_WIDGET (self->trusted), fingerprint != NULL);
  adw_action_row_set_subtitle (self->trusted, fingerprint != NULL ? fingerprint : "");
}

/* @fingerprint: (nullable): %NULL: trust none but those that an authority vouches for */
void
_figment_server_group_set_fingerprint (FigmentServerGroup *self,
                                       const char         *fingerprint)
{
  g_autoptr(FigmentEndpoint) endpoint =
    figment_endpoint_new (figment_endpoint_get_url (self->endpoint), figment_endpoint_get_headers (self->endpoint),
                          fingerprint, NULL);

  if (endpoint != NULL)
    _figment_server_group_take_endpoint (self, endpoint);
}

static void
trust_response_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(FigmentServerGroup) self = user_data;
  g_autofree char *response = figment_compat_confirm_finish (result, NULL);
  const char *fingerprint;

  if (response == NULL || self->session == NULL || self->endpoint == NULL)
    return;
  fingerprint = figment_connection_get_fingerprint (_figment_server_group_get_connection (self));
  /* It may show another one by now, which nobody was asked about. */
  if (g_strcmp0 (fingerprint, adw_action_row_get_subtitle (self->untrusted)) == 0)
    _figment_server_group_set_fingerprint (self, fingerprint);
}

static void
trust_cb (GtkButton          *button,
          FigmentServerGroup *self)
{
  const FigmentResponse responses[] = { { "trust", _("_Trust It"), FIGMENT_RESPONSE_DESTRUCTIVE } };
  const char *fingerprint = figment_connection_get_fingerprint (_figment_server_group_get_connection (self));
  g_autofree char *body = NULL;

  if (fingerprint == NULL)
    return;
  body = g_strdup_printf (_("No authority vouches for the certificate of %s. If it is your own server, compare this "
                            "fingerprint (SHA-256) with the one that the server itself shows:\n\n%s\n\n"
                            "If they differ, somebody is in between and could read everything."),
                          figment_endpoint_get_url (self->endpoint), fingerprint);
  adw_action_row_set_subtitle (self->untrusted, fingerprint);
  figment_compat_confirm_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Trust This Certificate?"),
                                body, NULL, responses, G_N_ELEMENTS (responses), self->cancellable, trust_response_cb,
                                g_object_ref (self));
}

static void
distrust_cb (GtkButton          *button,
             FigmentServerGroup *self)
{
  _figment_server_group_set_fingerprint (self, NULL);
}

void
_figment_server_group_bind_access (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, token_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_cb);
  gtk_widget_class_bind_template_callback (widget_class, trust_cb);
  gtk_widget_class_bind_template_callback (widget_class, distrust_cb);
}
