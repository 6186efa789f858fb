/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workflow/figment-wildcards.h"

G_BEGIN_DECLS

/*
 * Words as they are typed -> words as they are sent, which the server does not do (protocol §8, dynamicPrompts). The
 * same text with the same seed gives the same words.
 *
 *   a {red|blue|} cat     one of them; choices may hold choices
 *   {3::red|blue}         red three times as often
 *   {2$$red|blue|green}   two different ones, "red, blue"; {1-2$$ and $$red|blue}: one or two, with " and " between
 *   __animals__           a line of the list "animals", which may hold all of this
 *   // a note             to the end of the line, and anything between slashes and stars: left out
 *   \{ \} \|              the character itself
 *
 * Braces without a bar in them stay, and so does what cannot be understood. @unknown (element-type utf8) gets the names
 * of lists that are not there; it may be NULL.
 */
char     *figment_dynamic_prompt_resolve (const char       *text,
                                          guint64           seed,
                                          FigmentWildcards *wildcards,
                                          GPtrArray        *unknown);

/* The names of lists in @text, drawn or not, that @wildcards has not; %NULL terminated. */
GStrv     figment_dynamic_prompt_list_unknown
                                         (const char       *text,
                                          FigmentWildcards *wildcards);

/* Whether there is anything to resolve. */
gboolean  figment_dynamic_prompt_is      (const char       *text);

G_END_DECLS
