"""What stands beside the curves over time: holds with what was asked, and events with their words."""

from typing import Final

from stretchcheck.report import words
from stretchcheck.report.drawing import Area, Chart, Label, Layout, Mark, Rect, Rule, Scale
from stretchcheck.report.series import ReportSeries, unseen_spans
from stretchcheck.report.words import Json

_LANES: Final = 4
_FEW: Final = 6
"""More pieces of mere information than this get marks without words."""

_WHOLE: Final = frozenset({"hold_short", "hold_long", "too_shallow", "not_drawn_in", "wrong_start"})
"""Events that are about a whole phase: marked, not shaded."""

REACH: Final = ("depth", "drawn_in")
"""Checks whose limit is a value of the followed angle."""


def hold_edges(chart: Chart, repetition: Json, area: Area, layout: Layout) -> None:
    """Dashed lines where the hold begins and ends, with their times."""
    hold = repetition["hold"]
    if hold["start_s"] is None:
        return
    left, right = area.x(hold["start_s"]), area.x(hold["end_s"])
    for edge in (left, right):
        chart.rules.append(Rule(edge, area.top, edge, area.bottom, "edge"))
    starts, ends = f"begins {words.seconds(hold['start_s'])}", f"ends {words.seconds(hold['end_s'])}"
    if layout.short:
        starts, ends = words.seconds(hold["start_s"]), words.seconds(hold["end_s"])
    if chart.text_width(starts + ends) + 16 < right - left:
        chart.labels.append(Label(left + 4, area.bottom - 6, starts, "halo"))
        chart.labels.append(Label(right - 4, area.bottom - 6, ends, "halo", "end"))


def reach(chart: Chart, repetition: Json, area: Area) -> None:
    """The angle from which the stretch counts as reached, over the hold."""
    hold = repetition["hold"]
    limits = [c["limit"] for c in repetition["checks"] if c["name"] in REACH and c["limit"] and c["unit"] == "deg"]
    if hold["start_s"] is not None and limits:
        height = area.y(limits[0])
        chart.rules.append(Rule(area.x(hold["start_s"]), height, area.x(hold["end_s"]), height, "reach"))


def hold_lanes(chart: Chart, result: Json, series: ReportSeries, area: Area) -> float:
    """Under the curves: each hold as it was, and as it was asked for; returns where they end."""
    holds = [r["hold"] for r in result["repetitions"] if r["hold"]["start_s"] is not None]
    if not holds:
        return area.bottom
    tall = 1.35 * chart.font
    held = area.bottom + 0.7 * chart.font
    asked = held + tall + 3
    for name, top in (("held", held), ("asked", asked)):
        chart.labels.append(Label(area.x.start_px - 5, top + 0.74 * tall, name, "axis", "end"))
    for hold in holds:
        left, right = area.x(hold["start_s"]), area.x(hold["end_s"])
        chart.rects.append(Rect(left, held, right - left, tall, "held", "The hold"))
        text = words.quantity(hold["held_s"], "s")
        if chart.text_width(text) + 8 < right - left:
            chart.labels.append(Label(left + 5, held + 0.74 * tall, text, "on-held"))
        _asked(chart, hold, area, asked, tall)
    for start, end in unseen_spans(series):
        for hold in holds:
            left, right = area.x(max(start, hold["start_s"])), area.x(min(end, hold["end_s"]))
            if right > left:
                chart.rects.append(Rect(left, held, right - left, tall, "unseen", "Could not be seen", hatch=True))
    return asked + tall + 4


def _asked(chart: Chart, hold: Json, area: Area, top: float, tall: float) -> None:
    """The least hold asked for as a solid bar, and up to the most as an open one."""
    least, most = (hold["start_s"] + target for target in hold["target_s"])
    left, middle, right = (area.x(value) for value in (hold["start_s"], least, most))
    chart.rects.append(
        Rect(left, top, middle - left, tall, "least", f"At least {words.number(hold['target_s'][0], 1)} s")
    )
    chart.rects.append(
        Rect(middle, top, right - middle, tall, "most", f"Up to {words.number(hold['target_s'][1], 1)} s")
    )
    texts = (
        (f"{words.number(hold['target_s'][0], 1)} s", left, middle, least),
        (f"to {words.number(hold['target_s'][1], 1)} s", middle, right, most),
    )
    for name, start, end, until in texts:
        text = name if until <= area.x.high else f"{name} \u2192"
        if chart.text_width(text) + 8 < end - start:
            chart.labels.append(Label(start + 5, top + 0.74 * tall, text, "on"))


def tone(event: Json) -> str:
    """How an event is shown: fault, warn or info."""
    if event["kind"] in words.INFORMATION:
        return "info"
    return "warn" if event["kind"] == "hold_long" else "fault"


def event_words(event: Json) -> str:
    """What happened, such as "Jerk"."""
    return words.capital(words.EVENTS[event["kind"]][0])


def event_spans(chart: Chart, result: Json, area: Area) -> None:
    """Bands behind the curves where something went wrong for a while, each with a bar on top; information has no band.

    Of bands that lie on one another the bars tell how many there are.
    """
    bars: list[list[tuple[float, float]]] = []
    for event in result["events"]:
        if event["kind"] in _WHOLE or event["kind"] == "lost":
            continue
        left, right = area.x(event["start_s"]), area.x(event["end_s"])
        width = max(right - left, 2.0)
        title = f"{event_words(event)}, {words.span(event['start_s'], event['end_s'])}"
        if tone(event) != "info":
            band = Rect(left, area.top, width, area.bottom - area.top, f"event {tone(event)}", title)
            chart.rects.append(band)
        row = _free_row(bars, (left, left + width))
        top = area.top + 5 * (_LANES - 1 if row is None else row)
        chart.rects.append(Rect(left, top, width, 4, f"eventbar {tone(event)}", title))


def event_labels(chart: Chart, result: Json, x: Scale, layout: Layout) -> int:
    """Marks with words above the curves, in as few rows as they fit; returns how many rows.

    Faults come first; marks for whose words there is no room share a last row without any.
    """
    rows: list[list[tuple[float, float]]] = []
    information = sum(tone(event) == "info" for event in result["events"])
    wordless = []
    for event in sorted(result["events"], key=lambda e: (tone(e) == "info", e["start_s"])):
        text = _label(event, layout)
        at, half = _place(event, x), 0.5 * chart.font
        wide = chart.text_width(text) + 4
        to_left = at + half + wide > layout.width
        needed = (at - half - wide, at + half) if to_left else (at - half, at + half + wide)
        crowded = tone(event) == "info" and information > _FEW
        row = None if crowded else _free_row(rows, needed)
        if row is None:
            wordless.append(event)
            continue
        height = _row_height(chart, row)
        chart.marks.append(_mark(event, at, height))
        place = at - half - 3 if to_left else at + half + 3
        chart.labels.append(Label(place, height + 0.35 * chart.font, text, "", "end" if to_left else "start"))
    chart.marks += [_mark(event, _place(event, x), _row_height(chart, len(rows))) for event in wordless]
    return len(rows) + bool(wordless)


def _label(event: Json, layout: Layout) -> str:
    text = words.EVENTS[event["kind"]][0]
    return text if layout.short or event["kind"] in _WHOLE else f"{text} {words.seconds(event['start_s'])}"


def _place(event: Json, x: Scale) -> float:
    """Where an event is marked: at its start, but a hold of the wrong length at its end."""
    return x(event["end_s"] if event["kind"].startswith("hold_") else event["start_s"])


def _mark(event: Json, at: float, height: float) -> Mark:
    title = f"{event_words(event)}, {words.span(event['start_s'], event['end_s'])}"
    return Mark(at, height, tone(event), title, ring=tone(event) == "info")


def _row_height(chart: Chart, row: int) -> float:
    """Middle of a row of labels, pixels; the names of the phases stand above the first."""
    return (1.7 + 1.5 * (row + 0.5)) * chart.font


def _free_row(rows: list[list[tuple[float, float]]], needed: tuple[float, float]) -> int | None:
    """The first row in which nothing is in the way, None when there is none; takes the room."""
    for number, row in enumerate(rows):
        if all(needed[1] < left or right < needed[0] for left, right in row):
            row.append(needed)
            return number
    if len(rows) == _LANES:
        return None
    rows.append([needed])
    return len(rows) - 1
