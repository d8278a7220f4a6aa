"""One websocket of a page: what is to be sent waits here, so that a page that does not read holds up nobody."""

import asyncio
import contextlib
import json
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

REPLACED: Final = 4001
TOO_SLOW: Final = 4002
BAD: Final = 1003
TOO_BIG: Final = 1009

_Content = TypeVar("_Content", str, bytes)
_MOST_WAITING: Final = 256
_CLOSING_S: Final = 0.5


class HangUp(Exception):  # noqa: N818 - an end, not an error
    """Ends a connection with a code of `close`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Page:
    """An accepted connection: `tell` and `end` at any time, `serve` runs it."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._waiting: OrderedDict[object, tuple[str | bytes, ...]] = OrderedDict()
        self._change = asyncio.Event()
        self._code: int | None = None

    def tell(self, *parts: str | bytes, instead_of: str | None = None) -> None:
        """Send soon; what still waits under the same name is dropped, for it is out of date."""
        key = instead_of or object()
        self._waiting.pop(key, None)
        self._waiting[key] = parts
        if len(self._waiting) > _MOST_WAITING:
            self.end(TOO_SLOW)
        self._change.set()

    def end(self, code: int) -> None:
        """Close it soon."""
        self._code = code
        self._change.set()

    async def text(self, most_bytes: int) -> str:
        """The next message, which must be text.

        Raises:
            HangUp: it is not, or too long.
        """
        text: str | None = (await self._message()).get("text")
        return _fitting(text, len(text.encode(errors="replace")) if text is not None else 0, most_bytes)

    async def binary(self, most_bytes: int) -> bytes:
        """The next message, which must be binary.

        Raises:
            HangUp: it is not, or too long.
        """
        data: bytes | None = (await self._message()).get("bytes")
        return _fitting(data, len(data) if data is not None else 0, most_bytes)

    async def _message(self) -> Any:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        return message

    async def serve(self, *work: Coroutine[Any, Any, None]) -> None:
        """Send what is told while the work runs; all end together: when the page goes, is sent away, or work fails."""
        tasks = [asyncio.create_task(each) for each in (*work, self._write())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if isinstance(end, HangUp):
                await self._close(end.code)
            elif isinstance(end, Exception) and not isinstance(end, WebSocketDisconnect):
                raise end

    async def _write(self) -> None:
        while True:
            await self._change.wait()
            self._change.clear()
            while self._waiting and self._code is None:
                _, parts = self._waiting.popitem(last=False)
                for part in parts:
                    await self._send(part)
            if self._code is not None:
                raise HangUp(self._code)

    async def _send(self, part: str | bytes) -> None:
        try:
            await (self._socket.send_text(part) if isinstance(part, str) else self._socket.send_bytes(part))
        except RuntimeError:
            raise WebSocketDisconnect(1005) from None  # it went between two parts

    async def _close(self, code: int) -> None:
        with contextlib.suppress(RuntimeError, TimeoutError, WebSocketDisconnect):
            await asyncio.wait_for(self._socket.close(code), _CLOSING_S)


def encoded(message: dict[str, Any]) -> str:
    """As JSON that any page can read."""
    return json.dumps(message, allow_nan=False)


def _fitting(content: _Content | None, size: int, most_bytes: int) -> _Content:
    if content is None:
        raise HangUp(BAD)
    if size > most_bytes:
        raise HangUp(TOO_BIG)
    return content
