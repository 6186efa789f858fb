/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-cli.h"

#include <glib/gi18n.h>

#include "engine/figment-connection-test.h"
#include "figment-cli-connection.h"
#include "figment-cli-print.h"
#include "figment-cli-wait.h"
#include "net/figment-remote-error.h"

/* "figment-cli server": one step after the other, so that a person sees which one it is that fails. */

/* @detail: (nullable); @error: (nullable): the step failed; @milliseconds: -1: not measured */
static void
report (const FigmentCliOptions *options,
        const char              *step,
        const char              *label,
        const char              *detail,
        gint64                   milliseconds,
        const GError            *error)
{
  const char *more = error != NULL && error->domain == FIGMENT_REMOTE_ERROR ? figment_remote_error_get_details (error)
                                                                            : NULL;

  if (options->json)
    {
      JsonObject *object = json_object_new ();

      figment_cli_json_set (object, "step", step);
      json_object_set_boolean_member (object, "ok", error == NULL);
      if (milliseconds >= 0)
        json_object_set_int_member (object, "ms", milliseconds);
      if (error != NULL)
        {
          figment_cli_json_set (object, "error", error->message);
          figment_cli_json_set (object, "details", more);
        }
      else
        figment_cli_json_set (object, "detail", detail);
      figment_cli_print_json (object);
      return;
    }
  if (error != NULL)
    {
      figment_cli_print (_("failed  %s: %s"), label, error->message);
      if (more != NULL)
        figment_cli_print ("        %s", more);
    }
  else if (milliseconds >= 0)
    figment_cli_print (_("ok      %s: %s (%d ms)"), label, detail != NULL ? detail : "", (int) milliseconds);
  else
    figment_cli_print (_("ok      %s: %s"), label, detail != NULL ? detail : "");
}

static void
step_cb (FigmentConnectionTest       *test,
         const FigmentConnectionStep *step,
         gpointer                     user_data)
{
  const FigmentCliOptions *options = user_data;

  report (options, step->id, step->title, step->detail, step->milliseconds, step->error);
  if (g_error_matches (step->error, FIGMENT_REMOTE_ERROR, FIGMENT_REMOTE_ERROR_CERTIFICATE) && !options->json
      && figment_remote_error_get_fingerprint (step->error) != NULL)
    figment_cli_print (_("        if you know this server: --fingerprint %s"),
                       figment_remote_error_get_fingerprint (step->error));
}

FigmentCliExit
figment_cli_server (const FigmentCliOptions *options)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(FigmentCliConnection) server = figment_cli_connection_open (options, &error);
  g_autoptr(FigmentConnectionTest) test = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  if (server == NULL)
    {
      report (options, "address", _("Address"), NULL, -1, error);
      return figment_cli_exit_for_server_error (error);
    }
  report (options, "address", _("Address"), figment_endpoint_get_url (server->endpoint), -1, NULL);
  test = figment_connection_test_new (server->endpoint, FIGMENT_CONNECTION_TEST_COMFY);
  g_signal_connect (test, "step", G_CALLBACK (step_cb), (gpointer) options);
  figment_connection_test_run_async (test, NULL, figment_cli_wait_cb, &result);
  return figment_connection_test_run_finish (test, figment_cli_wait (&result), NULL) ? FIGMENT_CLI_EXIT_DONE
                                                                                      : FIGMENT_CLI_EXIT_UNREACHABLE;
}
