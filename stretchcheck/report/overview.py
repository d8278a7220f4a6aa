"""The overview of a results folder: every repetition of every clip on one page that needs nothing else."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from jinja2 import Template
from markupsafe import Markup

from stretchcheck.report import words
from stretchcheck.report.drawing import Chart
from stretchcheck.report.page import environment
from stretchcheck.report.series import ReportSeries
from stretchcheck.report.small import Scales, scales_of, small_chart
from stretchcheck.report.summary import reason_for_nothing, scored
from stretchcheck.report.words import Json

_COUNTED: Final = (
    ("met", "ok", "held as long as asked"),
    ("short", "fault", "held too short"),
    ("long", "warn", "held longer than asked"),
    ("unknown", "unknown", "held for a time that cannot be told"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One folder of results: what was found, or why that is not known.

    Attributes:
        folder: its name below the results folder.
        result: the object of result.json, None where there is none that can be read.
        series: of its report; empty where the measures cannot be read.
        why: what went wrong, empty where nothing did.
    """

    folder: str
    result: Json | None = None
    series: ReportSeries = field(default_factory=ReportSeries.empty)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table and its small chart: a repetition, or a clip without any; empty texts are a dash.

    `keys` are what the columns are sorted by, `marks` verdict, icon and names of the checks that have it.
    """

    name: str
    href: str
    number: int
    stretch: str
    side: str
    kind: str
    held: str
    asked: str
    verdict: tuple[str, str, str]
    marks: tuple[tuple[str, str, str], ...]
    note: str
    unknown: str
    unknown_of: str
    keys: tuple[str | float, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many repetitions there are of a kind."""

    verdict: str
    icon: str
    text: str


def render_overview(title: str, clips: Sequence[Clip]) -> str:
    """The page as HTML text.

    Args:
        title: name of the results folder.
        clips: in the order of their names; those without a result are named at the end.
    """
    read = [(clip, clip.result) for clip in clips if clip.result is not None]
    scales = scales_of([(result, clip.series) for clip, result in read])
    lines = [line for clip, result in read for line in _lines(clip, result, scales)]
    script = files(__package__).joinpath("templates", "overview.js").read_text(encoding="utf-8")
    html = _template().render(
        title=title,
        headline=_headline([result for _, result in read], len(clips)),
        counts=_counts([result for _, result in read]),
        lines=lines,
        failed=[clip for clip in clips if clip.why],
        stretches=_choices(lines, "stretch"),
        sides=_choices(lines, "side"),
        verdicts=list(dict.fromkeys(line.verdict[2] for line in lines if line.verdict[2])),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        disclaimer=words.DISCLAIMER,
    )
    return html.encode("utf-8", "replace").decode("utf-8")


@cache
def _template() -> Template:
    return environment().get_template("overview.html.j2")


def _choices(lines: Sequence[Line], name: str) -> list[str]:
    return sorted({value for line in lines if (value := getattr(line, name))})


def _headline(results: Sequence[Json], folders: int) -> str:
    count = sum(len(result["repetitions"]) for result in results)
    found = f"{words.count(count)} {_plural(count, 'repetition')}"
    return f"{found} in {words.count(folders).lower()} {_plural(folders, 'clip')}"


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def _counts(results: Sequence[Json]) -> list[Count]:
    """How many repetitions were held how long, how many had a fault, and how many clips show no stretch."""
    repetitions = [repetition for result in results for repetition in result["repetitions"]]
    found = []
    for length, verdict, text in _COUNTED:
        number = sum(repetition["hold"]["verdict"] == length for repetition in repetitions)
        found += [Count(verdict, words.VERDICTS[verdict][0], f"{number} {text}")] if number else []
    faulty = sum(any(check["verdict"] == "fault" for check in scored(r)) for r in repetitions)
    if repetitions:
        clean = len(repetitions) - faulty
        found.append(
            Count("ok" if clean else "fault", "\u2022", f"{clean} of {len(repetitions)} without any fault seen")
        )
    empty = sum(not result["repetitions"] for result in results)
    found += [Count("unknown", "\u2022", f"{empty} {_plural(empty, 'clip')} without a stretch")] if empty else []
    return found


def _lines(clip: Clip, result: Json, scales: Scales) -> list[Line]:
    href = f"{quote(clip.folder, errors='replace')}/report.html"
    if result["repetitions"]:
        return [_line(clip, result, number, href, scales) for number in range(len(result["repetitions"]))]
    name, note = result["source"]["name"], reason_for_nothing(result)
    keys = (name, "", "", -1.0, "", 1.0, -1.0)
    chart = small_chart(result, clip.series, None, scales)
    return [Line(name, href, 0, "", "", "none found", "", "", ("", "", ""), (), note, "", "", keys, chart)]


def _line(clip: Clip, result: Json, number: int, href: str, scales: Scales) -> Line:
    repetition = result["repetitions"][number]
    hold, checks, name = repetition["hold"], scored(repetition), result["source"]["name"]
    stretch = words.STRETCHES[repetition["stretch"]]
    verdict = words.hold_words(repetition)
    faults, unknown = (sum(check["verdict"] == one for check in checks) for one in ("fault", "unknown"))
    share = unknown / len(checks) if checks else 0.0
    return Line(
        name=name,
        href=f"{href}#rep-{number + 1}",
        number=number + 1,
        stretch=stretch,
        side=repetition["side"] or "",
        kind=words.side_words(repetition["stretch"], repetition["side"]),
        held=words.quantity(hold["held_s"], "s"),
        asked=words.asked(hold["target_s"]),
        verdict=verdict,
        marks=_marks(checks),
        note="",
        unknown=words.percent(share),
        unknown_of=f"{unknown} of {len(checks)} checks",
        keys=(name, stretch, repetition["side"] or "", hold["held_s"], verdict[2], -faults, share),
        chart=small_chart(result, clip.series, number, scales),
    )


def _marks(checks: Sequence[Json]) -> tuple[tuple[str, str, str], ...]:
    """Names of what is not ok, by verdict, and the number of what is."""
    found = []
    for verdict in ("fault", "warn", "unknown"):
        names = [words.BRIEFLY[check["name"]] for check in checks if check["verdict"] == verdict]
        found += [(verdict, words.VERDICTS[verdict][0], ", ".join(names))] if names else []
    ok = sum(check["verdict"] == "ok" for check in checks)
    return (*found, *([("ok", words.VERDICTS["ok"][0], f"{ok} met")] if ok else []))
