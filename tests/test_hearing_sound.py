"""Sound at any rate, in any pieces."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stretchcheck.live.hearing.sound import BLOCK, BLOCK_S, RATE_HZ, Blocks, Loudness

RATES = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000]


def tone(rate_hz: int, seconds: float, *, hertz: float = 440.0, peak: float = 8000.0) -> NDArray[np.int16]:
    return np.rint(peak * np.sin(2 * math.pi * hertz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.int16)


def blocks(sound: NDArray[np.int16], rate_hz: int, cuts: list[int] | None = None) -> NDArray[np.int16]:
    made = Blocks()
    pieces = [piece for piece in np.split(sound, sorted(cuts or [])) if piece.size]
    given_out = [block for piece in pieces for block in made.feed(piece, rate_hz)]
    return np.concatenate([np.empty(0, np.int16), *given_out])


@settings(max_examples=60, deadline=None)
@given(rate_hz=st.sampled_from(RATES), cuts=st.lists(st.integers(1, 7_999), max_size=12), seed=st.integers(0, 99))
def test_the_blocks_are_the_same_wherever_the_sound_is_cut(rate_hz: int, cuts: list[int], seed: int) -> None:
    sound = np.random.default_rng(seed).integers(-9000, 9000, 8_000).astype(np.int16)

    np.testing.assert_array_equal(blocks(sound, rate_hz), blocks(sound, rate_hz, cuts))


@pytest.mark.parametrize("rate_hz", RATES)
def test_a_tone_keeps_its_pitch_its_loudness_and_its_length(rate_hz: int) -> None:
    sound = blocks(tone(rate_hz, 2.02), rate_hz)
    pitch_hz = int(np.abs(np.fft.rfft(sound[:RATE_HZ])).argmax())

    assert (440, 2.0) == (pitch_hz, sound.size / RATE_HZ)
    assert float(sound[BLOCK:].std()) == pytest.approx(8000 / math.sqrt(2), rel=0.02)


def test_what_16_khz_cannot_hold_is_filtered_out() -> None:
    sound = blocks(tone(48_000, 1.0, hertz=11_000), 48_000)

    assert float(sound[BLOCK:].std()) < 20


def test_a_new_rate_in_the_middle_loses_no_block() -> None:
    made = Blocks()
    first, second = list(made.feed(tone(16_000, 0.225), 16_000)), list(made.feed(tone(48_000, 0.225), 48_000))

    assert 9 == len(first) + len(second)


@pytest.mark.parametrize("rate_hz", [0, -16_000, math.nan, math.inf, 16_000.5, 7_999, 1e9])
def test_a_rate_that_cannot_be_is_refused(rate_hz: float) -> None:
    with pytest.raises(ValueError, match="Expected a whole rate of"):
        Blocks().feed(tone(16_000, 0.1), rate_hz)


@pytest.mark.parametrize(
    "samples",
    [
        np.empty(0, np.int16), np.zeros((800, 2), np.int16), np.int16(3), np.zeros(800), np.zeros(800, np.uint8),
        np.full(800, math.nan), np.zeros(800, np.int32), np.array(["a"]),
    ],
)  # fmt: skip
def test_what_is_no_mono_sound_is_refused(samples: NDArray[np.int16]) -> None:
    with pytest.raises(ValueError, match="Expected some mono int16 samples, but got"):
        Blocks().feed(np.asarray(samples), 16_000)


def test_the_meter_is_empty_in_silence_and_full_at_full_scale() -> None:
    quiet, loud = Loudness(), Loudness()
    quiet.feed(np.zeros(BLOCK, np.int16))
    loud.feed(np.full(BLOCK, -32768, np.int16))

    assert (0.0, 1.0) == (quiet.level, pytest.approx(loud.level, abs=1e-3))


def test_speech_stands_out_of_a_steady_noise_once_that_is_known() -> None:
    noise = np.random.default_rng(1).normal(0, 300, (round(4 / BLOCK_S), BLOCK)).astype(np.int16)
    loudness = Loudness()
    loud = [loudness.feed(block) for block in noise]

    assert (False, True) == (any(loud), loudness.feed(tone(16_000, BLOCK_S)))
