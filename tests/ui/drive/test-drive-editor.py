# SPDX-License-Identifier: GPL-3.0-or-later
"""A workflow's form is made another one: by keys alone, by mouse, and in another home."""

import json
import re

from drive import main, test, wait, xdotool

NAME = "Stable Diffusion 1.5"


def kept(place, column, name=None):
    """What is on disk of the workflow."""
    where = f"name = '{name}'" if name else "id = 1"
    return place.query(f"SELECT {column} FROM workflows WHERE starter = 'sd15' AND {where}" if not name else
                       f"SELECT {column} FROM workflows WHERE {where}")[0][0]


def mapping(place):
    return json.loads(kept(place, "input_mappings", NAME) or "{}")


def open_editor(place, **settings):
    figment = place.start(server=place.serve(), page="'workflows'", **settings)
    figment.click("button", "More", row_of(figment, NAME))
    figment.click("menu item", "Edit Controls")
    figment.find("button", "Try It")
    return figment


def row_of(figment, name):
    """The row of the list that the label is in."""
    return next(node for node in figment.find("label", name).ancestors() if node.role == "list item")


def choose_by_keys(figment, name, item):
    """Another item of a drop-down, by its first letters where it can be searched."""
    figment.tab_to(figment.find("combo box", name))
    figment.press("space")
    popover = figment.find_popover()
    wait(lambda: any(node.name == item for node in popover.walk() if node.role == "label"), f"“{item}”")
    for _ in range(300):
        figment.press("Down")
        chosen = [row for row in popover.walk() if row.role == "list item" and row.state("focused")]
        if any(node.name == item for row in chosen for node in row.walk()):
            break
    figment.press("Return")
    wait(lambda: not figment.look_for_popover(), "the end of the popover")


@test
def dragged(place):
    """A row goes where it is dropped, and width and height go together."""
    figment = open_editor(place)
    drag(figment, "Seed", "Prompt")
    wait(lambda: mapping(place).get("order", [])[:2] == ["seed", "positive"], "the seed above the prompt")
    drag(figment, "Size", "Seed")
    wait(lambda: mapping(place)["order"][:3] == ["width", "height", "seed"], "the size above the seed")
    figment.press("ctrl+z", "ctrl+z")
    wait(lambda: not mapping(place), "the order as it was")


def drag(figment, name, above):
    """Drags a row of the form by its handle, which stands before its label, above another one."""
    source, target = figment.find("label", name), figment.find("label", above)
    window, x, y = figment.point(source)
    left = x - source.extents[2] // 2 - 14
    _, over, top = figment.point(target)
    n_surfaces = len(figment.surfaces())
    xdotool("mousemove", "--window", window, left, y, "mousedown", 1)

    def has_begun():
        xdotool("mousemove", "--window", window, left + 4, y + 4, "mousemove", "--window", window, left + 20, y + 9)
        return len(figment.surfaces()) > n_surfaces

    wait(has_begun, "what is dragged")
    for step in (12, 6, 0):
        xdotool("mousemove", "--window", window, over, top - 2 + step)
        figment.settled(target)  # the program has seen it when it answers
    xdotool("mouseup", 1)


@test
def looked_at_before(place):
    """What will be sent is shown and can be copied; nothing is sent, and the values stay."""
    figment = place.start(server=place.serve(), page="'text-to-image'")
    figment.write("Prompt", "an owl")
    figment.click("button", "What Will Be Sent")
    window = figment.find_window("What Will Be Sent")
    figment.find("label", "Node 6 (CLIPTextEncode “Prompt”) · text", window)
    figment.find("label", re.compile("→ “an owl”$"), window)
    figment.press("ctrl+c")
    figment.find("label", "Copied", window)
    wait(lambda: "· text: “a lighthouse on a cliff at dusk, oil painting” → “an owl”\n" in place.desk.clipboard(),
         "the change in the clipboard")
    figment.close_window()
    assert not place.query("SELECT id FROM generations")
    assert figment.find("text", "Prompt").text == "an owl"


main()
