"""What pages may ask for: each command checked, done, and answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from calibration.labels import LabelError
from protocols.thresholds import THRESHOLDS, UnknownThresholdError
from stretchcheck.explore.clip import Clip
from stretchcheck.explore.corrections import checked_rater, labels_from, write_clip
from stretchcheck.explore.room import Room
from stretchcheck.explore.saving import Saving
from stretchcheck.profile_writing import ProfileWriterMissingError
from stretchcheck.profiles import ProfileError
from stretchcheck.reasons import reason_and_path

Json = dict[str, Any]

_log = logging.getLogger(__name__)

_EXPECTED: Final = (LabelError, UnknownThresholdError, ProfileError, ProfileWriterMissingError)


class CommandError(ValueError):
    """A command that cannot be done; the text is for the user."""


class Commands:
    """Does what a page asks for; one that fails changes nothing."""

    def __init__(self, room: Room, saving: Saving) -> None:
        self._room, self._saving = room, saving
        self._known: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[Json | None]]] = {
            "move": self._move, "reset": self._reset, "undo": self._undo, "redo": self._redo, "open": self._open,
            "rater": self._rater, "save_profile": self._save_profile, "save_labels": self._save_labels,
        }  # fmt: skip

    async def do(self, message: object) -> Json | None:
        """Do a command; what it gives goes to the page that asked.

        Raises:
            CommandError: it cannot be done.
        """
        if not isinstance(message, Mapping) or message.get("do") not in list(self._known):
            raise CommandError("Expected a command that is known.")
        try:
            return await self._known[message["do"]](message)
        except CommandError:
            raise
        except _EXPECTED as error:
            raise CommandError(" ".join(str(error).split())) from None
        except OSError as error:
            raise CommandError(f"Could not be written, {reason_and_path(error)}") from None
        except Exception:  # noqa: BLE001 - a defect of ours is told, and the page stays
            _log.exception("a command failed")
            raise CommandError("That failed inside; please report this.") from None

    async def _move(self, message: Mapping[str, Any]) -> None:
        values, drag = message.get("values"), message.get("drag")
        if not isinstance(values, Mapping) or not values or not isinstance(drag, (str, type(None))):
            raise CommandError("Expected values of thresholds.")
        self._room.move(values, drag)

    async def _reset(self, message: Mapping[str, Any]) -> None:
        names = message.get("names")
        if names is not None and (not isinstance(names, list) or any(name not in [*THRESHOLDS] for name in names)):
            raise CommandError("Expected names of thresholds.")
        self._room.reset(names)

    async def _undo(self, message: Mapping[str, Any]) -> None:
        self._room.undo()

    async def _redo(self, message: Mapping[str, Any]) -> None:
        self._room.redo()

    async def _open(self, message: Mapping[str, Any]) -> None:
        self._room.open = self._clip(message).number

    async def _rater(self, message: Mapping[str, Any]) -> None:
        rater = message.get("rater")
        if not isinstance(rater, (str, type(None))):
            raise CommandError("Expected the name of a rater.")
        self._room.choose_rater(rater)

    async def _save_profile(self, message: Mapping[str, Any]) -> Json:
        room = self._room
        if room.stage != "ready":
            raise CommandError("Clips are still being read; wait for them, then save.")
        path = self._saving.save(
            message.get("file"), message.get("note"), start=room.start, now=room.steps.now,
            data_sha256=room.material().data_sha256,
        )  # fmt: skip
        return {"type": "saved", "what": "profile", "file": path.name, "text": f"Saved {path}"}

    async def _save_labels(self, message: Mapping[str, Any]) -> Json:
        clip, rater = self._clip(message), checked_rater(message.get("rater"))
        if clip.start is None or clip.start.result is None:
            raise CommandError("This clip was not judged yet; wait for it, then save.")
        reference = clip.references[0] if clip.references else None
        end_s = clip.start.result["source"]["duration_s"]
        labels = labels_from(message.get("labels"), clip=clip.name, rater=rater, reference=reference, end_s=end_s)
        path = self._room.everything.corrections
        count = await asyncio.to_thread(write_clip, path, clip.name, rater, labels)
        clip.correct(rater, labels)
        self._room.scored_anew([clip])
        return {"type": "saved", "what": "labels", "number": clip.number, "rater": rater,
                "text": f"Saved {len(labels)} labels of {clip.name} by {rater}; {path} holds {count}."}  # fmt: skip

    def _clip(self, message: Mapping[str, Any]) -> Clip:
        number = message.get("number")
        clips = self._room.clips
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(clips):
            raise CommandError("Expected the number of a clip.")
        return clips[number]
