"""How often the safe word is missed, how late it is heard, and how often other talk stops the session.

Synthetic voices are calibrated as a pair would do it: three sayings, then half a minute of talk. Then each says the
phrase faster, slower, higher, lower, nearer, farther, with the echo of a room, and every third time among babble 10 dB
below; and other voices say it, for which nothing was learned. What may not stop the session is talk of the same and of
other voices, half of it with echo: what people say, the project's own documentation, and sentences that are nearly one
of the phrases, which are counted apart.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from os import cpu_count
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import spoken
from spoken import MADE_UP, RATE_HZ, RECORDED, Sound, Speaker
from stretchcheck.live.hearing import SUGGESTIONS, Calibration, Ear, SafeWord

_DOCS: Final = Path(__file__).parents[1] / "docs"
_CHUNK: Final = 1600
_USERS: Final = (RECORDED[0], MADE_UP[0], RECORDED[1], MADE_UP[7], RECORDED[3])
_EVERYONE: Final = RECORDED + MADE_UP
_SPEEDS: Final = (0.8, 0.9, 1.1, 1.2, 1.0, 1.0)
_PITCHES: Final = (0, 10, -10, 5, 15, -15)
_LEVELS_DB: Final = (0, -10, 6, -6, -15)


@dataclass(slots=True)
class Tally:
    """What came of the words and of the talk."""

    said: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    late_s: list[float] = field(default_factory=list)
    talked_s: float = 0.0
    stopped: int = 0
    nearly: int = 0
    nearly_stopped: int = 0
    heard_s: float = 0.0
    cpu_s: float = 0.0

    def print(self, phrase: str) -> None:
        """One line a kind of word, one for the talk."""
        print(f"\n{phrase}")
        for kind in sorted(self.said):
            print(f"  {kind:28} missed {self.missed[kind]:3} of {self.said[kind]}")
        late = np.percentile(self.late_s, [50, 95, 100]) if self.late_s else [np.nan] * 3
        print("  known after the word's end   median {:.2f} s, 95 % {:.2f} s, latest {:.2f} s".format(*late))
        rate = self.stopped / self.talked_s * 3600
        print(f"  other talk, {self.talked_s / 60:.1f} min      {self.stopped} false stops, {rate:.1f} an hour")
        print(f"  nearly the phrase             {self.nearly_stopped} false stops in {self.nearly} such sentences")
        print(f"  {self.heard_s / self.cpu_s:.0f} times real time on one core")


def main() -> None:
    """Measure the phrases and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--phrases", nargs="+", default=SUGGESTIONS[:3])
    options.add_argument("--words", type=int, default=100, help="of each kind, in all")
    options.add_argument("--minutes", type=float, default=30.0, help="of other talk, in all")
    wanted = options.parse_args()
    users = spoken.installed(_USERS)
    if not users:
        raise SystemExit("Expected espeak-ng or flite on this machine, but got neither.")
    print(f"{cpu_count()} cores; {len(users)} voices calibrated, {len(spoken.installed(_EVERYONE))} speak")
    for phrase in wanted.phrases:
        tally = Tally()
        for number, user in enumerate(users):
            measure(tally, phrase, (number, user), wanted.words // len(users), wanted.minutes * 60 / len(users))
        tally.print(phrase)


def measure(tally: Tally, phrase: str, user: tuple[int, Speaker], words: int, talk_s: float) -> None:
    """Calibrate one voice and try it."""
    number, speaker = user
    word = calibrated(phrase, speaker)
    if word is None:
        print(f"  {speaker} could not be calibrated for {phrase}")
        return
    everyone = spoken.installed(_EVERYONE)
    others = [other for other in everyone if other.voice != speaker.voice]
    babble = spoken.babble(14, others[number % 3 :: 3], spoken.TALK)
    for take in range(words):
        say(tally, word, ("same voice", varied(speaker, take)), take, babble)
        say(tally, word, ("other voice", varied(others[take % len(others)], take)), take, babble)
    nearly(tally, word, [speaker, *others[number::4]])
    talk(tally, word, [speaker, *others[number::2], speaker], talk_s)


def calibrated(phrase: str, speaker: Speaker) -> SafeWord | None:
    """As a pair would do it."""
    calibration = Calibration(phrase)
    sayings = [varied(speaker, 4), replace(speaker, speed=0.95 * speaker.speed), speaker]
    parts = [spoken.quiet(1.0, 1)]
    for saying in sayings:
        parts += [spoken.say(saying, phrase), spoken.quiet(1.0, 2)]
    lines = spoken.sentences(spoken.TALK)[:14]
    sound = spoken.joined(*parts, spoken.say(speaker, " ".join(lines)))
    for first in range(0, sound.size, _CHUNK):
        calibration.feed(sound[first : first + _CHUNK], RATE_HZ)
    if calibration.word is None:
        print(f"  {speaker}: {calibration.state} after {calibration.listened_s:.0f} s: {calibration.text}")
    return calibration.word


def varied(speaker: Speaker, take: int) -> Speaker:
    """The voice at another speed and pitch."""
    pitch = int(np.clip(speaker.pitch + _PITCHES[take % 6], 10, 90))
    return replace(speaker, speed=speaker.speed * _SPEEDS[take % 6], pitch=pitch)


def say(tally: Tally, word: SafeWord, who: tuple[str, Speaker], take: int, babble: Sound) -> None:
    """Say the phrase once, after some silence."""
    said = spoken.say(who[1], word.phrase) * 10 ** (_LEVELS_DB[take % 5] / 20)
    starts_s = 4 + 0.37 * (take % 10)
    ends_s = starts_s + np.flatnonzero(np.abs(said) > 0.02 * np.abs(said).max())[-1] / RATE_HZ
    sound = np.concatenate([np.zeros(round(starts_s * RATE_HZ)), said, np.zeros(RATE_HZ)])
    sound = spoken.in_room(sound, take) if take % 2 else sound
    kind = who[0] + (", among babble" if take % 3 == 0 else "")
    if take % 3 == 0:
        noise = np.resize(np.roll(babble, 30_011 * take), sound.size)
        sound = spoken.with_babble(sound, noise, snr_db=10, loudness=spoken.loudness(said))
    times = [at_s for at_s in heard(tally, word, sound) if starts_s < at_s < ends_s + 1]
    tally.said[kind] += 1
    tally.missed[kind] += not times
    tally.late_s += [times[0] - ends_s] if times else []


def talk(tally: Tally, word: SafeWord, speakers: list[Speaker], seconds: float) -> None:
    """Let the voices talk in turn for so long."""
    lines = [line for line in spoken.sentences(spoken.TALK)[14:] + documentation() if word.phrase not in line.lower()]
    chunk, done_s, take = 12, 0.0, 0
    while done_s < seconds:
        speaker, first = speakers[take % len(speakers)], (take * chunk + len(speakers[0].voice)) % len(lines)
        sound = spoken.say(speaker, " ".join(lines[first : first + chunk]))[: round((seconds - done_s) * RATE_HZ)]
        sound = spoken.in_room(sound, take) if take % 2 else sound
        tally.stopped += len(list(heard(tally, word, sound)))
        done_s, take = done_s + sound.size / RATE_HZ, take + 1
    tally.talked_s += done_s


def nearly(tally: Tally, word: SafeWord, speakers: list[Speaker]) -> None:
    """Let each voice say what is nearly a safe word."""
    lines = [line for line in spoken.sentences(spoken.NEARLY) if word.phrase not in line.lower()]
    for speaker in speakers:
        tally.nearly += len(lines)
        tally.nearly_stopped += len(list(heard(tally, word, spoken.say(speaker, " ".join(lines)))))


def heard(tally: Tally, word: SafeWord, sound: Sound) -> Iterator[float]:
    """When the safe word was heard, in seconds of sound."""
    ear, samples, began_s = Ear(word), spoken.joined(sound), time.process_time()
    times = [
        h.at_s for first in range(0, samples.size, _CHUNK) for h in ear.feed(samples[first : first + _CHUNK], RATE_HZ)
    ]
    tally.cpu_s += time.process_time() - began_s
    tally.heard_s += samples.size / RATE_HZ
    return iter(times)


def documentation() -> list[str]:
    """Sentences of the documentation, without tables and markup."""
    pages = sorted(_DOCS.rglob("*.md"))
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    prose = [re.sub(r"[*_\[\]()#`]", " ", line) for line in lines if len(line) > 60 and not line.startswith("|")]
    return spoken.sentences(" ".join(prose))


if __name__ == "__main__":
    main()
