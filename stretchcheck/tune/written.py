"""Writes what a tuning leaves: tuning.json, profile.toml and report.html, each whole or not at all."""

import json
import shutil
from pathlib import Path
from typing import Final

from stretchcheck.profile_writing import update
from stretchcheck.results import appearing_whole, write_text
from stretchcheck.tune import page
from stretchcheck.tune.run import Tuning

DOCUMENT: Final = "tuning.json"
PROFILE: Final = "profile.toml"
REPORT: Final = "report.html"


def write(out: Path, tuning: Tuning, *, base: Path | None, name: str) -> None:
    """Write everything into a folder that is there.

    Args:
        out: the folder.
        tuning: what came of it.
        base: profile that was in force, whose comments and other numbers the new one keeps; None for the defaults.
        name: of the new profile.

    Raises:
        OSError, ProfileError: something could not be written.
    """
    write_text(out / DOCUMENT, json.dumps(tuning.document, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    _write_profile(out / PROFILE, tuning, base=base, name=name)
    page.write(out / REPORT, tuning.document)


def _write_profile(path: Path, tuning: Tuning, *, base: Path | None, name: str) -> None:
    """The profile in force, changed; an old one of an earlier tuning is not built upon, unless it is that."""
    with appearing_whole(path) as part:
        if base is not None:
            shutil.copyfile(base, part)
        update(part, {"thresholds": tuning.profile}, name=name)
