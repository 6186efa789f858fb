# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses Figment as a person does: finds what is on the screen by what a screen reader says of it, and moves the mouse
and presses keys for real.

A test program gets a display and a session bus of its own, so several run side by side; each test gets a home folder of
its own. Nothing waits by the clock: wait () asks again until what is waited for is there, and the test tells what it
saw instead when it never comes. FIGMENT_DRIVE_DISPLAY names a display to use, for looking on.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import traceback

try:
    from desk import Desk, Missing, wait, xdotool
    from place import Place
except ImportError as error:
    print(f"1..0 # SKIP {error}")
    sys.exit(0)

__all__ = ["Desk", "Missing", "Place", "main", "test", "wait", "xdotool"]

PICTURES = pathlib.Path(os.environ.get("FIGMENT_DRIVE_PICTURES", "."))  # where failing tests leave the screen

tests = []


def test(function):
    tests.append(function)
    return function


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
