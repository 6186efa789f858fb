/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-server-group.h"

#include <glib/gi18n.h>

#include "ui/settings/figment-server-group-private.h"

G_DEFINE_FINAL_TYPE (FigmentServerGroup, figment_server_group, FIGMENT_TYPE_SETTINGS_GROUP)

typedef enum
{
  PROP_SERVICE = 1,
} FigmentServerGroupProperty;
static GParamSpec *props[PROP_SERVICE + 1];

gboolean
_figment_server_group_is_comfy (FigmentServerGroup *self)
{
  return g_str_equal (self->service, "comfy");
}

FigmentConnection *
_figment_server_group_get_connection (FigmentServerGroup *self)
{
  return _figment_server_group_is_comfy (self) ? figment_session_get_comfy_connection (self->session)
                                               : figment_session_get_lm_connection (self->session);
}

/* The state in words; the practice server is not the one of this group. */
static const char *
get_state_title (FigmentServerGroup *self,
                 FigmentConnection  *connection)
{
  if (figment_session_get_practice (self->session))
    return _("Practising without it");
  switch (figment_connection_get_state (connection))
    {
    case FIGMENT_CONNECTION_CONNECTING: return _("Connecting …");
    case FIGMENT_CONNECTION_ONLINE: return _("Connected");
    case FIGMENT_CONNECTION_AWAY: return _("Not there");
    case FIGMENT_CONNECTION_PROBLEM: return _("Needs your attention");
    case FIGMENT_CONNECTION_OFF:
    default: return _("Not used");
    }
}

static void
show_status (FigmentServerGroup *self)
{
  FigmentConnection *connection = _figment_server_group_get_connection (self);
  const gboolean practice = figment_session_get_practice (self->session);
  const char *message = practice ? NULL : figment_connection_get_message (connection);
  const char *version = practice ? NULL : figment_connection_get_version (connection);
  const char *fingerprint = practice ? NULL : figment_connection_get_fingerprint (connection);
  g_autofree char *text = NULL;

  if (message == NULL && version != NULL)
    text = g_strdup_printf (_("Version %s"), version);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->status), get_state_title (self, connection));
  adw_action_row_set_subtitle (self->status, message != NULL ? message : text != NULL ? text : "");
  adw_action_row_set_subtitle (self->untrusted, fingerprint != NULL ? fingerprint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->untrusted), fingerprint != NULL);
}

static void
connection_cb (GObject            *object,
               GParamSpec         *pspec,
               FigmentServerGroup *self)
{
  show_status (self);
}

/* A change of ours is not one that waits to be applied. */
static void
show_address (FigmentServerGroup *self)
{
  const char *url = self->endpoint != NULL ? figment_endpoint_get_url (self->endpoint) : "";

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->address)), url))
    return;
  adw_entry_row_set_show_apply_button (self->address, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->address), url);
  adw_entry_row_set_show_apply_button (self->address, TRUE);
}

/**
 * _figment_server_group_parse:
 *
 * Returns: (transfer full) (nullable): what is typed; with the headers and the trust of the server that is in use only
 *   if it is that one: a token must not go elsewhere because of a typing error
 */
FigmentEndpoint *
_figment_server_group_parse (FigmentServerGroup *self,
                             GError            **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->address));
  g_autoptr(FigmentEndpoint) typed = figment_endpoint_new (text, NULL, NULL, error);

  if (typed == NULL)
    return NULL;
  if (self->endpoint != NULL && figment_endpoint_get_headers (typed)[0] == NULL
      && g_str_equal (figment_endpoint_get_url (typed), figment_endpoint_get_url (self->endpoint)))
    return figment_endpoint_ref (self->endpoint);
  return g_steal_pointer (&typed);
}

static gboolean
is_blank (FigmentServerGroup *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));

  return *text == '\0';
}

/* Says what is wrong with the address as long as it is. */
static void
check_address (FigmentServerGroup *self)
{
  AdwEntryRow *row = self->address;
  const gboolean off = is_blank (self) && !_figment_server_group_is_comfy (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentEndpoint) endpoint = off ? NULL : _figment_server_group_parse (self, &error);

  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  adw_action_row_set_subtitle (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->test), endpoint != NULL);
}

static void
typed_cb (AdwEntryRow        *row,
          GParamSpec         *pspec,
          FigmentServerGroup *self)
{
  check_address (self);
}

static void
set_text (FigmentServerGroup *self,
          const char         *key,
          const char         *value)
{
  GSettings *settings = figment_session_get_settings (self->session);
  g_autofree char *name = g_strconcat (self->service, "-", key, NULL);

  if (settings != NULL)
    g_settings_set_string (settings, name, value != NULL ? value : "");
}

/**
 * _figment_server_group_take_endpoint:
 * @endpoint: (nullable): %NULL: this server is not wanted
 *
 * Writes address and fingerprint to the settings and lets the session go there at once. Headers are not written here.
 */
void
_figment_server_group_take_endpoint (FigmentServerGroup *self,
                                     FigmentEndpoint    *endpoint)
{
  FigmentEndpoint *old = self->endpoint;

  self->endpoint = endpoint != NULL ? figment_endpoint_ref (endpoint) : NULL;
  if (old != NULL)
    figment_endpoint_unref (old);
  set_text (self, "address", endpoint != NULL ? figment_endpoint_get_url (endpoint) : NULL);
  set_text (self, "fingerprint", endpoint != NULL ? figment_endpoint_get_fingerprint (endpoint) : NULL);
  if (_figment_server_group_is_comfy (self))
    figment_session_set_comfy_endpoint (self->session, endpoint);
  else
    figment_session_set_lm_endpoint (self->session, endpoint);
  show_address (self);
  show_status (self);
  _figment_server_group_forget_test (self);
  _figment_server_group_show_access (self);
}

/* The keyring knows headers for the new address, or none: then it goes without. */
static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) headers = figment_secrets_lookup_finish (FIGMENT_SECRETS (source), result, &error);
  FigmentServerGroup *self;
  GSettings *settings;
  g_autofree char *key = NULL;
  g_autoptr(FigmentEndpoint) endpoint = NULL;

  if (headers == NULL)
    return;
  self = user_data;
  g_clear_object (&self->reading);
  settings = figment_session_get_settings (self->session);
  key = g_strconcat (self->service, "-has-secrets", NULL);
  if (settings != NULL)
    g_settings_set_boolean (settings, key, headers[0] != NULL);
  if (headers[0] == NULL)
    return;
  self->lasting = TRUE;
  endpoint = figment_endpoint_new (figment_endpoint_get_url (self->endpoint), (const char *const *) headers,
                                   figment_endpoint_get_fingerprint (self->endpoint), NULL);
  if (endpoint != NULL)
    _figment_server_group_take_endpoint (self, endpoint);
}

static void
look_up_headers (FigmentServerGroup *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->endpoint == NULL)
    return;
  self->reading = g_cancellable_new ();
  figment_secrets_lookup_async (figment_session_get_secrets (self->session), figment_endpoint_get_url (self->endpoint),
                                self->reading, lookup_cb, self);
}

static void
apply_cb (AdwEntryRow        *row,
          FigmentServerGroup *self)
{
  g_autoptr(FigmentEndpoint) endpoint = NULL;

  if (is_blank (self) && !_figment_server_group_is_comfy (self))
    {
      _figment_server_group_take_endpoint (self, NULL);
      return;
    }
  endpoint = _figment_server_group_parse (self, NULL);
  if (endpoint == NULL)
    return;
  if (endpoint != self->endpoint && figment_endpoint_get_headers (endpoint)[0] != NULL)
    {
      /* User and password stood in the address. */
      _figment_server_group_keep_headers (self, endpoint);
      _figment_server_group_take_endpoint (self, endpoint);
      return;
    }
  if (endpoint == self->endpoint && !figment_session_get_practice (self->session))
    {
      show_address (self);
      return;
    }
  _figment_server_group_take_endpoint (self, endpoint);
  look_up_headers (self);
}

/* What the settings have, whether it is in use at the moment or not. */
static void
read_settings (FigmentServerGroup *self)
{
  GSettings *settings = figment_session_get_settings (self->session);
  g_autofree char *address_key = g_strconcat (self->service, "-address", NULL);
  g_autofree char *fingerprint_key = g_strconcat (self->service, "-fingerprint", NULL);
  g_autofree char *secrets_key = g_strconcat (self->service, "-has-secrets", NULL);
  g_autofree char *address = NULL, *fingerprint = NULL;
  FigmentLmClient *lm;

  if (settings != NULL)
    {
      address = g_settings_get_string (settings, address_key);
      fingerprint = g_settings_get_string (settings, fingerprint_key);
      self->endpoint = figment_endpoint_new (address, NULL, fingerprint, NULL);
      gtk_editable_set_text (GTK_EDITABLE (self->address), address);
      if (g_settings_get_boolean (settings, secrets_key))
        look_up_headers (self);
      return;
    }
  lm = figment_session_get_lm (self->session);
  if (_figment_server_group_is_comfy (self))
    self->endpoint =
      figment_endpoint_ref (figment_comfy_client_get_endpoint (figment_session_get_comfy (self->session)));
  else if (lm != NULL)
    self->endpoint = figment_endpoint_ref (figment_lm_client_get_endpoint (lm));
  show_address (self);
}

static void
figment_server_group_set_up (FigmentSettingsGroup *group,
                             FigmentSession       *session)
{
  FigmentServerGroup *self = FIGMENT_SERVER_GROUP (group);
  FigmentConnection *connection;

  self->session = session;
  connection = _figment_server_group_get_connection (self);
  read_settings (self);
  check_address (self);
  _figment_server_group_show_access (self);
  g_signal_connect_object (connection, "notify", G_CALLBACK (connection_cb), self, 0);
  g_signal_connect_object (self->session, "notify::practice", G_CALLBACK (connection_cb), self, 0);
  show_status (self);
}

static void
figment_server_group_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  FigmentServerGroup *self = FIGMENT_SERVER_GROUP (object);

  switch ((FigmentServerGroupProperty) prop_id)
    {
    case PROP_SERVICE: g_value_set_string (value, self->service); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_server_group_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  FigmentServerGroup *self = FIGMENT_SERVER_GROUP (object);

  switch ((FigmentServerGroupProperty) prop_id)
    {
    case PROP_SERVICE: self->service = g_value_dup_string (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_server_group_dispose (GObject *object)
{
  FigmentServerGroup *self = FIGMENT_SERVER_GROUP (object);

  _figment_server_group_stop_test (self);
  g_cancellable_cancel (self->cancellable);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  self->session = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_SERVER_GROUP);
  G_OBJECT_CLASS (figment_server_group_parent_class)->dispose (object);
}

static void
figment_server_group_finalize (GObject *object)
{
  FigmentServerGroup *self = FIGMENT_SERVER_GROUP (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->endpoint, figment_endpoint_unref);
  g_ptr_array_unref (self->step_rows);
  g_ptr_array_unref (self->header_rows);
  g_free (self->service);
  G_OBJECT_CLASS (figment_server_group_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/settings/figment-server-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, address);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, problem);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, status);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, test);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, steps);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, untrusted);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, trusted);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, access);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, token);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, user);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, password);
  gtk_widget_class_bind_template_child (widget_class, FigmentServerGroup, header);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  _figment_server_group_bind_test (widget_class);
  _figment_server_group_bind_access (widget_class);
}

static void
figment_server_group_class_init (FigmentServerGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = figment_server_group_get_property;
  object_class->set_property = figment_server_group_set_property;
  object_class->dispose = figment_server_group_dispose;
  object_class->finalize = figment_server_group_finalize;
  FIGMENT_SETTINGS_GROUP_CLASS (klass)->set_up = figment_server_group_set_up;

  props[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, "comfy",
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
figment_server_group_init (FigmentServerGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->step_rows = g_ptr_array_new ();
  self->header_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
