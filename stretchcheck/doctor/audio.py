"""Speaking and hearing of a live session: the browser, the server's own voice, a microphone, the safe word."""

import importlib.util
import shutil
import sys
import webbrowser
from pathlib import Path
from tempfile import TemporaryDirectory

from stretchcheck.doctor.findings import Finding
from stretchcheck.live.speech import Voice

_LIVE = 'pip install "stretchcheck[live]"'
_CAPTURING = "pcm*c"
"""How Linux names the sound devices that take sound in."""


def examine() -> list[Finding]:
    """The parts of a session's sound."""
    return [_browser(), _voice(), _microphone(), _safe_word()]


def _browser() -> Finding:
    try:
        webbrowser.get()
    except webbrowser.Error:
        advice = "open the address yourself, or use stretchcheck live --host-only"
        return Finding("browser", "missing", "none that could be opened; it shows the page and speaks", advice)
    return Finding("browser", "ok", "shows the page, and speaks where it has a voice")


def _voice() -> Finding:
    """The server's voice, for browsers without one; it says a word that nobody hears."""
    own = "espeak-ng" if shutil.which("espeak-ng") else "pyttsx3"
    voice = Voice()
    if not voice.available():
        return Finding("own voice", "missing", "for browsers without one", f"install espeak-ng, or {_LIVE}")
    if voice.wav("ready") is None:
        return Finding("own voice", "broken", f"{own} makes no sound", "install espeak-ng anew; -v tells more")
    return Finding("own voice", "ok", f"{own}, for browsers without one")


def _microphone() -> Finding:
    """The page takes the sound: only whether there is any device can be said here."""
    if not sys.platform.startswith("linux"):
        return Finding("microphone", "warn", "cannot be looked up here", "the live page shows whether it hears you")
    devices = sorted(Path("/dev/snd").glob(_CAPTURING))
    if not devices:
        return Finding("microphone", "warn", "none found", "plug one in; a stop is seen and typed without it too")
    return Finding("microphone", "ok", f"{len(devices)} found; the browser asks whether the page may use it")


def _safe_word() -> Finding:
    if importlib.util.find_spec("pocketsphinx") is None:
        return Finding("safe word", "missing", "pocketsphinx is not installed", _LIVE)
    try:
        _heard()
    except Exception as error:  # noqa: BLE001 - a native library may fail in any way
        return Finding("safe word", "broken", f"pocketsphinx: {' '.join(str(error).split())}", _LIVE)
    return Finding("safe word", "ok", "pocketsphinx with its English model, offline")


def _heard() -> None:
    """Load the recogniser with its acoustic model and let it hear a tenth of a second of silence."""
    from pocketsphinx import Decoder

    from stretchcheck.live.hearing.dictionary import model_folder

    with TemporaryDirectory() as folder:
        spelled = Path(folder, "words.dict")
        spelled.write_text("stop S T AA P\n", encoding="utf-8")
        decoder = Decoder(hmm=str(model_folder() / "en-us"), dict=str(spelled), lm=None, loglevel="FATAL")
        decoder.add_kws("stop", _phrases(folder))
        decoder.activate_search("stop")
        decoder.start_utt()
        decoder.process_raw(bytes(3200), False, False)
        decoder.end_utt()


def _phrases(folder: str) -> str:
    path = Path(folder, "phrases.txt")
    path.write_text("stop /1e-10/\n", encoding="utf-8")
    return str(path)
