# SPDX-License-Identifier: GPL-3.0-or-later
"""The server is killed while a job is in each state, and started again on the same port."""

import json
import sys

from harness import World, check_whole


def wait_for(process, wanted):
    """Reads JSON lines until a generation is in the state."""
    for line in process.stdout:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event.get("state") == wanted:
            return True
    return False


def play(state):
    world = World(step_ms=20)
    try:
        process = world.generate(4)
        if not wait_for(process, state):
            return f"never was {state}"
        world.server.kill()
        if not wait_for(process, "held"):
            return "what had not been sent was not held while the server was away"
        world.server.start()
        output, _ = process.communicate(timeout=120)
        states = dict(world.query("SELECT state, count(*) FROM generations GROUP BY state"))
        # What had been sent is lost with the server's memory, and said to be; what had not is done.
        if set(states) - {"done", "lost"} or sum(states.values()) != 4:
            return f"states {states}: {output[-300:]}"
        files = world.files()
        if len(files) != states.get("done", 0) or not all(check_whole(f"{world.library}/{name}") for name in files):
            return f"states {states}, files {files}"
        return None
    finally:
        world.close()


def main():
    states = ["submitted", "running"]
    failed = 0
    print(f"1..{len(states)}")
    for number, state in enumerate(states, 1):
        problem = play(state)
        print(f"{'not ok' if problem else 'ok'} {number} - killed while {state}", flush=True)
        if problem:
            print(f"# {problem}")
            failed += 1
    return 1 if failed else 0


sys.exit(main())
