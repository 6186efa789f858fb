# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the desktop that shows notifications."""

from gi.repository import Gio, GLib

NAME = "org.freedesktop.Notifications"
FACE = Gio.DBusNodeInfo.new_for_xml(f"""
<node><interface name="{NAME}">
  <method name="Notify">
    <arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/>
    <arg direction="in" type="a{{sv}}"/><arg direction="in" type="i"/><arg direction="out" type="u"/>
  </method>
  <method name="CloseNotification"><arg direction="in" type="u"/></method>
  <method name="GetCapabilities"><arg direction="out" type="as"/></method>
  <method name="GetServerInformation">
    <arg direction="out" type="s"/><arg direction="out" type="s"/><arg direction="out" type="s"/>
    <arg direction="out" type="s"/>
  </method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>""").interfaces[0]


class Notifications:
    """shown: [(title, text, actions)] in the order in which they came."""

    def __init__(self, session):
        self.session, self.shown = session, []
        session.register_object("/org/freedesktop/Notifications", FACE, self.answer, None, None)
        session.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                          GLib.Variant("(su)", (NAME, 0)), None, Gio.DBusCallFlags.NONE, -1, None)

    def click_last(self):
        self.session.emit_signal(None, "/org/freedesktop/Notifications", NAME, "ActionInvoked",
                                 GLib.Variant("(us)", (len(self.shown), "default")))

    def answer(self, _session, _sender, _path, _face, method, arguments, invocation):
        answer = None
        if method == "Notify":
            _name, _replaces, _icon, title, text, actions, *_ = arguments.unpack()
            self.shown.append((title, text, actions))
            answer = GLib.Variant("(u)", (len(self.shown),))
        elif method == "GetCapabilities":
            answer = GLib.Variant("(as)", (["actions", "body"],))
        elif method == "GetServerInformation":
            answer = GLib.Variant("(ssss)", ("drive", "Figment", "1", "1.2"))
        invocation.return_value(answer)
