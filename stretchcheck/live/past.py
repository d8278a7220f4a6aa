"""Past sessions as the page shows them: the plots, and the reports they link to."""

from pathlib import Path

from stretchcheck.history import History, render_history
from stretchcheck.history.records import Session


class Past:
    """Reads the history; raises `HistoryError` with one line when it cannot be read."""

    def __init__(self, history: History, root: Path) -> None:
        self._history, self._root = history, root.resolve()

    def page(self) -> str:
        """The page of plots, with links to this server's own addresses."""
        return render_history(self._history, link=_link)

    def report(self, session_id: str, stem: str) -> Path | None:
        """The report of one set of a session, only where it lies in the folder of all sessions."""
        for session in self._history.sessions(ids=[session_id]):
            known = {repetition.stem for repetition in session.repetitions}
            path = Path(session.folder) / stem / "report.html"
            inside = path.resolve().is_relative_to(self._root)
            if stem in known and inside and path.is_file() and not path.is_symlink():
                return path
        return None


def _link(session: Session, stem: str) -> str | None:
    there = (Path(session.folder) / stem / "report.html").is_file()
    return f"/history/{session.id}/{stem}/report.html" if there else None
