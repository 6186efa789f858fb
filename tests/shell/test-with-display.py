#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/with-display.py gives a command a display and a bus that answer, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build-aux", "with-display.py")


def start(script):
    """Runs a script, whose standard input stays open until communicate ()."""
    return subprocess.Popen(
        [sys.executable, SCRIPT, "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def connects(path):
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(path) == 0


def sockets(display, bus):
    return [f"/tmp/.X11-unix/X{display.removeprefix(':')}", bus.partition("path=")[2].partition(",")[0]]


def check_servers():
    """Both answer while the command runs, and are gone with it."""
    process = start('echo "$DISPLAY $DBUS_SESSION_BUS_ADDRESS $XDG_RUNTIME_DIR"; read -r line; exit 7')
    display, bus, runtime = process.stdout.readline().split()
    alive = all(map(connects, sockets(display, bus))) and os.path.isdir(runtime)
    process.communicate()
    ended = not any(map(connects, sockets(display, bus))) and not os.path.exists(runtime)
    return alive and ended and process.returncode == 7


def check_terminated():
    """SIGTERM reaches the command, and the servers end too."""
    process = start('echo "$DISPLAY $DBUS_SESSION_BUS_ADDRESS"; exec cat')
    display, bus = process.stdout.readline().split()
    process.terminate()
    process.wait()
    process.communicate()
    return process.returncode == 128 + signal.SIGTERM and not any(map(connects, sockets(display, bus)))


def check_two():
    """Two at once have a display each."""
    processes = [start('echo "$DISPLAY"; read -r line') for _ in range(2)]
    displays = {process.stdout.readline() for process in processes}
    for process in processes:
        process.communicate()
    return len(displays) == 2


CASES = [("servers", check_servers), ("terminated", check_terminated), ("two at once", check_two)]


def main():
    if not shutil.which("Xvfb") or not shutil.which("dbus-daemon"):
        print("1..0 # SKIP no Xvfb or no dbus-daemon")
        return 0
    failed = 0
    print(f"1..{len(CASES)}")
    for number, (name, check) in enumerate(CASES, 1):
        passed = check()
        failed += not passed
        print(f"{'ok' if passed else 'not ok'} {number} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
