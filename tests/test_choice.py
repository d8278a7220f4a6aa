"""To which of the stretches that followed it a movement goes."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from protocols import choice
from protocols.choice import NONE_OF_THEM, Claim, chosen, outermost
from protocols.thresholds import DEFAULTS


@pytest.fixture(autouse=True)
def nothing_rises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "rises_sw", lambda *_: 0.0)


def claim(name: str, onset: int, hold: tuple[int, int], likeness: float, *, seen_until: int = 3000) -> Any:
    """A follower's repetition from `onset` on, held in `hold`, in ticks."""
    context = SimpleNamespace(ticks=lambda _: hold, smooth_deg=np.where(np.arange(3000) < seen_until, 90.0, np.nan))
    follower = SimpleNamespace(stretch=SimpleNamespace(name=name))
    return Claim(follower, SimpleNamespace(onset=onset), context, likeness)  # type: ignore[arg-type]


def test_what_began_in_a_hold_that_has_ended_does_not_keep_it_waiting() -> None:
    knee, crossed = claim("knee", 100, (200, 2000), 0.9), claim("crossed", 1200, (1300, 2100), 1.0)

    assert knee is chosen([knee], [crossed], DEFAULTS)


def test_what_began_in_a_hold_that_lasts_is_part_of_it_though_it_ends_first() -> None:
    knee, crossed = claim("knee", 100, (200, 2000), 0.9), claim("crossed", 1200, (1300, 1500), 1.0)

    assert None is chosen([crossed], [knee], DEFAULTS)


def test_what_began_in_the_hold_of_an_unlikely_one_stands_for_itself() -> None:
    knee, crossed = claim("knee", 100, (200, 2000), 0.1), claim("crossed", 1200, (1300, 1500), 1.0)

    assert crossed is chosen([crossed], [knee], DEFAULTS)


def test_what_began_before_the_hold_waits_for_the_likelier_one() -> None:
    knee, crossed = claim("knee", 150, (200, 300), 0.9), claim("crossed", 100, (250, 2000), 1.0)

    assert None is chosen([knee], [crossed], DEFAULTS)


def test_two_that_are_as_likely_cannot_be_told_apart() -> None:
    knee, crossed = claim("knee", 100, (200, 2000), 0.95), claim("crossed", 110, (200, 2000), 1.0)

    assert "crossed or knee" in str(chosen([knee, crossed], [], DEFAULTS))


def test_none_that_is_likely_is_none() -> None:
    assert NONE_OF_THEM == chosen([claim("knee", 100, (200, 2000), 0.1)], [], DEFAULTS)


def test_who_leads_is_sought_among_those_that_began_outside_of_a_hold() -> None:
    knee, crossed = claim("knee", 100, (200, 2000), 0.9), claim("crossed", 1200, (1300, 1500), 1.0)

    assert [knee] == outermost([crossed, knee], DEFAULTS)


def test_a_hold_that_nobody_sees_any_more_keeps_nothing_to_itself() -> None:
    stuck, crossed = claim("knee", 100, (200, 2000), 0.9, seen_until=1000), claim("crossed", 1200, (1300, 1500), 1.0)

    assert crossed is chosen([crossed], [stuck], DEFAULTS)
