#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command on a virtual display of its own, so that a test neither needs a desktop nor meets anything there.

    with-display.py COMMAND [ARGUMENT…]

Ends with the command's exit code, when the display has ended too. Without Xvfb the command runs where it is.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile

# Xvfb takes a number that is free, and writes it to the descriptor. Without -noreset it starts anew after its last
# client, and the next one may meet it in between.
XVFB = "Xvfb -displayfd %d -screen 0 1600x1200x24 -nolisten tcp -noreset"

# Blocked here from the start and taken one by one, so that none comes between starting something and knowing of it.
SIGNALS = {signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM}


def start(command, **options):
    return subprocess.Popen(
        command, preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS), **options
    )


@contextlib.contextmanager
def display():
    """Runs Xvfb and gives the display's name."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as answer, tempfile.TemporaryFile("w+", errors="replace") as complaints:
        server = start(
            (XVFB % writing).split(),
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=complaints,
            stderr=complaints,
            start_new_session=True,  # Ctrl-C is for the command, which the display outlives
        )
        os.close(writing)
        try:
            number = answer.readline().strip()
            if not number:
                complaints.seek(0)
                sys.exit(f"Xvfb did not start: {complaints.read().strip()}")
            yield f":{number}"
        finally:
            server.terminate()
            server.wait()


def run(command, environment):
    child = start(command, env=environment)
    while child.poll() is None:
        # Ctrl-C is nothing to do: the command has got it as well, and ends in its own way.
        if signal.sigwait(SIGNALS) in {signal.SIGHUP, signal.SIGTERM}:
            child.terminate()
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def main(argv):
    if len(argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    if not shutil.which("Xvfb"):
        os.execvp(argv[1], argv[1:])
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    with tempfile.TemporaryDirectory(prefix="figment-display-") as runtime, display() as name:
        environment = {**os.environ, "DISPLAY": name, "GDK_BACKEND": "x11", "XDG_RUNTIME_DIR": runtime}
        environment.pop("WAYLAND_DISPLAY", None)
        return run(argv[1:], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
