"""Weights of the judge as whole numbers, rounded so that what they give stays close for typical tokens.

What is typical is seen by running the float model on random tokens: it shows the few dimensions that are
large in every text, and which inputs go together. Texts would give the same within the error of rounding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

Floats = npt.NDArray[np.float64]
State = Mapping[str, Floats]

LAYERS = 6
HEADS = 12
PAIRS = 128  # of random tokens
TEXT = 16  # tokens of a text
ALIKE = 0.5  # share of tokens that the second text has from the first
SEED = 1

TINY = 1e-20
BYTE = 127  # largest number of an int8 that no sum of 16 bits sees
SIGNED = 113  # largest activation, and the byte of 0, where activations have a sign
WEIGHT = 72  # largest weight: two products with activations have to fit in 16 bits
CLIPS = np.linspace(0.6, 1.0, 41)  # shares of the largest weight that may become the largest number
DAMPING = 0.01  # share of the mean second moment that is added to each input's own
LARGE = 6.0  # a normalized dimension that gets larger is scaled down to it


@dataclass(frozen=True)
class Columns:
    """A matrix of whole numbers, inputs x outputs, and the scale of each output."""

    numbers: npt.NDArray[np.int8]
    scale: Floats

    def weights(self) -> Floats:
        """Return outputs x inputs, as the product sees them."""
        return (self.numbers * self.scale).T


def columns(weights: Floats, moments: Floats | None = None, top: int = WEIGHT) -> Columns:
    """Return outputs x inputs as whole numbers up to top; moments are those of the inputs."""
    scale = _scale(weights, top)
    if moments is None:
        numbers = np.clip(np.rint(weights / scale[:, None]), -top, top)
    else:
        numbers = _rounded(weights / scale[:, None], moments, top)
    return Columns(np.ascontiguousarray(numbers.T.astype(np.int8)), scale)


def _scale(weights: Floats, top: int) -> Floats:
    """Return the scale of each output that gives the least squared error."""
    largest = np.maximum(np.abs(weights).max(axis=1, keepdims=True), TINY)
    best, scale = np.full(len(weights), np.inf), np.ones(len(weights))
    for clip in CLIPS:
        tried = (largest * clip / top).astype(np.float32).astype(np.float64)
        error = ((np.clip(np.rint(weights / tried), -top, top) * tried - weights) ** 2).sum(axis=1)
        scale = np.where(error < best, tried[:, 0], scale)
        best = np.minimum(error, best)
    return np.asarray(scale)


def _rounded(weights: Floats, moments: Floats, top: int) -> Floats:
    """Round one input after the other; those that follow make up for the error (GPTQ)."""
    damped = moments + np.eye(len(moments)) * DAMPING * np.diag(moments).mean()
    order = np.argsort(-np.diag(damped), kind="stable")  # the largest first, while most can make up for them
    follow = np.linalg.cholesky(np.linalg.inv(damped[np.ix_(order, order)])).T
    left, numbers = weights[:, order].copy(), np.empty_like(weights)
    for at, place in enumerate(order):
        numbers[:, place] = np.clip(np.rint(left[:, at]), -top, top)
        error = (left[:, at] - numbers[:, place]) / follow[at, at]
        left[:, at:] -= np.outer(error, follow[at, at:])
    return numbers


@dataclass(frozen=True)
class Seen:
    """What typical tokens look like: how far to scale normalized dimensions, and inputs' second moments."""

    scales: Mapping[str, Floats]  # by normalization
    moments: Mapping[str, Floats]  # by matrix


class _Float:
    """The model in floats, which notes what it sees."""

    def __init__(self, state: Mapping[str, torch.Tensor]) -> None:
        self.state = state
        self.scales: dict[str, Floats] = {}
        self.moments: dict[str, Floats] = {}

    def normalized(self, value: torch.Tensor, name: str, inputs: tuple[str, ...]) -> torch.Tensor:
        """Return tokens normalized; without its gain and shift it is the input of the matrices named."""
        plain = functional.layer_norm(value, value.shape[-1:])
        scale = (LARGE / plain.abs().flatten(0, 1).amax(0)).clamp(max=1)
        if name.endswith(".n1"):  # large dimensions have large gains there: more would spoil the weights
            scale = torch.ones_like(scale)
        self.scales[name] = scale.numpy()
        for matrix in inputs:
            self.note(matrix, plain * scale)
        return plain * self.state[f"{name}.weight"] + self.state[f"{name}.bias"]

    def note(self, matrix: str, value: torch.Tensor) -> None:
        """Note the inputs of a matrix."""
        flat = value.flatten(0, 1)
        self.moments[matrix] = (flat.T @ flat).numpy()

    def linear(self, value: torch.Tensor, name: str, *, bias: bool = True) -> torch.Tensor:
        """Return the product with a matrix."""
        return functional.linear(
            value, self.state[f"{name}.weight"], self.state[f"{name}.bias"] if bias else None
        )

    def layer(self, value: torch.Tensor, name: str, after: tuple[str, ...]) -> torch.Tensor:
        """Return the tokens after a layer, whose last normalization is the input of what follows."""
        parts = [self.linear(value, f"{name}.{part}", bias=part != "v") for part in "qkv"]
        query, key, inner = (part.view(*part.shape[:2], HEADS, -1).transpose(1, 2) for part in parts)
        mixed = functional.scaled_dot_product_attention(query, key, inner).transpose(1, 2).flatten(2)
        self.note(f"{name}.o", mixed)
        shifted = mixed + self.state[f"{name}.v.bias"]
        value = self.normalized(value + self.linear(shifted, f"{name}.o"), f"{name}.n1", (f"{name}.f1",))
        inner = functional.gelu(self.linear(value, f"{name}.f1"))
        self.note(f"{name}.f2", inner)
        return self.normalized(value + self.linear(inner, f"{name}.f2"), f"{name}.n2", after)


def _matrices(number: int) -> tuple[str, ...]:
    """Return the matrices that a layer's input goes to."""
    return tuple(f"layers.{number}.{part}" for part in "qkv" if number < LAYERS)


def _random_pairs(words: int, specials: tuple[int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and types of pairs of random tokens, which share some."""
    rng = np.random.default_rng(SEED)
    left, right = (rng.integers(max(specials) + 1, words, (PAIRS, TEXT)) for _ in range(2))
    right = np.where(rng.random(right.shape) < ALIKE, left, right)
    start, end = (np.full((PAIRS, 1), special) for special in specials)
    ids = np.hstack([start, left, end, right, end])
    types = np.repeat([0, 1], [TEXT + 2, TEXT + 1])[None].repeat(PAIRS, axis=0)
    return torch.from_numpy(ids), torch.from_numpy(types)


def seen(state: State, specials: tuple[int, int]) -> Seen:
    """Run the model on random tokens; specials are [CLS] and [SEP]."""
    tensors = {name: torch.from_numpy(value) for name, value in state.items()}
    ids, types = _random_pairs(len(state["w.weight"]), specials)
    run = _Float(tensors)
    places = tensors["p.weight"][: ids.shape[1]]
    with torch.inference_mode():
        value = tensors["w.weight"][ids] + places + tensors["t.weight"][types]
        value = run.normalized(value, "n", _matrices(0))
        for number in range(LAYERS):
            value = run.layer(value, f"layers.{number}", _matrices(number + 1))
    return Seen(run.scales, run.moments)


def read_state(path: Path) -> State:
    """Return the trained numbers by name."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    return {name: value.double().numpy() for name, value in state.items()}


def longest_token(width: int) -> float:
    """Return a bound of the length of a normalized token as bytes: sqrt(width) and what rounding adds."""
    root = math.sqrt(width)
    return root * (1 + root / (2 * SIGNED)) * (1 + 1e-4)
