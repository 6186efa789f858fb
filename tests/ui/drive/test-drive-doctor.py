# SPDX-License-Identifier: GPL-3.0-or-later
"""What is the matter with a workflow is said where one comes across it, and put right there."""

import json
import re

from drive import main, test, wait

MISSING = "old/v1-5-pruned-emaonly.safetensors"
THERE = "v1-5-pruned-emaonly.safetensors"


def make_graph(model, more=()):
    """more: nodes besides."""
    return {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": model}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "a fox"}},
        "3": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "blurry"}},
        "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
        "5": {"class_type": "KSampler", "inputs": {
            "model": ["1", 0], "positive": ["2", 0], "negative": ["3", 0], "latent_image": ["4", 0], "seed": 1,
            "steps": 20, "cfg": 7.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}},
        "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
        "7": {"class_type": "SaveImage", "inputs": {"images": ["6", 0], "filename_prefix": "fox"}},
        **dict(more),
    }


def write(place, name, *arguments):
    path = place.path / f"{name}.json"
    path.write_text(json.dumps(make_graph(*arguments)))
    return path


def start(place):
    """With a server that is known."""
    figment = place.start(server=place.serve(), page="'workflows'")
    figment.find("button", "No problems")
    return figment


def take(place, figment, path):
    """By way of the clipboard, as a file."""
    place.neighbour("copy", path)
    figment.press("ctrl+v")


def sent(place):
    """The graph of the last run, with the seed of make_graph ()."""
    ((text,),) = place.query("SELECT sent_graph FROM generations ORDER BY id DESC LIMIT 1")
    graph = json.loads(text)
    graph["5"]["inputs"]["seed"] = 1
    return graph


def stored(place, name):
    return place.query(f"SELECT api_json, input_mappings FROM workflows WHERE name = '{name}'")[0]


@test
def replaced_after_import(place):
    """A model that is missing: said at import, put right by mouse, undone and done again by keys, and generated."""
    figment = start(place)
    take(place, figment, write(place, "Fox", MISSING))
    figment.find("label", "“Fox” imported; 1 problem")
    figment.click("button", "Show")
    figment.find("label", re.compile(f"“{MISSING}” is not on the server"))
    figment.click("button", f"Use “{THERE}”")
    figment.find("label", "No problems · 1 note")
    figment.press("ctrl+z")
    figment.find("label", "1 problem")
    figment.press("ctrl+shift+z")
    figment.find("label", "No problems · 1 note")
    graph, mapping = stored(place, "Fox")
    assert json.loads(graph) == make_graph(MISSING) and not mapping, (graph, mapping)
    figment.click("button", "Back to Your Workflows")
    figment.find("button", "No problems")
    figment.click("label", "Fox")
    figment.click("button", "Generate")
    figment.find("image", re.compile(r"\.png, \d+ × \d+ pixels"))
    assert sent(place) == make_graph(THERE), sent(place)


@test
def shown_after_notes(place):
    """What had to be mended of the file and what is the matter with it are told at once, with the way to the latter."""
    figment = start(place)
    path = write(place, "Fox", MISSING)
    path.write_text(path.read_text()[:-1] + ",}")
    take(place, figment, path)
    dialog = figment.find_window()
    figment.find("label", "“Fox” imported for Text to Image", dialog)
    figment.find("label", re.compile(f"“{MISSING}” is not on the server"), dialog)
    figment.find("button", "Close", dialog)
    figment.click("button", "Show", dialog)
    figment.find("button", f"Use “{THERE}”")


@test
def left_out_by_keys(place):
    """A node that nobody knows: found in the list of workflows, left out without the mouse; it stays in the file."""
    odd = {"9": {"class_type": "PreviewCompare (pack)", "inputs": {"images": ["6", 0]}}}
    figment = start(place)
    take(place, figment, write(place, "Fox", THERE, odd))
    health = figment.find("button", "1 problem")
    figment.tab_to(health)
    figment.press("Return")
    repair = figment.find("button", "Leave this node out")
    figment.tab_to(repair)
    figment.press("Return")
    figment.find("label", "No problems · 1 note")
    row = wait(lambda: next((node for node in figment.root.walk() if node.role == "list item"
                             and node.state("focused")), None), "the focus in the list")
    assert "You had it left out" in row.name, row.name
    figment.press("alt+Left")
    figment.find("button", "No problems")
    graph, mapping = stored(place, "Fox")
    assert "PreviewCompare" in graph and json.loads(mapping)["repairs"] == [{"do": "remove", "node": "9"}], mapping
    figment.click("label", "Fox")
    figment.click("button", "Generate")
    figment.find("image", re.compile(r"\.png, \d+ × \d+ pixels"))
    assert sent(place) == make_graph(THERE), sent(place)


@test
def replaced_where_it_is_generated(place):
    """In the line above the button, which goes when the model is chosen by hand as well."""
    figment = start(place)
    take(place, figment, write(place, "Fox", MISSING))
    figment.find("label", "“Fox” imported; 1 problem")
    figment.click("label", "Fox")
    figment.find("label", "Model needs another value on this server")
    figment.click("button", f"Use “{THERE}”")
    figment.find("label", f"“{THERE}” is used in place of “{MISSING}”")
    figment.wait_until_gone("label", f"“{MISSING}” is not on the server.")
    figment.click("button", "Undo")
    figment.find("label", "Model needs another value on this server")
    figment.find("label", f"“{MISSING}” is not on the server.")
    figment.click("button", f"Use “{THERE}”")
    figment.find("button", "Undo")
    figment.press("ctrl+Return")
    figment.find("image", re.compile(r"\.png, \d+ × \d+ pixels"))
    assert sent(place) == make_graph(THERE), sent(place)


@test
def chosen_otherwise(place):
    """A model that is missing and has none that is like it may be chosen by hand, or tried all the same."""
    figment = start(place)
    take(place, figment, write(place, "Fox", "nothing.ckpt"))
    figment.find("label", "“Fox” imported; 1 problem")
    figment.click("label", "Fox")
    figment.find("label", "Model needs another value on this server")
    figment.click("button", "Generate")
    figment.find("button", "Try Again")
    figment.click("button", "Model")
    figment.click("label", THERE, figment.find_popover())
    figment.wait_until_gone("label", "Model needs another value on this server")


@test
def not_sent(place):
    """What no server takes is not sent, and it is said why."""
    broken = {"7": {"class_type": "SaveImage", "inputs": {"images": ["99", 0], "filename_prefix": "fox"}}}
    figment = start(place)
    take(place, figment, write(place, "Fox", THERE, broken))
    figment.find("label", re.compile("“Fox” imported; "))
    figment.click("label", "Fox")
    figment.find("label", re.compile("^No server will run this workflow. .*Node 99, which is not in this workflow"))
    figment.click("button", "Generate")
    show = figment.find("button", "Show", figment.find("button", "Generate").parent.parent)
    wait(lambda: show.state("focused"), "the focus on what is to be done")
    assert not place.query("SELECT * FROM generations")


def first_row(figment):
    """Its name. In GTK 4.24 more is under that name, and not always from top to bottom."""
    rows = [node for node in figment.find("list", "Your Workflows").walk() if node.role == "list item"]
    if not rows:
        return None
    first = min(rows, key=lambda row: row.extents[1])
    return next((node.name for node in first.walk() if node.role == "label"), None)


@test
def problems_first(place):
    """An order of the list, which follows what is put right."""
    figment = start(place)
    take(place, figment, write(place, "Broken", MISSING))
    figment.find("button", "1 problem")
    take(place, figment, write(place, "Sound", THERE))
    wait(lambda: first_row(figment) == "Sound", "the newest at the head")
    figment.choose("Order", "Problems first")
    wait(lambda: first_row(figment) == "Broken", "what has problems at the head")


@test
def not_checked(place):
    """Nothing is said of a server that is not there, but how to change that."""
    figment = place.start(write(place, "Fox", MISSING), comfy_address="'http://127.0.0.1:9'", page="'workflows'")
    figment.find("label", "“Fox” imported for Text to Image")
    figment.click("button", "Not checked")
    figment.find("label", re.compile("^The workflow is checked against"))
    figment.find("button", "Settings")


main()
