/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-import-batch.h"

#include <glib/gi18n-lib.h>

#include "comfy/figment-comfy-workflows.h"
#include "ui/compat/figment-compat.h"
#include "ui/figment-import-report.h"
#include "ui/figment-window-private.h"
#include "ui/figment-words.h"
#include "ui/widgets/figment-toast.h"
#include "workflow/figment-sidecar.h"
#include "workflow/figment-workflow-file.h"

/* For as long as it is offered to go on with what was imported. */
#define OFFER_SECONDS 10

/* Files of which a dialog tells something. */
#define MAX_TOLD 100

typedef struct
{
  GFile               *file;    /* (owned) (nullable) */
  GBytes              *bytes;   /* (owned) (nullable) in place of a file */
  FigmentComfyClient  *client;  /* (owned) (nullable) where @path is, in place of both */
  char                *path;    /* (owned) (nullable) */
  char                *name;    /* (owned) (nullable) as it may be shown */

  FigmentWorkflowFile *result;  /* (owned) (nullable) */
  char                *trouble; /* (owned) (nullable) why it is not in the library */
  FigmentCheckup      *checkup; /* (owned) (nullable) how it is on the present server */
} Item;

struct _FigmentImportBatch
{
  FigmentWindow *window; /* (owned) */
  GPtrArray     *items;  /* (owned) of Item */
  guint          next;
};

static void import_next (FigmentImportBatch *self);

static void
item_free (Item *item)
{
  g_clear_object (&item->file);
  g_clear_pointer (&item->bytes, g_bytes_unref);
  g_clear_object (&item->client);
  g_free (item->path);
  g_clear_pointer (&item->result, figment_workflow_file_free);
  g_free (item->name);
  g_free (item->trouble);
  g_clear_pointer (&item->checkup, figment_checkup_unref);
  g_free (item);
}

FigmentImportBatch *
figment_import_batch_new (FigmentWindow *window)
{
  FigmentImportBatch *self = g_new0 (FigmentImportBatch, 1);

  self->window = g_object_ref (window);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  return self;
}

void
figment_import_batch_free (FigmentImportBatch *self)
{
  g_object_unref (self->window);
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
figment_import_batch_add_file (FigmentImportBatch *self,
                               GFile              *file)
{
  g_autofree char *base = g_file_get_basename (file);
  Item *item = g_new0 (Item, 1);

  item->file = g_object_ref (file);
  item->name = g_filename_display_name (base != NULL ? base : "");
  g_ptr_array_add (self->items, item);
}

void
figment_import_batch_add_saved (FigmentImportBatch *self,
                                FigmentComfyClient *client,
                                const char         *path)
{
  Item *item = g_new0 (Item, 1);

  item->client = g_object_ref (client);
  item->path = g_strdup (path);
  item->name = g_path_get_basename (path);
  g_ptr_array_add (self->items, item);
}

void
figment_import_batch_add_bytes (FigmentImportBatch *self,
                                GBytes             *bytes,
                                const char         *name)
{
  Item *item = g_new0 (Item, 1);

  item->bytes = g_bytes_ref (bytes);
  item->name = g_strdup (name);
  g_ptr_array_add (self->items, item);
}

static const char *const *
get_notes (Item *item)
{
  return (const char *const *) item->result->notes;
}

static gboolean
is_known (Item *item)
{
  return item->trouble == NULL && item->result->known != NULL;
}

static guint
count_problems (Item *item)
{
  return item->checkup != NULL ? figment_checkup_get_n_problems (item->checkup) : 0;
}

/* @label, @action: what can be done with @workflow */
static void
toast_with (FigmentWindow   *window,
            const char      *text,
            const char      *label,
            const char      *action,
            FigmentWorkflow *workflow)
{
  AdwToast *toast = figment_toast_new (text);

  adw_toast_set_timeout (toast, OFFER_SECONDS);
  /* What was brought just now is told of now, and not after what was brought before. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, label);
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target_value (toast, g_variant_new_int64 (figment_workflow_get_id (workflow)));
  adw_toast_overlay_add_toast (window->toasts, toast);
}

/* The same workflow is there already: not a second time, but to be found. */
static void
say_known (FigmentWindow *window,
           Item          *item)
{
  const char *known = figment_workflow_get_name (item->result->known);
  g_autofree char *text =
      item->name != NULL
          /* Translators: a file's name, the name of a workflow in the library. */
          ? g_strdup_printf (_("“%s” is in the library already, as “%s”"), item->name, known)
          /* Translators: the name of a workflow in the library. */
          : g_strdup_printf (_("This is in the library already, as “%s”"), known);

  toast_with (window, text, _("_Open"), "win.use-workflow", item->result->known);
}

static void
tell (FigmentWindow *window,
      const char    *heading,
      const char    *body)
{
  figment_compat_confirm_async (GTK_WINDOW (window), heading, body, NULL, NULL, 0, window->cancellable, NULL, NULL);
}

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentWorkflow) workflow = user_data;
  g_autofree char *action = figment_compat_confirm_finish (result, NULL);

  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (source), action, "x", figment_workflow_get_id (workflow));
}

/* @lines: (element-type utf8); @label, @action: what can be done with @workflow, which is nullable */
static void
tell_lines (FigmentWindow   *window,
            const char      *heading,
            GPtrArray       *lines,
            const char      *label,
            const char      *action,
            FigmentWorkflow *workflow)
{
  const FigmentResponse response = { action, label, FIGMENT_RESPONSE_PLAIN };

  g_ptr_array_add (lines, NULL);
  figment_compat_confirm_async (GTK_WINDOW (window), heading, "",
                                figment_import_report_new ((const char *const *) lines->pdata), &response,
                                workflow != NULL ? 1 : 0, window->cancellable, workflow != NULL ? told_cb : NULL,
                                workflow != NULL ? g_object_ref (workflow) : NULL);
}

/* The worst of what is the matter, as one paragraph. Returns: (transfer full) (nullable) */
static char *
dup_problems (Item *item)
{
  const guint n = count_problems (item);
  const FigmentProblem *worst = n > 0 ? g_ptr_array_index (figment_checkup_get_findings (item->checkup), 0) : NULL;
  g_autofree char *health = NULL;

  if (worst == NULL)
    return NULL;
  health = figment_words_health (item->checkup, TRUE);
  /* Translators: "2 problems", the first of them as a sentence. */
  return n == 1 ? g_strdup (worst->message) : g_strdup_printf (_("%s: %s"), health, worst->message);
}

/* It is in the library all the same: on another server it may be right. */
static void
say_problems (FigmentWindow *window,
              Item          *item)
{
  g_autofree char *health = figment_words_health (item->checkup, TRUE);
  /* Translators: a workflow's name, "2 problems". */
  g_autofree char *text =
    g_strdup_printf (_("“%s” imported; %s"), figment_workflow_get_name (item->result->workflow), health);

  toast_with (window, text, _("_Show"), "win.show-findings", item->result->workflow);
}

/* What had to be mended or could not be known is worth a look before the first run. */
static void
say_notes (FigmentWindow *window,
           Item          *item,
           const char    *heading)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const gboolean ill = count_problems (item) > 0;

  for (guint i = 0; get_notes (item)[i] != NULL; i++)
    g_ptr_array_add (lines, g_strdup (get_notes (item)[i]));
  if (ill)
    g_ptr_array_add (lines, dup_problems (item));
  tell_lines (window, heading, lines, ill ? _("_Show") : _("_Open"), ill ? "win.show-findings" : "win.use-workflow",
              item->result->workflow);
}

static void
say_trouble (FigmentWindow *window,
             Item          *item)
{
  g_autofree char *heading = NULL;

  if (item->name != NULL)
    /* Translators: a file's name. */
    heading = g_strdup_printf (_("“%s” could not be imported"), item->name);
  tell (window, heading != NULL ? heading : _("This could not be imported"), item->trouble);
}

static void
say_imported (FigmentWindow *window,
              Item          *item)
{
  /* Translators: a workflow's name and a mode, “Landscape” … Text to Image */
  g_autofree char *text =
    g_strdup_printf (_("“%s” imported for %s"), figment_workflow_get_name (item->result->workflow),
                     figment_words_mode (figment_workflow_get_category (item->result->workflow)));

  if (get_notes (item)[0] != NULL)
    say_notes (window, item, text);
  else if (count_problems (item) > 0)
    say_problems (window, item);
  else
    toast_with (window, text, _("_Open"), "win.use-workflow", item->result->workflow);
}

static void
say_one (FigmentWindow *window,
         Item          *item)
{
  if (item->trouble != NULL)
    say_trouble (window, item);
  else if (is_known (item))
    say_known (window, item);
  else
    say_imported (window, item);
}

/* @separator: between the sentences */
static char *
build_summary (guint       n_added,
               guint       n_known,
               guint       n_failed,
               const char *separator)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u workflow imported", "%u workflows imported", n_added), n_added);
  if (n_known > 0)
    {
      g_string_append (text, separator);
      g_string_append_printf (text, ngettext ("%u was in the library already", "%u were in the library already",
                                              n_known), n_known);
    }
  if (n_failed > 0)
    {
      g_string_append (text, separator);
      g_string_append_printf (text, ngettext ("%u could not be taken", "%u could not be taken", n_failed), n_failed);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The notes of the import, and the worst of what is the matter. */
static char *
dup_told (Item *item)
{
  g_autofree char *notes = g_strjoinv (" ", (char **) get_notes (item));
  g_autofree char *problems = dup_problems (item);

  if (problems == NULL)
    return g_steal_pointer (&notes);
  return notes[0] == '\0' ? g_steal_pointer (&problems) : g_strdup_printf ("%s %s", notes, problems);
}

/* @lines: gets what is to be told of the items with trouble, or of those with notes */
static void
list_told (FigmentImportBatch *self,
           gboolean            trouble,
           GPtrArray          *lines,
           guint              *n_told)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autofree char *notes = NULL;
      const char *text = item->trouble;

      if ((item->trouble != NULL) != trouble)
        continue;
      if (!trouble && !is_known (item))
        text = notes = dup_told (item);
      if (text == NULL || text[0] == '\0' || (*n_told)++ >= MAX_TOLD)
        continue;
      g_ptr_array_add (lines, item->name != NULL && !g_str_has_prefix (text, item->name)
                                /* Translators: a file's name, what is to be said about it. */
                                ? g_strdup_printf (_("%s: %s"), item->name, text)
                                : g_strdup (text));
    }
}

static void
say_many (FigmentImportBatch *self)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *summary = NULL;
  guint n_known = 0, n_failed = 0, n_told = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      n_failed += item->trouble != NULL;
      n_known += is_known (item);
    }
  list_told (self, TRUE, lines, &n_told);
  list_told (self, FALSE, lines, &n_told);
  if (n_told > MAX_TOLD)
    g_ptr_array_add (lines, g_strdup_printf (ngettext ("There are notes on %u more.", "There are notes on %u more.",
                                                       n_told - MAX_TOLD), n_told - MAX_TOLD));
  /* A toast has one line. */
  summary = build_summary (self->items->len - n_known - n_failed, n_known, n_failed, lines->len == 0 ? " · " : "\n");
  if (lines->len == 0)
    _figment_window_toast (self->window, summary);
  else
    tell_lines (self->window, summary, lines, NULL, NULL, NULL);
}

static void
check_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  FigmentImportBatch *self = user_data;
  Item *item = g_ptr_array_index (self->items, self->next);

  item->checkup = figment_doctor_check_finish (FIGMENT_DOCTOR (source), result, NULL);
  self->next++;
  import_next (self);
}

static void
add_workflow_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  FigmentImportBatch *self = user_data;
  Item *item = g_ptr_array_index (self->items, self->next);
  g_autoptr(GError) error = NULL;

  if (figment_workflow_store_add_finish (FIGMENT_WORKFLOW_STORE (source), result, &error))
    {
      figment_doctor_check_async (figment_session_get_doctor (self->window->session), item->result->workflow,
                                  self->window->cancellable, check_cb, self);
      return;
    }
  item->trouble = g_strdup_printf (_("The workflow could not be kept: %s"), error->message);
  self->next++;
  import_next (self);
}

static void
load_workflow_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  FigmentImportBatch *self = user_data;
  Item *item = g_ptr_array_index (self->items, self->next);
  g_autoptr(GError) error = NULL;

  item->result = figment_workflow_file_load_finish (result, &error);
  if (item->result != NULL && item->result->known == NULL && !g_cancellable_is_cancelled (self->window->cancellable))
    {
      figment_workflow_store_add_async (figment_session_get_workflow_store (self->window->session),
                                        item->result->workflow, NULL, add_workflow_cb, self);
      return;
    }
  if (item->result == NULL)
    item->trouble = g_strdup (error->message);
  self->next++;
  import_next (self);
}

static void import_item (FigmentImportBatch *self,
                         Item               *item);

static void
fetch_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  FigmentImportBatch *self = user_data;
  Item *item = g_ptr_array_index (self->items, self->next);
  g_autoptr(GError) error = NULL;

  item->bytes = figment_comfy_client_fetch_saved_file_finish (FIGMENT_COMFY_CLIENT (source), result, &error);
  if (item->bytes != NULL && !g_cancellable_is_cancelled (self->window->cancellable))
    {
      import_item (self, item);
      return;
    }
  item->trouble = error != NULL ? g_strdup (error->message) : NULL;
  self->next++;
  import_next (self);
}

static void
import_item (FigmentImportBatch *self,
             Item               *item)
{
  FigmentSession *session = self->window->session;
  FigmentCatalog *catalog = figment_session_get_catalog (session);
  GListModel *library = figment_session_get_workflows (session);

  if (item->bytes != NULL)
    figment_workflow_file_parse_async (item->bytes, item->name, catalog, library, self->window->cancellable,
                                       load_workflow_cb, self);
  else if (item->file != NULL)
    figment_workflow_file_load_async (item->file, catalog, library, self->window->cancellable, load_workflow_cb, self);
  else
    figment_comfy_client_fetch_saved_file_async (item->client, item->path, self->window->cancellable, fetch_saved_cb,
                                                 self);
}

static void
import_next (FigmentImportBatch *self)
{
  const gboolean closed = g_cancellable_is_cancelled (self->window->cancellable);

  if (self->next < self->items->len && !closed)
    {
      import_item (self, g_ptr_array_index (self->items, self->next));
      return;
    }
  if (self->items->len == 1 && !closed)
    say_one (self->window, g_ptr_array_index (self->items, 0));
  else if (self->items->len > 1 && !closed)
    say_many (self);
  figment_import_batch_free (self);
}

/* Whether it is no workflow of its own: the one that it belongs to is here, too, and takes it along. */
static gboolean
is_taken_along (FigmentImportBatch *self,
                Item               *item)
{
  g_autoptr(GFile) owner = item->file != NULL ? figment_sidecar_get_owner (item->file) : NULL;

  for (guint i = 0; owner != NULL && i < self->items->len; i++)
    {
      const Item *other = g_ptr_array_index (self->items, i);

      if (other->file != NULL && g_file_equal (other->file, owner))
        return TRUE;
    }
  return FALSE;
}

static void
drop_taken_along (FigmentImportBatch *self)
{
  g_autoptr(GPtrArray) dropped = g_ptr_array_new ();

  for (guint i = 0; i < self->items->len; i++)
    if (is_taken_along (self, g_ptr_array_index (self->items, i)))
      g_ptr_array_add (dropped, g_ptr_array_index (self->items, i));
  for (guint i = 0; i < dropped->len; i++)
    g_ptr_array_remove (self->items, g_ptr_array_index (dropped, i));
}

void
figment_import_batch_run (FigmentImportBatch *self)
{
  drop_taken_along (self);
  self->next = 0;
  import_next (self);
}
