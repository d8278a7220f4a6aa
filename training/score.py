"""Scores a landmark network on crops that it was not trained on, as the engine would read it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from training.losses import metres, points
from training.network import Network
from training.samples import Sample
from vision.estimators.blazepose import refined
from vision.joints import HIPS, N_JOINTS, SHOULDERS, Joint

BATCH = 16
OFF_TRUNKS = 0.3
SHORTEST_TRUNK_PX = 25.0
_LEGS = [Joint.LEFT_KNEE, Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE]
_TRUNK, _HIPS = [*SHOULDERS, *HIPS], list(HIPS)


def scored(network: Network, samples: Sequence[Sample]) -> dict[str, float]:
    """Errors in trunk lengths, shares of joints more than 0.3 of them off, and metres of the legs."""
    errors, deep = [], []
    for start in range(0, len(samples), BATCH):
        batch = samples[start : start + BATCH]
        for sample, (xy_px, xyz_m) in zip(batch, answers(network, [s.crop for s in batch]), strict=True):
            ends = sample.xy_px[_TRUNK]
            trunk = max(float(np.linalg.norm(ends[:2].mean(axis=0) - ends[2:].mean(axis=0))), SHORTEST_TRUNK_PX)
            errors.append(np.linalg.norm(xy_px - sample.xy_px[:N_JOINTS], axis=1) / trunk)
            deep.append(np.linalg.norm(xyz_m - xyz_m[_HIPS].mean(axis=0) - sample.xyz_m, axis=1))
    off, hidden = np.array(errors), np.array([sample.hidden for sample in samples])
    legs, legs_hidden = off[:, _LEGS], hidden[:, _LEGS]
    return {
        "legs median": float(np.median(legs)),
        "legs off": float((legs > OFF_TRUNKS).mean()),
        "visible legs off": float((legs[~legs_hidden] > OFF_TRUNKS).mean()),
        "hidden legs off": float((legs[legs_hidden] > OFF_TRUNKS).mean()),
        "trunk off": float((off[:, _TRUNK] > OFF_TRUNKS).mean()),
        "arms off": float((off[:, Joint.LEFT_ELBOW : Joint.RIGHT_WRIST + 1] > OFF_TRUNKS).mean()),
        "legs metres": float(np.median(np.array(deep)[:, _LEGS])),
    }


def answers(network: Network, crops: Sequence[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """(33, 2) pixels, refined by the heatmap as in the engine, and (33, 3) metres for each crop."""
    with torch.no_grad():
        answer = network(torch.tensor(np.stack(crops)).float() / 255.0)
    flat = points(answer)[:, :N_JOINTS, :2].double().numpy()
    heat = answer["Identity_3"].permute(0, 2, 3, 1).numpy()
    return [(refined(xy, planes), m) for xy, planes, m in zip(flat, heat, metres(answer).numpy(), strict=True)]
