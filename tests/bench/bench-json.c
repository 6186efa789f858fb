/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json/figment-json.h"

/*
 * MB/s of the JSON door against plain json-glib on a document shaped like a large server's object_info: many classes,
 * nested arrays, long lists of model names, tooltips, small numbers. Goal: at least 0.8 of json-glib's speed.
 */

#define ROUNDS 15

/* Single quotes stand for double ones, which make_document () puts in. */
static void
append_class (GString *text,
              guint    i)
{
  g_string_append_printf (text,
                          "'CustomNode%u': {'input': {'required': {'model': ['MODEL', {'tooltip': 'The model that "
                          "removes the noise from the latent image.'}], 'seed': ['INT', {'default': 0, 'min': 0, "
                          "'max': 18446744073709551615, 'control_after_generate': true}], 'cfg': ['FLOAT', "
                          "{'default': 8.0, 'min': 0.0, 'max': 100.0, 'step': 0.1, 'round': 0.01}], 'ckpt_name': [[",
                          i);
  for (guint k = 0; k < 24; k++)
    g_string_append_printf (text, "%s'family-%u/some_checkpoint-v%u.%u.safetensors'", k > 0 ? ", " : "", k % 5, i, k);
  g_string_append_printf (text,
                          "]]}, 'optional': {'text': ['STRING', {'multiline': true, 'tooltip': 'With \\'quotes\\', "
                          "a line\\nbreak and \\u00e9'}]}}, 'input_order': {'required': ['model', 'seed', 'cfg', "
                          "'ckpt_name'], 'optional': ['text']}, 'output': ['LATENT', 'IMAGE'], 'output_is_list': "
                          "[false, true], 'output_name': ['LATENT', 'IMAGE'], 'name': 'CustomNode%u', "
                          "'display_name': 'Custom node %u', 'description': '', 'python_module': "
                          "'custom_nodes.pack_%u', 'category': 'pack/sub', 'output_node': false}",
                          i, i, i % 40);
}

static char *
make_document (gsize *length)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; text->len < 3 * 1024 * 1024; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      append_class (text, i);
    }
  g_string_append_c (text, '}');
  g_strdelimit (text->str, "'", '"');
  *length = text->len;
  return g_string_free (text, FALSE);
}

static gboolean
parse_ours (const char *text,
            gsize       length)
{
  g_autoptr(JsonNode) node = figment_json_parse (text, length, NULL);

  return node != NULL;
}

static gboolean
parse_plain (const char *text,
             gsize       length)
{
  g_autoptr(JsonParser) parser = json_parser_new ();

  return json_parser_load_from_data (parser, text, (gssize) length, NULL);
}

static gboolean
write_ours (JsonNode *node)
{
  g_autofree char *text = figment_json_write (node, FIGMENT_JSON_WRITE_COMPACT, NULL);

  return text != NULL;
}

/* The best of all rounds, which other work on the machine disturbs least, in MB/s. */
static double
speed (gsize  length,
       gint64 best)
{
  return (double) length / (double) MAX (best, 1);
}

int
main (void)
{
  gsize length;
  g_autofree char *text = make_document (&length);
  g_autoptr(JsonNode) node = figment_json_parse (text, length, NULL);
  gint64 ours = G_MAXINT64, plain = G_MAXINT64, written = G_MAXINT64;

  g_assert_nonnull (node);
  for (guint i = 0; i < ROUNDS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      g_assert_true (parse_ours (text, length));
      const gint64 middle = g_get_monotonic_time ();
      g_assert_true (parse_plain (text, length));
      const gint64 end = g_get_monotonic_time ();
      g_assert_true (write_ours (node));

      ours = MIN (ours, middle - start);
      plain = MIN (plain, end - middle);
      written = MIN (written, g_get_monotonic_time () - end);
    }

  g_print ("json: document         %8.2f MB\n", (double) length / 1e6);
  g_print ("json: figment parse    %8.1f MB/s\n", speed (length, ours));
  g_print ("json: json-glib parse  %8.1f MB/s\n", speed (length, plain));
  g_print ("json: figment write    %8.1f MB/s\n", speed (length, written));
  g_print ("json: ratio            %8.2f (goal: at least 0.8)\n", (double) plain / (double) MAX (ours, 1));
  return 0;
}
