/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-dry-run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "ui/widgets/figment-after-paint.h"
#include "ui/widgets/figment-toast.h"
#include "workflow/figment-graph-diff.h"

/* Rows that are shown; what is copied has all. */
#define MAX_ROWS 400

/* So many are seen at once; all that are to be laid out at first would hold up the window. */
#define ROWS_AT_ONCE 10

struct _FigmentDryRun
{
  AdwWindow        parent_instance;

  GString         *text;    /* (owned) all of it, to be copied */
  GPtrArray       *changes; /* (owned) of char: for each row what stands where */
  guint            n_built; /* of @changes, those that have a row */

  AdwToastOverlay *toasts;
  GtkWidget       *draws;
  GtkStack        *stack;
  GtkListBox      *list;
  GtkLabel        *more;
};

G_DEFINE_FINAL_TYPE (FigmentDryRun, figment_dry_run, ADW_TYPE_WINDOW)

/* A value as people write it: a text between quotation marks, so that “20” is none of the numbers. */
static char *
dup_words (const char *json)
{
  g_autoptr(JsonNode) node = figment_json_parse (json, strlen (json), NULL);
  const char *text = figment_json_to_string (node);

  return text != NULL ? g_strdup_printf (_("“%s”"), text) : g_strdup (json);
}

/* Whether @text is read from the right: its first letter says so, or the language where there is none. */
static gboolean
is_rtl (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      const GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      if (g_unichar_isalpha (g_utf8_get_char (p)))
        return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW
               || script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA
               || script == G_UNICODE_SCRIPT_NKO || script == G_UNICODE_SCRIPT_ADLAM;
    }
  return gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
}

/* @before, @after: (nullable): JSON */
static char *
dup_change (const char *before,
            const char *after)
{
  g_autofree char *old = before != NULL ? dup_words (before) : NULL;
  g_autofree char *new = after != NULL ? dup_words (after) : NULL;
  g_autofree char *both = g_strconcat (old != NULL ? old : "", new, NULL);

  if (new == NULL)
    /* Translators: the value of an input. */
    return g_strdup_printf (_("%s is left out"), old);
  if (old == NULL)
    return g_steal_pointer (&new);
  /* Translators: two values, from the one to the other; the second form where it is read from the right. */
  return g_strdup_printf (is_rtl (both) ? _("%s ← %s") : _("%s → %s"), old, new);
}

static void
add (FigmentDryRun *self,
     const char    *place,
     const char    *words,
     guint          n)
{
  g_string_append_printf (self->text, "%s: %s\n", place, words);
  if (n >= MAX_ROWS)
    return;
  g_ptr_array_add (self->changes, g_strdup (place));
  g_ptr_array_add (self->changes, g_strdup (words));
}

/* Some with each frame, until all have a row. */
static void
build_more (GtkWidget *list,
            gpointer   user_data)
{
  FigmentDryRun *self = FIGMENT_DRY_RUN (user_data);

  for (guint i = 0; i < ROWS_AT_ONCE && self->n_built < self->changes->len; i++, self->n_built += 2)
    gtk_list_box_append (self->list, g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title",
                                                   g_ptr_array_index (self->changes, self->n_built), "subtitle",
                                                   g_ptr_array_index (self->changes, self->n_built + 1),
                                                   "subtitle-lines", 8, NULL));
  if (self->n_built < self->changes->len)
    figment_after_paint (list, build_more, self);
}

static void
add_change (FigmentDryRun            *self,
            FigmentGraph             *graph,
            const FigmentGraphChange *change,
            guint                     n)
{
  g_autofree char *node = figment_graph_describe_node (graph, change->node_id);
  g_autofree char *place = change->input != NULL ? g_strdup_printf ("%s · %s", node, change->input) : g_strdup (node);
  g_autofree char *words = NULL;

  if (change->input == NULL)
    words = g_strdup (change->after != NULL ? _("comes along") : _("is left out, with what hangs on it"));
  else
    words = dup_change (change->before, change->after);
  add (self, place, words, n);
}

static void
add_file (FigmentDryRun          *self,
          FigmentGraph           *graph,
          const FigmentInputFile *file,
          guint                   n)
{
  g_autofree char *node = figment_graph_describe_node (graph, file->node_id);
  g_autofree char *place = g_strdup_printf ("%s · %s", node, file->input);
  g_autofree char *name = g_filename_display_name (file->path);
  /* Translators: the path of a file. */
  g_autofree char *words = g_strdup_printf (_("the file %s"), name);

  add (self, place, words, n);
}

static void
show_request (FigmentDryRun  *self,
              FigmentGraph   *graph,
              FigmentRequest *request)
{
  g_autoptr(FigmentGraph) bound = figment_graph_parse (request->graph, strlen (request->graph), NULL);
  g_autoptr(GPtrArray) changes = figment_graph_diff (graph, bound);
  const guint n = changes->len + request->input_files->len;
  g_autofree char *more = NULL;

  for (guint i = 0; i < changes->len; i++)
    add_change (self, graph, g_ptr_array_index (changes, i), i);
  for (guint i = 0; i < request->input_files->len; i++)
    add_file (self, graph, g_ptr_array_index (request->input_files, i), changes->len + i);
  build_more (GTK_WIDGET (self->list), self);
  if (n > MAX_ROWS)
    more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n - MAX_ROWS), n - MAX_ROWS);
  gtk_label_set_label (self->more, more != NULL ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), more != NULL);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "nothing");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dry-run.copy", n > 0);
}

/* Whether a run after this one sends other numbers by itself. */
static gboolean
draws_seeds (FigmentForm *form)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (figment_field_get_kind (field) == FIGMENT_FIELD_SEED
          && figment_field_get_seed_mode (field) == FIGMENT_SEED_RANDOM)
        return TRUE;
    }
  return FALSE;
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  FigmentDryRun *self = FIGMENT_DRY_RUN (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->text->str);
  adw_toast_overlay_add_toast (self->toasts, figment_toast_new (_("Copied")));
}

static void
figment_dry_run_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_DRY_RUN);
  G_OBJECT_CLASS (figment_dry_run_parent_class)->dispose (object);
}

static void
figment_dry_run_finalize (GObject *object)
{
  g_string_free (FIGMENT_DRY_RUN (object)->text, TRUE);
  g_ptr_array_unref (FIGMENT_DRY_RUN (object)->changes);
  G_OBJECT_CLASS (figment_dry_run_parent_class)->finalize (object);
}

static void
figment_dry_run_class_init (FigmentDryRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = figment_dry_run_dispose;
  G_OBJECT_CLASS (klass)->finalize = figment_dry_run_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/form/figment-dry-run.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentDryRun, toasts);
  gtk_widget_class_bind_template_child (widget_class, FigmentDryRun, draws);
  gtk_widget_class_bind_template_child (widget_class, FigmentDryRun, stack);
  gtk_widget_class_bind_template_child (widget_class, FigmentDryRun, list);
  gtk_widget_class_bind_template_child (widget_class, FigmentDryRun, more);
  gtk_widget_class_install_action (widget_class, "dry-run.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "dry-run.copy", NULL);
}

static void
figment_dry_run_init (FigmentDryRun *self)
{
  self->text = g_string_new (NULL);
  self->changes = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
figment_dry_run_new (GtkWindow    *parent,
                     FigmentForm  *form,
                     GError      **error)
{
  g_autoptr(FigmentRequest) request = NULL;
  FigmentDryRun *self;

  g_return_val_if_fail (FIGMENT_IS_FORM (form), NULL);
  request = figment_form_build_preview (form, error);
  if (request == NULL)
    return NULL;
  self = g_object_new (FIGMENT_TYPE_DRY_RUN, "transient-for", parent, NULL);
  show_request (self, figment_form_get_original (form), request);
  gtk_widget_set_visible (self->draws, draws_seeds (form));
  return GTK_WIDGET (self);
}
