"""How English words are pronounced: pocketsphinx's dictionary, read once."""

import re
from functools import cache
from pathlib import Path
from typing import Final

_VARIANT: Final = re.compile(r"\(\d+\)$")


def model_folder() -> Path:
    """Where pocketsphinx keeps its English model; ImportError where it is not installed."""
    from pocketsphinx import get_model_path

    return Path(get_model_path("en-us"))


@cache
def pronunciations() -> dict[str, str]:
    """The phones of every word, the most usual way only."""
    lines = (model_folder() / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    entries = (line.split(maxsplit=1) for line in lines)
    return {word: phones for word, phones in entries if not _VARIANT.search(word)}


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without case and punctuation."""
    return tuple(word.strip("'") for word in re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'")))


def phones_of(phrase: str) -> str:
    """The phones of a whole phrase; KeyError for a word that is not in the dictionary."""
    return " ".join(pronunciations()[word] for word in words_of(phrase))


def syllables(phones: str) -> int:
    """How many vowels there are."""
    return sum(phone[0] in "AEIOU" for phone in phones.split())
