#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes pictures of each page and state.

    screenshots.py FOLDER            all of them: light, dark, in long words, from right to left; wide, medium, narrow
    screenshots.py FOLDER NAME…      those of the states that are named
    screenshots.py --readme FOLDER   the few that README.md shows

`ninja -C build screenshots` and `ninja -C build readme-screenshots` call it.
"""

import pathlib
import subprocess
import sys

import pseudo
import tour
from drive import Desk, Place, xdotool
from size import BORDER, MEDIUM, NARROW, WIDE, resize

ROOT = pathlib.Path(__file__).resolve().parents[3]
SIZES = [WIDE, MEDIUM, NARROW]
SCREEN = (1290, 890)
# name of the variant, settings, language
VARIANTS = [
    ("light", {"style": "'light'"}, "C"),
    ("dark", {"style": "'dark'"}, "C"),
    ("long", {"style": "'light'"}, "de"),
    ("rtl", {"style": "'light'"}, "he"),
]
README = {"running": "running", "text-to-video-done": "video"}


def take(path, width, height):
    """When two in a row are the same, or ten are not, as of a video."""
    xdotool("mousemove", 10000, 10000)  # out of the way, with what it would explain
    command = ["import", "-window", "root", "-crop", f"{width}x{height}+{BORDER}+{BORDER}", "+repage", "ppm:-"]
    last, picture = None, b""
    for _ in range(10):
        last, picture = picture, subprocess.run(command, capture_output=True, check=True).stdout
        if last == picture:
            break
    subprocess.run(["convert", "ppm:-", path], input=picture, check=True)


def take_leg(place, leg, folder, variant, settings, chosen):
    for state, figment in leg(place, **settings):
        if chosen and state not in chosen:
            continue
        if figment.look_for_popover():  # which a new size would close, and which may be larger than the window
            take(folder / f"{state}-{variant}.png", *SCREEN)
            continue
        for width, height in SIZES:
            resize(figment, width, height)
            take(folder / f"{state}-{variant}-{width}.png", width, height)
        resize(figment, *SIZES[0])


def take_all(desk, folder, chosen):
    """Returns: whether all came about."""
    pseudo.main(ROOT, folder / "locale")
    ended = True
    for variant, settings, language in VARIANTS:
        for leg in tour.LEGS:
            place = Place(desk)
            pseudo.speak(place, folder / "locale", language)
            try:
                take_leg(place, leg, folder, variant, settings, chosen)
            except AssertionError as error:
                print(f"{leg.__name__}, {variant}: {error}", flush=True)
                ended = False
            finally:
                place.close()
    return ended


def take_readme(desk, folder):
    for leg in tour.LEGS:
        place = Place(desk)
        try:
            for state, figment in leg(place, style="'light'"):
                if state in README:
                    resize(figment, *SIZES[0])
                    xdotool("mousemove", "0", "0")  # no tooltip
                    take(folder / f"{README[state]}.png", *SIZES[0])
        finally:
            place.close()


def main(arguments):
    readme = "--readme" in arguments
    folder, *chosen = [argument for argument in arguments if argument != "--readme"]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk()
    try:
        if readme:
            take_readme(desk, folder)
        else:
            return 0 if take_all(desk, folder, chosen) else 1
    finally:
        desk.close()
    return 0


sys.exit(main(sys.argv[1:]))
