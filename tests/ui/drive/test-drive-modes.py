# SPDX-License-Identifier: GPL-3.0-or-later
"""Each mode from the first window to the result, with the mouse."""

import re

from drive import main, test, wait

PICTURE = re.compile(r"\.png, \d+ × \d+ pixels$")


def is_video(data):
    return data[4:8] == b"ftyp" or data.startswith(b"\x1aE\xdf\xa3")


@test
def picture_by_mouse(place):
    figment = place.start("--practice")
    figment.click("button", "Text to Image")
    figment.write("Prompt", "a red fox in the snow")
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    (result,) = place.results()
    assert result.read_bytes().startswith(b"\x89PNG"), result
    assert place.query("SELECT original_prompt, state FROM generations") == [("a red fox in the snow", "done")]


@test
def video_by_mouse(place):
    figment = place.start("--practice")
    figment.click("button", "Text to Video")
    figment.write("Prompt", "clouds over a mountain")
    figment.click("button", "Generate")
    figment.find("tool bar", "Player controls")
    (result,) = place.results()
    assert is_video(result.read_bytes()), result
    # It plays by itself: the frame that is told moves on.
    first = figment.find("label", re.compile(r"^Frame \d+ of \d+$")).name
    wait(lambda: figment.find("label", re.compile(r"^Frame \d+ of \d+$")).name != first, "another frame")
    figment.click("button", "Pause")
    figment.find("button", "Play")


@test
def video_from_the_picture(place):
    figment = place.start("--practice")
    figment.click("button", "Text to Image")
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    (picture,) = place.results()
    figment.click("button", "Send to Image to Video")
    figment.find("label", "Image to Video")
    figment.find("button", "Use Its Size")
    figment.click("button", "Generate")
    figment.find("tool bar", "Player controls")
    (video,) = set(place.results()) - {picture}
    assert is_video(video.read_bytes()), video
    ((mode, files),) = place.query("SELECT mode, input_files FROM generations WHERE mode <> 'text-to-image'")
    assert mode == "image-to-video" and ".png" in files, (mode, files)


@test
def video_from_a_frame(place):
    """What is shown of a video is sent on as a picture."""
    figment = place.start("--practice")
    figment.click("button", "Text to Video")
    figment.click("button", "Generate")
    figment.find("tool bar", "Player controls")
    figment.click("button", "Pause")
    figment.click("button", "Send This Frame to Image to Video")
    figment.find("label", "Image to Video")
    figment.find("button", "Take It Out")
    figment.click("button", "Generate")
    wait(lambda: place.query("SELECT mode, state FROM generations")
         == [("text-to-video", "done"), ("image-to-video", "done")], "the second video")


@test
def heavy_previews(place):
    """Previews of more than 1 MB, thirty a second for ten seconds, and the main loop has time for everything else."""
    figment = place.start(server=place.serve("--mood", "flood", "--step-ms", "33"), page="'text-to-image'")
    figment.click("spin button", "Steps")
    figment.press("ctrl+a")
    figment.type("300\t")
    figment.click("button", "Generate")
    figment.find("image", "Live preview")
    figment.write("Prompt", "typed meanwhile")
    figment.find("image", PICTURE)


main()
