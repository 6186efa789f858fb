#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders Figment's symbolic icons for GTK, so that it does not have to load an SVG library to show its first frame.

    render-icons.py FOLDER PREFIX ICON.svg...

Writes FOLDER/NAME-SIZE.symbolic.png for each icon and each of SIZES, and FOLDER/figment-icons.gresource.xml, which puts
them below PREFIX. Such a PNG is a mask: where it is opaque, GTK paints in the colour of the text. The icons are drawn
with circles and with paths of absolute M, H, V, L, C, A (circles only) and Z; anything else is an error, so that an
icon that this cannot draw is seen when it is built. The SVG files stay for all other sizes.
"""

import math
import pathlib
import re
import struct
import sys
import xml.etree.ElementTree
import zlib

SIZES = (16, 32)
SAMPLES = 8  # a side, in each pixel
CURVE_STEPS = 16
SVG = "{http://www.w3.org/2000/svg}"
ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}


def cubic(start, one, two, end):
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3
        yield (a * start[0] + b * one[0] + c * two[0] + d * end[0], a * start[1] + b * one[1] + c * two[1] + d * end[1])


def arc(start, radius, large, sweep, end):
    """Points of a circle's arc; SVG 1.1, F.6.5, for rx = ry and no rotation."""
    dx, dy = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    half = math.hypot(dx, dy)
    radius = max(radius, half)
    height = math.sqrt(max(radius * radius - half * half, 0)) * (1 if large != sweep else -1)
    centre = (start[0] + dx - dy / half * height, start[1] + dy + dx / half * height)
    begin = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = math.atan2(end[1] - centre[1], end[0] - centre[0]) - begin
    if sweep and turn <= 0:
        turn += 2 * math.pi
    if not sweep and turn >= 0:
        turn -= 2 * math.pi
    for step in range(1, 2 * CURVE_STEPS + 1):
        angle = begin + turn * step / (2 * CURVE_STEPS)
        yield (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))


def read_path(text):
    """The outlines of a path, each a list of points."""
    outlines, words = [], re.findall(r"[A-Za-z]|-?[0-9.]+", text)
    while words:
        letter = words.pop(0)
        if letter not in ARGUMENTS:
            raise ValueError(f"“{letter}” in a path")
        n = [float(words.pop(0)) for _ in range(ARGUMENTS[letter])]
        if letter == "M":
            outlines.append([(n[0], n[1])])
            continue
        outline = outlines[-1]
        start = outline[-1]
        if letter == "L":
            outline.append((n[0], n[1]))
        elif letter == "H":
            outline.append((n[0], start[1]))
        elif letter == "V":
            outline.append((start[0], n[0]))
        elif letter == "C":
            outline.extend(cubic(start, n[0:2], n[2:4], n[4:6]))
        elif letter == "A":
            if n[0] != n[1]:
                raise ValueError("an ellipse in a path")
            outline.extend(arc(start, n[0], n[3] != 0, n[4] != 0, n[5:7]))
        elif letter == "Z":
            outline.append(outline[0])
    return outlines


def read_shape(element):
    """(outlines, whether the even-odd rule fills them)"""
    if element.tag == SVG + "circle":
        x, y, radius = (float(element.get(name)) for name in ("cx", "cy", "r"))
        left, right = (x - radius, y), (x + radius, y)
        half, other = arc(left, radius, False, True, right), arc(right, radius, False, True, left)
        return [[left, *half, *other]], False
    if element.tag == SVG + "path":
        return read_path(element.get("d")), element.get("fill-rule") == "evenodd"
    raise ValueError(f"<{element.tag.replace(SVG, '')}>")


def crossings(outlines, y):
    """Where a horizontal line enters and leaves: (x, direction), from left to right."""
    found = []
    for outline in outlines:
        for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1]):
            if (y0 <= y) != (y1 <= y):
                found.append((x0 + (y - y0) / (y1 - y0) * (x1 - x0), 1 if y1 > y0 else -1))
    return sorted(found)


def fill(shape, size, side, samples):
    """Sets those of the samples that are inside."""
    outlines, even_odd = shape
    scale = size * SAMPLES / side
    for row, line in enumerate(samples):
        winding, begin = 0, 0
        for x, direction in crossings(outlines, (row + 0.5) / scale):
            inside = winding % 2 if even_odd else winding
            if not inside:
                begin = x
            winding += direction
            if inside and not (winding % 2 if even_odd else winding):
                first, last = math.ceil(begin * scale - 0.5), math.floor(x * scale - 0.5)
                for column in range(max(first, 0), min(last, len(line) - 1) + 1):
                    line[column] = 1


def render(path, size):
    """Rows of opacities, 0 to 255."""
    root = xml.etree.ElementTree.parse(path).getroot()
    left, top, side, height = (float(word) for word in root.get("viewBox").split())
    if (left, top) != (0, 0) or side != height:
        raise ValueError("a viewBox that does not begin at 0 0, or is no square")
    samples = [bytearray(size * SAMPLES) for _ in range(size * SAMPLES)]
    for element in root:
        fill(read_shape(element), size, side, samples)
    for y in range(size):
        lines = samples[y * SAMPLES:(y + 1) * SAMPLES]
        yield bytes(round(sum(sum(line[x * SAMPLES:(x + 1) * SAMPLES]) for line in lines) * 255 / SAMPLES ** 2)
                    for x in range(size))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_png(path, size, rows):
    pixels = b"".join(b"\0" + b"".join(b"\0\0\0" + bytes([opacity]) for opacity in row) for row in rows)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels, 9))
                     + chunk(b"IEND", b""))


def main():
    folder, prefix, icons = pathlib.Path(sys.argv[1]), sys.argv[2], [pathlib.Path(word) for word in sys.argv[3:]]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<gresources>"]
    for size in SIZES:
        lines.append(f'  <gresource prefix="{prefix}/{size}x{size}/actions">')
        for icon in icons:
            name = f"{icon.stem}-{size}.symbolic.png"
            try:
                write_png(folder / name, size, render(icon, size))
            except ValueError as error:
                sys.exit(f"{icon}: {error}: render-icons.py cannot draw it")
            lines.append(f'    <file alias="{icon.stem}.symbolic.png">{name}</file>')
        lines.append("  </gresource>")
    lines.append("</gresources>")
    (folder / "figment-icons.gresource.xml").write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
