"""How a recording was filmed, and how to film the next one better."""

from collections.abc import Iterator
from typing import Final

from protocols.views import grade
from stretchcheck.report import words
from stretchcheck.report.summary import hidden_by_view, is_still, scored
from stretchcheck.report.words import Json

ALWAYS: Final = (
    "2 to 3 m away, both people whole in the picture, the head of the person lying down visible from the start.",
    "The partner on the far side, so that arms and not a back cross the person lying down.",
    "Three quiet seconds before and after, knees bent and feet flat: they give the resting position and where the "
    "camera stands.",
    "At least 20 frames a second (30 is better): below that a jerk can hide between two frames, and smooth movement is "
    "reported as unknown.",
    "Even light; clothes of the two people that differ from each other and from the mat.",
    "The camera stands still: on a chair, a table or a pile of books, never in a hand.",
)
"""What holds for every stretch, as docs/filming.md has it."""

BEST: Final = {
    "knee-to-chest": "From the side, level with the hips, on the floor or a chair: the angle at the hip is judged "
    "there. Whether the knee strays outward or across is seen only from the feet or from above, camera raised; from "
    "the side it is unknown.",
    "spinal-twist": "Obliquely from the feet, raised, on the side the knees go to. Seen from the other side the upper "
    "leg hides the lower one, and stacked knees cannot be told from parted ones.",
    "figure-four": "Obliquely from the feet (30 to 45 degrees), raised, on the side of the crossed leg; bare shins, or "
    "trousers whose legs can be told apart.",
}
"""Where the camera stands best for a stretch, as docs/filming.md has it."""

_VIEWS: Final = ("side", "oblique", "foot-end", "head-end", "overhead")
_QUIET_S: Final = 3.0
_SEEN_SHARE: Final = 0.9
_ROLL_DEG: Final = 5.0
"""More than this is told in the camera check of a live session too."""


def filmed(result: Json) -> list[tuple[str, str]]:
    """How it was filmed: names and words."""
    source, people, view = result["source"], result["people"], result["view"]
    roll = view["roll_deg"]
    pixels = f"{source['width']}\u00a0\u00d7\u00a0{source['height']} pixels"
    rate = f"{source['frames']} frames, {words.number(source['fps'], 2)} a second"
    length = "a single picture" if is_still(result) else f"{words.seconds(source['duration_s'])}, {rate}"
    suits = (
        words.joined([words.STRETCHES[name] for name in view["suits"]]) if view["suits"] else "none of the stretches"
    )
    return [
        ("Picture", f"{length}, {pixels}"),
        ("Seen", words.VIEWS[view["kind"]]),
        ("This view suits", suits),
        ("Camera tilt", "unknown" if roll is None else f"{words.quantity(roll, 'deg')} from level"),
        ("Person stretched", _seen(people["recipient"], people["recipient_seen"])),
        ("Partner", _seen(people["partner"], people["partner_seen"])),
        ("Other people", str(people["others"]) if people["others"] else "none"),
        ("Mix-ups of who is who", _switches(people["identity_switches"])),
    ]


def _seen(person: int | None, share: float) -> str:
    return "not found" if person is None else f"seen in {words.percent(share)} of the frames"


def _switches(count: int) -> str:
    return f"{count}, put right" if count else "none noticed"


def better(result: Json) -> list[str]:
    """What to change next time, from what this recording lacked; empty when it lacked nothing that is known of."""
    return [*_place(result), *_people(result), *_rate(result), *_quiet(result)]


def best_places(result: Json) -> list[tuple[str, str]]:
    """Each stretch that was seen, else all of them, with where the camera stands best for it."""
    names = list(dict.fromkeys(repetition["stretch"] for repetition in result["repetitions"])) or list(BEST)
    return [(words.STRETCHES[name], BEST[name]) for name in names]


def shown_from(check: str) -> str:
    """From where a check can be judged, in words, such as "from the side or from above"."""
    *first, last = [words.VIEWS[kind] for kind in _VIEWS if grade(check, kind) == "y"]
    return f"{', '.join(first)} or {last}" if first else last


def _place(result: Json) -> Iterator[str]:
    """Where the camera stood: what it could not show, and whether it was level."""
    kind, roll = result["view"]["kind"], result["view"]["roll_deg"]
    if kind == "unknown" and result["repetitions"]:
        yield "Where the camera stood could not be told: begin with the person lying still, knees bent, feet flat."
    names = dict.fromkeys(check["name"] for r in result["repetitions"] for check in scored(r))
    places: dict[str, list[str]] = {}
    for name in (n for n in names if hidden_by_view(n, kind)):
        places.setdefault(shown_from(name), []).append(words.title(name))
    for place, titles in places.items():
        subject = words.capital(words.joined(titles))
        them = "them" if len(titles) > 1 else "it"
        yield f"{subject} can never be seen {words.VIEWS[kind]}; film {place} for {them}."
    if roll is not None and abs(roll) > _ROLL_DEG:
        yield f"Level the camera: it was tilted by {words.quantity(abs(roll), 'deg')}."


def _people(result: Json) -> Iterator[str]:
    people = result["people"]
    who = (("recipient", "person stretched"), ("partner", "partner"))
    for name in (words_ for key, words_ in who if people[key] is not None and people[f"{key}_seen"] < _SEEN_SHARE):
        yield f"Keep the {name} whole in the picture: the {name} was not seen all of the time."
    if people["others"]:
        yield f"Keep other people out of the picture: {people['others']} more could be seen."


def _rate(result: Json) -> Iterator[str]:
    least, fps = result["settings"].get("jerk_min_fps"), result["source"]["fps"]
    if least is not None and not is_still(result) and fps < least:
        yield (
            f"Film at 30 frames a second, at least at {words.number(least, 1)}: with {words.number(fps, 1)} a jerk can "
            "hide between two frames."
        )


def _quiet(result: Json) -> Iterator[str]:
    """Whether there was rest before the first movement and behind the last; a movement that has no end is cut off."""
    phases = [phase for repetition in result["repetitions"] for phase in repetition["phases"]]
    moving = [phase["start_s"] for phase in phases if phase["name"] == "moving_in"]
    if not moving:
        return
    if min(moving) < _QUIET_S:
        yield f"Let the person rest for three seconds first: the movement began after {words.seconds(min(moving))}."
    rest = result["source"]["duration_s"] - max(phase["end_s"] for phase in phases)
    if rest < _QUIET_S:
        yield "Keep filming until the legs are back and have rested for three seconds: the recording ends before."
