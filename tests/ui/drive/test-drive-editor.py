# SPDX-License-Identifier: GPL-3.0-or-later
"""A workflow's form is made another one: by keys alone, by mouse, and in another home."""

import json
import pathlib
import re

from drive import main, test, wait, xdotool

EDITOR = pathlib.Path(__file__).parents[2] / "data" / "cli" / "editor.json"
NAME = "Stable Diffusion 1.5"
PICTURE = re.compile(r"\.png, \d+ × \d+ pixels")


def kept(place, column):
    """What is on disk of the workflow."""
    ((value,),) = place.query(f"SELECT {column} FROM workflows WHERE starter = 'sd15'")
    return value


def mapping(place):
    return json.loads(kept(place, "input_mappings") or "{}")


def row_of(figment, name):
    """The row of the list that has this name."""
    return next(node for node in figment.find("label", name).ancestors() if node.role == "list item")


def open_editor(place, **settings):
    figment = place.start(server=place.serve(), page="'workflows'", **settings)
    figment.click("button", "More", row_of(figment, NAME))
    figment.click("menu item", "Edit Controls")
    figment.find("button", "Try It")
    return figment


def press_on(figment, role, name, inside=None):
    """A menu button and a drop-down have a button inside that takes the keyboard."""
    node = figment.find(role, name, inside)
    inner = next((child for child in node.walk() if child.role in ("button", "toggle button")), node)
    figment.tab_to(inner)
    figment.press("space")


def choose_by_keys(figment, name, item):
    """Another item of a drop-down. What has the focus in it is not what is taken, but what is selected."""
    press_on(figment, "combo box", name)
    popover = figment.find_popover()
    figment.find("label", item, popover)

    def is_selected():
        rows = [row for row in popover.walk() if row.role == "list item"]
        names = [node.name for row in rows for node in row.walk() if node.role == "label"]
        chosen = [row.state("selected") for row in rows]
        if True not in chosen or chosen.index(True) == names.index(item):
            return True in chosen
        figment.move_focus("Down" if chosen.index(True) < names.index(item) else "Up")
        return False

    wait(is_selected, f"“{item}” as the one that is selected")
    figment.press("Return")
    wait(lambda: not figment.look_for_popover(), "the end of the popover")


def choose_control_by_keys(figment, words, title):
    """By words that stand in no other title."""
    press_on(figment, "button", "Control")
    popover = figment.find_popover()
    figment.type(words)
    wait(lambda: [node.name for node in popover.walk() if node.role == "label" and node.name] == [title], title)
    figment.press("Return")
    wait(lambda: not figment.look_for_popover(), "the end of the popover")


def choose_control(figment, title):
    figment.click("button", "Control")
    figment.click("label", title, figment.find_popover())
    wait(lambda: not figment.look_for_popover(), "the end of the popover")


def write_by_keys(figment, name, text):
    entry = figment.find("text", name)
    figment.tab_to(entry)
    figment.press("ctrl+a")
    figment.type(text)
    wait(lambda: entry.text == text, f"“{text}” in {entry}")
    figment.press("Return")


def open_by_keys(figment):
    press_on(figment, "button", "More", row_of(figment, NAME))
    item = figment.find("menu item", "Edit Controls", figment.find_popover())
    while not item.state("focused"):
        figment.move_focus("Down")
    figment.press("Return")
    figment.find("button", "Try It")


@test
def by_keys_alone(place):
    """Renamed, hidden, added, moved, undone, done again, tried."""
    figment = place.start(server=place.serve(), page="'workflows'")
    open_by_keys(figment)
    write_by_keys(figment, "Name", "Mine")
    wait(lambda: kept(place, "name") == "Mine", "another name")
    choose_control_by_keys(figment, "negative", "Negative prompt")
    choose_by_keys(figment, "Shown", "Hidden")
    figment.wait_until_gone("label", "3 words")
    wait(lambda: mapping(place)["controls"]["negative"]["shown"] == "hidden", "a hidden control")
    choose_control_by_keys(figment, "filename", "Filename prefix · Save")
    choose_by_keys(figment, "Shown", "On the form")
    figment.find("text", "Filename prefix")
    write_by_keys(figment, "Label", "Called")
    wait(lambda: mapping(place)["controls"]["9.filename_prefix"] == {"label": "Called", "shown": "form"}, "one more")
    press_on(figment, "button", "Move Up")
    wait(lambda: mapping(place).get("order", [])[-2:] == ["9.filename_prefix", "model"], "it above the last one")
    changed = kept(place, "input_mappings")

    press_on(figment, "button", "Undo")
    figment.press(*["space"] * 4)
    wait(lambda: kept(place, "name") == NAME and not mapping(place), "all as it was")
    figment.find("label", "3 words")
    assert not figment.find("button", "Undo").state("sensitive")
    press_on(figment, "button", "Redo")
    figment.press(*["space"] * 4)
    wait(lambda: kept(place, "name") == "Mine" and kept(place, "input_mappings") == changed, "all of it again")
    press_on(figment, "button", "Try It")
    figment.find("image", PICTURE)
    ((name, params),) = place.query("SELECT workflow_name, params FROM generations")
    assert name == "Mine" and json.loads(params)["steps"] == 4, (name, params)


@test
def left_by_keys(place):
    """Whichever way it was opened, the keyboard is where it was before, and works."""
    figment = place.start(server=place.serve(), page="'workflows'")
    for leave in ("alt+Left", "space"):
        figment.click("button", "More", row_of(figment, "Stable Diffusion XL"))
        figment.click("menu item", "Edit Controls")
        back = figment.find("button", "Back to Your Workflows")
        wait(lambda: back.state("focused"), f"the focus on {back}")
        figment.press(leave)
        wait(lambda: row_of(figment, "Stable Diffusion XL").state("focused"), "the focus on the row")
        figment.press("ctrl+2")
        figment.find("button", "Generate")
        figment.press("ctrl+6")


@test
def described(place):
    """What is said of a workflow is seen in the list and finds it; undo takes it back."""
    figment = place.start(server=place.serve(), page="'workflows'")
    assert not figment.look("combo box", "Tag")
    figment.click("button", "More", row_of(figment, NAME))
    figment.click("menu item", "Describe…")
    figment.find_popover()
    figment.write("Description", "For posters")
    figment.press("Return")
    figment.type("of lighthouses")
    figment.tab_to(figment.find("text", "Tags"))
    figment.type("client, , Night,client")
    figment.press("Return")
    wait(lambda: (kept(place, "description"), kept(place, "tags")) == ("For posters\nof lighthouses", "client, Night"),
         "both on disk")
    figment.close_popover()
    figment.click("button", "Back to Your Workflows")
    figment.find("label", re.compile("^For posters of lighthouses\nText to Image · .*client, Night"))
    figment.write("Search workflows", "night poster", role="entry")
    figment.wait_until_gone("label", "SDXL")
    figment.find("label", NAME)
    figment.press("Escape")
    figment.choose("Tag", "Night")
    figment.wait_until_gone("label", re.compile("^SDXL"))
    figment.click("button", "More", row_of(figment, NAME))
    figment.click("menu item", "Edit Controls")
    figment.click("button", "Details")
    figment.click("button", "client", figment.find_popover())
    wait(lambda: kept(place, "tags") == "Night", "a tag less")
    figment.close_popover()
    figment.press("ctrl+z")
    wait(lambda: kept(place, "tags") == "client, Night", "the tag again")


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
def taken_along(place):
    """Exported here and imported into a home that has never seen it: the same form, the same graph, the same words."""
    columns = "SELECT api_json, graph_json, input_mappings, name, category, tags FROM workflows WHERE name = 'Fox'"
    figment = place.start(EDITOR, server=place.serve(), page="'workflows'")
    figment.find("label", "“editor” imported for Text to Image")
    figment.click("button", "More", row_of(figment, "editor"))
    figment.click("menu item", "Edit Controls")
    figment.write("Name", "Fox")
    choose_control(figment, "Steps")
    figment.write("Label", "Effort")
    figment.choose("Shown", "Under Advanced")
    figment.click("button", "Details")
    figment.find_popover()
    figment.tab_to(figment.find("text", "Tags"))
    figment.type("fox, night")
    figment.close_popover()
    ((*_, tags),) = wait(lambda: [row for row in place.query(columns) if row[-1]], "the tags on disk")
    assert tags == "fox, night"
    figment.click("button", "Back to Your Workflows")
    figment.click("button", "More", row_of(figment, "Fox"))
    figment.click("menu item", "Export…")
    figment.choose_file(place.path / "Fox.json")
    figment.find("label", "“Fox.json” is saved")
    before = place.query(columns)
    assert json.loads(before[0][2])["controls"]["steps"] == {"label": "Effort", "shown": "advanced"}
    figment.press("ctrl+w")
    figment.wait_for_end()

    (place.path / "data").rename(place.path / "elsewhere")
    files = sorted(place.path.glob("Fox*"))
    assert [path.name for path in files] == ["Fox.editor.json", "Fox.figment.json", "Fox.json"]
    again = place.start(*files, page="'workflows'")
    again.find("label", "“Fox” imported for Text to Image")
    assert place.query(columns) == before


@test
def in_a_narrow_window(place):
    """The form and what its controls are take turns; the control that was chosen in one is shown in the other."""
    figment = open_editor(place, window_width=420, window_height=720)
    figment.click("text", "Negative prompt")
    assert not figment.look("text", "Label")
    figment.click("button", "Controls")
    wait(lambda: figment.find("text", "Label").text == "Negative prompt", "the control that was chosen")
    assert not figment.look("text", "Negative prompt")
    figment.write("Label", "Not in it")
    figment.press("Return")
    figment.click("button", "Form")
    figment.find("text", "Not in it")


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
