"""Puts a live session together from what the command line was given."""

import contextlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeGuard, get_args

# Judging loads both where it first needs them, which must not be in a session.
import scipy.optimize
import scipy.signal  # noqa: F401

from stretchcheck import profiles
from stretchcheck.history import History, HistoryError, Keeper
from stretchcheck.live import plan as plans
from stretchcheck.live import sources, storage
from stretchcheck.live.archive import Archive
from stretchcheck.live.engine import Engine
from stretchcheck.live.past import Past
from stretchcheck.live.room import Room
from stretchcheck.live.room import Source as Kind
from stretchcheck.live.server import Site
from stretchcheck.live.sources import Source
from stretchcheck.reasons import reason_and_path
from vision.capture import SourceError
from vision.estimators import ModelName

_log = logging.getLogger(__name__)


class CannotHostError(ValueError):
    """What was given cannot be used; the text is one line for the user."""


@dataclass(slots=True)
class Hosted:
    """A session that is ready to be served; closes what it opened."""

    site: Site
    archive: Archive
    keeper: Keeper | None
    history: History | None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.ExitStack() as last:
            if self.history is not None:
                last.callback(self.history.close)
            if self.keeper is not None:
                last.callback(_close, self.keeper)
            last.callback(self.archive.close)
            last.callback(self.site.close)


def prepare(
    *, camera: int | None, source: Path | None, plan: Path | None, profile: Path | None, model: str, port: int
) -> Hosted:
    """Read what is named and take the port.

    Raises:
        CannotHostError: one of them cannot be used.
    """
    if not _is_model(model):
        raise CannotHostError(f"Expected a model among {list(get_args(ModelName))}, but got {model!r}.")
    try:
        settings = profiles.load(profile)
        steps = plans.load(plan) if plan is not None else None
        own = _source(camera, source)
        folder = storage.folder()
    except (profiles.ProfileError, plans.PlanError, SourceError) as error:
        raise CannotHostError(str(error)) from None
    except OSError as error:
        raise CannotHostError(f"Sessions cannot be kept, {reason_and_path(error)}") from None
    engine = Engine(model=model, threads=min(4, os.cpu_count() or 1))
    history, keeper = _history()
    archive = Archive(folder, keeper)
    kind: Kind = "camera" if camera is not None else "file" if source is not None else "browser"
    room = Room(
        folder=folder, archive=archive, plan=steps, plan_file=plan, settings=settings, source=kind,
        engine=lambda: engine.engine,
    )  # fmt: skip
    if history is None:
        room.notes["history"] = "The history cannot be opened: this session is kept in its folder only."
    try:
        site = Site(room, engine, port=port, source=own, past=Past(history, folder) if history is not None else None)
    except OSError as error:
        archive.close()
        if keeper is not None and history is not None:
            _close(keeper)
            history.close()
        why = os.strerror(error.errno).lower() if error.errno else str(error)
        raise CannotHostError(f"Port {port} cannot be used: {why}.") from None
    return Hosted(site, archive, keeper, history)


def _close(keeper: Keeper) -> None:
    try:
        keeper.close()
    except HistoryError as lost:
        _log.error("The history of this session is lost: %s", lost)


def _is_model(name: str) -> TypeGuard[ModelName]:
    return name in get_args(ModelName)


def _source(camera: int | None, path: Path | None) -> Source | None:
    if camera is not None:
        return sources.camera(camera)
    return sources.file(path) if path is not None else None


def _history() -> tuple[History | None, Keeper | None]:
    """The history; a session goes on without it where the database cannot even be named."""
    with contextlib.suppress(HistoryError):
        history = History()
        return history, Keeper(history)
    return None, None
