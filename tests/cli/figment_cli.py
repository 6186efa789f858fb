# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs figment-cli as a person or a script would, and speaks TAP about what came of it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

PROGRAM = os.environ['FIGMENT_CLI']
DATA = os.environ['FIGMENT_CLI_DATA']          # tests/data/cli
WORKFLOWS = os.environ['FIGMENT_CLI_WORKFLOWS']  # data/workflows

tests = []


def test(function):
    tests.append(function)
    return function


class Place:
    """A home of its own for each test, so that none sees the user's or another's queue."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix='figment-cli-')
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def __call__(self, *names):
        return os.path.join(self.path, *names)

    def environment(self, **more):
        environment = dict(os.environ, HOME=self.path, TERM='dumb', LC_ALL='C.UTF-8', LANGUAGE='C')
        for name, folder in (('XDG_DATA_HOME', 'data'), ('XDG_CACHE_HOME', 'cache'), ('XDG_CONFIG_HOME', 'config')):
            environment[name] = self(folder)
        environment.pop('FIGMENT_SERVER', None)
        environment.update(more)
        return {name: value for name, value in environment.items() if value is not None}

    def run(self, *words, **more):
        """Returns an object with returncode, stdout and stderr (str)."""
        return subprocess.run([PROGRAM, *words], env=self.environment(**more), stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=120, encoding='utf-8')

    def start(self, *words, **more):
        return subprocess.Popen([PROGRAM, *words], env=self.environment(**more), stdin=subprocess.DEVNULL, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def expect(result, returncode, *in_stderr):
    if result.returncode != returncode:
        raise AssertionError(f'ended with {result.returncode} instead of {returncode}\n'
                             f'stdout: {result.stdout}\nstderr: {result.stderr}')
    for words in in_stderr:
        assert words in result.stderr, f'{words!r} is not in {result.stderr!r}'


def equal(a, b):
    assert a == b, f'{a!r} is not {b!r}'


def main():
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, function in enumerate(tests, 1):
        name = function.__name__
        try:
            with Place() as place:
                function(place)
            print(f'ok {number} {name}', flush=True)
        except Exception:
            failed += 1
            print(f'not ok {number} {name}')
            for line in traceback.format_exc().splitlines():
                print(f'# {line}', flush=True)
    sys.exit(1 if failed else 0)
