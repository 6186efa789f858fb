/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-media.h"

#include <string.h>

#define MAX_NAME_BYTES      200
#define MAX_EXTENSION_BYTES 16

/**
 * figment_media_kind_from_name:
 * @file_name: (nullable):
 *
 * What the extension says, upper or lower case. A guess for showing before the file is here: figment_media_sniff ()
 * knows better. WebP, PNG and GIF count as still or moving as they mostly are.
 */
FigmentMediaKind
figment_media_kind_from_name (const char *file_name)
{
  static const struct
  {
    FigmentMediaKind kind;
    const char      *extensions; /* each between two blanks */
  } kinds[] = {
    { FIGMENT_MEDIA_IMAGE, " png jpg jpeg jpe jfif webp avif heic heif bmp tif tiff svg exr jxl hdr ico tga ppm " },
    { FIGMENT_MEDIA_ANIMATION, " gif apng " },
    { FIGMENT_MEDIA_VIDEO, " mp4 m4v mov webm mkv avi ogv mpg mpeg ts 3gp " },
    { FIGMENT_MEDIA_AUDIO, " flac mp3 wav ogg oga opus m4a aac wma aiff aif " },
    { FIGMENT_MEDIA_TEXT, " txt json md csv srt vtt yaml yml log " },
    { FIGMENT_MEDIA_3D, " glb gltf obj ply stl fbx usdz splat ksplat spz " },
    { FIGMENT_MEDIA_LATENT, " latent " },
  };
  const char *dot = file_name != NULL ? strrchr (file_name, '.') : NULL;
  g_autofree char *lower = NULL;
  g_autofree char *needle = NULL;

  if (dot == NULL || dot[1] == '\0' || strlen (dot) > MAX_EXTENSION_BYTES || strchr (dot, ' ') != NULL)
    return FIGMENT_MEDIA_OTHER;
  lower = g_ascii_strdown (dot + 1, -1);
  needle = g_strdup_printf (" %s ", lower);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strstr (kinds[i].extensions, needle) != NULL)
      return kinds[i].kind;
  return FIGMENT_MEDIA_OTHER;
}

/* Marks that turn the direction of what follows make "gpj.exe" look like "exe.jpg". */
static gboolean
is_direction_mark (gunichar c)
{
  return c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* @name without what a file name must not have; the library may lie on FAT or a share, where <>:"|?* are refused. */
static GString *
clean_characters (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  GString *clean = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      const gunichar character = g_utf8_get_char (c);

      if (g_unichar_iscntrl (character) || is_direction_mark (character) || character == 0x2028 || character == 0x2029)
        continue;
      if (character == 0xfffd || (character < 0x80 && strchr ("<>:\"|?*", (int) character) != NULL))
        g_string_append_c (clean, '_');
      else
        g_string_append_unichar (clean, character);
    }
  return clean;
}

/* The last part of a path that has anything in it. ComfyUI on Windows sends backslashes (trap 18). */
static char *
dup_last_part (const char *name)
{
  g_autofree char *turned = g_strdelimit (g_strdup (name), "\\", '/');
  gsize length = strlen (turned);
  const char *slash;

  while (length > 0 && turned[length - 1] == '/')
    turned[--length] = '\0';
  slash = strrchr (turned, '/');
  return g_strdup (slash != NULL ? slash + 1 : turned);
}

static gsize
get_stem_length (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot == NULL || dot == name || strlen (dot) > MAX_EXTENSION_BYTES ? strlen (name) : (gsize) (dot - name);
}

/* Cuts the stem, never the extension, between two characters. */
static void
shorten (GString *name)
{
  const gsize stem_length = get_stem_length (name->str);
  const gsize extension_length = name->len - stem_length;
  const char *cut;

  if (name->len <= MAX_NAME_BYTES)
    return;
  cut = g_utf8_find_prev_char (name->str, name->str + (MAX_NAME_BYTES - extension_length) + 1);
  g_assert (cut != NULL);
  g_string_erase (name, cut - name->str, (gssize) stem_length - (cut - name->str));
}

static void
strip_ends (GString *name)
{
  gsize leading = 0;

  while (name->len > 0 && (name->str[name->len - 1] == '.' || g_ascii_isspace (name->str[name->len - 1])))
    g_string_truncate (name, name->len - 1);
  while (name->str[leading] == '.' || g_ascii_isspace (name->str[leading]))
    leading++;
  g_string_erase (name, 0, (gssize) leading);
}

/**
 * figment_media_safe_name:
 * @name: (nullable): any bytes
 *
 * The extension is kept when the name is shortened. What nothing is left of ("..", "/", "") becomes "output".
 * figment_media_safe_name () of a safe name is that name.
 *
 * Returns: (transfer full): UTF-8
 */
char *
figment_media_safe_name (const char *name)
{
  g_autofree char *part = dup_last_part (name != NULL ? name : "");
  GString *clean = clean_characters (part);

  strip_ends (clean);
  shorten (clean);
  strip_ends (clean);
  if (clean->len == 0)
    g_string_append (clean, "output");
  return g_string_free (clean, FALSE);
}

/**
 * figment_media_numbered_name:
 * @name: a safe name
 * @number: from 1
 *
 * Returns: (transfer full): @name itself for 1, else "stem (2).png"
 */
char *
figment_media_numbered_name (const char *name,
                             guint       number)
{
  const gsize stem_length = get_stem_length (name);

  if (number <= 1)
    return g_strdup (name);
  return g_strdup_printf ("%.*s (%u)%s", (int) stem_length, name, number, name + stem_length);
}
