#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint finds what it is there to find: each case is a small tree with one fault, or with none."""

import importlib.util
import os
import sys
import tempfile

LINT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build-aux", "check-includes.py")
HEAD = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
TREE = {
    "po/POTFILES": "",
    "src/core/json/figment-json.h": HEAD,
    "src/core/model/figment-mode.h": HEAD,
    "src/core/net/figment-endpoint.h": HEAD,
    "src/core/comfy/figment-comfy-client.h": HEAD,
    "src/core/store/figment-database.h": HEAD,
    "src/core/engine/figment-queue.h": HEAD,
    "src/core/figment-session.h": HEAD,
    "src/practice/figment-practice-comfy.h": HEAD,
    "src/ui/gallery/figment-gallery-page.h": HEAD,
}


def include(name):
    return HEAD + f'#include "{name}"\n'


# (case, path, text, what the finding says or None)
CASES = [
    ("clean", "src/core/model/a.c", HEAD, None),
    ("down", "src/core/engine/a.c", include("comfy/figment-comfy-client.h"), None),
    ("own folder", "src/core/json/a.c", include("figment-json.h"), None),
    ("up", "src/core/json/a.c", include("model/figment-mode.h"), "json includes model"),
    ("net above model", "src/core/model/a.c", include("net/figment-endpoint.h"), "model includes net"),
    ("neighbour", "src/core/comfy/a.c", include("store/figment-database.h"), "comfy includes store"),
    ("engine up", "src/core/engine/a.c", include("figment-session.h"), "engine includes session"),
    ("session down", "src/core/figment-session.c", include("engine/figment-queue.h"), None),
    ("core to practice", "src/core/store/a.c", include("practice/figment-practice-comfy.h"), "store includes practice"),
    ("cli to practice", "src/cli/a.c", include("practice/figment-practice-comfy.h"), None),
    ("page to page", "src/ui/settings/a.c", include("gallery/figment-gallery-page.h"), "the page gallery"),
    ("window to page", "src/ui/figment-window.c", include("gallery/figment-gallery-page.h"), None),
    ("new room", "src/core/cellar/a.c", HEAD, "not on the plan"),
    ("soup in net", "src/core/net/a.c", HEAD + "#include <libsoup/soup.h>\n", None),
    ("soup in store", "src/core/store/a.c", HEAD + "#include <libsoup/soup.h>\n", "libsoup"),
    ("sqlite in engine", "src/core/engine/a.c", HEAD + "#include <sqlite3.h>\n", "sqlite3.h"),
    ("gtk in core", "src/core/model/a.c", HEAD + "#include <gtk/gtk.h>\n", "GTK"),
    ("parser", "src/core/comfy/a.c", HEAD + "JsonParser *parser;\n", "json-glib's own"),
    ("parser in a comment", "src/core/comfy/a.c", HEAD + "/* unlike JsonParser\n * json_parser_new () */\n", None),
    ("parser in json", "src/core/json/a.c", HEAD + "JsonParser *parser;\n", None),
    ("version", "src/core/model/a.c", HEAD + "#if GLIB_CHECK_VERSION (2, 76, 0)\n#endif\n", "version checks"),
    ("tag", "src/core/net/a.c", HEAD + "{\n  g_task_new ();\n  g_task_set_source_tag ();\n}\n", None),
    ("no tag", "src/core/net/a.c", HEAD + "{\n  g_task_new ();\n}\n{\n  g_task_set_source_tag ();\n}\n", "g_task_new"),
    ("no licence", "src/core/net/a.c", "#include <glib.h>\n", "SPDX"),
    ("no licence in a script", "build-aux/a.sh", "#!/bin/sh\n", "SPDX"),
    ("licence in a script", "build-aux/a.sh", "#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n", None),
    ("long line", "tests/a.c", HEAD + "/*" + "x" * 119 + "*/\n", "columns"),
    ("tab", "tests/a.c", HEAD + "\tint a;\n", "tab"),
    ("blanks", "tests/a.c", HEAD + "int a; \n", "end of the line"),
    ("line end", "tests/a.c", HEAD + "int a;", "no line end"),
    ("not translated", "src/core/net/a.c", HEAD + 'f (_ ("x"));\n', "POTFILES"),
    ("plural", "src/core/net/a.c", HEAD + 'g_dngettext (D, "a", "b", n);\n', "POTFILES"),
    ("not a translation", "src/core/net/a.c", HEAD + "f_ (); a_ ();\n", None),
    ("stale", "po/POTFILES", "src/gone.c\n", "does not exist"),
    ("unsorted", "po/POTFILES", "src/core/net/figment-endpoint.h\nsrc/core/json/figment-json.h\n", "not sorted"),
]


def load_lint():
    spec = importlib.util.spec_from_file_location("check_includes", LINT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    sys.dont_write_bytecode = True
    lint = load_lint()
    failed = 0
    print(f"1..{len(CASES)}")
    for number, (name, path, text, expected) in enumerate(CASES, 1):
        with tempfile.TemporaryDirectory() as root:
            for file, content in {**TREE, path: text}.items():
                os.makedirs(os.path.dirname(os.path.join(root, file)), exist_ok=True)
                with open(os.path.join(root, file), "w", encoding="utf-8") as out:
                    out.write(content)
            findings = [what for _, _, what in lint.check(root)]
        good = len(findings) == (expected is not None) and (expected is None or expected in findings[0])
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} {name}")
        if not good:
            print(f"# expected {expected!r}, found {findings!r}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
