/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-dashboard-page.h"

#include <glib/gi18n-lib.h>

#include "ui/dashboard/figment-server-row.h"
#include "ui/figment-words.h"
#include "ui/shell/figment-adaptive-bin.h"
#include "ui/widgets/figment-after-paint.h"
#include "ui/widgets/figment-thumbnail.h"

/* How many of the newest results are shown, and how large, px: two rows where there is room. */
#define N_RECENT 12
#define TILE_SIZE 132

struct _FigmentDashboardPage
{
  AdwBin          parent_instance;

  FigmentSession *session; /* (owned) (nullable) */
  GListStore     *recent;  /* (owned) FigmentGeneration with outputs, newest first */
  gboolean        first;   /* nothing was ever made here */

  GtkImage       *picture;
  GtkFlowBox     *strip;
};

G_DEFINE_FINAL_TYPE (FigmentDashboardPage, figment_dashboard_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_SESSION = 1,
  PROP_FIRST,
} FigmentDashboardPageProperty;
static GParamSpec *props[PROP_FIRST + 1];

/* Closures of the template. */

static gboolean
is_away (GObject               *object,
         FigmentConnectionState state,
         gboolean               practice)
{
  return state != FIGMENT_CONNECTION_ONLINE && !practice;
}

static gboolean
invert (GObject *object,
        gboolean value)
{
  return !value;
}

static char *
format_queue (GObject *object,
              guint    n_open,
              gboolean paused)
{
  g_autofree char *count = NULL;

  if (n_open == 0)
    return NULL;
  count =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u job in the queue", "%u jobs in the queue", n_open), n_open);
  return paused ? g_strdup_printf (_("%s, paused"), count) : g_steal_pointer (&count);
}

static gboolean
is_open (GObject *object,
         guint    n_open)
{
  return n_open > 0;
}

static void
set_first (FigmentDashboardPage *self,
           gboolean              first)
{
  if (self->first == first)
    return;
  self->first = first;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIRST]);
}

static gboolean
has_outputs (FigmentGeneration *generation)
{
  return g_list_model_get_n_items (figment_generation_get_outputs (generation)) > 0;
}

/* Asked anew whenever something has ended, was thrown away or has come back: it is a page of the library. */
static void
load_recent (FigmentDashboardPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) page =
    figment_generation_store_list_page (figment_session_get_generations (self->session), 0, 4 * N_RECENT, &error);
  g_autoptr(GPtrArray) recent = g_ptr_array_new ();

  if (page == NULL)
    {
      g_debug ("home: %s", error->message);
      return;
    }
  for (guint i = 0; i < page->len && recent->len < N_RECENT; i++)
    if (has_outputs (page->pdata[i]))
      g_ptr_array_add (recent, page->pdata[i]);
  g_list_store_splice (self->recent, 0, g_list_model_get_n_items (G_LIST_MODEL (self->recent)), recent->pdata,
                       recent->len);
  set_first (self, page->len == 0);
}

static GtkWidget *
build_tile (gpointer item,
            gpointer user_data)
{
  FigmentGeneration *generation = item;
  g_autoptr(FigmentOutput) output = g_list_model_get_item (figment_generation_get_outputs (generation), 0);
  g_autofree char *prompt = figment_words_prompt (generation, 120);
  GtkWidget *thumbnail = g_object_new (FIGMENT_TYPE_THUMBNAIL, "size", TILE_SIZE, "output", output, NULL);
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "child", thumbnail, "tooltip-text", prompt, "action-name",
                                    "win.show-generation", "action-target",
                                    g_variant_new_int64 (figment_generation_get_id (generation)), "halign",
                                    GTK_ALIGN_CENTER, NULL);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tile");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, prompt, -1);
  /* The button takes the focus, not the cell around it. */
  return g_object_new (GTK_TYPE_FLOW_BOX_CHILD, "child", button, "focusable", FALSE, NULL);
}

static void
set_session (FigmentDashboardPage *self,
             FigmentSession       *session)
{
  if (self->session != NULL || !g_set_object (&self->session, session))
    return;
  load_recent (self);
  g_signal_connect_object (figment_session_get_queue (session), "finished", G_CALLBACK (load_recent), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (figment_session_get_generations (session), "changed", G_CALLBACK (load_recent), self,
                           G_CONNECT_SWAPPED);
}

/* An SVG file: the first frame does not wait for it. */
static void
show_picture (GtkWidget *widget,
              gpointer   user_data)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (widget), FIGMENT_APP_ID);
}

static void
figment_dashboard_page_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  FigmentDashboardPage *self = FIGMENT_DASHBOARD_PAGE (object);

  switch ((FigmentDashboardPageProperty) prop_id)
    {
    case PROP_SESSION: g_value_set_object (value, self->session); break;
    case PROP_FIRST: g_value_set_boolean (value, self->first); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_dashboard_page_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  switch ((FigmentDashboardPageProperty) prop_id)
    {
    case PROP_SESSION: set_session (FIGMENT_DASHBOARD_PAGE (object), g_value_get_object (value)); break;
    case PROP_FIRST:
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_dashboard_page_dispose (GObject *object)
{
  FigmentDashboardPage *self = FIGMENT_DASHBOARD_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FIGMENT_TYPE_DASHBOARD_PAGE);
  G_OBJECT_CLASS (figment_dashboard_page_parent_class)->dispose (object);
  g_clear_object (&self->recent);
  g_clear_object (&self->session);
}

static void
figment_dashboard_page_class_init (FigmentDashboardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_dashboard_page_get_property;
  object_class->set_property = figment_dashboard_page_set_property;
  object_class->dispose = figment_dashboard_page_dispose;

  props[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, FIGMENT_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_FIRST] = g_param_spec_boolean ("first", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_ADAPTIVE_BIN);
  g_type_ensure (FIGMENT_TYPE_SERVER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/dashboard/figment-dashboard-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentDashboardPage, picture);
  gtk_widget_class_bind_template_child (widget_class, FigmentDashboardPage, strip);
  gtk_widget_class_bind_template_callback (widget_class, is_away);
  gtk_widget_class_bind_template_callback (widget_class, invert);
  gtk_widget_class_bind_template_callback (widget_class, format_queue);
  gtk_widget_class_bind_template_callback (widget_class, is_open);
}

static void
figment_dashboard_page_init (FigmentDashboardPage *self)
{
  self->recent = g_list_store_new (FIGMENT_TYPE_GENERATION);
  gtk_widget_init_template (GTK_WIDGET (self));
  figment_after_paint (GTK_WIDGET (self->picture), show_picture, NULL);
  gtk_flow_box_bind_model (self->strip, G_LIST_MODEL (self->recent), build_tile, NULL, NULL);
}
