"""What tuning.json says, made up: an objective that is adopted, one that is not, and one without labels."""

from typing import Any

PEOPLE = ("ada", "ben", "cy", "dee")
LIFT, JERK, HOLD = "twist_lift_red_sw", "accel_red_deg_s2", "hold_leave_s"


def estimate(value: float | None, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {"value": value, "interval": None if low is None else [low, high]}


def swept(value: float, score: float | None, **counts: float) -> dict[str, Any]:
    """One value of a sweep; ten faults and ten good checks."""
    known = {"se": 0.05, "missed": 10.0 - counts.get("found", 0.0), "false_per_min": counts.get("invented", 0.0) / 5}
    return {"value": value, "score": score, "fault_all": 10.0, "good_all": 10.0} | known | counts


def lift_row(**changes: Any) -> dict[str, Any]:
    rows = [
        swept(0.14, 0.7, found=10.0, invented=6.0, fault_fault=10.0, good_fault=6.0),
        swept(0.19, 0.8, found=9.0, invented=3.0, fault_fault=9.0, good_fault=2.0),
        swept(0.22, 0.9, found=9.0, invented=1.0, fault_fault=9.0, good_fault=1.0),
        swept(0.26, 0.5, found=4.0, invented=0.0, fault_fault=4.0, good_fault=0.0),
    ]
    own = {
        "name": LIFT, "default": 0.19, "low": 0.14, "high": 0.3, "chosen": 0.22, "interval": [0.2, 0.24],
        "adopted": True, "reason": "On people it never saw it is better.", "objective": "lift", "source": "judgement",
        "sensitivity": rows, "plateau": [0.2, 0.23],
    }  # fmt: skip
    return own | changes


def jerk_row(**changes: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"interval": None, "adopted": False, "sensitivity": [], "plateau": None}
    numbers = {"name": JERK, "default": 90.0, "low": 70.0, "high": 140.0, "chosen": 90.0}
    said = {"reason": "There is no labelled jerk.", "objective": "jerk", "source": "simulation"}
    return nothing | numbers | said | changes


def hold_row(**changes: Any) -> dict[str, Any]:
    numbers = {"name": HOLD, "default": 0.5, "low": 0.3, "high": 1.0, "chosen": 0.6, "interval": [0.4, 0.9]}
    said = {"adopted": False, "reason": "Within one standard error.", "objective": "hold", "source": "judgement"}
    rows = [swept(0.3, 0.9), swept(0.5, 0.7), swept(0.6, 0.68)]
    return numbers | said | {"sensitivity": rows, "plateau": [0.5, 0.6]} | changes


def score_row(name: str, *values: float | None) -> dict[str, Any]:
    """In force, held out and on the same people, each with an interval of 0.1 either way."""
    spans = [(None if value is None else value - 0.1, None if value is None else value + 0.1) for value in values]
    made = [estimate(value, *span) for value, span in zip(values, spans, strict=True)]
    now, held_out = values[:2]
    better = estimate(None) if now is None or held_out is None else estimate(held_out - now, -0.01, 0.2)
    told = dict(zip(("default", "nested", "resubstituted"), made, strict=True))
    return {"objective": name, "subjects": len(PEOPLE), "clips": 8, "trials": 24} | told | {"difference": better}


def agreement_row(what: str, *between: str, **changes: Any) -> dict[str, Any]:
    counts = {"n": 12, "unjudged": 1, "clips": 8, "subjects": 4, "both_fault": 3, "only_first": 1, "only_second": 2}
    figures = {"agreed": 0.75, "kappa": 0.481, "pabak": 0.5, "weighted_kappa": 0.52, "interval": [0.1, 0.8]}
    return {"what": what, "between": list(between)} | counts | figures | changes


def tuning(**changes: Any) -> dict[str, Any]:
    """A whole tuning.json."""
    objectives = [
        {"name": "lift", "kind": "f1", "events": ["shoulder_lift"], "direction": "up", "goal": None},
        {"name": "jerk", "kind": "sensitivity", "events": ["jerk"], "direction": "up", "goal": 0.95},
        {"name": "hold", "kind": "hold_mae", "events": [], "direction": "down", "goal": None},
    ]
    clips = [
        {"clip": f"{who}_{number}", "subject": who, "stretch": "spinal-twist", "view": "side", "split": "development"}
        for who in PEOPLE
        for number in (1, 2)
    ]
    folds = [
        {
            "held_out": [who],
            "chosen": {LIFT: 0.22 + at / 100, HOLD: 0.6},
            "default": {"lift": 0.8, "hold": 0.7},
            "tuned": {"lift": 0.9, "hold": 0.7},
        }
        for at, who in enumerate(PEOPLE)
    ]
    own = {
        "schema": 1, "made_at": "2026-11-28T10:00:00+00:00", "command": "stretchcheck tune labels.csv",
        "stretchcheck": "0.1.0", "data_sha256": "5e" * 32, "seed": 3, "trials": 24, "draws": 500,
        "split": "development", "left_out": ["other_1"], "clips": clips, "objectives": objectives,
        "thresholds": [lift_row(), jerk_row(), hold_row()],
        "scores": [
            score_row("lift", 0.8, 0.86, 0.9), score_row("jerk", None, None, None), score_row("hold", 0.7, 0.71, 0.65),
        ],
        "folds": folds, "changed_by": {LIFT: 0.22},
        "changed": [change("ada_1", "ok", "fault", better=True), change("ben_1", "fault", "warn", better=False)],
        "agreement": [
            agreement_row("all checks", "stretchcheck", "ann"), agreement_row("bounce", "ann", "ben", kappa=None),
        ],
        "support": {"events": {"shoulder_lift": {"ada": 6, "ben": 4}}}, "warnings": ["Only 4 people: read with care."],
    }  # fmt: skip
    return own | changes


def change(clip: str, before: str, after: str, *, better: bool | None) -> dict[str, Any]:
    told = {"clip": clip, "repetition": 0, "check": "shoulder_anchored", "before": before, "after": after}
    return told | {"truth": "fault", "better": better}
