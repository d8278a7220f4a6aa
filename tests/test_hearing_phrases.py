"""Which phrases can be a safe word."""

import pytest

from stretchcheck.live.hearing import SUGGESTIONS, check_phrase
from stretchcheck.live.lines import every_line

SPOKEN = ("Halfway.", "Red, Lantern-like hips: hold!", "Bend both knees.")


@pytest.mark.parametrize("phrase", [*SUGGESTIONS, "Red Planet!", "  purple   elephant ", "yellow submarine please"])
def test_an_unusual_phrase_may_be_taken(phrase: str) -> None:
    assert check_phrase(phrase, spoken=("Halfway.",)) is None


def test_the_coach_says_none_of_the_suggestions() -> None:
    assert [None] * 6 == [check_phrase(phrase, spoken=tuple(every_line())) for phrase in SUGGESTIONS]


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("", "Choose a word"),
        (" ?! ", "Choose a word"),
        ("one red lantern in the window", "long to say"),
        ("a" * 41, "long to say"),
        ("stop", "ordinary talk"),
        ("Okay, okay!", "ordinary talk"),
        ("let go now please", "ordinary talk"),
        ("red lanternn", "Did you mean “lantern”?"),
        ("xqzzv elephant", "does not know the word “xqzzv”"),
        ("café 7", "does not know the word"),
        ("banjo", "too short"),
        ("red cup", "too short"),
        ("red lantern", "The coach says that too"),
        ("both knees bend", None),
        ("bend both knees", "The coach says that too"),
    ],
)
def test_what_is_wrong_with_a_phrase_is_said(phrase: str, why: str | None) -> None:
    said = check_phrase(phrase, spoken=SPOKEN)

    assert (why is None) if said is None else (why is not None and why in said and "\n" not in said)
