#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs all tests of a build directory and counts them one by one, as `meson test` counts programs only.

    run-tests.py BUILD [MESON TEST ARGUMENT…]

Shows what the failing ones wrote. A few of them are run again by themselves, and that counts. The last line is
"N passed, N failed", with ", N skipped" where there are any; exit 1 if a test failed.
"""

import json
import os
import re
import subprocess
import sys

TAP_LINE = re.compile(r"^(not )?ok\b[^#]*(?:#\s*(skip|todo)\b)?", re.IGNORECASE)


# Tests of the window measure, and others wait for what they have started: on a machine that does more than it can, one
# of a thousand may run out of time. So many that failed are run once more by themselves, and what they say then counts.
MAX_AGAIN = 6


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


def short_name(test):
    """As meson takes it: without suite and project."""
    return test["name"].split(" / ")[-1].split(" - ")[-1].split(":")[-1].strip()


def run(build, arguments):
    """(exit code, rows of testlog.json) of one `meson test`."""
    log = os.path.join(build, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.unlink(log)
    ran = subprocess.run(["meson", "test", "-C", build, "--no-rebuild", *arguments], check=False).returncode
    try:
        with open(log, encoding="utf-8") as file:
            return ran, [json.loads(line) for line in file if line.strip()]
    except FileNotFoundError:
        return ran, []


def main(argv):
    if len(argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    build = argv[1]
    ran, tests = run(build, argv[2:])
    bad = [test for test in tests if is_failure(test)]
    for test in bad:
        show(test)
    again = []
    if 0 < len(bad) <= MAX_AGAIN:
        print(f"\n==== {len(bad)} again, with nothing beside them", flush=True)
        names = [short_name(test) for test in bad]
        others = [argument for argument in argv[2:] if argument not in names]
        ran, again = run(build, ["--num-processes", "1", *others, *names])
        names = {test["name"] for test in again}
        tests = [test for test in tests if test["name"] not in names] + again
        for test in again:
            print(f"{test['name']}: {test['result']} when run by itself")

    for test in filter(is_failure, again):
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
