# SPDX-License-Identifier: GPL-3.0-or-later
"""A display with a session bus, for one test program."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from gi.repository import GLib

from a11y import Bus
from file_manager import FileManager
from notifications import Notifications

NEIGHBOUR = pathlib.Path(__file__).with_name("neighbour.py")
PATIENCE = 60  # seconds until what has not come never will


def hear():
    """Takes in what has come over a bus meanwhile."""
    while GLib.MainContext.default().iteration(False):
        pass


class Missing(AssertionError):
    """What was waited for did not come."""


def wait(condition, what, patience=PATIENCE):
    """The first true answer of the condition."""
    end = time.monotonic() + patience
    pause = 0.01
    while True:
        hear()
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Missing(f"{what} did not come")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=False, capture_output=True, text=True).stdout


class Desk:
    """A display with a session bus."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="figment-drive-")
        self.processes = []
        os.environ["DISPLAY"] = os.environ.get("FIGMENT_DRIVE_DISPLAY") or self.start_display()
        os.environ["XDG_RUNTIME_DIR"] = self.folder
        bus = self.start("dbus-daemon", "--session", "--nofork", "--print-address=1", stdout=subprocess.PIPE)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.session = Bus.connect(os.environ["DBUS_SESSION_BUS_ADDRESS"])
        self.session.set_exit_on_close(False)
        self.notifications = Notifications(self.session)
        self.file_manager = FileManager(self.session)
        self.bus = Bus(self.session)
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
        """The text in it; or the files, and the size of the picture, a line each."""
        return subprocess.run([sys.executable, NEIGHBOUR], capture_output=True, text=True, check=True,
                              timeout=PATIENCE).stdout

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
