#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the libFuzzer targets with clang, seeds them and runs each for a while.

    fuzz.py [--build DIR] [--seconds N] [TARGET…]

Seeds are the small files of tests/data/fuzz and, where FIGMENT_SHARED (or ../shared) has them, the recorded traffic and
workflows. A finding is kept in DIR/findings and makes the exit code 1; `DIR/tests/fuzz/fuzz-TARGET FILE` repeats it.
"""

import argparse
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAX_SEED = 64 * 1024


def shared_folder():
    folder = os.environ.get("FIGMENT_SHARED", os.path.join(ROOT, "..", "shared"))
    return folder if os.path.isdir(folder) else None


def read_files(*patterns):
    for pattern in patterns:
        for path in sorted(glob.glob(pattern, recursive=True)):
            if os.path.isfile(path) and os.path.getsize(path) <= MAX_SEED:
                with open(path, "rb") as file:
                    yield file.read()


def graph_seeds(shared):
    return read_files(
        f"{shared}/corpus/*/*.json",
        f"{shared}/fixtures/comfyui/*/workflow*.json",
    )


def event_seeds(shared):
    """Frames as the target takes them: a byte for the kind, then the frame."""
    for path in sorted(glob.glob(f"{shared}/fixtures/comfyui/*/ws*.jsonl")):
        with open(path, encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if row.get("dir") == "recv" and isinstance(row.get("json"), dict):
                    yield b"\0" + json.dumps(row["json"]).encode()
    for data in read_files(f"{shared}/fixtures/comfyui/*/frame*.bin"):
        yield b"\1" + data


def json_seeds(shared):
    return read_files(f"{shared}/fixtures/**/*.json", f"{shared}/corpus/api/*.json")


def import_seeds(shared):
    """Files of every kind that ComfyUI writes, and odd ones."""
    return read_files(f"{shared}/fixtures/comfyui/09-media-outputs/*-*.*", f"{shared}/corpus/edge/*.json")


def convert_seeds(shared):
    return read_files(os.path.join(ROOT, "tests", "data", "convert", "*.ui.json"), f"{shared}/corpus/graph/*.json")


def catalog_seeds(shared):
    return read_files(f"{shared}/fixtures/comfyui/**/object_info*.json")


def no_seeds(_):
    """Nothing that was recorded has such texts."""
    return ()


SEEDS = {
    "json": json_seeds,
    "graph": graph_seeds,
    "event": event_seeds,
    "import": import_seeds,
    "convert": convert_seeds,
    "catalog": catalog_seeds,
    "mapping": no_seeds,
    "prompt": no_seeds,
}


def write_seeds(target, folder):
    """Returns how many there are."""
    shared = shared_folder()
    seeds = set(read_files(os.path.join(ROOT, "tests", "data", "fuzz", target, "*")))
    if shared is not None:
        seeds.update(seed for seed in SEEDS[target](shared) if len(seed) <= MAX_SEED)
    for number, seed in enumerate(sorted(seeds)):
        with open(os.path.join(folder, f"{number:05}"), "wb") as file:
            file.write(seed)
    return len(seeds)


def run_quietly(command, environment):
    """Shows what the command wrote only if it fails."""
    ran = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", check=False
    )
    if ran.returncode != 0:
        print(ran.stdout)
        ran.check_returncode()


def build(folder, targets):
    if not os.path.exists(os.path.join(folder, "build.ninja")):
        environment = {**os.environ, "CC": "clang"}
        options = ["--buildtype=debugoptimized", "-Dfuzz=true", "-Db_sanitize=address,undefined", "-Db_lundef=false"]
        run_quietly(["meson", "setup", folder, ROOT, *options], environment)
    # Nothing else: not the programs, not the other tests.
    run_quietly(["ninja", "-C", folder, *(f"tests/fuzz/fuzz-{target}" for target in targets)], os.environ)


def fuzz(build_folder, target, seconds):
    """Runs one target. Returns (whether it found nothing, what to say)."""
    program = os.path.join(build_folder, "tests", "fuzz", f"fuzz-{target}")
    findings = os.path.join(build_folder, "findings")
    os.makedirs(findings, exist_ok=True)
    environment = {
        **os.environ,
        "G_DEBUG": "fatal-warnings",
        "G_SLICE": "always-malloc",
        "LC_ALL": "C.UTF-8",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
        "LSAN_OPTIONS": f"suppressions={os.path.join(ROOT, 'build-aux', 'lsan.supp')}",
    }
    with tempfile.TemporaryDirectory(prefix="figment-fuzz-") as corpus:
        count = write_seeds(target, corpus)
        command = [
            program,
            corpus,
            f"-max_total_time={seconds}",
            f"-max_len={MAX_SEED}",
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
            f"-dict={os.path.join(ROOT, 'tests', 'fuzz', 'json.dict')}",
            f"-artifact_prefix={findings}/{target}-",
        ]
        ran = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", check=False
        )
    runs = re.search(r"number_of_executed_units: (\d+)", ran.stdout)
    if ran.returncode == 0:
        done = runs.group(1) if runs else "?"
        return True, f"fuzz {target}: {done} runs from {count} seeds in {seconds} s, no finding"
    return False, f"{ran.stdout[-8000:]}\nfuzz {target}: FINDING, kept in {findings}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build-fuzz"))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(SEEDS))
    arguments = parser.parse_args()
    unknown = set(arguments.targets) - set(SEEDS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")

    try:
        build(arguments.build, arguments.targets or SEEDS)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The fuzz targets could not be built: {error}")
        return 1
    targets = arguments.targets or list(SEEDS)
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, len(targets))) as pool:
        results = list(pool.map(lambda target: fuzz(arguments.build, target, arguments.seconds), targets))
    for _, text in results:
        print(text)
    return 0 if all(good for good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
