"""What the report says of one repetition, in words, ready for the template."""

from dataclasses import dataclass
from typing import Final

from stretchcheck.calibrated import range_name
from stretchcheck.report import words
from stretchcheck.report.series import ReportSeries
from stretchcheck.report.smoothness import phase_sparc
from stretchcheck.report.summary import events_of, is_still, scored
from stretchcheck.report.words import Json

_TOLD_SHARE: Final = 0.005
"""A smaller share of unseen time is not worth a word."""

_NOTED: Final = 3
"""More events of a check than this are counted, not told one by one: the table of events has them all."""

_SMOOTHNESS: Final = "spectral arc length (SPARC), no unit; nearer to 0 is smoother"
_COUNT_WORDS: Final = (("fault", "not met"), ("warn", "to watch"), ("unknown", "could not be seen"), ("ok", "met"))


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of the table of checks; empty texts are shown as a dash."""

    name: str
    title: str
    meaning: str
    verdict: str
    icon: str
    word: str
    value: str
    limit: str
    when: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the three clocks of a hold, and where it lies on the bar in percent."""

    css: str
    name: str
    text: str
    start: float
    share: float


@dataclass(frozen=True, slots=True)
class HoldBar:
    """The hold against what was asked; `low` and `high` are the target in percent of the bar."""

    sentence: str
    verdict: str
    clocks: tuple[Clock, ...]
    low: float
    high: float
    low_text: str
    high_text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One repetition."""

    number: int
    title: str
    counts: tuple[tuple[str, str, str], ...]
    hold: HoldBar | None
    no_hold: str
    checks: tuple[CheckRow, ...]
    advice: tuple[CheckRow, ...]
    peaks: tuple[tuple[str, str, str], ...]

    @property
    def advised(self) -> bool:
        """Whether any of the advice could be seen."""
        return any(row.verdict != "unknown" for row in self.advice)


def card(result: Json, number: int, series: ReportSeries) -> Card:
    """The card of a repetition, counted from 0."""
    repetition = result["repetitions"][number]
    name = words.capital(words.STRETCHES[repetition["stretch"]])
    rows = [_row(result, number, check) for check in scored(repetition)]
    verdicts = [row.verdict for row in rows]
    counts = tuple(
        (verdict, words.VERDICTS[verdict][0], f"{verdicts.count(verdict)} {text}")
        for verdict, text in _COUNT_WORDS
        if verdict in verdicts
    )
    held = repetition["hold"]["start_s"] is not None
    return Card(
        number=number + 1,
        title=f"{name}, {words.side_words(repetition['stretch'], repetition['side'])}",
        counts=counts,
        hold=_hold(repetition["hold"]) if held else None,
        no_hold="" if held else _no_hold(result, repetition["hold"]),
        checks=tuple(rows),
        advice=tuple(_row(result, number, check) for check in repetition["checks"] if not check["scored"]),
        peaks=_peaks(repetition, series, usual_deg(result, repetition)),
    )


def _row(result: Json, number: int, check: Json) -> CheckRow:
    title, meaning = words.CHECKS[check["name"]]
    icon, word = words.verdict_words(check)
    events = events_of(result, number, check["name"])
    value, limit = words.pair(check["value"], check["limit"], check["unit"])
    return CheckRow(
        name=check["name"],
        title=title,
        meaning=meaning,
        verdict=_tone(check),
        icon=icon,
        word=word,
        value=value,
        limit=_limit(check, limit, events, words.at_least(check, result["repetitions"][number]["hold"]["verdict"])),
        when="" if check["at_s"] is None else words.seconds(check["at_s"]),
        notes=tuple(_notes(check, events)),
    )


def _tone(check: Json) -> str:
    """How a verdict looks; what is only advice never looks like a fault."""
    verdict: str = check["verdict"]
    return "warn" if verdict == "fault" and not check["scored"] else verdict


def _limit(check: Json, text: str, events: list[Json], least: bool) -> str:
    """Which side of the limit is good, or what is not allowed where the number alone does not tell the fault."""
    if not text:
        return ""
    broken = check["value"] is not None and (
        check["value"] < check["limit"] if least else check["value"] > check["limit"]
    )
    if check["verdict"] == "fault" and events and not broken:
        return f"no {words.joined(list(dict.fromkeys(words.EVENTS[event['kind']][0] for event in events)))}"
    return f"at {'least' if least else 'most'} {text}"


def _notes(check: Json, events: list[Json]) -> list[str]:
    """Why it is unknown, what happened and what to do about it, and how much was not seen."""
    notes = [check["why_unknown"] or "No reason was given."] if check["verdict"] == "unknown" else []
    notes += [_event_note(event) for event in events[:_NOTED]]
    notes += [f"{words.count(len(events) - _NOTED)} more, see the events."] if len(events) > _NOTED else []
    notes += [check["cue"]] if check["cue"] else []
    share = check["unknown_share"]
    if _TOLD_SHARE < share < 1 or (share == 1 and not notes):
        notes.append(f"Not seen for {words.percent(share)} of the time.")
    return notes


def _event_note(event: Json) -> str:
    text = words.capital(words.EVENTS[event["kind"]][0])
    size = words.quantity(event["value"], event["unit"])
    return f"{text}, {words.span(event['start_s'], event['end_s'])}{f': {size}' if size else ''}."


def _hold(hold: Json) -> HoldBar:
    times = (
        ("held", "In pose", "held_s"),
        ("unseen", "Cannot see", "unseen_s"),
        ("out", "Out of pose", "out_of_pose_s"),
    )
    low, high = hold["target_s"]
    full = max(sum(hold[key] for _, _, key in times), high) * 1.04 or 1.0
    clocks, start = [], 0.0
    for css, name, key in times:
        share = round(100 * hold[key] / full, 2)
        clocks.append(Clock(css, name, words.quantity(hold[key], "s"), round(start, 2), share))
        start += share
    sentence = (
        f"Held {words.quantity(hold['held_s'], 's')} of {words.asked(hold['target_s'])} asked, "
        f"{words.span(hold['start_s'], hold['end_s'])}: {words.HOLD_VERDICTS[hold['verdict']]}."
    )
    edges = (round(100 * low / full, 2), round(100 * high / full, 2))
    texts = (f"{words.number(low, 1)} s", f"{words.number(high, 1)} s")
    return HoldBar(sentence, hold["verdict"], tuple(clocks), *edges, *texts)


def _no_hold(result: Json, hold: Json) -> str:
    if is_still(result):
        return "A single picture cannot show how long the stretch was held."
    return f"There was no hold; {words.asked(hold['target_s'])} were asked."


def usual_deg(result: Json, repetition: Json) -> float | None:
    """The person's own usual range of motion, where a profile tells one that was seen from the same view."""
    usual: float | None = result["settings"].get(range_name(repetition["stretch"], str(repetition["side"])))
    return usual


def _peaks(repetition: Json, series: ReportSeries, usual: float | None) -> tuple[tuple[str, str, str], ...]:
    """Name, number and meaning of each zero-lag number; the change beside the person's own usual one."""
    peak = repetition["peak"]
    angle = words.ANGLES[repetition["stretch"]]
    sparc_in, sparc_out = (
        "" if sparc is None else words.number(sparc, 2)
        for sparc in (peak["sparc"], phase_sparc(series, repetition, "release"))
    )
    return (
        ("Angle in the hold", words.quantity(peak["angle_deg"], "deg"), angle),
        ("Change from the set-up", words.quantity(peak["change_deg"], "deg"), "how far the stretch moved"),
        *_beside_usual(peak["change_deg"], usual),
        ("Top speed", words.quantity(peak["speed_deg_s"], "deg_s"), "on the way in"),
        ("Top acceleration", words.quantity(peak["accel_deg_s2"], "deg_s2"), "on the way in, slow changes only"),
        ("Smoothness of moving in", sparc_in, _SMOOTHNESS),
        ("Smoothness of moving out", sparc_out, _SMOOTHNESS),
    )


def _beside_usual(change: float | None, usual: float | None) -> tuple[tuple[str, str, str], ...]:
    """How much of the own range of motion that was; going further is no aim."""
    if usual is None:
        return ()
    share = "" if change is None else f"{change / usual:.0%} of your usual range".replace("%", " %")
    meaning = f"{words.quantity(usual, 'deg')} when it was calibrated; for you to know, never a verdict"
    return (("Beside your own range", share, meaning),)
