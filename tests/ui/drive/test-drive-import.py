# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflows come into the library: opened, chosen, dropped, pasted."""

import json
import pathlib
import re
import struct
import zlib

from drive import main, test, wait

EDITOR = pathlib.Path(__file__).parents[2] / "data" / "cli" / "editor.json"


def make_graph(seed):
    """The least that is a workflow."""
    return {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5-pruned-emaonly.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "a fox"}},
        "3": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "blurry"}},
        "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
        "5": {"class_type": "KSampler", "inputs": {
            "model": ["1", 0], "positive": ["2", 0], "negative": ["3", 0], "latent_image": ["4", 0], "seed": seed,
            "steps": 20, "cfg": 7.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}},
        "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
        "7": {"class_type": "SaveImage", "inputs": {"images": ["6", 0], "filename_prefix": "fox"}},
    }


def write_graph(path, seed):
    path.write_text(json.dumps(make_graph(seed)))
    return path


def write_picture(path, seed):
    """What a server saves: a picture that knows how it was made."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    text = b"prompt\0" + json.dumps(make_graph(seed)).encode()
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
                     + chunk(b"tEXt", text) + chunk(b"IDAT", zlib.compress((b"\0" + b"\x40\x80\xc0" * 8) * 8))
                     + chunk(b"IEND", b""))
    return path


def imported(place):
    """The names of the library's workflows that did not come with the program."""
    return [name for (name,) in place.query("SELECT name FROM workflows ORDER BY id") if name in imported.names]


imported.names = ("editor", "first", "second", "picture", "Workflow")


@test
def opened_with(place):
    """A file on the command line, saved by ComfyUI's editor."""
    figment = place.start(EDITOR, server=place.serve())
    figment.find("label", "“editor” imported for Text to Image")
    assert imported(place) == ["editor"]
    ((graph, editor),) = place.query("SELECT api_json, graph_json FROM workflows WHERE name = 'editor'")
    assert "KSampler" in graph and "last_node_id" in editor, (graph, editor)
    figment.click("button", "Open")
    figment.find("button", "Generate")


@test
def chosen(place):
    figment = place.start(server=place.serve(), page="'workflows'")
    figment.click("button", "Import…")
    figment.choose_file(write_picture(place.path / "picture.png", 1))
    figment.find("label", "“picture” imported for Text to Image")
    assert imported(place) == ["picture"]


@test
def several_dropped(place):
    """At the end it is said what became of each."""
    files = [write_graph(place.path / "first.json", 1), write_graph(place.path / "second.json", 2),
             write_picture(place.path / "picture.png", 1), place.path / "notes.json"]
    files[-1].write_text("{\n  \"a\": 1,\n  oops\n}")
    figment = place.start(server=place.serve(), page="'workflows'")
    figment.drop(place.neighbour("drag", *files), figment.find("label", re.compile("^Drop files here")))
    dialog = figment.find_window()
    figment.find("label", "2 workflows imported\n1 was in the library already\n1 could not be taken", dialog)
    figment.find("label", re.compile("^notes.json .*line 3"), dialog)
    assert imported(place) == ["first", "second"]


@test
def pasted(place):
    """A text, and again."""
    place.neighbour("write", write_graph(place.path / "first.json", 3))
    figment = place.start(server=place.serve(), page="'workflows'")
    figment.find("button", "Import…")
    figment.press("ctrl+v")
    figment.find("label", "“Workflow” imported for Text to Image")
    figment.press("ctrl+v")
    figment.find("label", "This is in the library already, as “Workflow”")
    assert imported(place) == ["Workflow"]


@test
def pasted_as_files(place):
    place.neighbour("copy", write_graph(place.path / "first.json", 4), write_graph(place.path / "second.json", 5))
    figment = place.start(server=place.serve(), page="'workflows'")
    figment.find("button", "Import…")
    figment.press("ctrl+v")
    figment.find("label", "2 workflows imported")
    assert imported(place) == ["first", "second"]


@test
def not_pasted(place):
    """What is no workflow is said to be none; a text goes to the field that has the focus."""
    text = place.path / "notes.txt"
    text.write_text("a list of things")
    place.neighbour("write", text)
    figment = place.start(server=place.serve(), page="'workflows'")
    figment.find("button", "Import…")
    figment.press("ctrl+v")
    figment.find("label", "This could not be imported", figment.find_window())
    figment.close_window()
    search = figment.click("entry", "Search workflows")
    figment.press("ctrl+v")
    wait(lambda: search.text == "a list of things", "the text in the field")


@test
def found_by_keys(place):
    """Ctrl+F looks for workflows where they are, and leads to what is found."""
    figment = place.start(server=place.serve(), page="'workflows'")
    figment.find("label", "Flux.1 dev")
    figment.press("ctrl+f")
    figment.type("1 dev")
    figment.press("Down", "Return")
    figment.find("button", "Generate")
    figment.find("label", "Flux.1 dev", figment.find("button", "Workflow"))


@test
def from_the_server(place):
    """What its editor saved, and what it has run."""
    saved = place.path / "server-0" / "user" / "workflows" / "foxes"
    saved.mkdir(parents=True)
    write_graph(saved / "first.json", 6)
    figment = place.start(server=place.serve(), page="'text-to-image'")
    figment.write("Prompt", "an owl at night")
    figment.click("button", "Generate")
    figment.find("image", re.compile(r"\.png, \d+ × \d+ pixels"))
    figment.press("ctrl+6")
    figment.click("button", "More ways to import")
    figment.click("menu item", "From the Server…")
    chooser = figment.find_window("Import from the Server")
    figment.find("label", "foxes", chooser)
    figment.find("label", "an owl at night", chooser)
    figment.click("check box", "first", chooser)
    figment.click("button", "Import", chooser)
    figment.find("label", "“first” imported for Text to Image")
    assert imported(place) == ["first"]


main()
