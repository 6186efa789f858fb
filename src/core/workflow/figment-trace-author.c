/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>

#include "figment-trace-private.h"
#include "json/figment-json-value.h"

/* How sure a place is that the author of the workflow named. */
#define SURE_APP 1.0
#define SURE_MARK 0.98
#define SURE_CALLED 0.8 /* what it is for is told from what it is called */

/* What authors call their controls; the first row that fits counts. */
static const struct
{
  const char  *words[6];
  FigmentRole  role;
  gboolean     text;
} names[] = {
  { { "negative", "neg", "uncond" }, FIGMENT_ROLE_NEGATIVE, TRUE },
  { { "lyrics" }, FIGMENT_ROLE_LYRICS, TRUE },
  { { "prompt", "positive" }, FIGMENT_ROLE_POSITIVE, TRUE },
  { { "mask" }, FIGMENT_ROLE_MASK_INPUT, TRUE },
  { { "video" }, FIGMENT_ROLE_VIDEO_INPUT, TRUE },
  { { "audio" }, FIGMENT_ROLE_AUDIO_INPUT, TRUE },
  { { "image", "picture", "photo" }, FIGMENT_ROLE_IMAGE_INPUT, TRUE },
  { { "sampler" }, FIGMENT_ROLE_SAMPLER, TRUE },
  { { "scheduler" }, FIGMENT_ROLE_SCHEDULER, TRUE },
  { { "seed" }, FIGMENT_ROLE_SEED, FALSE },
  { { "steps" }, FIGMENT_ROLE_STEPS, FALSE },
  { { "cfg" }, FIGMENT_ROLE_CFG, FALSE },
  { { "guidance" }, FIGMENT_ROLE_GUIDANCE, FALSE },
  { { "denoise" }, FIGMENT_ROLE_DENOISE, FALSE },
  { { "width" }, FIGMENT_ROLE_WIDTH, FALSE },
  { { "height" }, FIGMENT_ROLE_HEIGHT, FALSE },
  { { "batch" }, FIGMENT_ROLE_BATCH, FALSE },
  { { "fps", "framerate" }, FIGMENT_ROLE_FPS, FALSE },
  { { "frames" }, FIGMENT_ROLE_FRAMES, FALSE },
  { { "duration", "seconds" }, FIGMENT_ROLE_DURATION, FALSE },
};

static char *
make_reason (FigmentAuthorSource source,
             const char         *label)
{
  switch (source)
    {
    case FIGMENT_AUTHOR_APP_MODE:
      return g_strdup (_("The author of the workflow put it into its form (App mode)."));
    case FIGMENT_AUTHOR_NODE:
      return g_strdup (_("The author of the workflow made it a control of its own."));
    case FIGMENT_AUTHOR_TITLE:
      return g_strdup (_("The author of the workflow marked it as a control in the node's title."));
    case FIGMENT_AUTHOR_PLACEHOLDER:
    default:
      /* Translators: %s is what a control is called. */
      return g_strdup_printf (_("The file leaves it open to be filled in, as “%s”."), label != NULL ? label : "");
    }
}

/* Makes the place surer, and says why. Returns whether it plays a role already. */
static gboolean
confirm (FigmentTrace             *self,
         const FigmentAuthorField *field,
         const char               *reason)
{
  gboolean found = FALSE;

  for (guint role = 0; role < FIGMENT_N_ROLES; role++)
    for (guint i = 0; i < self->places[role]->len; i++)
      {
        FigmentPlace *place = g_ptr_array_index (self->places[role], i);
        g_autofree char *old = NULL;

        if (!g_str_equal (place->node_id, field->node_id) || !g_str_equal (place->input, field->input))
          continue;
        found = TRUE;
        /* The parts of a prompt stay parts: what is written into one is not to be written into all. */
        if (place->confidence == FIGMENT_SURE_PART)
          continue;
        place->confidence = field->source == FIGMENT_AUTHOR_APP_MODE ? SURE_APP : MAX (place->confidence, SURE_MARK);
        old = place->reason;
        /* Translators: two sentences, one behind the other. */
        place->reason = g_strdup_printf (C_("sentences", "%s %s"), reason, old);
      }
  return found;
}

/* What plays no role by where it stands may do so by what it is called, if nothing else does. */
static void
take_called (FigmentTrace             *self,
             const FigmentAuthorField *field,
             const char               *reason)
{
  guint node;

  if (field->label == NULL || !figment_graph_links_find (self->links, field->node_id, &node) || !self->needed[node])
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *value = _figment_trace_get (self, node, field->input);

      if (!_figment_name_has (field->label, names[i].words)
          || !(names[i].text ? _figment_trace_is_text (value) : _figment_trace_is_number (value)))
        continue;
      if (self->places[names[i].role]->len == 0)
        _figment_trace_add (self, names[i].role, node, field->input, SURE_CALLED, reason);
      return;
    }
}

/* What the author of the workflow says outweighs what is found; where nothing is found it may say what there is. */
void
_figment_trace_author (FigmentTrace  *self,
                       FigmentAuthor *author)
{
  GPtrArray *fields = figment_author_get_fields (author);

  for (guint i = 0; i < fields->len; i++)
    {
      const FigmentAuthorField *field = g_ptr_array_index (fields, i);
      g_autofree char *reason = make_reason (field->source, field->label);

      if (!confirm (self, field, reason))
        take_called (self, field, reason);
    }
}
