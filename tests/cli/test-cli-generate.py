#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""figment-cli against the practice server: from a prompt to files."""

import json
import os
import re
import signal
import struct
import subprocess
import zlib

from figment_cli import DATA, PROGRAM, equal, expect, lines, main, test

DOTTED = os.path.join(DATA, 'dotted.json')
EDITOR = os.path.join(DATA, 'editor.json')
MAX_SEED = 2 ** 64 - 1


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def write_png(path, width=64, height=64):
    def chunk(kind, content):
        return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))

    rows = b''.join(b'\0' + b''.join(bytes([x * 4 % 256, y * 4 % 256, 128]) for x in range(width))
                    for y in range(height))
    with open(path, 'wb') as file:
        file.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
                   + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def get_size(png):
    return struct.unpack('>II', png[16:24])


@test
def picture(place):
    result = place.run('generate', '--practice', '-p', 'a red boat', '--steps', '3', '--size', '128x64',
                       '-o', place('out'))
    expect(result, 0)
    path, = result.stdout.splitlines()
    assert os.path.isabs(path) and os.path.dirname(path) == place('out'), path
    png = read(path)
    assert png.startswith(b'\x89PNG')
    equal(get_size(png), (128, 64))
    assert b'a red boat' in png
    assert '%' in result.stderr, 'no progress was printed'
    assert '\033' not in result.stderr, 'a log must not get escape sequences'


@test
def every_workflow_that_figment_brings(place):
    folder = os.environ['FIGMENT_CLI_WORKFLOWS']
    picture = place('first.png')
    write_png(picture)
    for name in sorted(name for name in os.listdir(folder) if name.endswith('.json')):
        path = os.path.join(folder, name)
        with open(path, encoding='utf-8') as file:
            loads = 'LoadImage' in file.read()
        result = place.run('generate', '--practice', '--trial', '-w', path, '-o', place('out'),
                           *(['-i', picture] if loads else []))
        expect(result, 0)
        made, = result.stdout.splitlines()
        assert os.path.getsize(made) > 100, (name, made)


@test
def film(place):
    result = place.run('generate', '--practice', '--mode', 'text-to-video', '-p', 'waves', '--steps', '2',
                       '--size', '128x64', '--set', '40.length=5', '-o', place('out'))
    expect(result, 0)
    path, = result.stdout.splitlines()
    assert read(path).startswith(b'\x1a\x45\xdf\xa3')
    assert path.endswith('.webm')


@test
def film_from_picture(place):
    write_png(place('Käse "1".png'))
    result = place.run('generate', '--practice', '--mode', 'image-to-video', '-i', place('Käse "1".png'), '-p', 'zoom',
                       '--steps', '2', '--size', '128x64', '--set', '50.length=5', '-o', place('out'))
    expect(result, 0)
    path, = result.stdout.splitlines()
    assert read(path).startswith(b'\x1a\x45\xdf\xa3')


@test
def json_events(place):
    result = place.run('generate', '--practice', '--json', '-w', DOTTED, '-p', 'a cat', '--seed', str(MAX_SEED),
                       '--set', '57:5.0.batch_size=2', '-o', place('out'))
    expect(result, 0)
    equal(result.stderr, '')
    events = lines(result.stdout)
    equal(events[0]['event'], 'queued')
    equal(events[0]['params']['seed'], MAX_SEED)
    equal(events[0]['params']['57:5.0.batch_size'], 2)
    assert any(event['event'] == 'progress' for event in events)
    equal(events[-1]['event'], 'finished')
    equal(events[-1]['state'], 'done')
    outputs = [event for event in events if event['event'] == 'output']
    equal(len(outputs), 2)
    for output in outputs:
        equal((output['kind'], output['mime'], output['width'], output['height']), ('image', 'image/png', 64, 64))
        assert str(MAX_SEED).encode() in read(output['path']), 'the seed lost digits'


@test
def from_editor_format(place):
    """A workflow as the editor saves it, and what it made once more: its own picture as the workflow."""
    result = place.run('generate', '--practice', '-w', EDITOR, '-p', 'a red boat', '-o', place('out'))
    expect(result, 0)
    path, = result.stdout.splitlines()
    data = read(path)
    assert data.startswith(b'\x89PNG')
    assert data.count(b'a red boat') >= 2, 'the prompt belongs into the graph and into what the editor will show'
    assert b'a fox' not in data
    result = place.run('workflow', 'convert', path)
    expect(result, 0)
    equal(json.loads(result.stdout)['6']['inputs']['text'], 'a red boat')


@test
def from_pipe(place):
    """What can be read only once, although it is converted twice."""
    with open(EDITOR, encoding='utf-8') as file:
        text = file.read()
    result = subprocess.run([PROGRAM, 'generate', '--practice', '-w', '/dev/stdin', '-p', 'a red boat', '-o',
                             place('out')], env=place.environment(), input=text, text=True, capture_output=True,
                            timeout=120, encoding='utf-8')
    expect(result, 0)
    path, = result.stdout.splitlines()
    assert b'a red boat' in read(path)


@test
def count(place):
    result = place.run('generate', '--practice', '--json', '-w', DOTTED, '--count', '3', '--seed', str(MAX_SEED - 1),
                       '-o', place('out'))
    expect(result, 0)
    events = lines(result.stdout)
    equal([event['params']['seed'] for event in events if event['event'] == 'queued'], [MAX_SEED - 1, MAX_SEED, 0])
    paths = [event['path'] for event in events if event['event'] == 'output']
    equal(len(set(paths)), 3)
    equal(sorted(os.listdir(place('out'))), sorted(os.path.basename(path) for path in paths))


@test
def drawn_seeds_differ(place):
    seeds = set()
    for _ in range(3):
        result = place.run('generate', '--practice', '--json', '-w', DOTTED, '-o', place('out'))
        expect(result, 0)
        seeds.add(lines(result.stdout)[0]['params']['seed'])
    equal(len(seeds), 3)


@test
def dry_run(place):
    words = ('generate', '--dry-run', '-w', DOTTED, '-p', 'a __pet__, {one|one}', '--seed', '7', '--count', '2')
    os.makedirs(place('data', 'figment', 'wildcards'))
    with open(place('data', 'figment', 'wildcards', 'Pet.txt'), 'w', encoding='utf-8') as file:
        file.write('# pets\nhen\nhen\n')
    result = place.run(*words)
    expect(result, 0)
    equal(result.stdout.splitlines(),
          ['1 of 2:', f'  57:3.seed: {MAX_SEED} → 7', '  57:6.text: "a cat" → "a hen, one"',
           '2 of 2:', f'  57:3.seed: {MAX_SEED} → 8', '  57:6.text: "a cat" → "a hen, one"'])
    first, _ = lines(place.run(*words, '--json').stdout)
    equal(first['changes'][0], {'node': '57:3', 'input': 'seed', 'before': MAX_SEED, 'after': 7})
    equal(place.run('queue').stdout, '')
    write_png(place('a.png'))
    result = place.run('generate', '--dry-run', '--mode', 'image-to-video', '-i', place('a.png'))
    expect(result, 0)
    assert f': sends {place("a.png")}' in result.stdout, result.stdout


@test
def failure(place):
    result = place.run('generate', '--practice', '--set', '4.ckpt_name=nowhere.safetensors', '-o', place('out'))
    expect(result, 1, 'ckpt_name')
    equal(result.stdout, '')
    result = place.run('history', '--json')
    expect(result, 0)
    equal([line['state'] for line in lines(result.stdout)], ['failed'])


@test
def part_left_out(place):
    """A node that lacks its link is dropped by the server, which takes the rest: done, and said so (trap 9)."""
    with open(DOTTED, encoding='utf-8') as file:
        graph = json.load(file)
    graph['10'] = {'class_type': 'SaveImage', 'inputs': {'filename_prefix': 'never'}}
    with open(place('part.json'), 'w', encoding='utf-8') as file:
        json.dump(graph, file)
    result = place.run('generate', '--practice', '-w', place('part.json'), '-p', 'a cat', '-o', place('out'))
    expect(result, 0, 'left out', 'Node 10 (SaveImage), images')
    equal(len(result.stdout.splitlines()), 1)


@test
def interrupt(place):
    process = place.start('generate', '--practice', '--json', '-w', DOTTED, '--steps', '10000', '-o', place('out'))
    for line in process.stdout:
        if '"progress"' in line:
            process.send_signal(signal.SIGINT)
            break
    rest, errors = process.communicate(timeout=60)
    equal(process.returncode, 130)
    equal(lines(rest)[-1]['state'], 'cancelled')
    equal(os.listdir(place('out')), [])


@test
def history(place):
    expect(place.run('generate', '--practice', '-w', DOTTED, '-p', 'a yellow submarine', '-o', place('out')), 0)
    expect(place.run('generate', '--practice', '-w', DOTTED, '-p', 'a red boat', '-o', place('out')), 0)
    result = place.run('history', '--json')
    expect(result, 0)
    equal([line['prompt'] for line in lines(result.stdout)], ['a red boat', 'a yellow submarine'])
    assert all(os.path.exists(path) for line in lines(result.stdout) for path in line['outputs'])
    equal(len(lines(place.run('history', '--json', '--limit', '1').stdout)), 1)
    equal([line['prompt'] for line in lines(place.run('history', '--json', 'submarine').stdout)],
          ['a yellow submarine'])
    assert re.search(r'done +a red boat', place.run('history').stdout)
    equal(place.run('queue', 'list').stdout, '')


@test
def practice_server(place):
    result = place.run('server', '--practice', '--json')
    expect(result, 0)
    equal([line['step'] for line in lines(result.stdout)],
          ['address', 'resolve', 'connect', 'http', 'features', 'queue', 'nodes', 'websocket'])
    assert 'practice' in lines(result.stdout)[3]['detail']


@test
def check_against_server(place):
    expect(place.run('workflow', 'check', '--practice', DOTTED), 0)


@test
def leaves_no_data_behind(place):
    """Without a place for data the practice server's history goes with the process."""
    os.mkdir(place('tmp'))
    expect(place.run('generate', '--practice', '-w', DOTTED, '-o', place('out'), TMPDIR=place('tmp'),
                     XDG_DATA_HOME=None), 0)
    equal(os.listdir(place('tmp')), [])
    assert not os.path.exists(place('.local', 'share', 'figment'))


if __name__ == '__main__':
    main()
