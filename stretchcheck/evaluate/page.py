"""The report of an evaluation: a single HTML file that needs nothing else."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template

from stretchcheck.evaluate import agreement, tabled
from stretchcheck.evaluate.bars import ALL

Json = Mapping[str, Any]


def render(scores: Json) -> str:
    """The report of scores.json as HTML text."""
    groups, rows = scores["figures"], scores["clips"]
    return _template().render(
        count=len({row["clip"] for row in rows}),
        labels=len(scores["labels"]),
        engines=scores["engines"],
        settings=scores["settings"],
        bars=tabled.bar_table(groups, models=tabled.models_of(scores["engines"])),
        plot=agreement.agreement(rows, groups[ALL]),
        width=agreement.WIDTH,
        height=agreement.HEIGHT,
        tables=[each for each in _tables(scores) if each.rows],
        failures=scores["failures"],
        unlabelled=scores["unlabelled"],
    )


def _tables(scores: Json) -> list[tabled.Tabled]:
    groups = scores["figures"]
    return [
        tabled.kind_table(groups),
        tabled.check_table(groups),
        tabled.view_table(groups, "unknown", "Could not judge, by view"),
        tabled.view_table(groups, "wrong_green", "Wrong green, by view"),
        tabled.hold_table(groups),
        tabled.people_table(groups),
        tabled.joint_table(groups),
        tabled.angle_table(groups),
        tabled.bank_table(scores["clips"]),
        tabled.worst_table(scores["clips"]),
    ]


@cache
def _template() -> Template:
    loader = ChoiceLoader(
        [PackageLoader("stretchcheck.evaluate", "templates"), PackageLoader("stretchcheck.report", "templates")]
    )
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("evaluation.html.j2")
