#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations that nobody has to write, to see what becomes of the window in other languages.

    pseudo.py SOURCE_ROOT LOCALE_FOLDER

Makes two languages and compiles them into the folder: "de", all texts in po/POTFILES as long as German becomes, and
"he", which leaves them as they are, but is read from right to left.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

PRELOADED = os.environ.get("FIGMENT_DRIVE_LOCALE", "")  # locale.c
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]


def lengthen(text):
    """Half as long again, as German may become; one or two words twice as long, and in one piece."""
    length = len(text.replace("_", ""))
    end = len(text.rstrip("…:.?! \n"))
    if length < 16:
        more = "schaftlichkeiten"[:length]
    else:
        more = (" und noch etwas mehr von dem, was gemeint ist" * 9)[:length // 2]
    return text[:end] + more + text[end:]


def unquote(lines):
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines))
    return re.sub(r'\\(.)', lambda match: {"n": "\n", "t": "\t"}.get(match.group(1), match.group(1)), text)


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def extract(root):
    """[(context, singular, plural)] of all texts; context and plural may be None."""
    command = ["xgettext", "--from-code=UTF-8", "--output=-", "--directory", root, "--files-from",
               str(root / "po" / "POTFILES"), *(f"--keyword={keyword}" for keyword in KEYWORDS)]
    pot = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    quoted = r'((?:".*"\n)+)'
    entry = re.compile(f"^(?:msgctxt {quoted})?msgid {quoted}(?:msgid_plural {quoted})?msgstr", re.MULTILINE)
    return [tuple(None if part is None else unquote(part) for part in match.groups()) for match in entry.finditer(pot)]


def compile_catalogue(folder, language, domain, body):
    header = ('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n'
              'Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n')
    target = folder / language / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".po", encoding="utf-8") as po:
        po.write(header + body)
        po.flush()
        subprocess.run(["msgfmt", "-o", target / f"{domain}.mo", po.name], check=True)


def main(root, folder):
    lines = []
    for context, singular, plural in extract(root):
        if not singular:
            continue
        if context is not None:
            lines.append(f"msgctxt {quote(context)}")
        lines.append(f"msgid {quote(singular)}")
        if plural is None:
            lines.append(f"msgstr {quote(lengthen(singular))}\n")
        else:
            lines += [f"msgid_plural {quote(plural)}", f"msgstr[0] {quote(lengthen(singular))}",
                      f"msgstr[1] {quote(lengthen(plural))}\n"]
    compile_catalogue(folder, "de", "figment", "\n".join(lines))
    # GTK asks its own catalogue which way a language is read, but only for programs that know the language.
    compile_catalogue(folder, "he", "figment", "")
    compile_catalogue(folder, "he", "gtk40", 'msgid "default:LTR"\nmsgstr "default:RTL"\n')


def speak(place, folder, language):
    """Programs that are started in the place from now on have the words of main (); "C" for those of the source."""
    place.environment.update(LANGUAGE=language, FIGMENT_LOCALE=str(folder))
    place.preload = [PRELOADED]


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]))
