/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-workflow.h"

#include <string.h>

/**
 * FigmentWorkflow:
 *
 * A workflow that the user has imported, as the store keeps it. The graph in API format is what makes it this workflow
 * and never changes; all else can. Main thread only.
 */
struct _FigmentWorkflow
{
  GObject      parent_instance;

  gint64       id;             /* row id, 0: not in the store yet */
  char        *name;           /* (owned) */
  char        *description;    /* (owned) (nullable) */
  FigmentMode  category;
  char        *api_json;       /* (owned) JSON: the graph in API format */
  char        *graph_json;     /* (owned) (nullable) JSON: the graph as the editor keeps it */
  char        *input_mappings; /* (owned) (nullable) JSON: what the user mapped by hand */
  char        *output_node_id; /* (owned) (nullable) the node whose result counts */
  char        *tags;           /* (owned) (nullable) separated by commas */
  char        *family;         /* (owned) (nullable) of models */
  char        *starter;        /* (owned) (nullable) */
  GBytes      *thumbnail;      /* (owned) (nullable) a small picture file */
  gint64       created_at;     /* µs since 1970 */
  gint64       updated_at;     /* µs since 1970 */
  gint64       last_used_at;   /* µs since 1970, 0: never */
};

G_DEFINE_FINAL_TYPE (FigmentWorkflow, figment_workflow, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_CATEGORY,
  PROP_API_JSON,
  PROP_GRAPH_JSON,
  PROP_INPUT_MAPPINGS,
  PROP_OUTPUT_NODE_ID,
  PROP_TAGS,
  PROP_FAMILY,
  PROP_STARTER,
  PROP_THUMBNAIL,
  PROP_CREATED_AT,
  PROP_UPDATED_AT,
  PROP_LAST_USED_AT,
} FigmentWorkflowProperty;

static GParamSpec *props[PROP_LAST_USED_AT + 1];

static void
change_int64 (FigmentWorkflow         *self,
              FigmentWorkflowProperty  property,
              gint64                  *field,
              gint64                   value)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
change_string (FigmentWorkflow          *self,
               FigmentWorkflowProperty   property,
               char                    **field,
               const char               *value)
{
  g_autofree char *old = NULL;

  if (g_strcmp0 (*field, value) == 0)
    return;
  old = *field;
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
figment_workflow_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  FigmentWorkflow *self = FIGMENT_WORKFLOW (object);

  if (prop_id == PROP_API_JSON)
    self->api_json = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
figment_workflow_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  FigmentWorkflow *self = FIGMENT_WORKFLOW (object);

  switch ((FigmentWorkflowProperty) prop_id)
    {
    case PROP_ID: g_value_set_int64 (value, self->id); break;
    case PROP_NAME: g_value_set_string (value, self->name); break;
    case PROP_DESCRIPTION: g_value_set_string (value, self->description); break;
    case PROP_CATEGORY: g_value_set_enum (value, (int) self->category); break;
    case PROP_API_JSON: g_value_set_string (value, self->api_json); break;
    case PROP_GRAPH_JSON: g_value_set_string (value, self->graph_json); break;
    case PROP_INPUT_MAPPINGS: g_value_set_string (value, self->input_mappings); break;
    case PROP_OUTPUT_NODE_ID: g_value_set_string (value, self->output_node_id); break;
    case PROP_TAGS: g_value_set_string (value, self->tags); break;
    case PROP_FAMILY: g_value_set_string (value, self->family); break;
    case PROP_STARTER: g_value_set_string (value, self->starter); break;
    case PROP_THUMBNAIL: g_value_set_boxed (value, self->thumbnail); break;
    case PROP_CREATED_AT: g_value_set_int64 (value, self->created_at); break;
    case PROP_UPDATED_AT: g_value_set_int64 (value, self->updated_at); break;
    case PROP_LAST_USED_AT: g_value_set_int64 (value, self->last_used_at); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_workflow_finalize (GObject *object)
{
  FigmentWorkflow *self = FIGMENT_WORKFLOW (object);

  g_free (self->name);
  g_free (self->description);
  g_free (self->api_json);
  g_free (self->graph_json);
  g_free (self->input_mappings);
  g_free (self->output_node_id);
  g_free (self->tags);
  g_free (self->family);
  g_free (self->starter);
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  G_OBJECT_CLASS (figment_workflow_parent_class)->finalize (object);
}

static void
figment_workflow_class_init (FigmentWorkflowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = figment_workflow_set_property;
  object_class->get_property = figment_workflow_get_property;
  object_class->finalize = figment_workflow_finalize;

  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  props[PROP_CATEGORY] = g_param_spec_enum ("category", NULL, NULL, FIGMENT_TYPE_MODE, FIGMENT_MODE_TEXT_TO_IMAGE,
                                            flags);
  props[PROP_API_JSON] = g_param_spec_string ("api-json", NULL, NULL, NULL,
                                              flags | G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_GRAPH_JSON] = g_param_spec_string ("graph-json", NULL, NULL, NULL, flags);
  props[PROP_INPUT_MAPPINGS] = g_param_spec_string ("input-mappings", NULL, NULL, NULL, flags);
  props[PROP_OUTPUT_NODE_ID] = g_param_spec_string ("output-node-id", NULL, NULL, NULL, flags);
  props[PROP_TAGS] = g_param_spec_string ("tags", NULL, NULL, NULL, flags);
  props[PROP_FAMILY] = g_param_spec_string ("family", NULL, NULL, NULL, flags);
  props[PROP_STARTER] = g_param_spec_string ("starter", NULL, NULL, NULL, flags);
  props[PROP_THUMBNAIL] = g_param_spec_boxed ("thumbnail", NULL, NULL, G_TYPE_BYTES, flags);
  props[PROP_CREATED_AT] = g_param_spec_int64 ("created-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_UPDATED_AT] = g_param_spec_int64 ("updated-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_LAST_USED_AT] = g_param_spec_int64 ("last-used-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
figment_workflow_init (FigmentWorkflow *self)
{
  self->created_at = g_get_real_time ();
  self->updated_at = self->created_at;
}

/**
 * figment_workflow_new:
 * @api_json: JSON: the graph in API format
 *
 * Returns: (transfer full): a workflow, created now
 */
FigmentWorkflow *
figment_workflow_new (const char  *name,
                      FigmentMode  category,
                      const char  *api_json)
{
  FigmentWorkflow *self;

  g_return_val_if_fail (name != NULL && api_json != NULL, NULL);

  self = g_object_new (FIGMENT_TYPE_WORKFLOW, "api-json", api_json, NULL);
  self->name = g_strdup (name);
  self->category = category;
  return self;
}

gint64
figment_workflow_get_id (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), 0);
  return self->id;
}

/* For the store, once the row is written. */
void
figment_workflow_set_id (FigmentWorkflow *self,
                         gint64           id)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_int64 (self, PROP_ID, &self->id, id);
}

const char *
figment_workflow_get_name (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->name;
}

void
figment_workflow_set_name (FigmentWorkflow *self,
                           const char      *name)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  g_return_if_fail (name != NULL);
  change_string (self, PROP_NAME, &self->name, name);
}

/* Returns: (nullable) */
const char *
figment_workflow_get_description (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->description;
}

void
figment_workflow_set_description (FigmentWorkflow *self,
                                  const char      *description)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_string (self, PROP_DESCRIPTION, &self->description, description);
}

/* Returns: (nullable): the user's words for it, separated by commas */
const char *
figment_workflow_get_tags (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->tags;
}

void
figment_workflow_set_tags (FigmentWorkflow *self,
                           const char      *tags)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_string (self, PROP_TAGS, &self->tags, tags);
}

/* Returns: (nullable): of the models that it draws with; what the store finds in the graph when it is added */
const char *
figment_workflow_get_family (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->family;
}

void
figment_workflow_set_family (FigmentWorkflow *self,
                             const char      *family)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_string (self, PROP_FAMILY, &self->family, family);
}

/* Returns: (nullable) */
const char *
figment_workflow_get_starter (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->starter;
}

void
figment_workflow_set_starter (FigmentWorkflow *self,
                              const char      *starter)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_string (self, PROP_STARTER, &self->starter, starter);
}

FigmentMode
figment_workflow_get_category (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), FIGMENT_MODE_OTHER);
  return self->category;
}

void
figment_workflow_set_category (FigmentWorkflow *self,
                               FigmentMode      category)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  if (self->category == category)
    return;
  self->category = category;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CATEGORY]);
}

const char *
figment_workflow_get_api_json (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->api_json;
}

/* Returns: (nullable) */
const char *
figment_workflow_get_graph_json (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->graph_json;
}

void
figment_workflow_set_graph_json (FigmentWorkflow *self,
                                 const char      *graph_json)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_string (self, PROP_GRAPH_JSON, &self->graph_json, graph_json);
}

/* Returns: (nullable) */
const char *
figment_workflow_get_input_mappings (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->input_mappings;
}

void
figment_workflow_set_input_mappings (FigmentWorkflow *self,
                                     const char      *input_mappings)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_string (self, PROP_INPUT_MAPPINGS, &self->input_mappings, input_mappings);
}

/* Returns: (nullable) */
const char *
figment_workflow_get_output_node_id (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->output_node_id;
}

void
figment_workflow_set_output_node_id (FigmentWorkflow *self,
                                     const char      *output_node_id)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  change_string (self, PROP_OUTPUT_NODE_ID, &self->output_node_id, output_node_id);
}

/* Returns: (transfer none) (nullable) */
GBytes *
figment_workflow_get_thumbnail (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);
  return self->thumbnail;
}

void
figment_workflow_set_thumbnail (FigmentWorkflow *self,
                                GBytes          *thumbnail)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  if (self->thumbnail == thumbnail)
    return;
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  self->thumbnail = thumbnail != NULL ? g_bytes_ref (thumbnail) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_THUMBNAIL]);
}

gint64
figment_workflow_get_created_at (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), 0);
  return self->created_at;
}

gint64
figment_workflow_get_updated_at (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), 0);
  return self->updated_at;
}

gint64
figment_workflow_get_last_used_at (FigmentWorkflow *self)
{
  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), 0);
  return self->last_used_at;
}

void
figment_workflow_set_times (FigmentWorkflow *self,
                            gint64           created_at,
                            gint64           updated_at,
                            gint64           last_used_at)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));

  g_object_freeze_notify (G_OBJECT (self));
  change_int64 (self, PROP_CREATED_AT, &self->created_at, created_at);
  change_int64 (self, PROP_UPDATED_AT, &self->updated_at, updated_at);
  change_int64 (self, PROP_LAST_USED_AT, &self->last_used_at, last_used_at);
  g_object_thaw_notify (G_OBJECT (self));
}

void
figment_workflow_fill_request (FigmentWorkflow *self,
                               FigmentRequest  *request)
{
  g_return_if_fail (FIGMENT_IS_WORKFLOW (self));
  g_return_if_fail (request != NULL && request->workflow_name == NULL);

  /* Where the person has put the workflow is where its results are looked for. */
  request->mode = self->category;
  request->workflow_id = self->id;
  request->workflow_name = g_strdup (self->name);
  /* The form has written its values into it already, where it could. */
  if (request->editor_graph == NULL)
    request->editor_graph = g_strdup (self->graph_json);
  request->output_node_id = g_strdup (self->output_node_id);
}

gboolean
figment_workflow_matches (FigmentWorkflow *self,
                          const char      *words)
{
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *folded_words = NULL;
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  text = g_strjoin ("\n", self->name, self->description != NULL ? self->description : "",
                    self->tags != NULL ? self->tags : "", self->family != NULL ? self->family : "", NULL);
  folded = g_utf8_casefold (text, -1);
  folded_words = g_utf8_casefold (words, -1);
  parts = g_strsplit_set (folded_words, " \t\n", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (folded, parts[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full): not in the store yet */
FigmentWorkflow *
figment_workflow_duplicate (FigmentWorkflow *self,
                            const char      *name)
{
  FigmentWorkflow *copy;

  g_return_val_if_fail (FIGMENT_IS_WORKFLOW (self), NULL);

  copy = figment_workflow_new (name, self->category, self->api_json);
  copy->description = g_strdup (self->description);
  copy->graph_json = g_strdup (self->graph_json);
  copy->input_mappings = g_strdup (self->input_mappings);
  copy->output_node_id = g_strdup (self->output_node_id);
  copy->tags = g_strdup (self->tags);
  copy->family = g_strdup (self->family);
  copy->starter = g_strdup (self->starter);
  copy->thumbnail = self->thumbnail != NULL ? g_bytes_ref (self->thumbnail) : NULL;
  return copy;
}
