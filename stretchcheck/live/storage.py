"""Where live sessions are kept on this computer: one private folder."""

import os
from pathlib import Path
from typing import Final

import platformdirs

FOLDER_VARIABLE: Final = "STRETCHCHECK_DATA"
"""Environment variable that names another folder for sessions and their history."""

HISTORY_VARIABLE: Final = "STRETCHCHECK_HISTORY"
"""Environment variable that names another database for the history, as a URL."""


def folder() -> Path:
    """The folder of all sessions, made if it is missing, for the eyes of this user only.

    Raises:
        OSError: it cannot be made, or the environment variable names a file.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    path = Path(named).expanduser().absolute() if named else Path(platformdirs.user_data_dir("stretchcheck"))
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def history_url() -> str:
    """Address of the history: a SQLite file in the folder unless the environment variable names another database."""
    return os.environ.get(HISTORY_VARIABLE) or f"sqlite:///{folder() / 'history.sqlite'}"
