/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-connection.h"

#include "engine/figment-connection-private.h"
#include "net/figment-remote-error.h"

G_DEFINE_ENUM_TYPE (FigmentConnectionState,
                    figment_connection_state,
                    G_DEFINE_ENUM_VALUE (FIGMENT_CONNECTION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_CONNECTION_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_CONNECTION_AWAY, "away"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_CONNECTION_PROBLEM, "problem"),
                    G_DEFINE_ENUM_VALUE (FIGMENT_CONNECTION_OFF, "off"))

struct _FigmentConnection
{
  GObject                 parent_instance;

  char                   *service;     /* (owned) */
  gboolean                optional;
  FigmentConnectionState  state;
  char                   *address;     /* (owned) (nullable) without any secret */
  char                   *version;     /* (owned) (nullable) */
  char                   *device;      /* (owned) (nullable) */
  gint64                  vram_free;   /* bytes, -1 unknown */
  gint64                  vram_total;  /* bytes, -1 unknown */
  gboolean                practice;
  char                   *message;     /* (owned) (nullable) */
  char                   *details;     /* (owned) (nullable) */
  char                   *fingerprint; /* (owned) (nullable) */
  gboolean                watched;
};

G_DEFINE_FINAL_TYPE (FigmentConnection, figment_connection, G_TYPE_OBJECT)

typedef enum
{
  PROP_SERVICE = 1,
  PROP_OPTIONAL,
  PROP_STATE,
  PROP_ADDRESS,
  PROP_VERSION,
  PROP_DEVICE,
  PROP_VRAM_FREE,
  PROP_VRAM_TOTAL,
  PROP_PRACTICE,
  PROP_MESSAGE,
  PROP_DETAILS,
  PROP_FINGERPRINT,
  PROP_WATCHED,
} FigmentConnectionProperty;
static GParamSpec *props[PROP_WATCHED + 1];

typedef enum
{
  SIGNAL_RETRY,
} FigmentConnectionSignal;
static guint signals[SIGNAL_RETRY + 1];

static void
figment_connection_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  FigmentConnection *self = FIGMENT_CONNECTION (object);

  switch ((FigmentConnectionProperty) prop_id)
    {
    case PROP_SERVICE: g_value_set_string (value, self->service); break;
    case PROP_OPTIONAL: g_value_set_boolean (value, self->optional); break;
    case PROP_STATE: g_value_set_enum (value, (int) self->state); break;
    case PROP_ADDRESS: g_value_set_string (value, self->address); break;
    case PROP_VERSION: g_value_set_string (value, self->version); break;
    case PROP_DEVICE: g_value_set_string (value, self->device); break;
    case PROP_VRAM_FREE: g_value_set_int64 (value, self->vram_free); break;
    case PROP_VRAM_TOTAL: g_value_set_int64 (value, self->vram_total); break;
    case PROP_PRACTICE: g_value_set_boolean (value, self->practice); break;
    case PROP_MESSAGE: g_value_set_string (value, self->message); break;
    case PROP_DETAILS: g_value_set_string (value, self->details); break;
    case PROP_FINGERPRINT: g_value_set_string (value, self->fingerprint); break;
    case PROP_WATCHED: g_value_set_boolean (value, self->watched); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_connection_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  FigmentConnection *self = FIGMENT_CONNECTION (object);

  switch (prop_id)
    {
    case PROP_SERVICE: self->service = g_value_dup_string (value); break;
    case PROP_OPTIONAL: self->optional = g_value_get_boolean (value); break;
    case PROP_WATCHED: figment_connection_set_watched (self, g_value_get_boolean (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_connection_finalize (GObject *object)
{
  FigmentConnection *self = FIGMENT_CONNECTION (object);

  g_free (self->service);
  g_free (self->address);
  g_free (self->version);
  g_free (self->device);
  g_free (self->message);
  g_free (self->details);
  g_free (self->fingerprint);
  G_OBJECT_CLASS (figment_connection_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, NULL,
                                             flags | G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_OPTIONAL] = g_param_spec_boolean ("optional", NULL, NULL, FALSE,
                                               flags | G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, FIGMENT_TYPE_CONNECTION_STATE,
                                         FIGMENT_CONNECTION_CONNECTING, flags);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[PROP_VERSION] = g_param_spec_string ("version", NULL, NULL, NULL, flags);
  props[PROP_DEVICE] = g_param_spec_string ("device", NULL, NULL, NULL, flags);
  props[PROP_VRAM_FREE] = g_param_spec_int64 ("vram-free", NULL, NULL, -1, G_MAXINT64, -1, flags);
  props[PROP_VRAM_TOTAL] = g_param_spec_int64 ("vram-total", NULL, NULL, -1, G_MAXINT64, -1, flags);
  props[PROP_PRACTICE] = g_param_spec_boolean ("practice", NULL, NULL, FALSE, flags);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  props[PROP_DETAILS] = g_param_spec_string ("details", NULL, NULL, NULL, flags);
  props[PROP_FINGERPRINT] = g_param_spec_string ("fingerprint", NULL, NULL, NULL, flags);
  props[PROP_WATCHED] = g_param_spec_boolean ("watched", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_connection_class_init (FigmentConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = figment_connection_get_property;
  object_class->set_property = figment_connection_set_property;
  object_class->finalize = figment_connection_finalize;
  install_properties (object_class);

  signals[SIGNAL_RETRY] =
    g_signal_new ("retry", FIGMENT_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
figment_connection_init (FigmentConnection *self)
{
  self->vram_free = -1;
  self->vram_total = -1;
}

/**
 * figment_connection_new:
 * @service: whose name messages and headings show
 * @optional: whether pictures come about without it
 */
FigmentConnection *
figment_connection_new (const char *service,
                        gboolean    optional)
{
  return g_object_new (FIGMENT_TYPE_CONNECTION, "service", service, "optional", optional, NULL);
}

static void
take_text (FigmentConnection         *self,
           char                     **field,
           const char                *text,
           FigmentConnectionProperty  property)
{
  g_autofree char *old = NULL;

  if (g_strcmp0 (*field, text) == 0)
    return;
  old = *field;
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
take_bytes (FigmentConnection         *self,
            gint64                    *field,
            gint64                     bytes,
            FigmentConnectionProperty  property)
{
  bytes = MAX (bytes, -1);
  if (*field == bytes)
    return;
  *field = bytes;
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

void
_figment_connection_set_address (FigmentConnection *self,
                                 const char        *address)
{
  take_text (self, &self->address, address, PROP_ADDRESS);
}

/**
 * _figment_connection_judge:
 *
 * Returns: whether waiting helps against @error, or only the user
 */
FigmentConnectionState
_figment_connection_judge (const GError *error)
{
  if (error->domain != FIGMENT_REMOTE_ERROR)
    return FIGMENT_CONNECTION_PROBLEM;
  switch ((FigmentRemoteError) error->code)
    {
    case FIGMENT_REMOTE_ERROR_UNREACHABLE:
    case FIGMENT_REMOTE_ERROR_TIMEOUT:
    case FIGMENT_REMOTE_ERROR_SERVER: return FIGMENT_CONNECTION_AWAY;
    case FIGMENT_REMOTE_ERROR_ADDRESS:
    case FIGMENT_REMOTE_ERROR_CERTIFICATE:
    case FIGMENT_REMOTE_ERROR_UNAUTHORIZED:
    case FIGMENT_REMOTE_ERROR_NOT_FOUND:
    case FIGMENT_REMOTE_ERROR_TOO_LARGE:
    case FIGMENT_REMOTE_ERROR_REFUSED:
    case FIGMENT_REMOTE_ERROR_PROTOCOL:
    case FIGMENT_REMOTE_ERROR_REDIRECT:
    default: return FIGMENT_CONNECTION_PROBLEM;
    }
}

/**
 * _figment_connection_set_state:
 * @error: (nullable): what is wrong, NULL while all is well
 *
 * What was known of the server's memory is forgotten unless it is online.
 */
void
_figment_connection_set_state (FigmentConnection      *self,
                               FigmentConnectionState  state,
                               const GError           *error)
{
  const gboolean remote = error != NULL && error->domain == FIGMENT_REMOTE_ERROR;

  g_object_freeze_notify (G_OBJECT (self));
  take_text (self, &self->message, error != NULL ? error->message : NULL, PROP_MESSAGE);
  take_text (self, &self->details, remote ? figment_remote_error_get_details (error) : NULL, PROP_DETAILS);
  take_text (self, &self->fingerprint, remote ? figment_remote_error_get_fingerprint (error) : NULL, PROP_FINGERPRINT);
  if (state != FIGMENT_CONNECTION_ONLINE)
    take_bytes (self, &self->vram_free, -1, PROP_VRAM_FREE);
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * _figment_connection_set_system:
 * @vram_free: bytes, negative: unknown
 */
void
_figment_connection_set_system (FigmentConnection *self,
                                const char        *version,
                                const char        *device,
                                gint64             vram_free,
                                gint64             vram_total,
                                gboolean           practice)
{
  g_object_freeze_notify (G_OBJECT (self));
  take_text (self, &self->version, version, PROP_VERSION);
  take_text (self, &self->device, device, PROP_DEVICE);
  take_bytes (self, &self->vram_free, vram_free, PROP_VRAM_FREE);
  take_bytes (self, &self->vram_total, vram_total, PROP_VRAM_TOTAL);
  if (self->practice != practice)
    {
      self->practice = practice;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRACTICE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

FigmentConnectionState
figment_connection_get_state (FigmentConnection *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONNECTION (self), FIGMENT_CONNECTION_OFF);
  return self->state;
}

/* Returns: (nullable): as it may be shown; no secret is in it */
const char *
figment_connection_get_address (FigmentConnection *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONNECTION (self), NULL);
  return self->address;
}

/* Returns: (nullable) */
const char *
figment_connection_get_version (FigmentConnection *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONNECTION (self), NULL);
  return self->version;
}

/* Returns: (nullable): what is wrong and what to do; NULL while all is well */
const char *
figment_connection_get_message (FigmentConnection *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONNECTION (self), NULL);
  return self->message;
}

/* Returns: (nullable): SHA-256 of a certificate that is not trusted, "AB:CD:…" */
const char *
figment_connection_get_fingerprint (FigmentConnection *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONNECTION (self), NULL);
  return self->fingerprint;
}

/* Whether it is Figment's own stand-in, which has no real model. */
gboolean
figment_connection_get_practice (FigmentConnection *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONNECTION (self), FALSE);
  return self->practice;
}

gboolean
figment_connection_get_watched (FigmentConnection *self)
{
  g_return_val_if_fail (FIGMENT_IS_CONNECTION (self), FALSE);
  return self->watched;
}

void
figment_connection_set_watched (FigmentConnection *self,
                                gboolean           watched)
{
  g_return_if_fail (FIGMENT_IS_CONNECTION (self));

  if (self->watched == watched)
    return;
  self->watched = watched;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WATCHED]);
}

/**
 * figment_connection_retry:
 *
 * Asks for another try at once, whatever the state: one that is online is asked again what it is and can do.
 */
void
figment_connection_retry (FigmentConnection *self)
{
  g_return_if_fail (FIGMENT_IS_CONNECTION (self));
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}
