"""The report of one recording: a single HTML file that needs nothing else."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from protocols.thresholds import THRESHOLDS
from stretchcheck.report import words
from stretchcheck.report.beside import tone
from stretchcheck.report.cards import card
from stretchcheck.report.drawing import Chart
from stretchcheck.report.series import ReportSeries, Thumbnail
from stretchcheck.report.summary import is_still, reason_for_nothing, summary_line
from stretchcheck.report.timeline import NARROW, WIDE, angle_chart, speed_chart
from stretchcheck.report.words import Json

_INFO_ROWS: Final = 12
"""More events that are mere information than this are counted, not listed."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the table of events."""

    tone: str
    kind: str
    when: str
    phase: str
    size: str
    who: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One number the verdicts were made with; `default` is empty where it was not changed."""

    name: str
    value: str
    default: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A thumbnail ready for the page."""

    caption: str
    when: str
    data: str


def render_report(result: Json, series: ReportSeries, thumbnails: Sequence[Thumbnail] = ()) -> str:
    """The report as HTML text.

    Args:
        result: of schema 1, as in result.json.
        series: what was measured over time; `ReportSeries.empty()` for a single picture.
        thumbnails: JPEG pictures of the worst moments, shown in this order.
    """
    listed, left_out = _events(result)
    return _template().render(
        name=result["source"]["name"],
        line=summary_line(result),
        nothing="" if result["repetitions"] else reason_for_nothing(result),
        still=is_still(result),
        charts=_charts(result, series),
        has_other=series.other_leg_deg is not None and bool(np.isfinite(series.other_leg_deg).any()),
        events=listed,
        left_out=left_out,
        tones={event.tone for event in listed},
        told_who=any(event["who"] != "unknown" for event in result["events"]),
        cards=[card(result, number, series) for number in range(len(result["repetitions"]))],
        pictures=[_picture(thumbnail) for thumbnail in thumbnails],
        filmed=_filmed(result),
        warnings=result["warnings"],
        profile=result["settings"]["profile"],
        settings=_settings(result),
        engine=result["engine"],
        sha256=result["source"]["sha256"],
        disclaimer=words.DISCLAIMER,
    )


@cache
def _template() -> Template:
    loader = PackageLoader("stretchcheck.report", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["tied"] = _tied
    return environment.get_template("report.html.j2")


def _tied(text: str) -> str:
    """The text with numbers tied to their units and to each other, so that no line ends between them."""
    return re.sub(r"(\d)-(?=\d)", "\\1\u2011", re.sub(r"(\d) (?=[a-z%])", "\\1\u00a0", text))


def _charts(result: Json, series: ReportSeries) -> list[tuple[Chart, Chart]]:
    """Each chart for wide and for narrow screens; none where the angle was never seen."""
    if len(series.time_s) < 2 or not np.isfinite(series.angle_deg).any():
        return []
    return [(make(result, series, WIDE), make(result, series, NARROW)) for make in (angle_chart, speed_chart)]


def _events(result: Json) -> tuple[list[EventRow], int]:
    """The rows of the table, and how many mere pieces of information it leaves out."""
    faults = [event for event in result["events"] if tone(event) != "info"]
    information = [event for event in result["events"] if tone(event) == "info"]
    information.sort(key=lambda event: event["kind"] != "stop_signal")
    shown = sorted([*faults, *information[:_INFO_ROWS]], key=lambda event: event["start_s"])
    return [_event(event) for event in shown], max(0, len(information) - _INFO_ROWS)


def _event(event: Json) -> EventRow:
    return EventRow(
        tone=tone(event),
        kind=words.capital(words.EVENTS[event["kind"]][0]),
        when=words.span(event["start_s"], event["end_s"]),
        phase=words.PHASES[event["phase"]][0] if event["phase"] else "",
        size=words.quantity(event["value"], event["unit"]),
        who=words.WHO[event["who"]],
    )


def _picture(thumbnail: Thumbnail) -> Picture:
    data = base64.b64encode(thumbnail.jpeg).decode("ascii")
    return Picture(thumbnail.caption, words.seconds(thumbnail.time_s), f"data:image/jpeg;base64,{data}")


def _filmed(result: Json) -> list[tuple[str, str]]:
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


def _settings(result: Json) -> list[Setting]:
    rows = []
    for name, value in result["settings"].items():
        if name != "profile":
            default = THRESHOLDS[name].default if name in THRESHOLDS else value
            rows.append(Setting(name, f"{value:g}", f"{default:g}" if default != value else ""))
    return rows
