# SPDX-License-Identifier: GPL-3.0-or-later
"""The home folder of one test, with the servers and programs that were started in it."""

import contextlib
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

from desk import NEIGHBOUR, wait, xdotool
from program import Program

PRACTICE = os.environ.get("FIGMENT_PRACTICE", "figment-practice")


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

    def pause(self):
        """Takes what comes and does nothing, until go_on ()."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Neighbour:
    """Another program with files to offer; see neighbour.py."""

    def __init__(self, verb, paths, log_path):
        self.log_path = log_path
        with open(log_path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([sys.executable, NEIGHBOUR, verb, *paths], stdout=log)
        self.wait_for("ready")

    def come_up(self):
        """Shows its window at the foot of the display, with the focus in it. Returns its number."""
        window, *_ = wait(lambda: xdotool("search", "--onlyvisible", "--name", "^neighbour$").split(), "the neighbour")
        xdotool("windowraise", window, "windowmove", "--sync", window, 0, 865, "windowfocus", "--sync", window)
        return window

    def how_often(self, word):
        """It has said that."""
        return self.log_path.read_text().split().count(word)

    def has_said(self, word):
        return self.how_often(word) > 0

    def wait_for(self, word):
        wait(lambda: self.has_said(word), f"“{word}” from the neighbour")


class Place:
    """A home folder, and all that was started in it."""

    def __init__(self, desk, environment=None, preload=()):
        """environment, preload: what the programs shall have besides."""
        self.desk, self.environment, self.preload = desk, environment or {}, preload
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="figment-home-"))
        # Settings are written at once by the backend that is used here, and with dconf by another process: not on a
        # disk that the main loop would have to wait for.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.config = pathlib.Path(tempfile.mkdtemp(prefix="figment-config-", dir=memory))
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

    def neighbour(self, verb, *paths):
        self.neighbours.append(Neighbour(verb, paths, self.path / f"neighbour-{len(self.neighbours)}"))
        return self.neighbours[-1]

    @property
    def settings_file(self):
        return self.config / "glib-2.0" / "settings" / "keyfile"

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
        shutil.rmtree(self.config, ignore_errors=True)
