/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-file-pattern.h"

#include <string.h>

#include "json/figment-json-value.h"

/* Links that are followed to a value. */
#define MAX_HOPS 16

gboolean
figment_file_pattern_is_name (const char *input)
{
  static const char *const names[] = { "filename_prefix", "file_prefix", "filename", "save_prefix", "prefix" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (input, names[i]))
      return TRUE;
  return FALSE;
}

/* The longest run of a letter that means something: "yyyy". */
#define MAX_RUN 4

/* A run of one letter: "dd" is the day with two digits. Returns how long it is. */
static gsize
write_part (const char *p,
            GDateTime  *now,
            GString    *out)
{
  const struct
  {
    char letter;
    int  value;
  } parts[] = {
    { 'd', g_date_time_get_day_of_month (now) }, { 'M', g_date_time_get_month (now) },
    { 'h', g_date_time_get_hour (now) },         { 'm', g_date_time_get_minute (now) },
    { 's', g_date_time_get_second (now) },
  };
  gsize n = 1;

  while (n < MAX_RUN && p[n] == p[0])
    n++;
  if (p[0] == 'y' && n > 1)
    {
      if (n >= 3)
        g_string_append_printf (out, "%d", g_date_time_get_year (now));
      else
        g_string_append_printf (out, "%02d", g_date_time_get_year (now) % 100);
      return n;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].letter == p[0])
      {
        g_string_append_printf (out, n >= 2 ? "%02d" : "%d", parts[i].value);
        return MIN (n, 2);
      }
  g_string_append_c (out, *p);
  return 1;
}

static void
write_date (const char *format,
            GDateTime  *now,
            GString    *out)
{
  while (*format != '\0')
    format += write_part (format, now, out);
}

/* The node of that title, or class, or id; the last is for nodes whose titles are alike. */
static const char *
find_node (FigmentGraph *graph,
           const char   *name)
{
  const char *const *ids = figment_graph_get_ids (graph);

  for (const char *const *id = ids; *id != NULL; id++)
    if (g_strcmp0 (figment_graph_get_title (graph, *id), name) == 0)
      return *id;
  for (const char *const *id = ids; *id != NULL; id++)
    if (g_strcmp0 (figment_graph_get_class (graph, *id), name) == 0)
      return *id;
  return figment_graph_has_node (graph, name) ? name : NULL;
}

/* The literal that @input holds, over links to nodes that have a single one. */
static JsonNode *
find_value (FigmentGraph *graph,
            const char   *id,
            const char   *input)
{
  JsonNode *value = figment_graph_get_input (graph, id, input);
  const char *next;

  for (guint i = 0; value != NULL && (next = figment_graph_node_get_link (value, NULL)) != NULL; i++)
    {
      JsonObject *inputs = figment_graph_get_inputs (graph, next);
      g_autoptr(GList) values = inputs != NULL ? json_object_get_values (inputs) : NULL;

      if (i >= MAX_HOPS || values == NULL || values->next != NULL)
        return NULL;
      value = values->data;
    }
  return value;
}

/* Letters that a file's name must not have become underscores, as the editor does it. */
static void
write_value (JsonNode *value,
             GString  *out)
{
  g_autofree char *text = figment_json_to_string (value) != NULL ? g_strdup (figment_json_to_string (value))
                                                                 : figment_json_dup_number (value);

  for (char *p = text; p != NULL && *p != '\0'; p++)
    if (strchr ("/?<>\\:*|\"", *p) != NULL || (guchar) *p < ' ' || *p == 0x7f)
      *p = '_';
  g_string_append (out, text != NULL ? text : "");
}

/* "KSampler.seed" between the signs. Returns whether there is such a thing. */
static gboolean
write_widget (const char   *name,
              FigmentGraph *graph,
              GString      *out)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *node = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : NULL;
  const char *id = node != NULL ? find_node (graph, node) : NULL;
  JsonNode *value = id != NULL ? find_value (graph, id, dot + 1) : NULL;

  if (value == NULL || (figment_json_to_string (value) == NULL && !figment_json_is_number (value)))
    return FALSE;
  write_value (value, out);
  return TRUE;
}

/**
 * figment_file_pattern_resolve:
 * @graph: as it will be sent
 *
 * Returns: (transfer full): the name to send
 */
char *
figment_file_pattern_resolve (const char   *text,
                              FigmentGraph *graph,
                              GDateTime    *now)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (text != NULL && graph != NULL && now != NULL, NULL);
  for (const char *p = text; *p != '\0';)
    {
      const char *end = *p == '%' ? strchr (p + 1, '%') : NULL;
      g_autofree char *name = end != NULL ? g_strndup (p + 1, (gsize) (end - p) - 1) : NULL;

      if (name != NULL && g_str_has_prefix (name, "date:"))
        write_date (name + strlen ("date:"), now, out);
      else if (name == NULL || !write_widget (name, graph, out))
        {
          g_string_append_c (out, *p++);
          continue;
        }
      p = end + 1;
    }
  return g_string_free (out, FALSE);
}
