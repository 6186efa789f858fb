# SPDX-License-Identifier: GPL-3.0-or-later
"""How large a window is made to be looked at."""

from desk import Missing, wait, xdotool

WIDE, MEDIUM, NARROW = (1280, 860), (760, 600), (420, 720)
BORDER = 5  # that GTK draws round a window where there is no compositor


def resize(figment, width, height):
    """Waits until the window has taken it in, or would not."""
    xdotool("windowsize", "--sync", figment.surface(figment.window)[0], width + 2 * BORDER, height + 2 * BORDER)
    try:
        wait(lambda: tuple(figment.window.extents[2:]) == (width, height), "the new size", patience=2)
    except Missing:
        print(f"# the window has {figment.window.extents[2:]} instead of {(width, height)}", flush=True)
    figment.settled(figment.window)
