/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-prompt-row.h"

#include <glib/gi18n-lib.h>

#include "ui/form/figment-choice-popover.h"
#include "ui/form/figment-field-text.h"
#include "workflow/figment-dynamic-prompt.h"

/* Earlier prompts that are offered. */
#define MAX_HISTORY 200

struct _FigmentPromptRow
{
  FigmentFieldRow         parent_instance;

  gboolean                updating; /* the text comes from the field */
  FigmentGenerationStore *history;  /* (owned) (nullable) */
  FigmentWildcardFolder  *wildcards; /* (owned) (nullable) */

  GtkTextView            *view;
  GtkTextBuffer          *buffer;
  GtkLabel               *placeholder;
  GtkLabel               *length;   /* a suffix of the label */
  GtkMenuButton          *earlier;  /* another one */
  FigmentChoicePopover   *popover;
};

G_DEFINE_FINAL_TYPE (FigmentPromptRow, figment_prompt_row, FIGMENT_TYPE_FIELD_ROW)

static int
get_height (GObject *object,
            int      role)
{
  return role == FIGMENT_ROLE_POSITIVE ? 110 : 64;
}

static char *
get_placeholder (GObject *object,
                 int      role)
{
  if (role == FIGMENT_ROLE_POSITIVE)
    return g_strdup (_("Describe what you want to see"));
  if (role == FIGMENT_ROLE_NEGATIVE)
    return g_strdup (_("What must not be in it"));
  return g_strdup ("");
}

static char *
dup_text (FigmentPromptRow *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

static void
show_length (FigmentPromptRow *self,
             const char       *text)
{
  g_autofree char *length = figment_field_text_length (text);

  gtk_label_set_label (self->length, length);
  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), text[0] == '\0');
}

/* @names: one at least. Returns: (transfer full): each between quotation marks */
static char *
join_names (const char *const *names)
{
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (i > 0)
        /* Translators: what stands between the names in an enumeration. */
        g_string_append (joined, C_("enumeration", ", "));
      g_string_append_printf (joined, _("“%s”"), names[i]);
    }
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

/* A list that is not there is no fault, since the server may have it, but most likely a slip. */
static void
show_unknown (FigmentPromptRow *self,
              const char       *text)
{
  FigmentWildcards *lists = self->wildcards != NULL ? figment_wildcard_folder_get_wildcards (self->wildcards) : NULL;
  g_auto(GStrv) unknown = lists != NULL ? figment_dynamic_prompt_list_unknown (text, lists) : NULL;
  const guint n = unknown != NULL ? g_strv_length (unknown) : 0;
  g_autofree char *names = n > 0 ? join_names ((const char *const *) unknown) : NULL;
  g_autofree char *complaint = NULL;

  if (n > 0)
    /* Translators: the name of a list of words, or several, with their quotation marks. */
    complaint = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "There is no word list %s, so its name is sent as it stands.",
                                              "There are no word lists %s, so their names are sent as they stand.",
                                              n), names);
  figment_field_row_set_complaint (FIGMENT_FIELD_ROW (self), complaint);
}

static void
lists_changed_cb (FigmentPromptRow *self)
{
  g_autofree char *text = dup_text (self);

  show_unknown (self, text);
}

static void
buffer_changed_cb (FigmentPromptRow *self)
{
  g_autofree char *text = dup_text (self);

  show_length (self, text);
  show_unknown (self, text);
  if (!self->updating)
    figment_field_row_set_value (FIGMENT_FIELD_ROW (self), text);
}

/* As one step that can be undone, so that words that were replaced from elsewhere are not lost. */
static void
figment_prompt_row_update (FigmentFieldRow *row,
                           FigmentField    *field)
{
  FigmentPromptRow *self = FIGMENT_PROMPT_ROW (row);
  const char *value = figment_field_get_value (field);
  g_autofree char *text = dup_text (self);
  GtkTextIter start, end;

  if (g_str_equal (text, value) || !g_utf8_validate (value, -1, NULL))
    return;
  self->updating = TRUE;
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, value, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  self->updating = FALSE;
}

static void
figment_prompt_row_bound (FigmentFieldRow *row,
                          FigmentField    *field)
{
  FigmentPromptRow *self = FIGMENT_PROMPT_ROW (row);

  /* What the form begins with is no step to be undone. */
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  figment_prompt_row_update (row, field);
  gtk_text_buffer_set_enable_undo (self->buffer, TRUE);
  show_length (self, figment_field_get_value (field));
}

/* What is in the way is not lost: it can be undone. */
static void
chosen_cb (FigmentPromptRow *self,
           const char       *prompt)
{
  figment_field_set_value (figment_field_row_get_field (FIGMENT_FIELD_ROW (self)), prompt);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* The popover is about to open. */
static void
load_history_cb (GtkMenuButton *button,
                 gpointer       user_data)
{
  FigmentPromptRow *self = user_data;
  static const char *const none[] = { NULL };
  FigmentField *field = figment_field_row_get_field (FIGMENT_FIELD_ROW (self));
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) prompts =
    figment_generation_store_list_prompts (self->history, figment_field_get_role (field) == FIGMENT_ROLE_NEGATIVE,
                                           MAX_HISTORY, &error);

  if (prompts == NULL)
    g_debug ("earlier prompts: %s", error->message);
  figment_choice_popover_set_choices (self->popover, prompts != NULL ? (const char *const *) prompts : none);
  figment_choice_popover_set_current (self->popover, figment_field_get_value (field));
}

static gboolean
earlier_cb (GtkWidget *widget,
            GVariant  *args,
            gpointer   user_data)
{
  FigmentPromptRow *self = FIGMENT_PROMPT_ROW (widget);

  if (self->history != NULL)
    gtk_menu_button_popup (self->earlier);
  return self->history != NULL;
}

static GtkMenuButton *
build_earlier (FigmentPromptRow *self)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (gtk_menu_button_new ());

  self->popover = g_object_new (FIGMENT_TYPE_CHOICE_POPOVER, "prose", TRUE, "empty-text",
                                _("Nothing yet. What you generate with is kept here."), NULL);
  g_signal_connect_swapped (self->popover, "chosen", G_CALLBACK (chosen_cb), self);
  gtk_menu_button_set_icon_name (button, "document-open-recent-symbolic");
  gtk_menu_button_set_popover (button, GTK_WIDGET (self->popover));
  gtk_menu_button_set_create_popup_func (button, load_history_cb, self, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (button), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), _("Earlier Prompts (Alt+Down)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Earlier Prompts"), -1);
  gtk_widget_set_visible (GTK_WIDGET (button), FALSE);
  return button;
}

static void
figment_prompt_row_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_PROMPT_ROW (object)->history);
  g_clear_object (&FIGMENT_PROMPT_ROW (object)->wildcards);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_PROMPT_ROW);
  G_OBJECT_CLASS (figment_prompt_row_parent_class)->dispose (object);
}

static gboolean
figment_prompt_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FIGMENT_PROMPT_ROW (widget)->view));
}

static void
figment_prompt_row_class_init (FigmentPromptRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  FigmentFieldRowClass *row_class = FIGMENT_FIELD_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_prompt_row_dispose;
  widget_class->grab_focus = figment_prompt_row_grab_focus;
  row_class->update = figment_prompt_row_update;
  row_class->bound = figment_prompt_row_bound;

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_ALT_MASK, earlier_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-prompt-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentPromptRow, view);
  gtk_widget_class_bind_template_child (widget_class, FigmentPromptRow, buffer);
  gtk_widget_class_bind_template_child (widget_class, FigmentPromptRow, placeholder);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, get_height);
  gtk_widget_class_bind_template_callback (widget_class, get_placeholder);
}

static void
figment_prompt_row_init (FigmentPromptRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->length = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->length, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->length), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->length), "dim-label");
  figment_field_row_add_suffix (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->length));
  self->earlier = build_earlier (self);
  figment_field_row_add_suffix (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->earlier));
  figment_field_row_set_control (FIGMENT_FIELD_ROW (self), GTK_WIDGET (self->view));
  gtk_text_buffer_set_max_undo_levels (self->buffer, 0);
}

void
figment_prompt_row_set_history (FigmentPromptRow       *self,
                                FigmentGenerationStore *history)
{
  const int role = figment_field_get_role (figment_field_row_get_field (FIGMENT_FIELD_ROW (self)));

  g_return_if_fail (FIGMENT_IS_PROMPT_ROW (self));
  /* Other texts are not in the store by themselves. */
  if (role != FIGMENT_ROLE_POSITIVE && role != FIGMENT_ROLE_NEGATIVE)
    return;
  g_set_object (&self->history, history);
  gtk_widget_set_visible (GTK_WIDGET (self->earlier), history != NULL);
}

void
figment_prompt_row_set_wildcards (FigmentPromptRow      *self,
                                  FigmentWildcardFolder *wildcards)
{
  const int role = figment_field_get_role (figment_field_row_get_field (FIGMENT_FIELD_ROW (self)));

  g_return_if_fail (FIGMENT_IS_PROMPT_ROW (self) && self->wildcards == NULL);
  /* Figment draws words for these, figment_graph_finish () says. */
  if (wildcards == NULL
      || (role != FIGMENT_ROLE_POSITIVE && role != FIGMENT_ROLE_NEGATIVE && role != FIGMENT_ROLE_LYRICS))
    return;
  self->wildcards = g_object_ref (wildcards);
  g_signal_connect_object (wildcards, "notify::wildcards", G_CALLBACK (lists_changed_cb), self, G_CONNECT_SWAPPED);
  lists_changed_cb (self);
}
