"""The cameras: each is tried in a process of its own, which is ended when it hangs."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from protocols.thresholds import DEFAULTS
from stretchcheck.doctor.findings import Finding

_MOST: Final = 4
_TRIED_BLINDLY: Final = ("0", "1")
"""Where the system lists no cameras."""

_ENDING_S: Final = 0.5
_BUSY: Final = "close other programs that use it, or plug it in again"


def examine(*, limit_s: float) -> list[Finding]:
    """One line a camera that gives pictures or should."""
    targets = listed() if sys.platform.startswith("linux") else _TRIED_BLINDLY
    return judged(look(targets, limit_s=limit_s))


def listed(devices: Path = Path("/dev")) -> tuple[str, ...]:
    """Numbers of the video devices of a Linux machine; not all of them give pictures."""
    numbers = (path.name.removeprefix("video") for path in devices.glob("video*"))
    return tuple(sorted((number for number in numbers if number.isdigit()), key=int)[:_MOST])


def look(targets: Sequence[str], *, limit_s: float) -> dict[str, dict[str, Any] | None]:
    """What each camera gave, see `stretchcheck.doctor.camera`; None for one that hung and was ended."""
    command = [sys.executable, "-m", "stretchcheck.doctor.camera"]
    started = {
        target: subprocess.Popen(
            [*command, target], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for target in targets
    }
    end_s = time.monotonic() + limit_s
    return {target: _answer(process, end_s) for target, process in started.items()}


def _answer(process: subprocess.Popen[bytes], end_s: float) -> dict[str, Any] | None:
    try:
        out, _ = process.communicate(timeout=max(end_s - time.monotonic(), 0.0))
    except subprocess.TimeoutExpired:
        _end(process)
        return None
    answer: dict[str, Any] = json.loads(out) if process.returncode == 0 and out else {"opened": True, "frames": 0}
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """One that waits for its driver may not even die."""
    process.kill()
    try:
        process.wait(_ENDING_S)
    except subprocess.TimeoutExpired:
        return
    finally:
        if process.stdout is not None:
            process.stdout.close()


def judged(given: dict[str, dict[str, Any] | None]) -> list[Finding]:
    """Lines for cameras; one that cannot be opened counts only where there is no other."""
    tried = {target: answer for target, answer in given.items() if answer is None or answer["opened"]}
    if tried:
        return [_finding(target, answer) for target, answer in tried.items()]
    if given and sys.platform.startswith("linux"):
        names = ", ".join(f"/dev/video{target}" for target in given)
        advice = "let your user into the group video, or close the program that uses it"
        return [Finding("camera", "warn", f"{names} cannot be opened", advice)]
    return [Finding("camera", "warn", "no camera found", "plug one in for live sessions; clips need none")]


def _finding(target: str, answer: dict[str, Any] | None) -> Finding:
    name = f"camera {target}"
    if answer is None:
        return Finding(name, "broken", "hangs", _BUSY)
    if not answer["frames"]:
        return Finding(name, "broken", "gives no pictures", _BUSY)
    said = f"{answer['width']} x {answer['height']}, {answer['fps']:.1f} frames a second"
    numbers = {key: answer[key] for key in ("width", "height", "fps")}
    needed_fps = DEFAULTS["jerk_min_fps"]
    if answer["fps"] < needed_fps:
        return Finding(name, "warn", said, f"more light: jerks need {needed_fps:.0f} a second", numbers=numbers)
    return Finding(name, "ok", said, numbers=numbers)
