"""The history of live sessions, kept in a database; needs the optional parts of `stretchcheck[live]`."""

from stretchcheck.history.errors import HistoryError, RefusedError
from stretchcheck.history.keeper import Keeper
from stretchcheck.history.page import render_history
from stretchcheck.history.pending import apply_all as apply_pending
from stretchcheck.history.store import History, new_id

__all__ = ["History", "HistoryError", "Keeper", "RefusedError", "apply_pending", "new_id", "render_history"]
