"""Tables of a tuning, ready for its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from stretchcheck.evaluate.tabled import Tabled
from stretchcheck.report import words
from stretchcheck.tune.told import NONE, between, plain, score_words

Json = Mapping[str, Any]

_TRUTHS: Final = {"fault": "a fault", "good": "good", None: NONE}
_MISSING: Final = ("\u2013", "Not found")


@dataclass(frozen=True, slots=True)
class Change:
    """One verdict that becomes another; verdicts with their icon and word."""

    clip: str
    repetition: int
    check: str
    before: tuple[str, str, str]
    after: tuple[str, str, str]
    truth: str
    better: str


def threshold_table(tuning: Json) -> Tabled:
    """What was in force, what was chosen, and what becomes of it."""
    rows = [
        (
            row["name"],
            plain(row["default"]),
            plain(row["chosen"]),
            between(row["interval"]),
            f"{plain(row['low'])} to {plain(row['high'])}",
            "adopted" if row["adopted"] else "kept",
            row["reason"],
            row["source"],
        )
        for row in tuning["thresholds"]
    ]
    headings = (
        "threshold",
        "in force",
        "chosen",
        "95 % interval",
        "searched",
        "outcome",
        "why",
        "source of what is in force",
    )
    note = (
        "The interval is where the choice would fall with other people of the same kind: whole people are drawn again, "
        "and each draw chooses anew. Kept means that the value in force stays, whatever was chosen."
    )
    return Tabled("Thresholds", headings, tuple(rows), note)


def score_table(tuning: Json) -> Tabled:
    """Scores in force, on people held out and on the same people, each with its interval."""
    kinds = {one["name"]: one["kind"] for one in tuning["objectives"]}
    rows = [
        (
            score["objective"].replace("_", " "),
            *(_estimate(score[name], kinds[score["objective"]]) for name in ("default", "nested", "resubstituted")),
            _difference(score["difference"], kinds[score["objective"]]),
            *(str(score.get(name, NONE)) for name in ("subjects", "clips", "trials")),
        )
        for score in tuning["scores"]
    ]
    headings = (
        "objective", "in force", "tuned, people it never saw", "tuned, same people", "better by", "people", "clips",
        "settings judged",
    )  # fmt: skip
    note = (
        "Each person is left out in turn while the others choose, and is then judged by their choice: that is what "
        "tuning is worth on somebody new. On the people who chose it, it looks better than it is."
    )
    return Tabled("Scores", headings, tuple(rows), note)


def fold_tables(tuning: Json) -> list[Tabled]:
    """Who was left out: the scores by what was in force and by what the others chose, and what they chose."""
    folds, kinds = tuning["folds"], {one["name"]: one["kind"] for one in tuning["objectives"]}
    if not folds:
        return []
    names = [name for name in kinds if any(name in fold["default"] for fold in folds)]
    thresholds = [row["name"] for row in tuning["thresholds"] if any(row["name"] in fold["chosen"] for fold in folds)]
    scored = [(_people(fold), *(_moved(fold, name, kinds[name]) for name in names)) for fold in folds]
    chosen = [(_people(fold), *(_chosen(fold, name) for name in thresholds)) for fold in folds]
    shown = [name.replace("_", " ") for name in names]
    return [
        Tabled(
            "Scores of whom was left out", ("left out", *shown), tuple(scored), "In force, then tuned by the others."
        ),
        Tabled("What the others chose", ("left out", *thresholds), tuple(chosen)),
    ]


def changes(tuning: Json) -> list[Change]:
    """Verdicts that change, for the worse first."""
    order: Mapping[bool | None, int] = {False: 0, True: 1, None: 2}
    rows = sorted(tuning["changed"], key=lambda row: (order[row["better"]], row["clip"], row["repetition"]))
    return [
        Change(
            row["clip"],
            row["repetition"] + 1,
            words.CHECKS[row["check"]][0] if row["check"] in words.CHECKS else row["check"],
            _verdict(row["before"]),
            _verdict(row["after"]),
            _TRUTHS.get(row["truth"], row["truth"]),
            {True: "better", False: "worse", None: "neither"}[row["better"]],
        )
        for row in rows
    ]


def agreement_tables(tuning: Json) -> list[Tabled]:
    """A table for each two who were compared."""
    by_pair: dict[tuple[str, ...], list[Json]] = {}
    for row in tuning["agreement"]:
        by_pair.setdefault(tuple(row["between"]), []).append(row)
    return [_agreement_table(pair, rows) for pair, rows in by_pair.items()]


def _agreement_table(pair: Sequence[str], rows: Iterable[Json]) -> Tabled:
    first, second = pair
    made = [
        (
            _check_words(row["what"]),
            str(row["n"]),
            *(str(row.get(name, NONE)) for name in ("unjudged", "both_fault", "only_first", "only_second")),
            NONE if row["agreed"] is None else words.percent(row["agreed"]),
            _two(row["kappa"]),
            between(row["interval"], decimals=2),
            _two(row["pabak"]),
            _two(row["weighted_kappa"]),
        )
        for row in rows
    ]
    headings = (
        "check or kind", "judged by both", "not judged", "both red", f"only {first}", f"only {second}", "agreed",
        "kappa", "95 % interval", "PABAK", "weighted kappa",
    )  # fmt: skip
    return Tabled(f"{first} and {second}", headings, tuple(made))


def kind_table(support: Json) -> Tabled:
    """How many faults of each kind were labelled, and of how many people; kinds without any are named below."""
    kinds = support["kinds"]
    rows = [(words.EVENTS[one["kind"]][0], str(one["events"]), str(one["subjects"])) for one in kinds if one["events"]]
    none = ", ".join(words.EVENTS[one["kind"]][0] for one in kinds if not one["events"])
    return Tabled(
        "Labelled faults", ("kind", "faults", "people"), tuple(rows), f"None was labelled of: {none}." if none else ""
    )


def support_table(support: Json) -> Tabled:
    """What stands behind each choice."""
    rows = [
        (
            one["name"],
            str(one["subjects"]),
            NONE if one["events"] is None else str(one["events"]),
            NONE if one["missed"] is None else str(one["missed"]),
            NONE if one["miss_share_at_most"] is None else words.percent(one["miss_share_at_most"]),
            NONE if one["interval_share"] is None else words.percent(one["interval_share"]),
            between(one["left_out"]),
        )
        for one in support["thresholds"]
    ]
    headings = (
        "threshold", "people", "labelled events", "missed in force", "misses less than", "interval, of its span",
        "one left out",
    )  # fmt: skip
    note = (
        "Misses less than: the rule of three, 3 over the number of events where none was missed. It takes events for "
        "independent; those of one person are not, so the truth may lie above."
    )
    return Tabled("What stands behind each choice", headings, tuple(rows), note)


def _check_words(name: str) -> str:
    return words.CHECKS[name][0] if name in words.CHECKS else words.EVENTS[name][0] if name in words.EVENTS else name


def _verdict(name: str) -> tuple[str, str, str]:
    """Its class, icon and word."""
    return ("unknown", *_MISSING) if name not in words.VERDICTS else (name, *words.VERDICTS[name])


def _estimate(estimate: Json, kind: str) -> str:
    if estimate["value"] is None:
        return NONE
    decimals = 2 if kind == "hold_mae" else 3
    ends = estimate["interval"]
    within = "" if ends is None else f" ({between(ends, decimals=decimals)})"
    return f"{score_words(estimate['value'], kind)}{within}"


def _difference(estimate: Json, kind: str) -> str:
    """More is better, whatever the objective."""
    if estimate["value"] is None:
        return NONE
    unit, ends = " s" if kind == "hold_mae" else "", estimate["interval"]
    within = "" if ends is None else f" ({ends[0]:+.3f} to {ends[1]:+.3f})"
    return f"{estimate['value']:+.3f}{unit}{within}"


def _people(fold: Json) -> str:
    return words.joined(list(fold["held_out"]))


def _moved(fold: Json, name: str, kind: str) -> str:
    before, after = (score_words(fold[when].get(name), kind) for when in ("default", "tuned"))
    return before if before == after else f"{before} \u2192 {after}"


def _chosen(fold: Json, name: str) -> str:
    return plain(fold["chosen"][name]) if name in fold["chosen"] else NONE


def _two(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def sweep_table(row: Json, objective: Json) -> Tabled:
    """Every value that was judged alone, the other thresholds as in force."""
    names = ("found", "missed", "invented") if objective["events"] else ()
    rows = [
        (
            plain(one["value"]),
            score_words(one["score"], objective["kind"]),
            NONE if one["se"] is None else f"{one['se']:.3f}",
            *(NONE if one.get(name) is None else plain(one[name]) for name in names),
            *([NONE if one.get("false_per_min") is None else f"{one['false_per_min']:.2f}"] if names else []),
        )
        for one in row["sensitivity"]
    ]
    more = (*names, "false a minute") if names else ()
    return Tabled(f"Values of {row['name']}", ("value", "score", "standard error", *more), tuple(rows))


def clip_table(tuning: Json) -> Tabled:
    """What was tuned on."""
    rows = [
        (one["clip"], one["subject"] or NONE, one["stretch"] or NONE, one["view"] or NONE, one["split"] or NONE)
        for one in tuning["clips"]
    ]
    return Tabled("Clips", ("clip", "person", "stretch", "view", "part"), tuple(rows))
