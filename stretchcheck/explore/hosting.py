"""Puts the explorer together from what the command line was given, and serves it."""

import os
import shlex
import signal
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

import typer

from calibration.labels import LabelError
from stretchcheck import profiles
from stretchcheck.evaluate.labelled import NoLabelsError
from stretchcheck.explore.gathered import find
from stretchcheck.explore.parts import Kept
from stretchcheck.explore.room import Room
from stretchcheck.explore.saving import Saving
from stretchcheck.explore.server import Site
from stretchcheck.explore.workers import Workers, count


class CannotExploreError(NoLabelsError):
    """What was given cannot be explored; the text is one line for the user."""


def serve(
    labels: Sequence[Path],
    recordings: Path,
    *,
    profile: Path | None,
    port: int,
    host_only: bool,
    fps: float | None,
    kept: Kept | None = None,
) -> None:
    """Serve the explorer until it is interrupted.

    Args:
        labels: label files and folders of them.
        recordings: folder of recordings.
        profile: thresholds to start from; None for the defaults.
        port: of the page; 0 takes one that is free.
        host_only: only print the address.
        fps: frames a second, for labels that count frames.
        kept: parts of the bench and people, over what labels say.

    Raises:
        NoLabelsError, NoRecordingsError, ProfileError: what was given names nothing.
        CannotExploreError: the port is taken, or there are corrections that cannot be read.
    """
    site = prepared(labels, recordings, profile=profile, port=port, fps=fps, kept=kept)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    typer.echo(f"The page: {site.address}")
    typer.echo("Ctrl-C ends it.", err=True)
    if not host_only and not webbrowser.open(site.address):
        typer.echo("No browser could be opened: open the address yourself.", err=True)
    site.run()


def prepared(
    labels: Sequence[Path],
    recordings: Path,
    *,
    profile: Path | None,
    port: int = 0,
    fps: float | None = None,
    kept: Kept | None = None,
) -> Site:
    """A site that is ready to be served, with the port taken.

    Raises:
        As `serve`.
    """
    start = profiles.load(profile)
    try:
        everything = find(labels, recordings, fps=fps)
    except LabelError as error:
        raise CannotExploreError(str(error)) from None
    folder = Path.cwd() if profile is None else profile.parent.absolute()
    saving = Saving(folder, profile, shlex.join(["stretchcheck", *sys.argv[1:]]))
    room = Room(everything, start, Workers(min(count(), len(everything.clips))), kept)
    try:
        return Site(room, saving, port=port)
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else str(error)
        raise CannotExploreError(f"Port {port} cannot be used: {why}.") from None
