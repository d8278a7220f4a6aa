"""Draws which banks and people are kept for the test, once, before anything is rendered."""

from __future__ import annotations

import pathlib
import tomllib
from dataclasses import dataclass

import numpy as np

from bench.chosen import BENCH, NAME
from film.config import SCENARIOS

FILE = SCENARIOS / ("split.toml" if NAME == BENCH else f"{NAME}_split.toml")
TEST, DEVELOPMENT = "test", "development"
TEST_SHARE = 0.62
SUBJECTS_ONLY_IN_TEST, PARTNERS_ONLY_IN_TEST = 3, 1
NOBODY = ""


@dataclass(frozen=True)
class Split:
    """Who and what belongs where.

    Attributes:
        banks: Split of every bank by name.
        subjects, partners: Who is seen in the test alone.
    """

    seed: int
    banks: dict[str, str]
    subjects: tuple[str, ...]
    partners: tuple[str, ...]


def draw(seed: int, stretches: dict[str, str], subjects: list[str], partners: list[str]) -> Split:
    """Draw a split.

    Args:
        seed: Of the draw.
        stretches: Stretch of every bank by name; the same share of each goes to the test.
        subjects: Recipients nobody has seen before.
        partners: Partners nobody has seen before.
    """
    random = np.random.default_rng(seed)
    hidden = tuple(sorted(random.permutation(subjects)[:SUBJECTS_ONLY_IN_TEST].tolist()))
    helpers = tuple(sorted(random.permutation(partners)[:PARTNERS_ONLY_IN_TEST].tolist()))
    banks = {}
    for stretch in sorted(set(stretches.values())):
        own = sorted(name for name, kind in stretches.items() if kind == stretch)
        chosen = set(random.permutation(own)[: round(TEST_SHARE * len(own))].tolist())
        banks |= {name: TEST if name in chosen else DEVELOPMENT for name in own}
    return Split(seed, dict(sorted(banks.items())), hidden, helpers)


def cast_people(split: Split, subjects: list[str], partners: list[str]) -> dict[str, tuple[str, str]]:
    """A subject and a partner for every bank, each as often as the others of its split."""
    random = np.random.default_rng([split.seed, 1])
    found = {}
    for part in (DEVELOPMENT, TEST):
        own = random.permutation([name for name, kind in split.banks.items() if kind == part]).tolist()
        lying = [s for s in subjects if part == TEST or s not in split.subjects]
        helping = [p for p in partners if part == TEST or p not in split.partners]
        lying, helping = random.permutation(lying).tolist(), random.permutation(helping).tolist()
        for i, name in enumerate(own):
            found[name] = (lying[i % len(lying)], helping[i % len(helping)])
    return found


def written(split: Split) -> str:
    """The split as TOML."""
    lines = [
        "# Drawn once by seed, before anything was rendered (see bench/split.py).",
        f"seed = {split.seed}",
        f"subjects_only_in_test = {list(split.subjects)}".replace("'", '"'),
        f"partners_only_in_test = {list(split.partners)}".replace("'", '"'),
        "",
        "[banks]",
        *(f'{name} = "{part}"' for name, part in split.banks.items()),
    ]
    return "\n".join(lines) + "\n"


def read(path: pathlib.Path = FILE) -> Split:
    """The committed split."""
    table = tomllib.loads(path.read_text())
    people = (tuple(table[f"{kind}_only_in_test"]) for kind in ("subjects", "partners"))
    return Split(table["seed"], table["banks"], *people)
