# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control that can be seen in any state has a name that a screen reader can say, and is reached by keyboard."""

import tour
from drive import main, test

# What a person acts on; the rest of the tree is text, pictures and boxes.
CONTROLS = {
    "button", "check box", "check menu item", "combo box", "entry", "menu item", "password", "radio button",
    "radio menu item", "slider", "spin button", "text", "toggle button",
}
ITEMS = {"list item", "table cell"}
# What has a name besides.
MAP = "Map of the Workflow"  # arrows go from one of its nodes to the next
AROUND = {"dialog", "list", "progress bar", "table", "tool bar", "window"}
# Names that tell nothing: they say what kind of thing it is, which the role says already.
EMPTY_NAMES = {"Thumbnail", "Button", "Image", "Row"}
# What the panel of a workflow's editor shows follows the focus through its form, and arrows go from node to node of its
# map; test-drive-editor.py does all of it by keys.
FOLLOWS_FOCUS = {"editor", "editor-seeds"}
TITLE_BUTTONS = {"Minimize", "Maximize", "Restore", "Close"}  # for which a desktop has keys


def has_name(node):
    return node.name not in ("", *EMPTY_NAMES)


def is_named(node):
    """GTK 4.8 gives names to the children of list items only, and focus within a combo box to a part of it."""
    if has_name(node):
        return True
    if node.role in ("list item", "table cell"):
        return any(has_name(inner) for inner in node.descendants())
    return any(above.role in ("combo box", "spin button", "list item") and is_named(above)
               for above in node.ancestors())


def is_theirs(state, node):
    """What GTK and libadwaita have made and not named: in their own windows, and in a toast."""
    return state in ("shortcuts", "about") or any(above.raw_name == "AdwToastWidget" for above in node.ancestors())


def path(node):
    return " > ".join(f"{step.role} “{step.raw_name}”" for step in [*reversed([*node.ancestors()]), node][-5:])


def press_through(figment, key):
    """Presses until the focus has come round. Returns the paths that had it, and how often none said that it has it."""
    reached, n_silent, n_old = set(), 0, 0
    while n_old < 12 and n_silent < 8:
        path = figment.move_focus(key)
        if path is None:
            n_silent += 1
        elif path in reached:
            n_old += 1
        else:
            n_old = 0
            reached.add(path)
    return reached, n_silent


def list_of(node):
    return next((above for above in node.ancestors() if above.role in ("list", "table") or above.name == MAP), None)


def place_in_list(node):
    """What the same thing in another item of the list has, too."""
    around = list_of(node)
    return around and (around.path, node.role, node.name if node.role not in ITEMS and around.name != MAP else "")


def find_unreached(figment):
    """What can take the focus, and gets it by neither Tab nor an arrow."""
    popover = figment.look_for_popover()
    scope = popover or figment.look_for_window() or figment.window
    before = {node.path for node in scope.walk() if node.state("focusable") and node.state("sensitive")}
    reached, n_silent = press_through(figment, "Tab")
    if popover is not None:
        reached |= press_through(figment, "Down")[0]
    elif any(node.name == MAP for node in scope.walk()):
        # The panel beside a form shows what has the focus in the form: the way there without passing all else.
        figment.tab_to(figment.find("text", "Prompt"))
        figment.press("F6")
        reached |= press_through(figment, "Tab")[0]
    # What shows the particulars of what has the focus is another one each time.
    nodes = [node for node in scope.walk()
             if node.path in before and node.state("focusable") and node.state("sensitive")]
    # Arrows go from one item of a list to the next, and Tab then into it as into the first.
    alike = {place_in_list(node) for node in nodes if node.path in reached}
    missing = []
    for node in nodes:
        if node.path in reached or node.name in TITLE_BUTTONS or place_in_list(node) in alike - {None}:
            continue
        if any(above.role == "combo box" for above in node.ancestors()):
            continue  # shows what is chosen
        if node.role in ITEMS and any(inner.path in reached for inner in node.descendants()):
            continue  # around an AdwExpanderRow
        if node.role == "text" and n_silent > 0:
            n_silent -= 1  # an AdwEntryRow, the inside of which has the focus and is not in the tree
        elif node.role in CONTROLS or node.role in ITEMS:
            missing.append(node)
    return missing


def check(leg, place):
    faults = {}
    for state, figment in leg(place):
        for node in figment.root.walk():
            if node.role in CONTROLS | ITEMS | AROUND and not is_named(node) and not is_theirs(state, node):
                faults.setdefault(f"without a name: {path(node)}", state)
        for node in find_unreached(figment) if state not in FOLLOWS_FOCUS else ():
            faults.setdefault(f"not by keyboard: {node} {node.place}", state)
    if faults:
        raise AssertionError("\n".join(f"{state}, {what}" for what, state in faults.items()))


for leg in tour.LEGS:
    def controls(place, leg=leg):
        check(leg, place)
    controls.__name__ = leg.__name__
    test(controls)

main()
