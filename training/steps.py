"""Steps of training that move every weight by a share of its own size, and a running mean of the weights.

Normalisation was folded into the published weights, so their size differs by a factor of a thousand from layer to
layer and from plane to plane. A step of one size for all hardly moves the large ones and destroys the small ones:
after 1500 steps of 5e-5 the middle layers had changed by 0.3 to 62 %.
"""

from __future__ import annotations

import copy

import torch

from training.network import Network

Tensor = torch.Tensor
STEEPEST = 20.0
"""Gradients of a step are no longer together."""

MEAN_OVER = 300
"""Steps: until then the mean is that of all weights on the way, later each step counts for so much of it."""


class RelativeSteps:
    """Adam's direction, times a rate, times the size that a weight had before any training."""

    def __init__(self, network: Network, before: Network) -> None:
        """Move the weights of `network` that are not frozen; sizes are those of `before`."""
        names = [name for name, weight in network.weights.items() if weight.requires_grad]
        self._weights = [network.weights[name] for name in names]
        self._sizes = [size(before.weights[name].detach()) for name in names]
        self._adam = torch.optim.Adam(self._weights, lr=1.0, betas=(0.9, 0.99))

    def step(self, loss: Tensor, rate: float) -> None:
        """One step down the loss."""
        self._adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._weights, STEEPEST)
        places = [weight.detach().clone() for weight in self._weights]
        self._adam.step()
        with torch.no_grad():
            for weight, place, own in zip(self._weights, places, self._sizes, strict=True):
                weight.copy_(place + rate * own * (weight - place))


class Mean:
    """A running mean of a network's weights while it is trained: steadier than the weights of any one step.

    Attributes:
        weights_of: a network of its own, with the mean weights.
    """

    def __init__(self, trained: Network) -> None:
        """Begin with the weights as they are."""
        self.weights_of, self._trained, self._steps = copy.deepcopy(trained), trained, 0

    def follow(self) -> None:
        """After a step."""
        self._steps += 1
        share = max(1.0 / self._steps, 1.0 / MEAN_OVER)
        with torch.no_grad():
            for name, weight in self.weights_of.weights.items():
                weight.lerp_(self._trained.weights[name], share)


def size(weight: Tensor) -> Tensor:
    """How large each weight of a tensor is expected to be, from its row and its column; of its shape."""
    if weight.ndim == 1:
        return 0.5 * (weight.abs() + _rms(weight))
    rows = weight.square().mean(dim=(1, 2, 3), keepdim=True).sqrt()
    if weight.shape[1] == 1:  # one plane each
        return rows.expand_as(weight)
    columns = weight.square().mean(dim=(0, 2, 3), keepdim=True).sqrt()
    return (rows * columns / _rms(weight).clamp_min(1e-12)).expand_as(weight)


def _rms(values: Tensor) -> Tensor:
    return values.square().mean().sqrt()
