#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-icons.py ROOT: each symbolic icon that the window names is one of ours, or in the Adwaita theme at hand.

A name that the theme has dropped shows as a broken picture and as nothing else. Ends with 77 where there is no theme.
"""

import os
import pathlib
import re
import sys

NAME = re.compile(r'["\'>]([a-z0-9-]+-symbolic)["\'<]')


def main(root):
    folders = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    theme = next(filter(pathlib.Path.is_dir, (pathlib.Path(folder) / "icons/Adwaita" for folder in folders)), None)
    if theme is None:
        print("the Adwaita theme is not installed")
        return 77
    known = {path.stem for folder in (theme, root / "data") for path in folder.glob("**/*-symbolic.svg")}
    findings = [
        f"{path.relative_to(root)}: no icon {name}"
        for path in sorted(root.glob("src/ui/**/*")) if path.suffix in (".c", ".ui")
        for name in sorted(set(NAME.findall(path.read_text()))) if name not in known
    ]
    print("\n".join(findings) or "every icon is there")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
