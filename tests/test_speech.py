"""The server's own voice."""

import io
import logging
import os
import sys
import wave
from pathlib import Path
from threading import Thread

import pytest

from spoken import needed
from stretchcheck.live.speech import Voice


def seconds(wav: bytes | None) -> float:
    assert wav is not None
    with wave.open(io.BytesIO(wav)) as sound:
        return sound.getnframes() / sound.getframerate()


def commands(folder: Path, script: str) -> None:
    program = folder / "espeak-ng"
    program.write_text(f"#!{sys.executable}\n{script}")
    program.chmod(0o755)


def test_a_line_becomes_a_wav_whose_header_tells_its_length() -> None:
    needed("espeak-ng")

    wav = Voice().wav("Hold here. Breathe calmly.")

    assert 1.0 < seconds(wav) < 4.0


def test_a_line_that_looks_like_an_option_is_spoken() -> None:
    needed("espeak-ng")

    wav = Voice().wav("--help me up")

    assert 0.4 < seconds(wav) < 3.0


def test_a_line_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needed("espeak-ng")
    voice = Voice()
    first = voice.wav("Halfway.")
    monkeypatch.setenv("PATH", str(tmp_path))

    again = voice.wav("  Halfway. ")

    assert first is again


def test_several_threads_may_ask_at_once() -> None:
    needed("espeak-ng")
    voice, made = Voice(), []
    threads = [Thread(target=lambda n=n: made.append(voice.wav(f"{n % 3} seconds"))) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (9, 3) == (len(made), len({wav for wav in made if wav}))


def test_nothing_to_say_is_silence() -> None:
    assert [None, None] == [Voice().wav(""), Voice().wav(" \n")]


@pytest.mark.skipif(os.name == "nt", reason="stands a script in for the program")
@pytest.mark.parametrize("script", ["raise SystemExit(3)", "print('no sound')", ""])
def test_a_program_that_fails_gives_no_sound_and_is_logged_once(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    commands(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = Voice()
    with caplog.at_level(logging.WARNING):
        made = [voice.wav("One."), voice.wav("Two.")]

    assert ([None, None], 1) == (made, len(caplog.records))


@pytest.mark.skipif(os.name == "nt", reason="stands a script in for the program")
def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands(tmp_path, "import time; time.sleep(60)")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("stretchcheck.live.speech._TIME_LIMIT_S", 0.5)

    wav = Voice().wav("One.")

    assert wav is None


def test_a_machine_without_a_voice_says_so_and_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pyttsx3", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    voice = Voice()

    assert (False, None) == (voice.available(), voice.wav("Hello."))
