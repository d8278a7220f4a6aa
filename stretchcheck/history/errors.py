"""What can go wrong with the history."""


class HistoryError(Exception):
    """The history cannot be read or written now: locked, full, away, damaged or too new; the message is one line."""


class RefusedError(HistoryError):
    """What was given will never be taken, however often it is tried again; the message is one line."""


def one_line(error: object) -> str:
    """The words of an error with its line ends and doubled blanks taken out."""
    return " ".join(str(error).split())
