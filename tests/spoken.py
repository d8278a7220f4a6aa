"""Speech to listen to, made on the spot by espeak-ng, flite and festival: words, talk, rooms and babble."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import gcd
from typing import Final, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import fftconvolve, resample_poly

RATE_HZ: Final = 16_000

Sound = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of one of the engines; `speed` 1 is its usual one, `pitch` 50 too.

    Recorded voices are pitched as a tape is: fifteen more make the whole sound three in a hundred higher and shorter.
    """

    engine: Literal["espeak-ng", "flite", "festival"]
    voice: str
    speed: float = 1.0
    pitch: int = 50

    def __str__(self) -> str:
        return f"{self.engine} {self.voice}"


MADE_UP: Final = tuple(
    Speaker("espeak-ng", voice, speed, pitch)
    for voice, speed, pitch in [
        ("en-us", 0.85, 50),
        ("en-us+f3", 0.9, 60),
        ("en-gb+m3", 0.95, 40),
        ("en-us+f4", 1.0, 50),
        ("en-gb-x-rp+f2", 0.9, 50),
        ("en-us+m7", 0.8, 45),
        ("en-gb-scotland", 0.9, 50),
        ("en-gb+f5", 0.9, 55),
    ]
)
"""Voices that are formulas: further from people than people are from one another."""

RECORDED: Final = (
    Speaker("flite", "slt"),
    Speaker("flite", "awb"),
    Speaker("flite", "rms"),
    Speaker("flite", "kal16"),
    Speaker("festival", "kal_diphone"),
)
"""Voices put together from recordings of people."""


def needed(engine: str) -> None:
    """Skip the test where the engine is missing, but not where all tests are meant to run."""
    if shutil.which({"festival": "text2wave"}.get(engine, engine)):
        return
    if os.environ.get("CI") == "true" and sys.platform == "linux":
        pytest.fail(f"{engine} is missing")
    pytest.skip(f"{engine} is missing")


def installed(speakers: Iterable[Speaker]) -> tuple[Speaker, ...]:
    """Those whose engine this machine has."""
    return tuple(s for s in speakers if shutil.which({"festival": "text2wave"}.get(s.engine, s.engine)))


@cache
def say(speaker: Speaker, text: str) -> Sound:
    """The text at 16 kHz, its peak at 0.3 of full scale."""
    sound = _read_wav(_ENGINES[speaker.engine](speaker, text))
    if speaker.engine != "espeak-ng":
        sound = resample_poly(sound, 1000, 1000 + 2 * (speaker.pitch - 50))
    return sound * (0.3 * 32767 / max(1.0, float(np.abs(sound).max())))


def sentences(text: str) -> list[str]:
    """Split after every full stop, question mark and exclamation mark."""
    return re.split(r"(?<=[.?!])\s+", text.strip())


def quiet(seconds: float, seed: int, *, level: float = 20.0) -> Sound:
    """A quiet room: white noise of so many steps of 16 bits."""
    return np.random.default_rng(seed).normal(0, level, round(seconds * RATE_HZ))


def joined(*parts: Sound) -> NDArray[np.int16]:
    """One sound after another, with the noise of a room under all."""
    sound = np.concatenate(parts)
    return np.clip(sound + quiet(sound.size / RATE_HZ, sound.size), -32768, 32767).astype(np.int16)


def in_room(sound: Sound, seed: int) -> Sound:
    """With the light echo of a furnished room (0.25 s)."""
    rng = np.random.default_rng(seed)
    tail = rng.normal(0, 1, round(0.25 * RATE_HZ)) * np.exp(-np.arange(round(0.25 * RATE_HZ)) / (0.036 * RATE_HZ))
    tail *= 0.4 / np.sqrt(np.sum(tail**2))
    return fftconvolve(sound, np.concatenate([[1.0], tail]))[: sound.size]


def babble(seconds: float, speakers: Iterable[Speaker], text: str) -> Sound:
    """Several people talking at once, at the loudness of one unit."""
    length = round(seconds * RATE_HZ)
    total = np.zeros(length)
    for number, speaker in enumerate(speakers):
        talk = say(speaker, text[97 * number :][:400])
        total += np.resize(np.roll(talk, 4001 * number), length)
    return total / np.sqrt(np.mean(total**2))


def with_babble(sound: Sound, noise: Sound, *, snr_db: float, loudness: float) -> Sound:
    """The sound with babble at this distance below the loudness of the speech in it."""
    return sound + noise[: sound.size] * loudness * 10 ** (-snr_db / 20)


def loudness(sound: Sound) -> float:
    """Root mean square of what is not silence."""
    return float(np.sqrt(np.mean(sound[np.abs(sound) > 0.02 * np.abs(sound).max()] ** 2)))


TALK: Final = """
Move a little to your left and bring your knee up slowly. How does that feel, is it too much or could you take
a bit more? Breathe out and let the leg sink down, that is lovely. The children went to bed late, and then the
rain began to fall on the garden. Hold it right there. My lower back is rather stiff after sitting at the desk
all day. Can you put the other foot flat on the floor? We should order something for dinner, maybe Indian or
that pepper chicken again. Let in a bit of air, then turn the lamp on, it is getting dark. The dog is asleep
under the table. Tell me when you feel the stretch, and tell me when it is enough. It pulls a little behind
the thigh, but it does not hurt. My mother called, she wants us to visit on Sunday and bring a cake. Did you
lock the door? I think so, let me look later. Is my shoulder still on the floor? Yes, just about, do not push
it. Let it go. Slowly now, slowly. Good, and rest. Purple heather covers the hill. The banana was green. I
will have a pancake. Get ready for the next one. Other side now. Bend both knees and keep your feet flat. Are
you comfortable? A bit cold, could you get the blanket? Sure. What time is it? Half past seven. I should have
gone to bed earlier last night. Work has been mad this week, with the audit and the new people. Count for me.
Fifteen, sixteen, seventeen. Left a bit. No, my left. Keep breathing. The train was late again, and nobody
told us why. I heard that they are going to close the library. That is a pity. I liked the reading room.
"""
"""What people say while they stretch, and on other days."""

NEARLY: Final = """
I read a letter from the landlord yesterday, and he said the red car in the alley has been there for weeks. I
learned a lot from her book about the history of gardens. The elephant in the room is that nobody paid the
electric bill. He ran in the landing and read the plan to turn it around. There is a purple elbow patch on his
jacket, rather elegant. Pine trees grow above the lake, and an apple fell on my head. They marched and made a
line of ladders beside the barn. She said the helicopter view is a hell of a copy of the map. Cocoa nuts and
peanuts are in the cupboard. Red lentils are cheaper than meat. I bought a red lamp and ten lanes of rope.
Landing in the rain is difficult. Her burgundy elephants never forget. The yellow summer cream is in the jar.
A mellow subway scene. The hello sub routine. Yellow sun, marine air. Red planter, red ladder. People, elegant
people.
"""
"""Much that is nearly a safe word."""


def _espeak(speaker: Speaker, text: str) -> bytes:
    speed, pitch = str(round(165 * speaker.speed)), str(speaker.pitch)
    return _output(["espeak-ng", "-v", speaker.voice, "-s", speed, "-p", pitch, "--stdout", "--", text])


def _flite(speaker: Speaker, text: str) -> bytes:
    slower = f"duration_stretch={1 / speaker.speed:.3f}"
    return _output(["flite", "-voice", speaker.voice, "--setf", slower, "-t", text, "-o", "/dev/stdout"])


def _festival(speaker: Speaker, text: str) -> bytes:
    slower = f"(Parameter.set 'Duration_Stretch {1 / speaker.speed:.3f})"
    return _output(["text2wave", "-eval", f"(voice_{speaker.voice})", "-eval", slower], text)


_ENGINES: Final = {"espeak-ng": _espeak, "flite": _flite, "festival": _festival}


def _output(command: list[str], text: str | None = None) -> bytes:
    stdin = None if text is None else text.encode()
    return subprocess.run(command, input=stdin, capture_output=True, check=True, timeout=600).stdout


def _read_wav(wav: bytes) -> Sound:
    """Samples at 16 kHz; the sizes in the header of a pipe are not to be trusted."""
    rate_hz, start = int.from_bytes(wav[24:28], "little"), wav.index(b"data") + 8
    sound = np.frombuffer(wav[start : len(wav) - (len(wav) - start) % 2], "<i2").astype(np.float64)
    common = gcd(rate_hz, RATE_HZ)
    return resample_poly(sound, RATE_HZ // common, rate_hz // common) if sound.size else sound
