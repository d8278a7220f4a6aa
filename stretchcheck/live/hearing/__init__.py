"""What is heard in a live session, offline: the safe word at any time, and the answer to a check-in."""

from stretchcheck.live.hearing.calibration import LISTEN_S, WANTED, Calibration
from stretchcheck.live.hearing.ear import Ear, Heard
from stretchcheck.live.hearing.phrases import SUGGESTIONS, check_phrase
from stretchcheck.live.hearing.safe_word import SafeWord

__all__ = ["LISTEN_S", "SUGGESTIONS", "WANTED", "Calibration", "Ear", "Heard", "SafeWord", "check_phrase"]
