#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the table of known node classes up to date with what a ComfyUI says of its own.

    known-nodes.py OBJECT_INFO.json[.gz]…     what GET /object_info answered

Classes that a file describes are replaced, all others stay: they come from packs that were read at other times. Only
names, their order and the kind of each widget are kept (src/core/workflow/figment-known-nodes.h).
"""

import gzip
import json
import os
import sys

TABLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "nodes", "known-nodes.txt")
KINDS = {"INT": "i", "FLOAT": "f", "STRING": "s", "BOOLEAN": "b", "COMBO": "c", "COMFY_DYNAMICCOMBO_V3": "c"}
UPLOADS = ("image_upload", "video_upload", "audio_upload", "animated_image_upload", "file_upload")


def list_section(info, section):
    """(name, type, options) of each input, in the order in which the editor shows them."""
    specs = info.get("input", {}).get(section) or {}
    order = (info.get("input_order") or {}).get(section) or []
    for name in [*order, *(name for name in specs if name not in order)]:
        spec = specs.get(name)
        if isinstance(spec, list) and spec:
            yield name, spec[0], spec[1] if len(spec) > 1 and isinstance(spec[1], dict) else {}


def list_widgets(info):
    for section in ("required", "optional"):
        upload = False
        for name, kind, options in list_section(info, section):
            letter = "c" if isinstance(kind, list) else KINDS.get(options.get("widgetType", kind))
            if letter is None or "\t" in name or "\n" in name:
                continue
            mark = "!" if options.get("forceInput") else "+" if options.get("control_after_generate") else ""
            upload = upload or any(options.get(key) for key in UPLOADS)
            yield f"{name}:{letter}{mark}"
        if upload and section == "required":
            yield "upload:u"


def read_table():
    with open(TABLE, encoding="utf-8") as file:
        lines = file.read().split("\n")
    head = [line for line in lines if line.startswith("#")]
    return head, {line.split("\t")[0]: line for line in lines if line and not line.startswith("#")}


def main(paths):
    if not paths:
        print(__doc__)
        return 2
    head, table = read_table()
    for path in paths:
        with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
            described = json.load(file)
        for name, info in described.items():
            if "\t" not in name and "\n" not in name:
                table[name] = "\t".join([name, *list_widgets(info)])
        print(f"{path}: {len(described)} classes")
    with open(TABLE, "w", encoding="utf-8") as file:
        file.write("\n".join([*head, *(table[name] for name in sorted(table, key=lambda text: text.encode()))]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
