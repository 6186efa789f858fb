# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, and what a person can do then."""

import re

from drive import main, test, wait

PICTURE = re.compile(r"\.png, \d+ × \d+ pixels$")


def states(place):
    return [state for (state,) in place.query("SELECT state FROM generations ORDER BY id")]


@test
def first_run_without_a_server(place):
    """Welcome, no server; practise; later the server is there after all."""
    server = place.serve()
    server.kill()
    figment = place.start(server=server)
    figment.find("label", "Welcome to Figment")
    figment.find("label", re.compile("^Not reachable"))
    figment.click("button", "Practise without a Server")
    figment.find("label", "Practice server: pictures are painted, not generated.")
    figment.click("button", "Text to Image")
    figment.click("button", "Generate")
    figment.find("image", PICTURE)
    server.start()
    figment.click("button", "Use My Server")
    figment.wait_until_gone("label", "Practice server: pictures are painted, not generated.")
    figment.click("button", "Generate")
    wait(lambda: states(place) == ["done", "done"], "the second picture")
    assert len(list((place.path / "server-0" / "output").glob("*.png"))) == 1


@test
def cancelled_in_the_middle(place):
    server = place.serve("--step-ms", "1000")
    figment = place.start(server=server, page="'text-to-image'")
    figment.click("button", "Generate")
    figment.find("label", re.compile(r"Step \d+ of"))
    figment.click("button", "Cancel")
    figment.find("label", "Cancelled")
    assert states(place) == ["cancelled"]
    assert not place.results()
    # The server is free for the next one.
    server.kill()
    server.start()
    figment.click("button", "Generate")
    figment.find("image", PICTURE)


@test
def server_dies_and_returns(place):
    """Killed in the middle of a run; the one that waited runs when it is back, the other can be tried again."""
    server = place.serve("--step-ms", "1000")
    figment = place.start(server=server, page="'text-to-image'")
    figment.click("button", "Generate")
    figment.find("label", re.compile(r"Step \d+ of"))
    server.kill()
    figment.find("label", "ComfyUI does not answer; new jobs wait")
    figment.click("button", "Generate")
    wait(lambda: "held" in states(place), "a job on hold")
    server.start()
    # Found again without a click on Retry, which only makes it sooner and may be gone before it is pressed.
    wait(lambda: states(place) == ["lost", "done"], f"lost and done, not {states(place)}")
    figment.click("button", "Queue")
    figment.find("label", re.compile("Lost"))
    figment.click("button", "Try Again", figment.find_popover())
    wait(lambda: states(place) == ["lost", "done", "done"] or states(place) == ["done", "done"], "another try")


@test
def out_of_memory(place):
    """In words on the canvas, with details, to be copied, and tried again on a server that has more."""
    server = place.serve("--mood", "out-of-memory")
    figment = place.start(server=server, page="'text-to-image'")
    figment.click("button", "Generate")
    figment.find("label", "This did not work out")
    figment.find("label", re.compile("the server ran out of memory. A smaller size"))
    figment.click("label", "Details")
    figment.find("label", re.compile("OutOfMemoryError"))
    figment.click("button", "Copy")
    figment.find("label", "Copied")
    assert "ran out of memory" in place.desk.clipboard(), place.desk.clipboard()
    server.kill()
    server.start()
    figment.click("button", "Try Again")
    figment.find("image", PICTURE)


@test
def disk_of_the_server_is_full(place):
    figment = place.start(server=place.serve("--mood", "disk-full"), page="'text-to-image'")
    figment.click("button", "Generate")
    figment.find("label", "This did not work out")
    figment.find("label", re.compile("SaveImage"))
    # That very workflow, where its controls are changed.
    figment.click("button", "Open Workflow")
    figment.find("button", re.compile(r"^Node 9 \(SaveImage"))


main()
