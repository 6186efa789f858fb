#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command on a virtual display and a session bus of its own, so that tests neither need a desktop nor meet one.

    with-display.py COMMAND [ARGUMENT…]

Needs Xvfb and dbus-daemon. Ends with the command's exit code, when display and bus have ended too.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile

# %d: the descriptor to which the server says where it is. Xvfb takes a number that is free. Without -noreset it starts
# anew after its last client, and the next one may meet it in between.
DISPLAY = "Xvfb -displayfd %d -screen 0 1600x1200x24 -nolisten tcp -noreset"
BUS = "dbus-daemon --session --nofork --nopidfile --print-address=%d"

# Blocked here from the start and taken one by one, so that none comes between starting something and knowing of it.
SIGNALS = {signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM}


def start(command, **options):
    return subprocess.Popen(
        command, preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS), **options
    )


@contextlib.contextmanager
def served(command, environment):
    """Runs a server and gives what it says about where it is."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as answer, tempfile.TemporaryFile("w+", errors="replace") as complaints:
        server = start(
            (command % writing).split(),
            env=environment,
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,  # Ctrl-C is for the command, which the server outlives
        )
        os.close(writing)
        try:
            place = answer.readline().strip()
            if not place:
                complaints.seek(0)
                sys.exit(f"{server.args[0]} did not start: {complaints.read().strip()}")
            yield place
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
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    with tempfile.TemporaryDirectory(prefix="figment-display-") as runtime:
        environment = {**os.environ, "GDK_BACKEND": "x11", "XDG_RUNTIME_DIR": runtime}
        environment.pop("WAYLAND_DISPLAY", None)
        with served(DISPLAY, environment) as number:
            environment["DISPLAY"] = f":{number}"
            with served(BUS, environment) as environment["DBUS_SESSION_BUS_ADDRESS"]:
                return run(argv[1:], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
