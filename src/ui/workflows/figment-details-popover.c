/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-details-popover.h"

#include "model/figment-tags.h"

/* Words that are offered; more are no help. */
#define MAX_OFFERED 24

struct _FigmentDetailsPopover
{
  GtkPopover     parent_instance;

  char          *description; /* (owned) (nullable) as it was shown */
  char          *tags;        /* (owned) (nullable) as they were shown */
  gboolean       showing;     /* values are shown, not set */

  GtkTextView   *view;
  GtkTextBuffer *buffer;
  GtkEditable   *entry;
  GtkFlowBox    *offered;
};

G_DEFINE_FINAL_TYPE (FigmentDetailsPopover, figment_details_popover, GTK_TYPE_POPOVER)

typedef enum
{
  SIGNAL_CHANGED,
} FigmentDetailsPopoverSignal;
static guint signals[SIGNAL_CHANGED + 1];

/* Each of the words that are offered is pressed while it is among those that are typed. */
static void
show_offered (FigmentDetailsPopover *self)
{
  const char *tags = gtk_editable_get_text (self->entry);
  const gboolean showing = self->showing;
  GtkFlowBoxChild *child;

  self->showing = TRUE;
  for (int i = 0; (child = gtk_flow_box_get_child_at_index (self->offered, i)) != NULL; i++)
    {
      GtkToggleButton *button = GTK_TOGGLE_BUTTON (gtk_flow_box_child_get_child (child));

      gtk_toggle_button_set_active (button, figment_tags_has (tags, gtk_button_get_label (GTK_BUTTON (button))));
    }
  self->showing = showing;
}

static void
commit_cb (FigmentDetailsPopover *self)
{
  g_autofree char *description = figment_details_popover_dup_description (self);
  g_autofree char *tags = figment_details_popover_dup_tags (self);

  if (self->showing || (g_strcmp0 (description, self->description) == 0 && g_strcmp0 (tags, self->tags) == 0))
    return;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
toggled_cb (GtkToggleButton *button,
            gpointer         user_data)
{
  FigmentDetailsPopover *self = user_data;
  g_autofree char *tags = NULL;

  if (self->showing)
    return;
  tags = figment_tags_toggle (gtk_editable_get_text (self->entry), gtk_button_get_label (GTK_BUTTON (button)));
  gtk_editable_set_text (self->entry, tags != NULL ? tags : "");
  commit_cb (self);
}

static void
typed_cb (FigmentDetailsPopover *self)
{
  show_offered (self);
}

static void
figment_details_popover_dispose (GObject *object)
{
  FIGMENT_DETAILS_POPOVER (object)->showing = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_DETAILS_POPOVER);
  G_OBJECT_CLASS (figment_details_popover_parent_class)->dispose (object);
}

static void
figment_details_popover_finalize (GObject *object)
{
  g_free (FIGMENT_DETAILS_POPOVER (object)->description);
  g_free (FIGMENT_DETAILS_POPOVER (object)->tags);
  G_OBJECT_CLASS (figment_details_popover_parent_class)->finalize (object);
}

static void
figment_details_popover_class_init (FigmentDetailsPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_details_popover_dispose;
  object_class->finalize = figment_details_popover_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FIGMENT_TYPE_DETAILS_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-details-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentDetailsPopover, view);
  gtk_widget_class_bind_template_child (widget_class, FigmentDetailsPopover, buffer);
  gtk_widget_class_bind_template_child (widget_class, FigmentDetailsPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, FigmentDetailsPopover, offered);
  gtk_widget_class_bind_template_callback (widget_class, commit_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
figment_details_popover_init (FigmentDetailsPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @description, @tags: (nullable) */
void
figment_details_popover_show (FigmentDetailsPopover *self,
                              const char            *description,
                              const char            *tags)
{
  g_autofree char *typed = NULL;

  g_return_if_fail (FIGMENT_IS_DETAILS_POPOVER (self));
  typed = figment_details_popover_dup_description (self);
  self->showing = TRUE;
  /* The cursor stays where it is in what is the same. */
  if (g_strcmp0 (typed, description != NULL ? description : "") != 0)
    gtk_text_buffer_set_text (self->buffer, description != NULL ? description : "", -1);
  if (g_strcmp0 (gtk_editable_get_text (self->entry), tags != NULL ? tags : "") != 0)
    gtk_editable_set_text (self->entry, tags != NULL ? tags : "");
  g_free (self->description);
  g_free (self->tags);
  self->description = figment_details_popover_dup_description (self);
  self->tags = figment_details_popover_dup_tags (self);
  self->showing = FALSE;
}

void
figment_details_popover_offer (FigmentDetailsPopover *self,
                               const char *const     *tags)
{
  GtkFlowBoxChild *child;

  g_return_if_fail (FIGMENT_IS_DETAILS_POPOVER (self) && tags != NULL);
  while ((child = gtk_flow_box_get_child_at_index (self->offered, 0)) != NULL)
    gtk_flow_box_remove (self->offered, GTK_WIDGET (child));
  for (guint i = 0; tags[i] != NULL && i < MAX_OFFERED; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (tags[i]);

      gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
      g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
      gtk_flow_box_append (self->offered, button);
      /* The button has the focus, and not what it stands in as well. */
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->offered), tags[0] != NULL);
  show_offered (self);
}

char *
figment_details_popover_dup_description (FigmentDetailsPopover *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (FIGMENT_IS_DETAILS_POPOVER (self), NULL);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

char *
figment_details_popover_dup_tags (FigmentDetailsPopover *self)
{
  g_return_val_if_fail (FIGMENT_IS_DETAILS_POPOVER (self), NULL);
  return g_strdup (gtk_editable_get_text (self->entry));
}

void
figment_details_popover_commit (FigmentDetailsPopover *self)
{
  g_return_if_fail (FIGMENT_IS_DETAILS_POPOVER (self));
  commit_cb (self);
}
