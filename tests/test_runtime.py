"""The networks as they are opened: nothing that is read may change."""

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from vision.estimators.runtime import opened
from vision.models import ensure

pytestmark = pytest.mark.model


def outputs(network, picture):
    network.set_tensor(network.get_input_details()[0]["index"], picture)
    network.invoke()
    return {detail["name"]: network.get_tensor(detail["index"]) for detail in network.get_output_details()}


@pytest.mark.parametrize("model", ["lite", "full"])
def test_leaving_out_the_segmentation_changes_no_bit_of_the_rest(model, capfd):
    weights = ensure(f"pose_landmark_{model}")
    pruned = opened(weights, threads=1, unread="Identity_2")

    assert "" == capfd.readouterr().err

    whole = Interpreter(str(weights), num_threads=1)
    whole.allocate_tensors()
    picture = np.random.default_rng(0).random((1, 256, 256, 3), dtype=np.float32)
    expected, got = outputs(whole, picture), outputs(pruned, picture)

    assert set(expected) - {"Identity_2"} == set(got)
    for name, values in got.items():
        assert np.array_equal(expected[name], values), name
