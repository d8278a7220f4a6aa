"""How far a landmark network's answer is from the truth, and from what it said before."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from vision.joints import N_JOINTS, Joint

Tensor = torch.Tensor
Answer = dict[str, Tensor]
POINTS, HEAT_PX, STRIDE = 39, 64, 4.0
NEAR_PX, NEAR_M = 6.0, 0.08
"""Errors below count by their square, larger ones by their size."""

SEEN_SIGMA, HIDDEN_SIGMA = 1.6, 2.4  # cells of the heatmap
SEEN_PEAK, HIDDEN_PEAK = 0.95, 0.7
SEEN, HIDDEN, THERE, NOBODY = 0.97, 0.45, 0.98, 0.02
"""Told likelihoods of a visible and a hidden joint, and of a person in a crop with and without one."""


def _joint_weights() -> Tensor:
    """What the stretches are judged by counts most: legs, then the trunk."""
    weights = torch.full((N_JOINTS,), 0.3)
    weights[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]] = 1.5
    weights[Joint.LEFT_ELBOW : Joint.RIGHT_WRIST + 1] = 1.0
    weights[[Joint.LEFT_HIP, Joint.RIGHT_HIP]] = 2.0
    weights[Joint.LEFT_KNEE : Joint.RIGHT_ANKLE + 1] = 2.5
    weights[Joint.LEFT_HEEL :] = 1.2
    return weights


WEIGHTS = _joint_weights()
_COLUMNS, _ROWS = torch.meshgrid(torch.arange(HEAT_PX), torch.arange(HEAT_PX), indexing="xy")


@dataclass(frozen=True, eq=False)
class Truth:
    """Of a batch: (n, 35, 2) pixels, (n, 33, 3) metres, (n, 33) whether hidden."""

    xy_px: Tensor
    xyz_m: Tensor
    hidden: Tensor


def points(answer: Answer) -> Tensor:
    """(n, 39, 5): x, y, z in pixels of the crop, logits of visibility and presence."""
    return answer["Identity"].reshape(-1, POINTS, 5)


def metres(answer: Answer) -> Tensor:
    """(n, 33, 3)."""
    return answer["Identity_4"].reshape(-1, POINTS, 3)[:, :N_JOINTS]


def from_truth(answer: Answer, truth: Truth) -> dict[str, Tensor]:
    """Loss by what it is about; all of similar size."""
    found, place = points(answer), truth.xy_px[:, :N_JOINTS]
    inside = ((place > -20) & (place < 276)).all(dim=-1).float()
    weights = torch.cat([WEIGHTS * (0.2 + 0.8 * inside), torch.full((len(inside), 2), 2.0)], dim=1)
    flat = functional.huber_loss(found[:, : N_JOINTS + 2, :2], truth.xy_px, delta=NEAR_PX, reduction="none").sum(-1)
    deep = functional.huber_loss(metres(answer), truth.xyz_m, delta=NEAR_M, reduction="none").sum(-1)
    heat = functional.binary_cross_entropy_with_logits(
        answer["Identity_3"][:, :N_JOINTS], _heat(place, truth.hidden), reduction="none"
    ).mean(dim=(-1, -2))
    seen = torch.where(truth.hidden, HIDDEN, SEEN) * inside
    told = functional.binary_cross_entropy_with_logits(found[:, :N_JOINTS, 3], seen)
    told = told + functional.binary_cross_entropy_with_logits(found[:, :N_JOINTS, 4], THERE * inside)
    there = functional.binary_cross_entropy(_likelihood(answer), torch.full((len(inside), 1), THERE))
    return {
        "pixels": (flat / NEAR_PX * weights).mean(),
        "metres": 60.0 * (deep * WEIGHTS).mean(),
        "heat": 60.0 * (heat * WEIGHTS * inside).mean(),
        "told": 0.5 * told + there,
    }


def from_nobody(answer: Answer) -> dict[str, Tensor]:
    """Loss where nobody is in the crop: only that is asked."""
    found = _likelihood(answer)
    return {"nobody": 0.3 * functional.binary_cross_entropy(found, torch.full_like(found, NOBODY))}


def from_before(answer: Answer, before: Answer) -> dict[str, Tensor]:
    """Loss against what the network said before it was trained, where it saw a person."""
    there = (before["Identity_1"] > 0.5).float()
    found, usual = points(answer), points(before)
    flat = functional.huber_loss(
        found[:, : N_JOINTS + 2, :2], usual[:, : N_JOINTS + 2, :2], delta=NEAR_PX, reduction="none"
    ).sum(-1)
    heat = functional.binary_cross_entropy_with_logits(
        answer["Identity_3"], torch.sigmoid(before["Identity_3"]), reduction="none"
    ).mean(dim=(1, 2, 3))
    deep = functional.huber_loss(answer["Identity_4"], before["Identity_4"], delta=NEAR_M, reduction="none")
    told = functional.huber_loss(found[:, :N_JOINTS, 3:].clamp(-8, 8), usual[:, :N_JOINTS, 3:].clamp(-8, 8))
    presence = functional.binary_cross_entropy(_likelihood(answer), before["Identity_1"].clamp(0.0, 1.0))
    return {
        "kept": 2.0 * (flat / NEAR_PX * there).mean()
        + 40.0 * (heat * there[:, 0]).mean()
        + 100.0 * (deep * there).mean(),
        "kept told": 0.1 * told + 0.2 * presence,
    }


def _likelihood(answer: Answer) -> Tensor:
    return answer["Identity_1"].clamp(1e-5, 1.0 - 1e-5)


def _heat(place: Tensor, hidden: Tensor) -> Tensor:
    """(n, 33, 64, 64): a bump round each joint, wider and lower where it is hidden."""
    cell = (place / STRIDE)[..., None, None]
    squared = (_COLUMNS - cell[:, :, 0]) ** 2 + (_ROWS - cell[:, :, 1]) ** 2
    sigma = torch.where(hidden, HIDDEN_SIGMA, SEEN_SIGMA)[..., None, None]
    peak = torch.where(hidden, HIDDEN_PEAK, SEEN_PEAK)[..., None, None]
    return peak * torch.exp(-squared / (2.0 * sigma**2))
