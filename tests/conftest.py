"""What pytest must know before it collects, and what all tests of one process share."""

from collections.abc import Callable, Iterator
from functools import wraps

import numpy as np
import pytest
from hypothesis import settings

from protocols import mat_finder
from protocols.mat import Mat

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
"""A busy machine must not turn a test red."""

pytest.register_assert_rewrite("stretch_contract")

LONGEST_FIRST = (
    "test_more_samples",
    "test_adding_a_stretch",
    "test_stretches",
    "test_samples",
    "test_recognition",
    "test_placed_movement",
    "test_explore_browser",
    "test_live_command",
    "test_batch_cluster",
    "test_batch_killed",
    "test_hearing",
    "test_calibrate",
    "test_bench",
    "test_calibrate_guide",
    "test_knee_to_chest_movement",
    "test_evaluate",
    "test_tune",
    "test_calibrate_filming",
    "test_figure_four",
    "test_sparing",
    "test_spinal_twist",
    "test_mat",
    "test_batch_jobs",
    "test_batch_places",
    "test_fuzz",
    "test_pool",
)
"""Files by what they take: whoever comes last to a long one would work on alone."""

Fit = Callable[..., Mat | None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; within a file, and among the others, nothing changes."""
    rank = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def remembered(fit: Fit) -> Fit:
    """Copies a fit of the camera that was made before: it depends on nothing but what it is given."""
    kept: dict[object, Mat | None] = {}

    @wraps(fit)
    def fitted(joints_px: np.ndarray, to_camera: np.ndarray, *, start: Mat | None = None) -> Mat | None:
        asked = (joints_px.tobytes(), to_camera.tobytes(), start)
        if asked not in kept:
            kept[asked] = fit(joints_px, to_camera, start=start)
        return kept[asked]

    return fitted


@pytest.fixture(scope="session", autouse=True)
def fits_are_made_once() -> Iterator[None]:
    """Drawn recordings differ in what comes later; the stillness before it is the same in hundreds of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mat_finder, "fit", remembered(mat_finder.fit))
        yield
