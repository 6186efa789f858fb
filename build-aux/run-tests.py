#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs all tests of a build directory and counts them one by one, as `meson test` counts programs only.

    run-tests.py BUILD [MESON TEST ARGUMENT…]

Gives them a display and a session bus of their own where with-display.py can; else the tests that need one are skipped.
Shows what the failing ones wrote. The last line is "N passed, N failed", with ", N skipped" where there are any; exit 1
if a test failed.
"""

import json
import os
import re
import shutil
import subprocess
import sys

WITH_DISPLAY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "with-display.py")
TAP_LINE = re.compile(r"^(not )?ok\b[^#]*(?:#\s*(skip|todo)\b)?", re.IGNORECASE)


def count(test):
    """(passed, failed, skipped) of one row of testlog.json: TAP lines where it wrote some, else the program itself."""
    passed = failed = skipped = 0
    for line in (test.get("stdout") or "").splitlines():
        match = TAP_LINE.match(line)
        if match is None:
            continue
        if match.group(2):
            skipped += 1
        elif match.group(1):
            failed += 1
        else:
            passed += 1
    if is_failure(test):
        # A crash or a time-out hits a test that has not said "not ok".
        return passed, max(failed, 1), skipped
    if passed + skipped == 0:
        return (0, 0, 1) if test["result"] == "SKIP" else (1, 0, 0)
    return passed, 0, skipped


def is_failure(test):
    return test["result"] not in ("OK", "SKIP", "EXPECTEDFAIL")


def show(test):
    print(f"\n==== {test['name']}: {test['result']}")
    for stream in ("stdout", "stderr"):
        text = (test.get(stream) or "").rstrip()
        if text:
            print(text)


def main(argv):
    if len(argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    build = argv[1]
    log = os.path.join(build, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.unlink(log)
    command = ["meson", "test", "-C", build, "--no-rebuild", *argv[2:]]
    if shutil.which("Xvfb") and shutil.which("dbus-daemon"):
        command = [sys.executable, WITH_DISPLAY, *command]
    ran = subprocess.run(command, check=False).returncode
    try:
        with open(log, encoding="utf-8") as file:
            tests = [json.loads(line) for line in file if line.strip()]
    except FileNotFoundError:
        tests = []

    for test in filter(is_failure, tests):
        show(test)
    passed, failed, skipped = (sum(column) for column in zip((0, 0, 0), *map(count, tests)))
    if failed == 0 and (ran != 0 or not tests):
        print("meson test failed without naming a test")
        failed = 1
    print()
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
