# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of the settings takes effect at once."""

import re

from drive import main, test, wait, xdotool

PAGES = ("Home", "Text to Image", "Text to Video", "Image to Video", "Gallery", "Workflows", "Settings")
PICTURE = re.compile(r"\.png, \d+ × \d+ pixels")


def settings(place):
    return place.settings_file.read_text()


@test
def another_server(place):
    """An address that is typed is connected to, without a restart; rubbish is refused where it is typed."""
    server = place.serve()
    figment = place.start(page="'settings'", comfy_address="'http://127.0.0.1:9'")
    figment.find("button", "ComfyUI: Not reachable")
    group = figment.find("list", "ComfyUI")
    figment.write_row("Address", "not an address", group)
    assert "not an address" not in settings(place)
    figment.write_row("Address", server.url, group)
    figment.find("button", "ComfyUI: Connected")
    assert f"comfy-address='{server.url}'" in settings(place)
    figment.click("button", "Test", group)
    figment.find("label", re.compile("0.8.0"), group)
    figment.press("ctrl+2")
    figment.click("button", "Generate")
    figment.find("image", PICTURE)


@test
def style(place):
    """Dark is dark at once."""
    figment = place.start("--practice", page="'settings'", style="'light'")
    light = figment.brightness()
    figment.choose("Style", "Dark")
    wait(lambda: figment.brightness() < light / 2, "a dark window")
    assert "style='dark'" in settings(place)


@test
def how_many_to_begin_with(place):
    figment = place.start("--practice", page="'settings'")
    figment.click("label", "Text to Image", figment.find("list", "To Begin With"))
    count = figment.find("spin button", "How many at once")
    figment.click("spin button", "How many at once")
    figment.press("Up")
    wait(lambda: count.value == 2, "two")
    figment.press("ctrl+2")
    figment.find("button", "Generate")
    wait(lambda: figment.find("spin button", "How many to generate").value == 2, "two on the page")


@test
def library_folder(place):
    """Results go where the user wants them."""
    figment = place.start("--practice", page="'settings'")
    target = place.path / "elsewhere"
    target.mkdir()
    figment.click("button", re.compile("^Choose"), figment.find("list", "Library"))
    figment.choose_file(target)
    wait(lambda: str(target) in settings(place), "the folder in the settings")
    figment.press("ctrl+2")
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    assert list(target.glob("**/*.png")), list(place.path.glob("**/*.png"))


@test
def remembered_window(place):
    """The page and the size are those of the last time."""
    figment = place.start("--practice", window_width=900, window_height=640)
    figment.press("ctrl+6")
    figment.find("label", "Your Workflows")
    figment.press("ctrl+q")
    assert figment.wait_for_end() == 0
    again = place.start("--practice")
    again.find("label", "Your Workflows")
    assert again.surfaces()[0][1:] == [900, 640], again.surfaces()


@test
def word_lists(place):
    """A list that is put into the folder is known at once, there and where the prompt is written."""
    folder = place.path / "data" / "figment" / "wildcards"
    figment = place.start("--practice", page="'text-to-image'")
    figment.write("Prompt", "a __bird__ on a __tree__")
    figment.find("label", "There are no word lists “bird”, “tree”, so their names are sent as they stand.")
    prompt = figment.write("Prompt", "a __bird__ at night")
    figment.find("label", "There is no word list “bird”, so its name is sent as it stands.")
    figment.press("ctrl+7")
    figment.find("label", re.compile("^0 lists in /.*/wildcards$"))
    figment.click("button", "Open the folder of word lists")
    wait(folder.is_dir, "the folder")
    (folder / "bird.txt").write_text("owl\n")
    figment.find("label", re.compile("^1 list in /"))
    figment.press("ctrl+2")
    figment.wait_until_gone("label", re.compile("^There is no word list"))
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    assert place.query("SELECT original_prompt, sent_prompt FROM generations") == [(prompt.text, "a owl at night")]


@test
def narrow_window(place):
    """At the foot of it the page that is shown is marked, and no other."""
    figment = place.start("--practice", window_width=420, window_height=720)

    def marked():
        return [node.name for node in figment.window.walk() if node.name in PAGES and node.state("pressed")]

    for page in ("Text to Image", "Gallery", "Home"):
        figment.click("button", page)
        wait(lambda: marked() == [page], f"a mark on {page}")
    figment.press("ctrl+6")
    wait(lambda: marked() == ["Workflows"], "a mark on what a key has shown")


@test
def form_as_wide_as_before(place):
    """After the window was too small for it."""
    figment = place.start("--practice", page="'text-to-image'", window_width=1200, window_height=720)
    figment.click("button", "Generate")
    figment.find("image", PICTURE)  # the actions on which need more room than it leaves the form then
    width = figment.settled(figment.find("text", "Prompt"))[2]
    for size, is_right in ((720, lambda now: now < width), (1200, lambda now: now == width)):
        xdotool("windowsize", "--sync", figment.surface(figment.window)[0], size + 10, 730)
        wait(lambda: is_right(figment.find("text", "Prompt").extents[2]), f"the form in a window of {size} px")


main()
