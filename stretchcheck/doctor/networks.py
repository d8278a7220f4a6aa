"""The pose networks: whether the copies here are whole; none is fetched."""

from typing import Final

from stretchcheck.doctor.findings import Finding, Status
from stretchcheck.doctor.machine import writable
from vision import models
from vision.models import MODELS, Model, State

_USUAL: Final = ("movenet", "pose_landmark_full")
"""What `analyze` uses unless it is told otherwise."""


def examine() -> list[Finding]:
    """One line a network."""
    try:
        fetchable = writable(models.folder())
    except models.ModelMissing as error:
        return [Finding("networks", "broken", str(error), needed=True)]
    return [_finding(model, fetchable=fetchable) for model in MODELS.values()]


def _finding(model: Model, *, fetchable: bool) -> Finding:
    state, needed = models.state_of(model), model.name in _USUAL
    numbers: dict[str, float | int | str | None] = {"size_mb": round(model.size / 1e6, 1), "state": str(state)}
    if state is State.SOUND:
        return Finding(model.name, "ok", f"whole; {model.purpose}", needed=needed, numbers=numbers)
    came = "damaged" if state is State.CORRUPT else "not here"
    if not fetchable:
        advice = f"set {models.FOLDER_VARIABLE} to a folder that can be written, or copy a folder of networks there"
        said = f"{came} and cannot be fetched into {models.folder()}"
        return Finding(model.name, "broken", said, advice, needed=needed, numbers=numbers)
    said = f"{came}: {models.path_of(model)}" if state is State.CORRUPT else f"not here yet; {model.purpose}"
    advice = f"stretchcheck models fetch {model.name} ({model.size / 1e6:.1f} MB), or it is fetched when first used"
    status: Status = "broken" if state is State.CORRUPT else "missing"
    # What is damaged is fetched anew: it hinders nothing as long as there is a way to.
    return Finding(model.name, status, said, advice, needed=needed and status == "missing", numbers=numbers)
