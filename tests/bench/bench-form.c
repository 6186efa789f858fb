/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "json/figment-json.h"
#include "workflow/figment-form.h"

/*
 * How long a form of a large workflow takes to build, to get another catalog, and to make requests (goal for 300 nodes:
 * 20 ms). Or, to look at what becomes of real files: bench-form OBJECT_INFO|- FILE…
 */

#define N_LOADERS 30
#define N_FILES 3000
#define N_SAMPLERS 20
#define N_OTHERS 250
#define N_RUNS 20

static FigmentCatalog *
make_catalog (void)
{
  g_autoptr(GString) text = g_string_new ("{'LoraLoader':{'input':{'required':{'model':['MODEL'],'lora_name':[[");
  g_autoptr(JsonNode) root = NULL;

  for (guint i = 0; i < N_FILES; i++)
    g_string_append_printf (text, "%s'lora-%u.safetensors'", i > 0 ? "," : "", i);
  g_string_append (text, "]],'strength_model':['FLOAT',{'min':-20,'max':20,'step':0.01}]}},'output':['MODEL']},"
                         "'KSampler':{'input':{'required':{'seed':['INT',{'min':0,'max':18446744073709551615,"
                         "'control_after_generate':true}],'steps':['INT',{'min':1,'max':10000}],"
                         "'cfg':['FLOAT',{'min':0,'max':100,'step':0.1}],'sampler_name':[[");
  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, "%s'sampler-%u'", i > 0 ? "," : "", i);
  g_string_append (text, "]],'scheduler':[['normal','karras']],'denoise':['FLOAT',{'min':0,'max':1}]}},"
                         "'output':['LATENT']},'PackNode':{'input':{'required':{'image':['IMAGE'],"
                         "'mode':[['mode-1','mode-2']],'strength':['FLOAT',{'min':0,'max':1000}],'text':['STRING'],"
                         "'on':['BOOLEAN']}},'output':[],'output_node':true}}");
  g_strdelimit (text->str, "'", '"');
  root = figment_json_parse (text->str, text->len, NULL);
  return figment_catalog_new (root, NULL);
}

static FigmentGraph *
make_graph (void)
{
  g_autoptr(GString) text = g_string_new ("{");

  for (guint i = 0; i < N_LOADERS; i++)
    g_string_append_printf (text,
                            "%s'l%u':{'class_type':'LoraLoader','inputs':{'lora_name':'lora-%u.safetensors',"
                            "'strength_model':1}}",
                            i > 0 ? "," : "", i, i);
  for (guint i = 0; i < N_SAMPLERS; i++)
    g_string_append_printf (text,
                            ",'s%u':{'class_type':'KSampler','inputs':{'seed':%u,'steps':%u,'cfg':8,"
                            "'sampler_name':'sampler-%u','scheduler':'normal','denoise':0.5,'model':['l%u',0],"
                            "'positive':'words %u','latent_image':['s%u',0]}}",
                            i, i, i % 30 + 1, i % 40, i % N_LOADERS, i, i > 0 ? i - 1 : i);
  for (guint i = 0; i < N_OTHERS; i++)
    g_string_append_printf (text,
                            ",'o%u':{'class_type':'PackNode','inputs':{'image':['s0',0],'mode':'mode-1',"
                            "'strength':%u.5,'text':'words','on':true}}",
                            i, i);
  g_string_append_c (text, '}');
  g_strdelimit (text->str, "'", '"');
  return figment_graph_parse (text->str, text->len, NULL);
}

static void
report (const char *what,
        gint64      begin)
{
  g_print ("%-28s %6.2f ms\n", what, (g_get_monotonic_time () - begin) / 1e3 / N_RUNS);
}

static void
measure (void)
{
  g_autoptr(FigmentGraph) graph = make_graph ();
  g_autoptr(FigmentCatalog) first = make_catalog ();
  g_autoptr(FigmentCatalog) second = make_catalog ();
  g_autoptr(FigmentForm) form = figment_form_new (graph, first);
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < N_RUNS; i++)
    figment_analysis_unref (figment_analysis_new (graph, first));
  report ("analysis alone", begin);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_RUNS; i++)
    g_object_unref (figment_form_new (graph, first));
  report ("form", begin);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_RUNS; i++)
    figment_form_set_catalog (form, i % 2 == 0 ? second : first);
  report ("another catalog", begin);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_RUNS; i++)
    g_ptr_array_unref (figment_form_build_requests (form, 1, NULL));
  report ("request", begin);
  g_print ("%u nodes, %u fields\n", figment_graph_get_n_nodes (graph), g_list_model_get_n_items (G_LIST_MODEL (form)));
}

static void
print_field (FigmentField *field)
{
  GEnumClass *kinds = g_type_class_ref (FIGMENT_TYPE_FIELD_KIND);
  const char *const *choices = figment_field_get_choices (field);
  const char *problem = figment_field_get_problem (field);
  g_autofree char *value = g_strescape (figment_field_get_default_value (field), NULL);

  g_print ("  %s%s%s = %.60s  [%g..%g/%g] choices %d places %u%s%s%s\n",
           figment_field_get_group (field) != NULL ? figment_field_get_group (field) : "",
           figment_field_get_group (field) != NULL ? ": " : "", figment_field_get_label (field), value,
           figment_field_get_min (field), figment_field_get_max (field), figment_field_get_step (field),
           choices != NULL ? (int) g_strv_length ((char **) choices) : -1, figment_field_get_places (field)->len,
           figment_field_get_optional (field) ? " optional" : "", problem != NULL ? " ! " : "",
           problem != NULL ? problem : "");
  g_print ("      %s (%s)\n", figment_field_get_id (field),
           g_enum_get_value (kinds, (int) figment_field_get_kind (field))->value_nick);
  g_type_class_unref (kinds);
}

static void
show (const char     *path,
      FigmentCatalog *catalog)
{
  g_autofree char *data = NULL;
  g_autoptr(FigmentGraph) graph = NULL;
  g_autoptr(FigmentForm) form = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  gint64 begin;

  if (g_file_get_contents (path, &data, &length, &error))
    graph = figment_graph_parse (data, length, &error);
  if (graph == NULL)
    {
      g_printerr ("%s: %s\n", path, error->message);
      return;
    }
  begin = g_get_monotonic_time ();
  form = figment_form_new (graph, catalog);
  g_print ("%s: %s, %u nodes, %.2f ms\n", path, figment_mode_to_nick (figment_form_get_mode (form)),
           figment_graph_get_n_nodes (graph), (g_get_monotonic_time () - begin) / 1e3);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      print_field (field);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(FigmentCatalog) catalog = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  gsize length;

  if (argc < 2)
    {
      measure ();
      return 0;
    }
  if (strcmp (argv[1], "-") != 0)
    {
      if (g_file_get_contents (argv[1], &data, &length, &error))
        {
          g_autoptr(GBytes) bytes = g_bytes_new_static (data, length);

          catalog = figment_catalog_parse (bytes, &error);
        }
      if (catalog == NULL)
        {
          g_printerr ("%s: %s\n", argv[1], error->message);
          return 2;
        }
    }
  for (int i = 2; i < argc; i++)
    show (argv[i], catalog);
  return 0;
}
