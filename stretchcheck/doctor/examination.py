"""Looks at everything in turn, the slow things beside one another, within a time limit."""

import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from stretchcheck.doctor import audio, cameras, codecs, extras, machine, networks, speed
from stretchcheck.doctor.findings import Diagnosis, Finding

_log = logging.getLogger(__name__)

Section = Callable[[], list[Finding]]

SECTIONS: Final = ("machine", "models", "codecs", "speed", "camera", "audio", "extras")
"""In the order in which they are told."""

_LIMIT_S: Final = 9.0
"""For cameras and sound, which may hang; the networks are timed afterwards, on a quiet machine."""


def examine(*, limit_s: float = _LIMIT_S) -> Diagnosis:
    """Examine this machine; takes at most `limit_s` for what may hang, and some seconds for the rest."""
    beside = {
        "camera": _Waiting("camera", partial(cameras.examine, limit_s=limit_s - 1.0)),
        "audio": _Waiting("audio", audio.examine),
    }
    plain: Mapping[str, Section] = {
        "machine": machine.examine,
        "models": networks.examine,
        "codecs": codecs.examine,
        "extras": extras.examine,
    }
    found = {name: _guarded(name, look) for name, look in plain.items()}
    found |= {name: waiting.findings(limit_s) for name, waiting in beside.items()}
    found["speed"] = _guarded("speed", speed.examine)
    return Diagnosis({name: tuple(found[name]) for name in SECTIONS})


def _guarded(name: str, look: Section) -> list[Finding]:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - one thing that cannot even be looked at must not hide the others
        _log.info("what went wrong", exc_info=True)
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return [Finding(name, "broken", f"could not be looked at ({said})", "-v tells more", needed=name == "speed")]


class _Waiting:
    """A section that is looked at beside the others, and given up when it takes too long."""

    def __init__(self, name: str, look: Section) -> None:
        self._name = name
        self._found: list[Finding] | None = None
        self._thread = threading.Thread(target=self._run, args=(look,), name=name, daemon=True)
        self._thread.start()

    def _run(self, look: Section) -> None:
        self._found = _guarded(self._name, look)

    def findings(self, limit_s: float) -> list[Finding]:
        self._thread.join(limit_s)
        if self._found is None:
            return [Finding(self._name, "broken", f"did not answer within {limit_s:.0f} s", "try again without it")]
        return self._found
