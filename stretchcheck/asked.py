"""What is asked of an analysis, and what comes of it."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from protocols.thresholds import DEFAULTS, Settings
from stretchcheck.batch.places import Place, inside
from stretchcheck.inputs import Input
from stretchcheck.judging import SideChoice
from vision.estimators import EngineName, ModelName

Progress = Callable[[str, float, float], None]
"""Called with what is being done, the media seconds done and the seconds in all."""

Follow = Callable[[Input, str, float, float], None]
"""The same of one clip among others."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to analyse: what `analyze --help` says of each; `out` is a folder or its URL."""

    out: Place = Path("stretchcheck-results")
    stretch: str = "auto"
    side: SideChoice = "auto"
    settings: Settings = DEFAULTS
    engine: EngineName = "duo"
    model: ModelName = "full"
    overlay: bool = False
    threads: int = 2
    resume: bool = False

    def folder_of(self, given: Input) -> Place:
        """Where the results of a clip belong."""
        return inside(self.out, given.stem)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: its result, or why it could not be analysed.

    Attributes:
        input: the file.
        folder: where its results are.
        result: the object of result.json.
        error: one line.
        found: the result was there already and nothing had to be done.
    """

    input: Input
    folder: Place
    result: dict[str, Any] | None = None
    error: str | None = None
    found: bool = False


Runner = Callable[[Sequence[Input], Options, Follow], Generator[Outcome, None, None]]
"""Analyses clips and gives what comes of each as it comes; what is wrong with one never stops the others."""
