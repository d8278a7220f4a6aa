"""Knows files and folders by URL: clips are fetched to this machine, results are put back whole."""

import importlib.util
import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from uuid import uuid4

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
"""Two letters at least: one is a drive."""

Place = Path | str
"""A folder or file here, or its URL."""


class PlaceError(ValueError):
    """A URL that cannot be used; the message is one line and ends with it."""


def is_url(text: str) -> bool:
    """Whether it names a file by URL."""
    return _URL.match(text) is not None


def placed(text: str) -> Place:
    """A path, also where it was written as a URL of this machine, or else the URL.

    Raises:
        PlaceError: it takes a library that is not here.
    """
    if not is_url(text):
        return Path(text)
    parts = urlsplit(text)
    if parts.scheme.lower() == "file" and parts.netloc in ("", "localhost"):
        return Path(url2pathname(parts.path))
    if importlib.util.find_spec("fsspec") is None:
        raise PlaceError(
            f"Expected a path, but got a URL, which takes fsspec; run `pip install 'stretchcheck[cluster]'`: {text}"
        )
    return text.rstrip("/")


def name_in(url: str) -> str:
    """Of the file, without folders and query."""
    return Path(unquote(urlsplit(url).path)).name


def inside(place: Place, name: str) -> Place:
    """What a folder holds under a name."""
    return place / name if isinstance(place, Path) else f"{place}/{name}"


def make_folder(place: Place) -> None:
    """Make a folder where there is none."""
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)
        return
    with _told("Could not make the results folder", place):
        system, path = _system(place)
        system.makedirs(path, exist_ok=True)


def fetch(url: str, into: Path) -> Path:
    """Copy a file to a folder here, under its own name."""
    target = into / name_in(url)
    with _told("Could not fetch the file", url):
        system, path = _system(url)
        system.get_file(path, str(target))
    return target


def put(origin: Path, url: str) -> None:
    """Copy a file to a URL, where it appears whole: it is written under another name and then moved."""
    folder, _, name = url.rpartition("/")
    part = f"{folder}/.{name}.{uuid4().hex}.part"
    with _told("Could not write the results", url):
        (system, path), (_, part_path) = _system(url), _system(part)
        system.put_file(str(origin), part_path)
        if system.exists(path):
            system.rm_file(path)
        system.mv(part_path, path)


@contextmanager
def workplace(place: Place, *, last: str, wanted: Collection[str]) -> Iterator[Path]:
    """A folder to write results to: the one asked for or, where that is a URL, one here that is put there in the end.

    Nothing is put there when an exception leaves the folder, nor is what has not changed.

    Args:
        place: where the results belong.
        last: name of the file that says that the others are finished; taken away before they change.
        wanted: names of files to fetch first, where they are there.
    """
    if isinstance(place, Path):
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="stretchcheck-") as scratch:
        folder = Path(scratch) / name_in(place)
        folder.mkdir()
        _fetch_all(place, folder, wanted)
        before = _stats(folder)
        yield folder
        changed = [path for path, stat in _stats(folder).items() if before.get(path) != stat]
        _put_all(sorted(changed, key=lambda path: (path.name == last, path.name)), place, last)


def _fetch_all(place: str, folder: Path, wanted: Collection[str]) -> None:
    if not wanted:
        return
    with _told("Could not read earlier results", place):
        system, path = _system(place)
        for name in wanted:
            if system.exists(f"{path}/{name}"):
                system.get_file(f"{path}/{name}", str(folder / name))


def _put_all(files: Sequence[Path], place: str, last: str) -> None:
    if not files:
        return
    with _told("Could not write the results", place):
        system, path = _system(place)
        system.makedirs(path, exist_ok=True)
        if system.exists(f"{path}/{last}"):
            system.rm_file(f"{path}/{last}")
    for file in files:
        put(file, f"{place}/{file.name}")


def _stats(folder: Path) -> dict[Path, tuple[int, int, int]]:
    found = {path: path.stat() for path in folder.iterdir() if path.is_file()}
    return {path: (stat.st_size, stat.st_mtime_ns, stat.st_ino) for path, stat in found.items()}


def _system(url: str) -> tuple[Any, str]:
    """File system of a URL and the path in it."""
    from fsspec import url_to_fs

    system, path = url_to_fs(url)
    return system, path


@contextmanager
def _told(what: str, url: str) -> Iterator[None]:
    """Say in one line what a file system refused; each kind of them has exceptions of its own."""
    try:
        yield
    except PlaceError:
        raise
    except FileNotFoundError:
        raise PlaceError(f"{what}, there is none: {url}") from None
    except Exception as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise PlaceError(f"{what}, {why.replace(url, 'it')}: {url}") from error
