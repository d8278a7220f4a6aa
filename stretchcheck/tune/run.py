"""The whole of a tuning: labelled recordings in, everything that tuning.json tells out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from calibration.tuning.space import Search
from calibration.tuning.splits import DEVELOPMENT, UNTOLD
from stretchcheck.tune.changed import changed_verdicts
from stretchcheck.tune.chosen import Chosen, chosen_of, fold_rows, score_row, threshold_rows
from stretchcheck.tune.gathered import Asked, Material, Progress, gather_material
from stretchcheck.tune.rated import agreement_rows, support_of
from stretchcheck.tune.searching import Effort, search_all, with_values
from stretchcheck.tune.trials import Log

Json = dict[str, Any]

SCHEMA: Final = 1
STUDY: Final = "trials.sqlite"

TRIALS: Final = 120
DRAWS: Final = 2000
SEED: Final = 0

_FEW: Final = 10
"""With fewer people intervals are ranges of what was seen, no test of significance."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A tuning.

    Attributes:
        asked: which clips.
        searches: what is searched.
        out: folder of the log of trials; it exists.
        trials: settings an objective.
        draws: of the bootstrap.
        seed: of settings and draws.
        adopt_all: take over every choice, whether it is better or not.
        command: as it was typed.
    """

    asked: Asked
    searches: tuple[Search, ...]
    out: Path
    trials: int = TRIALS
    draws: int = DRAWS
    seed: int = SEED
    adopt_all: bool = False
    command: str = ""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What came of it.

    Attributes:
        document: the object of tuning.json.
        profile: what the profile is to hold by threshold: value, interval and where it comes from.
        failures: labelled clips and label files that could not be used.
        warnings: of label files.
    """

    document: Json
    profile: dict[str, Json] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def tune(plan: Plan, *, progress: Progress = lambda done, of, doing: None) -> Tuning:
    """Choose thresholds by labelled recordings.

    Raises:
        NoLabelsError, NoRecordingsError, SplitError, NothingToTuneError: there is nothing that may be tuned on.
        JudgingError: a clip could not be judged by other thresholds.
        TuningMissingError: Optuna is not installed.
    """
    material, base = gather_material(plan.asked, progress), plan.asked.manner.settings
    effort = Effort(plan.trials, plan.seed, plan.asked.jobs)
    log = Log(plan.out / STUDY)
    try:
        found = search_all(plan.searches, material, base, effort=effort, log=log, progress=progress)
    finally:
        log.close()
    chosen = [chosen_of(each, draws=plan.draws, seed=plan.seed) for each in found]
    taken = _taken(chosen, adopt_all=plan.adopt_all)
    shown = taken or _values(chosen)
    changed = changed_verdicts(material, with_values(base, shown), jobs=plan.asked.jobs, progress=progress)
    document = _head(plan, material) | {
        "objectives": [_objective(each) for each in plan.searches],
        "thresholds": [row for each in chosen for row in threshold_rows(each)],
        "scores": [score_row(each) for each in chosen],
        "folds": fold_rows(chosen),
        "changed_by": shown,
        "changed": changed,
        "agreement": agreement_rows(material, draws=plan.draws, seed=plan.seed),
        "warnings": warnings_of(material),
    }
    document["support"] = support_of(document, material)
    return Tuning(document, _profile(document, taken), material.failures, material.warnings)


def _taken(chosen: Sequence[Chosen], *, adopt_all: bool) -> dict[str, float]:
    """Values that go into the profile."""
    return _values([each for each in chosen if each.is_adopted or (adopt_all and each.choice is not None)])


def _values(chosen: Sequence[Chosen]) -> dict[str, float]:
    return {name: value for each in chosen for name, value in each.values.items()}


def _head(plan: Plan, material: Material) -> Json:
    return {
        "schema": SCHEMA,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": plan.command,
        "stretchcheck": version("stretchcheck"),
        "data_sha256": material.data_sha256,
        "profile": plan.asked.manner.settings.profile,
        "seed": plan.seed,
        "trials": plan.trials,
        "draws": plan.draws,
        "split": DEVELOPMENT if any(who.part for who in material.who) else None,
        "left_out": material.left_out,
        "clips": [
            {
                "clip": ready.clip.name,
                "subject": who.subject,
                "stretch": ready.scores[0].stretch,
                "view": ready.scores[0].view,
                "split": who.part,
                "group": group,
                "sha256": ready.sha256,
            }
            for ready, who, group in zip(material.clips, material.who, material.groups, strict=True)
        ],
    }


def _objective(search: Search) -> Json:
    one = search.objective
    return {
        "name": one.name,
        "kind": one.kind,
        "events": list(one.events),
        "checks": list(one.checks),
        "direction": one.direction,
        "goal": one.goal,
        "thresholds": [span.name for span in search.spans],
    }


def _profile(document: Mapping[str, Any], taken: Mapping[str, float]) -> dict[str, Json]:
    """Each value that is taken over, with where it comes from."""
    rows = {row["name"]: row for row in document["thresholds"]}
    return {
        name: {
            "value": value,
            "interval": rows[name]["interval"],
            "source": f"tuned for {rows[name]['objective']}",
            "note": rows[name]["reason"],
            "date": document["made_at"],
            "command": document["command"],
            "data_sha256": document["data_sha256"],
        }
        for name, value in taken.items()
    }


def warnings_of(material: Material) -> list[str]:
    """What a reader must know before believing anything."""
    people = sorted(set(material.groups))
    said = []
    if UNTOLD in people:
        count = material.groups.count(UNTOLD)
        said.append(f"{count} clips name no subject and count as one person, since they may be.")
    if len(people) == 1:
        said.append("Everything is of one person: nothing can be held out, so nothing is adopted and has an interval.")
    elif len(people) < _FEW:
        said.append(
            f"Only {len(people)} people: read intervals as the range that these people span, not as significance; "
            "what one more person does may lie outside."
        )
    return said
