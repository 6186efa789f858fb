/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <gio/gio.h>

#include "figment-fixtures.h"
#include "figment-test-container.h"
#include "media/figment-metadata.h"

#define PROMPT   "{\"1\": {\"class_type\": \"A\", \"inputs\": {\"text\": \"\\u2603\"}}}"
#define WORKFLOW "{\"nodes\": [], \"links\": []}"

typedef GBytes *(*BuildFunc) (const char *const *keys,
                              const char *const *texts);

static const char *const keys[] = { "prompt", "workflow", NULL };
static const char *const texts[] = { PROMPT, WORKFLOW, NULL };

static GPtrArray *
read_bytes (GBytes *bytes)
{
  g_autoptr(FigmentMediaSource) source = figment_media_source_new_bytes (bytes);
  GPtrArray *metadata = figment_metadata_read (source);
  g_autoptr(GError) error = NULL;

  g_assert_true (figment_media_source_check (source, &error));
  g_assert_no_error (error);
  return metadata;
}

/* The first text under a key. */
static const char *
get_text (GPtrArray  *metadata,
          const char *key)
{
  for (guint i = 0; i < metadata->len; i++)
    {
      const FigmentMetadata *entry = g_ptr_array_index (metadata, i);

      if (g_str_equal (entry->key, key))
        return entry->text;
    }
  return NULL;
}

/* Every container gives back what was put in, cut anywhere it does not crash, and neither does it with a wrong byte. */
static void
test_metadata_container (gconstpointer data)
{
  const BuildFunc build = (BuildFunc) (guintptr) data;
  g_autoptr(GBytes) bytes = build (keys, texts);
  g_autoptr(GPtrArray) metadata = read_bytes (bytes);
  gsize length;
  const guint8 *start = g_bytes_get_data (bytes, &length);

  g_assert_cmpstr (get_text (metadata, "prompt"), ==, PROMPT);
  g_assert_cmpstr (get_text (metadata, "workflow"), ==, WORKFLOW);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr(GBytes) cut = g_bytes_new (start, i);
      g_autoptr(GBytes) odd = NULL;
      g_autofree guint8 *copy = g_memdup2 (start, length);
      g_autoptr(GPtrArray) of_cut = read_bytes (cut);
      g_autoptr(GPtrArray) of_odd = NULL;

      copy[i] ^= 0xff;
      odd = g_bytes_new (copy, length);
      of_odd = read_bytes (odd);
      for (guint k = 0; k < of_odd->len; k++)
        g_assert_true (g_utf8_validate (((FigmentMetadata *) g_ptr_array_index (of_odd, k))->text, -1, NULL));
    }
}

/* Where the whole document is what is found: the texts are in it. */
static void
test_metadata_document (gconstpointer data)
{
  const BuildFunc build = (BuildFunc) (guintptr) data;
  g_autoptr(GBytes) bytes = build (keys, texts);
  g_autoptr(GPtrArray) metadata = read_bytes (bytes);

  g_assert_cmpuint (metadata->len, ==, 1);
  g_assert_nonnull (strstr (get_text (metadata, "json"), "\"prompt\""));
  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (bytes, 0, i);
      g_autoptr(GPtrArray) of_cut = read_bytes (cut);

      g_assert_cmpuint (of_cut->len, <=, 1);
    }
}

static void
test_metadata_latin_1 (void)
{
  static const char *const key[] = { "parameters", NULL }, *const text[] = { "caf\xe9", NULL };
  g_autoptr(GBytes) bytes = figment_test_container_png (key, text);
  g_autoptr(GPtrArray) metadata = read_bytes (bytes);

  g_assert_cmpstr (get_text (metadata, "parameters"), ==, "café");
}

#define LIE(bytes) { bytes, sizeof (bytes) - 1 }

/* A chunk that says that it has gigabytes, inflated text without an end, boxes without a size. */
static void
test_metadata_lies (void)
{
  static const struct
  {
    const char *data;
    gsize       length;
  } lies[] = {
    LIE ("\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtprompt\0{}"),
    LIE ("RIFF\xff\xff\xff\xffWEBPEXIF\xff\xff\xff\xff"),
    LIE ("RIFF....WEBPEXIF\x1a\0\0\0MM\0*\0\0\0\x08\xff\xff\x01\x10\0\2\xff\xff\xff\xff\0\0\0\x08"),
    LIE ("\0\0\0\x14" "ftypisom\0\0\0\0isom\0\0\0\1moov\xff\xff\xff\xff\xff\xff\xff\xff"),
    LIE ("\0\0\0\x14" "ftypisom\0\0\0\0isom\0\0\0\0moov\0\0\0\0udta\0\0\0\0meta"),
    LIE ("\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\x12\x54\xc3\x67\x01\0\0\0\0\0\0\0"),
    LIE ("fLaC\x04\xff\xff\xff\xff\xff\xff\xff"),
    LIE ("fLaC\x84\0\0\x0c\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"),
    LIE ("ID3\4\0\0\x7f\x7f\x7f\x7fTXXX\x7f\x7f\x7f\x7f\0\0\3a"),
    LIE ("glTF\2\0\0\0\xff\xff\xff\xff\xff\xff\xff\xffJSON{"),
    LIE ("\xff\xff\xff\xff\0\0\0\0{\"a\":"),
    LIE ("<svg><metadata>"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (lies[i].data, lies[i].length);
      g_autoptr(GPtrArray) metadata = read_bytes (bytes);

      g_assert_cmpuint (metadata->len, ==, 0);
    }
}

/* Chunks that inflate to megabytes, under names that are none: at some point it is enough. */
static void
test_metadata_bomb (void)
{
  g_autofree char *name = g_strnfill (200, 'a');
  g_autofree char *blast = g_strnfill (30 * 1024 * 1024, 'x');
  const char *const names[] = { name, name, name, name, name, "prompt", NULL };
  const char *const few[] = { blast, "x", "x", "x", "x", PROMPT, NULL };
  const char *const many[] = { blast, blast, blast, blast, blast, PROMPT, NULL };
  g_autoptr(GBytes) bytes_few = figment_test_container_png_zip (names, few);
  g_autoptr(GBytes) bytes_many = figment_test_container_png_zip (names, many);
  g_autoptr(GPtrArray) found_few = read_bytes (bytes_few);
  g_autoptr(GPtrArray) found_many = read_bytes (bytes_many);

  g_assert_cmpstr (get_text (found_few, "prompt"), ==, PROMPT);
  g_assert_cmpuint (found_many->len, ==, 0);
}

/*
 * A file of 1 TiB, of which all but the beginning and the end is zeros that nobody has to store. Counts what is read.
 */
#define HUGE_SIZE ((guint64) 1 << 40)

typedef struct
{
  GInputStream  parent_instance;

  GBytes       *head;
  GBytes       *tail;
  guint64       position;
  gsize         n_read;
} HugeStream;

typedef GInputStreamClass HugeStreamClass;

static void huge_stream_seekable_init (GSeekableIface *iface);
static GType huge_stream_get_type (void);

G_DEFINE_TYPE_WITH_CODE (HugeStream, huge_stream, G_TYPE_INPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, huge_stream_seekable_init))

static gssize
huge_stream_read (GInputStream *stream,
                  void         *buffer,
                  gsize         count,
                  GCancellable *cancellable,
                  GError      **error)
{
  HugeStream *self = (HugeStream *) stream;
  const guint64 tail_start = HUGE_SIZE - g_bytes_get_size (self->tail);

  count = (gsize) MIN (count, HUGE_SIZE - self->position);
  for (gsize i = 0; i < count; i++, self->position++)
    {
      const guint8 *head = g_bytes_get_data (self->head, NULL), *tail = g_bytes_get_data (self->tail, NULL);

      ((guint8 *) buffer)[i] = self->position < g_bytes_get_size (self->head) ? head[self->position]
                               : self->position >= tail_start                 ? tail[self->position - tail_start]
                                                                              : 0;
    }
  self->n_read += count;
  return (gssize) count;
}

static goffset
huge_stream_tell (GSeekable *seekable)
{
  return (goffset) ((HugeStream *) seekable)->position;
}

static gboolean
huge_stream_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
huge_stream_seek (GSeekable    *seekable,
                  goffset       offset,
                  GSeekType     type,
                  GCancellable *cancellable,
                  GError      **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  ((HugeStream *) seekable)->position = (guint64) offset + (type == G_SEEK_END ? HUGE_SIZE : 0);
  return TRUE;
}

static void
huge_stream_seekable_init (GSeekableIface *iface)
{
  iface->tell = huge_stream_tell;
  iface->can_seek = huge_stream_can_seek;
  iface->seek = huge_stream_seek;
}

static void
huge_stream_finalize (GObject *object)
{
  g_bytes_unref (((HugeStream *) object)->head);
  g_bytes_unref (((HugeStream *) object)->tail);
  G_OBJECT_CLASS (huge_stream_parent_class)->finalize (object);
}

static void
huge_stream_class_init (HugeStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = huge_stream_finalize;
  klass->read_fn = huge_stream_read;
}

static void
huge_stream_init (HugeStream *self)
{
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HugeStream, g_object_unref)

static void
test_metadata_huge (void)
{
  g_autoptr(HugeStream) stream = g_object_new (huge_stream_get_type (), NULL);
  g_autoptr(FigmentMediaSource) source = NULL;
  g_autoptr(GPtrArray) metadata = NULL;

  figment_test_container_mp4_parts (keys, texts, HUGE_SIZE, &stream->head, &stream->tail);
  source = figment_media_source_new_stream (G_INPUT_STREAM (stream), NULL);
  metadata = figment_metadata_read (source);
  g_assert_cmpstr (get_text (metadata, "prompt"), ==, PROMPT);
  g_assert_cmpuint (stream->n_read, <, 64 * 1024);
}

static void
test_metadata_cancelled (void)
{
  g_autoptr(HugeStream) stream = g_object_new (huge_stream_get_type (), NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(FigmentMediaSource) source = NULL;
  g_autoptr(GPtrArray) metadata = NULL;
  g_autoptr(GError) error = NULL;

  figment_test_container_mp4_parts (keys, texts, HUGE_SIZE, &stream->head, &stream->tail);
  source = figment_media_source_new_stream (G_INPUT_STREAM (stream), cancellable);
  g_cancellable_cancel (cancellable);
  metadata = figment_metadata_read (source);
  g_assert_cmpuint (metadata->len, ==, 0);
  g_assert_false (figment_media_source_check (source, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What a real ComfyUI wrote, protocol §10. */
static void
test_metadata_recorded (void)
{
  static const char *const names[] = {
    "animated-png-anim_00002_.png", "animated-webp-anim_00001_.webp", "animated-webp-single-frame-anim1_00001_.webp",
    "audio-flac-rig_00001_.flac", "audio-mp3-rig_00002_.mp3", "audio-opus-rig_00003_.opus", "glb-rig_00001_.glb",
    "latent-rig_00001_.latent", "mp4-rig_00001_.mp4", "mp4-with-audio-rigaudio_00001_.mp4", "svg-rig_00001_.svg",
    "webm-vp9-clip_00001_.webm",
  };

  if (figment_fixture_skip ("comfyui"))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename ("09-media-outputs", names[i], NULL);
      g_autoptr(GBytes) bytes = figment_fixture_load ("comfyui", path);
      g_autoptr(GPtrArray) metadata = read_bytes (bytes);
      const char *prompt = get_text (metadata, "prompt");
      const char *text = prompt != NULL ? prompt : get_text (metadata, "json");

      if (text == NULL || strstr (text, "class_type") == NULL)
        g_test_message ("%s: nothing found", names[i]);
      g_assert_nonnull (text);
      g_assert_nonnull (strstr (text, "class_type"));
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    BuildFunc   build;
  } containers[] = {
    { "png", figment_test_container_png },         { "png-zip", figment_test_container_png_zip },
    { "png-itxt", figment_test_container_png_itxt }, { "apng", figment_test_container_apng },
    { "webp", figment_test_container_webp },       { "jpeg", figment_test_container_jpeg },
    { "avif", figment_test_container_avif },       { "mp4", figment_test_container_mp4 },
    { "mp4-udta", figment_test_container_mov },    { "webm", figment_test_container_webm },
    { "flac", figment_test_container_flac },       { "opus", figment_test_container_opus },
    { "mp3", figment_test_container_mp3 },         { "mp3-utf16", figment_test_container_mp3_utf16 },
  };
  static const struct
  {
    const char *name;
    BuildFunc   build;
  } documents[] = {
    { "glb", figment_test_container_glb },
    { "safetensors", figment_test_container_safetensors },
    { "svg", figment_test_container_svg },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    {
      g_autofree char *path = g_strconcat ("/metadata/", containers[i].name, NULL);

      g_test_add_data_func (path, (gconstpointer) (guintptr) containers[i].build, test_metadata_container);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autofree char *path = g_strconcat ("/metadata/", documents[i].name, NULL);

      g_test_add_data_func (path, (gconstpointer) (guintptr) documents[i].build, test_metadata_document);
    }
  g_test_add_func ("/metadata/latin-1", test_metadata_latin_1);
  g_test_add_func ("/metadata/lies", test_metadata_lies);
  g_test_add_func ("/metadata/bomb", test_metadata_bomb);
  g_test_add_func ("/metadata/huge", test_metadata_huge);
  g_test_add_func ("/metadata/cancelled", test_metadata_cancelled);
  g_test_add_func ("/metadata/recorded", test_metadata_recorded);
  return g_test_run ();
}
