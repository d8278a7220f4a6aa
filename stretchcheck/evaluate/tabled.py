"""Figures laid out as tables of words, for every page that shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from calibration.scoring.kinds import FAULT_KINDS
from protocols.stretches import STRETCHES
from protocols.views import KINDS, grade, table
from stretchcheck.evaluate.bars import ALL, BARS, Bar, Unit, measured, number, said
from stretchcheck.evaluate.tables import clip_rows

Json = Mapping[str, Any]
Groups = Mapping[str, Mapping[str, Json]]

NONE: Final = "-"
"""Stands where there is nothing to tell."""

_CHECKS: Final = tuple(
    dict.fromkeys(name for stretch in STRETCHES.values() for name, _ in stretch.checks if name != "both_sides")
)
_HIDING: Final = ("open", "own_body", "other_person", "thing", "passer")


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table of words; every row has a word for each heading."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def bar_table(groups: Groups, *, models: Iterable[str]) -> Tabled:
    """What is asked, what was reached, and whether that is enough."""
    rows = [bar_row(bar, groups, models=models) for bar in BARS]
    return Tabled(
        "What is asked, and what was reached", ("what", "reached", "95 % interval", "asked", "met"), tuple(rows)
    )


def bar_row(bar: Bar, groups: Groups, *, models: Iterable[str]) -> tuple[str, str, str, str, str]:
    """One bar: what, reached, interval, asked, met."""
    figure = measured(bar, groups)
    if figure is None:
        return bar.words, NONE, NONE, bar.asked, NONE
    applies = bar.model is None or set(models) == {bar.model}
    met = "" if bar.is_met(figure["value"]) else "no"
    return (
        bar.words,
        said(figure["value"], bar.unit),
        interval_words(figure, bar.unit),
        bar.asked,
        (met or "yes") if applies else f"({bar.model})",
    )


def kind_table(groups: Groups) -> Tabled:
    """How well each kind of fault is found, in the views that show it well."""
    figures = groups[ALL]
    scopes = [*(f"events.{kind}" for kind in FAULT_KINDS), "events.jerk_bounce", "events"]
    rows = [_kind_row(scope, figures) for scope in scopes if f"{scope}.f1" in figures]
    headings = ("fault", "precision", "recall", "F1", "95 % interval", "F1 of onsets", "true events")
    note = "A fault counts as found when the event lies within 0.5 s of it; onsets want the two starts within 0.5 s."
    return Tabled("Faults", headings, tuple(rows), note)


def check_table(groups: Groups) -> Tabled:
    """Verdicts by check, in the views that show it well."""
    figures = groups[ALL]
    rows = [
        (
            check,
            *(_value(figures, f"checks.{check}.{name}", "share") for name in ("wrong_green", "false_red", "unknown")),
            _n(figures, f"checks.{check}.wrong_green"),
            _n(figures, f"checks.{check}.unknown"),
        )
        for check in _CHECKS
        if f"checks.{check}.unknown" in figures
    ]
    headings = ("check", "wrong green", "false red", "could not judge", "true faults", "verdicts")
    return Tabled("Checks, in the views that show them well", headings, tuple(rows))


def view_table(groups: Groups, figure: str, title: str) -> Tabled:
    """A figure of each check by view, with the grade of the view."""
    figures, views = groups[ALL], KINDS[:-1]
    rows = []
    for check in table():
        cells = [_graded(figures, f"checks.{check}.{view}.{figure}", grade(check, view)) for view in views]
        if any(cell != NONE for cell in cells):
            rows.append((check, *cells))
    return Tabled(
        title, ("check", *views), tuple(rows), "In brackets whether the view shows the check: y, weakly (w) or not."
    )


def hold_table(groups: Groups) -> Tabled:
    """Errors of holds by group."""
    rows = [
        (
            group,
            *(_value(figures, f"hold.{name}", "s") for name in ("mae_s", "bias_s", "loa_low_s", "loa_high_s")),
            _value(figures, "hold.iou", ""),
            _value(figures, "prescription.right", "share"),
            _n(figures, "hold.mae_s"),
        )
        for group, figures in groups.items()
        if "hold.mae_s" in figures
    ]
    headings = ("clips", "mean error", "bias", "limits of agreement", "to", "tIoU", "prescription right", "holds")
    return Tabled("Length of the hold", headings, tuple(rows))


def people_table(groups: Groups) -> Tabled:
    """Who was taken for whom, by group."""
    names = ("right_share", "other_person_share", "elsewhere_share", "missing_share")
    rows = [
        (
            group,
            role,
            *(_value(figures, f"people.{role}_{name}", "share") for name in names),
            *(_value(figures, f"people.{role}_{name}", "count") for name in ("switches", "lasting_switches")),
        )
        for group, figures in groups.items()
        for role in ("recipient", "partner")
        if f"people.{role}_right_share" in figures
    ]
    headings = ("clips", "role", "right", "other person", "elsewhere", "missing", "switches", "lasting 0.5 s")
    return Tabled("People, frames that show them", headings, tuple(rows))


def joint_table(groups: Groups) -> Tabled:
    """Errors of joints in trunk lengths, by group and by what hides them."""
    rows = []
    for group, figures in groups.items():
        for role in ("recipient", "partner"):
            cells = [_value(figures, f"joints.{role}_{hiding}_median_trunks", "") for hiding in _HIDING]
            names = ("known_share", "known_off_share", "good_unknown_share")
            shares = [_value(figures, f"joints.{role}_{name}", "share") for name in names]
            if any(cell != NONE for cell in cells):
                rows.append((group, role, *cells, *shares))
    by_hiding = ("open", "own body", "other person", "thing", "passer")
    headings = ("clips", "role", *by_hiding, "known", "known, off", "good, unknown")
    note = (
        "Median distance from the true joint in trunk lengths by what hides it; then the shares of joints the engine "
        "trusts, of the trusted ones that are off by a quarter of a trunk or more, and of the good ones it does not "
        "trust."
    )
    return Tabled("Joints", headings, tuple(rows), note)


def angle_table(groups: Groups) -> Tabled:
    """Errors of angles by group."""
    names = ("image_angle", "image_change", "body_angle", "body_change", "knee_drop_angle")
    rows = [
        (group, *(_value(figures, f"angles.{name}_error_median_deg", "deg") for name in names))
        for group, figures in groups.items()
        if any(f"angles.{name}_error_median_deg" in figures for name in names)
    ]
    headings = ("clips", "in the picture", "its change", "in space", "its change", "fall of the knees")
    note = "Median errors of the thigh-trunk angle; the change is counted from the set-up."
    return Tabled("Angles", headings, tuple(rows), note)


def bank_table(rows: Iterable[Json]) -> Tabled:
    """What each bank of clips comes to, the best first; nothing where fewer than two banks are told."""
    banks: dict[str, list[Json]] = {}
    for row in rows:
        if (bank := row["score"]["bank"]) is not None:
            banks.setdefault(bank, []).append(row)
    cells = sorted((_bank_row(bank, own) for bank, own in banks.items()), key=lambda pair: pair[0])
    headings = ("bank", "clips", "right person", "repetitions", "stretch", "hold, mean error, s", "prescription")
    note = (
        "Right person: of the frames that show them.\n"
        "A hold that was not found is no part of the error; in brackets, of how many holds it is."
    )
    found = tuple(row for _, row in cells)
    return Tabled("Bank by bank", headings, found if len(found) > 1 else (), note)


def _bank_row(bank: str, rows: Sequence[Json]) -> tuple[tuple[float, float, str], tuple[str, ...]]:
    """The row of a bank, and what it is sorted by: prescriptions right, then the error of holds."""
    one = rows[0]["score"]
    scores = [row["score"] for row in rows]
    frames = [row["truth"]["people"]["roles"]["recipient"]["frames"] for row in rows if row["truth"]]
    shown = sum(sum(own.values()) for own in frames)
    true = [each for score in scores for each in score["repetitions"]]
    met = sum(each["prescription"] == each["true_prescription"] for each in true if each["true_prescription"])
    asked = sum(bool(each["true_prescription"]) for each in true)
    off = [abs(each["hold"]["held_s"]) for each in true if each["hold"]]
    error = sum(off) / len(off) if off else float("inf")
    cells = (
        f"{bank} ({one['view'] or 'view not told'}{'' if one['partner'] else ', alone'})",
        str(len(rows)),
        said(sum(own["right"] for own in frames) / shown, "share") if shown else NONE,
        f"{sum(score['true_repetitions'] == score['found_repetitions'] for score in scores)} of {len(rows)}",
        f"{sum(score['stretch_right'] is True for score in scores)} of {len(rows)}",
        f"{error:.1f} ({len(off)})" if off else NONE,
        f"{met} of {asked}",
    )
    return (-met / max(asked, 1), error, bank), cells


def worst_table(rows: Iterable[Json], *, most: int = 15) -> Tabled:
    """The clips with the most mistakes."""
    worst = [row for row in clip_rows(rows) if row["mistakes"]][:most]
    names = ("mistakes", "hold_error_s", "prescription", "prescription_found", "missed", "false", "wrong_green")
    cells = [(row["clip"], row["view"], *(_cell(row[name]) for name in names)) for row in worst]
    headings = ("clip", "view", "mistakes", "hold error, s", "prescription", "found", "missed", "false", "wrong green")
    return Tabled("The worst clips", headings, tuple(cells))


def interval_words(figure: Json, unit: Unit) -> str:
    """Such as "96.1 to 98.9", in the unit of the value."""
    if figure["low"] is None or figure["high"] is None:
        return NONE
    return f"{number(figure['low'], unit)} to {number(figure['high'], unit)}"


def _kind_row(scope: str, figures: Mapping[str, Json]) -> tuple[str, ...]:
    names = {"events": "all pooled", "events.jerk_bounce": "jerk and bounce"}
    values = [_value(figures, f"{scope}.{name}", "") for name in ("precision", "recall", "f1")]
    return (
        names.get(scope, scope.removeprefix("events.")),
        *values,
        interval_words(figures[f"{scope}.f1"], ""),
        _value(figures, f"{scope}.edges_f1", ""),
        _n(figures, f"{scope}.recall"),
    )


def _graded(figures: Mapping[str, Json], name: str, letter: str) -> str:
    figure = figures.get(name)
    return NONE if figure is None else f"{said(figure['value'], 'share')} of {figure['n']:.0f} ({letter})"


def _value(figures: Mapping[str, Json], name: str, unit: Unit) -> str:
    figure = figures.get(name)
    return NONE if figure is None else said(figure["value"], unit)


def _n(figures: Mapping[str, Json], name: str) -> str:
    figure = figures.get(name)
    return "0" if figure is None else f"{figure['n']:.0f}"


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value) if value not in (None, "") else NONE


def models_of(engines: Sequence[Json]) -> set[str]:
    """The landmark networks that the recordings were made with."""
    return {engine["model"] for engine in engines}
