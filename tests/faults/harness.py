# SPDX-License-Identifier: GPL-3.0-or-later
"""A practice server, figment-cli and the files they leave, for tests that kill one of them."""

import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

CLI, PRACTICE = sys.argv[1:3]

GRAPH = {
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5-pruned-emaonly.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x", "clip": ["4", 1]}},
    "3": {"class_type": "KSampler", "inputs": {
        "seed": 1, "steps": 6, "cfg": 7.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
        "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "fault", "images": ["8", 0]}},
}


class Server:
    """figment-practice on its own folder; restarted, it listens on the same port."""

    def __init__(self, folder, step_ms):
        self.folder, self.step_ms, self.port = folder, step_ms, 0
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [PRACTICE, "--folder", self.folder, "--port", str(self.port), "--step-ms", str(self.step_ms),
             "--parent-fd", "0"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()

    def n_saved(self):
        return len(list(pathlib.Path(self.folder, "output").glob("*.png")))


class World:
    """One server, one user: a database, a library, a workflow file."""

    def __init__(self, step_ms=3):
        self.root = tempfile.mkdtemp(prefix="figment-fault-")
        self.library = os.path.join(self.root, "library")
        self.workflow = os.path.join(self.root, "workflow.json")
        pathlib.Path(self.workflow).write_text(json.dumps(GRAPH))
        self.server = Server(os.path.join(self.root, "server"), step_ms)
        self.environment = dict(os.environ, XDG_DATA_HOME=os.path.join(self.root, "data"), G_DEBUG="")

    def start(self, *arguments):
        return subprocess.Popen([CLI, *arguments, "--server", self.server.url, "--json"], env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def generate(self, count):
        return self.start("generate", "--workflow", self.workflow, "--prompt", "a lighthouse", "--seed", "1",
                          "--count", str(count), "--output", self.library)

    def resume(self):
        process = self.start("queue", "resume")
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    def query(self, sql):
        path = os.path.join(self.root, "data", "figment", "figment.db")
        if not os.path.exists(path):
            return []
        with sqlite3.connect(path) as database:
            return database.execute(sql).fetchall()

    def files(self):
        if not os.path.isdir(self.library):
            return []
        return sorted(os.listdir(self.library))

    def close(self):
        if self.server.process.poll() is None:
            self.server.kill()
        shutil.rmtree(self.root, ignore_errors=True)


def check_whole(path):
    """A PNG from its first byte to its last chunk."""
    data = pathlib.Path(path).read_bytes()
    return data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82")
