"""Plain words for the closed lists of a result, and how its numbers are written."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

Json = Mapping[str, Any]

DISCLAIMER: Final = (
    "A practice aid for healthy adults. Not a medical device; it does not diagnose, treat, prevent or monitor any "
    "condition. It estimates body position from video and can be wrong or miss things; it cannot feel resistance or "
    "pain. The person being stretched is in charge: stop at once if they ask or if there is pain, numbness, tingling, "
    "weakness or dizziness.",
    "Ask a doctor or physiotherapist first if any of these applies: osteoporosis or a past spinal fracture; a hip "
    "replacement; recent surgery or a fracture of back, hip, knee or abdomen; a herniated disc with leg symptoms; a "
    "slipped vertebra; pregnancy; inflamed joints; very mobile joints; blood thinners with easy bruising; "
    "uncontrolled blood pressure; age under 16.",
    "Emergency signs: call the emergency number or go to an emergency department if there is back pain with pain, "
    "tingling, weakness or numbness in both legs; numbness or tingling around the genitals or buttocks; difficulty "
    "peeing; loss of bladder or bowel control; chest pain; or if it started after a serious accident.",
)
"""What every report ends with."""

STRETCHES: Final[dict[str, str]] = {
    "knee-to-chest": "knee-to-chest",
    "spinal-twist": "spinal twist",
    "figure-four": "figure-four",
}
_SIDES: Final[dict[str, str]] = {
    "knee-to-chest": "{} leg",
    "spinal-twist": "knees to the {}",
    "figure-four": "{} ankle crossed",
}
ANGLES: Final[dict[str, str]] = {
    "knee-to-chest": "angle between thigh and trunk",
    "spinal-twist": "angle of the knees to the side",
    "figure-four": "angle between the followed thigh and the trunk",
}
PHASES: Final[dict[str, tuple[str, str]]] = {
    "setup": ("Set-up", "Set"),
    "moving_in": ("Moving in", "In"),
    "hold": ("Hold", "Hold"),
    "release": ("Moving out", "Out"),
}
VERDICTS: Final[dict[str, tuple[str, str]]] = {
    "ok": ("\u2713", "OK"),
    "warn": ("!", "Warning"),
    "fault": ("\u2715", "Fault"),
    "unknown": ("?", "Cannot see"),
}
"""Icon and word of every verdict."""

ADVICE: Final[dict[str, tuple[str, str]]] = {
    "ok": ("\u2713", "Good"),
    "warn": ("!", "To watch"),
    "fault": ("!", "To change"),
    "unknown": ("?", "Could not be seen"),
}
"""The same for advice, which finds no faults."""

HOLD_VERDICTS: Final[dict[str, str]] = {
    "met": "long enough",
    "short": "too short",
    "long": "longer than asked",
    "unknown": "cannot tell",
}
CHECKS: Final[dict[str, tuple[str, str]]] = {
    "start_pose": ("Start pose", "How far the legs are from knees bent, feet flat"),
    "knee_path": ("Knee path", "How far the knee strays from its line to the shoulder"),
    "same_side": ("Aim at own shoulder", "How far the knee stays on its own side of the midline"),
    "other_foot_down": ("Other foot down", "How far the other foot leaves the floor"),
    "depth": ("Depth", "How far the stretch was taken"),
    "smooth_in": ("Smooth way in", "Strongest jolt while moving in"),
    "steady_hold": ("Steady hold", "How much it swings during the hold"),
    "hold": ("Length of the hold", "Time that was seen and in pose"),
    "smooth_out": ("Smooth way out", "Strongest jolt while moving out"),
    "arms_t": ("Arms out in a T", "How far the arms are from a T"),
    "knees_stacked": ("Knees stacked", "How far the knees part or one slides ahead"),
    "shoulder_anchored": ("Shoulder on the floor", "How far the opposite shoulder lifts"),
    "returned_to_centre": ("Back to the centre", "How far from the centre the knees end"),
    "both_sides": ("Both sides", "Whether both sides were stretched"),
    "ankle_crossed": ("Ankle crossed", "How far the ankle is from its place above the other knee"),
    "foot_lifted": ("Foot lifted", "How far the foot of the bottom leg is off the floor"),
    "drawn_in": ("Drawn in", "How far the thigh is drawn toward the trunk"),
    "partner_side": ("Partner's place", "Where the partner stands or kneels"),
    "partner_stance": ("Partner's stance", "How wide the partner stands or kneels"),
    "partner_back": ("Partner's back", "How straight the back stays"),
    "partner_legs": ("Partner's legs", "Whether the legs do the lifting"),
    "partner_hands": ("Partner's hands", "How far the hands are from where they should hold"),
}
"""Title of every check and what its number says."""

BRIEFLY: Final[dict[str, str]] = {
    "start_pose": "start",
    "knee_path": "path",
    "same_side": "aim",
    "other_foot_down": "foot",
    "depth": "depth",
    "smooth_in": "way in",
    "steady_hold": "steady",
    "hold": "hold",
    "smooth_out": "way out",
    "arms_t": "arms",
    "knees_stacked": "knees",
    "shoulder_anchored": "shoulder",
    "returned_to_centre": "centre",
    "both_sides": "both sides",
    "ankle_crossed": "ankle",
    "foot_lifted": "lift",
    "drawn_in": "drawn in",
}
"""Every check that counts, for a table with little room."""

AT_LEAST: Final = frozenset(
    {"depth", "same_side", "foot_lifted", "drawn_in", "both_sides", "partner_stance", "partner_legs"}
)
"""Checks whose value should be above the limit; see `at_least`."""

EVENTS: Final[dict[str, tuple[str, str]]] = {
    "wrong_start": ("wrong start pose", "start_pose"),
    "off_path": ("knee off its path", "knee_path"),
    "wrong_shoulder": ("knee toward the other shoulder", "same_side"),
    "foot_up": ("other foot up", "other_foot_down"),
    "too_shallow": ("too shallow", "depth"),
    "not_drawn_in": ("not drawn in", "drawn_in"),
    "arms_off": ("arms not in a T", "arms_t"),
    "unstacked": ("knees apart", "knees_stacked"),
    "shoulder_lift": ("shoulder lifted", "shoulder_anchored"),
    "not_centred": ("not back to the centre", "returned_to_centre"),
    "ankle_slipped": ("ankle slipped", "ankle_crossed"),
    "foot_not_lifted": ("foot not lifted", "foot_lifted"),
    "jerk": ("jerk", ""),
    "too_fast": ("too fast", ""),
    "bounce": ("bounce", "steady_hold"),
    "drift": ("drift out of the stretch", "steady_hold"),
    "pushed_deeper": ("pushed deeper", "steady_hold"),
    "hold_short": ("hold too short", "hold"),
    "hold_long": ("hold longer than asked", "hold"),
    "stop_signal": ("stop signal", ""),
    "lost": ("person out of sight", ""),
    "glitch": ("tracking glitch", ""),
}
"""Words of every event and the check that it fails; a jerk or haste fails the check of its phase."""

INFORMATION: Final = frozenset({"stop_signal", "lost", "glitch"})
_BY_PHASE: Final = {"moving_in": "smooth_in", "hold": "steady_hold", "release": "smooth_out"}

VIEWS: Final[dict[str, str]] = {
    "side": "from the side",
    "oblique": "obliquely from the feet",
    "foot-end": "from the foot end",
    "head-end": "from the head end",
    "overhead": "from above",
    "unknown": "from an unknown place",
}
WHO: Final[dict[str, str]] = {
    "recipient": "the person stretched",
    "partner": "the partner",
    "tracker": "the tracking, nobody moved",
    "unknown": "could not be told",
}
"""Whose doing an event was."""

_UNITS: Final[dict[str, tuple[str, int]]] = {
    "deg": ("\u00b0", 1),
    "deg_s": ("\u00b0/s", 1),
    "deg_s2": ("\u00b0/s\u00b2", 1),
    "s": (" s", 1),
    "shoulder_widths": (" shoulder widths", 2),
    "shanks": (" lower-leg lengths", 2),
    "femurs": (" thigh lengths", 2),
}
_COUNTS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def title(check: str) -> str:
    """A check's title within a sentence, such as "arms out in a T"."""
    text = CHECKS[check][0]
    return text[:1].lower() + text[1:]


def side_words(stretch: str, side: str | None) -> str:
    """What a side means in a stretch, such as "right leg" or "knees to the right"."""
    return _SIDES[stretch].format(side) if side else "side unknown"


def at_least(check: Json, hold_verdict: str) -> bool:
    """Whether a check's limit is the least value that is good; of a hold that was too long it is the most."""
    return hold_verdict != "long" if check["name"] == "hold" else check["name"] in AT_LEAST


def verdict_words(check: Json) -> tuple[str, str]:
    """Icon and word of a check's verdict; advice has words of its own."""
    return (VERDICTS if check["scored"] else ADVICE)[check["verdict"]]


def hold_words(repetition: Json) -> tuple[str, str, str]:
    """How a hold is shown: the verdict of its check, since a weak view only warns, its icon, and how long it was."""
    length: str = repetition["hold"]["verdict"]
    usual = {"met": "ok", "short": "fault", "long": "warn"}.get(length, "unknown")
    verdict: str = next((c["verdict"] for c in repetition["checks"] if c["name"] == "hold"), usual)
    return verdict, VERDICTS[verdict][0], HOLD_VERDICTS[length]


def check_of(event: Json) -> str:
    """The check that an event fails, or nothing for mere information."""
    return EVENTS[event["kind"]][1] or ("" if event["kind"] in INFORMATION else _BY_PHASE.get(event["phase"], ""))


def number(value: float, decimals: int) -> str:
    """The number without zeros that say nothing, such as 33.9 or 30."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def quantity(value: float | None, unit: str | None, *, extra: int = 0) -> str:
    """A number with its unit in words; seconds are cut, never rounded up to a target; `extra` decimals."""
    if value is None:
        return ""
    words, decimals = _UNITS.get(unit or "", (f" {unit.replace('_', ' ')}" if unit else "", 2))
    decimals += extra
    if unit == "s":
        value = math.floor(value * 10**decimals + 1e-6) / 10**decimals
    return number(value, decimals) + words


def pair(value: float | None, limit: float | None, unit: str | None) -> tuple[str, str]:
    """Value and limit with as many decimals, up to two more, as it takes to tell them apart."""
    for extra in range(3):
        texts = quantity(value, unit, extra=extra), quantity(limit, unit, extra=extra)
        if value == limit or texts[0] != texts[1]:
            break
    return texts


def seconds(value: float) -> str:
    """Media time, such as "9.1 s" or, from two minutes on, "2:09.1"."""
    tenths = round(value * 10)
    if tenths < 1200:
        return f"{value:.1f} s"
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def span(start_s: float, end_s: float) -> str:
    """A stretch of media time, such as "5.8 to 6.7 s"."""
    if end_s - start_s < 0.05:
        return seconds(start_s)
    if end_s < 120:
        return f"{start_s:.1f} to {end_s:.1f} s"
    return f"{seconds(start_s)} to {seconds(end_s)}"


def percent(share: float) -> str:
    """A share of 0..1; 100 % and 0 % are kept for all and nothing."""
    whole = round(100 * share)
    if whole == 100 and share < 1:
        return "more than 99 %"
    return f"{whole} %" if whole or not share else "less than 1 %"


def asked(target_s: Sequence[float]) -> str:
    """The hold that was asked for."""
    return f"{number(target_s[0], 1)}-{number(target_s[1], 1)} s"


def count(n: int) -> str:
    """A number in words up to nine."""
    return _COUNTS[n] if n < len(_COUNTS) else str(n)


def capital(text: str) -> str:
    """The text with its first letter large and the others as they are."""
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
