"""Knows the pose networks: what they are, where their weights come from, and whether the copies here are sound.

The weights are Google's, under the Apache licence 2.0, and are not part of this package. Each is fetched once into a
cache, from the first source that delivers the file with the right sha256, and stands there beside its licence. Where
this project trained a network further, what changed comes with the package and the rest is made from Google's file.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Final

import platformdirs

from vision._changes import applied
from vision._fetch import DeliveryError, Downloads, display
from vision._registry import MODELS, Changed, Model

__all__ = [
    "FOLDER_VARIABLE",
    "MODELS",
    "Model",
    "ModelMissing",
    "State",
    "changes_of",
    "ensure",
    "fetch",
    "folder",
    "licence_of",
    "model_named",
    "path_of",
    "state_of",
]

FOLDER_VARIABLE: Final = "STRETCHCHECK_MODELS"
"""Environment variable that names another folder for the weights."""

_SCRATCH: Final = ".fetch-"
_STALE_S: Final = 86400.0


class ModelMissing(RuntimeError):  # noqa: N818 - not an accident of the program but a state of the computer
    """A network that is neither in the cache nor to be had; the message is one line that says what to do."""


class State(StrEnum):
    """Of a file in the cache."""

    SOUND = "sound"
    CORRUPT = "corrupt"
    MISSING = "missing"


_sound: set[tuple[Path, int, int]] = set()
"""Files whose hash was right in this process, by path, size and time of change (ns)."""


def folder() -> Path:
    """Where the weights are kept.

    Raises:
        ModelMissing: the environment variable names a file.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if not named:
        return Path(platformdirs.user_cache_dir("stretchcheck")) / "models"
    path = Path(named).expanduser()
    if path.exists() and not path.is_dir():
        raise ModelMissing(
            f"Expected {FOLDER_VARIABLE} to name a folder, but it names a file; set it to a folder that can be "
            f"written, or unset it: {path}"
        )
    return path


def path_of(model: Model) -> Path:
    """Where the weights of one network are kept, whether they are there or not."""
    return folder() / model.file


def licence_of(model: Model) -> Path:
    """Where the licence of one network is kept, whether it is there or not."""
    return folder() / f"{model.file}.LICENSE.txt"


def state_of(model: Model) -> State:
    """Whether the copy in the cache is there and has the right size and sha256; reads the whole file."""
    path = path_of(model)
    try:
        stat = path.stat()
        same = stat.st_size == model.size and _sha256(path) == model.sha256
    except (FileNotFoundError, NotADirectoryError):
        return State.MISSING
    except OSError:
        return State.CORRUPT
    return State.SOUND if same else State.CORRUPT


def ensure(name: str, *, progress: bool = True) -> Path:
    """Path of a network's weights, fetched if they are missing or damaged; hashed once in a process.

    Args:
        name: a key of `MODELS`.
        progress: show a progress bar while fetching if stderr is a terminal.

    Raises:
        ValueError: there is no such network.
        ModelMissing: no source could deliver it.
    """
    model = model_named(name)
    path = path_of(model)
    key = _key(path)
    if key is None or key not in _sound:
        if state_of(model) is not State.SOUND:
            found = fetch([model], progress=progress)[name]
            if isinstance(found, ModelMissing):
                raise found
        key = _key(path)
        if key is not None:
            _sound.add(key)
    return path


def fetch(models: Iterable[Model], *, progress: bool = True) -> dict[str, Path | ModelMissing]:
    """Get the weights that are missing or damaged, and missing licence texts; go on when one cannot be had.

    Args:
        models: networks wanted.
        progress: show a progress bar if stderr is a terminal.

    Returns:
        By name, the path of the weights or the error that says why there are none.

    Raises:
        ModelMissing: the folder cannot be written.
    """
    into = folder()
    try:
        into.mkdir(parents=True, exist_ok=True)
        _sweep(into)
        with (
            tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=into, ignore_cleanup_errors=True) as scratch,
            display(progress) as show,
        ):
            downloads = Downloads(Path(scratch), show)
            return {model.name: _fetched(model, downloads, Path(scratch)) for model in models}
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ModelMissing(
            f"Pose networks cannot be stored ({reason}); set {FOLDER_VARIABLE} to a folder that can be written: {into}"
        ) from error


def model_named(name: str) -> Model:
    """The network of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in MODELS:
        raise ValueError(f"Expected one of {', '.join(MODELS)}, but got {name}.")
    return MODELS[name]


def _fetched(model: Model, downloads: Downloads, scratch: Path) -> Path | ModelMissing:
    path = path_of(model)
    if state_of(model) is State.SOUND:
        if not licence_of(model).exists():
            _store_licence(model, scratch)
        return path
    got = scratch / model.file
    reasons = []
    for source in model.sources:
        got.unlink(missing_ok=True)
        try:
            if isinstance(source, Changed):
                published = _fetched(model_named(source.network), downloads, scratch)
                if isinstance(published, ModelMissing):
                    return published
                _change(published, source, got)
            else:
                downloads.get(source, model.sha256, got)
            if _sha256(got) != model.sha256:
                raise DeliveryError("delivered another file (wrong sha256)")
        except DeliveryError as error:
            reasons.append(f"{source}: {error}")
            continue
        _store_licence(model, scratch)
        _store(got, path)
        return path
    damaged = "is damaged and " if path.exists() else ""
    return ModelMissing(
        f"Pose network {model.name} {damaged}cannot be had ({'; '.join(reasons)}): "
        f"run `stretchcheck models fetch {model.name}` where these can be reached, "
        f"or put {model.file} with sha256 {model.sha256} into {path.parent}"
    )


def changes_of(source: Changed) -> Path:
    """Where the changes that come with this package are."""
    return Path(str(files("vision").joinpath("weights", source.changes)))


def _change(published: Path, source: Changed, into: Path) -> None:
    changes = changes_of(source)
    if not changes.is_file() or _sha256(changes) != source.sha256:
        raise DeliveryError(f"the changes that came with stretchcheck are damaged, install it anew: {changes}")
    into.write_bytes(applied(published.read_bytes(), changes))


def _store_licence(model: Model, scratch: Path) -> None:
    text = files("vision").joinpath("_apache_2_0.txt").read_text(encoding="utf-8")
    whose = f"{model.author}, {model.changed or 'unmodified'}"
    head = f"{model.file}: {model.purpose}.\nWeights by {whose}, under this licence:\n\n"
    draft = scratch / licence_of(model).name
    draft.write_text(head + text, encoding="utf-8")
    _store(draft, licence_of(model))


def _store(ready: Path, path: Path) -> None:
    """Move a complete file to its place, where it appears whole or not at all."""
    with ready.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        os.replace(ready, path)
    except PermissionError:
        # Windows refuses while another process has the file open; that process may have stored the same one.
        if not path.exists() or _sha256(path) != _sha256(ready):
            raise


def _sweep(into: Path) -> None:
    """Remove what fetches that were killed left behind, once they are surely dead."""
    for left in into.glob(f"{_SCRATCH}*"):
        if time.time() - left.stat().st_mtime > _STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _key(path: Path) -> tuple[Path, int, int] | None:
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return path, stat.st_size, stat.st_mtime_ns


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
