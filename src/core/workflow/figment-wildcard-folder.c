/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-wildcard-folder.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Folders that are watched; beyond these, changes are seen with the next change in one of them. */
#define MAX_WATCHED 64

struct _FigmentWildcardFolder
{
  GObject           parent_instance;

  char             *path;      /* (owned) */
  FigmentWildcards *wildcards; /* (owned) (nullable) until they are read for the first time */
  GPtrArray        *monitors;  /* (owned) of GFileMonitor */
  char            **watched;   /* (owned) the folders that they are of, or would be */
  gboolean          reading;
  gboolean          stale;     /* something changed while it was read */
};

enum
{
  PROP_PATH = 1,
  PROP_WILDCARDS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (FigmentWildcardFolder, figment_wildcard_folder, G_TYPE_OBJECT)

static void read_folder (FigmentWildcardFolder *self);

static void
changed_cb (FigmentWildcardFolder *self,
            GFile                 *file,
            GFile                 *other,
            GFileMonitorEvent      event)
{
  /* A file that is being written changes many times; it is read when that is over. */
  if (event != G_FILE_MONITOR_EVENT_CHANGED && event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    read_folder (self);
}

/* Watches every folder that was read; where these are others than before, what was put into them meanwhile is read. */
static void
watch (FigmentWildcardFolder *self)
{
  const char *const *folders = figment_wildcards_get_folders (self->wildcards);

  if (g_strv_equal ((const char *const *) self->watched, folders))
    return;
  g_strfreev (self->watched);
  self->watched = g_strdupv ((char **) folders);
  self->stale = TRUE;
  g_ptr_array_set_size (self->monitors, 0);
  for (guint i = 0; folders[i] != NULL && i < MAX_WATCHED; i++)
    {
      g_autoptr(GFile) folder = g_file_new_for_path (folders[i]);
      GFileMonitor *monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);

      if (monitor == NULL)
        continue;
      g_signal_connect_object (monitor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->monitors, monitor);
    }
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(FigmentWildcardFolder) self = user_data;

  g_clear_pointer (&self->wildcards, figment_wildcards_unref);
  self->wildcards = figment_wildcards_load_finish (result, NULL);
  self->reading = FALSE;
  watch (self);
  if (self->stale)
    read_folder (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WILDCARDS]);
}

static void
read_folder (FigmentWildcardFolder *self)
{
  g_autoptr(GFile) folder = g_file_new_for_path (self->path);

  self->stale = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  figment_wildcards_load_async (folder, NULL, read_cb, g_object_ref (self));
}

static void
figment_wildcard_folder_constructed (GObject *object)
{
  G_OBJECT_CLASS (figment_wildcard_folder_parent_class)->constructed (object);
  read_folder (FIGMENT_WILDCARD_FOLDER (object));
}

static void
figment_wildcard_folder_set_property (GObject      *object,
                                      guint         prop_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  FigmentWildcardFolder *self = FIGMENT_WILDCARD_FOLDER (object);

  switch (prop_id)
    {
    case PROP_PATH: self->path = g_value_dup_string (value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_wildcard_folder_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  FigmentWildcardFolder *self = FIGMENT_WILDCARD_FOLDER (object);

  switch (prop_id)
    {
    case PROP_PATH: g_value_set_string (value, self->path); break;
    case PROP_WILDCARDS: g_value_set_boxed (value, self->wildcards); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_wildcard_folder_finalize (GObject *object)
{
  FigmentWildcardFolder *self = FIGMENT_WILDCARD_FOLDER (object);

  g_free (self->path);
  g_clear_pointer (&self->wildcards, figment_wildcards_unref);
  g_ptr_array_unref (self->monitors);
  g_strfreev (self->watched);
  G_OBJECT_CLASS (figment_wildcard_folder_parent_class)->finalize (object);
}

static void
figment_wildcard_folder_class_init (FigmentWildcardFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = figment_wildcard_folder_constructed;
  object_class->set_property = figment_wildcard_folder_set_property;
  object_class->get_property = figment_wildcard_folder_get_property;
  object_class->finalize = figment_wildcard_folder_finalize;

  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_WILDCARDS] = g_param_spec_boxed ("wildcards", NULL, NULL, FIGMENT_TYPE_WILDCARDS,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
figment_wildcard_folder_init (FigmentWildcardFolder *self)
{
  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->watched = g_new0 (char *, 1);
}

/**
 * figment_wildcard_folder_new:
 * @path: absolute; it need not exist
 *
 * Returns: (transfer full)
 */
FigmentWildcardFolder *
figment_wildcard_folder_new (const char *path)
{
  return g_object_new (FIGMENT_TYPE_WILDCARD_FOLDER, "path", path, NULL);
}

const char *
figment_wildcard_folder_get_path (FigmentWildcardFolder *self)
{
  g_return_val_if_fail (FIGMENT_IS_WILDCARD_FOLDER (self), NULL);
  return self->path;
}

/* Returns: (transfer none) (nullable): %NULL until they are read for the first time */
FigmentWildcards *
figment_wildcard_folder_get_wildcards (FigmentWildcardFolder *self)
{
  g_return_val_if_fail (FIGMENT_IS_WILDCARD_FOLDER (self), NULL);
  return self->wildcards;
}

gboolean
figment_wildcard_folder_make (FigmentWildcardFolder  *self,
                              GError                **error)
{
  g_return_val_if_fail (FIGMENT_IS_WILDCARD_FOLDER (self), FALSE);
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents (self->path, 0700) != 0)
    {
      const int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _("“%s” cannot be made: %s"), self->path,
                   g_strerror (code));
      return FALSE;
    }
  read_folder (self);
  return TRUE;
}
