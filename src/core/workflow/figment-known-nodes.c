/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-known-nodes.h"

#include <gio/gio.h>
#include <string.h>

#include "workflow/figment-known-nodes-resources.h"

/*
 * data/nodes/known-nodes.txt: a line a class, sorted by bytes: its name, and behind a tab each a widget as name:kind,
 * with "+" for a control beside it or "!" for a forced input. Lines with "#" at the start are none.
 */
typedef struct
{
  GBytes    *bytes; /* (owned) */
  GPtrArray *lines; /* (owned) where each begins, in @bytes */
} Table;

static gpointer
read_table (gpointer data)
{
  Table *table = g_new0 (Table, 1);
  const char *p, *end;
  gsize length;

  table->bytes = g_resource_lookup_data (figment_known_nodes_get_resource (),
                                         "/io/github/figment_app/Figment/nodes/known-nodes.txt",
                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  table->lines = g_ptr_array_new ();
  g_return_val_if_fail (table->bytes != NULL, table);
  p = g_bytes_get_data (table->bytes, &length);
  for (end = p + length; p < end; p++)
    {
      if (*p != '#')
        g_ptr_array_add (table->lines, (gpointer) p);
      p = memchr (p, '\n', (gsize) (end - p));
      if (p == NULL)
        break;
    }
  return table;
}

/* A line ends at its first tab as far as its name goes. */
static int
compare_name (const char *class_type,
              const char *line)
{
  for (; *line != '\t' && *line != '\n' && *line == *class_type; line++)
    class_type++;
  if (*line == '\t' || *line == '\n')
    return *class_type != '\0';
  return (guchar) *class_type - (guchar) *line;
}

/**
 * figment_known_nodes_find:
 *
 * Returns: (transfer none) (nullable): the class's widgets, for figment_known_nodes_next ()
 */
const char *
figment_known_nodes_find (const char *class_type)
{
  static GOnce once = G_ONCE_INIT;
  const Table *table = g_once (&once, read_table, NULL);
  guint low = 0, high = table->lines->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      const char *line = g_ptr_array_index (table->lines, middle);
      const int order = compare_name (class_type, line);

      if (order == 0)
        return line + strcspn (line, "\t\n");
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return NULL;
}

/**
 * figment_known_nodes_next:
 * @widgets: (inout): moved on behind the widget
 * @widget: (out)
 *
 * Returns: %FALSE when there are no more
 */
gboolean
figment_known_nodes_next (const char         **widgets,
                          FigmentKnownWidget  *widget)
{
  const char *p = *widgets;
  const char *end;

  if (*p != '\t')
    return FALSE;
  p++;
  end = p + strcspn (p, "\t\n");
  *widgets = end;
  *widget = (FigmentKnownWidget) { .name = p };
  for (; end > p && strchr ("+!", end[-1]) != NULL; end--)
    {
      widget->control = widget->control || end[-1] == '+';
      widget->forced = widget->forced || end[-1] == '!';
    }
  if (end - p < 3 || end[-2] != ':')
    return FALSE;
  widget->kind = end[-1];
  widget->length = (gsize) (end - 2 - p);
  return TRUE;
}
