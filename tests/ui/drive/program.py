# SPDX-License-Identifier: GPL-3.0-or-later
"""One Figment: its process, what it complains of, and what kept its main loop busy."""

import os
import re
import subprocess
import time

from desk import wait
from hand import Hand

PROGRAM = os.environ.get("FIGMENT_PROGRAM", "figment")
BOUNDS = os.environ.get("FIGMENT_DRIVE_BOUNDS")  # what mends GTK's word on where things are, where that is needed
WATCHDOG = os.environ.get("FIGMENT_DRIVE_WATCHDOG")
LONGEST_GAP = 50  # milliseconds in which the main loop may be busy with one thing, on a processor of its own

# What a piece of work that is much like laying out a window, all small allocations and comparing of text, takes on a
# machine that does nothing else: milliseconds, where LONGEST_GAP was set. See slowness ().
FLOOR = 20

# What GTK 4.24 and libadwaita 1.10 say of themselves, in any program: a frame is counted twice on X11 as soon as a
# popover is open, and AdwShortcutsDialog uses a signal of GtkWindow that is deprecated.
TOOLKIT_FAULTS = (
    "gdk_frame_timings_submitted() called on submitted frame",
    "The signal GtkWindow::keys-changed is deprecated",
)


def is_toolkits(stack):
    """Whether a sample of a gap is of what we have no hand in.

    libadwaita 1.10 reads its whole theme again when it turns dark. GTK 4.24 waits for threads of its own while it draws
    pictures without GL, and when a file chooser goes; on a busy machine those get no processor. Then there is no
    function of ours but main ().
    """
    frames = stack.split()
    waits = any("(g_thread_yield+" in frame or "(g_cond_wait+" in frame for frame in frames[:4])
    ours = sum(frame.startswith(PROGRAM + "(") for frame in frames)
    return "(adw_style_manager_set_color_scheme+" in stack or waits and ours <= 2


def share_of_ours(stacks):
    return 1 - sum(map(is_toolkits, stacks)) / len(stacks)


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


def slowness():
    """How many times longer than FLOOR that work takes here and now: 1 to 2.

    Processors differ, and one whose caches are shared with a compiler's is a slower one, which the kernel's word on who
    has waited for it says nothing of.
    """
    numbers = [i * 0.7 % 1 for i in range(40_000)]
    times = []
    for _ in range(5):
        begin = time.thread_time()
        sorted(numbers, key=str)
        times.append((time.thread_time() - begin) * 1000)
    return min(2, max(1, sorted(times)[2] / FLOOR))


class Program(Hand):
    """One Figment with its windows."""

    def __init__(self, place, arguments):
        self.place, self.bus = place, place.desk.bus
        self.has_chosen_file = False
        home = str(place.path)
        environment = dict(
            os.environ, HOME=home, XDG_DATA_HOME=home + "/data", XDG_CACHE_HOME=home + "/cache",
            XDG_CONFIG_HOME=str(place.config), TMPDIR=home, GSETTINGS_BACKEND="keyfile", LANGUAGE="C")
        environment.pop("GTK_A11Y", None)  # the other tests' "test" would keep it off the bus
        environment.pop("G_DEBUG", None)  # a warning does not end it, check_log () finds it
        self.gaps_path = place.path / f"gaps-{len(place.programs)}"
        environment.update(place.environment)
        environment["LD_PRELOAD"] = ":".join(filter(None, (BOUNDS, WATCHDOG, *place.preload)))
        environment["FIGMENT_WATCHDOG"] = str(self.gaps_path)
        self.log_path = place.path / f"log-{len(place.programs)}"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([PROGRAM, *arguments], env=environment, cwd=home, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        self.root = wait(lambda: self.alive() and self.bus.application(self.process.pid), "Figment on the bus")
        self.window = self.find("window", "Figment")
        self.focus(self.window)
        self.shown_at = time.monotonic()

    def alive(self):
        if self.process.poll() is not None:
            raise AssertionError(f"Figment has ended with {self.process.returncode}:\n{self.log()}")
        return True

    def log(self):
        return self.log_path.read_text(errors="replace")

    def check_log(self):
        """GTK and GLib complain there; what they complain of is our fault."""
        lines = [line for line in self.log().splitlines() if re.search("WARNING|CRITICAL|ERROR|assertion", line)
                 and not any(fault in line for fault in TOOLKIT_FAULTS)
                 and not (self.has_chosen_file and "LeakSanitizer" in line)]  # GTK 4.8's chooser leaks in any program
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

    def forgive_gaps(self):
        """What was until now does not count."""
        self.shown_at = time.monotonic()

    def check_gaps(self):
        bad = [(gap, stacks) for gap, stacks in self.gaps() if gap * share_of_ours(stacks) > LONGEST_GAP]
        limit = LONGEST_GAP * slowness() if bad else LONGEST_GAP
        bad = [(gap, stacks) for gap, stacks in bad if gap * share_of_ours(stacks) > limit]
        if bad:
            raise AssertionError("\n".join(f"the main loop was busy for {gap:.0f} ms, may be for {limit:.0f}:\n"
                                           + name_frames(stacks) for gap, stacks in bad))

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def wait_for_end(self):
        wait(lambda: self.process.poll() is not None, "the end of Figment")
        return self.process.returncode
