"""The ears of a live session: the safe word and nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import resample_poly

import spoken
from spoken import MADE_UP, RATE_HZ, Speaker
from stretchcheck.live.hearing import Calibration, Ear, Heard, SafeWord
from stretchcheck.live.hearing.sound import BLOCK
from stretchcheck.live.hearing.spotting import Spotter

PHRASE: Final = "red lantern"
USER: Final = MADE_UP[0]


@pytest.fixture(scope="module", autouse=True)
def _voices() -> None:
    spoken.needed("espeak-ng")


@cache
def word(speaker: Speaker = USER) -> SafeWord:
    calibration = Calibration(PHRASE)
    sayings = [replace(speaker, speed=speed * speaker.speed) for speed in (1.0, 0.95, 1.05)]
    parts = [part for saying in sayings for part in (spoken.quiet(1.0, 1), spoken.say(saying, PHRASE))]
    talk = spoken.say(speaker, " ".join(spoken.sentences(spoken.TALK)[:14]))
    fed(calibration.feed, spoken.joined(*parts, spoken.quiet(1.0, 2), talk))
    assert calibration.word is not None, calibration.text
    return calibration.word


@cache
def said(speaker: Speaker = USER, *, before_s: float = 2.0, after_s: float = 1.0) -> NDArray[np.int16]:
    return spoken.joined(spoken.quiet(before_s, 3), spoken.say(speaker, PHRASE), spoken.quiet(after_s, 4))


def fed(feed, sound: NDArray[np.int16], rate_hz: int = RATE_HZ, cuts: Iterable[int] = ()) -> list[Heard]:  # type: ignore[no-untyped-def]
    pieces = np.split(sound, sorted(cuts) or range(4800, sound.size, 4800))
    return [heard for piece in pieces if piece.size for heard in feed(piece, rate_hz) or ()]


def test_the_safe_word_is_heard_once_and_soon() -> None:
    sound = said()
    heard = fed(Ear(word()).feed, sound)
    ended_s = sound.size / RATE_HZ - 1.0

    assert [("safe_word", PHRASE)] == [(one.kind, one.text) for one in heard]
    assert ended_s - 0.9 < heard[0].at_s < ended_s + 0.3


def test_it_is_heard_again_when_it_is_said_again() -> None:
    heard = fed(Ear(word()).feed, np.concatenate([said()] * 3))

    assert 3 == len(heard)


@pytest.mark.parametrize("before_s", [4.9, 5.9, 6.9, 7.3, 7.6, 12.4, 13.0])
def test_no_word_is_lost_where_the_listener_starts_anew(before_s: float) -> None:
    heard = fed(Ear(word()).feed, said(before_s=before_s))

    assert ["safe_word"] == [one.kind for one in heard]


@pytest.mark.parametrize("before_s", [4.9, 5.9, 6.9, 7.3, 7.6, 12.4, 13.0])
def test_the_recogniser_scores_a_word_alike_where_it_starts_anew(before_s: float) -> None:
    usual, here = best_score(said()), best_score(said(before_s=before_s))

    assert usual == pytest.approx(here, abs=25)


def best_score(sound: NDArray[np.int16]) -> float:
    spotter = Spotter(word().targets(), word().voice)
    blocks = sound[: sound.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    return max(one.score for block in blocks for one in spotter.feed(block) if one.name == "1")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=st.lists(st.integers(1, 60_000), min_size=1, max_size=15))
def test_cutting_the_sound_elsewhere_changes_nothing(cuts: list[int]) -> None:
    sound = said(before_s=0.8)

    assert fed(Ear(word()).feed, sound) == fed(Ear(word()).feed, sound, cuts=[cut for cut in cuts if cut < sound.size])


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_other_rates_are_heard_as_well(rate_hz: int) -> None:
    sound = said()
    other = np.rint(resample_poly(sound.astype(np.float64), rate_hz // 100, RATE_HZ // 100)).astype(np.int16)
    (usual,), (heard,) = fed(Ear(word()).feed, sound), fed(Ear(word()).feed, other, rate_hz)

    assert usual.at_s == pytest.approx(heard.at_s, abs=0.1)


def test_an_ear_that_was_reset_hears_as_a_new_one() -> None:
    ear = Ear(word())
    fed(ear.feed, said(before_s=3.03))
    ear.listen_for_score(on=True)
    ear.reset()

    assert fed(Ear(word()).feed, said()) == fed(ear.feed, said())


@pytest.mark.parametrize("level", [0.0, 20.0, 1000.0, 8000.0])
def test_silence_and_noise_are_no_word(level: float) -> None:
    ear = Ear(word())
    ear.listen_for_score(on=True)
    noise = np.clip(spoken.quiet(20, 7, level=level), -32768, 32767).astype(np.int16)

    assert [] == fed(ear.feed, noise)


def test_bursts_and_tones_are_no_word() -> None:
    rng = np.random.default_rng(5)
    loud = np.where(np.arange(20 * RATE_HZ) // 4000 % 3 == 0, 9000, 20) * rng.normal(0, 1, 20 * RATE_HZ)
    tone = 12_000 * np.sin(np.arange(5 * RATE_HZ) * 0.2)

    assert [] == fed(Ear(word()).feed, np.clip(np.concatenate([loud, tone]), -32768, 32767).astype(np.int16))


def test_listening_on_takes_no_more_memory() -> None:
    resource = pytest.importorskip("resource", reason="peak memory is asked of POSIX")
    ear = Ear(word())
    talk = spoken.joined(spoken.say(USER, " ".join(spoken.sentences(spoken.TALK)[14:20])))
    fed(ear.feed, talk)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3):
        fed(ear.feed, talk)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4_000


@pytest.mark.parametrize("rate_hz", [0, float("nan"), -1])
def test_a_rate_that_cannot_be_is_refused(rate_hz: float) -> None:
    with pytest.raises(ValueError, match="Expected a whole rate"):
        Ear(SafeWord.uncalibrated(PHRASE)).feed(np.zeros(1600, np.int16), rate_hz)


def test_no_sound_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="Expected some mono int16 samples"):
        Ear(SafeWord.uncalibrated(PHRASE)).feed(np.empty(0, np.int16), 16_000)


def test_a_dozen_safe_words_are_heard_and_two_minutes_of_talk_are_not() -> None:
    speeds, pitches = (0.85, 1.0, 1.15), (-10, 0, 10, 15)
    speakers = [replace(USER, speed=USER.speed * s, pitch=USER.pitch + p) for s in speeds for p in pitches]
    missed = [speaker for speaker in speakers if not fed(Ear(word()).feed, said(speaker))]
    lines = " ".join(spoken.sentences(spoken.TALK)[14:])
    talk = np.concatenate([spoken.joined(spoken.say(speaker, lines)) for speaker in MADE_UP[:3]])[: 120 * RATE_HZ]
    stops = fed(Ear(word()).feed, talk)

    assert ([], [], 120) == (missed, stops, talk.size / RATE_HZ)
