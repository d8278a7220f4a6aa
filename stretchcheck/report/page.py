"""The report of one recording: a single HTML file that needs nothing else."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from protocols.thresholds import THRESHOLDS
from stretchcheck.report import filming, words
from stretchcheck.report.beside import tone
from stretchcheck.report.cards import card
from stretchcheck.report.compare import beside
from stretchcheck.report.drawing import Chart
from stretchcheck.report.series import ReportSeries, Thumbnail
from stretchcheck.report.summary import headline, is_still, points, reason_for_nothing
from stretchcheck.report.timeline import NARROW, WIDE, angle_chart, speed_chart
from stretchcheck.report.unknown import unknowns, unseen_line
from stretchcheck.report.words import Json


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
    listed, information = _events(result)
    return _template().render(
        name=result["source"]["name"],
        line=headline(result),
        points=points(result),
        nothing="" if result["repetitions"] else reason_for_nothing(result),
        still=is_still(result),
        charts=_charts(result, series),
        has_other=series.other_leg_deg is not None and bool(np.isfinite(series.other_leg_deg).any()),
        events=listed,
        information=information,
        tones={tone(event) for event in result["events"]},
        told_who=any(event["who"] != "unknown" for event in result["events"]),
        cards=[card(result, number, series) for number in range(len(result["repetitions"]))],
        pictures=[_picture(thumbnail) for thumbnail in thumbnails],
        beside=beside(result, series, (WIDE, NARROW)),
        unknowns=unknowns(result),
        unseen_line=unseen_line(series),
        filmed=filming.filmed(result),
        better=filming.better(result),
        best_places=filming.best_places(result),
        always=filming.ALWAYS,
        warnings=result["warnings"],
        profile=result["settings"]["profile"],
        settings=_settings(result),
        engine=result["engine"],
        sha256=result["source"]["sha256"],
        disclaimer=words.DISCLAIMER,
    )


@cache
def environment() -> Environment:
    """What the pages of this package are made with: every text becomes text, never markup."""
    loader = PackageLoader("stretchcheck.report", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["tied"] = _tied
    made.filters["breakable"] = _breakable
    return made


@cache
def _template() -> Template:
    return environment().get_template("report.html.j2")


def _tied(text: str) -> str:
    """The text with numbers tied to their units and to each other, so that no line ends between them."""
    return re.sub(r"(\d)-(?=\d)", "\\1\u2011", re.sub(r"(\d) (?=[a-z%])", "\\1\u00a0", text))


def _breakable(name: str) -> Markup:
    """The name of a file, which may go on in a new line after the marks that names have between their words."""
    return Markup("<wbr>").join(re.findall(r"[^\s_.-]*[\s_.-]+|[^\s_.-]+", name))


def _charts(result: Json, series: ReportSeries) -> list[tuple[Chart, Chart]]:
    """Each chart for wide and for narrow screens; none where the angle was never seen."""
    if len(series.time_s) < 2 or not np.isfinite(series.angle_deg).any():
        return []
    return [(make(result, series, WIDE), make(result, series, NARROW)) for make in (angle_chart, speed_chart)]


def _events(result: Json) -> tuple[list[EventRow], list[EventRow]]:
    """The rows of the table, and those that only inform; a stop signal is told with what went wrong."""
    rows = [(_event(event), event["kind"]) for event in sorted(result["events"], key=lambda event: event["start_s"])]
    shown = [row for row, kind in rows if row.tone != "info" or kind == "stop_signal"]
    return shown, [row for row, kind in rows if row.tone == "info" and kind != "stop_signal"]


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


def _settings(result: Json) -> list[Setting]:
    rows = []
    for name, value in result["settings"].items():
        if name != "profile":
            default = THRESHOLDS[name].default if name in THRESHOLDS else value
            rows.append(Setting(name, f"{value:g}", f"{default:g}" if default != value else ""))
    return rows
