/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-session.h"

#include "figment-session-private.h"

/* The part of the session that has what forms take from elsewhere than from their workflow. */

/* In the database: what to take on the server whose address follows. */
#define REPLACEMENTS_KEY "replacements "

/* Returns: (transfer none): "wildcards" beside the database, which need not exist */
FigmentWildcardFolder *
figment_session_get_wildcard_folder (FigmentSession *self)
{
  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);
  if (self->wildcards == NULL)
    {
      g_autofree char *path = g_build_filename (self->data_dir, "wildcards", NULL);

      self->wildcards = figment_wildcard_folder_new (path);
    }
  return self->wildcards;
}

static const char *
get_server (FigmentSession *self)
{
  return self->comfy != NULL ? figment_endpoint_get_url (figment_comfy_client_get_endpoint (self->comfy)) : "";
}

/* Returns: (transfer none): of the present server, until it is another one */
FigmentReplacements *
figment_session_get_replacements (FigmentSession *self)
{
  g_autofree char *key = NULL;
  g_autofree char *json = NULL;

  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);
  if (self->replacements != NULL && g_str_equal (self->replaced_on, get_server (self)))
    return self->replacements;
  g_free (self->replaced_on);
  self->replaced_on = g_strdup (get_server (self));
  key = g_strconcat (REPLACEMENTS_KEY, self->replaced_on, NULL);
  json = figment_generation_store_dup_setting (self->generations, key);
  g_clear_pointer (&self->replacements, figment_replacements_free);
  self->replacements = figment_replacements_parse (json);
  return self->replacements;
}

/**
 * figment_session_set_replacement:
 * @taken: (nullable): %NULL forgets it
 *
 * From now on @taken stands in for @wanted on the present server. "catalog" notifies: it is what forms listen to.
 */
void
figment_session_set_replacement (FigmentSession *self,
                                 const char     *wanted,
                                 const char     *taken)
{
  FigmentReplacements *replacements;
  g_autofree char *key = NULL;
  g_autofree char *json = NULL;

  g_return_if_fail (FIGMENT_IS_SESSION (self));
  replacements = figment_session_get_replacements (self);
  figment_replacements_set (replacements, wanted, taken);
  key = g_strconcat (REPLACEMENTS_KEY, self->replaced_on, NULL);
  json = figment_replacements_to_json (replacements);
  figment_generation_store_set_setting (self->generations, key, json);
  _figment_session_notify_catalog (self);
}

/**
 * figment_session_equip_form:
 *
 * Gives @form what it takes from elsewhere as it is now: for a new form, and when "catalog" or the wildcards' notify.
 */
void
figment_session_equip_form (FigmentSession *self,
                            FigmentForm    *form)
{
  g_return_if_fail (FIGMENT_IS_SESSION (self));
  figment_form_set_wildcards (form,
                              figment_wildcard_folder_get_wildcards (figment_session_get_wildcard_folder (self)));
  figment_form_set_replacements (form, figment_session_get_replacements (self));
  figment_form_set_catalog (form, figment_session_get_catalog (self));
}

static void
inform_doctor (FigmentSession *self)
{
  if (self->doctor != NULL)
    figment_doctor_set_server (self->doctor, figment_session_get_catalog (self),
                               figment_session_get_replacements (self));
}

/* Returns: (transfer none): who knows how workflows are on the present server */
FigmentDoctor *
figment_session_get_doctor (FigmentSession *self)
{
  g_return_val_if_fail (FIGMENT_IS_SESSION (self), NULL);
  if (self->doctor == NULL)
    {
      self->doctor = figment_doctor_new ();
      inform_doctor (self);
      /* Whoever is told by the doctor compares with forms: those are as the server is by then. */
      g_signal_connect_after (self, "notify::catalog", G_CALLBACK (inform_doctor), NULL);
    }
  return self->doctor;
}
