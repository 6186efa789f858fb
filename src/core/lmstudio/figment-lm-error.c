/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figment-lm-error.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"
#include "lmstudio/figment-lm-error-private.h"
#include "net/figment-remote-error.h"

/* Characters of the server's own words that go into a message. "Details" has four times as many. */
#define MAX_WORDS 400

typedef struct
{
  char *details;
} FigmentLmErrorPrivate;

static void
figment_lm_error_private_init (FigmentLmErrorPrivate *self)
{
}

static void
figment_lm_error_private_copy (const FigmentLmErrorPrivate *source,
                               FigmentLmErrorPrivate       *target)
{
  target->details = g_strdup (source->details);
}

static void
figment_lm_error_private_clear (FigmentLmErrorPrivate *self)
{
  g_free (self->details);
}

G_DEFINE_EXTENDED_ERROR (FigmentLmError, figment_lm_error)

/**
 * figment_lm_error_get_details:
 * @error: in %FIGMENT_LM_ERROR or any other domain
 *
 * Returns: (nullable): what the server said, for people who want to look closer
 */
const char *
figment_lm_error_get_details (const GError *error)
{
  FigmentLmErrorPrivate *private;

  if (error->domain != FIGMENT_LM_ERROR)
    return error->domain == FIGMENT_REMOTE_ERROR ? figment_remote_error_get_details (error) : NULL;

  private = figment_lm_error_get_private (error);
  return private->details;
}

/* @details: (nullable). */
GError *
_figment_lm_error_new (FigmentLmError  code,
                       const char     *details,
                       const char     *message)
{
  GError *error = g_error_new_literal (FIGMENT_LM_ERROR, (int) code, message);
  FigmentLmErrorPrivate *private = figment_lm_error_get_private (error);

  private->details = g_strdup (details);
  return error;
}

static char *
shorten (const char *text,
         glong       characters)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *cut = NULL;

  g_strstrip (valid);
  if (g_utf8_strlen (valid, -1) <= characters)
    return g_steal_pointer (&valid);

  cut = g_utf8_substring (valid, 0, characters);
  return g_strconcat (cut, "…", NULL);
}

/* What an error body says, in whatever shape. */
typedef struct
{
  const char *words;    /* (nullable) */
  const char *type;     /* "" when absent */
  const char *code;     /* "" when absent or a number */
  gint64      n_prompt; /* 0 when absent */
  gint64      n_context;
} Complaint;

/*
 * LM Studio sends error as an object on its OpenAI paths and as a string elsewhere, llama.cpp and vLLM send objects,
 * Ollama strings, and servers built on FastAPI a top-level "detail".
 */
static void
read_complaint (JsonObject *answer,
                Complaint  *complaint)
{
  JsonObject *object = figment_json_get_object (answer, "error");
  const char *text = figment_json_get_string (answer, "error");

  *complaint = (Complaint) { .type = "", .code = "" };
  if (object != NULL)
    {
      const char *type = figment_json_get_string (object, "type");
      const char *code = figment_json_get_string (object, "code");

      text = figment_json_get_string (object, "message");
      complaint->type = type != NULL ? type : "";
      complaint->code = code != NULL ? code : "";
      complaint->n_prompt = figment_json_get_int64 (object, "n_prompt_tokens", 0);
      complaint->n_context = figment_json_get_int64 (object, "n_ctx", 0);
    }
  if (text == NULL)
    text = figment_json_get_string (answer, "message");
  if (text == NULL)
    text = figment_json_get_string (answer, "detail");
  complaint->words = text;
}

/* Whether an answer, of whatever status, is a complaint. "error": null is none. */
gboolean
_figment_lm_error_is_in (JsonObject *answer)
{
  return figment_json_get_object (answer, "error") != NULL || figment_json_get_string (answer, "error") != NULL ||
         g_strcmp0 (figment_json_get_string (answer, "object"), "error") == 0;
}

static gboolean
says (const char *folded,
      const char *words)
{
  return strstr (folded, words) != NULL;
}

static GError *
context_error (const Complaint *complaint)
{
  g_autofree char *message = NULL;

  if (complaint->n_prompt > 0 && complaint->n_prompt < G_MAXUINT && complaint->n_context > 0 &&
      complaint->n_context < G_MAXUINT)
    message = g_strdup_printf (_ ("The prompt is too long for this model: %u tokens, and it was loaded for %u. "
                                  "Shorten the prompt, or load the model with a larger context."),
                               (guint) complaint->n_prompt, (guint) complaint->n_context);
  else
    message = g_strdup (_ ("The prompt is too long for this model. Shorten it, or load the model with a larger "
                           "context."));
  return _figment_lm_error_new (FIGMENT_LM_ERROR_CONTEXT, complaint->words, message);
}

/* The complaints that a language-model server alone has. Texts: protocol notes, section 5, "Errors". */
static GError *
recognise (const char      *server,
           guint            status,
           const Complaint *complaint,
           const char      *folded)
{
  const char *details = complaint->words;
  g_autofree char *message = NULL;

  if (says (folded, "no models loaded") || says (folded, "no model loaded"))
    {
      message = g_strdup_printf (_ ("%s has no model loaded. Load one there, or choose one here."), server);
      return _figment_lm_error_new (FIGMENT_LM_ERROR_NO_MODEL, details, message);
    }
  if (g_str_equal (complaint->type, "model_load_failed") || says (folded, "failed to load model") ||
      says (folded, "model loading was stopped") || says (folded, "insufficient system resources"))
    {
      message = g_strdup_printf (_ ("%s could not load the model, most likely for want of memory. "
                                    "Free some memory, or choose a smaller model."), server);
      return _figment_lm_error_new (FIGMENT_LM_ERROR_LOAD_FAILED, details, message);
    }
  if (g_str_equal (complaint->type, "exceed_context_size_error") || says (folded, "context length") ||
      says (folded, "context size") || says (folded, "trying to keep the first"))
    return context_error (complaint);
  if (says (folded, "does not support images") || says (folded, "image input is not supported"))
    return _figment_lm_error_new (FIGMENT_LM_ERROR_NO_VISION, details,
                                  _ ("This model cannot see images. Send the prompt without the image, or choose a "
                                     "model that can."));
  if (g_str_equal (complaint->code, "model_not_found") || g_str_equal (complaint->type, "model_not_found") ||
      (g_str_has_prefix (folded, "model ") && says (folded, "not found")))
    {
      message = g_strdup_printf (_ ("%s does not have this model. Choose another one from the list."), server);
      return _figment_lm_error_new (FIGMENT_LM_ERROR_UNKNOWN_MODEL, details, message);
    }
  if (status == 503 && (says (folded, "loading model") || g_str_equal (complaint->type, "unavailable_error")))
    {
      message = g_strdup_printf (_ ("%s is still loading its model. Try again in a moment."), server);
      return _figment_lm_error_new (FIGMENT_LM_ERROR_LOADING, details, message);
    }
  if (says (folded, "model is unloaded") || says (folded, "model unloaded"))
    return _figment_lm_error_new (FIGMENT_LM_ERROR_BROKE_OFF, details,
                                  _ ("The model was unloaded while it was answering. Try again."));
  if (says (folded, "model crashed") || says (folded, "model has crashed"))
    return _figment_lm_error_new (FIGMENT_LM_ERROR_BROKE_OFF, details,
                                  _ ("The model crashed while it was answering. Try again, or choose another model."));
  return NULL;
}

/* @sentence: ours; @words: (nullable): the server's; @details: (nullable): more of them. */
static GError *
remote_error (FigmentRemoteError  code,
              const char         *sentence,
              const char         *words,
              const char         *details)
{
  GError *error;

  if (words == NULL || words[0] == '\0')
    return figment_remote_error_new (code, "%s", sentence);

  /* Translators: a sentence of ours, then the server's own words. */
  error = figment_remote_error_new (code, _ ("%s It says: %s"), sentence, words);
  figment_remote_error_set_details (error, details);
  return error;
}

/* Returns: (nullable): the error that the status alone stands for */
static GError *
refusal_by_status (const char *server,
                   guint       status,
                   const char *folded,
                   const char *words,
                   const char *details)
{
  g_autofree char *message = NULL;

  if (status == 404 || says (folded, "unexpected endpoint"))
    {
      message = g_strdup_printf (_ ("%s does not know this request. Its version may be too old."), server);
      return remote_error (FIGMENT_REMOTE_ERROR_NOT_FOUND, message, words, details);
    }
  if (status == 413)
    {
      message = g_strdup_printf (_ ("%s finds the request too large. Use a smaller image or a shorter prompt."),
                                 server);
      return remote_error (FIGMENT_REMOTE_ERROR_TOO_LARGE, message, words, details);
    }
  if (status >= 300 && status < 400)
    {
      message = g_strdup_printf (_ ("%s points to another address. Enter the final address in the settings."), server);
      return remote_error (FIGMENT_REMOTE_ERROR_REDIRECT, message, words, details);
    }
  if (status >= 500)
    {
      message = g_strdup_printf (_ ("%s ran into an error."), server);
      return remote_error (FIGMENT_REMOTE_ERROR_SERVER, message, words, details);
    }
  return NULL;
}

/* The error that an answer stands for which is a complaint by its status or by its body. Never %NULL. */
static GError *
make_error (const char      *server,
            guint            status,
            const Complaint *complaint)
{
  g_autofree char *words = complaint->words != NULL ? shorten (complaint->words, MAX_WORDS) : NULL;
  g_autofree char *details = complaint->words != NULL ? shorten (complaint->words, 4 * MAX_WORDS) : NULL;
  g_autofree char *folded = g_ascii_strdown (words != NULL ? words : "", -1);
  g_autofree char *message = NULL;
  Complaint shown = *complaint;
  GError *error;

  shown.words = details;
  if (status == 401 || status == 403 || g_str_equal (complaint->code, "invalid_api_key") ||
      g_str_equal (complaint->type, "authentication_error"))
    {
      message = g_strdup_printf (_ ("%s wants an API token, or does not accept the one it got. Check it in the "
                                    "settings."),
                                 server);
      return remote_error (FIGMENT_REMOTE_ERROR_UNAUTHORIZED, message, words, details);
    }

  error = recognise (server, status, &shown, folded);
  if (error != NULL)
    return error;

  error = refusal_by_status (server, status, folded, words, details);
  if (error != NULL)
    return error;

  if (words != NULL && words[0] != '\0')
    message = g_strdup_printf (_ ("%s refused the request. It says: %s"), server, words);
  else
    message = g_strdup_printf (_ ("%s refused the request without saying why (status %u)."), server, status);
  return _figment_lm_error_new (FIGMENT_LM_ERROR_REFUSED, details, message);
}

GError *
_figment_lm_error_from_answer (const char *server,
                               guint       status,
                               JsonObject *answer)
{
  Complaint complaint;

  read_complaint (answer, &complaint);
  return make_error (server, status, &complaint);
}

/* For a body that need not be JSON at all. */
GError *
_figment_lm_error_from_body (const char *server,
                             guint       status,
                             const char *body,
                             gsize       length)
{
  g_autoptr(JsonNode) node = figment_json_parse (body, length, NULL);
  JsonObject *answer = node != NULL ? figment_json_to_object (node) : NULL;
  Complaint complaint = { .type = "", .code = "" };

  if (answer != NULL)
    return _figment_lm_error_from_answer (server, status, answer);
  if (node != NULL)
    complaint.words = figment_json_to_string (node);
  return make_error (server, status, &complaint);
}
