#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the borders between the rooms, and the habits that a compiler does not see (CONTRIBUTING.md).

    check-includes.py [ROOT]     prints "file:line: what is wrong" for each finding; exit 1 if there is any
"""

import os
import re
import sys

# A room includes itself and the rooms of a smaller number, never a neighbour of the same number.
RANKS = {
    "json": 0,
    "model": 1,
    "net": 2,
    "media": 2,
    "workflow": 3,
    "comfy": 4,
    "lmstudio": 4,
    "store": 4,
    "engine": 5,
    "session": 6,
    "practice": 7,
    "cli": 8,
    "ui": 8,
    "main": 9,
}
CORE = {room for room, rank in RANKS.items() if rank <= RANKS["session"]}
PAGES = {"dashboard", "generate", "gallery", "workflows", "settings"}

# Names that stand in some rooms only: (what, pattern, rooms).
PRIVATE = [
    ("libsoup", re.compile(r'^\s*#\s*include\s*<libsoup/'), {"net", "comfy", "lmstudio", "practice"}),
    ("sqlite3.h", re.compile(r'^\s*#\s*include\s*[<"]sqlite3'), {"store"}),
    (
        "json-glib's own reader and writer",
        re.compile(r"\b(json_(parser|generator|reader)_\w+|Json(Parser|Generator|Reader)|json_(from|to)_string)\b"),
        {"json"},
    ),
    ("GTK", re.compile(r'^\s*#\s*include\s*<(gtk|gdk|adwaita)[/.]'), {"ui", "main"}),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
VERSION_CHECK = re.compile(r"\b(GTK|ADW|GLIB)_CHECK_VERSION\b")
TRANSLATABLE = re.compile(r'(?<!\w)(N?C?_|g_dngettext|g_dpgettext2?|ngettext) ?\(|translatable="(yes|true)"')
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
MAX_COLUMNS = 120

CODE = (".c", ".h")
SCRIPTS = (".py", ".sh")
BUILD = ("meson.build", "meson_options.txt")
TOP_SCRIPTS = ("quickstart", os.path.join(".ci", "run"))


def room_of(path):
    """The room that a file of src/ belongs to, or None for a path outside."""
    parts = path.split("/")
    if parts[0] != "src":
        return None
    if parts[1:] == ["main.c"]:
        return "main"
    if len(parts) > 2 and parts[1] == "core":
        return parts[2] if len(parts) > 3 else "session"
    return parts[1] if len(parts) > 2 else None


def page_of(path):
    """The page's folder below src/ui, or None."""
    parts = path.split("/")
    return parts[2] if parts[:2] == ["src", "ui"] and len(parts) > 3 and parts[2] in PAGES else None


def resolve(root, path, include):
    """The file in the tree that an include means, as the compiler's search path finds it; None if it is generated."""
    for folder in (os.path.dirname(path), "src/core", "src/ui", "src"):
        candidate = os.path.normpath(os.path.join(folder, include))
        if os.path.isfile(os.path.join(root, candidate)):
            return candidate
    return None


def strip_comments(text):
    """Blanks comments and keeps the lines, so that a word in a comment is no finding."""

    def blank(match):
        found = match.group(0)
        return found if found[0] in "\"'" else re.sub(r"[^\n]", " ", found)

    return re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', blank, text, flags=re.S)


def check_include(root, path, include):
    """What is wrong with @path including @include, or None."""
    target = resolve(root, path, include)
    if target is None or os.path.dirname(target) == os.path.dirname(path):
        return None
    here, there = room_of(path), room_of(target)
    if here is None or there is None or here == there:
        page, other = page_of(path), page_of(target)
        if other is not None and page != other and os.path.dirname(path) != "src/ui":
            return f"{page or 'this folder'} includes the page {other}; activate an action or emit a signal instead"
        return None
    if here not in RANKS or there not in RANKS:
        return f"the room “{here if here not in RANKS else there}” is not on the plan of the house"
    if RANKS[there] >= RANKS[here]:
        return f"{here} includes {there}; includes go downwards only"
    return None


def check_tasks(lines):
    """Numbers of lines whose g_task_new has no source tag before its function ends."""
    waiting = []
    for number, line in enumerate(lines, 1):
        if re.search(r"\bg_task_new ?\(", line):
            waiting.append(number)
        if waiting and re.search(r"\bg_task_set_source_tag ?\(", line):
            waiting.pop(0)
        if line.startswith("}"):
            yield from waiting
            waiting = []
    yield from waiting


def check_source(root, path, text):
    room = room_of(path)
    lines = strip_comments(text).split("\n")

    if text.split("\n", 1)[0] != f"/* {SPDX} */":
        yield 1, f"the first line is not /* {SPDX} */"
    for number in check_tasks(lines):
        yield number, "g_task_new without g_task_set_source_tag in the same function"
    if room is None:
        return
    if room not in RANKS:
        yield 1, f"the room “{room}” is not on the plan of the house"
        return
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        wrong = check_include(root, path, match.group(1)) if match else None
        if wrong:
            yield number, wrong
        for what, pattern, rooms in PRIVATE:
            if room not in rooms and pattern.search(line):
                yield number, f"{what} stands in {', '.join(sorted(rooms))} only"
        if VERSION_CHECK.search(line) and not path.startswith("src/ui/compat/"):
            yield number, "version checks stand in src/ui/compat only"


def check_text(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            yield number, "tab"
        # A sentence in a .ui file cannot be broken without becoming another one for its translators.
        if len(line) > MAX_COLUMNS and 'translatable="yes">' not in line:
            yield number, f"{len(line)} columns, more than {MAX_COLUMNS}"
        if line != line.rstrip():
            yield number, "spaces at the end of the line"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no line end at the end of the file"


def check_potfiles(root, translated):
    path = "po/POTFILES"
    try:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            listed = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    except FileNotFoundError:
        listed = []
    for name in sorted(translated - set(listed)):
        yield name, 1, f"has texts to translate and is not in {path}"
    for number, name in enumerate(listed, 1):
        if not os.path.isfile(os.path.join(root, name)):
            yield path, number, f"{name} does not exist"
    if listed != sorted(set(listed)):
        yield path, 1, "not sorted, or something is listed twice"


def list_files(root):
    for top in ("src", "tests", "build-aux", "data", "po"):
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                yield os.path.relpath(os.path.join(folder, name), root)
    for name in BUILD + TOP_SCRIPTS:
        if os.path.isfile(os.path.join(root, name)):
            yield name


def check(root):
    translated = set()
    for path in list_files(root):
        script = path.endswith(SCRIPTS) or path in TOP_SCRIPTS
        if not (script or path.endswith(CODE + (".ui",)) or os.path.basename(path) in BUILD):
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            text = file.read()
        yield from ((path, *finding) for finding in check_text(path, text))
        if path.endswith(CODE):
            yield from ((path, *finding) for finding in check_source(root, path, text))
        if script and f"# {SPDX}" not in text.split("\n")[:3]:
            yield path, 1, f"no # {SPDX} in the first lines"
        if path.startswith("src/") and TRANSLATABLE.search(strip_comments(text)):
            translated.add(path)
    yield from check_potfiles(root, translated)


def main(argv):
    root = argv[1] if len(argv) > 1 else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    findings = list(check(root))
    for path, number, what in findings:
        print(f"{path}:{number}: {what}")
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
