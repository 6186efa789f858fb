# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture comes into the slot of Image to Video: chosen, pasted, dropped, dragged from where it was made."""

import re
import struct
import zlib

from drive import main, test, wait

EMPTY = re.compile("^Drop a picture")
PICTURE = re.compile(r"\.png, \d+ × \d+ pixels$")


def write_png(path, width, height):
    """A picture of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x40\x80\xc0" * width) * height
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


def start(place):
    return place.start(server=place.serve(), page="'image-to-video'")


def start_with_a_picture(place):
    figment = place.start(server=place.serve(), page="'text-to-image'")
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    return figment


def find_in_strip(figment):
    return figment.find("image", re.compile("lighthouse"), figment.find("list", "Results"))


@test
def chosen(place):
    picture = write_png(place.path / "own.png", 96, 64)
    figment = start(place)
    figment.click("button", re.compile("Choose…"))
    figment.choose_file(picture)
    figment.find("label", "own.png")
    figment.find("label", "96 × 64")
    figment.click("button", "Take It Out")
    figment.find("label", EMPTY)


@test
def pasted_as_a_file(place):
    picture = write_png(place.path / "own.png", 96, 64)
    place.neighbour("copy", picture)
    figment = start(place)
    figment.click("button", "Paste")
    figment.find("label", "own.png")


@test
def pasted_as_a_picture(place):
    place.neighbour("paint", write_png(place.path / "own.png", 96, 64))
    figment = start(place)
    figment.click("button", "Paste")
    figment.find("label", "96 × 64")


@test
def refused(place):
    text = place.path / "notes.txt"
    text.write_text("not a picture")
    place.neighbour("copy", text)
    figment = start(place)
    figment.click("button", "Paste")
    figment.find("label", "This is no picture. PNG, JPEG and WebP can be used here.")
    figment.find("label", EMPTY)


@test
def dropped(place):
    picture = write_png(place.path / "own.png", 96, 64)
    figment = start(place)
    hint = figment.find("label", EMPTY)
    figment.drop(place.neighbour("drag", picture), hint)
    figment.find("label", "own.png")


@test
def dragged_from_the_strip(place):
    """Held over the sidebar, it turns the page; there it is dropped."""
    figment = start_with_a_picture(place)
    (picture,) = place.results()
    row = figment.point(figment.find("list item", "Image to Video"))
    with figment.dragging(find_in_strip(figment)) as over:
        over(row, lambda: figment.look("label", EMPTY), "the page of the slot")
        n_moves = iter(range(5))
        over(figment.point(figment.find("label", EMPTY)), lambda: next(n_moves, None) is None, "moves")
    figment.find("label", re.compile(picture.stem.replace("_", "_?")))  # "_" may be taken for a mnemonic's


@test
def dragged_into_another_program(place):
    """From the strip and from where it is shown large, as the file that it is."""
    neighbour = place.neighbour("take")
    figment = start_with_a_picture(place)
    (picture,) = place.results()
    target = (neighbour.come_up(), 20, 15)
    for node in (find_in_strip(figment), figment.find("image", PICTURE)):
        n_dropped = neighbour.how_often(str(picture))
        n_over = neighbour.how_often("over")
        with figment.dragging(node) as over:
            over(target, lambda: neighbour.how_often("over") > n_over + 3, "a drag over the neighbour")
        wait(lambda: neighbour.how_often(str(picture)) == n_dropped + 1, "the file in the neighbour")


@test
def cropped(place):
    """What is not used of a picture of another shape is told, and darkened."""
    picture = write_png(place.path / "wide.png", 96, 24)
    figment = start(place)
    figment.click("button", re.compile("Choose…"))
    figment.choose_file(picture)
    figment.find("label", "96 × 24")
    figment.choose("How the picture gets the shape of the result", "Crop")
    figment.find("label", re.compile(r"^96 × 24, cropped to \d\d × 24$"))


main()
