# SPDX-License-Identifier: GPL-3.0-or-later
"""In the narrowest window nothing goes over its sides, in any state, also where words are as long as in German."""

import pathlib
import shutil

import pseudo
import tour
from drive import main, test
from size import NARROW, WIDE, resize

ROOT = pathlib.Path(__file__).resolve().parents[3]
# What a person reads or acts on; boxes may be larger than what is to be seen of them.
THINGS = {"button", "check box", "combo box", "entry", "label", "slider", "spin button", "switch", "text",
          "toggle button"}
MAP = "Map of the Workflow"  # larger than what is seen of it


def is_cut(node, width):
    x, _, wide, _ = node.place
    return wide > 0 and (x < 0 or x + wide > width)


def find_cut(figment, width):
    return [node for node in figment.window.walk()
            if node.role in THINGS and node.place and is_cut(node, width) and node.is_shown()
            and all(above.name != MAP for above in node.ancestors())]


def check(leg, place):
    faults = {}
    for state, figment in leg(place):
        if figment.look_for_popover() or figment.look_for_window():  # which have a size of their own
            continue
        resize(figment, *NARROW)
        width = figment.window.extents[2]
        if width != NARROW[0]:
            faults.setdefault(f"the window is {width} px wide", state)
        for node in find_cut(figment, NARROW[0]):
            faults.setdefault(f"{node} {node.place}", state)
        resize(figment, *WIDE)
        figment.forgive_gaps()  # all of a page laid out anew for a width that no mouse comes to in one go
    if faults:
        raise AssertionError("\n".join(f"{state}, {what}" for what, state in faults.items()))


for leg in tour.LEGS:
    def narrow(place, leg=leg):
        pseudo.main(ROOT, place.path / "locale")
        pseudo.speak(place, place.path / "locale", "de")
        check(leg, place)
    narrow.__name__ = leg.__name__
    test(narrow)

if shutil.which("xgettext"):
    main()
else:
    print("1..0 # skip: there is no xgettext")
