"""One line that says what a result found."""

from collections.abc import Iterator, Sequence
from typing import Final

from protocols.views import grade
from stretchcheck.report import words
from stretchcheck.report.words import Json

_NAMED: Final = 3
"""More repetitions, faults or unjudged checks than this are counted, not named one by one."""

_SIDES: Final = ("left", "right")

_POINTS: Final = {"fault": "Not met", "warn": "To watch", "unknown": "Could not be judged", "ok": "Met"}
"""What stands before the checks of a verdict at the top of the page."""

_TIMED: Final = frozenset({"smooth_in", "steady_hold", "hold", "smooth_out", "returned_to_centre", "both_sides"})
"""Checks that a single picture can never show."""

_TOLD: Final = frozenset({"hold"})


def is_still(result: Json) -> bool:
    """Whether the source was a single picture, without time."""
    return bool(result["source"]["frames"] == 1)


def summary_line(result: Json) -> str:
    """What was found, in one sentence of plain words without the name of the clip."""
    if not result["repetitions"]:
        return headline(result)
    parts = [headline(result).removesuffix("."), _wrong(result), _unseen(result)]
    return f"{'; '.join(part for part in parts if part)}."


def headline(result: Json) -> str:
    """The first part of the summary alone: stop signals, which stretches, and how long each was held."""
    if not result["repetitions"]:
        return f"No stretch found. {reason_for_nothing(result)}"
    stops = [words.seconds(event["start_s"]) for event in result["events"] if event["kind"] == "stop_signal"]
    first = f"Stop signal seen at {words.joined(stops)}. " if stops else ""
    return f"{first}{_found(result)}."


def points(result: Json) -> list[tuple[str, str, str, list[str]]]:
    """Verdict, icon, words and what they hold of, for every verdict that a check of the result has; faults first."""
    met = [words.title(check["name"]) + _which(result, r) for r, check in _having(result, "ok")]
    told = {
        "fault": _phrases(result, "fault"),
        "warn": _phrases(result, "warn"),
        "unknown": _not_judged(result),
        "ok": met if len(result["repetitions"]) == 1 else [f"{len(met)} checks"] * bool(met),
    }
    return [(verdict, words.VERDICTS[verdict][0], _POINTS[verdict], found) for verdict, found in told.items() if found]


def reason_for_nothing(result: Json) -> str:
    """Why no repetition is listed, in plain words."""
    if result["warnings"]:
        return " ".join(_sentence(warning) for warning in result["warnings"])
    if result["people"]["recipient"] is None:
        return "Nobody lying on their back was seen."
    return "Nobody was seen to leave the set-up and then hold still."


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _found(result: Json) -> str:
    repetitions = result["repetitions"]
    names = {r["stretch"] for r in repetitions}
    name = words.STRETCHES[names.pop()] if len(names) == 1 else "stretch"
    count = words.count(len(repetitions))
    if is_still(result):
        sides = words.joined([words.side_words(r["stretch"], r["side"]) for r in repetitions])
        return f"{count} {name}, {sides}, in a single picture: nothing that takes time can be judged"
    if len(repetitions) == 1:
        only = repetitions[0]
        return f"{count} {name}, {words.side_words(only['stretch'], only['side'])}: {_held(only)}"
    plural = "stretches" if name == "stretch" else f"{name} stretches"
    if len(repetitions) > _NAMED:
        enough = sum(r["hold"]["verdict"] in ("met", "long") for r in repetitions)
        sides = words.joined([f"{n} {side}" for side in _SIDES if (n := [r["side"] for r in repetitions].count(side))])
        return f"{count} {plural}, {sides}: held as long as asked in {enough}"
    each = [_called(r, with_name=name == "stretch") + " " + _held(r) for r in repetitions]
    return f"{count} {plural}: {', '.join(each)}"


def _called(repetition: Json, *, with_name: bool) -> str:
    side = words.side_words(repetition["stretch"], repetition["side"])
    return f"{words.STRETCHES[repetition['stretch']]}, {side}" if with_name else side


def _held(repetition: Json) -> str:
    hold = repetition["hold"]
    if hold["start_s"] is None:
        return f"not held, {words.asked(hold['target_s'])} asked"
    unseen = ""
    if hold["verdict"] == "unknown":
        unseen = f" and {words.quantity(hold['unseen_s'], 's')} more hidden, so whether it was enough cannot be told"
    return f"held {words.quantity(hold['held_s'], 's')} of {words.asked(hold['target_s'])} asked{unseen}"


def _wrong(result: Json) -> str:
    """Faults and warnings; the table of checks has those that are not named here."""
    faults, warnings = _phrases(result, "fault"), _phrases(result, "warn")
    text = f"fault seen: {_some(faults)}" if faults else "no fault seen"
    return f"{text}; to watch: {_some(warnings)}" if warnings else text


def _some(phrases: Sequence[str]) -> str:
    """The first few phrases and how many more there are."""
    more = len(phrases) - _NAMED
    return words.joined([*phrases[:_NAMED], f"{more} more"] if more > 0 else phrases)


def _having(result: Json, verdict: str) -> Iterator[tuple[Json, Json]]:
    """Every check with this verdict that counts, behind its repetition."""
    for repetition in result["repetitions"]:
        yield from ((repetition, check) for check in scored(repetition) if check["verdict"] == verdict)


def _phrases(result: Json, verdict: str) -> list[str]:
    """What went wrong, by check: its first event where there is one, else its title."""
    found = []
    for number, repetition in enumerate(result["repetitions"]):
        for check in scored(repetition):
            if check["verdict"] == verdict:
                events = events_of(result, number, check["name"])
                found.append(_phrase(check, events) + _which(result, repetition))
    return found


def _phrase(check: Json, events: Sequence[Json]) -> str:
    if not events:
        return words.title(check["name"])
    first = events[0]
    text = words.EVENTS[first["kind"]][0]
    if first["kind"] in ("hold_short", "hold_long", "wrong_start"):
        return text
    phase = words.PHASES.get(first["phase"] or "", ("",))[0].lower()
    during = {"hold": " in the hold", "": ""}.get(phase, f" while {phase}")
    return f"{text} at {words.seconds(first['start_s'])}{during}"


def _which(result: Json, repetition: Json) -> str:
    """Which of several repetitions is meant."""
    side = words.side_words(repetition["stretch"], repetition["side"])
    return f" ({side})" if len(result["repetitions"]) > 1 else ""


def _unseen(result: Json) -> str:
    """Checks that could not be judged; an uncertain hold was told beside its seconds."""
    hidden, otherwise = _unjudged(result, _TIMED if is_still(result) else _TOLD)
    if len(hidden) + len(otherwise) > _NAMED:
        return f"{len(hidden) + len(otherwise)} checks could not be judged"
    return "; ".join(
        f"{words.joined(names)} could not be {how}"
        for names, how in ((hidden, f"seen {words.VIEWS[result['view']['kind']]}"), (otherwise, "judged"))
        if names
    )


def _not_judged(result: Json) -> list[str]:
    """The same, each by its name."""
    hidden, otherwise = _unjudged(result, _TIMED if is_still(result) else frozenset())
    seen = words.VIEWS[result["view"]["kind"]]
    told = [*otherwise, *([f"{words.joined(hidden)} (cannot be seen {seen})"] if hidden else [])]
    return told + ["all that takes time"] * is_still(result)


def _unjudged(result: Json, without: frozenset[str]) -> tuple[list[str], list[str]]:
    """Titles of the unknown checks, each once: those that the view can never show, and the others."""
    kind = result["view"]["kind"]
    names = dict.fromkeys(check["name"] for _, check in _having(result, "unknown") if check["name"] not in without)
    hidden = [name for name in names if hidden_by_view(name, kind)]
    return [words.title(n) for n in hidden], [words.title(n) for n in names if n not in hidden]


def hidden_by_view(check: str, kind: str) -> bool:
    """Whether a check can never be seen from where the camera stood."""
    return kind != "unknown" and grade(check, kind) == "-"


def scored(repetition: Json) -> list[Json]:
    """The checks that count, without the advice about the partner."""
    return [check for check in repetition["checks"] if check["scored"]]


def events_of(result: Json, repetition: int, check: str) -> list[Json]:
    """The events of a repetition that fail a check."""
    return [e for e in result["events"] if e["repetition"] == repetition and words.check_of(e) == check]
