#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/run-tests.py counts what a row of meson's testlog.json stands for."""

import importlib.util
import os
import sys

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build-aux", "run-tests.py")

# (case, result, stdout, (passed, failed, skipped))
CASES = [
    ("subtests", "OK", "1..2\nok 1 /a\nok 2 /b\n", (2, 0, 0)),
    ("subtest fails", "FAIL", "ok 1 /a\nnot ok 2 /b\nnot ok 3 /c - why\n", (1, 2, 0)),
    ("crash", "ERROR", "1..2\nok 1 /a\n", (1, 1, 0)),
    ("time-out", "TIMEOUT", "", (0, 1, 0)),
    ("skipped subtest", "OK", "ok 1 /a # SKIP no fixtures\nok 2 /b\n", (1, 0, 1)),
    ("all skipped", "SKIP", "ok 1 /a # SKIP no fixtures\n", (0, 0, 1)),
    ("hash in a name", "OK", "ok 1 /a-b\n# ok nothing\n", (1, 0, 0)),
    ("no TAP", "OK", "", (1, 0, 0)),
    ("no TAP, fails", "FAIL", None, (0, 1, 0)),
    ("no TAP, skipped", "SKIP", "no registry\n", (0, 0, 1)),
]


def load():
    spec = importlib.util.spec_from_file_location("run_tests", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    sys.dont_write_bytecode = True
    module = load()
    failed = 0
    print(f"1..{len(CASES)}")
    for number, (name, result, stdout, expected) in enumerate(CASES, 1):
        counted = module.count({"name": name, "result": result, "stdout": stdout})
        failed += counted != expected
        print(f"{'ok' if counted == expected else 'not ok'} {number} {name}")
        if counted != expected:
            print(f"# expected {expected}, counted {counted}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
