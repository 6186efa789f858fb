# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with a result."""

import re

from drive import main, test, wait

PICTURE = re.compile(r"\.png, \d+ × \d+ pixels")


def start(place, prompt="a red fox in the snow"):
    """Figment with one picture."""
    figment = place.start(server=place.serve(), page="'text-to-image'")
    figment.write("Prompt", prompt)
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    return figment


@test
def reused(place):
    """All settings of a picture once more, and it is the same picture."""
    figment = start(place)
    first = place.results()[0].read_bytes()
    figment.write("Prompt", "something else")
    figment.click("button", "More Actions")
    figment.click("menu item", "Reuse All Settings")
    prompt = figment.find("text", "Prompt")
    wait(lambda: prompt.text == "a red fox in the snow", "the prompt of the picture")
    figment.click("button", "Generate")
    wait(lambda: len(place.query("SELECT id FROM generations WHERE state = 'done'")) == 2, "the second run")
    for result in place.results():
        assert result.read_bytes() == first


@test
def only_the_prompt(place):
    figment = start(place)
    figment.write("Prompt", "something else")
    figment.click("button", "More Actions")
    figment.click("menu item", "Reuse Only the Prompt")
    prompt = figment.find("text", "Prompt")
    wait(lambda: prompt.text == "a red fox in the snow", "the prompt of the picture")


@test
def saved_elsewhere(place):
    figment = start(place)
    target = place.path / "kept.png"
    figment.click("button", "Save As…")
    figment.choose_file(target)
    figment.find("label", "Saved")
    assert target.read_bytes() == place.results()[0].read_bytes()


@test
def shown_in_files(place):
    figment = start(place)
    figment.click("button", "Show in Files")
    wait(lambda: place.desk.file_manager.shown, "the file manager")
    assert place.desk.file_manager.shown[-1] == place.results()[0].as_uri(), place.desk.file_manager.shown


def install(place, **programs):
    """Programs for pictures by their titles. Returns the files into which they write what they were started with."""
    folder = place.path / "data" / "applications"
    folder.mkdir(parents=True)
    for name, title in programs.items():
        program = place.path / name
        program.write_text('#!/bin/sh\nprintf %s "$1" > "$0.opened"\n')
        program.chmod(0o755)
        (folder / f"{name}.desktop").write_text(
            f"[Desktop Entry]\nType=Application\nName={title}\nExec={program} %f\nMimeType=image/png;\n")
    (folder / "mimeinfo.cache").write_text(
        "[MIME Cache]\nimage/png=" + "".join(f"{name}.desktop;" for name in programs) + "\n")
    return [place.path / f"{name}.opened" for name in programs]


@test
def opened_with_a_program(place):
    """The usual one for its type, or another one."""
    usual, other = install(place, usual="Usual Viewer", other="Other_Viewer")
    figment = start(place)
    for opened, title in ((usual, "Default Program"), (other, re.compile("^Other_*Viewer$"))):
        figment.click("button", "More Actions")
        figment.click("menu item", "Open With")
        figment.click("menu item", title)
        wait(lambda: opened.exists() and opened.read_text() == str(place.results()[0]), f"{opened.stem}, started")


@test
def copied(place):
    """As a file for file managers, and as a picture for what paints."""
    figment = start(place)
    figment.click("button", "Copy")
    figment.find("label", "Copied")
    assert place.desk.clipboard() == f"{place.results()[0]}\n512 × 512\n", place.desk.clipboard()


@test
def favourite(place):
    figment = start(place)
    figment.click("button", "Favourite")
    wait(lambda: place.query("SELECT favourite FROM outputs") == [(1,)]
         or place.query("SELECT favourite FROM generations") == [(1,)], "a favourite")


@test
def favourite_in_the_gallery(place):
    """The star is called by what pressing it does."""
    figment = start(place)
    figment.press("ctrl+5")
    figment.click("button", "Favourite")
    wait(lambda: place.query("SELECT favourite FROM generations") == [(1,)], "a favourite")
    figment.click("button", "No Favourite Any More")
    wait(lambda: place.query("SELECT favourite FROM generations") == [(0,)], "no favourite any more")
    figment.find("button", "Favourite")


@test
def found_by_keys(place):
    """From what is looked for to what is found, and not to the button that deletes it."""
    figment = start(place)
    figment.press("ctrl+f")
    search = figment.find("entry", "Search prompts")
    figment.type("nothing of it")
    figment.find("label", "Nothing Found")
    figment.press("Down")
    figment.press("ctrl+a")
    figment.type("fox")
    wait(lambda: search.text == "fox", "the keyboard still in the search")
    for key in ("Down", "Return", "Escape"):
        figment.press(key)  # at once, and not when the search has noticed
        wait(lambda: figment.find("table cell").state("focused"), "the focus on what is found")
        figment.press("ctrl+f", "ctrl+a")
        figment.type("fo")
    figment.press("Down", "Return")
    figment.find("image", PICTURE)
    assert place.results()


@test
def deleted_and_taken_back(place):
    """In the trash when that is said, and back again with Undo."""
    figment = start(place)
    (result,) = place.results()
    figment.click("button", "Delete")
    undo = figment.find("button", "Undo")
    assert not result.exists()
    assert place.query("SELECT trashed_at > 0 FROM outputs") == [(1,)]
    figment.click(undo)
    wait(result.exists, "the file again")
    wait(lambda: place.query("SELECT trashed_at FROM outputs") == [(0,)], "the row again")
    figment.find("image", PICTURE)


@test
def told_when_not_in_front(place):
    """The desktop is told what is done, and its click leads back to it."""
    neighbour = place.neighbour("drag", place.path)
    server = place.serve()
    figment = place.start(server=server, page="'text-to-image'")
    n_before = len(place.desk.notifications.shown)
    figment.find("button", "ComfyUI: Connected")
    server.pause()
    figment.click("button", "Generate")
    wait(lambda: place.query("SELECT state FROM generations") == [("submitted",)], "a job on its way")
    figment.press("ctrl+7")
    neighbour.come_up()
    wait(lambda: not figment.window.state("active"), "a window that is not in front")
    server.go_on()
    wait(lambda: len(place.desk.notifications.shown) > n_before, "a notification")
    title, text, _actions = place.desk.notifications.shown[-1]
    assert title == "Text to Image: done" and "lighthouse" in text, (title, text)
    place.desk.notifications.click_last()
    figment.find("image", PICTURE)


main()
