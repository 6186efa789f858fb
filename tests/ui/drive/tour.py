# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings Figment into each of its states, for tests that look at all of them and for pictures.

A leg of the tour is a generator: it yields the name of a state and the program that is in it. Whoever takes the tour
does with the window as it likes meanwhile, and leaves it as it was.
"""

import json
import pathlib
import re

EDITOR = pathlib.Path(__file__).parents[2] / "data" / "cli" / "editor.json"
PAGES = ["home", "text-to-image", "text-to-video", "image-to-video", "gallery", "workflows", "settings"]
PICTURE = re.compile(r"\.png, \d+ × \d+ pixels")


def go(figment, page):
    figment.press(f"ctrl+{PAGES.index(page) + 1}")


def popover(figment, name, role, label, inside=None):
    """Opens, yields, and closes."""
    figment.click(role, label, inside)
    figment.find_popover()
    yield name, figment
    figment.close_popover()


def away(place, **settings):
    """The first start, and no server where one is looked for."""
    figment = place.start(comfy_address="'http://127.0.0.1:9'", lm_address="'http://127.0.0.1:9'", **settings)
    figment.find("label", "Welcome to Figment")
    figment.find("label", re.compile("Not reachable"))
    yield "home-away", figment
    yield from popover(figment, "dot-away", "button", re.compile("^ComfyUI"))
    go(figment, "text-to-image")
    figment.find("label", "ComfyUI does not answer; new jobs wait")
    yield "text-to-image-away", figment
    figment.click("button", "Generate")
    figment.find("label", "On hold")
    yield "text-to-image-held", figment
    yield from popover(figment, "queue-held", "button", "Queue")


def empty(place, **settings):
    """Each page before anything was made, and what can be opened from it."""
    figment = place.start(server=place.serve(), **settings)
    figment.find("label", "Welcome to Figment")
    yield "home-empty", figment
    yield from popover(figment, "dot", "button", re.compile("^ComfyUI"))
    yield from popover(figment, "menu", "button", "Main Menu")
    yield from popover(figment, "queue-empty", "button", "Queue")
    for page in PAGES[1:4]:
        go(figment, page)
        figment.find("button", "Generate")
        yield f"{page}-empty", figment
    go(figment, "text-to-image")
    yield from popover(figment, "workflow-chooser", "button", "Workflow")
    yield from popover(figment, "shape-chooser", "combo box", "Shape")
    yield from popover(figment, "sampler-chooser", "button", "Sampler")
    yield from popover(figment, "seed-chooser", "combo box", "Next Seed")
    yield from popover(figment, "model-chooser", "button", "Model")
    figment.click("label", "Advanced")
    yield "advanced", figment
    go(figment, "gallery")
    figment.find("label", "Nothing Here Yet")
    yield "gallery-empty", figment
    go(figment, "workflows")
    figment.find("label", "Your Workflows")
    yield "workflows", figment
    go(figment, "settings")
    figment.find("label", "Appearance")
    yield "settings", figment
    figment.click("label", "Access")
    figment.click("label", "Text to Image", figment.find("list", "To Begin With"))
    figment.click("label", "Versions")
    yield "settings-open", figment
    figment.press("ctrl+question")
    figment.find_window()
    yield "shortcuts", figment
    figment.close_window()
    figment.click("button", "Main Menu")
    figment.click("menu item", "About Figment")
    figment.find_window()
    yield "about", figment
    figment.close_window()


def work(place, **settings):
    """While something is being made."""
    figment = place.start(server=place.serve("--step-ms", "1500"), page="'text-to-image'", **settings)
    figment.write("Prompt", "a lighthouse in a storm")
    figment.click("button", "Generate")
    figment.find("label", re.compile(r"Step [1-9] of"))
    yield "running", figment
    figment.click("button", "Generate")
    figment.click("button", "Generate")
    figment.click("button", "Queue")
    figment.find_popover()
    figment.find("label", re.compile("· Waiting"))
    yield "queue-running", figment
    figment.click("button", "Pause the queue")
    figment.find("label", re.compile("^Paused"))
    yield "queue-paused", figment
    figment.close_popover()
    figment.press("ctrl+w")
    figment.find_window()
    yield "closing", figment
    figment.close_window()


def results(place, **settings):
    """What was made."""
    figment = place.start(server=place.serve(), page="'text-to-image'", **settings)
    figment.write("Prompt", "a lighthouse in a storm")
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    yield "text-to-image-done", figment
    yield from popover(figment, "more-actions", "button", "More Actions")
    yield from popover(figment, "queue-done", "button", "Queue")
    figment.click("button", "Send to Image to Video")
    figment.find("button", "Use Its Size")
    yield "image-to-video-filled", figment
    figment.choose("How the picture gets the shape of the result", "Crop")
    figment.find("label", re.compile("cropped to"))
    yield "image-to-video-cropped", figment
    go(figment, "text-to-video")
    figment.click("button", "Generate")
    figment.find("tool bar", "Player controls")
    figment.find("label", re.compile(r"^0:0[1-9]"))  # its length, which is known once it plays
    yield "text-to-video-done", figment
    yield from popover(figment, "speed-chooser", "combo box", "Speed")
    go(figment, "gallery")
    figment.find("table", "Results")
    yield "gallery", figment
    go(figment, "home")
    figment.find("label", "Recent Results")
    yield "home", figment
    go(figment, "workflows")
    yield from popover(figment, "workflow-actions", "button", "More")
    go(figment, "text-to-image")
    figment.click("button", "Delete")
    figment.find("button", "Undo")
    yield "deleted", figment


def trouble(place, **settings):
    """What did not work out."""
    figment = place.start(server=place.serve("--mood", "out-of-memory"), page="'text-to-image'", **settings)
    figment.click("button", "Generate")
    figment.find("button", "Try Again")
    yield "failed", figment
    figment.click("label", "Details")
    yield "failed-details", figment
    yield from popover(figment, "queue-failed", "button", "Queue")


def write_ill(path):
    """A workflow with which several things are the matter, as ComfyUI's editor saves it."""
    graph = json.loads(EDITOR.read_text())
    loader, sampler, decoder = (next(node for node in graph["nodes"] if node["type"] == name)
                                for name in ("CheckpointLoaderSimple", "KSampler", "VAEDecode"))
    loader["widgets_values"] = ["sd_xl_base_0.9.safetensors"]
    loader["properties"] = {"models": [{"name": "sd_xl_base_0.9.safetensors", "directory": "checkpoints",
                                        "url": "http://127.0.0.1:9/sd_xl_base_0.9.safetensors"}]}
    sampler["widgets_values"][2] = 20000
    graph["nodes"].append({"id": 12, "type": "PreviewCompare", "properties": {"cnr_id": "compare-nodes"},
                           "inputs": [{"name": "images", "type": "IMAGE", "link": 12}], "outputs": []})
    graph["links"].append([12, decoder["id"], 0, 12, 0, "IMAGE"])
    path.write_text(json.dumps(graph))
    return path


def tagged(figment):
    """A tag that is longer than there is room."""
    figment.click("button", "More")
    figment.click("menu item", "Describe…")
    figment.find_popover()
    figment.write("Tags", "a tag of rather many words of which the list of tags can show the first few")
    figment.press("Return")
    figment.close_popover()
    figment.click("button", "Back to Your Workflows")
    yield from popover(figment, "tag-chooser", "combo box", "Tag")


def doctor(place, **settings):
    """A workflow with problems, and what is said of it where."""
    figment = place.start(server=place.serve(), page="'workflows'", **settings)
    figment.find("button", "No problems")
    yield from tagged(figment)
    figment.click("button", "Import…")
    figment.choose_file(write_ill(place.path / "Landscape.json"))
    figment.find("button", "Show")
    yield "imported-problems", figment
    figment.click("button", "Show")
    figment.find("label", re.compile("^3 problem"))
    yield "findings", figment
    yield from popover(figment, "finding-others", "button", "Other ways to put it right")
    figment.click("label", re.compile("^3 problem"))
    yield "findings-folded", figment
    figment.click("button", "Back to Your Workflows")
    figment.find("button", re.compile("^3 problem"))
    yield "workflows-problems", figment
    figment.click("label", "Landscape")
    figment.find("label", re.compile("^3 problems.* on this server"))
    yield "generate-problems", figment
    figment.click("button", "Show")
    figment.click("button", re.compile("“10000”"))
    figment.click("button", "Leave this node out")
    figment.find("label", re.compile("^1 problem.* · 2 note"))
    yield "findings-notes", figment
    figment.press("ctrl+2")
    repair = figment.find("button", re.compile("^Use “"))
    yield "generate-problem", figment
    figment.click(repair)
    figment.find("button", "Undo")
    yield "generate-replaced", figment


def write_refined(path):
    """A workflow with two samplers, each with a seed."""
    samplers = {"model": ["1", 0], "positive": ["2", 0], "negative": ["3", 0], "steps": 20, "cfg": 7.5,
                "sampler_name": "euler", "scheduler": "normal"}
    path.write_text(json.dumps({
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5-pruned-emaonly.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "a fox"}},
        "3": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "blurry"}},
        "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
        "5": {"class_type": "KSampler", "inputs": {**samplers, "latent_image": ["4", 0], "seed": 7, "denoise": 1.0}},
        "6": {"class_type": "KSampler", "_meta": {"title": "Refine"},
              "inputs": {**samplers, "latent_image": ["5", 0], "seed": 8, "denoise": 0.5}},
        "7": {"class_type": "VAEDecode", "inputs": {"samples": ["6", 0], "vae": ["1", 2]}},
        "8": {"class_type": "SaveImage", "inputs": {"images": ["7", 0], "filename_prefix": "fox"}}}))
    return path


def editor(place, **settings):
    """A workflow's form is made another one, and what will be sent is looked at."""
    figment = place.start(write_refined(place.path / "Refined.json"), server=place.serve(), page="'workflows'",
                          **settings)
    figment.find("label", "Refined")
    row = next(node for node in figment.find("label", "Refined").ancestors() if node.role == "list item")
    figment.click("button", "More", row)
    figment.click("menu item", "Describe…")
    figment.find_popover()
    figment.write("Description", "Foxes at night, refined by a second sampler at half the noise")
    figment.tab_to(figment.find("text", "Tags"))
    figment.type("fox, night, client")
    yield "editor-details", figment
    figment.close_popover()
    figment.wait_until_gone("label", "“Refined” imported for Text to Image")
    yield "editor", figment
    figment.click("button", "Control")
    chooser = figment.find_popover()
    yield "editor-chooser", figment
    figment.click("label", "Seed", chooser)
    figment.find("combo box", "How it goes along with the first seed")
    yield "editor-seeds", figment
    figment.click("button", "More")
    figment.find_popover()
    yield "editor-menu", figment
    figment.click("menu item", "What Will Be Sent…")
    figment.find_window()
    yield "dry-run", figment
    figment.close_window()
    figment.click("button", "Back to Your Workflows")
    figment.find("combo box", "Tag")
    yield "workflows-tagged", figment
    go(figment, "text-to-image")
    figment.write("Prompt", "a __bird__ at night")
    figment.find("label", re.compile("bird"))
    yield "word-list-missing", figment


LEGS = [away, empty, work, results, trouble, doctor, editor]
