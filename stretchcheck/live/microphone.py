"""The page's microphone: its sound goes to the safe word, and its silence is noticed."""

import asyncio
import json
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from starlette.websockets import WebSocket

from stretchcheck.live.notes import Notes
from stretchcheck.live.outbox import BAD, REPLACED, HangUp, Page
from stretchcheck.live.room import Room

MOST_SOUND_BYTES: Final = 64 * 1024
_MOST_GREETING_BYTES: Final = 200
_RATES_HZ: Final = (8_000, 192_000)
_SILENT_S: Final = 3.0
_OTHERS: Final = "Use the space bar, the button or a raised hand."


class Microphone:
    """Hears one page at a time, the newest; `deliver` is called when something was heard."""

    def __init__(self, room: Room, notes: Notes, *, deliver: Callable[[], None]) -> None:
        self._room, self._notes, self._deliver = room, notes, deliver
        self._page: Page | None = None
        self._hearing = asyncio.Lock()
        self._heard_s = room.now_s

    async def connect(self, socket: WebSocket) -> None:
        """First the rate, then sound."""
        await socket.accept()
        page = Page(socket)
        self.end()
        self._page = page
        try:
            await page.serve(self._listen(page))
        finally:
            if self._page is page:
                self._page = None

    def end(self) -> None:
        """Send away whoever is heard: another window runs the session."""
        if self._page is not None:
            self._page.end(REPLACED)

    def tick(self) -> None:
        """Tell it when a word is to be heard but no sound comes."""
        wanted = self._room.stage in ("camera", "session") and self._room.word.ready
        if not wanted:
            self._heard_s = self._room.now_s
        silent = self._room.now_s - self._heard_s > _SILENT_S
        self._notes.put("sound", f"No sound comes: the safe word cannot be heard. {_OTHERS}" if silent else None)

    async def _listen(self, page: Page) -> None:
        rate_hz = _rate(await page.text(_MOST_GREETING_BYTES))
        while True:
            data = await page.binary(MOST_SOUND_BYTES)
            if len(data) % 2:
                raise HangUp(BAD)
            if data:
                await self._hear(np.frombuffer(data, "<i2"), rate_hz)

    async def _hear(self, samples: NDArray[np.int16], rate_hz: int) -> None:
        if len(samples) and samples.min() != samples.max():  # a microphone that is switched off sends one value
            self._heard_s = self._room.now_s
        async with self._hearing:
            with self._notes.failing("ear", f"The safe word cannot be heard. {_OTHERS}"):
                word = self._room.word
                ready = word.ready
                found = await asyncio.to_thread(word.hear, samples, rate_hz)
                for heard in found:
                    self._room.heard(heard)
                if ready != word.ready:
                    self._room.changes += 1
                if found:
                    self._deliver()


def _rate(text: str) -> int:
    try:
        greeting = json.loads(text)
    except (ValueError, RecursionError):
        raise HangUp(BAD) from None
    rate_hz = greeting.get("rate_hz") if isinstance(greeting, dict) else None
    if isinstance(rate_hz, bool) or not isinstance(rate_hz, int) or not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        raise HangUp(BAD)
    return rate_hz
