# SPDX-License-Identifier: GPL-3.0-or-later
"""The first start, with the settings as they come: servers at the usual addresses are found without a word.

The usual ports may be taken on the machine that runs this, so the schema says other ones.
"""

import contextlib
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import threading

from drive import main, test

SCHEMA = pathlib.Path(__file__).parents[3] / "data" / "io.github.figment_app.Figment.gschema.xml"
FOUND = "Practice server: pictures are painted, not generated"  # the one that stands in for ComfyUI is told from it
PICTURE = re.compile(r"\.png, \d+ × \d+ pixels$")


class LanguageModels(http.server.BaseHTTPRequestHandler):
    """Knows what it has, in the words of LM Studio."""

    def do_GET(self):
        model = {"id": "small", "object": "model", "type": "llm", "state": "not-loaded"}
        body = json.dumps({"object": "list", "data": [model]}).encode()
        self.send_response(200 if self.path == "/api/v0/models" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@contextlib.contextmanager
def language_models():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), LanguageModels) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def make_usual(place, **addresses):
    """What the programs of a place find when they look where such servers usually are."""
    folder = place.path / "schemas"
    folder.mkdir()
    shutil.copy(SCHEMA, folder)
    lines = [f"{name.replace('_', '-')}='{address}'\n" for name, address in addresses.items()]
    (folder / "usual.gschema.override").write_text("[io.github.figment_app.Figment]\n" + "".join(lines))
    subprocess.run(["glib-compile-schemas", "--strict", folder], check=True)
    place.environment["GSETTINGS_SCHEMA_DIR"] = str(folder)


@test
def both_are_found(place):
    server = place.serve()
    with language_models() as models:
        make_usual(place, comfy_address=server.url, lm_address=models)
        figment = place.start()
        figment.find("label", "Welcome to Figment")
        figment.find("label", FOUND)
        figment.find("label", re.compile(r"^Connected · .*" + re.escape(models)))
        assert not figment.look("button", "Practise without a Server")
        figment.click("button", "Text to Image")
        figment.wait_for_focus(figment.find("text", "Prompt"))
        figment.click("button", "Generate")
        figment.find("image", PICTURE)


@test
def found_later(place):
    """Started after Figment, it is found all the same."""
    server = place.serve()
    server.kill()
    make_usual(place, comfy_address=server.url, lm_address="http://127.0.0.1:9")
    figment = place.start()
    figment.find("label", re.compile("^Not reachable"))
    figment.find("button", "Practise without a Server")
    server.start()
    figment.find("label", FOUND)
    figment.wait_until_gone("button", "Practise without a Server")


main()
