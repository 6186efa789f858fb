#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-ui.py ROOT: no .ui file uses a class or a property that the GTK and libadwaita at hand call deprecated, or has
a drop-down that no screen reader could name.

The compiler sees only what is used from C. What has aged is read from the libraries' own descriptions (GIR files, which
come with their headers), so this finds most on the newest system. Ends with 77 where there are none.
"""

import os
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

GIRS = ("Gtk-4.0.gir", "Adw-1.gir")
CORE = "{http://www.gtk.org/introspection/core/1.0}"
TYPE_NAME = "{http://www.gtk.org/introspection/glib/1.0}type-name"

# One of these two is built, by libadwaita's version.
OLD_ONLY = {"figment-help-overlay.ui"}


def find_gir(name):
    folders = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    paths = [pathlib.Path(folder) / "gir-1.0" / name for folder in folders]
    return next((path for path in paths if path.exists()), None)


class Class:
    """A class or an interface: what of it is deprecated, and what it is made from."""

    def __init__(self, node, namespace):
        self.since = node.get("deprecated-version") if node.get("deprecated") == "1" else None
        parents = [node.get("parent"), *(face.get("name") for face in node.iter(CORE + "implements"))]
        self.parents = [name if "." in name else f"{namespace}.{name}" for name in parents if name]
        self.properties = {
            prop.get("name"): prop.get("deprecated-version") if prop.get("deprecated") == "1" else None
            for prop in node.iter(CORE + "property")
        }


def read_girs(paths):
    """({"Gtk.Button": Class}, {"GtkButton": "Gtk.Button"})"""
    classes, names = {}, {}
    for path in paths:
        for namespace in ElementTree.parse(path).getroot().iter(CORE + "namespace"):
            for node in [*namespace.iter(CORE + "class"), *namespace.iter(CORE + "interface")]:
                name = f"{namespace.get('name')}.{node.get('name')}"
                classes[name] = Class(node, namespace.get("name"))
                names[node.get(TYPE_NAME)] = name
    return classes, names


def property_since(classes, name, prop):
    """The version that deprecates a property of a class; the nearest class that has the property decides."""
    found = classes.get(name)
    if found is None:
        return None
    if prop in found.properties:
        return found.properties[prop]
    return next(filter(None, (property_since(classes, parent, prop) for parent in found.parents)), None)


def find_nameless(tree):
    """Drop-downs that newer GTK names by their choice, since no label and no name of their own does."""
    labelled = {node.text for node in tree.iter("property") if node.get("name") == "mnemonic-widget"}
    for node in tree.iter("object"):
        if node.get("class") == "GtkDropDown" and node.get("id") not in labelled:
            by = [it.text for it in node.findall("accessibility/relation") if it.get("name") == "labelled-by"]
            own = any(it.get("name") == "label" for it in node.findall("accessibility/property"))
            if not by or (node.get("id") in by and not own):
                yield f"the GtkDropDown “{node.get('id')}” is not labelled-by anything, itself with a label or another"


def look(path, classes, names):
    for node in ElementTree.parse(path).iter():
        if node.tag not in ("object", "template"):
            continue
        used = names.get(node.get("parent" if node.tag == "template" else "class"))
        if used is None:
            continue
        if classes[used].since:
            yield f"{used} is deprecated since {classes[used].since}"
        for prop in node.findall("property"):
            name = prop.get("name").replace("_", "-")
            since = property_since(classes, used, name)
            if since:
                yield f"{used}:{name} is deprecated since {since}"


def main(root):
    paths = sorted(root.glob("src/**/*.ui"))
    findings = [f"{path.relative_to(root)}: {finding}" for path in paths
                for finding in find_nameless(ElementTree.parse(path))]
    girs = [find_gir(name) for name in GIRS]
    if None in girs and not findings:
        print("no descriptions of GTK and libadwaita are installed")
        return 77
    if None not in girs:
        classes, names = read_girs(girs)
        findings += [f"{path.relative_to(root)}: {finding}" for path in paths if path.name not in OLD_ONLY
                     for finding in look(path, classes, names)]
    print("\n".join(findings) or "no .ui file uses what is deprecated or has a drop-down without a name")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
