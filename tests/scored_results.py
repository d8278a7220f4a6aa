"""Labels, and results with just the parts that scoring reads, to score by hand."""

from collections.abc import Iterable, Sequence
from typing import Any

from calibration.labels import Label
from calibration.scoring.checks import failed_checks
from calibration.scoring.clip import ClipScore, score_clip
from calibration.scoring.events import labelled_faults
from calibration.scoring.kinds import BY_PHASE
from calibration.scoring.reference import Reference, TrueRepetition, repetitions_of
from protocols.hold import hold_verdict
from protocols.stretches import STRETCHES
from protocols.views import grade

Span = tuple[float, float]
_PHASE_OF = {check: phase for phase, check in BY_PHASE.items()}


def phases(hold: Span, *, setup_s: float = 0.0) -> list[tuple[str, float, float]]:
    """The phases around a hold: four seconds in, four out."""
    start, end = hold
    moving, over = start - 4.0, end + 4.0
    return [("setup", setup_s, moving), ("moving_in", moving, start), ("hold", *hold), ("release", end, over)]


def labels(*spans: tuple[str, float, float], **known: Any) -> tuple[Label, ...]:
    known = {"clip": "clip", "stretch": "knee-to-chest", "side": "left"} | known
    clip = known.pop("clip")
    return tuple(Label(clip, start, end, kind, **known) for kind, start, end in spans)


def a_reference(*spans: tuple[str, float, float], **changes: Any) -> Reference:
    """A minute of a knee-to-chest seen from the side, with one hold unless phases are told."""
    told = spans if any(kind == "hold" for kind, _, _ in spans) else (*phases((8.0, 40.0)), *spans)
    known = {"stretch": "knee-to-chest", "side": "left", "view": "side", "duration_s": 60.0} | changes
    same = {name: known[name] for name in ("stretch", "side")}
    return Reference("clip", labels(*told, **same), **known)


def a_repetition(hold: Span | None, *, verdicts: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """A repetition with a hold whose checks are all ok unless told otherwise."""
    stretch = changes.get("stretch", "knee-to-chest")
    start, end = hold or (None, None)
    target = STRETCHES[stretch].hold_target_s
    held_s = changes.pop("held_s", end - start if hold else 0.0)
    names = [name for name, _ in STRETCHES[stretch].checks]
    said = dict.fromkeys(names, "ok") | (verdicts or {})
    own = {
        "stretch": stretch,
        "side": "left",
        "phases": [{"name": name, "start_s": a, "end_s": b} for name, a, b in phases(hold if hold else (8.0, 9.0))],
        "hold": {
            "start_s": start,
            "end_s": end,
            "held_s": held_s,
            "unseen_s": 0.0,
            "out_of_pose_s": 0.0,
            "target_s": list(target),
            "verdict": hold_verdict(held_s, 0.0, target, 5.0),
        },
        "checks": [{"name": name, "verdict": verdict, "scored": True} for name, verdict in said.items()]
        + [{"name": "partner_back", "verdict": "fault", "scored": False}],
    }
    return own | changes


def an_event(kind: str, start_s: float, end_s: float, phase: str | None = "hold") -> dict[str, Any]:
    return {"kind": kind, "start_s": start_s, "end_s": end_s, "phase": phase, "who": "unknown"}


def a_result(
    repetitions: Sequence[dict[str, Any]] = (), events: Iterable[dict[str, Any]] = (), **changes: Any
) -> dict[str, Any]:
    stretches = {one["stretch"] for one in repetitions}
    own = {
        "schema": 1,
        "source": {"duration_s": 60.0},
        "view": {"kind": "side"},
        "stretch": stretches.pop() if len(stretches) == 1 else None,
        "repetitions": list(repetitions),
        "events": list(events),
    }
    return own | changes


def perfect(reference: Reference) -> dict[str, Any]:
    """What should be said of a clip: all that is true, and unknown where the view shows nothing."""
    true = repetitions_of(reference)
    events = [
        an_event(one.kind, *one.span, phase=_PHASE_OF.get(one.check, "setup")) for one in labelled_faults(reference)
    ]
    return a_result([_perfect(reference, one, true) for one in true], events, view={"kind": reference.view})


def _perfect(reference: Reference, one: TrueRepetition, true: Sequence[TrueRepetition]) -> dict[str, Any]:
    failed = failed_checks(one, reference, true)
    verdicts = {
        name: "unknown" if grade(name, str(reference.view)) == "-" else "fault" if name in failed else "ok"
        for name, _ in STRETCHES[str(one.stretch)].checks
    }
    return a_repetition(one.hold, verdicts=verdicts, stretch=one.stretch, side=one.side)


def scored(
    reference: Reference, repetitions: Sequence[dict[str, Any]] = (), events: Iterable[dict[str, Any]] = ()
) -> ClipScore:
    return score_clip(a_result(repetitions, events), reference)
