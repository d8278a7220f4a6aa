"""Which phrases can be a safe word: easy to say, easy to tell from talk, and never spoken by the coach."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from stretchcheck.live.hearing.dictionary import phones_of, pronunciations, syllables, words_of

SUGGESTIONS: Final = (
    "red lantern",
    "purple elephant",
    "yellow submarine",
    "chocolate volcano",
    "tropical penguin",
    "velvet umbrella",
)

_MOST_WORDS: Final = 4
_MOST_LETTERS: Final = 40
_LEAST_SYLLABLES: Final = 3
_LEAST_PHONES: Final = 7

_EVERYDAY_TEXT: Final = (
    "a about again ah all alright am an and are back be bend bit breathe but can come could cold did do does "
    "doing down easy enough feel feeling feels fine foot for further gently give go going good great hand hands "
    "harder have help here hey hi hip hold how hurt hurts i i'm in is it it's just keep knee know left leg less "
    "let like little lower maybe me more move much my no nope not nothing now of off oh ok okay on one other ow "
    "out over pain perfect please pull push ready really relax rest right roll shoulder side slow slower slowly "
    "so softer sorry stay stop stretch stretching sure take tell thank thanks that that's the then there this "
    "time to too turn two um up very wait way well what when yeah yep yes you your"
)
_EVERYDAY: Final = frozenset(_EVERYDAY_TEXT.split())


def check_phrase(phrase: str, *, spoken: Collection[str]) -> str | None:
    """Why this cannot be a safe word, in a line for the pair; None where it can.

    Args:
        phrase: what they chose.
        spoken: every line the coach may say.
    """
    words = words_of(phrase)
    return (
        _wrong_length(phrase, words)
        or _everyday(phrase, words)
        or _unknown_words(words)
        or _too_short(phrase)
        or _spoken_by_the_coach(words, spoken)
    )


def _wrong_length(phrase: str, words: tuple[str, ...]) -> str | None:
    if not words:
        return f"Choose a word or two that you will remember, such as “{SUGGESTIONS[0]}”."
    if len(words) > _MOST_WORDS or len(phrase) > _MOST_LETTERS:
        return "That is long to say in a hurry: two words are enough."
    return None


def _everyday(phrase: str, words: tuple[str, ...]) -> str | None:
    if all(word in _EVERYDAY for word in words):
        return (
            f"“{phrase.strip()}” comes up in ordinary talk, so it would stop you by mistake: choose something unusual."
        )
    return None


def _unknown_words(words: tuple[str, ...]) -> str | None:
    known = pronunciations()
    for word in words:
        if word in known:
            continue
        near = get_close_matches(word, known, n=1, cutoff=0.8)
        hint = f" Did you mean “{near[0]}”?" if near else f" “{SUGGESTIONS[0]}” would do."
        return f"The listener does not know the word “{word}”.{hint}"
    return None


def _too_short(phrase: str) -> str | None:
    phones = phones_of(phrase)
    if syllables(phones) >= _LEAST_SYLLABLES and len(phones.split()) >= _LEAST_PHONES:
        return None
    return f"“{phrase.strip()}” is too short to tell from other sounds: take two words, such as “{SUGGESTIONS[0]}”."


def _spoken_by_the_coach(words: tuple[str, ...], spoken: Collection[str]) -> str | None:
    wanted = " ".join(("", *words, ""))
    for line in spoken:
        if wanted in " ".join(("", *words_of(line), "")):
            return f"The coach says that too (“{line}”) and would stop you by mistake: choose something else."
    return None
