/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-model-fit.h"

#include <string.h>

#include "workflow/figment-model-family.h"

/* The files that hold models, by the end of their names. */
static const char *const endings[] = { ".safetensors", ".sft", ".gguf", ".ckpt", ".pt", ".pth", ".bin" };

/* What makes one model another; the precision it is kept in ("fp8", "bf16", "scaled") does not. Words of letters. */
static const char *const kinds[] = { "t2v", "i2v", "ti2v", "high",    "low",   "edit",    "refiner", "inpaint", "fill",
                                     "vae", "lora", "canny", "depth", "turbo", "schnell", "dev",     "kontext", "xt" };

/* As long as names of different models often are alike: "wan2.1…" and "wan2.2…" share three letters. */
#define MIN_ALIKE 4

gboolean
figment_model_is_file (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_slash (char c)
{
  return c == '/' || c == '\\';
}

/* The name without folders. */
static const char *
get_base (const char *name)
{
  const char *base = name;

  for (const char *p = name; *p != '\0'; p++)
    if (is_slash (*p))
      base = p + 1;
  return base;
}

gboolean
figment_model_is_same_file (const char *first,
                            const char *second)
{
  return g_ascii_strcasecmp (get_base (first), get_base (second)) == 0;
}

gboolean
figment_model_is_same_path (const char *first,
                            const char *second)
{
  while (*first != '\0' && (*first == *second || (is_slash (*first) && is_slash (*second))))
    {
      first++;
      second++;
    }
  return *first == *second;
}

/* Without folders, ending, and what is no letter or digit; small. */
static char *
simplify (const char *name)
{
  const char *base = get_base (name);
  const char *dot = strrchr (base, '.');
  GString *simple = g_string_new (NULL);

  for (const char *p = base; *p != '\0' && p != dot; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (simple, g_ascii_tolower (*p));
  return g_string_free (simple, FALSE);
}

/* @name: in small letters */
static gboolean
has_word (const char *name,
          const char *word)
{
  for (const char *p = name; (p = strstr (p, word)) != NULL; p++)
    if ((p == name || !g_ascii_isalpha (p[-1])) && !g_ascii_isalpha (p[strlen (word)]))
      return TRUE;
  return FALSE;
}

static gboolean
is_same_kind (const char *first,
              const char *second)
{
  g_autofree char *lower_first = g_ascii_strdown (first, -1);
  g_autofree char *lower_second = g_ascii_strdown (second, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_word (lower_first, kinds[i]) != has_word (lower_second, kinds[i]))
      return FALSE;
  return g_strcmp0 (figment_model_family_of_file (first), figment_model_family_of_file (second)) == 0;
}

static gsize
count_alike (const char *first,
             const char *second)
{
  gsize n = 0;

  while (first[n] != '\0' && first[n] == second[n])
    n++;
  return n;
}

/* How well @name does for @wanted; 0: not at all. */
static gsize
rate (const char *wanted,
      const char *name)
{
  g_autofree char *simple_wanted = simplify (wanted);
  g_autofree char *simple_name = simplify (name);
  gsize alike;

  if (g_str_equal (simple_wanted, simple_name))
    return G_MAXSIZE;
  if (!is_same_kind (wanted, name))
    return 0;
  alike = count_alike (simple_wanted, simple_name);
  if (alike >= MIN_ALIKE)
    return alike;
  /* Checkpoints that people train on Stable Diffusion 1.5 and XL have names of their own, and take the same graph. */
  return g_strcmp0 (figment_model_family_of_file (wanted), "SDXL") == 0 ? 1 : 0;
}

/* A name that says nothing is most often a checkpoint of Stable Diffusion 1.5. */
static const char *
find_nameless (const char *const *choices)
{
  for (guint i = 0; choices[i] != NULL; i++)
    if (figment_model_is_file (choices[i]) && figment_model_family_of_file (choices[i]) == NULL)
      return choices[i];
  return NULL;
}

/* Returns: (nullable) (transfer none): one of @choices */
const char *
figment_model_fit (const char        *wanted,
                   const char *const *choices)
{
  const char *best = NULL;
  gsize best_rate = 0;

  g_return_val_if_fail (wanted != NULL && choices != NULL, NULL);

  for (guint i = 0; choices[i] != NULL; i++)
    if (rate (wanted, choices[i]) > best_rate)
      {
        best = choices[i];
        best_rate = rate (wanted, choices[i]);
      }
  if (best == NULL && g_strcmp0 (figment_model_family_of_file (wanted), "SD 1.5") == 0)
    best = find_nameless (choices);
  return best;
}
