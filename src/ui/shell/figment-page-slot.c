/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-page-slot.h"

struct _FigmentPageSlot
{
  AdwBin          parent_instance;

  FigmentSession *session;   /* (owned) (nullable) */
  GType           page_type;
  FigmentMode     mode;
};

G_DEFINE_FINAL_TYPE (FigmentPageSlot, figment_page_slot, ADW_TYPE_BIN)

typedef enum
{
  PROP_SESSION = 1,
  PROP_PAGE_TYPE,
  PROP_MODE,
} FigmentPageSlotProperty;
static GParamSpec *props[PROP_MODE + 1];

/* The page may be there before: the window's own properties are told only once it is made. */
static void
set_session (FigmentPageSlot *self,
             FigmentSession  *session)
{
  GtkWidget *page = adw_bin_get_child (ADW_BIN (self));

  if (g_set_object (&self->session, session) && page != NULL)
    g_object_set (page, "session", session, NULL);
}

static void
figment_page_slot_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  FigmentPageSlot *self = FIGMENT_PAGE_SLOT (object);

  switch ((FigmentPageSlotProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    case PROP_PAGE_TYPE: g_value_set_gtype (value, self->page_type); break;
    case PROP_MODE: g_value_set_enum (value, (int) self->mode); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_page_slot_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  FigmentPageSlot *self = FIGMENT_PAGE_SLOT (object);

  switch ((FigmentPageSlotProperty) prop_id)
    {
    case PROP_SESSION: set_session (self, g_value_get_object (value)); break;
    case PROP_PAGE_TYPE: self->page_type = g_value_get_gtype (value); break;
    case PROP_MODE: self->mode = (FigmentMode) g_value_get_enum (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_page_slot_dispose (GObject *object)
{
  G_OBJECT_CLASS (figment_page_slot_parent_class)->dispose (object);
  g_clear_object (&FIGMENT_PAGE_SLOT (object)->session);
}

static void
figment_page_slot_class_init (FigmentPageSlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = figment_page_slot_get_property;
  object_class->set_property = figment_page_slot_set_property;
  object_class->dispose = figment_page_slot_dispose;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, flags);
  props[PROP_PAGE_TYPE] =
    g_param_spec_gtype ("page-type", NULL, NULL, GTK_TYPE_WIDGET, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, FIGMENT_TYPE_MODE, FIGMENT_MODE_TEXT_TO_IMAGE,
                                        flags | G_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_page_slot_init (FigmentPageSlot *self)
{
}

static gboolean
has_mode (GType page_type)
{
  GObjectClass *klass = g_type_class_ref (page_type);
  const gboolean found = g_object_class_find_property (klass, "mode") != NULL;

  g_type_class_unref (klass);
  return found;
}

/* Returns: (transfer none): made now if it is not there yet */
GtkWidget *
figment_page_slot_get_page (FigmentPageSlot *self)
{
  GtkWidget *page;

  g_return_val_if_fail (FIGMENT_IS_PAGE_SLOT (self), NULL);

  page = adw_bin_get_child (ADW_BIN (self));
  if (page != NULL)
    return page;
  if (has_mode (self->page_type))
    page = g_object_new (self->page_type, "mode", self->mode, "session", self->session, NULL);
  else
    page = g_object_new (self->page_type, "session", self->session, NULL);
  adw_bin_set_child (ADW_BIN (self), page);
  return page;
}
