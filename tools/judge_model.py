"""The judge as a torch model: a transformer of six layers that reads both texts of a pair at once.

It starts from the weights of all-MiniLM-L6-v2; only the head, which turns the result into a logit, is new.
tools/export_judge.py reads the state by the names of the attributes below.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from tools.judge_packing import IdPair, Packer

LAYERS = 6
WIDTH = 384
_INNER, _HEADS, _POSITIONS, _HEAD_WIDTH = 1536, 12, 512, 128
_EPSILON = 1e-12
_FAR = -1e9  # a score that pays no attention
_READ_AT_ONCE = 64
_NAMES = {
    "w.weight": "embeddings.word_embeddings.weight",
    "p.weight": "embeddings.position_embeddings.weight",
    "t.weight": "embeddings.token_type_embeddings.weight",
    "n": "embeddings.LayerNorm",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "n1": "attention.output.LayerNorm",
    "f1": "intermediate.dense",
    "f2": "output.dense",
    "n2": "output.LayerNorm",
}


class Layer(nn.Module):
    """Self-attention and two dense layers, each added to its input and normalized."""

    def __init__(self, dropout: float) -> None:
        """Make a layer with random weights."""
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.n1, self.n2 = (nn.LayerNorm(WIDTH, _EPSILON) for _ in range(2))
        self.f1, self.f2 = nn.Linear(WIDTH, _INNER), nn.Linear(_INNER, WIDTH)
        self.d = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the output for pairs x length x width; `bias` is added to the scores of attention."""
        pairs, length, _ = x.shape
        query, key, value = (
            part(x).view(pairs, length, _HEADS, -1).transpose(1, 2) for part in (self.q, self.k, self.v)
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        x = self.n1(x + self.d(self.o(seen.transpose(1, 2).reshape(pairs, length, WIDTH))))
        return self.n2(x + self.d(self.f2(functional.gelu(self.f1(x)))))


class JudgeModel(nn.Module):
    """Gives the logit that both texts of a pair mean the same."""

    def __init__(self, pieces: int, dropout: float = 0.0) -> None:
        """Make a model for a vocabulary of `pieces`, with random weights."""
        super().__init__()
        self.w = nn.Embedding(pieces, WIDTH)
        self.p, self.t = nn.Embedding(_POSITIONS, WIDTH), nn.Embedding(2, WIDTH)
        self.n = nn.LayerNorm(WIDTH, _EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.h1, self.h2 = nn.Linear(2 * WIDTH, _HEAD_WIDTH), nn.Linear(_HEAD_WIDTH, 1)
        self.d = nn.Dropout(dropout)

    def hidden(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return the state of each piece: pairs x length x width."""
        x = self.d(self.n(self.w(ids) + self.p.weight[: ids.shape[1]] + self.t(types)))
        bias = torch.zeros(mask.shape).masked_fill(mask == 0, _FAR)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return a logit for each pair, from the first piece and the mean of all."""
        x = self.hidden(ids, types, mask)
        kept = mask[..., None].to(x.dtype)
        mean = (x * kept).sum(1) / kept.sum(1)
        inner = torch.tanh(self.h1(torch.cat([x[:, 0], mean], -1)))
        return self.h2(self.d(inner))[:, 0].float()


def base_pieces(base: Path, tokenizer: Path) -> list[int]:
    """Return for each piece of a cut tokenizer.json its number in the one of the folder `base`."""
    known, kept = (_vocabulary(path) for path in (base / "tokenizer.json", tokenizer))
    return [known[piece] for piece in sorted(kept, key=lambda piece: kept[piece])]


def _vocabulary(path: Path) -> dict[str, int]:
    numbers: dict[str, int] = json.loads(path.read_text("utf-8"))["model"]["vocab"]
    return numbers


def load_base(model: JudgeModel, base: Path, pieces: Sequence[int]) -> None:
    """Load the weights of all-MiniLM-L6-v2 in `base`, those of words for `pieces` only.

    Raises `KeyError` or `RuntimeError` if it is another model.
    """
    stored = load_file(base / "model.safetensors")
    names = dict(_NAMES)
    for layer in range(LAYERS):
        names |= {f"layers.{layer}.{own}": f"encoder.layer.{layer}.{n}" for own, n in _LAYER_NAMES.items()}
    state = model.state_dict()
    for own, other in names.items():
        if own.endswith(".weight"):
            state[own] = stored[other]
        else:
            state |= {f"{own}.{part}": stored[f"{other}.{part}"] for part in ("weight", "bias")}
    state["w.weight"] = state["w.weight"][list(pieces)]
    model.load_state_dict(state)


def tensors(packer: Packer, pairs: Sequence[IdPair]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, types and mask of a batch."""
    ids, types, mask = map(torch.from_numpy, packer.arrays(pairs))
    return ids, types, mask


def logits(model: JudgeModel, packer: Packer, pairs: Sequence[IdPair]) -> list[float]:
    """Return the logit of each pair, without dropout."""
    model.eval()
    order = sorted(range(len(pairs)), key=lambda at: (sum(map(len, pairs[at])), at))
    result = [0.0] * len(pairs)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), _READ_AT_ONCE):
            part = order[start : start + _READ_AT_ONCE]
            found = model(*tensors(packer, [pairs[at] for at in part]))
            for at, logit in zip(part, found.tolist(), strict=True):
                result[at] = logit
    return result
