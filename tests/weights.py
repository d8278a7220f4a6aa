"""Stand-ins for the pose networks: a web site on loopback, wheels, and a cache folder of their own."""

import hashlib
import http.server
import io
import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vision import models
from vision._registry import Source

WEIGHTS = bytes(range(256)) * 400
OTHER = b"not the weights"
PACKAGE = "stretchcheck-test-weights"


@dataclass
class Site:
    """A web site on loopback: what it serves, what it was asked for, and how slowly it answers."""

    address: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    stall: threading.Event = field(default_factory=threading.Event)
    stalls: bool = False


@contextmanager
def served_site() -> Iterator[Site]:
    """A site that answers while the context lasts."""
    served = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._head()

        def do_GET(self) -> None:
            served.asked.append(self.path)
            page = self._head()
            self.wfile.write(page[: len(page) // 2])
            self.wfile.flush()
            if served.stalls:
                served.stall.wait(30)
            self.wfile.write(page[len(page) // 2 :])

        def _head(self) -> bytes:
            page = served.pages.get(self.path)
            self.send_response(200 if page is not None else 404)
            self.send_header("Content-Length", str(len(page or b"")))
            self.end_headers()
            return page or b""

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield served
    finally:
        served.stall.set()
        server.shutdown()
        thread.join()
        server.server_close()


def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, and no proxy between the test and loopback."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    folder = tmp_path / "cache"
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(folder))
    return folder


def a_model(*sources: Source, name: str = "test_net") -> models.Model:
    sha256 = hashlib.sha256(WEIGHTS).hexdigest()
    return models.Model(name, f"{name}.tflite", len(WEIGHTS), sha256, "tests", False, sources)


def fetched(model: models.Model) -> Path | models.ModelMissing:
    return models.fetch([model], progress=False)[model.name]


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def a_wheel(folder: Path, members: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    stem = f"{PACKAGE.replace('-', '_')}-1.0"
    about = {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1.0\n".encode(),
        f"{stem}.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{stem}.dist-info/RECORD": b"",
    }
    (folder / f"{stem}-py3-none-any.whl").write_bytes(zipped({**members, **about}))


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[1234] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(1, 1))  # a change is seen by size and time; a coarse clock must not hide it
