# SPDX-License-Identifier: GPL-3.0-or-later
"""figment-cli is killed at 30 moments of a queue of five; `queue resume` then does every job exactly once."""

import os
import random
import signal
import subprocess
import sys

from harness import World, check_whole

ROUNDS = 30
JOBS = 5


def play(world, delay):
    """Returns what is wrong, or None."""
    process = world.generate(JOBS)
    try:
        process.wait(timeout=delay)  # the moment is what is tested: not an event but any time at all
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    code, output = world.resume()
    if code != 0:
        return f"resume ended with {code}: {output[-400:]}"
    integrity = world.query("PRAGMA integrity_check")
    if integrity and integrity != [("ok",)]:
        return f"the database is damaged: {integrity}"
    states = world.query("SELECT state, count(*) FROM generations GROUP BY state")
    n_jobs = sum(n for _, n in states)
    if states and states != [("done", n_jobs)]:
        return f"not all done: {states}"
    outputs = world.query("SELECT path FROM outputs")
    files = world.files()
    if len(outputs) != n_jobs or sorted(os.path.basename(path) for path, in outputs) != files:
        return f"{n_jobs} jobs, {len(outputs)} outputs, files {files}"
    if world.server.n_saved() != n_jobs:
        return f"{n_jobs} jobs, but the server ran {world.server.n_saved()}"
    broken = [path for path, in outputs if not check_whole(path)]
    return f"broken files: {broken}" if broken else None


def measure():
    """How long the whole queue takes unharmed, so that the moments fall all over it."""
    import time
    world = World()
    start = time.monotonic()
    world.generate(JOBS).communicate(timeout=120)
    took = time.monotonic() - start
    world.close()
    return took


def main():
    seed = int(os.environ.get("FAULT_SEED", random.randrange(1 << 32)))
    moments = random.Random(seed)
    whole = measure()
    print(f"# seed {seed} (FAULT_SEED repeats it), {JOBS} jobs take {whole:.2f} s")
    print(f"1..{ROUNDS}")
    failed = 0
    for number in range(1, ROUNDS + 1):
        world = World()
        delay = moments.uniform(0, whole * 1.05)
        try:
            problem = play(world, delay)
        finally:
            world.close()
        print(f"{'not ok' if problem else 'ok'} {number} - killed after {delay * 1000:.0f} ms", flush=True)
        if problem:
            print(f"# {problem}")
            failed += 1
    return 1 if failed else 0


sys.exit(main())
