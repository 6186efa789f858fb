# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture comes into the slot of Image to Video: chosen, pasted, dropped."""

import re
import struct
import zlib

from drive import main, test


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


@test
def chosen(place):
    picture = write_png(place.path / "own.png", 96, 64)
    figment = start(place)
    figment.click("button", re.compile("Choose…"))
    figment.choose_file(picture)
    figment.find("label", "own.png")
    figment.find("label", "96 × 64")
    figment.click("button", "Take It Out")
    figment.find("label", re.compile("^Drop a picture"))


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
    figment.find("label", re.compile("^Drop a picture"))


@test
def dropped(place):
    picture = write_png(place.path / "own.png", 96, 64)
    figment = start(place)
    hint = figment.find("label", re.compile("^Drop a picture"))
    figment.drop(place.neighbour("drag", picture), hint)
    figment.find("label", "own.png")


main()
