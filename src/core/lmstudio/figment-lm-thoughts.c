/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-thoughts.h"

#include <string.h>

struct _FigmentLmThoughts
{
  FigmentLmThoughtsFunc  func;
  gpointer               user_data;
  GString               *held;     /* (owned) what may yet become a tag */
  gboolean               thinking; /* inside a pair of tags */
};

typedef struct
{
  const char *tag;
  gboolean    opens;
} Tag;

static const Tag tags[] = {
  { "<think>", TRUE },    { "</think>", FALSE },    { "<thinking>", TRUE }, { "</thinking>", FALSE },
  { "<thought>", TRUE },  { "</thought>", FALSE },  { "[think]", TRUE },    { "[/think]", FALSE },
};

FigmentLmThoughts *
figment_lm_thoughts_new (FigmentLmThoughtsFunc func,
                         gpointer              user_data)
{
  FigmentLmThoughts *self = g_new0 (FigmentLmThoughts, 1);

  self->func = func;
  self->user_data = user_data;
  self->held = g_string_new (NULL);
  return self;
}

void
figment_lm_thoughts_free (FigmentLmThoughts *self)
{
  g_string_free (self->held, TRUE);
  g_free (self);
}

static void
give (FigmentLmThoughts *self,
      const char        *text,
      gsize              length)
{
  if (length > 0)
    self->func (self->thinking ? FIGMENT_LM_THOUGHTS_THOUGHT : FIGMENT_LM_THOUGHTS_TEXT, text, length, self->user_data);
}

static void
take_tag (FigmentLmThoughts *self,
          const Tag         *tag)
{
  if (!tag->opens && !self->thinking)
    self->func (FIGMENT_LM_THOUGHTS_ALL_WAS_THOUGHT, "", 0, self->user_data);
  self->thinking = tag->opens;
}

/* Returns: the tag that @text begins with. @may_become: whether more text could still make it begin with one. */
static const Tag *
match (const char *text,
       gsize       length,
       gboolean   *may_become)
{
  *may_become = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      gsize tag_length = strlen (tags[i].tag);

      if (g_ascii_strncasecmp (text, tags[i].tag, MIN (length, tag_length)) != 0)
        continue;
      if (length >= tag_length)
        return &tags[i];
      *may_become = TRUE;
    }
  return NULL;
}

void
figment_lm_thoughts_push (FigmentLmThoughts *self,
                          const char        *text)
{
  g_autofree char *all = g_strconcat (self->held->str, text, NULL);
  const char *begin = all;
  const char *at = all;

  g_string_truncate (self->held, 0);
  while ((at = strpbrk (at, "<[")) != NULL)
    {
      gsize left = strlen (at);
      gboolean may_become;
      const Tag *tag = match (at, left, &may_become);

      if (tag != NULL)
        {
          give (self, begin, (gsize) (at - begin));
          take_tag (self, tag);
          at += strlen (tag->tag);
          begin = at;
        }
      else if (may_become)
        {
          g_string_append (self->held, at);
          give (self, begin, (gsize) (at - begin));
          return;
        }
      else
        {
          at++;
        }
    }
  give (self, begin, strlen (begin));
}

/* Nothing more comes, so what was held back became no tag. */
void
figment_lm_thoughts_finish (FigmentLmThoughts *self)
{
  g_autofree char *held = g_strdup (self->held->str);

  g_string_truncate (self->held, 0);
  give (self, held, strlen (held));
}
