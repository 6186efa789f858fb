# SPDX-License-Identifier: GPL-3.0-or-later
"""Eyes and hands on a program's windows: finds things by what a screen reader says of them, moves the mouse, presses
keys.
"""

import contextlib
import re
import subprocess

from a11y import NEW_ROLES
from desk import Missing, PATIENCE, hear, wait, xdotool
from pseudo import lengthen


def matches(wanted, name):
    """wanted: a text, here or as pseudo.py makes it longer; a compiled pattern; None for any."""
    if isinstance(wanted, re.Pattern):
        return wanted.search(name) is not None
    return wanted is None or name in (wanted, lengthen(wanted))


def find_fitting(surfaces, place):
    """The X window of a popover with these extents, which a drop-down's exceeds by its margin; None for others."""
    for window, width, height in reversed(surfaces[1:]):
        if width == place[2] and 0 <= height - place[3] <= 6:
            return window
    return None


class Hand:
    """Needs of the program: bus, root (its node), window (the first one's), alive () that raises when it has ended."""

    misses = 0

    # Doing.

    def surfaces(self):
        """[(X window, width, height)] of all that is open, popovers included, the topmost last."""
        words = xdotool("search", "--onlyvisible", "--class", "figment", "getwindowgeometry", "--shell", "%@")
        found = []
        for line in words.splitlines():
            name, _, number = line.partition("=")
            if name == "WINDOW":
                found.append([int(number), 0, 0])
            elif name in ("WIDTH", "HEIGHT"):
                found[-1][1 if name == "WIDTH" else 2] = int(number)
        return found

    def surface(self, node):
        """(X window, x, y): where a node is drawn, and what to add to its extents to be in that window."""
        surfaces = self.surfaces()
        for above in [node, *node.ancestors()]:
            x, y, width, height = above.extents or (0, 0, 0, 0)
            if above.parent is None or above.parent.path == self.root.path:
                # A window, with the same border on all sides where there is no compositor to draw a shadow.
                around = [surface for surface in surfaces if surface[1] - width == surface[2] - height >= 0]
                if around:
                    window, full, _ = min(around, key=lambda surface: surface[1])
                    return window, (full - width) // 2, (full - width) // 2
                break
            window = find_fitting(surfaces, (x, y, width, height))
            if window is not None:  # what is in a popover counts from the window, without the popover's place
                return window, -x, -y
        raise Missing(f"a window around {node}")

    def focus(self, node):
        """As a window manager does when a window comes up."""
        xdotool("windowfocus", "--sync", wait(lambda: self.surface_or_none(node), f"the window of {node}"))

    def brightness(self):
        """Of the window, 0 to 1."""
        window, *_ = self.surface(self.window)
        command = ["import", "-window", str(window), "-colorspace", "Gray", "-format", "%[fx:mean]", "info:"]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def surface_or_none(self, node):
        try:
            return self.surface(node)[0]
        except Missing:
            return None

    def settled(self, node):
        """The extents of a node that has come to rest."""
        seen = []

        def rests():
            seen.append(node.extents)
            return len(seen) > 1 and seen[-1] == seen[-2] and seen[-1] and seen[-1][2] > 0

        wait(rests, f"rest for {node}")
        return seen[-1]

    def point(self, node):
        """(X window, x, y) of the middle of a node."""
        self.scroll_to(node)
        x, y, width, height = self.settled(node)
        window, left, top = self.surface(node)
        return window, left + x + width // 2, top + y + height // 2

    def scroll_to(self, node):
        """Turns the wheel until the middle of the node is to be seen."""
        pane = next((above for above in node.ancestors() if above.role == "scroll pane"), None)
        # A popover hangs on what it is opened by, which may be in a scrolled window.
        if pane is None or self.surface_or_none(pane) != self.surface_or_none(node):
            return

        def is_seen():
            x, y, width, height = self.settled(pane)
            middle = node.extents[1] + node.extents[3] // 2
            if y <= middle <= y + height:
                return True
            # Where neither a control nor the scroll bar is, over which GTK 4.24 does not turn the wheel.
            bars = [bar.extents for bar in pane.children() if bar.role == "scroll bar"]
            side = 4 if any(bar[3] > 0 and bar[0] > x for bar in bars) else width - 4
            window, left, top = self.surface(pane)
            xdotool("mousemove", "--window", window, left + x + side, top + y + height // 2, "click",
                    4 if middle < y else 5)
            return False

        wait(is_seen, f"{node} in its scrolled window")

    def click(self, what, name=None, inside=None, button=1, times=1):
        node = self.find(what, name, inside) if isinstance(what, str) else what
        wait(lambda: self.alive() and node.state("sensitive"), f"life in {node}")

        def is_under_pointer():  # what comes above it may have moved it meanwhile, or taken its place for a moment
            try:
                window, x, y = self.point(node)
                # Moved in any case: a mouse that stood still loses its click after a key closed a popover (GTK 4.8).
                xdotool("mousemove", "--window", window, x - 3, y - 2)
                place = self.point(node)
                xdotool("mousemove", "--window", *place)
                return self.point(node) == place
            except Missing:
                return False

        wait(is_under_pointer, f"{node} under the pointer")
        xdotool("click", "--repeat", times, "--delay", 40, button)
        return node

    def drop(self, neighbour, node):
        """Drags out of a neighbour's window onto a node."""
        source = neighbour.come_up()
        window, x, y = self.point(node)
        xdotool("mousemove", "--window", source, 20, 15, "mousedown", 1)

        def has_begun():  # when the pointer has moved a little, in more than one step that the program notices
            xdotool("mousemove", "--window", source, 30, 15, "mousemove", "--window", source, 45, 15)
            return neighbour.has_said("begun")

        wait(has_begun, "a drag out of the neighbour")

        def is_welcome():  # asked for with each move, and answered some time after it
            xdotool("mousemove", "--window", window, x - 10, y, "mousemove", "--window", window, x, y)
            return neighbour.has_said("welcome")

        wait(is_welcome, f"a welcome from {node}")
        xdotool("mouseup", 1)

    @contextlib.contextmanager
    def dragging(self, node):
        """Holds a node with the mouse during the block; yields what moves it over a point until something is true."""
        def over(point, is_true, what):
            window, x, y = point

            def is_noticed():
                xdotool("mousemove", "--window", window, x - 5, y, "mousemove", "--window", window, x, y)
                return is_true()

            wait(is_noticed, what)

        window, x, y = self.point(node)
        xdotool("mousemove", "--window", window, x, y, "mousedown", 1)
        try:
            over((window, x + 20, y), lambda: len(self.surfaces()) > 1, f"a drag of {node}")  # the icon is a window
            yield over
        finally:
            xdotool("mouseup", 1)

    def press(self, *keys):
        xdotool("key", "--delay", 8, *keys)

    def type(self, text):
        xdotool("type", "--delay", 3, text)

    def wait_for_focus(self, node):
        wait(lambda: node.state("focused"), f"the focus on {node}")

    def tab_to(self, node, key="Tab"):
        """Presses Tab until the node has the focus."""
        for _ in range(100):
            self.move_focus(key)
            if node.state("focused"):
                return
        raise Missing(f"the focus on {node} by {key}")

    def move_focus(self, key):
        """Presses a key. Returns the path of what has the focus then; None where none says so, as in an AdwEntryRow."""
        hear()
        self.bus.moves.clear()
        self.press(key)
        try:
            wait(lambda: self.bus.moves, "a move of the focus", 0.3)
        except Missing:
            return None
        return self.bus.moves[-1][1]

    def write(self, name, text, role="text"):
        """Replaces what stands in a field."""
        node = self.click(role, name)
        self.wait_for_focus(node)
        self.press("ctrl+a")
        self.type(text)
        wait(lambda: node.text == text, f"“{text}” in {node}")
        return node

    # Finding.

    def write_row(self, title, text, inside):
        """Writes into a row that is an entry itself, and leaves it with Return."""
        row = self.click("text", title, inside)
        self.press("ctrl+a")
        self.type(text)
        wait(lambda: row.text == text, f"“{text}” in {row}")
        self.press("Return")

    def choose(self, name, item):
        """Another item of a combo row or drop-down."""
        self.click("combo box", name)
        self.click("label", item, self.find_popover())
        wait(lambda: not self.look_for_popover(), "the end of the popover")

    def look(self, role, name=None, inside=None):
        """The first that is to be seen now, or None. name: as matches () takes it."""
        roles = (role,) if name is None else (role, NEW_ROLES.get(role))
        for node in (inside or self.root).walk():
            if node.role in roles and matches(name, node.name):
                return node
        self.misses += 1
        if self.misses % 5 == 0:
            self.bus.asked.clear()  # what was filled since it was walked counts as hidden
        return None

    def find(self, role, name=None, inside=None, patience=PATIENCE):
        return wait(lambda: self.alive() and self.look(role, name, inside), f"{role} “{name}”", patience)

    def wait_until_gone(self, role, name=None, inside=None):
        wait(lambda: self.alive() and not self.look(role, name, inside), f"the end of {role} “{name}”")

    def look_for_window(self, name=None):
        for window in self.root.children():
            if window.path != self.window.path and window.raw_name != "GtkTooltipWindow" and matches(name, window.name):
                return window
        return self.look_for_dialog(name)

    def look_for_dialog(self, name):
        """Since libadwaita 1.5 what was a window covers the first one."""
        *_, width, height = self.window.extents
        for node in self.window.walk():
            if (node.role in ("dialog", "alert") and node.place[2] >= width - 20 and node.place[3] >= height - 20
                    and matches(name, node.name)):
                return node
        return None

    def find_window(self, name=None):
        """A window besides the first, or what comes as one, with the keyboard in it."""
        window = wait(lambda: self.alive() and self.look_for_window(name), f"a window “{name}”")
        self.focus(window)
        return window

    def find_popover(self):
        """The one that is open; more than one in another, the innermost."""
        return wait(lambda: self.alive() and self.look_for_popover(), "a popover")

    def close_window(self):
        """The one that find_window () found, by key."""
        self.press("Escape")
        wait(lambda: self.alive() and not self.look_for_window(), "the end of the window")
        self.focus(self.window)

    def choose_file(self, path):
        """Types a path into the file chooser that has come up, and takes it."""
        self.has_chosen_file = True
        chooser = self.find_window()
        self.press("ctrl+a")
        self.type(str(path))
        self.press("shift+End", "Delete")  # GTK 4.24 leaves behind the cursor what it has completed on the way
        wait(lambda: any(node.text == str(path) for node in chooser.walk() if node.role == "text"), f"{path} as typed")

        def is_taken():
            if not self.look_for_window():
                return True
            self.press("Return")  # which GTK passes over while it reads the folder
            return False

        wait(is_taken, "the end of the file chooser")
        self.focus(self.window)

    def look_for_popover(self):
        surfaces = self.surfaces()
        popovers = [node for node in self.root.walk()
                    if node.place and node.parent.path != self.root.path and node.role != "label"
                    and find_fitting(surfaces, node.place)]  # a tooltip may be as large as some label
        return popovers[-1] if popovers else None

    def close_popover(self):
        """Until it is off the screen, for a click meanwhile would only close it once more."""
        window, *_ = self.surface(self.find_popover())
        self.press("Escape")
        wait(lambda: self.alive() and window not in [surface[0] for surface in self.surfaces()], "the popover's end")

    def words(self):
        """All that can be read, line by line."""
        return [node.name for node in self.root.walk() if node.role == "label" and node.name]

    def picture(self):
        """What is on the screen, as lines for a person who looks for what went wrong."""
        lines = []
        for node in self.root.walk():
            name = node.name
            if name and node.role not in ("panel", "filler"):
                lines.append(f"{node.role} “{name}” {node.extents}")
        return "\n".join(lines)
