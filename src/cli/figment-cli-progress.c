/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "figment-cli-bar.h"
#include "figment-cli-print.h"

#define DEFAULT_COLUMNS 80
#define REDRAW_SECONDS  1
#define LINE_PERCENT    10 /* a log gets a line for each new node and every so many percent */

struct _FigmentCliProgress
{
  gboolean            json;
  gboolean            terminal;
  FigmentCliBarFlags  flags;

  FigmentGeneration  *generation; /* (owned) (nullable) the one in the bar */
  guint               number;
  guint               count;
  char               *shown;      /* (owned) (nullable) the bar on the screen, or the last line's node */
  int                 percent;    /* of the last line */
  guint               clock_id;   /* moves the time on while nothing else does */
};

static guint
get_columns (void)
{
  struct winsize size;
  const char *columns = g_getenv ("COLUMNS");
  guint64 value;

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  if (columns != NULL && g_ascii_string_to_unsigned (columns, 10, 1, 10000, &value, NULL))
    return (guint) value;
  return DEFAULT_COLUMNS;
}

/* @json: nothing but JSON lines on standard output. */
FigmentCliProgress *
figment_cli_progress_new (gboolean json)
{
  FigmentCliProgress *self = g_new0 (FigmentCliProgress, 1);
  const char *term = g_getenv ("TERM");
  const char *no_colour = g_getenv ("NO_COLOR"); /* https://no-color.org: set and not empty */

  self->json = json;
  self->percent = -1;
  self->terminal = !json && isatty (STDERR_FILENO) && g_strcmp0 (term, "dumb") != 0;
  if (g_get_charset (NULL))
    self->flags |= FIGMENT_CLI_BAR_UTF8;
  if (no_colour == NULL || no_colour[0] == '\0')
    self->flags |= FIGMENT_CLI_BAR_COLOUR;
  return self;
}

/* Takes the bar off the screen, so that something else can stand there. */
void
figment_cli_progress_clear (FigmentCliProgress *self)
{
  g_clear_handle_id (&self->clock_id, g_source_remove);
  if (self->terminal && self->shown != NULL)
    g_printerr ("\r\033[K");
  g_clear_pointer (&self->shown, g_free);
  g_clear_object (&self->generation);
  self->percent = -1;
}

void
figment_cli_progress_free (FigmentCliProgress *self)
{
  figment_cli_progress_clear (self);
  g_free (self);
}

const char *
figment_cli_describe_state (FigmentGenerationState state)
{
  switch (state)
    {
    case FIGMENT_GENERATION_QUEUED:
      return _("queued");
    case FIGMENT_GENERATION_HELD:
      return _("held");
    case FIGMENT_GENERATION_PREPARING:
      return _("preparing");
    case FIGMENT_GENERATION_SUBMITTED:
      return _("submitted");
    case FIGMENT_GENERATION_RUNNING:
      return _("running");
    case FIGMENT_GENERATION_COLLECTING:
      return _("collecting");
    case FIGMENT_GENERATION_DONE:
      return _("done");
    case FIGMENT_GENERATION_FAILED:
      return _("failed");
    case FIGMENT_GENERATION_CANCELLED:
      return _("cancelled");
    case FIGMENT_GENERATION_LOST:
      return _("lost");
    default:
      g_return_val_if_reached ("");
    }
}

static FigmentCliBar
build_line (FigmentCliProgress *self,
            FigmentGeneration  *generation)
{
  const gint64 started_at = figment_generation_get_started_at (generation);
  const char *title = figment_generation_get_node_title (generation);

  if (title == NULL && self->terminal)
    title = figment_cli_describe_state (figment_generation_get_state (generation));
  return (FigmentCliBar){
    .fraction = figment_generation_get_progress (generation),
    .title = title,
    .step = figment_generation_get_step (generation),
    .steps = figment_generation_get_steps (generation),
    .elapsed_ms = started_at > 0 ? MAX (g_get_real_time () - started_at, 0) / 1000 : 0,
    .remaining_ms = figment_generation_get_remaining (generation),
    .number = self->number,
    .count = self->count,
  };
}

static void
draw_bar (FigmentCliProgress *self)
{
  const FigmentCliBar line = build_line (self, self->generation);
  g_autofree char *bar = figment_cli_bar_format (&line, get_columns (), self->flags);

  if (g_strcmp0 (bar, self->shown) == 0)
    return;
  g_printerr ("\r%s\033[K", bar);
  g_free (self->shown);
  self->shown = g_steal_pointer (&bar);
}

static gboolean
clock_cb (gpointer user_data)
{
  draw_bar (user_data);
  return G_SOURCE_CONTINUE;
}

static void
print_line (FigmentCliProgress *self)
{
  const FigmentCliBar line = build_line (self, self->generation);
  const char *title = line.title != NULL ? line.title : "";
  const int percent = figment_cli_bar_get_percent (&line);
  g_autofree char *text = NULL;

  if (g_strcmp0 (title, self->shown) == 0 && percent / LINE_PERCENT == self->percent / LINE_PERCENT)
    return;
  g_free (self->shown);
  self->shown = g_strdup (title);
  self->percent = percent;
  text = figment_cli_bar_format_line (&line);
  g_printerr ("%s\n", text);
}

static JsonObject *
begin_event (FigmentGeneration *generation,
             const char        *event)
{
  JsonObject *object = json_object_new ();

  figment_cli_json_set (object, "event", event);
  json_object_set_int_member (object, "id", figment_generation_get_id (generation));
  return object;
}

static void
print_json_line (FigmentCliProgress *self)
{
  const FigmentCliBar line = build_line (self, self->generation);
  JsonObject *object = begin_event (self->generation, "progress");

  json_object_set_double_member (object, "progress", line.fraction);
  figment_cli_json_set (object, "node", line.title);
  json_object_set_int_member (object, "step", line.step);
  json_object_set_int_member (object, "steps", line.steps);
  if (line.remaining_ms > 0)
    json_object_set_int_member (object, "remaining_ms", line.remaining_ms);
  figment_cli_print_json (object);
}

/**
 * figment_cli_progress_update:
 * @number: 1-based, of @count
 *
 * Says where the run is.
 */
void
figment_cli_progress_update (FigmentCliProgress *self,
                             FigmentGeneration  *generation,
                             guint               number,
                             guint               count)
{
  if (self->generation != generation && !self->terminal)
    figment_cli_progress_clear (self);
  g_set_object (&self->generation, generation);
  self->number = number;
  self->count = count;
  if (self->json)
    print_json_line (self);
  else if (!self->terminal)
    print_line (self);
  else
    {
      draw_bar (self);
      if (self->clock_id == 0)
        self->clock_id = g_timeout_add_seconds (REDRAW_SECONDS, clock_cb, self);
    }
}

/* The state: a line for logs and JSON. On a terminal the bar has it as long as no node is at work, but that of a second
 * one in flight does not push the first out; that and why something waits is said in any case. */
void
figment_cli_progress_state (FigmentCliProgress *self,
                            FigmentGeneration  *generation,
                            guint               number,
                            guint               count)
{
  const FigmentGenerationState state = figment_generation_get_state (generation);
  const char *evidence = figment_generation_get_evidence (generation);

  if (self->json)
    {
      JsonObject *object = begin_event (generation, "state");

      figment_cli_json_set (object, "state", figment_generation_state_to_nick (state));
      figment_cli_json_set (object, "evidence", evidence);
      figment_cli_json_set (object, "prompt_id", figment_generation_get_prompt_id (generation));
      figment_cli_print_json (object);
    }
  else if (state == FIGMENT_GENERATION_HELD)
    {
      g_autofree char *text = g_strdup_printf (_("waiting: %s"), evidence != NULL ? evidence : "");

      figment_cli_progress_say (self, text);
    }
  else if (figment_generation_state_is_final (state))
    return; /* whoever prints the outputs says so */
  else if (self->terminal)
    {
      if (self->generation == NULL || self->generation == generation)
        figment_cli_progress_update (self, generation, number, count);
    }
  else
    {
      g_autofree char *head = count > 1 ? g_strdup_printf ("%u/%u ", number, count) : g_strdup ("");

      g_printerr ("%s%s\n", head, figment_cli_describe_state (state));
    }
}

/* A line of its own on standard error, above the bar. */
void
figment_cli_progress_say (FigmentCliProgress *self,
                          const char         *text)
{
  figment_cli_progress_clear (self);
  figment_cli_print_error ("%s", text);
}
