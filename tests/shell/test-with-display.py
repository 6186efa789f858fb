#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/with-display.py gives a command a display that answers, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build-aux", "with-display.py")


def start(script):
    """Runs a script, whose standard input stays open until communicate ()."""
    return subprocess.Popen(
        [sys.executable, SCRIPT, "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def server_of(display):
    """The process that listens there. The number may be somebody else's at once, so the end shows in the process."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(f"/tmp/.X11-unix/X{display.removeprefix(':')}")
        return struct.unpack("iII", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]


def has_ended(process):
    return not os.path.exists(f"/proc/{process}")


def check_display():
    """It answers while the command runs, and is gone with it."""
    process = start('echo "$DISPLAY $XDG_RUNTIME_DIR"; read -r line; exit 7')
    display, runtime = process.stdout.readline().split()
    server = server_of(display)
    alive = os.path.isdir(runtime)
    process.communicate()
    return alive and has_ended(server) and not os.path.exists(runtime) and process.returncode == 7


def check_terminated():
    """SIGTERM reaches the command, and the display ends too."""
    process = start('echo "$DISPLAY"; exec cat')
    server = server_of(process.stdout.readline().strip())
    process.terminate()
    process.wait()
    process.communicate()
    return process.returncode == 128 + signal.SIGTERM and has_ended(server)


def check_two():
    """Two at once have a display each."""
    processes = [start('echo "$DISPLAY"; read -r line') for _ in range(2)]
    displays = {process.stdout.readline() for process in processes}
    for process in processes:
        process.communicate()
    return len(displays) == 2


CASES = [("display", check_display), ("terminated", check_terminated), ("two at once", check_two)]


def main():
    if not shutil.which("Xvfb"):
        print("1..0 # SKIP no Xvfb")
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
