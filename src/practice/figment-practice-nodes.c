/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-practice-nodes-private.h"

static FigmentPracticeNode
find_node (const char *class_type)
{
  static const FigmentPracticeClass *const rooms[] = {
    figment_practice_loader_classes, figment_practice_conditioning_classes, figment_practice_latent_classes,
    figment_practice_sampling_classes, figment_practice_image_classes, figment_practice_saving_classes,
    figment_practice_video_classes,
  };

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    for (const FigmentPracticeClass *class = rooms[i]; class->name != NULL; class++)
      if (g_str_equal (class->name, class_type))
        return class->run;
  return NULL;
}

gboolean
figment_practice_nodes_execute (FigmentPracticeContext  *context,
                                const char              *node_id,
                                const char              *class_type,
                                JsonObject              *inputs,
                                GHashTable              *links,
                                GPtrArray              **outputs,
                                JsonNode               **ui,
                                GError                 **error)
{
  g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) figment_practice_value_unref);
  FigmentPracticeCall call = { .context = context, .node_id = node_id, .class_type = class_type, .inputs = inputs,
                               .links = links, .outputs = made };
  const FigmentPracticeNode run = find_node (class_type);
  gboolean good = FALSE;

  g_return_val_if_fail (context != NULL && class_type != NULL, FALSE);

  *outputs = NULL;
  if (ui != NULL)
    *ui = NULL;
  if (run == NULL)
    g_set_error (error, g_quark_from_static_string ("KeyError"), 0, "'%s'", class_type);
  else
    good = run (&call, error);
  if (good)
    {
      *outputs = g_steal_pointer (&made);
      if (ui != NULL)
        *ui = g_steal_pointer (&call.ui);
    }
  g_clear_pointer (&call.ui, json_node_unref);
  return good;
}
