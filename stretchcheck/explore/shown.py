"""What pages are told, as plain values."""

from typing import TYPE_CHECKING, Any, Final

from calibration.labels import KINDS, PHASE_KINDS, SIDES, Label
from protocols.stretches import STRETCHES
from protocols.thresholds import THRESHOLDS
from protocols.types import EVENT_KINDS
from stretchcheck.explore.clip import Clip
from stretchcheck.explore.judge import Outcome
from stretchcheck.explore.scored import ROWS
from stretchcheck.explore.thresholds import described

if TYPE_CHECKING:
    from stretchcheck.explore.room import Room

Json = dict[str, Any]

_CHECK: Final = ("name", "verdict", "value", "limit", "unit", "at_s", "why_unknown", "scored")
_HOLD: Final = ("start_s", "end_s", "held_s", "target_s", "verdict")
_EVENT: Final = ("kind", "start_s", "end_s", "value", "unit", "who")


def hello(room: "Room") -> Json:
    """What does not change while the explorer runs."""
    return {
        "type": "hello",
        "profile": room.start.profile,
        "thresholds": described(room.start),
        "figures": list(ROWS),
        "kinds": {"phases": list(PHASE_KINDS), "events": list(EVENT_KINDS), "all": list(KINDS)},
        "stretches": list(STRETCHES),
        "sides": list(SIDES),
        "corrections": room.everything.corrections.name,
    }


def state(room: "Room") -> Json:
    """What changes with every move."""
    raters = dict.fromkeys(rater for clip in room.clips for rater in clip.raters if rater is not None)
    return {
        "type": "state",
        "values": room.now.effective(),
        "run": room.run,
        "done": room.done,
        "of": len(room.clips),
        "stage": room.stage,
        "prepared": room.prepared,
        "can_undo": room.steps.can_undo,
        "can_redo": room.steps.can_redo,
        "prefer": room.prefer,
        "raters": list(raters),
        "notes": room.notes,
        "read_by": {name: sum(clip.reads(name) for clip in room.clips) for name in THRESHOLDS},
    }


def clip(room: "Room", one: Clip) -> Json:
    """One clip: what it is, what it was judged as at the start and now, and its labels."""
    references = one.in_force(room.prefer) if one.references else ()
    scores = one.scores(one.now, room.prefer)
    return {
        "number": one.number,
        "clip": one.name,
        "has_video": one.found.video is not None,
        "subject": references[0].subject if references else None,
        "stretch": references[0].stretch if references else None,
        "view": scores[0].view if scores else None,
        "error": None if one.now is None else one.now.error,
        "raters": [
            {"rater": each.rater, "in_force": each in references, "labels": [label(own) for own in each.labels]}
            for each in one.references
        ],
        "start": outcome(one.start),
        "now": outcome(one.now),
        "happened": one.happened(one.now, room.prefer),
    }


def outcome(judged: Outcome | None) -> Json | None:
    """What the page needs of a result."""
    if judged is None or judged.result is None:
        return None
    result = judged.result
    return {
        "duration_s": result["source"]["duration_s"],
        "stretch": result["stretch"],
        "view": result["view"]["kind"],
        "repetitions": [
            {
                "stretch": one["stretch"],
                "side": one["side"],
                "phases": one["phases"],
                "hold": {name: one["hold"][name] for name in _HOLD},
                "checks": [{name: check[name] for name in _CHECK} for check in one["checks"]],
            }
            for one in result["repetitions"]
        ],
        "events": [{name: event[name] for name in _EVENT} for event in result["events"]],
        "warnings": result["warnings"],
    }


def label(one: Label) -> Json:
    """One label."""
    return {"kind": one.kind, "start_s": one.start_s, "end_s": one.end_s, "stretch": one.stretch, "side": one.side}
