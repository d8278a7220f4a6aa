"""How a pair's safe word is learned."""

from dataclasses import replace
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray

import spoken
from spoken import MADE_UP, RATE_HZ
from stretchcheck.live.hearing import Calibration

PHRASE: Final = "purple elephant"
USER: Final = MADE_UP[0]
LINES: Final = spoken.sentences(spoken.TALK)


@pytest.fixture(autouse=True)
def _voices() -> None:
    spoken.needed("espeak-ng")


def fed(calibration: Calibration, sound: NDArray[np.int16]) -> Calibration:
    for first in range(0, sound.size, 1600):
        calibration.feed(sound[first : first + 1600], RATE_HZ)
    return calibration


def saying(text: str = PHRASE, *, speed: float = 1.0) -> NDArray[np.int16]:
    return spoken.joined(spoken.quiet(1, 1), spoken.say(replace(USER, speed=speed), text), spoken.quiet(1, 2))


def talk(*lines: str) -> NDArray[np.int16]:
    return spoken.joined(spoken.say(USER, " ".join(lines)))


def said_three_times() -> Calibration:
    return fed(Calibration(PHRASE), np.concatenate([saying(), saying(speed=0.95), saying(speed=1.05)]))


def test_a_new_calibration_asks_for_the_phrase() -> None:
    calibration = Calibration(PHRASE)

    assert ("saying", 0, 0.0, None) == (
        calibration.state, calibration.said, calibration.listened_s, calibration.threshold,
    )  # fmt: skip
    assert PHRASE in calibration.text


def test_each_saying_is_counted_and_then_other_talk_is_asked_for() -> None:
    calibration = Calibration(PHRASE)
    counted = [(fed(calibration, saying(speed=speed)).said, calibration.state) for speed in (1.0, 0.95, 1.05)]

    assert [(1, "saying"), (2, "saying"), (3, "listening")] == counted
    assert "without saying" in calibration.text


def test_half_a_minute_of_talk_makes_it_ready() -> None:
    calibration = fed(said_three_times(), talk(*LINES[:14]))

    assert ("ready", 30.0) == (calibration.state, pytest.approx(calibration.listened_s))
    assert ["safe_word"] == [heard.kind for heard in calibration.ear().feed(saying(), RATE_HZ)]


def test_only_talk_counts_as_talk() -> None:
    calibration = fed(said_three_times(), spoken.joined(spoken.quiet(20, 3)))

    assert ("listening", True) == (calibration.state, calibration.listened_s < 1)


def test_a_sentence_and_a_click_are_not_taken_for_the_phrase() -> None:
    click = spoken.joined(spoken.quiet(1, 1), np.full(1600, 9000.0), spoken.quiet(1, 2))
    calibration = fed(Calibration(PHRASE), np.concatenate([click, saying(LINES[3])]))

    assert ("saying", 0) == (calibration.state, calibration.said)


def test_long_silence_fails_with_what_to_do() -> None:
    calibration = fed(Calibration(PHRASE), spoken.joined(spoken.quiet(50, 3)))

    assert ("failed", True) == (calibration.state, "microphone" in calibration.text)


def test_silence_instead_of_talk_fails_with_what_to_do() -> None:
    calibration = fed(said_three_times(), spoken.joined(spoken.quiet(50, 3)))

    assert ("failed", True) == (calibration.state, "keep talking" in calibration.text)


def test_saying_the_phrase_while_it_should_not_be_said_fails() -> None:
    lines = [f"{line} {PHRASE}." for line in LINES[:14]]
    calibration = fed(said_three_times(), talk(*lines))

    assert ("failed", True) == (calibration.state, "could not be told" in calibration.text)


def test_three_different_words_fail() -> None:
    sayings = [saying("purple elephant"), saying("hot cocoa again"), saying("six wooden shelves")]
    calibration = fed(Calibration(PHRASE), np.concatenate([*sayings, talk(*LINES[:14])]))

    assert ("failed", True) == (calibration.state, "sound alike" in calibration.text)


def test_what_follows_the_end_changes_nothing() -> None:
    calibration = fed(Calibration(PHRASE), spoken.joined(spoken.quiet(50, 3)))

    assert ("failed", 0) == (fed(calibration, saying()).state, calibration.said)


def test_the_meter_moves_with_the_sound() -> None:
    calibration = Calibration(PHRASE)
    quiet = fed(calibration, spoken.joined(spoken.quiet(1, 1))).level
    loud = fed(calibration, talk(LINES[0])[:RATE_HZ]).level

    assert 0 <= quiet < loud <= 1


def test_there_is_no_ear_before_it_is_ready() -> None:
    with pytest.raises(ValueError, match="Expected a calibration that is ready, but got one that is saying"):
        Calibration(PHRASE).ear()


def test_sound_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="Expected a whole rate"):
        Calibration(PHRASE).feed(np.zeros(800, np.int16), 0)
