# SPDX-License-Identifier: GPL-3.0-or-later
"""Figment without a mouse."""

import re

from drive import main, test, wait

PICTURE = re.compile(r"\.png, \d+ × \d+ pixels")


@test
def picture_by_keyboard(place):
    """From the start to a picture that is saved somewhere else."""
    figment = place.start("--practice")
    figment.press("ctrl+2")
    prompt = figment.find("text", "Prompt")
    figment.wait_for_focus(prompt)
    figment.press("ctrl+a")
    figment.type("a lighthouse by night")
    figment.press("ctrl+Return")
    figment.find("image", PICTURE)
    figment.tab_to(figment.find("button", "Save As…"))
    figment.press("space")
    target = place.path / "kept.png"
    figment.choose_file(target)
    figment.find("label", "Saved")
    assert target.read_bytes() == place.results()[0].read_bytes()
    assert place.query("SELECT original_prompt FROM generations") == [("a lighthouse by night",)]


@test
def video_by_keyboard(place):
    """A video from a picture that was just made."""
    figment = place.start("--practice")
    figment.press("ctrl+2")
    figment.wait_for_focus(figment.find("text", "Prompt"))
    figment.press("ctrl+Return")
    figment.find("image", PICTURE)
    figment.tab_to(figment.find("button", "Send to Image to Video"))
    figment.press("Return")
    figment.find("button", "Take It Out")
    figment.press("ctrl+Return")
    figment.find("tool bar", "Player controls")


@test
def typing_goes_on(place):
    """The server comes back while somebody types."""
    server = place.serve()
    server.kill()
    figment = place.start(server=server, page="'text-to-image'")
    figment.find("label", re.compile("ComfyUI does not answer"))
    figment.write("Prompt", "a lighthouse ")
    server.start()
    figment.find("button", "ComfyUI: Connected")
    figment.type("by night")
    wait(lambda: figment.find("text", "Prompt").text == "a lighthouse by night", "the whole prompt")


main()
