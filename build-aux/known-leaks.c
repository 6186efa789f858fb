/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What other people's libraries leak from below g_malloc (), where the leak sanitizer's quick unwinder loses its way
 * and lsan.supp has no frame to tell it by. (The thorough one makes programs ten times slower.) This file is in every
 * program that is built with the address sanitizer; its functions take precedence over the libraries' own, and what is
 * allocated in them is not looked for.
 */

#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/lsan_interface.h>

#define CALL_UNWATCHED(name, ...)                                                                                      \
  static __typeof__ (&name) real;                                                                                      \
  __typeof__ (name (__VA_ARGS__)) result;                                                                              \
                                                                                                                       \
  if (real == NULL)                                                                                                    \
    real = (__typeof__ (real)) dlsym (RTLD_NEXT, #name);                                                               \
  __lsan_disable ();                                                                                                   \
  result = real (__VA_ARGS__);                                                                                         \
  __lsan_enable ();                                                                                                    \
  return result

/* libsoup 3.2: a listener keeps a reference to the socket of each connection that it accepts (listen_watch). */
GSocket *
g_socket_accept (GSocket       *socket,
                 GCancellable  *cancellable,
                 GError       **error)
{
  CALL_UNWATCHED (g_socket_accept, socket, cancellable, error);
}

/* GLib: quarks live for ever, and a table that has become too small is left behind for those who may be reading it. */
GQuark
g_quark_from_string (const char *string)
{
  CALL_UNWATCHED (g_quark_from_string, string);
}

GQuark
(g_quark_from_static_string) (const char *string)
{
  CALL_UNWATCHED (g_quark_from_static_string, string);
}

const char *
g_intern_string (const char *string)
{
  CALL_UNWATCHED (g_intern_string, string);
}

const char *
(g_intern_static_string) (const char *string)
{
  CALL_UNWATCHED (g_intern_static_string, string);
}

/* The first of these tables is made when GLib is loaded: after this, and before the program's own constructors. */
__attribute__ ((section (".preinit_array"), used)) static void (*before_libraries) (void) = __lsan_disable;

__attribute__ ((constructor)) static void
after_libraries (void)
{
  __lsan_enable ();
}
