/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli-request.h"

#include <string.h>

#include <glib/gi18n.h>

static void
set_missing_role_error (GError     **error,
                        const char  *option)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("This workflow has nothing that %s could set; “figment-cli workflow analyse” shows what it has"),
               option);
}

/* The options that go to wherever the form has their role. */
static gboolean
set_roles (FigmentForm              *form,
           const FigmentCliOptions  *options,
           GError                  **error)
{
  const struct
  {
    FigmentRole role;
    const char *option;
    const char *value; /* (nullable) */
  } values[] = {
    { FIGMENT_ROLE_POSITIVE, "--prompt", options->prompt }, { FIGMENT_ROLE_NEGATIVE, "--negative", options->negative },
    { FIGMENT_ROLE_STEPS, "--steps", options->steps },      { FIGMENT_ROLE_CFG, "--cfg", options->cfg },
    { FIGMENT_ROLE_WIDTH, "--size", options->width },       { FIGMENT_ROLE_HEIGHT, "--size", options->height },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      FigmentField *field = figment_form_get_role_field (form, values[i].role);

      if (values[i].value == NULL)
        continue;
      if (field == NULL)
        {
          set_missing_role_error (error, values[i].option);
          return FALSE;
        }
      figment_field_set_value (field, values[i].value);
    }
  return TRUE;
}

/*
 * A workflow that has a seed gets a drawn one where the command line names none: the server would answer an unchanged
 * graph from its cache, without an output.
 */
static gboolean
set_seed (FigmentForm  *form,
          const char   *seed,
          GError      **error)
{
  FigmentField *field = figment_form_get_role_field (form, FIGMENT_ROLE_SEED);

  if (field == NULL)
    {
      if (seed != NULL)
        set_missing_role_error (error, "--seed");
      return seed == NULL;
    }
  if (seed != NULL)
    figment_field_set_value (field, seed);
  else
    figment_field_draw_seed (field);
  figment_field_set_seed_mode (field, FIGMENT_SEED_INCREMENT);
  return TRUE;
}

static gboolean
set_images (FigmentForm  *form,
            GStrv         images,
            GError      **error)
{
  const guint n_images = images != NULL ? g_strv_length (images) : 0;
  guint n_fields = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (figment_field_get_kind (field) != FIGMENT_FIELD_IMAGE || figment_field_get_role (field) < 0)
        continue;
      if (n_fields < n_images)
        figment_field_set_value (field, images[n_fields]);
      n_fields++;
    }
  if (n_images > 0 && n_fields == 0)
    set_missing_role_error (error, "--image");
  else if (n_images > n_fields)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 g_dngettext (GETTEXT_PACKAGE, "This workflow takes %u picture, not %u",
                              "This workflow takes %u pictures, not %u", n_fields),
                 n_fields, n_images);
  return n_images <= n_fields;
}

/**
 * figment_cli_split_set:
 * @value: (out): points into @set
 */
gboolean
figment_cli_split_set (FigmentGraph  *graph,
                       const char    *set,
                       char         **node_id,
                       char         **input,
                       const char   **value,
                       GError       **error)
{
  const char *equals = strchr (set, '=');
  g_autofree char *key = g_strndup (set, equals != NULL ? (gsize) (equals - set) : strlen (set));

  for (char *dot = strrchr (key, '.'); equals != NULL && dot != NULL; dot = g_strrstr_len (key, dot - key, "."))
    {
      g_autofree char *id = g_strndup (key, (gsize) (dot - key));

      if (!figment_graph_has_node (graph, id) || dot[1] == '\0')
        continue;
      *node_id = g_steal_pointer (&id);
      *input = g_strdup (dot + 1);
      *value = equals + 1;
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--set %s: the workflow has no such node"), set);
  return FALSE;
}

static gboolean
set_others (FigmentForm  *form,
            GStrv         sets,
            GError      **error)
{
  for (guint i = 0; sets != NULL && sets[i] != NULL; i++)
    {
      g_autofree char *node_id = NULL;
      g_autofree char *input = NULL;
      const char *value;

      if (!figment_cli_split_set (figment_form_get_graph (form), sets[i], &node_id, &input, &value, error))
        return FALSE;
      if (!figment_form_override (form, node_id, input, value, error))
        {
          g_prefix_error (error, "--set %s: ", sets[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * figment_cli_build_requests:
 *
 * Returns: (transfer full): FigmentRequest; %NULL with @error in %G_OPTION_ERROR or %FIGMENT_WORKFLOW_ERROR
 */
GPtrArray *
figment_cli_build_requests (FigmentForm              *form,
                            const char               *workflow_name,
                            const FigmentCliOptions  *options,
                            GError                  **error)
{
  g_autoptr(FigmentRequest) trial = NULL;
  GPtrArray *requests;

  if (!set_roles (form, options, error) || !set_seed (form, options->seed, error)
      || !set_images (form, options->images, error) || !set_others (form, options->sets, error))
    return NULL;
  if (options->trial)
    {
      trial = figment_form_build_trial (form, error);
      requests = trial != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) figment_request_unref) : NULL;
      if (requests != NULL)
        g_ptr_array_add (requests, g_steal_pointer (&trial));
    }
  else
    requests = figment_form_build_requests (form, (guint) options->count, error);
  for (guint i = 0; requests != NULL && i < requests->len; i++)
    {
      FigmentRequest *request = g_ptr_array_index (requests, i);

      request->workflow_name = g_strdup (workflow_name);
      request->output_dir = g_strdup (options->output);
    }
  return requests;
}
