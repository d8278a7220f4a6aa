"""This machine: Python and packages, processor cores, room on the disk, folders that must be written."""

import os
import platform
import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

import platformdirs

from stretchcheck.doctor.findings import Finding
from stretchcheck.live.storage import FOLDER_VARIABLE
from vision import models

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LITTLE_ROOM_GB: Final = 1.0
"""A clip's results are some MB a minute, with an overlay some more."""


def examine() -> list[Finding]:
    """The machine, one line a matter."""
    return [_python(), _packages(), _cores(), _disk(), _cache(), _history()]


def _python() -> Finding:
    said = f"{platform.python_version()} on {platform.system()} {platform.machine()}, stretchcheck {_version()}"
    return Finding("Python", "ok", said, numbers={"executable": sys.executable})


def _version() -> str:
    return version("stretchcheck")


def _packages() -> Finding:
    """Those without which nothing runs."""
    named = [line for line in requires("stretchcheck") or () if "extra ==" not in line]
    versions = {name: installed(name) for name in (package(line) for line in named)}
    gone = [name for name, found in versions.items() if found is None]
    said = ", ".join(f"{name} {found}" for name, found in versions.items() if found)
    if gone:
        advice = "pip install --force-reinstall stretchcheck"
        return Finding("packages", "broken", f"not installed: {', '.join(gone)}", advice, needed=True, numbers=versions)
    return Finding("packages", "ok", said, numbers=versions)


def package(requirement: str) -> str:
    """The package that a requirement such as "av>=16" names."""
    named = _NAME.match(requirement)
    return named.group() if named else requirement


def installed(name: str) -> str | None:
    """Version of an installed package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _cores() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2:
        return Finding("cores", "warn", "1", "a live session wants two at least", numbers={"cores": cores})
    return Finding("cores", "ok", str(cores), numbers={"cores": cores})


def _disk() -> Finding:
    here = Path.cwd()
    free_gb = shutil.disk_usage(here).free / 1e9
    little = free_gb < _LITTLE_ROOM_GB
    return Finding(
        "free disk",
        "warn" if little else "ok",
        f"{free_gb:.1f} GB in the present folder",
        "make room before you analyse long clips" if little else "",
        numbers={"free_gb": round(free_gb, 2)},
    )


def _cache() -> Finding:
    """Where the networks are kept; `models` says whether they are there."""
    try:
        folder = models.folder()
    except models.ModelMissing as error:
        return Finding("cache folder", "broken", str(error), needed=True)
    if writable(folder):
        return Finding("cache folder", "ok", str(folder))
    advice = f"set {models.FOLDER_VARIABLE} to a folder that can be written; networks that are there still work"
    return Finding("cache folder", "warn", f"cannot be written: {folder}", advice)


def _history() -> Finding:
    named = os.environ.get(FOLDER_VARIABLE)
    folder = Path(named).expanduser().absolute() if named else Path(platformdirs.user_data_dir("stretchcheck"))
    if writable(folder):
        return Finding("folder of sessions", "ok", str(folder))
    advice = f"set {FOLDER_VARIABLE} to a folder that can be written; live sessions cannot be kept without"
    return Finding("folder of sessions", "broken", f"cannot be written: {folder}", advice)


def writable(folder: Path) -> bool:
    """Whether files can be made in a folder, or the folder itself where it is missing; makes neither."""
    there = next(each for each in (folder, *folder.absolute().parents) if os.path.lexists(each))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
