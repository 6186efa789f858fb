/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-run-panel.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"

struct _FigmentRunPanel
{
  GtkWidget          parent_instance;

  FigmentGeneration *generation; /* (owned) (nullable) */
  GSignalGroup      *signals;    /* (owned) of the generation */

  GtkWidget         *box;
  GtkLabel          *state;
  GtkLabel          *remaining;
  GtkProgressBar    *bar;
};

G_DEFINE_FINAL_TYPE (FigmentRunPanel, figment_run_panel, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_GENERATION = 1,
} FigmentRunPanelProperty;
static GParamSpec *props[PROP_GENERATION + 1];

char *
figment_run_panel_describe (const char *node_title,
                            int         step,
                            int         steps)
{
  g_autofree char *count = NULL;

  if (steps > 1)
    /* Translators: which step of how many a run is at. */
    count = g_strdup_printf (_("Step %d of %d"), MIN (step, steps), steps);
  if (node_title == NULL || node_title[0] == '\0')
    return count != NULL ? g_steal_pointer (&count) : NULL;
  if (count == NULL)
    return g_strdup (node_title);
  return g_strconcat (node_title, " · ", count, NULL);
}

static void
update (FigmentRunPanel *self)
{
  FigmentGenerationState state;
  g_autofree char *where = NULL, *left = NULL;

  if (self->generation == NULL)
    return;
  state = figment_generation_get_state (self->generation);
  if (state == FIGMENT_GENERATION_RUNNING)
    where = figment_run_panel_describe (figment_generation_get_node_title (self->generation),
                                        figment_generation_get_step (self->generation),
                                        figment_generation_get_steps (self->generation));
  left = figment_words_time_left (figment_generation_get_remaining (self->generation));
  gtk_label_set_label (self->state, where != NULL ? where : figment_words_state (state));
  gtk_label_set_label (self->remaining, left != NULL && state == FIGMENT_GENERATION_RUNNING ? left : "");
  gtk_progress_bar_set_fraction (self->bar, figment_generation_get_progress (self->generation));
}

static void
figment_run_panel_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((FigmentRunPanelProperty) prop_id)
    {
    case PROP_GENERATION: g_value_set_object (value, FIGMENT_RUN_PANEL (object)->generation); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_run_panel_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch ((FigmentRunPanelProperty) prop_id)
    {
    case PROP_GENERATION:
      figment_run_panel_set_generation (FIGMENT_RUN_PANEL (object), g_value_get_object (value));
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_run_panel_dispose (GObject *object)
{
  FigmentRunPanel *self = FIGMENT_RUN_PANEL (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->generation);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_RUN_PANEL);
  G_OBJECT_CLASS (figment_run_panel_parent_class)->dispose (object);
}

static void
figment_run_panel_class_init (FigmentRunPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_run_panel_get_property;
  object_class->set_property = figment_run_panel_set_property;
  object_class->dispose = figment_run_panel_dispose;
  props[PROP_GENERATION] = g_param_spec_object ("generation", NULL, NULL, FIGMENT_TYPE_GENERATION,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/generate/figment-run-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentRunPanel, box);
  gtk_widget_class_bind_template_child (widget_class, FigmentRunPanel, state);
  gtk_widget_class_bind_template_child (widget_class, FigmentRunPanel, remaining);
  gtk_widget_class_bind_template_child (widget_class, FigmentRunPanel, bar);
}

static void
figment_run_panel_init (FigmentRunPanel *self)
{
  static const char *const watched[] = { "notify::state", "notify::progress", "notify::node-title", "notify::step",
                                         "notify::steps", "notify::remaining" };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (FIGMENT_TYPE_GENERATION);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->signals, watched[i], G_CALLBACK (update), self);
}

void
figment_run_panel_set_generation (FigmentRunPanel   *self,
                                  FigmentGeneration *generation)
{
  g_return_if_fail (FIGMENT_IS_RUN_PANEL (self));
  if (!g_set_object (&self->generation, generation))
    return;
  g_signal_group_set_target (self->signals, generation);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GENERATION]);
}
