/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-rename-popover.h"

struct _FigmentRenamePopover
{
  GtkPopover   parent_instance;

  char        *old_name; /* (owned) (nullable) */

  GtkEditable *name;
};

G_DEFINE_FINAL_TYPE (FigmentRenamePopover, figment_rename_popover, GTK_TYPE_POPOVER)

typedef enum
{
  SIGNAL_RENAMED,
} FigmentRenamePopoverSignal;
static guint signals[SIGNAL_RENAMED + 1];

static void
rename_cb (FigmentRenamePopover *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (name[0] == '\0')
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  if (g_strcmp0 (name, self->old_name) != 0)
    g_signal_emit (self, signals[SIGNAL_RENAMED], 0, name);
}

static void
figment_rename_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_RENAME_POPOVER);
  G_OBJECT_CLASS (figment_rename_popover_parent_class)->dispose (object);
}

static void
figment_rename_popover_finalize (GObject *object)
{
  g_free (FIGMENT_RENAME_POPOVER (object)->old_name);
  G_OBJECT_CLASS (figment_rename_popover_parent_class)->finalize (object);
}

static void
figment_rename_popover_class_init (FigmentRenamePopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = figment_rename_popover_dispose;
  object_class->finalize = figment_rename_popover_finalize;

  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", FIGMENT_TYPE_RENAME_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/workflows/figment-rename-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentRenamePopover, name);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
}

static void
figment_rename_popover_init (FigmentRenamePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
figment_rename_popover_new (void)
{
  return g_object_new (FIGMENT_TYPE_RENAME_POPOVER, NULL);
}

void
figment_rename_popover_ask (FigmentRenamePopover *self,
                            const char           *name)
{
  char *copy = g_strdup (name);

  g_return_if_fail (FIGMENT_IS_RENAME_POPOVER (self));
  g_return_if_fail (name != NULL);

  g_free (self->old_name);
  self->old_name = copy;
  gtk_editable_set_text (self->name, name);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}
