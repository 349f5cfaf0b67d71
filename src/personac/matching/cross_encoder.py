"""The language model that reads a pair of bullets, and tells whether the two mean the same.

Both texts with their scopes are one input of a small transformer, data/judge/judge.onnx, made by
tools/export_judge.py. Its sums are over whole numbers, so that a logit depends neither on the machine nor on
the pairs beside it. This is the one module that imports onnxruntime, and only when a pair is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from personac.matching.number_grid import Ints
from personac.matching.wordpieces import WordPieces, judge_bytes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MOST_PIECES = 61  # of both texts together, without the three special ones: the model has 64 places
_MULTIPLE = 8  # a batch is padded to a multiple of it
_BATCH_PIECES = 768  # of a batch, padding included: more would leave the processor's cache
_FEWEST_PAIRS = 8  # in a batch, however long they are
_MOST_THREADS = 4  # batches that are read side by side


@dataclass(frozen=True, slots=True)
class _Encoded:
    """The pieces of a pair, and how many belong to the first text with its special ones."""

    ids: list[int]
    first: int


@dataclass(frozen=True)
class CrossEncoder:
    """Reads pairs of texts."""

    pieces: WordPieces

    def logits(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return for each pair the logit that both texts mean the same, on a grid of 1/64.

        Batches are read in threads: a logit does not depend on the batch, so their order changes nothing.
        """
        encoded = self._encode(pairs)
        order = sorted(range(len(pairs)), key=lambda at: (len(encoded[at].ids), at))
        batches = list(_batches(order, encoded))
        inputs = [_inputs([encoded[at] for at in batch]) for batch in batches]
        read = self._session.run  # loaded once, before the threads start
        with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as threads:
            found = list(threads.map(lambda batch: read(["logits"], batch)[0].tolist(), inputs))
        logits = zip(chain.from_iterable(batches), chain.from_iterable(found), strict=True)
        return [logit for _, logit in sorted(logits)]

    def read_whole(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Return for each pair whether the model reads both texts to their ends."""
        ids = self._ids(pairs)
        return [len(ids[left]) + len(ids[right]) <= MOST_PIECES for left, right in pairs]

    def _encode(self, pairs: Sequence[tuple[str, str]]) -> list[_Encoded]:
        ids = self._ids(pairs)
        start, end = (self.pieces.special(name) for name in ("[CLS]", "[SEP]"))
        return [_joined(ids[left], ids[right], start, end) for left, right in pairs]

    def _ids(self, pairs: Sequence[tuple[str, str]]) -> dict[str, list[int]]:
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        return dict(zip(texts, self.pieces.ids(texts), strict=True))

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        # Optimizations fuse nodes, which rounds otherwise.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        model = judge_bytes("judge.onnx")
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _joined(left: list[int], right: list[int], start: int, end: int) -> _Encoded:
    """Return both texts between special pieces."""
    left, right = cut(left, right)
    return _Encoded([start, *left, end, *right, end], len(left) + 2)


def cut(left: list[int], right: list[int], most: int = MOST_PIECES) -> tuple[list[int], list[int]]:
    """Return the pieces of two texts, the longer one cut until both have at most `most` together."""
    left = left[: max(most // 2, most - len(right))]
    return left, right[: most - len(left)]


def _batches(order: Sequence[int], encoded: Sequence[_Encoded]) -> Iterator[list[int]]:
    """Yield pairs of similar length, the shortest first."""
    batch: list[int] = []
    for at in order:
        if len(batch) >= _FEWEST_PAIRS and (len(batch) + 1) * _padded(len(encoded[at].ids)) > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _padded(length: int) -> int:
    return -(-length // _MULTIPLE) * _MULTIPLE


def _inputs(batch: Sequence[_Encoded]) -> dict[str, Ints]:
    """Return ids, types and mask: pairs x length; padding is masked."""
    length = _padded(max(len(one.ids) for one in batch))
    ids, types, mask = (np.zeros((len(batch), length), dtype=np.int64) for _ in range(3))
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = one.ids
        types[row, one.first : len(one.ids)] = 1
        mask[row, : len(one.ids)] = 1
    return {"ids": ids, "types": types, "mask": mask}
