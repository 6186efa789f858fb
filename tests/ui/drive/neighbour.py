# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program on the display, to copy, paste and drag with.

    neighbour.py              writes the text of the clipboard, and ends
    neighbour.py copy FILE…   has the files in the clipboard, as file managers do
    neighbour.py paint FILE   has the picture itself in the clipboard, as painting programs do
    neighbour.py write FILE   has the file's text in the clipboard, as editors do
    neighbour.py drag FILE…   shows a small window out of which the files can be dragged

All but the first say "ready" and stay until they are ended. The last one also says "begun" when a drag has begun, and
"welcome" when what is under the pointer would take the file.
"""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, GObject, Gtk  # noqa: E402


def file_list(paths):
    files = [Gio.File.new_for_path(path) for path in paths]
    return Gdk.ContentProvider.new_for_value(Gdk.FileList.new_from_list(files))


def show_text(clipboard, loop):
    def got(source, result):
        print(source.read_text_finish(result) or "", end="")
        loop.quit()

    clipboard.read_text_async(None, got)


def begin(_source, drag):
    drag.connect("notify::selected-action", lambda *_: drag.get_selected_action() and print("welcome", flush=True))
    print("begun", flush=True)


def show_source(paths):
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", lambda *_: file_list(paths))
    source.connect("drag-begin", begin)
    area = Gtk.Label(label="drag")
    area.add_controller(source)
    Gtk.Window(title="neighbour", decorated=False, default_width=60, default_height=30, child=area).present()


def main():
    Gtk.init()
    GLib.set_prgname("neighbour")
    loop = GLib.MainLoop()
    clipboard = Gdk.Display.get_default().get_clipboard()
    verb, *paths = sys.argv[1:] or [""]
    if not verb:
        show_text(clipboard, loop)
    elif verb == "copy":
        clipboard.set_content(file_list(paths))
    elif verb == "paint":
        # And not what kind of texture it is.
        picture = GObject.Value(Gdk.Texture, Gdk.Texture.new_from_filename(paths[0]))
        clipboard.set_content(Gdk.ContentProvider.new_for_value(picture))
    elif verb == "write":
        with open(paths[0], encoding="utf-8") as file:
            clipboard.set(file.read())
    else:
        show_source(paths)
    if verb:
        print("ready", flush=True)
    loop.run()


main()
