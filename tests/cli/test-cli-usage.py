#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What figment-cli says and ends with when there is no server: words, workflows, exit codes."""

import http.server
import json
import os
import socket
import threading

from figment_cli import DATA, WORKFLOWS, equal, expect, lines, main, test


def data(name):
    return os.path.join(DATA, name)


def starter(name):
    return os.path.join(WORKFLOWS, name + '.json')


def closed_port():
    """An address of ours where nobody listens."""
    with socket.socket() as sock:
        sock.bind(('127.0.0.1', 0))
        return f'http://127.0.0.1:{sock.getsockname()[1]}'


@test
def words(place):
    expect(place.run(), 2, 'no command')
    expect(place.run('paint'), 2, '“paint” is no command')
    for help_word in ('--help', '-h', 'help'):
        result = place.run(help_word)
        expect(result, 0)
        assert 'generate' in result.stdout
    assert place.run('--version').stdout.startswith('figment-cli ')
    for command in ('generate', 'server', 'workflow', 'queue', 'history'):
        result = place.run(command, '--help')
        expect(result, 0)
        assert '--json' in result.stdout


@test
def wrong_options(place):
    for words in (['--seed', '-1'], ['--seed', '18446744073709551616'], ['--seed', '1.5'], ['--seed', ''],
                  ['--steps', '0'], ['--steps', 'many'], ['--cfg', '7,5'], ['--cfg', 'nan'], ['--cfg', '0x10'],
                  ['--size', '512'], ['--size', '0x512'], ['--size', '512x512x512'], ['--count', '0'],
                  ['--set', 'x'], ['--set', 'x=1'], ['--set', '.x=1'], ['--set', '3.=1'], ['--mode', 'audio'],
                  ['--mode', 'image-to-video'], ['--image', place('nowhere.png')], ['stray'], ['--wrong'],
                  ['--practice', '--server', 'http://127.0.0.1:1'],
                  ['--workflow', starter('sd15'), '--mode', 'text-to-video']):
        result = place.run('generate', *words)
        expect(result, 2, 'figment-cli generate --help')
        equal(result.stdout, '')
    for command in (['workflow'], ['workflow', 'check'], ['workflow', 'paint', 'x'], ['queue', 'paint'],
                    ['queue', 'list', 'more'], ['history', '--limit', '0'], ['server', 'stray']):
        expect(place.run(*command), 2)


@test
def what_the_workflow_lacks(place):
    with open(place('x.png'), 'wb') as file:
        file.write(b'x')
    graph = ['generate', '--server', closed_port(), '-w', data('no-size.json')]
    expect(place.run(*graph, '--size', '512x512'), 2, '--size')
    expect(place.run(*graph, '--prompt', 'x'), 2, '--prompt')
    expect(place.run(*graph, '--seed', '1'), 2, '--seed')
    expect(place.run(*graph, '--set', '7.x=1'), 2, 'no such node')
    expect(place.run(*graph, '-i', place('x.png'), '-i', place('x.png')), 2)
    expect(place.run('generate', '--server', closed_port(), '-i', place('x.png')), 2, '--image')
    expect(place.run('generate', '--server', closed_port(), '--set', '3.steps=many'), 2, '--set 3.steps=many')


@test
def unusable_workflows(place):
    for name, words in (('cut.json', 'damaged'), ('broken-link.json', 'Node 8'), ('nowhere.json', 'nowhere.json')):
        result = place.run('generate', '--server', closed_port(), '-w', data(name))
        expect(result, 4, words)
        equal(result.stdout, '')


@test
def nobody_there(place):
    for words in (['generate'], ['generate', '-w', data('dotted.json')], ['queue', 'resume'], ['queue', 'clear'],
                  ['server'], ['workflow', 'check', starter('sd15')]):
        expect(place.run(*words, '--server', closed_port()), 3)
    expect(place.run('generate', FIGMENT_SERVER=closed_port()), 3)
    # Nothing stays in the queue for a server that was not there.
    equal(place.run('queue', 'list').stdout, '')


@test
def not_an_address(place):
    for address in ('ftp://example.org', 'http://', 'nonsense:nonsense'):
        expect(place.run('generate', '--server', address), 2)
        expect(place.run('server', '--server', address), 2)


@test
def server_steps(place):
    result = place.run('server', '--json', '--server', closed_port())
    expect(result, 3)
    equal([(line['step'], line['ok']) for line in lines(result.stdout)],
          [('address', True), ('resolve', True), ('connect', False)])


@test
def some_other_server(place):
    """One that answers everything with a page is not ComfyUI."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = b'<html>\x1b[31mhello</html>'
            self.send_response(200)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f'http://127.0.0.1:{server.server_port}'
            result = place.run('server', '--json', '--server', address)
            expect(result, 3)
            equal([(line['step'], line['ok']) for line in lines(result.stdout)],
                  [('address', True), ('resolve', True), ('connect', True), ('http', False)])
            result = place.run('generate', '--server', address)
            expect(result, 3)
            assert '\x1b' not in result.stderr
            assert '\x1b' not in place.run('server', '--server', address).stdout
        finally:
            server.shutdown()
            thread.join()


@test
def check(place):
    result = place.run('workflow', 'check', starter('sd15'), starter('wan21-text-to-video'),
                       starter('wan21-image-to-video'), data('dotted.json'))
    expect(result, 0)
    result = place.run('workflow', 'check', '--json', data('broken-link.json'), data('editor.json'),
                       starter('sd15'))
    expect(result, 4)
    broken, editor, good = lines(result.stdout)
    equal(broken['usable'], False)
    assert any(problem['severity'] == 'fatal' and problem['node'] == '8' for problem in broken['problems'])
    equal(editor['usable'], True)
    equal(editor['warnings'], [])
    assert 'converted' in editor['origin']
    equal(good['usable'], True)
    assert not any(problem['severity'] == 'fatal' for problem in good['problems'])


@test
def analyse(place):
    path = starter('sd15')
    result = place.run('workflow', 'analyse', '--json', path, data('dotted.json'), starter('wan21-image-to-video'))
    expect(result, 0)
    image, dotted, video = lines(result.stdout)
    equal(image['file'], path)
    equal(image['mode'], 'text-to-image')
    equal(image['roles']['positive'], [['6', 'text']])
    equal(image['roles']['negative'], [['7', 'text']])
    equal(image['roles']['seed'], [['3', 'seed']])
    equal(image['roles']['width'], [['5', 'width']])
    equal([(output['node'], output['kind']) for output in image['outputs']], [('9', 'image')])
    equal(dotted['roles']['positive'], [['57:6', 'text']])
    equal(dotted['roles']['height'], [['57:5.0', 'height']])
    equal(video['mode'], 'image-to-video')
    equal(video['outputs'][0]['kind'], 'video')
    equal(len([key for key in video['roles'] if key.startswith('image')]), 1)

    result = place.run('workflow', 'analyse', path)
    expect(result, 0)
    assert '6.text' in result.stdout

    result = place.run('workflow', 'analyse', '--json', data('cut.json'), data('editor.json'))
    expect(result, 4)
    assert 'error' in lines(result.stdout)[0]
    equal(lines(result.stdout)[1]['mode'], 'text-to-image')
    equal(lines(result.stdout)[1]['roles']['seed'], [['3', 'seed']])


@test
def convert(place):
    result = place.run('workflow', 'convert', data('editor.json'))
    expect(result, 0)
    graph = json.loads(result.stdout)
    equal(sorted(graph), ['3', '4', '5', '6', '7', '8', '9'])
    equal(graph['3']['inputs']['seed'], 2 ** 64 - 1)
    equal(graph['3']['inputs']['positive'], ['6', 0])

    with open(place('info.json'), 'w', encoding='utf-8') as file:
        json.dump({'Odd': {'input': {'required': {'b': ['INT', {'default': 4}], 'a': ['STRING']}}}}, file)
    with open(place('odd.txt'), 'w', encoding='utf-8') as file:
        file.write("My workflow: {'nodes': [{'id': 1, 'type': 'Odd', 'widgets_values': [5, 'x']}], 'links': []}")
    result = place.run('workflow', 'convert', '--json', '--catalog', place('info.json'), place('odd.txt'))
    expect(result, 0)
    equal(lines(result.stdout)[0]['graph']['1']['inputs'], {'b': 5, 'a': 'x'})
    assert len(lines(result.stdout)[0]['warnings']) == 2
    expect(place.run('workflow', 'convert', data('cut.json')), 4, 'damaged')
    expect(place.run('workflow', 'convert', '--catalog', place('nowhere'), data('editor.json')), 2)


@test
def nothing_made_yet(place):
    for words in (['queue'], ['queue', 'list', '--json'], ['history'], ['history', 'cat', '--json']):
        result = place.run(*words)
        expect(result, 0)
        equal(result.stdout, '')
    assert not os.path.exists(place('data')), 'looking must not make a database'


@test
def without_a_locale(place):
    """In the C locale a prompt in any script still gets through to where the server would be asked."""
    expect(place.run('generate', '-p', 'Käse 日本', '--server', closed_port(), LC_ALL='C'), 3)


if __name__ == '__main__':
    main()
