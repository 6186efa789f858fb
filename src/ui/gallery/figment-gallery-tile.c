/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-gallery-tile.h"

#include <glib/gi18n-lib.h>

#include "ui/figment-words.h"
#include "ui/widgets/figment-thumbnail.h"

struct _FigmentGalleryTile
{
  AdwBin             parent_instance;

  FigmentGeneration *generation; /* (owned) (nullable) */

  GtkWidget         *thumbnail;
};

G_DEFINE_FINAL_TYPE (FigmentGalleryTile, figment_gallery_tile, ADW_TYPE_BIN)

typedef enum
{
  PROP_GENERATION = 1,
} FigmentGalleryTileProperty;
static GParamSpec *props[PROP_GENERATION + 1];

/* Closures of the template. */

static GObject *
choose_output (GObject           *object,
               FigmentGeneration *generation)
{
  return generation != NULL ? g_list_model_get_item (figment_generation_get_outputs (generation), 0) : NULL;
}

static guint
count_outputs (FigmentGeneration *generation)
{
  return generation != NULL ? g_list_model_get_n_items (figment_generation_get_outputs (generation)) : 0;
}

static gboolean
has_outputs (GObject           *object,
             FigmentGeneration *generation)
{
  return count_outputs (generation) > 0;
}

static gboolean
has_none (GObject           *object,
          FigmentGeneration *generation)
{
  return count_outputs (generation) == 0;
}

static gboolean
has_several (GObject           *object,
             FigmentGeneration *generation)
{
  return count_outputs (generation) > 1;
}

static char *
choose_star (GObject *object,
             gboolean favourite)
{
  return g_strdup (favourite ? "starred-symbolic" : "non-starred-symbolic");
}

static char *
format_star (GObject *object,
             gboolean favourite)
{
  return g_strdup (favourite ? _("No Favourite Any More") : _("Favourite"));
}

/* A favourite shows its star, the others show theirs to the pointer and the keyboard. */
static GStrv
choose_star_classes (GObject *object,
                     gboolean favourite)
{
  const char *const classes[] = { "osd", "circular", "tile-button", favourite ? "shown" : NULL, NULL };

  return g_strdupv ((GStrv) classes);
}

static char *
format_count (GObject           *object,
              FigmentGeneration *generation)
{
  return g_strdup_printf ("%u", count_outputs (generation));
}

static char *
format_state (GObject               *object,
              FigmentGenerationState state)
{
  return g_strdup (figment_words_state (state));
}

static char *
choose_icon (GObject           *object,
             FigmentGeneration *generation)
{
  return generation != NULL ? g_strdup (figment_words_mode_icon (figment_generation_get_request (generation)->mode))
                            : NULL;
}

static char *
format_tooltip (GObject           *object,
                FigmentGeneration *generation)
{
  g_autofree char *prompt = NULL, *ago = NULL;

  if (generation == NULL)
    return NULL;
  prompt = figment_words_prompt (generation, 200);
  ago = figment_words_ago (figment_generation_get_created_at (generation));
  return g_strdup_printf ("%s\n%s · %s", prompt, figment_words_mode (figment_generation_get_request (generation)->mode),
                          ago != NULL ? ago : "");
}

/* Its name says what pressing it does, as its tooltip does; no binding reaches an accessible property. */
static void
name_star_cb (GtkWidget *star)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (star), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_widget_get_tooltip_text (star), -1);
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FigmentGalleryTile *self = FIGMENT_GALLERY_TILE (widget);

  if (self->generation != NULL)
    gtk_widget_activate_action (widget, "win.delete", "x", figment_generation_get_id (self->generation));
}

static void
favourite_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  FigmentGalleryTile *self = FIGMENT_GALLERY_TILE (widget);

  if (self->generation != NULL)
    gtk_widget_activate_action (widget, "win.favourite", "(xb)", figment_generation_get_id (self->generation),
                                !figment_generation_get_favourite (self->generation));
}

static void
figment_gallery_tile_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch ((FigmentGalleryTileProperty) prop_id)
    {
    case PROP_GENERATION: g_value_set_object (value, FIGMENT_GALLERY_TILE (object)->generation); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_gallery_tile_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch ((FigmentGalleryTileProperty) prop_id)
    {
    case PROP_GENERATION:
      figment_gallery_tile_set_generation (FIGMENT_GALLERY_TILE (object), g_value_get_object (value));
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
figment_gallery_tile_dispose (GObject *object)
{
  g_clear_object (&FIGMENT_GALLERY_TILE (object)->generation);
  gtk_widget_dispose_template (GTK_WIDGET (object), FIGMENT_TYPE_GALLERY_TILE);
  G_OBJECT_CLASS (figment_gallery_tile_parent_class)->dispose (object);
}

static void
figment_gallery_tile_class_init (FigmentGalleryTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = figment_gallery_tile_get_property;
  object_class->set_property = figment_gallery_tile_set_property;
  object_class->dispose = figment_gallery_tile_dispose;

  props[PROP_GENERATION] = g_param_spec_object ("generation", NULL, NULL, FIGMENT_TYPE_GENERATION,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (FIGMENT_TYPE_THUMBNAIL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/figment_app/Figment/gallery/figment-gallery-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, FigmentGalleryTile, thumbnail);
  gtk_widget_class_bind_template_callback (widget_class, choose_output);
  gtk_widget_class_bind_template_callback (widget_class, has_outputs);
  gtk_widget_class_bind_template_callback (widget_class, has_none);
  gtk_widget_class_bind_template_callback (widget_class, has_several);
  gtk_widget_class_bind_template_callback (widget_class, choose_star);
  gtk_widget_class_bind_template_callback (widget_class, format_star);
  gtk_widget_class_bind_template_callback (widget_class, name_star_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_star_classes);
  gtk_widget_class_bind_template_callback (widget_class, format_count);
  gtk_widget_class_bind_template_callback (widget_class, format_state);
  gtk_widget_class_bind_template_callback (widget_class, choose_icon);
  gtk_widget_class_bind_template_callback (widget_class, format_tooltip);
  gtk_widget_class_install_action (widget_class, "tile.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "tile.favourite", NULL, favourite_action);
}

static void
figment_gallery_tile_init (FigmentGalleryTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * figment_gallery_tile_set_generation:
 * @generation: (nullable)
 */
void
figment_gallery_tile_set_generation (FigmentGalleryTile *self,
                                     FigmentGeneration  *generation)
{
  g_return_if_fail (FIGMENT_IS_GALLERY_TILE (self));

  if (!g_set_object (&self->generation, generation))
    return;
  if (generation != NULL)
    {
      g_autofree char *prompt = figment_words_prompt (generation, 120);

      /* The cell around it is what has the focus, and where GTK lets one name it at all, it is by the label there. */
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->thumbnail), GTK_ACCESSIBLE_PROPERTY_LABEL, prompt, -1);
      if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                        GTK_ACCESSIBLE_PROPERTY_LABEL, prompt, -1);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GENERATION]);
}
