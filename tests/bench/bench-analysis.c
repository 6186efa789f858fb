/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "workflow/figment-analysis.h"
#include "workflow/figment-graph-check.h"
#include "workflow/figment-import.h"

/*
 * What it takes from the bytes of a file to knowing what its inputs are for: for each of the real workflows in the
 * folder that FIGMENT_SHARED names, and for one of 5000 nodes.
 */

#define N_NODES 5000

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* Microseconds; 0 where the file is none that can be used. */
static gint64
measure (GBytes     *bytes,
         const char *name)
{
  const gint64 begin = g_get_monotonic_time ();
  g_autoptr(FigmentImport) import = figment_import_new (bytes, name, NULL, NULL);
  g_autoptr(FigmentAnalysis) analysis =
      import != NULL ? figment_analysis_new (figment_import_get_graph (import), NULL) : NULL;

  return analysis != NULL ? g_get_monotonic_time () - begin : 0;
}

static void
measure_corpus (void)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "/nowhere", "corpus", "api", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *worst = NULL;
  gint64 longest = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr(GBytes) bytes = NULL;
      char *data;
      gsize size;
      gint64 time;

      if (!g_file_get_contents (path, &data, &size, NULL))
        continue;
      bytes = g_bytes_new_take (data, size);
      time = measure (bytes, name);
      if (time == 0)
        continue;
      g_array_append_val (times, time);
      if (time > longest)
        {
          longest = time;
          g_free (worst);
          worst = g_strdup (name);
        }
    }
  if (times->len == 0)
    {
      g_print ("The corpus is not here (FIGMENT_SHARED).\n");
      return;
    }
  g_array_sort (times, compare_times);
  g_print ("import and analysis, %u files: median %.2f ms (goal 5), worst %.2f ms (goal 50, %s)\n", times->len,
           g_array_index (times, gint64, times->len / 2) / 1e3, longest / 1e3, worst);
}

/* A chain of samplers, each with its prompts, latent, primitives and saved picture. */
static GBytes *
make_large (void)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < N_NODES / 10; i++)
    g_string_append_printf (
        text,
        "%s\"k%u\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": [\"s%u\", 0], \"steps\": 20, \"cfg\": 7.5,"
        " \"sampler_name\": \"euler\", \"scheduler\": \"normal\", \"denoise\": 0.5, \"model\": [\"m%u\", 0],"
        " \"positive\": [\"c%u\", 0], \"negative\": [\"c%u\", 1], \"latent_image\": [\"%s%u\", 0]}},"
        "\"s%u\": {\"class_type\": \"PrimitiveInt\", \"inputs\": {\"value\": %u}},"
        "\"m%u\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": \"a.safetensors\"}},"
        "\"c%u\": {\"class_type\": \"ControlNetApplyAdvanced\", \"inputs\": {\"positive\": [\"p%u\", 0],"
        " \"negative\": [\"n%u\", 0], \"strength\": 1}},"
        "\"p%u\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": [\"t%u\", 0], \"clip\": [\"m%u\", 1]}},"
        "\"t%u\": {\"class_type\": \"StringConcatenate\", \"inputs\": {\"string_a\": \"a cat\", \"string_b\": \"b\"}},"
        "\"n%u\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"bad\", \"clip\": [\"m%u\", 1]}},"
        "\"l%u\": {\"class_type\": \"EmptyLatentImage\", \"inputs\": {\"width\": 512, \"height\": 512,"
        " \"batch_size\": 1}},"
        "\"d%u\": {\"class_type\": \"VAEDecode\", \"inputs\": {\"samples\": [\"k%u\", 0], \"vae\": [\"m%u\", 2]}},"
        "\"o%u\": {\"class_type\": \"SaveImage\", \"inputs\": {\"images\": [\"d%u\", 0],"
        " \"filename_prefix\": \"x\"}}",
        i > 0 ? ", " : "", i, i, i, i, i, i > 0 ? "k" : "l", i > 0 ? i - 1 : 0, i, i, i, i, i, i, i, i, i, i, i, i, i,
        i, i, i, i, i);
  g_string_append_c (text, '}');
  return g_string_free_to_bytes (text);
}

int
main (void)
{
  g_autoptr(GBytes) large = make_large ();
  g_autoptr(FigmentImport) import = NULL;
  g_autoptr(GPtrArray) problems = NULL;
  gint64 begin;

  measure_corpus ();
  g_print ("import and analysis, %u nodes: %.1f ms (goal 250)\n", N_NODES, measure (large, "large.json") / 1e3);
  import = figment_import_new (large, "large.json", NULL, NULL);
  begin = g_get_monotonic_time ();
  problems = figment_graph_check (figment_import_get_graph (import), NULL);
  g_print ("check, %u nodes: %.1f ms\n", N_NODES, (g_get_monotonic_time () - begin) / 1e3);
  return 0;
}
