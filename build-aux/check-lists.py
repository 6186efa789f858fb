#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-lists.py ROOT: nothing misses a test that meson was never told of, so this does.

Each folder with a meson.build is entered by one above it, and each source and test program is named in its folder's,
or by its path in another's.
"""

import pathlib
import re
import sys


def entered(folder, root):
    """Whether some meson.build above says subdir () to it."""
    for above in folder.parents:
        build = above / "meson.build"
        if build.exists() and f"subdir('{folder.relative_to(above)}')" in build.read_text():
            return True
        if above == root:
            return False
    return False


def names(stem):
    """What a list may call it: whole, or without the words that a foreach adds before the rest."""
    words = stem.split("-")
    return ["-".join(words[i:]) for i in range(len(words))]


def main(root):
    problems = []
    elsewhere = "\n".join(path.read_text() for path in root.glob("*/**/meson.build"))
    for build in [*root.glob("src/**/meson.build"), *root.glob("tests/**/meson.build")]:
        folder = build.parent
        if not entered(folder, root):
            problems.append(f"{folder.relative_to(root)}: no meson.build enters it")
        quoted = set(re.findall(r"'([^'\n]*)'", build.read_text()))
        for source in [*folder.glob("*.c"), *folder.glob("test-*.py")]:
            if (source.name not in quoted and not quoted.intersection(names(source.stem))
                    and f"/{source.name}'" not in elsewhere):
                problems.append(f"{source.relative_to(root)}: its meson.build does not name it")
    print("\n".join(problems) or "every folder and every source is listed")
    return 1 if problems else 0


sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
