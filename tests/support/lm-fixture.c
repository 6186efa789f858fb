/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lm-fixture.h"

#include <stdlib.h>
#include <string.h>

#include "json/figment-json-value.h"
#include "json/figment-json.h"

/* Returns: (nullable): the folder of the recordings; without it the calling test is skipped, saying so. */
char *
lm_fixture_dup_folder (void)
{
  const char *shared = g_getenv ("FIGMENT_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "..", "fixtures", "lmstudio", NULL);

  if (shared != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&folder);

  g_test_skip ("the recorded answers are not here; set FIGMENT_SHARED to the folder that holds fixtures/");
  return NULL;
}

/* The reads of the recording: where each begins in the raw bytes. */
static GArray *
load_reads (const char *path)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  GArray *reads = g_array_new (FALSE, FALSE, sizeof (gsize));

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return reads;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_autoptr(JsonNode) node = figment_json_parse (lines[i], strlen (lines[i]), NULL);
      gsize offset = (gsize) figment_json_get_int64 (figment_json_to_object (node), "offset", 0);

      g_array_append_val (reads, offset);
    }
  return reads;
}

static guint
find_read (GArray *reads,
           gsize   offset)
{
  guint i = 0;

  while (i + 1 < reads->len && g_array_index (reads, gsize, i + 1) <= offset)
    i++;
  return i;
}

/* Appends raw bytes to the body; a new slice begins where a new read began. */
static void
add_body (LmFixture  *self,
          GByteArray *body,
          GArray     *reads,
          gsize       offset,
          gsize       length,
          guint      *last_read)
{
  for (gsize i = offset; i < offset + length; i++)
    {
      guint read = find_read (reads, i);

      if (read != *last_read || self->slices->len == 0)
        {
          gsize none = 0;

          g_array_append_val (self->slices, none);
        }
      *last_read = read;
      g_array_index (self->slices, gsize, self->slices->len - 1)++;
    }
  g_byte_array_append (body, (const guint8 *) self->raw + offset, (guint) length);
}

static void
unchunk (LmFixture  *self,
         GByteArray *body,
         GArray     *reads,
         gsize       at)
{
  guint last_read = 0;

  while (at < self->raw_length)
    {
      gsize length = strtoul (self->raw + at, NULL, 16);
      const char *eol = g_strstr_len (self->raw + at, (gssize) (self->raw_length - at), "\r\n");

      if (length == 0 || eol == NULL)
        break;
      at = (gsize) (eol - self->raw) + 2;
      length = MIN (length, self->raw_length - at);
      add_body (self, body, reads, at, length, &last_read);
      at += length + 2;
    }
}

/* Returns: (nullable): %NULL when there is no answer in the recording (nobody listened) */
LmFixture *
lm_fixture_load (const char *folder,
                 const char *name)
{
  g_autoptr(LmFixture) self = g_new0 (LmFixture, 1);
  g_autofree char *path = g_build_filename (folder, name, "response.bin", NULL);
  g_autofree char *reads_path = g_build_filename (folder, name, "recv.jsonl", NULL);
  g_autoptr(GArray) reads = load_reads (reads_path);
  g_autofree char *head = NULL;
  GByteArray *body = g_byte_array_new ();
  const char *end;
  const char *type;
  gsize start;
  guint last_read = 0;

  self->name = g_strdup (name);
  self->slices = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (!g_file_get_contents (path, &self->raw, &self->raw_length, NULL))
    {
      g_byte_array_unref (body);
      return NULL;
    }

  end = g_strstr_len (self->raw, (gssize) self->raw_length, "\r\n\r\n");
  g_assert_nonnull (end);
  start = (gsize) (end - self->raw) + 4;
  head = g_ascii_strdown (self->raw, end - self->raw);
  self->status = (guint) strtoul (head + strlen ("http/1.1 "), NULL, 10);
  type = strstr (head, "\r\ncontent-type: ");
  self->type = type != NULL ? g_strndup (type + 16, strcspn (type + 16, "\r")) : g_strdup ("");
  if (strstr (head, "transfer-encoding: chunked") != NULL)
    unchunk (self, body, reads, start);
  else
    add_body (self, body, reads, start, self->raw_length - start, &last_read);
  self->body = g_byte_array_free_to_bytes (body);
  return g_steal_pointer (&self);
}

void
lm_fixture_free (LmFixture *self)
{
  g_free (self->name);
  g_free (self->raw);
  g_free (self->type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->slices, g_array_unref);
  g_free (self);
}
