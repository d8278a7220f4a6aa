"""The whole state as the page is told it."""

from collections.abc import Sequence
from typing import Any, Final

from protocols.stretches import STRETCHES
from stretchcheck.live import lines, screening
from stretchcheck.live.coach import Coach, Turn
from stretchcheck.live.plan import VIEW_TEXTS, VIEW_TITLES, Step
from stretchcheck.live.room import Room
from stretchcheck.live.running import Running
from stretchcheck.report.words import DISCLAIMER

_TEXTS: Final = {"hold": lines.HOLD.text, "rest": "Rest.", "paused": lines.PAUSED.text, "done": "Done."}
_BY: Final = {"key": "a key", "button": "the button", "safe word": "the safe word", "hands off": "both hands off"}


def state(room: Room, *, owner: bool, voice: str) -> dict[str, Any]:
    """Everything the page shows but the pictures' answers."""
    return {
        "type": "state",
        "stage": room.stage,
        "owner": owner,
        "source": room.source,
        "voice": "browser" if room.voices else voice,
        "muted": room.muted,
        "keep_video": room.keep_video,
        "warnings": warnings(room),
        "disclaimer": " ".join(DISCLAIMER),
        "screening": _screening(room),
        "refusal": _refusal(room),
        "preparation": [{"title": title, "text": text} for title, text in lines.PREPARATION],
        "word": room.word.state(),
        "plan": _plan(room),
        "camera": _camera(room),
        "session": _session(room.running) if room.stage == "session" and room.running else None,
        "stopped": _stopped(room) if room.stage in ("camera", "session") else None,
        "checkin": _check_in(room),
        "log": list(room.running.log) if room.running is not None else [],
        "after": _after(room) if room.stage == "after" and room.running else None,
    }


def warnings(room: Room) -> list[str]:
    """What does not work and what to do about it."""
    found = [*room.notes.values(), *room.archive.failures]
    if room.stage in ("plan", "camera", "session") and not room.word.ready:
        found.append("No safe word is listened for: stop with the space bar, the button, a raised hand or by tapping.")
    elif room.word.phrase and room.microphone in ("denied", "none"):
        found.append("No microphone: the safe word cannot be heard. Use the space bar, the button or a raised hand.")
    if room.stage in ("camera", "session") and room.source == "browser" and room.camera in ("denied", "none"):
        found.append("No camera: allow it in the browser's address bar, or plug it in.")
    return list(dict.fromkeys(found))


def _screening(room: Room) -> dict[str, Any]:
    groups = [
        {
            "id": group.id, "title": group.title, "intro": group.intro,
            "questions": [{"id": q.id, "text": q.text, "answer": room.answers.get(q.id)} for q in group.questions],
        }
        for group in screening.GROUPS
    ]  # fmt: skip
    return {"groups": groups, "complete": screening.is_complete(room.answers)}


def _refusal(room: Room) -> dict[str, Any] | None:
    refusal = room.refusal
    return {"title": refusal.title, "text": refusal.text, "urgent": refusal.urgent} if refusal is not None else None


def _plan(room: Room) -> dict[str, Any]:
    turns = room.running.coach.turns if room.running is not None else []
    steps = [_step(step) for step in room.plan.steps]
    for row, turn in zip(steps, turns, strict=False):
        row |= {"done": turn.done, "result": turn.result}
    return {
        "steps": steps,
        "minutes": round(room.plan.minutes, 1),
        "hold_range_s": {name: list(stretch.hold_target_s) for name, stretch in STRETCHES.items()},
        "stretches": [{"name": name, "title": lines.TITLES[name]} for name in STRETCHES],
        "saved": room.saved,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "stretch": step.stretch, "title": lines.TITLES[step.stretch], "side": step.side, "hold_s": step.hold_s,
        "view": step.view, "view_title": VIEW_TITLES[step.view], "done": False, "result": None,
    }  # fmt: skip


def _wanted(room: Room) -> str:
    return room.running.coach.turn.step.view if room.running is not None else room.plan.steps[0].view


def _camera(room: Room) -> dict[str, Any]:
    wanted = _wanted(room)
    checks = room.framing.checks(wanted) if room.stage == "camera" else []
    return {
        "checks": [{"name": c.name, "verdict": c.verdict, "title": c.title, "text": c.text} for c in checks],
        "ready": room.stage == "camera" and room.framing.ready(wanted),
        "wanted_view": wanted,
        "wanted_text": VIEW_TEXTS[wanted],
    }


def _session(running: Running) -> dict[str, Any]:
    coach = running.coach
    step, after = coach.turn.step, coach.next_step
    rest = coach.rest_left_s
    return {
        "step": coach.number, "of": len(coach.turns), "stretch": step.stretch, "title": lines.TITLES[step.stretch],
        "heading": lines.side_title(step.stretch, step.side), "side": step.side, "activity": coach.activity,
        "text": _text(coach),
        "next": lines.side_title(after.stretch, after.side) if after is not None else "the report",
        "target_s": step.hold_s, "rest_left_s": None if rest is None else round(rest, 1),
    }  # fmt: skip


def _text(coach: Coach) -> str:
    """What to do now, in a sentence."""
    step = coach.turn.step
    if coach.activity == "move_camera":
        return VIEW_TEXTS[step.view]
    if coach.activity == "get_ready":
        return lines.START[step.stretch].format(step.side)
    if coach.activity == "moving_in":
        return lines.guide_in(step.stretch, step.side).text
    return lines.guide_back(step.stretch).text if coach.activity == "release" else _TEXTS[coach.activity]


def _stopped(room: Room) -> dict[str, Any] | None:
    stop = room.stop_latch
    return {"by": stop.by, "text": lines.STOP.text, "after_s": round(stop.after_s, 2)} if stop is not None else None


def _check_in(room: Room) -> dict[str, Any] | None:
    running = room.running
    if room.stage != "session" or running is None or running.stop_latch is not None or running.coach.asking_s is None:
        return None
    return {"text": lines.ASK.text}


def _after(room: Room) -> dict[str, Any]:
    assert room.running is not None
    told = [_turn(turn) for turn in room.running.coach.turns]
    return {
        "reports": room.archive.reports, "history_url": "/history", "lines": [*told, *_stop_lines(room.running.stops)],
        "folder": str(room.archive.folder) if room.archive.folder is not None else None, "busy": room.archive.busy,
    }  # fmt: skip


def _turn(turn: Turn) -> str:
    step = turn.step
    title, done = lines.side_title(step.stretch, step.side), turn.result or "not done"
    return f"{title}: {done} (planned {step.hold_s:.0f} s)."


def _stop_lines(stops: Sequence[Any]) -> list[str]:
    return [f"Stopped by {_BY.get(stop.by, stop.by)}." for stop in stops]
