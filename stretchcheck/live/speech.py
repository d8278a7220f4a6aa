"""The server's own voice, for pages whose browser has none: a line becomes a WAV."""

import importlib.util
import logging
import shutil
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Final

_log = logging.getLogger(__name__)

_WORDS_A_MINUTE: Final = 140
_TIME_LIMIT_S: Final = 10.0
_MOST_KEPT: Final = 256
_MOST_LETTERS: Final = 500


class Voice:
    """Speaks lines with espeak-ng, else with pyttsx3, else not at all. Any thread may ask."""

    def __init__(self) -> None:
        self._lock, self._speaking = Lock(), Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._complained = False

    def available(self) -> bool:
        """Whether this machine has anything to speak with."""
        return _espeak() is not None or importlib.util.find_spec("pyttsx3") is not None

    def wav(self, text: str) -> bytes | None:
        """The line as a WAV; None where it cannot be made, which is logged once."""
        line = " ".join(text.replace("\0", " ").split())[:_MOST_LETTERS]
        with self._lock:
            if line in self._kept:
                self._kept.move_to_end(line)
                return self._kept[line]
        with self._speaking:
            wav = self._made(line) if line else None
        with self._lock:
            if wav:
                self._kept[line] = wav
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            return wav

    def _made(self, line: str) -> bytes | None:
        try:
            wav = _spoken(line)
        except (OSError, subprocess.SubprocessError) as error:
            self._complain(str(error))
            return None
        if wav is None or not _is_wav(wav):
            self._complain("there is neither espeak-ng nor a working pyttsx3")
            return None
        return _with_sizes(wav)

    def _complain(self, why: str) -> None:
        if not self._complained:
            self._complained = True
            _log.warning("The server cannot speak: %s", why)


def _spoken(line: str) -> bytes | None:
    espeak = _espeak()
    if espeak:
        command = [espeak, "-v", "en", "-s", str(_WORDS_A_MINUTE), "--stdout", "--", line]
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=_TIME_LIMIT_S
        ).stdout
    if importlib.util.find_spec("pyttsx3") is None:
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder, "line.wav")
        command = [sys.executable, "-m", __name__, str(path)]
        subprocess.run(command, input=line.encode(), capture_output=True, check=True, timeout=_TIME_LIMIT_S)
        return path.read_bytes()


def _espeak() -> str | None:
    return shutil.which("espeak-ng")


def _is_wav(wav: bytes) -> bool:
    return wav[:4] == b"RIFF" and wav[8:12] == b"WAVE" and b"data" in wav[:128] and len(wav) > 256


def _with_sizes(wav: bytes) -> bytes:
    """With the true sizes: what comes through a pipe was written before its length was known."""
    data = wav.index(b"data")
    whole, sound = (len(wav) - 8).to_bytes(4, "little"), (len(wav) - data - 8).to_bytes(4, "little")
    return wav[:4] + whole + wav[8 : data + 4] + sound + wav[data + 8 :]


def _speak_into(path: str, line: str) -> None:
    """Have pyttsx3 write a file; in a process of its own, because its engines may hang or crash."""
    import pyttsx3

    engine = pyttsx3.init()
    engine.setProperty("rate", _WORDS_A_MINUTE)
    engine.save_to_file(line, path)
    engine.runAndWait()


if __name__ == "__main__":
    _speak_into(sys.argv[1], sys.stdin.buffer.read().decode())
