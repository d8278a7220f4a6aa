"""Everything the coach says: one place, so that a safe word can be told apart from all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from protocols.partner_guides import GUIDES, OTHERWISE
from protocols.stretches import STRETCHES
from protocols.types import Side
from stretchcheck.report.words import side_words

Kind = Literal["stop", "warn", "guide", "count", "advice", "ask", "info"]
Tone = Literal["ready", "tick", "good", "warn", "stop", "ask"]


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say; shown too. `tone` is sounded before it."""

    text: str
    kind: Kind
    tone: Tone | None = None


TITLES: Final[Mapping[str, str]] = {
    "knee-to-chest": "Knee to chest",
    "spinal-twist": "Spinal twist",
    "figure-four": "Figure four",
}
START: Final[Mapping[str, str]] = {
    "knee-to-chest": "Lie on your back, both knees bent, both feet flat.",
    "spinal-twist": "Lie on your back, both knees bent, both feet flat, arms out to the sides like a T.",
    "figure-four": "Lie on your back, knees bent, and lay the {} ankle over the other knee.",
}
HELP: Final[Mapping[str, str]] = {
    "knee-to-chest": "Partner: next to the hip of the {} leg, one hand behind the knee, the other at the ankle.",
    "spinal-twist": "Partner: kneel beside the hips, both hands over the knees.",
    "figure-four": "Partner: one hand at the crossed ankle, the other behind the thigh of the leg below.",
}
OUT: Final[Mapping[str, str]] = {
    "knee-to-chest": "Breathe out, and slowly guide the knee toward the {} shoulder.",
    "spinal-twist": "Breathe out, and slowly guide both knees to the {}, one on top of the other.",
    "figure-four": "Breathe out, and slowly draw both legs toward the chest.",
}
BACK: Final[Mapping[str, str]] = {
    "knee-to-chest": "Now let go slowly, all the way back to the floor.",
    "spinal-twist": "Now slowly bring both knees back to the middle.",
    "figure-four": "Now let go slowly, and put the foot back on the floor.",
}

BREATHE_IN: Final = Line("Breathe in.", "guide")
EASE: Final = Line("Ease off at the first resistance. Stop there.", "guide")
ON: Final = Line("Breathe out, a little further if it is easy.", "guide")
HOLD: Final = Line("Hold here. Breathe calmly.", "guide", "good")
HALF: Final = Line("Halfway.", "count", "tick")
COUNTS: Final = {
    n: Line(word, "count", "tick")
    for n, word in zip(range(5, 0, -1), ("five", "four", "three", "two", "one"), strict=True)
}
LONG: Final = Line("That is long enough.", "count", "good")
ASK: Final = Line("How is it, nought to ten?", "ask", "ask")
NOTED: Final = Line("Thank you.", "info", None)
PAIN: Final = Line("Let go slowly. We end this stretch. Tension is fine, pain never is.", "stop", "stop")
STOP: Final = Line("Let go slowly.", "stop", "stop")
MOVE: Final = Line("Please move the laptop now. The screen shows where.", "guide", "ready")
MOVED: Final = Line("That view is right.", "info", "good")
UNSEEN: Final = Line("I cannot see the leg just now. The clock is waiting.", "info", "warn")
SEEN: Final = Line("I can see you again.", "info", None)
BLIND: Final = Line("I see nothing just now. The clock is waiting. If you are unsure, let go slowly.", "warn", "warn")
SLOW: Final = Line(
    "Too few pictures come: I cannot see a raised hand. Use the safe word or the space bar.", "warn", "warn"
)
SAME_SIDE: Final = Line("That was the same side again. The other side comes next.", "info")
NOBODY: Final = Line("I cannot see you. Please get both of you into the picture.", "info", "warn")
EARLY: Final = Line("That was let go early. It counts as far as it went.", "info", None)
REST: Final = Line("Rest for a moment.", "info", None)
CHANGE: Final = Line("Change sides.", "guide", "ready")
OTHER_SIDE: Final = Line("That was the other side. It counts; the first side comes next.", "info", None)
DONE: Final = Line("That was the last one. Well done, both of you.", "info", "good")
PAUSED: Final = Line("Go on only when you both want to.", "info", None)
REMIND: Final = Line("Start when you are ready. I am watching.", "info", None)

PREPARATION: Final = (
    ("A firm, flat surface", "A mat or a carpet on the floor, never a soft bed."),
    ("Tension, never pain", "A gentle pull is right. Pain, numbness, tingling or dizziness means stop, at once."),
    (
        "Who is in charge",
        "The person lying down decides. The partner asks often, and listens more than this laptop can.",
    ),
    ("Where the partner kneels", "Beside the hips, close, both hands as the screen shows for each stretch."),
    ("Spare your own back", "Partner: a wide stance, a straight back, and lift with the legs."),
    ("Slowly", "Every movement slow and even, with the breath going out. Never bounce, never jerk, never push on."),
    (
        "The camera can miss a signal",
        "A raised hand, tapping the floor, the safe word, the space bar: any of them stops. "
        "If the laptop does not react, you still stop.",
    ),
)

SOONER: Final[Mapping[str, Line]] = {
    "jerk": Line("Slowly. No sudden pulls.", "warn", "warn"),
    "too_fast": Line("Slower, please.", "warn", "warn"),
    "bounce": Line("No bouncing. Hold still.", "warn", "warn"),
    "pushed_deeper": Line("Do not push on. Stay where it is easy.", "warn", "warn"),
    "drift": Line("It has slipped out a little. Come back gently.", "warn", "warn"),
}
"""Said of events as they happen, the gravest first."""


def side_title(stretch: str, side: Side) -> str:
    """The stretch with its side, as a heading."""
    return f"{TITLES[stretch]}, {side_words(stretch, side)}"


def get_ready(stretch: str, side: Side) -> tuple[Line, ...]:
    """What comes, how to lie, where the partner belongs."""
    return (
        Line(f"{side_title(stretch, side)}. Get ready.", "guide", "ready"),
        Line(START[stretch].format(side), "guide"),
        Line(HELP[stretch].format(side), "guide"),
    )


def guide_in(stretch: str, side: Side) -> Line:
    """The way in, with the breath going out."""
    return Line(OUT[stretch].format(side), "guide")


def guide_back(stretch: str) -> Line:
    """The way out."""
    return Line(BACK[stretch], "guide", "good")


def every_line() -> Iterator[str]:
    """All that may be spoken."""
    for value in globals().values():
        if isinstance(value, Line):
            yield value.text
    yield from (line.text for line in (*COUNTS.values(), *SOONER.values()))
    yield from (text for pair in PREPARATION for text in pair)
    for guide in (*GUIDES.values(), OTHERWISE):
        yield from (guide.place_cue, guide.hands_cue)
    for name, stretch in STRETCHES.items():
        yield from stretch.cues.values()
        for side in ("left", "right"):
            yield from (line.text for line in (*get_ready(name, side), guide_in(name, side), guide_back(name)))
