"""The optional parts: which are installed, and what each adds."""

from importlib.metadata import requires
from typing import Final

from stretchcheck.doctor.findings import Finding
from stretchcheck.doctor.machine import installed, package

ADDS: Final = {
    "live": "coached sessions with a webcam, the safe word, the history",
    "export": "report --export netcdf",
    "mediapipe": "--engine mediapipe, a second opinion",
    "cluster": "analyze --cluster, and clips and results by URL",
    "tune": "tune, and profiles that are written",
    "notebook": "the page of docs/ that leads to a defended threshold",
    "postgres": "the history in a PostgreSQL database",
}
"""By the name of the extra; one that is not here is for developers, or is told by its name alone."""

FOR_DEVELOPERS: Final = frozenset({"test", "bench"})


def examine() -> list[Finding]:
    """One line an extra that the installed package knows."""
    lines = [line for line in requires("stretchcheck") or () if "extra ==" in line]
    by_extra: dict[str, list[str]] = {}
    for line in lines:
        if package(line) != "stretchcheck":
            by_extra.setdefault(extra_of(line), []).append(package(line))
    return [_finding(extra, names) for extra, names in by_extra.items() if extra not in FOR_DEVELOPERS]


def extra_of(requirement: str) -> str:
    """The extra that a requirement such as "h5py>=3.12; extra == 'export'" belongs to."""
    return requirement.rpartition("extra ==")[2].strip(" ;)'\"")


def _finding(extra: str, packages: list[str]) -> Finding:
    gone = [name for name in packages if installed(name) is None]
    adds = ADDS.get(extra, "")
    if not gone:
        return Finding(extra, "ok", adds or "installed")
    said = f"{adds + '; ' if adds else ''}not installed: {', '.join(gone)}"
    return Finding(extra, "missing", said, f'pip install "stretchcheck[{extra}]"')
