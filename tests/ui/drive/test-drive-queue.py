# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue's popover, and what becomes of the queue when the window is closed."""

import re

from drive import main, test, wait


def states(place):
    return [state for (state,) in place.query("SELECT state FROM generations ORDER BY id")]


def start_jobs(place, n_jobs):
    """Figment with jobs, of which the first runs, and for a minute at least."""
    figment = place.start(server=place.serve("--step-ms", "3000"), page="'text-to-image'")
    for _ in range(n_jobs):
        figment.click("button", "Generate")
    wait(lambda: states(place).count("running") == 1 and len(states(place)) == n_jobs, f"{n_jobs} jobs")
    return figment


def rows(figment, words):
    """The rows of the popover that say so."""
    return [node for node in figment.find_popover().walk() if node.role == "list item"
            and any(words in inner.name for inner in node.walk())]


@test
def paused_and_cancelled(place):
    """Nothing new begins while the queue is paused; what waits is cancelled, and then there is nothing to do."""
    figment = start_jobs(place, 3)
    figment.click("button", "Queue")
    popover = figment.find_popover()
    figment.click("button", "Pause the queue", popover)
    figment.find("label", re.compile("^Paused"))
    while rows(figment, "Waiting"):
        n_cancelled = states(place).count("cancelled")
        figment.click("button", "Cancel", rows(figment, "Waiting")[-1])
        wait(lambda: states(place).count("cancelled") == n_cancelled + 1, "one more cancelled")
    figment.click("button", "Cancel", rows(figment, "Generating")[0])
    wait(lambda: not set(states(place)) & {"running", "queued", "held", "submitted"}, "a queue without work")
    figment.click("button", "Pause the queue", popover)
    figment.click("button", "Clear what is finished", popover)
    figment.find("label", "Nothing to Do", popover)


@test
def tried_again(place):
    """What failed runs when the server has memory again; Show leads to it."""
    server = place.serve("--mood", "out-of-memory")
    figment = place.start(server=server, page="'text-to-image'")
    figment.click("button", "Generate")
    wait(lambda: states(place) == ["failed"], "a failure")
    server.kill()
    server.start()
    figment.press("ctrl+5")
    figment.click("button", "Queue")
    figment.click("button", "Try Again", figment.find_popover())
    wait(lambda: states(place)[-1] == "done", "a picture")
    figment.click("button", "Show", figment.find_popover())
    figment.find("image", re.compile(r"\.png, \d+ × \d+ pixels"))


@test
def moved_up(place):
    figment = start_jobs(place, 4)
    order = "SELECT id FROM generations WHERE state IN ('queued', 'held') ORDER BY queue_position, id"
    before = wait(lambda: place.query(order), "jobs that wait")
    figment.click("button", "Queue")
    figment.click("button", "Move Up", rows(figment, "Waiting")[-1])
    wait(lambda: place.query(order)[:1] == before[-1:], "the last as the first")


@test
def closed_and_kept_running(place):
    server = place.serve()
    figment = place.start(server=server, page="'text-to-image'")
    figment.find("button", "ComfyUI: Connected")
    server.pause()
    figment.click("button", "Generate")
    wait(lambda: states(place) == ["submitted"], "a job on its way")
    figment.press("ctrl+w")
    question = figment.find_window()
    figment.find("label", "1 job is not finished", question)
    figment.click("button", "Keep Running", question)
    wait(lambda: figment.surfaces() == [], "the end of the window")
    server.go_on()
    assert figment.wait_for_end() == 0
    assert states(place) == ["done"]
    assert len(place.results()) == 1
    assert place.desk.notifications.shown[-1][0] == "Text to Image: done", place.desk.notifications.shown


@test
def closed_and_stopped(place):
    """The answer is remembered, and the next time nothing is asked."""
    figment = start_jobs(place, 1)
    figment.press("ctrl+w")
    question = figment.find_window()
    figment.click("check box", "Do not ask again", question)
    figment.click("button", "Stop", question)
    assert figment.wait_for_end() == 0
    assert states(place) == ["cancelled"]
    assert "close-with-jobs='stop'" in place.settings_file.read_text()
    again = place.start()
    again.click("button", "Generate")
    wait(lambda: "running" in states(place), "a running job")
    again.press("ctrl+w")
    assert again.wait_for_end() == 0


@test
def not_closed_after_all(place):
    figment = start_jobs(place, 1)
    figment.press("ctrl+w")
    question = figment.find_window()
    figment.click("button", "Cancel", question)
    wait(lambda: not figment.look_for_window(), "the end of the question")
    assert states(place) == ["running"] and figment.alive()


main()
