# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program on the display, to copy, paste and drag with.

    neighbour.py              writes the text of the clipboard, or its files and the size of its picture, and ends
    neighbour.py copy FILE…   has the files in the clipboard, as file managers do
    neighbour.py paint FILE   has the picture itself in the clipboard, as painting programs do
    neighbour.py write FILE   has the file's text in the clipboard, as editors do
    neighbour.py drag FILE…   shows a small window out of which the files can be dragged
    neighbour.py take         shows a small window into which files can be dragged

All but the first say "ready" and stay until they are ended. The window to drag out of also says "begun" when a drag has
begun, and "welcome" when what is under the pointer would take the file; that to drag into says "over" when something is
over it, and the path of what was dropped.
"""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, GObject, Gtk  # noqa: E402


def file_list(paths):
    files = [Gio.File.new_for_path(path) for path in paths]
    return Gdk.ContentProvider.new_for_value(Gdk.FileList.new_from_list(files))


# What may be in the clipboard, and how it is told; a file list has a text as well.
TOLD = [
    (Gdk.FileList, lambda files: "\n".join(file.get_path() for file in files.get_files())),
    (Gdk.Texture, lambda picture: f"{picture.get_width()} × {picture.get_height()}"),
    (str, str),
]


def tell_clipboard(clipboard, loop):
    formats = clipboard.get_formats().union_deserialize_gtypes()
    if not formats.get_gtypes():  # it has still to ask what is there
        clipboard.connect("notify::formats", lambda *_: tell_clipboard(clipboard, loop))
        return
    held = [(kind, tell) for kind, tell in TOLD if formats.contain_gtype(kind)]
    if len(held) > 1:
        held = [(kind, tell) for kind, tell in held if kind is not str]

    def got(source, result, tell):
        print(tell(source.read_value_finish(result)), flush=True)
        read_next()

    def read_next():
        if not held:
            loop.quit()
            return
        kind, tell = held.pop(0)
        clipboard.read_value_async(kind, GLib.PRIORITY_DEFAULT, None, got, tell)

    read_next()


def begin(_source, drag):
    drag.connect("notify::selected-action", lambda *_: drag.get_selected_action() and print("welcome", flush=True))
    print("begun", flush=True)


def show_source(paths):
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", lambda *_: file_list(paths))
    source.connect("drag-begin", begin)
    show_area("drag", source)


def is_over(*_):
    print("over", flush=True)
    return Gdk.DragAction.COPY


def take(_target, files, *_place):
    print(*(file.get_path() for file in files.get_files()), flush=True)
    return True


def show_target():
    target = Gtk.DropTarget.new(Gdk.FileList, Gdk.DragAction.COPY)
    target.connect("motion", is_over)
    target.connect("drop", take)
    show_area("take", target)


def show_area(word, controller):
    area = Gtk.Label(label=word)
    area.add_controller(controller)
    Gtk.Window(title="neighbour", decorated=False, default_width=60, default_height=30, child=area).present()


def main():
    Gtk.init()
    GLib.set_prgname("neighbour")
    loop = GLib.MainLoop()
    clipboard = Gdk.Display.get_default().get_clipboard()
    verb, *paths = sys.argv[1:] or [""]
    if not verb:
        tell_clipboard(clipboard, loop)
    elif verb == "copy":
        clipboard.set_content(file_list(paths))
    elif verb == "paint":
        # And not what kind of texture it is.
        picture = GObject.Value(Gdk.Texture, Gdk.Texture.new_from_filename(paths[0]))
        clipboard.set_content(Gdk.ContentProvider.new_for_value(picture))
    elif verb == "write":
        with open(paths[0], encoding="utf-8") as file:
            clipboard.set(file.read())
    elif verb == "take":
        show_target()
    else:
        show_source(paths)
    if verb:
        print("ready", flush=True)
    loop.run()


main()
