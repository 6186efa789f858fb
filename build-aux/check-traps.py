#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-traps.py ROOT: each trap of ComfyUI's protocol names a test that exists, or why there is none."""

import pathlib
import sys

N_TRAPS = 30


def main(root):
    tests = "\n".join(path.read_text() for path in (root / "tests").rglob("test-*.c"))
    problems, seen = [], set()
    for line in (root / "tests" / "lint" / "traps.txt").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        number, _, holder = line.partition(" ")
        seen.add(int(number))
        if holder.startswith("none:"):
            if len(holder) < 20:
                problems.append(f"trap {number}: no test and no reason")
        elif f'"{holder}"' not in tests:
            problems.append(f"trap {number}: there is no test “{holder}”")
    problems += [f"trap {number}: not listed" for number in range(1, N_TRAPS + 1) if number not in seen]
    print("\n".join(problems) or f"{N_TRAPS} traps are held")
    return 1 if problems else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
