"""The answer to a check-in."""

from typing import Final

import numpy as np
import pytest

import spoken
from spoken import RATE_HZ, RECORDED
from stretchcheck.live.hearing import Ear, SafeWord

PERSON: Final = RECORDED[1]
WORD: Final = SafeWord.uncalibrated("purple elephant")


@pytest.fixture(autouse=True)
def _voices() -> None:
    spoken.needed("flite")


def answers(*texts: str, on: bool = True) -> list[tuple[str, str]]:
    ear = Ear(WORD)
    ear.listen_for_score(on=on)
    parts = [part for text in texts for part in (spoken.quiet(0.6, 1), spoken.say(PERSON, text), spoken.quiet(0.7, 2))]
    sound = spoken.joined(*parts)
    return [(heard.kind, heard.text) for heard in ear.feed(sound, RATE_HZ)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("zero", "0"), ("one", "1"), ("two", "2"), ("four", "4"), ("six", "6"), ("seven", "7"), ("nine", "9")],
)
def test_a_number_said_on_its_own_is_an_answer(said: str, meant: str) -> None:
    assert [("score", meant)] == answers(said)


def test_a_few_words_may_lead_in() -> None:
    assert [("score", "4")] == answers("about a four")


def test_pain_is_no_score() -> None:
    assert [("pain", "pain")] == answers("pain")


def test_other_talk_is_no_answer() -> None:
    assert [] == answers("okay", "a bit more", "that feels good", "hold on", "move your hand", "not so much", "slowly")


def test_a_number_within_a_sentence_is_no_answer() -> None:
    assert [] == answers("I bought a red lamp and ten lanes of rope at half past seven")


def test_nothing_is_an_answer_until_one_is_wanted() -> None:
    assert [] == answers("four", "pain", on=False)


def test_what_was_said_before_the_question_is_no_answer() -> None:
    ear = Ear(WORD)
    ear.feed(spoken.joined(spoken.quiet(0.6, 1), spoken.say(PERSON, "four")), RATE_HZ)
    ear.listen_for_score(on=True)

    assert () == ear.feed(spoken.joined(spoken.quiet(2, 2)), RATE_HZ)


def test_asking_twice_forgets_nothing_that_is_being_said() -> None:
    ear = Ear(WORD)
    ear.listen_for_score(on=True)
    sound = spoken.joined(spoken.quiet(0.6, 1), spoken.say(PERSON, "seven"), spoken.quiet(0.7, 2))
    middle = sound.size // 2
    first = ear.feed(np.ascontiguousarray(sound[:middle]), RATE_HZ)
    ear.listen_for_score(on=True)

    assert ["7"] == [heard.text for heard in (*first, *ear.feed(sound[middle:], RATE_HZ))]
