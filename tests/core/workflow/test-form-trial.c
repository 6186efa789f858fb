/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "form-support.h"

/* Small and short, in about the same shape, and the form stays as it is. */
static void
test_trial_small (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentRequest) request = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  form_support_set (form, "width", "1024");
  form_support_set (form, "height", "1536");
  form_support_set (form, "batch", "4");
  before = figment_form_save_values (form);
  request = figment_form_build_trial (form, &error);
  g_assert_no_error (error);
  form_support_assert_input (request, "3", "steps", "4");
  form_support_assert_input (request, "5", "width", "320");
  form_support_assert_input (request, "5", "height", "512");
  form_support_assert_input (request, "5", "batch_size", "1");
  form_support_assert_input (request, "3", "cfg", "8");
  after = figment_form_save_values (form);
  g_assert_cmpstr (after, ==, before);
}

/* What is small already stays; what cannot be sent says so and changes nothing. */
static void
test_trial_kept (void)
{
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  g_autoptr(FigmentRequest) request = NULL;
  g_autoptr(GError) error = NULL;

  form_support_set (form, "steps", "2");
  form_support_set (form, "width", "256");
  form_support_set (form, "height", "256");
  request = figment_form_build_trial (form, &error);
  g_assert_no_error (error);
  form_support_assert_input (request, "3", "steps", "2");
  form_support_assert_input (request, "5", "width", "256");

  form_support_set (form, "cfg", "half");
  g_assert_null (figment_form_build_trial (form, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (figment_field_get_value (form_support_field (form, "steps")), ==, "2");
}

/* All of it, with seeds that count or are drawn, and the form stays as it is. */
static void
test_preview (void)
{
  static const FigmentSeedMode modes[] = { FIGMENT_SEED_RANDOM, FIGMENT_SEED_INCREMENT, FIGMENT_SEED_FIXED };
  g_autoptr(FigmentForm) form = form_support_form (form_support_plain, form_support_classes);
  FigmentField *seed = form_support_field (form, "seed");
  g_autoptr(GError) error = NULL;

  form_support_set (form, "steps", "33");
  form_support_set (form, "width", "1024");
  form_support_set (form, "seed", "7");
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr(FigmentRequest) request = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      figment_field_set_seed_mode (seed, modes[i]);
      before = figment_form_save_values (form);
      request = figment_form_build_preview (form, &error);
      g_assert_no_error (error);
      form_support_assert_input (request, "3", "steps", "33");
      form_support_assert_input (request, "5", "width", "1024");
      if (modes[i] != FIGMENT_SEED_RANDOM)
        form_support_assert_input (request, "3", "seed", "7");
      after = figment_form_save_values (form);
      g_assert_cmpstr (after, ==, before);
      g_assert_cmpstr (figment_field_get_value (seed), ==, "7");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/form-trial/small", test_trial_small);
  g_test_add_func ("/workflow/form-trial/kept", test_trial_kept);
  g_test_add_func ("/workflow/form-trial/preview", test_preview);
  return g_test_run ();
}
