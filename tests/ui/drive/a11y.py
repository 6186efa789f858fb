# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader sees of a program: AT-SPI over D-Bus, without a cache, so that nothing read is old.

GTK 4.8 has traps that this file knows, so that tests need not: a hidden page stays in the tree, STATE_SHOWING is set on
the window only, a button with a mnemonic is called "_Save Save" or "_Save", a nameless widget is called by its type,
and GetText wants the number of characters.
"""

import re

import gi

from gi.repository import Gio, GLib

gi.require_version("Gio", "2.0")

REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
FACE = "org.a11y.atspi."

# at-spi2-core, atspi-constants.h, AtspiRole; the numbers are the protocol, the words have changed over time.
ROLES = {
    2: "alert", 7: "check box", 8: "check menu item", 11: "combo box", 16: "dialog", 20: "filler", 23: "window",
    27: "image", 29: "label", 31: "list", 32: "list item", 33: "menu", 35: "menu item", 37: "tab", 38: "tab list",
    39: "panel", 40: "password", 42: "progress bar", 43: "button", 44: "radio button", 45: "radio menu item",
    48: "scroll bar", 49: "scroll pane", 50: "separator", 51: "slider", 52: "spin button", 55: "table",
    56: "table cell", 61: "text", 62: "toggle button", 63: "tool bar", 75: "application", 79: "entry",
    99: "group",
}
# What newer versions of GTK and libadwaita call a thing of this role; in a group of settings the list has no name then.
NEW_ROLES = {"button": "toggle button", "list": "group"}
LABELLED_BY = 2  # AtspiRelationType
STATES = {
    "active": 1, "busy": 3, "checked": 4, "editable": 7, "expanded": 10, "focusable": 11, "focused": 12, "pressed": 20,
    "selected": 23, "sensitive": 24, "showing": 25, "visible": 30,
}
TYPE_NAME = re.compile(r"^(Gtk|Gdk|Adw|Figment)[A-Z]\w+$")


def plain(name):
    """The name as a person says it; "" for the name of a type."""
    name = name.strip()
    for space in (i for i, letter in enumerate(name) if letter == " "):
        if name[:space].replace("_", "") == name[space + 1:]:
            return name[space + 1:]
    return "" if TYPE_NAME.match(name) else re.sub(r"_(\w)", r"\1", name, count=1)


def overlap(one, other):
    return (one is not None and other is not None and one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
            and one[1] < other[1] + other[3] and other[1] < one[1] + one[3])


class Bus:
    """The accessibility bus of the session."""

    def __init__(self, session):
        self.address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                         Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        self.connection = self.connect(self.address)
        self.asked = set()  # paths of what was walked in full, hidden as it was
        self.moves = []  # what the keyboard went to, as (owner, path)
        self.connection.signal_subscribe(None, FACE + "Event.Object", "StateChanged", None, "focused",
                                         Gio.DBusSignalFlags.NONE, self.note_move)

    @staticmethod
    def connect(address):
        flags = Gio.DBusConnectionFlags
        return Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)

    def note_move(self, _connection, owner, path, _interface, _signal, arguments):
        if arguments.unpack()[1]:
            self.moves.append((owner, path))

    def call(self, owner, path, interface, method, arguments=None):
        """What was answered, or None if the thing is not there any more or has no such interface."""
        try:
            answer = self.connection.call_sync(owner, path, interface, method, arguments, None,
                                               Gio.DBusCallFlags.NONE, 20000, None).unpack()
        except GLib.Error:
            return None
        return answer[0] if answer else None

    def application(self, pid):
        """The root of the tree of a process; None while it has not come to the bus."""
        for owner, path in self.call(REGISTRY, ROOT, FACE + "Accessible", "GetChildren") or ():
            if pid == self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,))):
                return Node(self, owner, path, None)
        return None


class Node:
    """One thing in the tree. Every read asks the program, but role and parent, which stay."""

    def __init__(self, bus, owner, path, parent):
        self.bus, self.owner, self.path, self.parent = bus, owner, path, parent
        self.known_role = None
        self.place = None  # the extents as the walk found them

    def call(self, interface, method, signature=None, *arguments):
        arguments = GLib.Variant(signature, arguments) if signature else None
        return self.bus.call(self.owner, self.path, FACE + interface, method, arguments)

    def get(self, interface, name):
        arguments = GLib.Variant("(ss)", (FACE + interface, name))
        return self.bus.call(self.owner, self.path, "org.freedesktop.DBus.Properties", "Get", arguments)

    @property
    def role(self):
        if self.known_role is None:
            number = self.call("Accessible", "GetRole")
            if number is None:
                return "gone"
            self.known_role = ROLES.get(number, f"role {number}")
        return self.known_role

    @property
    def raw_name(self):
        return self.get("Accessible", "Name") or ""

    @property
    def name(self):
        """As it is spoken; GTK 4.24 says of a menu item only which label names it."""
        return plain(self.raw_name or " ".join(label.text or "" for label in self.labels()))

    def labels(self):
        for kind, targets in self.call("Accessible", "GetRelationSet") or ():
            if kind == LABELLED_BY:
                yield from (Node(self.bus, owner, path, self) for owner, path in targets)

    @property
    def description(self):
        return self.get("Accessible", "Description") or ""

    def state(self, name):
        words = self.call("Accessible", "GetState") or (0, 0)
        return bool((words[0] | words[1] << 32) >> STATES[name] & 1)

    @property
    def extents(self):
        """(x, y, width, height) in the window, or in its popover; None for what has no place of its own."""
        return self.call("Component", "GetExtents", "(u)", 1)

    @property
    def text(self):
        count = self.get("Text", "CharacterCount")
        return None if count is None else self.call("Text", "GetText", "(ii)", 0, count)

    @property
    def value(self):
        return self.get("Value", "CurrentValue")

    def children(self):
        for owner, path in self.call("Accessible", "GetChildren") or ():
            if owner:
                yield Node(self.bus, owner, path, self)

    def is_hit(self):
        x, y, width, height = self.extents or (0, 0, 0, 0)
        for across in (2, width // 2, width - 3):
            for down in (2, height // 2, height - 3):
                hit = self.call("Component", "GetAccessibleAtPoint", "(iiu)", x + across, y + down, 1)
                if hit and hit[0]:
                    return True
        return False

    def is_shown(self):
        """Whether the pointer can hit it. What is hit has a name only after it was asked for, so all in it is, once.
        GTK 4.24 does not know what is hit, but says what is shown.
        """
        if self.state("showing") or self.is_hit():
            return True
        if self.path in self.bus.asked:
            return False
        self.bus.asked.add(self.path)
        for _ in self.descendants():
            pass
        return self.is_hit()

    def descendants(self):
        for child in self.children():
            yield child
            yield from child.descendants()

    def walk(self):
        """What can be seen, from the outside inwards. Left out is what was never shown, with a size of 0 × 0, and what
        another page has taken the place of, which keeps its extents.
        """
        placed = [(child, child.extents) for child in self.children()]
        placed = [(child, place) for child, place in placed if place is None or place[2] > 0 and place[3] > 0]
        for child, place in placed:
            rivals = (other for node, other in placed if node is not child)
            if any(overlap(place, other) for other in rivals) and not child.is_shown():
                continue
            child.place = place
            yield child
            yield from child.walk()

    def ancestors(self):
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def __str__(self):
        return f"{self.role} “{self.name}”"
