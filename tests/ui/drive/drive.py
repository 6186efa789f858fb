# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses Figment as a person does: finds what is on the screen by what a screen reader says of it, and moves the mouse
and presses keys for real.

A test program gets a display and a session bus of its own, so several run side by side; each test gets a home folder of
its own. Nothing waits by the clock: wait () asks again until what is waited for is there, and the test tells what it
saw instead when it never comes. FIGMENT_DRIVE_DISPLAY names a display to use, for looking on.
"""

import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

from pseudo import lengthen

try:
    from a11y import Bus
except ImportError as error:
    print(f"1..0 # SKIP {error}")
    sys.exit(0)

PROGRAM = os.environ.get("FIGMENT_PROGRAM", "figment")
PRACTICE = os.environ.get("FIGMENT_PRACTICE", "figment-practice")
PICTURES = pathlib.Path(os.environ.get("FIGMENT_DRIVE_PICTURES", "."))  # where failing tests leave the screen
BOUNDS = os.environ.get("FIGMENT_DRIVE_BOUNDS")  # what mends GTK's word on where things are, where that is needed
NEIGHBOUR = pathlib.Path(__file__).with_name("neighbour.py")
WATCHDOG = os.environ.get("FIGMENT_DRIVE_WATCHDOG")
LONGEST_GAP = 50  # milliseconds in which the main loop may be busy with one thing
PATIENCE = 20  # seconds until what has not come never will

# What GTK 4.24 and libadwaita 1.10 say of themselves, in any program: a frame is counted twice on X11 as soon as a
# popover is open, and AdwShortcutsDialog uses a signal of GtkWindow that is deprecated.
TOOLKIT_FAULTS = (
    "gdk_frame_timings_submitted() called on submitted frame",
    "The signal GtkWindow::keys-changed is deprecated",
)

tests = []


def test(function):
    tests.append(function)
    return function


class Missing(AssertionError):
    """What was waited for did not come."""


def wait(condition, what, patience=PATIENCE):
    """The first true answer of the condition."""
    end = time.monotonic() + patience
    pause = 0.01
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Missing(f"{what} did not come")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


class Desk:
    """A display with a session bus."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="figment-drive-")
        self.processes = []
        os.environ["DISPLAY"] = os.environ.get("FIGMENT_DRIVE_DISPLAY") or self.start_display()
        os.environ["XDG_RUNTIME_DIR"] = self.folder
        bus = self.start("dbus-daemon", "--session", "--nofork", "--print-address=1", stdout=subprocess.PIPE)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.bus = Bus(os.environ["DBUS_SESSION_BUS_ADDRESS"])
        # Without it programs ask the display, which may know of another session's bus.
        os.environ["AT_SPI_BUS_ADDRESS"] = self.bus.address

    def start(self, *command, **options):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def start_display(self):
        # Not the first free number: in another root, say a container's, it looks free although its socket is taken.
        # Without -noreset the display begins anew when the last program leaves, and refuses whoever comes in between.
        display = f":{1000 + os.getpid() % 50000}"
        reading, writing = os.pipe()
        self.start("Xvfb", display, "-displayfd", str(writing), "-screen", "0", "1300x900x24", "-nolisten", "tcp",
                   "-noreset", pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as ready:
            ready.readline()
        return display

    def clipboard(self):
        """The text in it."""
        return subprocess.run([sys.executable, NEIGHBOUR], capture_output=True, text=True, check=True).stdout

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def matches(wanted, name):
    """wanted: a text, here or as pseudo.py makes it longer; a compiled pattern; None for any."""
    if isinstance(wanted, re.Pattern):
        return wanted.search(name) is not None
    return wanted is None or name in (wanted, lengthen(wanted))


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=False, capture_output=True, text=True).stdout


class Server:
    """figment-practice in a process of its own; started again, it listens on the same port."""

    def __init__(self, folder, *options, port=0):
        self.folder, self.port = folder, port
        self.start(*options)

    def start(self, *options):
        self.process = subprocess.Popen(
            [PRACTICE, "--folder", self.folder, "--port", str(self.port), "--parent-fd", "0", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Neighbour:
    """Another program with a file to offer; see neighbour.py."""

    def __init__(self, verb, path, log_path):
        self.log_path = log_path
        with open(log_path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([sys.executable, NEIGHBOUR, verb, path], stdout=log)
        self.wait_for("ready")

    def has_said(self, word):
        return word in self.log_path.read_text().split()

    def wait_for(self, word):
        wait(lambda: self.has_said(word), f"“{word}” from the neighbour")


class Place:
    """A home folder, and all that was started in it."""

    def __init__(self, desk, environment=None, preload=()):
        """environment, preload: what the programs shall have besides."""
        self.desk, self.environment, self.preload = desk, environment or {}, preload
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="figment-home-"))
        self.servers, self.programs, self.neighbours = [], [], []

    def serve(self, *options):
        self.servers.append(Server(str(self.path / f"server-{len(self.servers)}"), *options))
        return self.servers[-1]

    def start(self, *arguments, server=None, **settings):
        """Starts Figment and waits for its window. settings: by the names of the schema, with _ for -."""
        if server is not None:
            settings["comfy_address"] = f"'{server.url}'"
        if settings:
            self.write_settings(settings)
        self.programs.append(Program(self, arguments))
        return self.programs[-1]

    def neighbour(self, verb, path):
        self.neighbours.append(Neighbour(verb, path, self.path / f"neighbour-{len(self.neighbours)}"))
        return self.neighbours[-1]

    @property
    def settings_file(self):
        return self.path / "config" / "glib-2.0" / "settings" / "keyfile"

    def write_settings(self, settings):
        self.settings_file.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{name.replace('_', '-')}={value}\n" for name, value in settings.items()]
        self.settings_file.write_text("[io/github/figment_app/Figment]\n" + "".join(lines))

    def results(self):
        """The files in the library folder, oldest first."""
        files = [path for path in (self.path / "Pictures" / "Figment").glob("**/*") if path.is_file()]
        return sorted(files, key=lambda path: path.stat().st_mtime_ns)

    def query(self, sql):
        with contextlib.closing(sqlite3.connect(self.path / "data" / "figment" / "figment.db")) as database:
            return database.execute(sql).fetchall()

    def close(self):
        for program in self.programs:
            program.kill()
        for server in self.servers:
            server.kill()
        for neighbour in self.neighbours:
            neighbour.process.kill()
            neighbour.process.wait()
        shutil.rmtree(self.path, ignore_errors=True)


class Program:
    """One Figment with its windows."""

    def __init__(self, place, arguments):
        self.place, self.bus = place, place.desk.bus
        self.misses = 0
        home = str(place.path)
        environment = dict(
            os.environ, HOME=home, XDG_DATA_HOME=home + "/data", XDG_CACHE_HOME=home + "/cache",
            XDG_CONFIG_HOME=home + "/config", TMPDIR=home, GSETTINGS_BACKEND="keyfile", LANGUAGE="C")
        environment.pop("GTK_A11Y", None)  # the other tests' "test" would keep it off the bus
        environment.pop("G_DEBUG", None)  # a warning does not end it, check_log () finds it
        self.gaps_path = place.path / f"gaps-{len(place.programs)}"
        environment.update(place.environment)
        environment["LD_PRELOAD"] = ":".join(filter(None, (BOUNDS, WATCHDOG, *place.preload)))
        environment["FIGMENT_WATCHDOG"] = str(self.gaps_path)
        self.log_path = place.path / f"log-{len(place.programs)}"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([PROGRAM, *arguments], env=environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        self.root = wait(lambda: self.alive() and self.bus.application(self.process.pid), "Figment on the bus")
        self.window = self.find("window", "Figment")
        self.focus(self.window)
        self.shown_at = time.monotonic()

    # How it is.

    def alive(self):
        if self.process.poll() is not None:
            raise AssertionError(f"Figment has ended with {self.process.returncode}:\n{self.log()}")
        return True

    def log(self):
        return self.log_path.read_text(errors="replace")

    def check_log(self):
        """GTK and GLib complain there; what they complain of is our fault."""
        lines = [line for line in self.log().splitlines() if re.search("WARNING|CRITICAL|ERROR|assertion", line)
                 and not any(fault in line for fault in TOOLKIT_FAULTS)]
        if lines:
            raise AssertionError("Figment complained:\n" + "\n".join(lines))

    def gaps(self):
        """[(milliseconds, stacks)] of what kept the main loop busy since the window was there, longest first.

        What the kernel gave to other programs does not count, nor does waiting for an X server that got no processor.
        """
        if not self.gaps_path.exists():
            return []
        found = []
        for line in self.gaps_path.read_text().splitlines():
            start, wall, queued, server, *stacks = line.split(" ", 4)
            if float(start) > self.shown_at:
                found.append((float(wall) - float(queued) - float(server), "".join(stacks).split(" | ")))
        return sorted(found, reverse=True)

    def check_gaps(self):
        bad = [(gap, stacks) for gap, stacks in self.gaps() if gap > LONGEST_GAP]
        if bad:
            raise AssertionError("\n".join(f"the main loop was busy for {gap:.0f} ms:\n{name_frames(stacks)}"
                                           for gap, stacks in bad))

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def wait_for_end(self):
        wait(lambda: self.process.poll() is not None, "the end of Figment")
        return self.process.returncode

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
                fitting = [s for s in surfaces if s[1] - width == s[2] - height >= 0]
                if fitting:
                    window, full, _ = min(fitting, key=lambda surface: surface[1])
                    return window, (full - width) // 2, (full - width) // 2
                break
            for window, *size in reversed(surfaces):
                if size == [width, height]:  # what is in a popover counts from the window, without the popover's place
                    return window, -x, -y
        raise Missing(f"a window around {node}")

    def focus(self, node):
        """As a window manager does when a window comes up."""
        xdotool("windowfocus", "--sync", wait(lambda: self.surface_or_none(node), f"the window of {node}"))

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
        if pane is None:
            return

        def is_seen():
            x, y, width, height = self.settled(pane)
            middle = node.extents[1] + node.extents[3] // 2
            if y <= middle <= y + height:
                return True
            window, left, top = self.surface(pane)
            # Where neither a control nor the scroll bar is, over which GTK 4.24 does not turn the wheel.
            xdotool("mousemove", "--window", window, left + x + 4, top + y + height // 2, "click",
                    4 if middle < y else 5)
            return False

        wait(is_seen, f"{node} in its scrolled window")

    def click(self, what, name=None, inside=None, button=1, times=1):
        node = self.find(what, name, inside) if isinstance(what, str) else what
        wait(lambda: self.alive() and node.state("sensitive"), f"life in {node}")
        xdotool("mousemove", "--window", *self.point(node), "click", "--repeat", times, "--delay", 40, button)
        return node

    def drop(self, neighbour, node):
        """Drags out of a neighbour's window, which is at the foot of the display, onto a node."""
        source, *_ = wait(lambda: xdotool("search", "--onlyvisible", "--name", "^neighbour$").split(), "the neighbour")
        xdotool("windowmove", "--sync", source, 0, 865)
        window, x, y = self.point(node)
        xdotool("mousemove", "--window", source, 20, 15, "mousedown", 1)
        for _ in range(10):  # a drag begins when the pointer has moved a little
            xdotool("mousemove_relative", 3, 0)
        neighbour.wait_for("begun")

        def is_welcome():  # asked for with each move, and answered some time after it
            xdotool("mousemove", "--window", window, x - 10, y, "mousemove", "--window", window, x, y)
            return neighbour.has_said("welcome")

        wait(is_welcome, f"a welcome from {node}")
        xdotool("mouseup", 1)

    def press(self, *keys):
        xdotool("key", "--delay", 8, *keys)

    def type(self, text):
        xdotool("type", "--delay", 3, text)

    def tab_to(self, node, key="Tab"):
        """Presses Tab until the node has the focus."""
        for _ in range(100):
            self.move_focus(key)
            if node.state("focused"):
                return
        raise Missing(f"the focus on {node} by {key}")

    def move_focus(self, key):
        """Presses a key. Returns the path of what has the focus then; None where none says so, as in an AdwEntryRow."""
        self.bus.hear()
        self.bus.moves.clear()
        self.press(key)
        try:
            wait(lambda: self.bus.hear() or self.bus.moves, "a move of the focus", 0.5)
        except Missing:
            return None
        return self.bus.moves[-1][1]

    def write(self, name, text, role="text"):
        """Replaces what stands in a field."""
        node = self.click(role, name)
        wait(lambda: node.state("focused"), f"the focus on {node}")
        self.press("ctrl+a")
        self.type(text)
        wait(lambda: node.text == text, f"“{text}” in {node}")
        return node

    # Finding.

    def look(self, role, name=None, inside=None):
        """The first that is to be seen now, or None. name: as matches () takes it."""
        for node in (inside or self.root).walk():
            if node.role == role and matches(name, node.name):
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
        return None

    def find_window(self, name=None):
        """A window besides the first, with the keyboard in it."""
        window = wait(lambda: self.alive() and self.look_for_window(name), f"a window “{name}”")
        self.focus(window)
        return window

    def find_popover(self):
        """The one that is open; more than one in another, the innermost."""
        return wait(lambda: self.alive() and self.look_for_popover(), "a popover")

    def choose_file(self, path):
        """Types a path into the file chooser that has come up, and takes it."""
        chooser = self.find_window()
        self.press("ctrl+a")
        self.type(str(path))
        wait(lambda: any(node.text == str(path) for node in chooser.walk() if node.role == "text"), f"{path} as typed")

        def is_taken():
            if not self.look_for_window():
                return True
            self.press("Return")  # which GTK passes over while it reads the folder
            return False

        wait(is_taken, "the end of the file chooser")
        self.focus(self.window)

    def look_for_popover(self):
        open_ones = [node for node in self.root.walk() if node.raw_name in ("GtkPopover", "GtkPopoverMenu")]
        return open_ones[-1] if open_ones else None

    def close_popover(self):
        self.press("Escape")
        wait(lambda: self.alive() and not self.look_for_popover(), "the end of the popover")

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


def name_frames(stacks):
    """The stacks of a gap for people: a line each sample, our own functions with their lines."""
    lines = []
    for stack in stacks:
        names = []
        for frame in stack.split():
            place, _, offset = frame.rpartition("+")
            module, _, function = place.partition("(")
            if function:
                names.append(function)
            elif module == PROGRAM:
                told = subprocess.run(["addr2line", "-fspe", module, offset.rstrip(")")], capture_output=True,
                                      text=True, check=False).stdout.strip()
                names.append(told or frame)
        lines.append("  " + " < ".join(names))
    return "\n".join(lines)


def run(function, desk, number):
    name = function.__name__
    place = Place(desk)
    try:
        function(place)
        for program in place.programs:
            program.check_log()
            program.check_gaps()
            tell("longest gaps: ", ", ".join(f"{gap:.0f} ms" for gap, *_ in program.gaps()[:3]))
        print(f"ok {number} {name}", flush=True)
        return True
    except Exception:
        print(f"not ok {number} {name}")
        tell("", traceback.format_exc())
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = PICTURES / f"failed-{name}.png"
        subprocess.run(["import", "-window", "root", picture], check=False)
        tell("", f"the screen is in {picture}")
        for program in place.programs:
            if program.process.poll() is None:
                tell("sees: ", program.picture())
            tell("log: ", program.log())
        return False
    finally:
        place.close()


def tell(prefix, text):
    for line in text.splitlines():
        print(f"# {prefix}{line}", flush=True)


def main():
    """Runs all tests, or those that are named."""
    chosen = [function for function in tests if not sys.argv[1:] or function.__name__ in sys.argv[1:]]
    missing = [name for name in ("Xvfb", "dbus-daemon", "xdotool", "import") if shutil.which(name) is None]
    if missing:
        print(f"1..0 # SKIP without {', '.join(missing)}")
        return
    desk = Desk()
    try:
        print(f"1..{len(chosen)}", flush=True)
        results = [run(function, desk, number) for number, function in enumerate(chosen, 1)]
    finally:
        desk.close()
    sys.exit(0 if all(results) else 1)
