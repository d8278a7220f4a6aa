"""The report of a tuning: a single HTML file that needs nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template

from calibration.tuning.curves import area, at_value, precision_recall, roc
from calibration.tuning.support import support
from stretchcheck.evaluate.tabled import Tabled
from stretchcheck.report.drawing import Chart
from stretchcheck.results import write_text
from stretchcheck.tune import tabled, told
from stretchcheck.tune.charts import LAYOUTS, SCORES, forest_chart, score_chart, share_chart

Json = Mapping[str, Any]

_ROC_AXES: Final = ("good checks that are red", "faults that are red")
_PR_AXES: Final = ("labelled faults that are found", "found faults that are right")


@dataclass(frozen=True, slots=True)
class Part:
    """What the page shows of one threshold.

    Attributes:
        name: of the threshold.
        line: in force, chosen and what becomes of it.
        support: a sentence on what stands behind it.
        charts: the score over its values, wide and narrow; none where nothing was scored.
        shares: ROC and precision-recall, each with what to say below.
        table: every value that was judged.
    """

    name: str
    line: str
    support: str
    charts: tuple[Chart, ...]
    shares: tuple[tuple[Chart, str], ...]
    table: Tabled


def write(path: Path, tuning: Json) -> None:
    """Write the report, whole or not at all.

    Args:
        path: of the HTML file.
        tuning: the object of tuning.json.

    Raises:
        OSError: it cannot be written.
    """
    write_text(path, as_page(tuning))


def as_page(tuning: Json) -> str:
    """The report of tuning.json as HTML text."""
    known = _support(tuning)
    said = {row["name"]: row["sentence"] for row in known["thresholds"]}
    return _template().render(
        headline=told.headline(tuning),
        tuning=tuning,
        subjects=known["subjects"],
        few=known["few"],
        objectives=told.objectives_told(tuning),
        thresholds=tabled.threshold_table(tuning),
        parts=_parts(tuning, said),
        scores=tabled.score_table(tuning),
        score_names=SCORES,
        forests=_forests(tuning),
        folds=tabled.fold_tables(tuning),
        changes=tabled.changes(tuning),
        changes_line=told.changes_line(tuning),
        agreement=tabled.agreement_tables(tuning),
        behind=tabled.support_table(known),
        kinds=tabled.kind_table(known),
        clips=tabled.clip_table(tuning),
        warnings=tuning.get("warnings", ()),
    )


def _support(tuning: Json) -> Json:
    """What stands behind the tuning; made of the rest where only the labelled events are told."""
    known: Json = tuning["support"]
    return known if "thresholds" in known else support(tuning, known.get("events", {}))


def _forests(tuning: Json) -> list[tuple[str, tuple[Chart, ...]]]:
    """Scores beside each other, shares and times apart, each wide and narrow."""
    objectives = {one["name"]: one for one in tuning["objectives"]}
    made = []
    for title, seconds in (("Scores from 0 to 1; more is better", False), ("Error in seconds; less is better", True)):
        drawn = [forest_chart(tuning["scores"], objectives, seconds=seconds, layout=layout) for layout in LAYOUTS]
        if charts := tuple(chart for chart in drawn if chart is not None):
            made.append((title, charts))
    return made


def _parts(tuning: Json, said: Mapping[str, str]) -> list[Part]:
    objectives = {one["name"]: one for one in tuning["objectives"]}
    return [_part(row, objectives[row["objective"]], said.get(row["name"], "")) for row in tuning["thresholds"]]


def _part(row: Json, objective: Json, sentence: str) -> Part:
    drawn = [score_chart(row, objective, layout) for layout in LAYOUTS]
    return Part(
        name=row["name"],
        line=told.threshold_line(row),
        support=sentence,
        charts=tuple(chart for chart in drawn if chart is not None),
        shares=_shares(row) if objective["events"] else (),
        table=tabled.sweep_table(row, objective),
    )


def _shares(row: Json) -> tuple[tuple[Chart, str], ...]:
    """ROC and precision-recall, with words on the area and where the value in force lies."""
    points, found = roc(row["sensitivity"]), precision_recall(row["sensitivity"])
    made = (
        (share_chart(points, row, kind="roc", title="ROC, by checks", axes=_ROC_AXES),
         told.area_words(area(points), at_value(points, row["default"]))),
        (share_chart(found, row, kind="pr", title="Precision and recall, by events", axes=_PR_AXES),
         told.point_words(at_value(found, row["default"]))),
    )  # fmt: skip
    return tuple((chart, words) for chart, words in made if chart is not None)


@cache
def _template() -> Template:
    loader = ChoiceLoader(
        [PackageLoader("stretchcheck.tune", "templates"), PackageLoader("stretchcheck.report", "templates")]
    )
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["plain"] = told.plain
    return environment.get_template("tuning.html.j2")
