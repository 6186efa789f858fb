# SPDX-License-Identifier: GPL-3.0-or-later
"""Each mode from the first window to the result."""

import re

from drive import main, test


@test
def picture_by_mouse(place):
    figment = place.start("--practice")
    figment.click("button", "Text to Image")
    figment.write("Prompt", "a red fox in the snow")
    figment.click("button", "Generate")
    figment.find("image", re.compile(r"^Figment_.*\.png, 512 × 512 pixels$"))
    (result,) = place.results()
    assert result.read_bytes().startswith(b"\x89PNG"), result
    assert place.query("SELECT original_prompt, state FROM generations") == [("a red fox in the snow", "done")]


main()
